/**
 * Keys as people type them: hexadecimal digits, in groups or not.
 *
 * Keys in components, as custodians carry them: ANSI X9.24-1, combined by exclusive or.
 */
import { equalInConstantTime, fromHex, wipe } from './bytes';
import type { Finding } from '../findings';
import { keyMaterialFinding } from './findingTexts';

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

export interface CombinedKey {
  /** The caller's to wipe; undefined where the components cannot be combined. */
  readonly key: Uint8Array | undefined;
  /** Errors say why there is no key; warnings what a custodian should look at. */
  readonly findings: readonly Finding[];
}

/** Exclusive or of 2 or more components of one length. The components stay the caller's to wipe. */
export function combineComponents(components: readonly Uint8Array[]): CombinedKey {
  const first = components[0];
  if (first === undefined || components.length < 2)
    return {
      key: undefined,
      findings: [keyMaterialFinding('component_count', undefined, [components.length])],
    };
  const errors: Finding[] = [];
  components.forEach((component, i) => {
    if (component.length === 0) errors.push(keyMaterialFinding('component_empty', undefined, [i + 1]));
    else if (component.length !== first.length)
      errors.push(
        keyMaterialFinding('component_lengths_differ', undefined, [i + 1, component.length, first.length]),
      );
  });
  if (errors.length > 0) return { key: undefined, findings: errors };

  const key = new Uint8Array(first.length);
  for (const component of components) for (let i = 0; i < key.length; i++) key[i]! ^= component[i]!;

  const findings: Finding[] = [];
  const zeros = new Uint8Array(first.length);
  components.forEach((component, i) => {
    if (equalInConstantTime(component, zeros))
      findings.push(keyMaterialFinding('component_zero', undefined, [i + 1]));
    // Against those before it, so that a pair is said once; bounded, though custodians enter a handful.
    const twin = components
      .slice(0, Math.min(i, 64))
      .findIndex((other) => equalInConstantTime(component, other));
    if (twin >= 0) findings.push(keyMaterialFinding('components_equal', undefined, [twin + 1, i + 1]));
  });
  if (equalInConstantTime(key, zeros)) findings.push(keyMaterialFinding('combined_key_zero'));
  return { key, findings };
}

/**
 * Splits a key into components: `random` gives all but the last. For test keys; the caller wipes them.
 * Throws RangeError for a count below 2, or where `random` gives another number of bytes.
 */
export function splitIntoComponents(
  key: Uint8Array,
  count: number,
  random: (bytes: number) => Uint8Array,
): Uint8Array[] {
  if (!Number.isInteger(count) || count < 2) throw new RangeError('a key is split into 2 components or more');
  const last = key.slice();
  const components: Uint8Array[] = [];
  for (let n = 1; n < count; n++) {
    const component = random(key.length);
    if (component.length !== key.length) {
      wipe(last, component, ...components);
      throw new RangeError('the random source gave another number of bytes');
    }
    for (let i = 0; i < last.length; i++) last[i]! ^= component[i]!;
    components.push(component);
  }
  return [...components, last];
}
