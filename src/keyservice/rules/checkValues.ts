/**
 * The one comparison of key check values. A check value is a few digits of what a key makes of a fixed input: equal
 * ones name the same key only where the same method made them and enough digits are there to compare.
 */
import { findingTable, warning } from '../../core/findings';
import { mostCheckDigits, readCheckValue } from '../../core/keyblock/checkValueBlocks';
import type { KeyBlock } from '../../core/keyblock/types';
import { keyCheckValueAlgorithms, type KeyCheckValueAlgorithm, type Open } from '../model/enums';

/** Rules on what a check value shows of the key that is imported. */
export const awsCheckValueFinding = findingTable('AWS Payment Cryptography: check values', {
  aws_known_test_key: warning(
    'The KCV {0} belongs to a published test key ({1}). Anyone can know this key: do not use it in a live account.',
    'Key Material Inspector, custody guards',
  ),
});

export interface CheckValue {
  /** Hexadecimal digits, of any length and case. */
  readonly value: string;
  /** How it was made, where that is known. */
  readonly method?: Open<KeyCheckValueAlgorithm>;
}

/**
 * - equal: six digits or more, and all that both have, are the same.
 * - different: made by the same method, and at least one digit is not the same.
 * - notComparable: neither can be said; `checkValueObstacle` gives the reason.
 */
export type CheckValueComparison = 'equal' | 'different' | 'notComparable';

/**
 * Why two check values cannot be compared.
 * - form: one of them is not hexadecimal.
 * - digits: what both have is the same, but there are fewer than `fewestDigits` of it.
 * - method: made by different methods, or by methods of which one is not known.
 * - publicKey: check values of public keys have no documented method.
 */
export type CheckValueObstacle = 'form' | 'digits' | 'method' | 'publicKey';

/** CMAC by X9.143 has the most digits of all methods. What has more is no check value, but the whole block it is cut from. */
export const mostDigits = mostCheckDigits.CMAC;

/** Whether a check value has more digits than any method gives. */
export const isTooLong = (value: string): boolean => value.length > mostDigits;

/** A check value for records and findings: digits beyond those that a method gives are left out. */
export const printedCheckValue = (value: string): string =>
  isTooLong(value) ? `${value.slice(0, mostDigits)}…` : value;

/** Four digits are the same for one pair of keys in 65,536: too many for a data centre. Six for one in 16 million. */
export const fewestDigits = 6;

/**
 * @param algorithm KeyAlgorithm of the key, where it is known: check values of TDES and HMAC keys are made by one
 * usual method, those of AES keys by two (CMAC, and zeros encrypted)
 */
export function compareCheckValues(a: CheckValue, b: CheckValue, algorithm?: string): CheckValueComparison {
  const outcome = outcomeOf(a, b, algorithm);
  return outcome === 'equal' || outcome === 'different' ? outcome : 'notComparable';
}

/** The reason where `compareCheckValues` says notComparable; undefined where it says something else. */
export function checkValueObstacle(
  a: CheckValue,
  b: CheckValue,
  algorithm?: string,
): CheckValueObstacle | undefined {
  const outcome = outcomeOf(a, b, algorithm);
  return outcome === 'equal' || outcome === 'different' ? undefined : outcome;
}

function outcomeOf(
  a: CheckValue,
  b: CheckValue,
  algorithm: string | undefined,
): 'equal' | 'different' | CheckValueObstacle {
  const [one, other] = [digitsOf(a.value), digitsOf(b.value)];
  if (one === undefined || other === undefined) return 'form';
  // The same digits from two methods would be chance, and say nothing.
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return 'method';
  const length = Math.min(one.length, other.length);
  if (one.slice(0, length) === other.slice(0, length)) return length < fewestDigits ? 'digits' : 'equal';
  // The guide shows SHA_1 and CMAC for public keys, and not what they are computed over: no difference says anything.
  if ((algorithm !== undefined && isPublicKeyAlgorithm(algorithm)) || [a.method, b.method].includes('SHA_1'))
    return 'publicKey';
  const usual = usualMethod(algorithm);
  const [methodOfOne, methodOfOther] = [a.method ?? usual, b.method ?? usual];
  return isKnownMethod(methodOfOne) && methodOfOne === methodOfOther ? 'different' : 'method';
}

