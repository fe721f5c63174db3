/** BEGIN and END lines as they should be written (RFC 7468 section 3), and as mails, editors and people leave them. */
import { phrase, type Words } from '../findings';

export interface PemBoundary {
  readonly kind: 'BEGIN' | 'END';
  /** "CERTIFICATE"; in capitals. */
  readonly label: string;
  /** The line as it should be written. */
  readonly right: string;
}

/** Characters of the longest line that can be one. */
const longest = 200;
/** Hyphens, and the dashes that editors put in their place. */
export const isDash = (code: number): boolean =>
  code === 0x2d || (code >= 0x2010 && code <= 0x2015) || code === 0x2212;
const label = /^[A-Z0-9][A-Z0-9 .#/]{0,99}$/;

/** The line as RFC 7468 has it: "-----BEGIN CERTIFICATE-----". */
export const boundaryLine = (kind: PemBoundary['kind'], of: string): string => `-----${kind} ${of}-----`;

/**
 * A line that was meant as a boundary: too few or too many hyphens, other dashes, blanks, small letters. Undefined for
 * every other line, and for a comment in front of which one hyphen or none stands.
 * @param line without its line break; blanks around it do not count
 */
export function readBoundary(line: string): PemBoundary | undefined {
  if (line.length > longest) return undefined;
  const text = line.trim();
  let from = 0;
  let to = text.length;
  while (from < to && isDash(text.charCodeAt(from))) from++;
  while (to > from && isDash(text.charCodeAt(to - 1))) to--;
  if (from < 2 && text.length - to < 2) return undefined;
  const words = text.slice(from, to).trim().toUpperCase().split(/\s+/);
  const [kind, ...rest] = words;
  const of = rest.join(' ');
  if ((kind !== 'BEGIN' && kind !== 'END') || !label.test(of)) return undefined;
  return { kind, label: of, right: boundaryLine(kind, of) };
}

/** That a line of the frame is not what it should be. */
export const notWrittenAs = (kind: 'BEGIN' | 'END', right: string): Words =>
  kind === 'BEGIN'
    ? phrase('the BEGIN line is not written as "{0}"', right)
    : phrase('the END line is not written as "{0}"', right);

/** Several faults as one. @param faults one or more */
export const andAll = (faults: readonly Words[]): Words =>
  faults.reduce((all, one) => phrase('{0}, and {1}', all, one));
