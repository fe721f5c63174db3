/**
 * Which key may protect which on its way: user guide, page keys-importexport (strength table), after PCI HSM
 * appendix D. AWS enforces it on export; of imports the API text says only "at least as strong".
 */
import type { KeyAlgorithm } from './keyAttributes';

export type TransportMethod = 'TR31' | 'TR34' | 'RSA' | 'ECDH';

const cipherRank: Readonly<Partial<Record<string, number>>> = {
  TDES_2KEY: 1,
  TDES_3KEY: 2,
  AES_128: 3,
  AES_192: 4,
  AES_256: 5,
};

/** Highest rank of key that an asymmetric key may protect. */
const asymmetricReach: Readonly<Partial<Record<string, number>>> = {
  RSA_2048: 2,
  RSA_3072: 3,
  RSA_4096: 3,
  ECC_NIST_P256: 3,
  ECC_NIST_P384: 4,
  ECC_NIST_P521: 5,
};

/** True for the algorithms of wrapping keys of key blocks. */
export const isCipherAlgorithm = (algorithm: string): boolean => cipherRank[algorithm] !== undefined;

/** Whether one cipher key may protect another in a key block; undefined where the table has no such row. */
export function protectsInKeyBlock(protecting: string, key: string): boolean | undefined {
  const [above, below] = [cipherRank[protecting], cipherRank[key]];
  return above === undefined || below === undefined ? undefined : above >= below;
}

/**
 * Ways in which the table lets a cipher key travel under a protecting key; empty where none.
 * AES_128 under RSA_4096 by TR-34 is not settled between the guide's editions: it is let through.
 */
export function transportMethods(key: KeyAlgorithm, protecting: KeyAlgorithm): readonly TransportMethod[] {
  const below = cipherRank[key];
  if (below === undefined) return [];
  if (cipherRank[protecting] !== undefined) return protectsInKeyBlock(protecting, key) ? ['TR31'] : [];
  if (below > (asymmetricReach[protecting] ?? 0)) return [];
  return protecting.startsWith('RSA') ? ['TR34', 'RSA'] : ['ECDH'];
}
