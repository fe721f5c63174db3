// What is one import and what is not: bytes as the service decodes them, and the place that receives the key.
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { toPem } from '../../../src/core/input/pem';
import { identityName, importIdentity, importPlace } from '../../../src/keyservice/imports/identity';
import type { ImportKeyMaterial, ServiceTarget } from '../../../src/keyservice/operations';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';

const live: ServiceTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'us-east-2',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com',
};
const simulator: ServiceTarget = {
  ...live,
  kind: 'simulator',
  endpoint: 'http://127.0.0.1:4000',
  store: 'a'.repeat(32),
};
const arn = (id: string): string => `arn:aws:payment-cryptography:us-east-2:111122223333:key/${id}`;
const kek = new Uint8Array(randomBytes(16));
const text = testKeyBlock(
  {
    ...{ version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' },
    optionalBlocks: [{ id: 'LB', data: 'Ab cd' }],
  },
  fromHex(randomBytes(16).toString('hex'))!,
  kek,
);
/** Behind the optional blocks: digits. */
const digitsAt = text.length - 128;
const lower = text.slice(0, digitsAt) + text.slice(digitsAt).toLowerCase();
const withLabel = (label: string): string => text.replace('Ab cd', label);
const other = text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');

const block = (WrappedKeyBlock: string, WrappingKeyIdentifier = arn('kek')): ImportKeyMaterial => ({
  Tr31KeyBlock: { WrappedKeyBlock, WrappingKeyIdentifier },
});
const cryptogram = (WrappedKeyCryptogram: string): ImportKeyMaterial =>
  ({
    KeyCryptogram: { WrappedKeyCryptogram, ImportToken: 'import-token-1' },
  }) as unknown as ImportKeyMaterial;
const as2805 = (
  WrappedKeyCryptogram: string,
  key = arn('kek'),
  As2805KeyVariant = 'TERMINAL_MAJOR_KEY_VARIANT_00',
) =>
  ({
    As2805KeyCryptogram: { WrappedKeyCryptogram, WrappingKeyIdentifier: key, As2805KeyVariant },
  }) as unknown as ImportKeyMaterial;
const tr34 = (WrappedKeyBlock: string, more: object = {}): ImportKeyMaterial =>
  ({ Tr34KeyBlock: { WrappedKeyBlock, ...more } }) as unknown as ImportKeyMaterial;
const agreed = (WrappedKeyBlock: string): ImportKeyMaterial =>
  ({ DiffieHellmanTr31KeyBlock: { WrappedKeyBlock } }) as unknown as ImportKeyMaterial;
const root = (PublicKeyCertificate: string): ImportKeyMaterial =>
  ({ RootCertificatePublicKey: { PublicKeyCertificate } }) as unknown as ImportKeyMaterial;
const trusted = (PublicKeyCertificate: string): ImportKeyMaterial =>
  ({ TrustedCertificatePublicKey: { PublicKeyCertificate } }) as unknown as ImportKeyMaterial;

const nameOf = (material: ImportKeyMaterial, target: ServiceTarget = live): string => {
  const identity = importIdentity(target, material);
  return identity ? identityName(identity) : 'none';
};
const hex = 'A0B1C2D3E4F5';
// What is in it does not matter here.
const der = new Uint8Array(randomBytes(300));
const pem = toPem('CERTIFICATE', der);
const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');

describe('the identity of an import', () => {
  it.each<[string, ImportKeyMaterial, ImportKeyMaterial]>([
    ['a key block with a scheme tag R', block(text), block(`R${text}`)],
    ['a key block with a scheme tag S', block(text), block(`S${text}`)],
    [
      'a key block with line breaks and white space around it',
      block(text),
      block(`\t${text.slice(0, 90)}\r\n${text.slice(90)}\n `),
    ],
    ['a key block with digits in lower case', block(text), block(lower)],
    ['a key block by the alias of its wrapping key', block(text), block(text, 'alias/kek')],
    ['a cryptogram in lower case, with white space', cryptogram(hex), cryptogram('a0 b1 c2 d3\ne4f5')],
    [
      'a cryptogram with another import token',
      cryptogram(hex),
      {
        KeyCryptogram: { WrappedKeyCryptogram: hex, ImportToken: 'import-token-2' },
      } as unknown as ImportKeyMaterial,
    ],
    ['a TR-34 token in lower case', tr34(hex), tr34(hex.toLowerCase())],
    ['a TR-34 token with another nonce', tr34(hex), tr34(hex, { RandomNonce: '00' })],
    ['an AS 2805 cryptogram in lower case', as2805(hex), as2805(hex.toLowerCase())],
    ['a certificate as base64 of PEM and as PEM', root(base64(pem)), root(pem)],
    ['a certificate as base64 of PEM and of DER', root(base64(pem)), root(base64(der))],
    [
      'a certificate as PEM with other line ends and text around it',
      root(pem),
      root(`issued\r\n${pem.replaceAll('\n', '\r\n')}\r\n`),
    ],
  ])('is one for %s', (_, one, same) => {
    expect(nameOf(same)).toBe(nameOf(one));
  });

  it.each<[string, ImportKeyMaterial, ImportKeyMaterial]>([
    ['other digits', block(text), block(other)],
    ['another optional block', block(text), block(withLabel('Ab ce'))],
    ['an optional block with other case', block(text), block(withLabel('AB cd'))],
    ['an optional block with other white space', block(text), block(withLabel('Abc d'))],
    ['another kind with the same text', block(text), agreed(text)],
    ['a token and a cryptogram of the same digits', tr34(hex), cryptogram(hex)],
    ['a root and a trusted certificate', root(pem), trusted(pem)],
    ['an AS 2805 cryptogram under another key', as2805(hex), as2805(hex, arn('other'))],
    [
      'an AS 2805 cryptogram with another variant',
      as2805(hex),
      as2805(hex, arn('kek'), 'PIN_ENCRYPTION_KEY_VARIANT_28'),
    ],
    ['another certificate', root(pem), root(toPem('CERTIFICATE', new Uint8Array(randomBytes(300))))],
  ])('is another for %s', (_, one, two) => {
    expect(nameOf(two)).not.toBe(nameOf(one));
  });

  it('names no key material and is 64 hex digits', () => {
    const identity = importIdentity(live, block(text))!;
    expect(identity.material).toMatch(/^[0-9a-f]{64}$/);
    expect(identityName(identity)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['', 'D', 'x'.repeat(100_000), 'é€𝄞', 'D0144P0AE00E0', 'S', '\n\n'])(
    'exists for any text, and tells texts apart: %#',
    (odd) => {
      for (const make of [block, cryptogram, tr34, root, agreed]) {
        expect(nameOf(make(odd))).toMatch(/^[0-9a-f]{64}$/);
        expect(nameOf(make(`${odd}Z`))).not.toBe(nameOf(make(odd)));
      }
    },
  );
});

describe('the place of an import', () => {
  it.each<[string, ServiceTarget, ServiceTarget]>([
    [
      'a private endpoint of the Region',
      live,
      { ...live, endpoint: 'https://vpce-1.controlplane.payment-cryptography.us-east-2.vpce.amazonaws.com' },
    ],
    [
      'a FIPS endpoint of the Region',
      live,
      { ...live, endpoint: 'https://controlplane.payment-cryptography-fips.us-east-2.amazonaws.com' },
    ],
    ['another profile', live, { ...live, profile: 'other' }],
    ['a simulator on another port', simulator, { ...simulator, endpoint: 'http://127.0.0.1:5000' }],
    ['a simulator behind a profile', simulator, { ...simulator, kind: 'aws', profile: 'lab' }],
  ])('is the same for %s', (_, one, same) => {
    expect(importPlace(same)).toEqual(importPlace(one));
    expect(nameOf(block(text), same)).toBe(nameOf(block(text), one));
  });

  it.each<[string, ServiceTarget, ServiceTarget]>([
    ['another account', live, { ...live, account: '444455556666' }],
    ['another Region', live, { ...live, region: 'us-west-2' }],
    ['the simulator of the same account and Region', live, simulator],
    ['another store at the same port', simulator, { ...simulator, store: 'b'.repeat(32) }],
    [
      'a service on this machine that is not a simulator',
      simulator,
      { ...live, endpoint: simulator.endpoint },
    ],
    [
      'a service on another port of this machine',
      { ...live, endpoint: 'http://127.0.0.1:1' },
      { ...live, endpoint: 'http://127.0.0.1:2' },
    ],
  ])('is another for %s', (_, one, two) => {
    expect(nameOf(block(text), two)).not.toBe(nameOf(block(text), one));
  });

  it.each([undefined, '', '11112222333', '1111-2222-3333', 'unknown'])(
    'does not exist without an account: %s',
    (account) => {
      const { kind, profile, region, endpoint } = live;
      const target = { kind, profile, region, endpoint, ...(account === undefined ? {} : { account }) };
      expect(importPlace(target)).toBeUndefined();
      expect(importIdentity(target, block(text))).toBeUndefined();
    },
  );
});

it('texts that are no certificates differ by every character', () => {
  const of = (certificate: string): string => importIdentity(live, root(certificate))!.material;
  const texts = ['\u00e9x', '\u00e8x', '\u00e9y', '\u01e9x', '\u00e9', '\u00e9x\u0000'];
  expect(new Set(texts.map(of)).size).toBe(texts.length);
  // Notes on imports of earlier versions are found by it.
  expect(of('\u00e9x')).toBe(createHash('sha256').update(Buffer.from('ffff00e90078', 'hex')).digest('hex'));
});
