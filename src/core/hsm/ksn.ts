/** Key serial numbers of DUKPT: ANSI X9.24-1:2009 annex A (TDES), ANSI X9.24-3:2017 (AES). */
import { meant, named, phrase, type Field, type Finding, type Localisable, type Span } from '../findings';
import { hsmFinding } from './findingTexts';

export interface KeySerialNumber {
  readonly text: string;
  readonly algorithm: 'TDES' | 'AES';
  readonly counter: number;
  /** Transactions that may still be made: counter values above this one with few enough one bits. */
  readonly remaining: number;
  readonly fields: readonly Field[];
  readonly findings: readonly Finding[];
}

const tdesCounterBits = 21;
const tdesOnes = 10;
const aesCounterBits = 32;
const aesOnes = 16;

/**
 * The serial number that hexadecimal digits are: 20 for TDES, 16 where the leading FFFF is left off, 24 for AES;
 * undefined for any other text.
 */
export function readKeySerialNumber(text: string): KeySerialNumber | undefined {
  if (!/^[0-9A-Fa-f]+$/.test(text)) return undefined;
  if (text.length === 24) return readAes(text);
  return text.length === 20 || text.length === 16 ? readTdes(text) : undefined;
}

function readTdes(text: string): KeySerialNumber {
  const end = text.length;
  const counter = Number.parseInt(text.slice(-6), 16) & 0x1fffff;
  // The counter begins inside a digit: its upper three bits are of the device.
  const fields = [
    field(
      'ksi',
      phrase('Key set identifier'),
      text,
      0,
      end - 10,
      phrase('assumed: the digits before the device'),
    ),
    field(
      'device',
      phrase('Device identifier'),
      text,
      end - 10,
      end - 5,
      phrase('assumed: 19 bits before the counter'),
    ),
    field(
      'counter',
      phrase('Transaction counter'),
      text,
      end - 6,
      end,
      phrase('{0}, the last 21 bits', counter),
    ),
  ];
  const findings = counterFindings(counter, tdesOnes, { start: end - 6, end });
  findings.push(hsmFinding('ksn_split_assumed', { start: 0, end: end - 5 }));
  return {
    text,
    algorithm: 'TDES',
    counter,
    remaining: countersAbove(counter, tdesCounterBits, tdesOnes),
    fields,
    findings,
  };
}

function readAes(text: string): KeySerialNumber {
  const counter = Number.parseInt(text.slice(16), 16);
  return {
    text,
    algorithm: 'AES',
    counter,
    remaining: countersAbove(counter, aesCounterBits, aesOnes),
    fields: [
      field('bdkId', phrase('Base derivation key ID'), text, 0, 8, phrase('4 bytes')),
      field('derivationId', phrase('Derivation ID'), text, 8, 16, phrase('4 bytes')),
      field('counter', phrase('Transaction counter'), text, 16, 24, String(counter)),
    ],
    findings: counterFindings(counter, aesOnes, { start: 16, end: 24 }),
  };
}

function field(
  id: string,
  name: Localisable,
  text: string,
  start: number,
  end: number,
  meaning: string | Localisable,
): Field {
  return { id, ...named(name), raw: text.slice(start, end), ...meant(meaning), span: { start, end } };
}

function counterFindings(counter: number, most: number, span: Span): Finding[] {
  if (counter === 0) return [hsmFinding('ksn_initial', span)];
  const ones = onesOf(counter);
  return ones > most ? [hsmFinding('ksn_counter_skipped', span, [most, ones])] : [];
}

function onesOf(value: number): number {
  let ones = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}

/** Numbers of so many bits above `value` with at most `most` one bits. */
export function countersAbove(value: number, bits: number, most: number): number {
  let count = 0;
  let ones = 0;
  for (let bit = bits - 1; bit >= 0; bit--) {
    if (Math.floor(value / 2 ** bit) % 2 === 1) {
      ones++;
      continue;
    }
    // A one here makes it greater, whatever follows.
    for (let more = 0; more <= most - ones - 1; more++) count += binomial(bit, more);
  }
  return count;
}

function binomial(n: number, k: number): number {
  if (k > n) return 0;
  let value = 1;
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1);
  return Math.round(value);
}
