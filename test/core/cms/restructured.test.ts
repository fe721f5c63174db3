// CMS messages and TR-34 tokens with every small change of their structure: what each makes of what is read and checked.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCms } from '../../../src/core/cms/read';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { tr34Picture, tr34Title } from '../../../src/core/cms/tr34/story';
import { verifyTr34 } from '../../../src/core/cms/tr34/verify';
import { checkSigners } from '../../../src/core/cms/verify';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { effects } from '../asn1/restructured';

const folder = path.join(import.meta.dirname, '../../../media/samples');
const sample = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, name)));
// Certificates and lists are in x509/restructured.
const without = ['node', 'raw', 'certificates', 'certificate', 'crls', 'template', 'args', 'text'];
const parties = findPemBlocks(
  sample('tr34-certificates.pem').reduce((text, octet) => text + String.fromCharCode(octet), ''),
).map(({ bytes }) => readCertificate(bytes));
const at = new Date('2026-12-01T00:00:00Z');

const token = async (der: Uint8Array): Promise<unknown> => {
  const read = readTr34(der);
  if (!read) return undefined;
  const { findings, axes, statements, spans, kind, certainty, pass, header, contentForm, profile } = read;
  const { checks } = await verifyTr34(read, parties, { at, ...(read.nonce ? { nonce: read.nonce } : {}) });
  return {
    told: { kind, certainty, pass, header, contentForm, profile, title: tr34Title(read) },
    findings,
    axes: axes.map(({ id, value }) => `${id} ${value}`),
    statements: statements.map(({ code, args, span }) => ({ code, args: args.join(), span })),
    spans,
    picture: tr34Picture(read),
    checks: checks.map(({ code, verdict, args }) => `${verdict} ${code} ${args.join()}`),
  };
};

it.each([
  // Without what is inside of lists, names and certificates.
  ['tr34-annex-b.cms', /^(?!1\.0\.3\.0\.|1\.0\.4\.0\.1\.0\.|1\.0\.2\.1\.0\.0\.1\.0\.1\.0\.)/],
  ['tr34-rebind.cms', /^(?!1\.0\.3\.0\.|1\.0\.4\.|1\.0\.2\.1\.0\.0\.3\.0\.)/],
  ['tr34-random.der', /^/],
])('%s', async (name, where) => {
  const lines = await effects(sample(name), token, without, where);
  await expect(lines).toMatchFileSnapshot(`whole/restructured-${name}.txt`);
});

it('a signed message', async () => {
  const read = async (der: Uint8Array): Promise<unknown> => {
    const cms = readCms(der);
    if (cms.content.type !== 'signedData') return cms;
    const { certificates } = cms.content;
    return { cms, checks: await checkSigners(cms.content, certificates) };
  };
  const lines = await effects(sample('ceremony.p7m'), read, without, /^(?!1\.0\.3\.\d\.)/);
  await expect(lines).toMatchFileSnapshot('whole/restructured-signed.txt');
});

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const value = (tag: number, ...parts: (Uint8Array | string)[]): Uint8Array => {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? hex(part) : part)));
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Uint8Array.from([tag, ...length, ...content]);
};
const [sequence, set] = [0x30, 0x31];
const data = '06092a864886f70d010701';
const name = value(sequence, value(set, value(sequence, '0603550403', '0c0141')));
const issuer = value(sequence, name, '020105');
const aes = value(sequence, '060960864801650304012a', '041000112233445566778899aabbccddeeff');
const wrap = value(sequence, '060960864801650304012d');
const attribute = value(sequence, '06092a864886f70d010903', value(set, data));
const encrypted = value(sequence, data, aes, '80100102030405060708090a0b0c0d0e0f10');
const oaep = value(
  sequence,
  '06092a864886f70d010107',
  value(
    sequence,
    value(0xa0, value(sequence, '0609608648016503040201', '0500')),
    value(0xa1, value(sequence, '06092a864886f70d010108', value(sequence, '0609608648016503040201'))),
    value(0xa2, value(sequence, '06092a864886f70d010109', '0401ab')),
  ),
);
const kem = value(
  0xa4,
  '060b2a864886f70d0109100d03',
  value(
    sequence,
    '020100',
    '800411223344',
    value(sequence, '060b2a864886f70d0109100303'),
    '0402aabb',
    wrap,
    '020120',
    wrap,
    '0403010203',
  ),
);
const recipients = value(
  set,
  value(sequence, '020100', issuer, oaep, '0404deadbeef'),
  value(
    sequence,
    '020102',
    '800411223344',
    value(sequence, '06092a864886f70d010101', '0500'),
    '0404deadbeef',
  ),
  value(
    0xa1,
    '020103',
    value(0xa0, value(0xa1, value(sequence, '06072a8648ce3d0201'), '0303000411')),
    value(0x81, 'aabb'),
    value(sequence, '06062b8104010b01', wrap),
    value(
      sequence,
      value(sequence, issuer, '0404deadbeef'),
      value(sequence, value(0xa0, '04021122'), '0404deadbeef'),
    ),
  ),
  value(0xa2, '020104', value(sequence, '04021122'), wrap, '0404deadbeef'),
  value(0xa3, '020100', value(0xa0, '06092a864886f70d01050c', '3000'), wrap, '0404deadbeef'),
  kem,
  value(0xa4, '06022a03', '3000'),
);
const originator = value(0xa0, value(0xa0, '3000', '0500'), value(0xa1, '3000'));
const message = (type: string, ...parts: (Uint8Array | string)[]): Uint8Array =>
  value(sequence, type, value(0xa0, value(sequence, ...parts)));
const inner = value(sequence, data, value(0xa0, '04020500'));

it.each([
  [
    'enveloped',
    message('06092a864886f70d010703', '020102', originator, recipients, encrypted, value(0xa1, attribute)),
  ],
  [
    'authenticated and enveloped',
    message(
      '060b2a864886f70d0109100117',
      '020100',
      originator,
      value(set, kem),
      encrypted,
      value(0xa1, attribute),
      '0403010203',
      value(0xa2, attribute),
    ),
  ],
  [
    'authenticated',
    message(
      '060b2a864886f70d0109100102',
      '020100',
      originator,
      value(set),
      aes,
      value(0xa1, '060960864801650304020105'),
      inner,
      value(0xa2, attribute),
      '0403010203',
      value(0xa3, attribute),
    ),
  ],
  ['encrypted', message('06092a864886f70d010706', '020102', encrypted, value(0xa1, attribute))],
  [
    'digested',
    message(
      '06092a864886f70d010705',
      '020100',
      value(sequence, '0609608648016503040201'),
      inner,
      '0403010203',
    ),
  ],
  ['an envelope by itself', value(sequence, '020102', value(set), encrypted)],
  ['encrypted content by itself', value(sequence, '020102', encrypted)],
])('%s', async (title, der) => {
  const lines = await effects(der, readCms, without);
  await expect(lines).toMatchFileSnapshot(`whole/restructured-${title.replaceAll(' ', '-')}.txt`);
});
