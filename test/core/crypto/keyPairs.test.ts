// Which private keys are in the clear, and which certificates they belong to.
import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { clearPrivateKey, isClearPrivateKey, matchKeys } from '../../../src/core/crypto/keyPairs';
import { readPublicKey } from '../../../src/core/x509/publicKey';

it.each([
  ['PrivateKeyInfo', undefined, true],
  ['RSAPrivateKey', 'RSA PRIVATE KEY', true],
  ['ECPrivateKey', 'anything', true],
  ['DSAPrivateKey', undefined, true],
  ['Tr34KeyBlock', undefined, false],
  ['Tr34KeyBlock', 'PRIVATE KEY', true],
  ['Certificate', undefined, false],
  ['Certificate', 'CERTIFICATE', false],
  ['EncryptedPrivateKeyInfo', 'PRIVATE KEY', false],
  ['EncryptedPrivateKeyInfo', 'ENCRYPTED PRIVATE KEY', false],
  [undefined, 'ENCRYPTED PRIVATE KEY', false],
  [undefined, 'PRIVATE KEY', true],
  [undefined, 'OPENSSH PRIVATE KEY', true],
  [undefined, 'PRIVATE KEY x', false],
  [undefined, undefined, false],
])('%s under "%s" is in the clear: %s', (type, label, clear) => {
  expect(isClearPrivateKey(type, label)).toBe(clear);
});

it('keys and certificates are matched by their public keys, in their order', () => {
  const made = (kind: 'rsa' | 'p256' | 'ed25519') => {
    const { privateKey, publicKey } =
      kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 1024 })
        : kind === 'p256'
          ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
          : generateKeyPairSync('ed25519');
    const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
    return {
      key: clearPrivateKey(der, 'PrivateKeyInfo', undefined),
      publicKey: readPublicKey(readAsn1(spki).roots[0]),
    };
  };
  const [rsa, ec, ed, other] = [made('rsa'), made('p256'), made('ed25519'), made('rsa')];
  expect(clearPrivateKey(new Uint8Array([0x30, 0]), 'Certificate', undefined)).toBeUndefined();
  const of = ({ publicKey }: typeof rsa) => ({ publicKey });
  const keyOf = ({ key }: typeof rsa) => ({ key });
  expect(
    matchKeys([of(rsa), keyOf(ec), {}, of(ec), keyOf(rsa), of(other), of(rsa), keyOf(ed), of(ed)]),
  ).toEqual([
    { key: 1, certificates: [3], open: [] },
    { key: 4, certificates: [0, 6], open: [] },
    // A key of Ed25519 does not carry its public part.
    { key: 7, certificates: [], open: [8] },
  ]);
  expect(matchKeys([keyOf(other), of(rsa)])).toEqual([{ key: 0, certificates: [], open: [] }]);
  expect(matchKeys([of(rsa)])).toEqual([]);
  // One that holds both is its own.
  expect(matchKeys([rsa])).toEqual([{ key: 0, certificates: [0], open: [] }]);
});
