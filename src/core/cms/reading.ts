import { structureUnder } from '../input/material';
import { readCertificate } from '../x509/certificate';
import type { Certificate } from '../x509/certificateTypes';
import { readCrl, type Crl } from '../x509/crl';
import { readCsr, type Csr } from '../x509/csr';
import { type Pkcs12Store, readPkcs12 } from '../crypto/pkcs12Store';
import { readCms } from './read';
import { readTr34 } from './tr34/read';
import type { Tr34Token } from './tr34/types';
import type { Cms } from './types';

/** Bytes of the largest TR-34 token: larger messages are another thing. */
const mostTokenBytes = 200_000;

/**
 * The bytes of one structure with what the readers make of them. A reader runs when it is first asked for, and its
 * answer is kept: a viewer, an import and a hover that hold the same reading do not read again. Nothing private is
 * kept: keys have readers of their own.
 */
export class Reading {
  private readonly answers = new Map<string, unknown>();

  /** @param label of its PEM block */
  constructor(
    readonly bytes: Uint8Array,
    readonly label?: string,
  ) {}

  /** Name of the structure in the schema, "Certificate"; undefined where it is none that is known. */
  get type(): string | undefined {
    return this.once('type', (bytes) => structureUnder(bytes, this.label));
  }

  /** The TR-34 token, certain or possible; a certificate or CRL by itself is none here. */
  get token(): Tr34Token | undefined {
    return this.once('token', (bytes) => {
      const token = bytes.length > mostTokenBytes ? undefined : readTr34(bytes);
      return token && token.kind !== 'CRL' && token.kind !== 'CERTIFICATE' ? token : undefined;
    });
  }

  /** The bytes read as a certificate, whatever they are: `wellFormed` says whether they are one. */
  get certificate(): Certificate {
    return this.once('certificate', readCertificate);
  }

  /** The bytes read as a certificate revocation list. */
  get crl(): Crl {
    return this.once('crl', readCrl);
  }

  /** The bytes read as a certification request. */
  get request(): Csr {
    return this.once('request', readCsr);
  }

  /** The bytes read as a CMS message. */
  get message(): Cms {
    return this.once('message', readCms);
  }

  /** What a PKCS#12 file shows without its passphrase. */
  get store(): Pkcs12Store | undefined {
    return this.once('store', (bytes) => (this.type === 'PFX' ? readPkcs12(bytes) : undefined));
  }

  /** The certificate that it is, or those that the message carries; well-formed or not. */
  get certificates(): readonly Certificate[] {
    if (this.type === 'PFX')
      return this.once('stored', () =>
        (this.store?.safes ?? []).flatMap(({ bags = [] }) =>
          bags.flatMap(({ kind, bytes }) => (kind === 'certificate' ? [readCertificate(bytes)] : [])),
        ),
      );
    if (this.type === 'Certificate') return [this.certificate];
    if (this.type !== 'ContentInfo' && this.type !== 'SignedData') return [];
    const { content } = this.message;
    return 'certificates' in content ? content.certificates : [];
  }

  private once<T>(name: string, read: (bytes: Uint8Array) => T): T {
    if (!this.answers.has(name)) this.answers.set(name, read(this.bytes));
    return this.answers.get(name) as T;
  }
}
