/** Optional blocks KC, KP and PK (X9.143:2021 table 15) against the keys they speak of. */
import { toUpperHex, wipe } from '../crypto/bytes';
import { cipherCheckBytes, kcvCipher, type KcvCipher } from '../crypto/kcv';
import type { Finding } from '../findings';
import { keyFinding } from './keyBlockError';
import type { KeyBlock, OptionalBlock } from './types';

export interface CheckValueComparison {
  /** KC: the wrapped key. KP: the KBPK. PK: the KBPK of an export. */
  readonly id: 'KC' | 'KP' | 'PK';
  readonly method: 'ANSI_X9_24' | 'CMAC';
  /** Upper-case hexadecimal digits, as many as the block carries. */
  readonly given: string;
  /** As many digits of what the key has. */
  readonly computed: string;
  readonly matches: boolean;
  readonly block: OptionalBlock;
}

/** Most hexadecimal digits that a method gives: X9.143:2021 table 15. */
export const mostCheckDigits = { ANSI_X9_24: 6, CMAC: 10 } as const;

/**
 * Method and digits of such a block's data; undefined where malformed (the reader says how). Digits beyond those that
 * the method gives are left out: they are more of the encrypted block than anybody is shown.
 */
export function readCheckValue(data: string):
  | {
      readonly method: 'ANSI_X9_24' | 'CMAC';
      readonly given: string;
      /** There are more digits than the method gives. */
      readonly tooLong: boolean;
    }
  | undefined {
  const match = /^(00|01)([0-9A-Fa-f]{2,32})$/.exec(data);
  if (!match) return undefined;
  const method = match[1] === '00' ? 'ANSI_X9_24' : 'CMAC';
  const digits = match[2]!.toUpperCase();
  const most = mostCheckDigits[method];
  return { method, given: digits.slice(0, most), tooLong: digits.length > most };
}

/** Digits of a key's check value; undefined where the cipher takes no key of that length. */
export function checkDigits(
  method: 'ANSI_X9_24' | 'CMAC',
  cipher: KcvCipher,
  key: Uint8Array,
  digits: number,
): string | undefined {
  const legal = cipher === 'AES' ? [16, 24, 32] : [8, 16, 24];
  if (!legal.includes(key.length)) return undefined;
  const whole = cipherCheckBytes(method, cipher, key);
  const text = toUpperHex(whole.subarray(0, Math.ceil(digits / 2))).slice(0, digits);
  // Uncut it is a block of zeros encrypted under the key: no key, but more than anybody is shown.
  wipe(whole);
  return text;
}

function compare(
  block: OptionalBlock,
  id: CheckValueComparison['id'],
  cipher: KcvCipher | undefined,
  key: Uint8Array,
): CheckValueComparison[] {
  const read = readCheckValue(block.data);
  if (!read || cipher === undefined) return [];
  const { method, given } = read;
  const computed = checkDigits(method, cipher, key, given.length);
  return computed === undefined ? [] : [{ id, method, given, computed, matches: computed === given, block }];
}

/** KP and PK against the KBPK. Repeated blocks are compared once: the reader reports them. */
export function compareKbpk(block: KeyBlock, cipher: KcvCipher, kbpk: Uint8Array): CheckValueComparison[] {
  return (['KP', 'PK'] as const).flatMap((id) => {
    const optional = block.optionalBlocks.find((candidate) => candidate.id === id);
    return optional ? compare(optional, id, cipher, kbpk) : [];
  });
}

/** KC against the wrapped key; nothing for keys that have no such check value (HMAC, asymmetric). */
export function compareWrapped(block: KeyBlock, key: Uint8Array): CheckValueComparison[] {
  const optional = block.optionalBlocks.find((candidate) => candidate.id === 'KC');
  return optional ? compare(optional, 'KC', kcvCipher(block.algorithm.code), key) : [];
}

const mismatchCode = { KC: 'kc_mismatch', KP: 'kp_mismatch', PK: 'pk_differs' } as const;

/** One finding for each that differs. */
export function comparisonFindings(comparisons: readonly CheckValueComparison[]): Finding[] {
  return comparisons
    .filter((comparison) => !comparison.matches)
    .map(({ id, given, computed, block }) =>
      keyFinding(mismatchCode[id], block.dataSpan, [given, computed], { expected: computed, found: given }),
    );
}
