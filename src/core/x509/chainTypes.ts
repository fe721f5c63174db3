import type { Finding } from '../findings';
import type { Certificate } from './certificateTypes';
import type { SignatureCheck } from './signature';

/** Someone who may have issued a certificate, judged by names and key identifiers alone. */
export interface IssuerCandidate {
  /** Number in `Chain.certificates`. */
  readonly issuer: number;
  /** 'match': AKI and SKI are there and equal; 'differ': there and not equal; 'unknown': one is missing. */
  readonly keyIds: 'match' | 'differ' | 'unknown';
}

/** Certificates in order. All numbers are places in `certificates`. */
export interface Chain {
  /** As given, without copies. */
  readonly certificates: readonly Certificate[];
  /** How many of the given ones were copies of another. */
  readonly copies: number;
  /** For each certificate: who may have issued it, best first; itself too where it is self-issued. */
  readonly candidates: readonly (readonly IssuerCandidate[])[];
  /** Certificates that issued no other one. */
  readonly leaves: readonly number[];
  /** Self-issued ones that nobody else here seems to have issued. */
  readonly roots: readonly number[];
  /** Every way up from every leaf, leaf first; the best of each leaf first. */
  readonly paths: readonly (readonly number[])[];
  readonly findings: readonly Finding[];
}

export type LinkVerdict = 'good' | 'bad' | 'cannot_check' | 'missing_issuer';

/** One step up: who signed whom. */
export interface Link {
  readonly subject: number;
  /** Undefined where no certificate here can be the issuer. */
  readonly issuer: number | undefined;
  readonly signature: SignatureCheck | undefined;
  /** Worst of signature and findings; 'missing_issuer' where there is nobody. */
  readonly verdict: LinkVerdict;
  readonly findings: readonly Finding[];
}

export interface CheckedPath {
  /** Leaf first. */
  readonly certificates: readonly number[];
  readonly links: readonly Link[];
  /** Ends in a certificate that signed itself. */
  readonly complete: boolean;
  /** Worst of the links, and of the certificates' validity. */
  readonly verdict: LinkVerdict;
  readonly findings: readonly Finding[];
}

export interface CheckedChain extends Chain {
  readonly at: Date;
  /** For each certificate: expired, not yet valid, or nothing. */
  readonly validity: readonly (readonly Finding[])[];
  /** Best first for each leaf, now by verdict too. */
  readonly checkedPaths: readonly CheckedPath[];
}
