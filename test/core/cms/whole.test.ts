// CMS messages and TR-34 tokens of the samples, whole.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import type { Finding } from '../../../src/core/findings';
import { readHeader } from '../../../src/core/cms/tr34/attributes';
import { readCms } from '../../../src/core/cms/read';
import type { SignedData } from '../../../src/core/cms/types';
import { checkSigners } from '../../../src/core/cms/verify';
import { readTr34 } from '../../../src/core/cms/tr34/read';
import { verifyTr34 } from '../../../src/core/cms/tr34/verify';
import { findPemBlocks } from '../../../src/core/input/pem';
import { readCertificate } from '../../../src/core/x509/certificate';
import { wholeText } from '../../whole';
import { tlv } from '../asn1/makeCrl';

const folder = path.join(import.meta.dirname, '../../../media/samples');
const sample = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, name)));
// Certificates and lists are in x509/whole.
const without = ['node', 'raw', 'certificates', 'certificate', 'crls', 'template', 'args'];
const parties = findPemBlocks(
  sample('tr34-certificates.pem').reduce((text, octet) => text + String.fromCharCode(octet), ''),
).map(({ bytes }) => readCertificate(bytes));
const at = new Date('2026-12-01T00:00:00Z');

describe.each(['ceremony.p7m', 'chain.p7b', 'tr34-annex-b.cms', 'tr34-rebind.cms'])('%s', (name) => {
  const cms = readCms(sample(name));

  it('as CMS', async () => {
    await expect(wholeText([[name, cms]], without)).toMatchFileSnapshot(`whole/${name}.txt`);
  });

  it('its signers', async () => {
    const signed = cms.content as SignedData;
    const checks = await checkSigners(signed, [...signed.certificates, ...parties]);
    await expect(wholeText([[name, checks]], without)).toMatchFileSnapshot(`whole/${name}.signers.txt`);
  });
});

describe.each(['tr34-annex-b.cms', 'tr34-rebind.cms', 'tr34-random.der', 'kdh.der', 'revoked.crl'])(
  '%s',
  (name) => {
    const token = readTr34(sample(name))!;

    it('as a token', async () => {
      await expect(
        wholeText([[name, token]], [...without, 'signed', 'signer', 'envelope', 'inner']),
      ).toMatchFileSnapshot(`whole/${name}.token.txt`);
    });

    it('as a careful receiver checks it', async () => {
      const checked = await verifyTr34(token, parties, {
        at,
        ...(token.nonce ? { nonce: token.nonce } : {}),
      });
      const alone = await verifyTr34(token, [], {
        at: new Date('2126-12-01T00:00:00Z'),
        nonce: new Uint8Array(8),
      });
      await expect(
        wholeText(
          [
            ['with the certificates', checked],
            ['without them, late, another random number', alone],
          ],
          without,
        ),
      ).toMatchFileSnapshot(`whole/${name}.checks.txt`);
    });
  },
);

it('headers in a token', async () => {
  const inOctetString = (text: string): Uint8Array =>
    Uint8Array.from([4, text.length, ...Buffer.from(text, 'latin1')]);
  const cases = [
    'D9999K0TB00E0000',
    'X0000K0TB00E0000',
    'DABCDK0TB00E0000',
    'D0016K0TB00E0000',
    'D0017K0TB00E0000',
    'D0000K0QB00E0000',
    'D0000K0AB00E0100LB05a',
    'D0000K0AB00E0100LB0',
    'K0AB00E00',
    '',
    'D0000K0\tB00E0000',
  ].map((text) => {
    const findings: Finding[] = [];
    const [node] = readAsn1(inOctetString(text)).roots;
    const read = readHeader(node, { start: 90, end: 99 }, findings);
    return [JSON.stringify(text), { read, findings }] as const;
  });
  const findings: Finding[] = [];
  const other = readHeader(readAsn1(new Uint8Array([2, 1, 5])).roots[0], { start: 90, end: 99 }, findings);
  const none = readHeader(undefined, { start: 90, end: 99 }, findings);
  await expect(
    wholeText([...cases, ['no OCTET STRING', { other, none, findings }]], ['fields', 'text']),
  ).toMatchFileSnapshot('whole/headers.txt');
});

