/** What a reader says of bytes: the shape of every answer. */

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
