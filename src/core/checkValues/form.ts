/**
 * Check values in a text: a key ceremony form, an e-mail, the output of an HSM. Only digits behind a label are read, so
 * that no key or component gets in: a value has 4 to 16 digits, and a component has more.
 */
import { textTable, type Span } from '../findings';
import type { CheckMethod } from './methods';
import type { KeyAlgorithmFact, ValueRole } from './types';

export interface FormValue {
  /** Upper-case digits. */
  readonly digits: string;
  readonly role: ValueRole;
  readonly method?: CheckMethod;
  /** The words before the value, at most 60 characters. */
  readonly label: string;
  /** From 1. */
  readonly line: number;
  /** The digits in the text. */
  readonly span: Span;
}

export interface FormFacts {
  readonly algorithm?: KeyAlgorithmFact;
}

/** Where a value is written. */
export const originTexts = textTable(
  {
    form: '{0} (line {1})',
    block: '{0} of the key block in line {1}',
    manifest: 'row {0} of the manifest',
  },
  (text) => [text],
);

/** Of a text and of a line; what is longer is not a form. */
const mostCharacters = 1024 * 1024;
const mostOfLine = 400;
const mostValues = 64;

/** A label, then up to 24 characters that are not digits of the value, then the digits in groups or not. */
const labelled =
  /(?:\bkcv|\bkeycheckvalue|\bcheckvalue|\bkey check value|\bcheck value|\bcheck digits|\bcheckdigits|\bcheck sum|\bcksum)\b([^\n]{0,60})/i;

/** Values behind "KCV", "check value" or "check digits", in the order of the text. */
export function readForm(text: string): FormValue[] {
  const values: FormValue[] = [];
  let start = 0;
  let number = 0;
  const end = Math.min(text.length, mostCharacters);
  while (start < end && values.length < mostValues) {
    const newline = text.indexOf('\n', start);
    const stop = newline < 0 ? end : newline;
    number++;
    const value = readLine(text, text.slice(start, Math.min(stop, start + mostOfLine)), start, number);
    if (value) values.push(value);
    start = stop + 1;
  }
  return values;
}

function readLine(text: string, line: string, start: number, number: number): FormValue | undefined {
  const found = labelled.exec(line);
  if (!found) return undefined;
  const rest = found[1]!;
  const from = found.index + found[0].length - rest.length;
  const digits = digitsIn(rest, /^[0-9A-Za-z :-]$/.test(text.charAt(start + from + rest.length)));
  if (!digits) return undefined;
  const label = line.slice(0, from + digits.at).trim();
  const method = methodOf(label);
  return {
    digits: digits.digits,
    role: roleOf(label),
    ...(method ? { method } : {}),
    label: withoutTail(label).slice(-60),
    line: number,
    span: { start: start + from + digits.at, end: start + from + digits.at + digits.length },
  };
}

/**
 * The first group of hexadecimal digits that is a value: 4 to 16, in groups of two or more; no word, no other number.
 * @param goesOn the text was cut off here: digits that reach its end may be the beginning of a component
 */
function digitsIn(rest: string, goesOn: boolean): { digits: string; at: number; length: number } | undefined {
  for (const match of rest.matchAll(/[0-9A-Za-z]+(?:[ :-][0-9A-Fa-f]{2,4}(?![0-9A-Za-z]))*/g)) {
    const digits = match[0].replace(/[ :-]/g, '');
    if (!/^[0-9A-Fa-f]{4,16}$/.test(digits)) continue;
    // "X9.24", "SP 800-38B" and the like name methods; a word of letters a–f alone has no digit.
    const before = rest.slice(Math.max(0, match.index - 3), match.index);
    if (/(?:sp |x9\.|fips )$/i.test(before) || /^[a-z]+$/.test(digits)) continue;
    if (goesOn && /^(?:[ :-][0-9A-Fa-f]{0,4})?$/.test(rest.slice(match.index + match[0].length))) continue;
    return { digits: digits.toUpperCase(), at: match.index, length: match[0].length };
  }
  return undefined;
}

function roleOf(label: string): ValueRole {
  if (/\b(?:component|comp\.?|part|share|custodian)\b/i.test(label)) return 'component';
  return /\b(?:zmk|kek|kbpk|zcmk|tmk|wrapping key|transport key|master key|zone master)\b/i.test(label)
    ? 'kek'
    : 'key';
}

function methodOf(label: string): CheckMethod | undefined {
  if (/cmac/i.test(label)) return 'CMAC';
  if (/hmac/i.test(label)) return 'HMAC';
  if (/sha-?1\b/i.test(label)) return 'SHA_1';
  return /ansi|x9\.?24|legacy|zeros? encrypted|\becb\b/i.test(label) ? 'ANSI_X9_24' : undefined;
}

/** What leads from a label to its value: dots, blanks, an equals sign. */
function withoutTail(label: string): string {
  let end = label.length;
  while (end > 0 && /[\s:=|.,;_-]/.test(label.charAt(end - 1))) end--;
  return label.slice(0, end);
}
