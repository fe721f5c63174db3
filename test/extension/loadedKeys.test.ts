import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../src/core/asn1/read';
import { derOf, integer, objectIdentifier, octetString, sequence } from '../../src/core/make/values';
import { readPublicKey, type PublicKeyInfo } from '../../src/core/x509/publicKey';
import { rememberLoadedKeyOf, wasLoaded } from '../../src/extension/testKeys/loadedKeys';

function pair(kind: 'rsa' | 'P-256' | 'P-384'): { pkcs8: Buffer; publicKey: PublicKeyInfo } {
  const { privateKey, publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }),
    publicKey: readPublicKey(readAsn1(new Uint8Array(spki)).roots[0]),
  };
}

describe('private keys that were opened in this window', () => {
  it.each(['rsa', 'P-256'] as const)('%s: its own public key is known by it, another is not', (kind) => {
    const one = pair(kind);
    const another = pair(kind);
    expect(wasLoaded(one.publicKey)).toBe(false);
    const der = new Uint8Array(one.pkcs8);
    rememberLoadedKeyOf(der);
    // Whoever read the key wipes it; what is remembered is the public part alone.
    der.fill(0);
    expect(wasLoaded(one.publicKey)).toBe(true);
    expect(wasLoaded(another.publicKey)).toBe(false);
  });

  it('an EC key without its point stands against every key of its curve', () => {
    const other = pair('P-384');
    expect(wasLoaded(other.publicKey)).toBe(false);
    const bare = derOf(sequence(integer(1), octetString(new Uint8Array(48).fill(7))));
    rememberLoadedKeyOf(
      derOf(
        sequence(
          integer(0),
          sequence(objectIdentifier('1.2.840.10045.2.1'), objectIdentifier('1.3.132.0.34')),
          octetString(bare),
        ),
      ),
    );
    expect(wasLoaded(other.publicKey)).toBe(true);
    expect(wasLoaded(pair('P-256').publicKey)).toBe(false);
  });

  it('what is no private key is not remembered', () => {
    rememberLoadedKeyOf(new Uint8Array([0x30, 0]));
    expect(wasLoaded(pair('P-256').publicKey)).toBe(false);
  });
});
