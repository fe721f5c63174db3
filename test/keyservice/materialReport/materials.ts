/** Material for reports: each kind of item, and what triggers each rule. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Key } from '../../../src/keyservice/operations';
import {
  assetsOfAccount,
  assetsOfFile,
  type Asset,
  type CertificateAsset,
  type ReportedKey,
} from '../../../src/keyservice/materialReport/inventory';
import { block } from '../reconcile/blocks';

export const now = new Date('2026-11-30T12:00:00Z');
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const samples = path.join(import.meta.dirname, '../../../media/samples');
export const sample = (name: string): Asset[] => assetsOfFile(readFileSync(path.join(samples, name)), name);

export const key = (
  id: string,
  more: object = {},
  attributes: object = {},
  of: Partial<ReportedKey> = {},
): ReportedKey => ({
  aliases: [`alias/${id}`],
  summary: {
    KeyArn: `arn:aws:payment-cryptography:eu-west-1:111122223333:key/${id}`,
    KeyState: 'CREATE_COMPLETE',
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'TDES_2KEY',
      ...attributes,
    },
    KeyCheckValue: '08D7B4AABB',
    Enabled: true,
    Exportable: false,
    ...more,
  },
  ...of,
});
const detail = (more: object): Pick<ReportedKey, 'detail'> => ({
  detail: more as unknown as Key,
});
export const account = assetsOfAccount(
  [
    key('one'),
    key(
      'two',
      { Exportable: true, KeyCheckValue: '111111' },
      { KeyUsage: 'TR31_K0_KEY_ENCRYPTION_KEY' },
      { aliases: [] },
    ),
    key('three', { Enabled: false }, {}, detail({ UsageStopTimestamp: new Date('2026-10-05T01:00:00Z') })),
    key('four', { Enabled: false, KeyCheckValue: undefined }, { KeyAlgorithm: 'TDES_3KEY' }),
    key('aes', { KeyCheckValue: '2331550102' }, { KeyAlgorithm: 'AES_256' }, detail({ KeyCheckValueAlgorithm: 'CMAC', CreateTimestamp: new Date('2026-01-02T03:04:05Z') })), // prettier-ignore
    key('aes2', { KeyCheckValue: '2331550102' }, { KeyAlgorithm: 'AES_128' }),
    key('pair', {}, { KeyClass: 'ASYMMETRIC_KEY_PAIR', KeyAlgorithm: 'RSA_2048', KeyUsage: 'TR31_K2_TR34_ASYMMETRIC_KEY' }, { aliases: [] }), // prettier-ignore
    key('public', {}, { KeyClass: 'PUBLIC_KEY', KeyAlgorithm: 'ECC_NIST_P384', KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE' }), // prettier-ignore
    key('gone', { KeyState: 'DELETE_COMPLETE' }),
    key(
      'going',
      { KeyState: 'DELETE_PENDING', Enabled: false, Exportable: true, KeyCheckValue: '222222' },
      {},
      { aliases: [] },
    ),
    key('coming', {
      KeyState: 'CREATE_IN_PROGRESS',
      KeyCheckValue: '333333',
      Enabled: undefined,
      Exportable: undefined,
    }),
    key('hmac', { KeyCheckValue: '444444' }, { KeyAlgorithm: 'HMAC_SHA256', KeyUsage: 'TR31_M7_HMAC_KEY' }),
    key('new', { KeyCheckValue: '555555' }, { KeyAlgorithm: 'NEWER', KeyUsage: 'NEW' }),
  ],
  'custody, eu-west-1',
);

export const lines = [
  block('A0000P0TE00N0000', 80),
  block('C0000M3TC00N0000', 80),
  block('B0000D0AE00N0000', 96),
  block('D0000P0AE00E0100', 144, 'KP0C01233155'),
  block('D0000K0TB00S0200', 144, 'KC0C0008D7B4KP0C01233155'),
  block('D0000K0TB00S0200', 160, 'KC0C0008D7B4KP0C01233155'),
  block('D0000P0AE00E0100', 144, 'KP0C01233155'),
  ...['D', 'H', 'I', 'J', 'R', 'E', 'S', 'Z'].map((letter) => block(`E0000D0${letter}N00N0000`, 112)),
  `ZPK: U${'0123456789ABCDEF'.repeat(2)}`,
  `ZMK: ${'0123456789ABCDEF'.repeat(2)}`,
];
export const text = lines.join('\n');

export const day = 24 * 60 * 60 * 1000;
export const certificate = (
  id: string,
  days: number | undefined,
  more: Partial<CertificateAsset> = {},
): CertificateAsset => ({
  kind: 'certificate',
  id,
  place: `${id}.pem:1`,
  subject: `CN=${id}`,
  issuer: 'CN=issuer',
  serial: '01',
  publicKey: 'RSA 2048',
  bits: 2048,
  strength: 112,
  hash: 'SHA-256',
  notBefore: new Date('2020-01-01T00:00:00Z'),
  ...(days === undefined ? {} : { notAfter: new Date(now.getTime() + days * day) }),
  party: false,
  ...more,
});
export const certificates: readonly Asset[] = [
  certificate('expired', -1),
  certificate('party', -1, { party: true }),
  certificate('expiring', 89),
  certificate('later', 90),
  certificate('weak', 400, { strength: 111, hash: 'SHA-1', publicKey: 'RSA 1024' }),
  certificate('worse', 400, { strength: 1, hash: 'MD5', subject: '' }),
  certificate('unknown', undefined, { strength: 0 }),
];
export const others: readonly Asset[] = [
  { kind: 'atalla', id: 'A1', place: 'a.txt:1', detail: '1PUNE000' },
  { kind: 'privateKey', id: '', place: 'key.pem:1', detail: 'PrivateKeyInfo' },
  { kind: 'tr34', id: 'T1', place: 't.p7:1', detail: 'KT_KDH' },
  { kind: 'request', id: 'R1', place: 'r.csr:1', detail: 'CN=request' },
  { kind: 'crl', id: 'C1', place: 'c.crl:1', detail: 'CN=issuer' },
];
export const all: readonly Asset[] = [
  ...assetsOfFile(bytes(text), 'all.txt'),
  ...certificates,
  ...others,
  ...account,
];