it('contents that are not complete', async () => {
  const value = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
    const content = Buffer.concat(parts);
    return Uint8Array.from([tag, content.length, ...content]);
  };
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
  const types = {
    data: '06092a864886f70d010701',
    signedData: '06092a864886f70d010702',
    envelopedData: '06092a864886f70d010703',
    digestedData: '06092a864886f70d010705',
    encryptedData: '06092a864886f70d010706',
    authData: '060b2a864886f70d0109100102',
    authEnvelopedData: '060b2a864886f70d0109100117',
    unknown: '06022a03',
  };
  const version = hex('020100');
  const set = hex('3100');
  const inner = value(0x30, hex(types.data), value(0x80, hex('0102030405060708')));
  const contents = {
    nothing: value(0x30),
    'a version': value(0x30, version),
    'a version and a set': value(0x30, version, set),
    'a version, a set and content': value(0x30, version, set, inner),
    'all, and octets': value(0x30, version, set, inner, hex('0402abcd')),
    'no SEQUENCE': hex('0402abcd'),
  };
  const cases = Object.entries(types).flatMap(([name, oid]) => [
    [`${name}, no content`, readCms(value(0x30, hex(oid)))] as const,
    ...Object.entries(contents).map(
      ([what, content]) =>
        [`${name}, ${what}`, readCms(value(0x30, hex(oid), value(0xa0, content)))] as const,
    ),
  ]);
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/incomplete.txt');
});

it('tokens in which one octet is another', async () => {
  const der = sample('tr34-annex-b.cms');
  const cases = Array.from({ length: 40 }, (_, i) => {
    const at = Math.floor((i * der.length) / 40);
    const changed = der.slice();
    changed[at]! ^= 0x01;
    const token = readTr34(changed);
    const { kind, certainty, findings, axes, pass } = token ?? {};
    return [
      `octet ${at}`,
      { kind, certainty, pass, findings, axes: axes?.map(({ id, value }) => `${id} ${value}`) },
    ] as const;
  });
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/changedTokens.txt');
});

it('on a host without WebCrypto digests and signatures stay open, with the reason', async () => {
  const signed = readCms(sample('ceremony.p7m')).content as SignedData;
  const before = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
  try {
    const [check] = await checkSigners(signed, signed.certificates);
    expect(check?.digest).toBe('cannot_check');
    expect(check?.findings.map(({ code, args }) => [code, ...(args ?? [])].join(' '))).toContain(
      'cms_digest_unchecked this host has no WebCrypto',
    );
  } finally {
    Object.defineProperty(globalThis, 'crypto', before);
  }
});

it('AuthenticatedData brings the certificates and lists of its originator', () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
  const crl = sample('revoked.crl');
  const certificate = parties[0]!.raw;
  const read = (
    ...second: Uint8Array[]
  ): [certificates: number, crls: number, version: number | undefined] => {
    const parts = [
      hex('020100'),
      ...second,
      hex('3100'),
      hex('300406022a03'),
      tlv(0x30, hex('06092a864886f70d010701')),
      hex('0402abcd'),
    ];
    const { content } = readCms(tlv(0x30, hex('060b2a864886f70d0109100102'), tlv(0xa0, tlv(0x30, ...parts))));
    if (content.type !== 'authenticatedData') throw new Error(content.type);
    return [content.certificates.length, content.crls.length, content.version];
  };
  expect(read()).toEqual([0, 0, 0]);
  expect(read(tlv(0xa0, tlv(0xa0, certificate), tlv(0xa1, crl)))).toEqual([1, 1, 0]);
  expect(read(tlv(0xa0, tlv(0xa1, crl)))).toEqual([0, 1, 0]);
  expect(read(tlv(0xa0, tlv(0xa0, certificate)))).toEqual([1, 0, 0]);
  expect(read(tlv(0xa1, tlv(0xa0, certificate), tlv(0xa1, crl)))).toEqual([0, 0, 0]);
});

it('content that is digested or authenticated: an OCTET STRING, one in pieces, or any other value', () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
  const digestedData = '06092a864886f70d010705';
  const authenticatedData = '060b2a864886f70d0109100102';
  const read = (type: string, ...value: Uint8Array[]): string | undefined => {
    const inner = tlv(0x30, hex('06092a864886f70d010701'), ...value);
    const parts =
      type === digestedData
        ? [hex('020100'), hex('300406022a03'), inner, hex('0402abcd')]
        : [hex('020100'), hex('3100'), hex('300406022a03'), inner, hex('0402abcd')];
    const { content } = readCms(tlv(0x30, hex(type), tlv(0xa0, tlv(0x30, ...parts))));
    if (content.type !== 'digestedData' && content.type !== 'authenticatedData')
      throw new Error(content.type);
    expect(content.eContentType.name).toBe('data');
    return content.eContent && Buffer.from(content.eContent).toString('hex');
  };
  for (const type of [digestedData, authenticatedData]) {
    const of = (value: string): string | undefined => read(type, tlv(0xa0, hex(value)));
    expect([of('0403010203'), of('240704020102040103'), of('3003020105'), of('0400'), of('')]).toEqual([
      '010203',
      '010203',
      '020105',
      '',
      undefined,
    ]);
    expect(read(type)).toBeUndefined();
  }
});
