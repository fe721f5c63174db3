// Certificates, lists and requests of the samples, whole: every field, span, finding, and the ways up in their order.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import type { Certificate } from '../../../src/core/x509/certificateTypes';
import { checkChain } from '../../../src/core/x509/chain';
import { readCrl } from '../../../src/core/x509/crl';
import { readCsr } from '../../../src/core/x509/csr';
import { fingerprints } from '../../../src/core/x509/fingerprints';
import { ipText } from '../../../src/core/x509/generalName';
import { wholeText } from '../../whole';

const folder = path.join(import.meta.dirname, '../../../media/samples');

function sample(name: string): Uint8Array[] {
  const bytes = new Uint8Array(readFileSync(path.join(folder, name)));
  const blocks = findPemBlocks(Buffer.from(bytes).toString('latin1'));
  return blocks.length > 0 ? blocks.map((block) => block.bytes) : [bytes];
}

const certificates = ['chain.pem', 'expired.crt', 'tr34-certificates.pem', 'kdh.der'].flatMap((name) =>
  sample(name).map((der, i) => [`${name} ${i}`, readCertificate(der)] as const),
);
const without = ['node', 'raw', 'certificates'];

it('certificates', async () => {
  await expect(wholeText(certificates, without)).toMatchFileSnapshot('whole/certificates.txt');
});

it('a list and a request', async () => {
  const cases = [
    ['revoked.crl', readCrl(sample('revoked.crl')[0]!)],
    ['kdh.csr', readCsr(sample('kdh.csr')[0]!)],
  ] as const;
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/listAndRequest.txt');
});

it('damaged ones', async () => {
  const [der] = sample('chain.pem');
  const changed = (at: number, octet: number): Uint8Array => {
    const copy = der!.slice();
    copy[at] = octet;
    return copy;
  };
  // The version, the tag of the serial number, the inner algorithm, the end.
  const cases = [
    ['version 2', changed(12, 1)],
    ['version 5', changed(12, 4)],
    ['no INTEGER as serial number', changed(13, 4)],
    ['cut off', der!.subarray(0, der!.length - 20)],
    ['a byte more', Uint8Array.from([...der!, 0])],
    ['no certificate', new Uint8Array([0x30, 3, 2, 1, 5])],
  ] as const;
  await expect(
    wholeText(
      cases.map(([name, bytes]) => [name, readCertificate(bytes)] as const),
      without,
    ),
  ).toMatchFileSnapshot('whole/damaged.txt');
});

it('damaged lists and requests', async () => {
  const cases = (['revoked.crl', 'kdh.csr'] as const).flatMap((name) => {
    const [der] = sample(name);
    const read = name === 'kdh.csr' ? readCsr : readCrl;
    // Every tag of the first members in turn, and the ends.
    const changed = [4, 8, 11, 13, 20, 30, 60].map((at) => {
      const copy = der!.slice();
      copy[at]! ^= 0x01;
      return [`${name}, octet ${at}`, read(copy)] as const;
    });
    return [
      ...changed,
      [`${name}, cut off`, read(der!.subarray(0, der!.length - 9))],
      [`${name}, nothing in it`, read(new Uint8Array([0x30, 0]))],
      [`${name}, no SEQUENCE`, read(new Uint8Array([2, 1, 5]))],
      [`${name}, empty`, read(new Uint8Array())],
    ] as const;
  });
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/damagedLists.txt');
});

it('ways up', async () => {
  const all = certificates.map(([, certificate]) => certificate);
  const only = (...labels: string[]): Certificate[] =>
    all.filter(({ subject }) => labels.includes(subject.label));
  const labels = all.map(({ subject }) => subject.label);
  const at = new Date('2026-12-01T00:00:00Z');
  const late = new Date('2126-12-01T00:00:00Z');
  const cases = [
    ['all', await checkChain(all, at)],
    ['backwards', await checkChain([...all].reverse(), at)],
    ['in a hundred years', await checkChain(all, late)],
    ['without the first', await checkChain(all.slice(1), at)],
    ['one alone', await checkChain(only(labels[1]!), at)],
    ['none', await checkChain([], at)],
  ] as const;
  const names = all.map(({ subject }, i) => `${i} ${subject.text}`).join('\n');
  await expect(`${names}\n\n${wholeText(cases, without)}`).toMatchFileSnapshot('whole/waysUp.txt');
});

it('fingerprints', async () => {
  expect(await fingerprints(certificates[0]![1])).toMatchInlineSnapshot(`
    {
      "sha1": "E7:0C:75:25:87:AE:C0:E1:35:5F:27:30:96:63:B4:E8:74:86:2A:FE",
      "sha256": "A9:61:14:0D:46:53:F8:ED:9B:09:6C:FE:25:3A:C8:41:19:4B:C8:BE:44:10:29:99:E5:7B:DD:73:5A:46:0B:B4",
      "spkiSha256": "BA:FF:3A:4C:F3:32:85:A7:99:5B:E9:1B:02:65:04:C2:84:7E:46:A9:5C:D3:6D:76:06:07:7D:67:8F:A7:49:0C",
    }
  `);
});

it('addresses', () => {
  const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
  const six = '20010db8000000000001000000000001';
  expect(
    [
      '0a000001',
      six,
      '0'.repeat(32),
      '0000000000000000000000000000ffff',
      'fe800000000000000000000000000000',
      '00010000000200000003000000040000',
    ].map((text) => ipText(octets(text))),
  ).toEqual(['10.0.0.1', '2001:db8::1:0:0:1', '::', '::ffff', 'fe80::', '1:0:2:0:3:0:4:0']);
});
