import { belongsTo, readPrivateKey, type PrivateKeyInfo } from '../../core/crypto/privateKey';
import type { PublicKeyInfo } from '../../core/x509/publicKey';

type PublicPart = Pick<PrivateKeyInfo, 'algorithm' | 'curve' | 'modulus' | 'publicKey'>;

const mostLoaded = 1000;
/** Public parts only, by their octets or what else tells them apart. */
const loaded = new Map<string, PrivateKeyInfo>();

/**
 * Remembers, as long as this window lives, that a private key was opened in it: a live account neither trusts its
 * certificate nor sends a key to it. Only the public part is kept.
 */
export function rememberLoadedKey(key: PrivateKeyInfo): void {
  if (key.algorithm === 'unknown') return;
  const place = `${key.name} ${String(key.modulus ?? key.publicKey)}`;
  loaded.delete(place);
  loaded.set(place, key);
  for (const oldest of loaded.keys()) if (loaded.size > mostLoaded) loaded.delete(oldest);
}

/** The same for a key in DER, which the caller wipes. */
export function rememberLoadedKeyOf(der: Uint8Array): void {
  rememberLoadedKey(readPrivateKey(der));
}

/** Whether the private key of a certificate was opened in this window; so too where that cannot be ruled out. */
export function wasLoaded(publicKey: PublicKeyInfo): boolean {
  return [...loaded.values()].some((key) => belongsTo(key, publicKey) ?? sameKind(key, publicKey));
}

/** An EC key need not carry its point; then all of its curve may be its. */
function sameKind(key: PublicPart, publicKey: PublicKeyInfo): boolean {
  return key.algorithm === publicKey.algorithm && key.curve === publicKey.curve;
}
