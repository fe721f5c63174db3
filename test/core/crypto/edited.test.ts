// Pasted private keys with each character changed, and hexadecimal digits: what is read of each.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { asciiBytes, fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { keyCheckValues, kcvCipher } from '../../../src/core/crypto/kcv';
import {
  belongsTo,
  privateKeyOctets,
  readPrivateKey,
  type PrivateKeyInfo,
} from '../../../src/core/crypto/privateKey';
import type { PublicKeyInfo } from '../../../src/core/x509/publicKey';

const der = '302e020100300506032b657004220420'.concat('5a'.repeat(32));
const base64 = Buffer.from(der, 'hex').toString('base64');
const digestOf = (octets: Uint8Array | undefined): string =>
  octets ? `${octets.length} ${createHash('sha256').update(octets).digest('hex').slice(0, 8)}` : 'none';

it('pasted private keys', async () => {
  const texts = [
    der,
    ` ${der.toUpperCase()}\n`,
    base64,
    ` ${base64} `,
    `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----\né\u0100${base64}\n-----END PRIVATE KEY-----`,
    '',
    '30',
    '3130',
    '0030',
    'M',
    'MA',
    'MAM=',
    'MTMw',
    'ADA=',
  ];
  const changed = [der.slice(0, 40), base64.slice(0, 24)].flatMap((text) =>
    Array.from({ length: text.length }, (_, at) =>
      ['', 'G', '0', ' ', '=', 'é']
        .map((one) => digestOf(privateKeyOctets(text.slice(0, at) + one + text.slice(at + 1))))
        .join(', '),
    ),
  );
  const lines = texts.map(
    (text) => `${JSON.stringify(text.slice(0, 30))}: ${digestOf(privateKeyOctets(text))}`,
  );
  await expect([...lines, ...changed].join('\n')).toMatchFileSnapshot('whole/pastedKeys.txt');
});

it('which public key belongs to which private key', () => {
  const octets = (text: string): Uint8Array => fromHex(text)!;
  const own = (algorithm: string, more: object = {}) =>
    ({ algorithm, bits: 0, ...more }) as unknown as PrivateKeyInfo;
  const other = (algorithm: string, more: object = {}) =>
    ({ algorithm, bits: 0, key: octets('01'), ...more }) as unknown as PublicKeyInfo;
  const rsa = { modulus: octets('C5'), exponent: octets('03') };
  const point = (first: string, x = 'AABB', y = 'CC01') => octets(first === '04' ? first + x + y : first + x);
  const ec = (key: Uint8Array | undefined, curve = 'P-256', bits = 256) =>
    own('EC', { publicKey: key, curve, bits });
  const ecOf = (key: Uint8Array, curve = 'P-256', bits = 256) => other('EC', { key, curve, bits });
  expect(
    [
      belongsTo(own('unknown'), other('RSA')),
      belongsTo(own('RSA', rsa), other('RSA', { key: octets('') })),
      belongsTo(own('RSA', rsa), other('EC')),
      belongsTo(own('RSA', rsa), other('RSA')),
      belongsTo(own('RSA', rsa), other('RSA', { modulus: octets('C5'), exponentBytes: octets('03') })),
      belongsTo(own('RSA', rsa), other('RSA-PSS', { modulus: octets('C5'), exponentBytes: octets('03') })),
      belongsTo(own('RSA', rsa), other('RSA', { modulus: octets('C5'), exponentBytes: octets('05') })),
      belongsTo(own('RSA', rsa), other('RSA', { modulus: octets('C7'), exponentBytes: octets('03') })),
      belongsTo(own('RSA'), other('RSA', { modulus: octets('C5'), exponentBytes: octets('03') })),
      belongsTo(ec(point('04')), ecOf(point('04'))),
      belongsTo(ec(point('04')), ecOf(point('04', 'AABC'))),
      belongsTo(ec(point('04')), ecOf(point('04'), 'P-384')),
      belongsTo(ec(point('04')), ecOf(point('04'), 'P-384', 0)),
      belongsTo(ec(point('04')), ecOf(point('03'))),
      belongsTo(ec(point('04')), ecOf(point('02'))),
      belongsTo(ec(point('03')), ecOf(point('04'))),
      belongsTo(ec(point('02')), ecOf(point('04', 'AABB', 'CC02'))),
      belongsTo(ec(point('04')), ecOf(point('03', 'AA'))),
      belongsTo(ec(point('04')), ecOf(point('03', 'AABBCC'))),
      belongsTo(ec(point('04')), ecOf(point('03', 'AABC'))),
      belongsTo(ec(point('03')), ecOf(point('02'))),
      belongsTo(ec(point('04')), ecOf(point('05'))),
      belongsTo(ec(undefined), ecOf(point('04'))),
      belongsTo(own('DSA', { publicKey: octets('01') }), other('DSA')),
      belongsTo(own('Ed25519', { publicKey: octets('01') }), other('Ed25519')),
      belongsTo(own('Ed25519', { publicKey: octets('02') }), other('Ed25519')),
      belongsTo(own('Ed25519'), other('Ed25519')),
    ]
      .map(String)
      .join(' '),
  ).toBe(
    'undefined undefined false undefined true true false false undefined ' +
      'true false false true true false true true false false false undefined undefined undefined ' +
      'undefined true false undefined',
  );
});

