/**
 * Key pairs made for tests, and their signatures. Private keys are handed to the host's cryptography as they are: no
 * library gets to copy them.
 */
import { hostSubtle, type Subtle } from '../platform';
import { readPrivateKey } from '../crypto/privateKey';

/** Names are those of KeyAlgorithm in the API of AWS Payment Cryptography. */
export const testKeyKinds = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
] as const;
export type TestKeyKind = (typeof testKeyKinds)[number];

export interface KeyPair {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** PKCS#8, not encrypted: a test key. */
  readonly privateKey: Uint8Array;
}

export interface Issued extends KeyPair {
  /** Certificate in DER. */
  readonly certificate: Uint8Array;
}

/** An issuer: certificate for the name and key identifier, key to sign with. */
export type Issuer = Pick<Issued, 'certificate' | 'privateKey'>;

export type SigningHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

const rsaSigning = 'RSASSA-PKCS1-v1_5';
const curves: Readonly<Record<string, string>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
};

/** Throws Error where the host has no WebCrypto. */
function subtle(): Subtle {
  const host = hostSubtle();
  if (!host) throw new Error('this host has no WebCrypto');
  return host;
}

/** A new pair; RSA with exponent 65537. */
export async function generateKeys(kind: TestKeyKind): Promise<KeyPair> {
  const namedCurve = curves[kind];
  const algorithm =
    namedCurve === undefined
      ? {
          name: rsaSigning,
          hash: 'SHA-256',
          modulusLength: Number(kind.slice('RSA_'.length)),
          publicExponent: new Uint8Array([1, 0, 1]),
        }
      : { name: 'ECDSA', namedCurve };
  const pair = await subtle().generateKey(algorithm, true, ['sign', 'verify']);
  return {
    publicKey: new Uint8Array(await subtle().exportKey('spki', pair.publicKey)),
    privateKey: new Uint8Array(await subtle().exportKey('pkcs8', pair.privateKey)),
  };
}

/** A CryptoKey that signs and cannot be read, from PKCS#8 of an RSA key or one on a NIST curve. Throws where it is neither. */
export function signingKey(privateKey: Uint8Array, hash: SigningHash): Promise<unknown> {
  const { curve } = readPrivateKey(privateKey);
  const algorithm = curve === undefined ? { name: rsaSigning, hash } : { name: 'ECDSA', namedCurve: curve };
  return subtle().importKey('pkcs8', privateKey, algorithm, false, ['sign']);
}

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 8.2). Throws where the key is no RSA key in PKCS#8. */
export async function signWithRsa(privateKey: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: rsaSigning, hash: 'SHA-256' };
  const key = await subtle().importKey('pkcs8', privateKey, algorithm, false, ['sign']);
  return new Uint8Array(await subtle().sign(rsaSigning, key, data));
}
