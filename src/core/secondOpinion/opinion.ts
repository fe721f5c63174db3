/**
 * What a reader says of bytes: the shape of every answer.
 *
 * Errors of the readers as opinions.
 */

/** What the readers stop at by default (asn1js 3.1.0), and most software that uses them with it. */
export const readerLimits = { bytes: 16 * 1024 * 1024, values: 10_000, depth: 100 } as const;

/** What a reader read differently; `here` is what this project reads. */
export interface Difference {
  readonly what:
    | 'structure'
    | 'serial'
    | 'subject'
    | 'issuer'
    | 'notBefore'
    | 'notAfter'
    | 'thisUpdate'
    | 'nextUpdate'
    | 'signature'
    | 'revoked'
    | 'extensions';
  readonly there: string;
  readonly here: string;
  /** Byte at which the structures part. */
  readonly offset?: number;
}

/** A part that a reader refuses though it reads the whole. */
export interface RefusedPart {
  readonly part: 'publicKey' | 'signature' | 'extensions' | 'attributes' | 'revoked' | 'dates' | 'name';
  readonly reason: string;
}

export type NotAskedReason = 'bytes' | 'values' | 'depth' | 'kind' | 'private' | 'empty';

export type Opinion =
  | {
      readonly outcome: 'reads';
      /** Bytes that it looked at; what follows them it ignores. */
      readonly consumed: number;
      readonly differences: readonly Difference[];
      readonly refused: readonly RefusedPart[];
    }
  | {
      readonly outcome: 'refuses';
      /** In the reader's own English words. */
      readonly reason: string;
      /** Byte at which the value begins that it refuses. */
      readonly offset?: number;
    }
  | { readonly outcome: 'notAsked'; readonly why: NotAskedReason };

export interface SecondOpinion {
  readonly asn1js: Opinion;
  readonly x509: Opinion;
}

/** What the bytes are. Copies of private values inside the readers could not be wiped, so those are not handed on. */
export type OpinionKind = 'certificate' | 'crl' | 'request' | 'private' | 'other';

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
