import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { cipherCheckBytes } from '../../core/crypto/kcv';
import type { ClearKey } from '../../keyservice/rules/custody';

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
