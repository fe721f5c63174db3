/** Values of a report: what is shown of a material, and what stands for the rest. */
import { sha256 } from '@noble/hashes/sha2.js';
import { asciiBytes, fromHex, toUpperHex } from '../crypto/bytes';
import { printable } from './printable';
import type { ReportedField, ReportedSize, Withheld } from './types';

/** Longest text that is quoted. */
export const longestText = 500;
/** Fields side by side, and findings of a material. */
export const mostFields = 200;

/** A text from a source as it may be quoted: on one line, what cannot be seen replaced, cut where it is long. */
export function quoted(text: string): string {
  return printable(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
}

/** A number of UTF-16 units. */
export const characters = (count: number): ReportedSize => ({ unit: 'characters', count });
/** A number of bytes. */
export const bytesOf = (count: number): ReportedSize => ({ unit: 'bytes', count });

/** A field with a value. */
export function field(
  id: string,
  name: string,
  value: string,
  meaning = '',
  fields: readonly ReportedField[] = [],
): ReportedField {
  return { id, name, value: quoted(value), withheld: null, meaning: quoted(meaning), fields };
}

/** A field that is its parts. */
export function group(
  id: string,
  name: string,
  fields: readonly ReportedField[],
  meaning = '',
): ReportedField {
  return {
    id,
    name,
    value: null,
    withheld: null,
    meaning: quoted(meaning),
    fields: fields.slice(0, mostFields),
  };
}

/** A field whose value a report does not hold. */
export function hidden(id: string, name: string, withheld: Withheld, meaning = ''): ReportedField {
  return { id, name, value: null, withheld, meaning: quoted(meaning), fields: [] };
}

/** First 8 bytes of SHA-256: enough to see whether two are the same, too little to be anything else. */
export const shortHash = (bytes: Uint8Array): string => toUpperHex(sha256(bytes).subarray(0, 8));

/** Bytes that a key protects, or that are no secret but long. */
export function withheldBytes(reason: 'wrapped' | 'mac' | 'long', bytes: Uint8Array): Withheld {
  return { reason, size: bytesOf(bytes.length), sha256: shortHash(bytes) };
}

/**
 * The same of text: hashed are the bytes that hexadecimal digits stand for, else the characters; null where they are
 * not ASCII.
 */
export function withheldText(reason: 'wrapped' | 'mac' | 'long', text: string): Withheld {
  const bytes = fromHex(text) ?? asciiBytes(text);
  return { reason, size: characters(text.length), sha256: bytes ? shortHash(bytes) : null };
}

/** What is in the clear, or may be. */
export function withheldSecret(reason: 'secret' | 'unknown', size: ReportedSize): Withheld {
  return { reason, size, sha256: null };
}

/**
 * A text that people type, such as an alias or a column's name, without what may be a key in the wrong place: a long run
 * of digits and letters is told by its length. Names of AWS and of members have none.
 */
export function withoutKeys(text: string): string {
  if (/^(?:arn:aws|alias\/)/.test(text)) return text;
  return text
    .replace(grouped, (run) => (run.replace(/[^0-9A-Fa-f]/g, '').length < 16 ? run : told(run)))
    .replace(/[0-9A-Za-z+/=]{16,}/g, (run) =>
      /[0-9]/.test(run) || /^[A-Fa-f]+$/.test(run) ? told(run) : run,
    );
}

const told = (run: string): string => `(${run.length} characters)`;

/** Hexadecimal digits in groups, as people write a key down. */
const grouped = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2,}[ :._-]){2,}[0-9A-Fa-f]{2,}(?![0-9A-Za-z])/g;
