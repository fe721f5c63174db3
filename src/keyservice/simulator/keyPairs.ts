/** Key pairs of the kinds that the service has. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import type { KeyRecord, Material } from './store';

const generate = promisify(generateKeyPair) as (
  type: 'rsa' | 'ec',
  options: { modulusLength?: number; namedCurve?: string },
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;

const curves: Readonly<Partial<Record<KeyAlgorithm, string>>> = {
  ECC_NIST_P256: 'P-256',
  ECC_NIST_P384: 'P-384',
  ECC_NIST_P521: 'P-521',
};

export interface PairInBase64 {
  readonly pkcs8: string;
  readonly spki: string;
}

/** A new pair, made off the main thread; RSA with exponent 65537. */
export async function makePair(algorithm: KeyAlgorithm): Promise<PairInBase64> {
  const namedCurve = curves[algorithm];
  const { publicKey, privateKey } =
    namedCurve === undefined
      ? await generate('rsa', { modulusLength: Number(algorithm.slice('RSA_'.length)) })
      : await generate('ec', { namedCurve });
  return {
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    spki: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

/** The pair that a key is; undefined for other keys. */
export function pairOf({ material }: KeyRecord): Extract<Material, { kind: 'pair' }> | undefined {
  return material.kind === 'pair' ? material : undefined;
}

export function privateKeyOf(pkcs8: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' });
}
