/** What the reader of key blocks finds: values of the header, optional blocks, payload, MAC. */
import type { Field, Finding, Localisable, Span } from '../findings';

/** A value of the header as it stands in the block, and what the tables call it. */
export interface CodedValue {
  /** The characters of the field; letters that say something in upper case only are in upper case. */
  readonly code: string;
  /** Name from the tables; "unknown" or "proprietary" forms say so. */
  readonly name: string;
  /** The name's template. */
  readonly words: Localisable;
  /** False where no table of the standards has the code. */
  readonly known: boolean;
}

/** Key block length field: X9.143:2021 table 1, characters 1 to 4. */
export interface LengthValue extends CodedValue {
  /** Characters the field declares, or undefined where it is not a decimal number. */
  readonly value: number | undefined;
  /** Characters the text really has. */
  readonly actual: number;
}

/** How an extended length ("00" + length of length) was read; see `OptionalBlock.dialect`. */
export type LengthDialect = 'characters' | 'bytes';

/** One optional block: X9.143:2021 clause 6 (optional block formats). */
export interface OptionalBlock {
  /** Two characters, e.g. "KS". */
  readonly id: string;
  readonly name: string;
  /** False where neither a standard nor the proprietary numeric range has the identifier. */
  readonly known: boolean;
  /** Whole block, identifier through data. */
  readonly span: Span;
  /** Length characters: declared length of the whole block, as read. */
  readonly length: number;
  readonly lengthSpan: Span;
  /** Present where the extended length form was used. */
  readonly dialect?: LengthDialect;
  readonly data: string;
  readonly dataSpan: Span;
  /** Decoded parts of the data. */
  readonly fields: readonly Field[];
  /** One line for a hover: what this block says. */
  readonly summary: string;
  /** The summary's template; absent where it is what the data says. */
  readonly summaryWords?: Localisable;
  /** CT: the certificates, leaf first. */
  readonly certificates?: readonly CarriedCertificate[];
  /** TS and TC: the moment in milliseconds since 1970, where it is one. */
  readonly time?: number;
}

/** A certificate in optional block CT: X9.143:2021 tables 10 and 11. */
export interface CarriedCertificate {
  readonly format: 'X.509' | 'EMV';
  /** Characters of the key block that hold its base64. */
  readonly span: Span;
  readonly base64: string;
  /** What it says, where it is an X.509 certificate that could be read. */
  readonly summary?: CertificateSummary;
}

/** The few things by which people know a certificate, and what its key may be used for. */
export interface CertificateSummary {
  /** "CN=Sample CA,O=Alpha Merchant" (RFC 4514 order). */
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hexadecimal digits. */
  readonly serial: string;
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
  /** "RSA 2048", "EC P-256", or the algorithm's identifier. */
  readonly publicKey: string;
  /** Names of RFC 5280 4.2.1.3; undefined where the certificate does not restrict its key. */
  readonly keyUsage?: readonly string[];
  /** "serverAuth", "OID 2B…"; undefined likewise. */
  readonly extendedKeyUsage?: readonly string[];
}

export interface Payload {
  readonly span: Span;
  /** Characters as received (hex, if well-formed). */
  readonly hex: string;
  readonly bytes: number;
  /** Sentence: which key lengths fit, and whether length obfuscation is likely. */
  readonly meaning: string;
  /** The meaning's template. */
  readonly words: Localisable;
  /** Key lengths in bits that the ciphertext can hold, smallest first; empty when not bounded by the algorithm. */
  readonly possibleKeyBits: readonly number[];
  /** 'likely': only an obfuscated key fits; 'possible': cannot be told; 'no': the key must be unobfuscated. */
  readonly obfuscation: 'likely' | 'possible' | 'no' | 'unknown';
}

export interface Mac {
  readonly span: Span;
  readonly hex: string;
  readonly bytes: number;
}

export interface KeyBlock {
  /** The text exactly as given. */
  readonly text: string;
  /** 'header' where only a header (and its optional blocks) was given on purpose. */
  readonly part: 'block' | 'header';
  readonly version: CodedValue;
  readonly length: LengthValue;
  readonly usage: CodedValue;
  readonly algorithm: CodedValue;
  readonly mode: CodedValue;
  readonly keyVersion: CodedValue;
  readonly exportability: CodedValue;
  /** Number of optional blocks (decimal), undefined where not a number. */
  readonly optionalBlockCount: number | undefined;
  readonly keyContext: CodedValue;
  readonly reserved: string;
  /** Thales versions 0 and 1: the two characters that other versions have as key context and reserved. */
  readonly lmkId?: string;
  readonly optionalBlocks: readonly OptionalBlock[];
  /** Characters of the header with all optional blocks: where the payload begins. */
  readonly headerLength: number;
  readonly payload: Payload | undefined;
  readonly mac: Mac | undefined;
  /** Tiles of the whole text: header fields, optional blocks, payload, MAC, in order. */
  readonly fields: readonly Field[];
  readonly findings: readonly Finding[];
}
