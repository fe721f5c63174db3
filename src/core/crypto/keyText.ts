/** Keys as people type them: hexadecimal digits, in groups or not. */
import { fromHex } from './bytes';

/** What keeps a text from being a key. Positions and counts only: no character of the text is repeated. */
export type KeyTextProblem =
  | { readonly kind: 'empty' }
  /** `position` counts from 1, white space included, as the cursor does. */
  | { readonly kind: 'character'; readonly position: number }
  | {
      readonly kind: 'length';
      readonly digits: number;
      /** Digits that would do; empty where any whole number of bytes does. */
      readonly expected: readonly number[];
      /** False where more digits cannot mend it. */
      readonly mayGrow: boolean;
    };

export type KeyText = { readonly bytes: Uint8Array } | { readonly problem: KeyTextProblem };

const separators = /[\s:-]/;
const hexDigit = /[0-9A-Fa-f]/;

/**
 * Bytes of a typed key. White space, colons and hyphens between digits are left out. `lengths` are the
 * bytes that the key may have; where not given, 1 to `longest`. The caller wipes the bytes.
 */
export function readKeyText(text: string, lengths: readonly number[] = [], longest = 4096): KeyText {
  let digits = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (hexDigit.test(character)) digits += character;
    else if (!separators.test(character)) return { problem: { kind: 'character', position: i + 1 } };
  }
  if (digits === '') return { problem: { kind: 'empty' } };
  const fits =
    lengths.length > 0
      ? lengths.includes(digits.length / 2)
      : digits.length % 2 === 0 && digits.length <= 2 * longest;
  const bytes = fits ? fromHex(digits) : undefined;
  if (bytes) return { bytes };
  const most = lengths.length > 0 ? Math.max(...lengths) : longest;
  return {
    problem: {
      kind: 'length',
      digits: digits.length,
      expected: lengths.map((bytes) => 2 * bytes),
      mayGrow: digits.length < 2 * most,
    },
  };
}
