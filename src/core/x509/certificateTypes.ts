/** What a certificate says, as it is read. */
import type { Asn1Time } from '../asn1/time';
import type { Finding, Span } from '../findings';
import type { AlgorithmInfo } from './algorithm';
import type { Extension } from './certificateExtension';
import type { Name } from './name';
import type { PublicKeyInfo } from './publicKey';
import type { Serial } from './serial';

export interface ValidityDate extends Asn1Time {
  /** "UTCTime" or "GeneralizedTime". */
  readonly type: string;
  readonly span: Span;
}

export interface Certificate {
  readonly kind: 'certificate';
  /** The certificate as received, one SEQUENCE. */
  readonly raw: Uint8Array;
  /** Signed part as received. */
  readonly tbs: Uint8Array;
  /** 1, 2 or 3 as people say it (one more than the bytes say). */
  readonly version: number;
  readonly serial: Serial;
  /** Of the outer SEQUENCE: the one that verifies. */
  readonly signatureAlgorithm: AlgorithmInfo;
  /** Inside the signed part; has to be the same. */
  readonly innerAlgorithm: AlgorithmInfo;
  readonly signature: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: ValidityDate | undefined;
  readonly notAfter: ValidityDate | undefined;
  readonly publicKey: PublicKeyInfo;
  readonly extensions: readonly Extension[];
  /** basicConstraints; undefined where the extension is missing or broken. */
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  /** Names of bits; undefined where the extension is missing (then nothing is restricted). */
  readonly keyUsage: readonly string[] | undefined;
  /** Dotted OIDs. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  /** Issuer and subject are the same bytes. Whether it signed itself, `checkChain` tells. */
  readonly selfIssued: boolean;
  /** False where the outer structure is not that of a certificate; the values are then mostly empty. */
  readonly wellFormed: boolean;
  /** Spans are bytes of what was read; sorted by place, not by severity. */
  readonly findings: readonly Finding[];
}
