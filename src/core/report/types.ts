/**
 * One shape for "what is in this text or file", the same from every door: editor, agent tool, command line, MCP.
 * Version 1; members are added, never renamed or taken away. Its schema is media/schema/report.schema.json.
 *
 * A report never holds payloads, MACs or wrapped bytes: they appear as a length and, where their frame shows that they are
 * encrypted, a short hash. Of clear keys, key components, passphrases and private values, and of what may be one, such as
 * a cryptogram of a scheme letter and digits, it has kind and length only: a hash or check value of them would let a
 * reader test guesses. A check value is in a report only where it is written in the material.
 */
import type { Finding, Severity } from '../findings';
import type { Tr34Token } from '../cms/tr34/types';
import type { CoatName } from '../input/keyMaterial';
import type { KeyBlock } from '../keyblock/types';
import type { Certificate } from '../x509/certificateTypes';

/** Version of the shape. */
export const reportVersion = 1;

export interface Report {
  readonly format: 'key-material-report';
  readonly version: typeof reportVersion;
  /** Says to programs that read the report, language models among them, that its strings are data. */
  readonly notice: string;
  /** Moment at which validity is judged, ISO 8601 in UTC. */
  readonly at: string;
  /** In the order of the source. */
  readonly materials: readonly ReportedMaterial[];
  readonly source: ReportedSource;
  /** False where a limit ended the search before the end of the source. */
  readonly complete: boolean;
}

export interface ReportedSource {
  /** Path or name as the caller gave it; null for text without one. */
  readonly name: string | null;
  readonly size: ReportedSize;
}

/** Characters are UTF-16 units; of a source without its byte order mark. */
export interface ReportedSize {
  readonly unit: 'characters' | 'bytes';
  readonly count: number;
}

export type MaterialKind =
  | 'keyBlock'
  | 'atallaKeyBlock'
  | 'keyCryptogram'
  | 'keySerialNumber'
  | 'tr34Token'
  | 'certificate'
  | 'crl'
  | 'certificateRequest'
  | 'cms'
  | 'publicKey'
  | 'privateKey'
  | 'encryptedPrivateKey'
  | 'keyStore'
  | 'structure'
  | 'otherFormat';

export interface ReportedMaterial {
  readonly kind: MaterialKind;
  /** English, such as "Key block, version D". */
  readonly name: string;
  readonly place: ReportedPlace;
  /** Encodings around it, outermost first; none where it is in the source as it is. */
  readonly coats: readonly CoatName[];
  /** Without its coats. */
  readonly size: ReportedSize;
  readonly fields: readonly ReportedField[];
  /** Worst first. */
  readonly findings: readonly ReportedFinding[];
  /** What AWS Payment Cryptography makes of it; null where it is not judged. */
  readonly aws: ReportedVerdict | null;
}

/** Place in the source: lines and columns of a text (from 1, columns in UTF-16 units), bytes of a binary file (from 0). */
export type ReportedPlace =
  | {
      readonly unit: 'lines';
      readonly line: number;
      readonly column: number;
      readonly endLine: number;
      /** Column after the last character. */
      readonly endColumn: number;
    }
  | { readonly unit: 'bytes'; readonly start: number; readonly end: number };

export interface ReportedField {
  /** Stable name, unique among its neighbours. */
  readonly id: string;
  /** English. */
  readonly name: string;
  /** As it is in the material; null where it is withheld, or the field is only its parts. */
  readonly value: string | null;
  readonly withheld: Withheld | null;
  /** What the value means, English; may quote the material. */
  readonly meaning: string;
  readonly fields: readonly ReportedField[];
}

/** What stands for a value that a report does not hold. */
export interface Withheld {
  /** 'secret' is in the clear, 'unknown' may be: neither has a hash. */
  readonly reason: 'wrapped' | 'mac' | 'secret' | 'unknown' | 'long';
  readonly size: ReportedSize;
  /** First 8 bytes of SHA-256, 16 upper-case hexadecimal digits; null for secrets and what may hold one. */
  readonly sha256: string | null;
}

export interface ReportedFinding {
  /** As in docs/findings.md. */
  readonly code: string;
  readonly severity: Severity;
  /** English; may quote the material. */
  readonly message: string;
  /** Source of the rule. */
  readonly reference: string | null;
  /** Code of the finding that it follows from; null for a fault of its own. */
  readonly followsFrom: string | null;
  /** Null where it concerns the material as a whole. */
  readonly place: ReportedPlace | null;
}

export interface ReportedVerdict {
  /** 'no': a rule forbids it; 'unclear': AWS documents neither that it accepts it nor that it does not. */
  readonly importable: 'yes' | 'no' | 'unclear';
  /** English. */
  readonly summary: string;
  /** KeyUsage, KeyAlgorithm and KeyModesOfUse of the API that the key would get, where the material shows them. */
  readonly keyUsage: string | null;
  readonly keyAlgorithms: readonly string[];
  readonly keyModesOfUse: readonly string[];
  readonly exportable: boolean | null;
  readonly findings: readonly ReportedFinding[];
}

/** A verdict before its findings have places of the source. */
export interface Judgement extends Omit<ReportedVerdict, 'findings'> {
  /** Spans are those of the material. */
  readonly findings: readonly Finding[];
}

/** The rules of a key service, handed in: core does not know any. */
export interface ReportJudge {
  keyBlock(block: KeyBlock): Judgement;
  tr34Token(token: Tr34Token, at: Date): Judgement;
  certificate(certificate: Certificate, at: Date): Judgement;
}

export interface ReportOptions {
  /** Moment at which validity is judged. */
  readonly at: Date;
  /** Path or name of the source. */
  readonly name?: string | undefined;
  /** Without it, `aws` is null. */
  readonly judge?: ReportJudge | undefined;
}
