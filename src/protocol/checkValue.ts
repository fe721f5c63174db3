/** A check value as it is written on paper, compared with those of a key. */

/** What came of a comparison; `reason` says why none was possible. */
export type CheckValueResult<Known> =
  | { readonly result: 'match'; readonly method: string; readonly known: Known }
  | { readonly result: 'noMatch' }
  | { readonly result: 'notComparable'; readonly reason: 'notHex' | 'short' | 'long' };

/** Fewer digits are met by chance too often: four match one key in 65 536. */
const fewestDigits = 6;
/** A block of AES: no check value by a cipher has more. */
const mostDigits = 32;

/**
 * Compares an expected check value with those that are known of a key, by any method: a match names the method.
 * Spaces, colons and hyphens between digits are left out. Where more digits are expected than are known, those that
 * are known have to fit; where they do not, another method may have made it (AWS's SHA-1 has 40), and nothing is said.
 * @param known digits in upper case, as many as are known of each method
 */
export function compareCheckValue<Known extends { readonly method: string; readonly digits: string }>(
  expected: string,
  known: readonly Known[],
): CheckValueResult<Known> {
  const digits = expected.replace(/[\s:-]/g, '').toUpperCase();
  if (!/^[0-9A-F]+$/.test(digits)) return { result: 'notComparable', reason: 'notHex' };
  if (digits.length < fewestDigits) return { result: 'notComparable', reason: 'short' };
  const found = known.find((value) =>
    value.digits.length >= digits.length ? value.digits.startsWith(digits) : digits.startsWith(value.digits),
  );
  if (found) return { result: 'match', method: found.method, known: found };
  return digits.length > mostDigits || known.length === 0
    ? { result: 'notComparable', reason: 'long' }
    : { result: 'noMatch' };
}
