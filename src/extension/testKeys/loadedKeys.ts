import { belongsTo, type PrivateKeyInfo, readPrivateKey } from '../../core/crypto/privateKey';
import type { PublicKeyInfo } from '../../core/x509/publicKey';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { cipherCheckBytes } from '../../core/crypto/kcv';
import type { ClearKey } from '../../keyservice/rules/custody';

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

const mostRemembered = 1000;
/** Check values of symmetric keys, by cipher, length and value. */
const clear = new Map<string, ClearKey>();

/**
 * Remembers, as long as this window lives, that a symmetric key was in the clear in it: a live account exports nothing
 * under it. Only its check values are kept; the bytes stay the caller's to wipe.
 */
export function rememberClearKey(cipher: ClearKey['cipher'], key: Uint8Array): void {
  const seen = clearKeyOf(cipher, key);
  if (!seen) return;
  const place = [cipher, key.length, ...seen.checkValues.map(({ value }) => value)].join(' ');
  clear.delete(place);
  clear.set(place, seen);
  for (const oldest of clear.keys()) if (clear.size > mostRemembered) clear.delete(oldest);
}

export function clearKeysSeen(): readonly ClearKey[] {
  return [...clear.values()];
}

/** By both methods; undefined where the cipher has no key of that length. */
export function clearKeyOf(cipher: ClearKey['cipher'], key: Uint8Array): ClearKey | undefined {
  if (!(cipher === 'AES' ? [16, 24, 32] : [8, 16, 24]).includes(key.length)) return undefined;
  const checkValues = (['ANSI_X9_24', 'CMAC'] as const).map((method) => {
    const whole = cipherCheckBytes(method, cipher, key);
    const value = toUpperHex(whole.subarray(0, 3));
    wipe(whole);
    return { value, method };
  });
  return { cipher, bytes: key.length, checkValues };
}