/** A method that is newer than this model may have been told apart by more than its name. */
const isKnownMethod = (method: string | undefined): boolean =>
  keyCheckValueAlgorithms.some((one) => one === method);

/** How a value that a person typed compares with those of a key; `method` is the one that fits. */
export type ExpectedComparison<Method> =
  | { readonly outcome: 'match'; readonly method: Method }
  | { readonly outcome: 'noMatch'; readonly methods: readonly Method[] }
  | { readonly outcome: 'notComparable'; readonly obstacle: 'form' | 'digits' | 'method' };

/** A block of AES: what is longer was made by none of the ciphers' methods (AWS's SHA_1 has 40). */
const longestOfCipher = 32;

/**
 * Compares a check value from paper, which does not say its method, with those of a key: by each method as if it had
 * been made by that one. It is no match only where it differs by every method that is in use for such a key.
 * @param typed with spaces, colons or hyphens between its digits, or without
 */
export function compareExpected<Method extends KeyCheckValueAlgorithm>(
  typed: string,
  known: readonly { readonly value: string; readonly method: Method }[],
): ExpectedComparison<Method> {
  const value = typed.replace(/[\s:-]/g, '');
  const compared = known.map((one) => ({
    method: one.method,
    comparison: compareCheckValues({ value, method: one.method }, one),
    obstacle: checkValueObstacle({ value, method: one.method }, one),
  }));
  const equal = compared.find(({ comparison }) => comparison === 'equal');
  if (equal) return { outcome: 'match', method: equal.method };
  const obstacles = compared.map(({ obstacle }) => obstacle);
  if (digitsOf(value) === undefined) return { outcome: 'notComparable', obstacle: 'form' };
  if (obstacles.includes('digits')) return { outcome: 'notComparable', obstacle: 'digits' };
  const methods = compared.map(({ method }) => method);
  // Of a cipher's key both are in use: where one is not known, the value may be by that one.
  const all = ['HMAC', 'CMAC', 'ANSI_X9_24'].filter((method) => methods.some((one) => one === method));
  return (all.includes('HMAC') || all.length === 2) && value.length <= longestOfCipher
    ? { outcome: 'noMatch', methods }
    : { outcome: 'notComparable', obstacle: 'method' };
}

/** Upper-case digits; undefined where there are none, or something else is among them. */
function digitsOf(value: string): string | undefined {
  return /^[0-9A-Fa-f]{1,64}$/.test(value) ? value.toUpperCase() : undefined;
}

/** The one method that is usual for an algorithm; undefined where there are several or none. */
function usualMethod(algorithm: string | undefined): KeyCheckValueAlgorithm | undefined {
  if (algorithm?.startsWith('TDES_')) return 'ANSI_X9_24';
  return algorithm?.startsWith('HMAC_') ? 'HMAC' : undefined;
}

/** The method by which AWS Payment Cryptography makes a check value where none is asked for. */
export function serviceMethod(algorithm: string | undefined): KeyCheckValueAlgorithm | undefined {
  return algorithm?.startsWith('AES_') ? 'CMAC' : usualMethod(algorithm);
}

const isPublicKeyAlgorithm = (algorithm: string): boolean => /^(RSA|ECC)_/.test(algorithm);

/**
 * The check value of the wrapped key that a key block carries (KC); undefined where it carries none, or one with more
 * digits than its method gives, of which nothing goes into a record.
 */
export function checkValueOfBlock({
  optionalBlocks,
}: Pick<KeyBlock, 'optionalBlocks'>): CheckValue | undefined {
  const block = optionalBlocks.find(({ id }) => id === 'KC');
  const read = block && readCheckValue(block.data);
  return read && !read.tooLong ? { value: read.given, method: read.method } : undefined;
}
