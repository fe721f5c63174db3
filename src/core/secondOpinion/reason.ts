/** Errors of the readers as opinions. */
import type { Opinion } from './opinion';

/** Reasons quote names of classes, and could quote a file: what goes on screen stays short. */
const longestReason = 300;

/**
 * By the words of asn1js: it counts what it opens on trial, which can be more than was counted before. Its limit of
 * bytes is not among them: where the bytes are within it, a length was declared that is false.
 */
const limits = [
  ['Maximum ASN.1 nesting depth exceeded', 'depth'],
  ['Maximum ASN.1 node count exceeded', 'values'],
] as const;

/** An error of a reader as its opinion: a refusal, unless one of its limits stopped it. */
export function refusal(error: unknown, offset?: number): Opinion {
  const reason = reasonOf(error);
  const limit = limits.find(([text]) => reason.includes(text));
  if (limit) return { outcome: 'notAsked', why: limit[1] };
  return { outcome: 'refuses', reason, ...(offset === undefined ? {} : { offset }) };
}

/** Text of what was thrown, in one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : typeof error === 'string' ? error : '';
  const line = text
    // A bundler renames classes: their names would be noise.
    .replace(/^Data does not match to \S+ ASN1 schema\.?\s*/, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return (line || 'no reason given').slice(0, longestReason);
}
