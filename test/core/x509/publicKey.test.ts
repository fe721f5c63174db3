import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { readPublicKey } from '../../../src/core/x509/publicKey';

const curve = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).publicKey;

describe('public keys', () => {
  it.each([
    ['prime256v1', () => curve('prime256v1'), 'EC', 'EC P-256', 256, 128],
    ['secp384r1', () => curve('secp384r1'), 'EC', 'EC P-384', 384, 192],
    ['secp521r1', () => curve('secp521r1'), 'EC', 'EC P-521', 521, 256],
    ['secp224r1', () => curve('secp224r1'), 'EC', 'EC P-224', 224, 112],
    ['prime192v1', () => curve('prime192v1'), 'EC', 'EC P-192', 192, 96],
    ['secp256k1', () => curve('secp256k1'), 'EC', 'EC secp256k1', 256, 128],
    ['Ed25519', () => generateKeyPairSync('ed25519').publicKey, 'Ed25519', 'Ed25519', 256, 128],
    ['Ed448', () => generateKeyPairSync('ed448').publicKey, 'Ed448', 'Ed448', 456, 224],
    ['X25519', () => generateKeyPairSync('x25519').publicKey, 'X25519', 'X25519', 256, 128],
    ['X448', () => generateKeyPairSync('x448').publicKey, 'X448', 'X448', 448, 224],
    ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'RSA', 'RSA 1024', 1024, 80],
  ] as const)('%s has its name, size and strength', (_, make, algorithm, name, bits, strength) => {
    const der = new Uint8Array(make().export({ format: 'der', type: 'spki' }));
    expect(readPublicKey(readAsn1(der).roots[0])).toMatchObject({
      algorithm,
      name,
      bits,
      strength,
      span: { start: 0, end: der.length },
    });
  });
});
