/** Shape of DES and TDES keys: parts that repeat, weak keys, parity. FIPS 46-3, NIST SP 800-67 rev. 2. */
import { phrase, type Finding } from '../findings';
import { keyMaterialFinding } from './findingTexts';

const partSize = 8;
/** The lowest bit of each byte is parity and no part of the key. */
const keyBits = 0xfe;

/**
 * - single: 8 bytes. double: K1‖K2. triple: K1‖K2‖K3, all different.
 * - doubleAsTriple: 24 bytes with K1 = K3, a double-length key written out.
 * - repeatedSingle: parts so equal that encryption is that of single DES.
 */
export type DesKeyForm = 'single' | 'double' | 'triple' | 'doubleAsTriple' | 'repeatedSingle';

export interface DesKeyShape {
  readonly form: DesKeyForm;
  /** "TDES 2-key", "TDES 3-key", "DES". */
  readonly name: string;
  /** Bits of security: NIST SP 800-57 part 1 table 2; 56 for single DES. */
  readonly strength: number;
  /** Which parts are equal, in words; undefined where all differ. */
  readonly repeats?: string;
}

/** Shape of a key of 8, 16 or 24 bytes, parity left aside; undefined for any other length. */
export function desKeyShape(key: Uint8Array): DesKeyShape | undefined {
  const count = key.length / partSize;
  if (count === 1) return { form: 'single', name: 'DES', strength: 56 };
  if (count !== 2 && count !== 3) return undefined;
  const firstTwo = sameParts(key, 0, 1);
  const single = { form: 'repeatedSingle', name: 'DES', strength: 56 } as const;
  if (count === 2)
    return firstTwo
      ? { ...single, repeats: phrase('both halves are equal').template }
      : { form: 'double', name: 'TDES 2-key', strength: 80 };
  const lastTwo = sameParts(key, 1, 2);
  const outer = sameParts(key, 0, 2);
  if (firstTwo && lastTwo) return { ...single, repeats: phrase('all three parts are equal').template };
  if (firstTwo) return { ...single, repeats: phrase('parts 1 and 2 are equal').template };
  if (lastTwo) return { ...single, repeats: phrase('parts 2 and 3 are equal').template };
  if (outer)
    return {
      form: 'doubleAsTriple',
      name: 'TDES 2-key',
      strength: 80,
      repeats: phrase('parts 1 and 3 are equal').template,
    };
  return { form: 'triple', name: 'TDES 3-key', strength: 112 };
}

function sameParts(key: Uint8Array, a: number, b: number): boolean {
  let difference = 0;
  for (let i = 0; i < partSize; i++)
    difference |= (key[a * partSize + i]! ^ key[b * partSize + i]!) & keyBits;
  return difference === 0;
}

/** Weak keys, then semi-weak ones in pairs, with odd parity: SP 800-67 rev. 2 section 3.3.2. Public constants. */
const weak = ['0101010101010101', 'FEFEFEFEFEFEFEFE', 'E0E0E0E0F1F1F1F1', '1F1F1F1F0E0E0E0E'].map(octets);
const semiWeak = [
  ['011F011F010E010E', '1F011F010E010E01'],
  ['01E001E001F101F1', 'E001E001F101F101'],
  ['01FE01FE01FE01FE', 'FE01FE01FE01FE01'],
  ['1FE01FE00EF10EF1', 'E01FE01FF10EF10E'],
  ['1FFE1FFE0EFE0EFE', 'FE1FFE1FFE0EFE0E'],
  ['E0FEE0FEF1FEF1FE', 'FEE0FEE0FEF1FEF1'],
]
  .flat()
  .map(octets);

function octets(hex: string): readonly number[] {
  return Array.from({ length: partSize }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** Whether a part of 8 bytes, from `part` × 8, is one of the keys for which DES loses its strength. */
export function desPartWeakness(key: Uint8Array, part: number): 'weak' | 'semi-weak' | undefined {
  const among = (list: readonly (readonly number[])[]): boolean =>
    list.some((known) =>
      known.every((octet, i) => ((octet ^ (key[part * partSize + i] ?? ~octet)) & keyBits) === 0),
    );
  return among(weak) ? 'weak' : among(semiWeak) ? 'semi-weak' : undefined;
}

/** Bytes whose number of ones is even: each DES key byte should have an odd one (FIPS 46-3). */
export function evenParityBytes(key: Uint8Array): number {
  let even = 0;
  for (const byte of key) if (!isOdd(byte)) even++;
  return even;
}

function isOdd(byte: number): boolean {
  byte ^= byte >> 4;
  byte ^= byte >> 2;
  byte ^= byte >> 1;
  return (byte & 1) === 1;
}

/** A copy with the lowest bit of each byte set so that parity is odd. The caller wipes it. */
export function withOddParity(key: Uint8Array): Uint8Array {
  const adjusted = key.slice();
  for (let i = 0; i < adjusted.length; i++) if (!isOdd(adjusted[i]!)) adjusted[i]! ^= 1;
  return adjusted;
}

/** What is to be said about a DES or TDES key: repeated parts, weak parts, parity. Empty for other lengths. */
export function judgeDesKey(key: Uint8Array): Finding[] {
  const shape = desKeyShape(key);
  if (shape === undefined) return [];
  const findings: Finding[] = [];
  if (shape.repeats !== undefined)
    findings.push(
      keyMaterialFinding('des_key_repeated_parts', undefined, [shape.name, shape.strength, shape.repeats]),
    );
  for (let part = 0; part < key.length / partSize; part++) {
    const weakness = desPartWeakness(key, part);
    if (weakness !== undefined)
      findings.push(keyMaterialFinding('des_key_weak', undefined, [part + 1, weakness]));
  }
  const even = evenParityBytes(key);
  if (even > 0) findings.push(keyMaterialFinding('des_parity_not_odd', undefined, [even, key.length]));
  return findings;
}