it('digits and check values', async () => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(toUpperHex(every)).toBe(Buffer.from(every).toString('hex').toUpperCase());
  expect(fromHex(Buffer.from(every).toString('hex'))).toEqual(every);
  expect(fromHex(toUpperHex(every))).toEqual(every);
  for (let code = 0; code < 300; code++) {
    const character = String.fromCharCode(code);
    const isDigit = /[0-9A-Fa-f]/.test(character);
    expect([fromHex(`0${character}`) !== undefined, fromHex(`${character}0`) !== undefined]).toEqual([
      isDigit,
      isDigit,
    ]);
    expect(asciiBytes(character) !== undefined).toBe(code < 128);
  }
  expect([fromHex(''), fromHex('0')]).toEqual([new Uint8Array(), undefined]);
  expect(
    Array.from('ADTHIJRES')
      .map((one) => kcvCipher(one) ?? '-')
      .join(' '),
  ).toBe('AES TDES TDES - - - - - -');
  const keys = [0, 7, 8, 15, 16, 23, 24, 32].map((length) => every.slice(0, length));
  const told = Array.from('ADTH').map((algorithm) =>
    keys.map((key) => Object.values(keyCheckValues(algorithm, key, 'SHA-256')).join('/')).join(' '),
  );
  await expect(told.join('\n')).toMatchFileSnapshot('whole/checkValues.txt');
});

it('private keys that are none', async () => {
  const rest = '0201050201050201050201050201050201050201050201';
  const texts = [
    '',
    '0500',
    '020100',
    '3000',
    '3003020100',
    '30050201000500',
    '3006020100020105',
    '30800201000000',
    '3005020100',
    '300a020100300004023000',
    `301b${'020105'.repeat(9)}`,
    `3012${'020105'.repeat(6)}`,
    `301b020100${'020105'.repeat(8)}00`,
    `301b020101${'020105'.repeat(8)}`,
    `301b020102${'020105'.repeat(8)}`,
    `3018${'020105'.repeat(8)}`,
    '3006300004013000',
    '30073000040130',
    '300502010104010a',
    '3006020101040101',
    '3006020102040101',
    '30020500',
    rest,
  ];
  const lines = texts.map((text) => {
    const { form, algorithm, name, bits, findings } = readPrivateKey(
      new Uint8Array(Buffer.from(text, 'hex')),
    );
    return `${text}: ${form} ${algorithm} ${name} ${bits} ${findings.map(({ code, message }) => `${code} ${message}`).join(', ')}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/noKeys.txt');
});
