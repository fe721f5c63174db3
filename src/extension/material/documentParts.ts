/** The structures of a document as far as they concern each other: certificates, and keys that belong to them. */
import type * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { clearPrivateKey, type KeyMatch, matchKeys, type PairedPart } from '../../core/crypto/keyPairs';
import type { Span } from '../../core/findings';
import { findStructures, structureOf } from '../../core/input/material';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';
import { type Crl, readCrl } from '../../core/x509/crl';
import { readCsr } from '../../core/x509/csr';

/** Nothing private: of keys only which certificate is theirs. */
export interface DocumentParts {
  readonly spans: readonly Span[];
  /** Those that can be read. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** Numbers of structures that are certification requests. */
  readonly requests: ReadonlySet<number>;
  /** Places are numbers of structures, as the viewer counts them. */
  readonly matches: readonly KeyMatch[];
  /** False where not all of it was looked at: what is not here may still be in the document. */
  readonly whole: boolean;
}

/** A longer document is not looked through whole for a hover. */
const mostCharacters = 2_000_000;
const mostParts = 500;
const none: DocumentParts = {
  spans: [],
  certificates: [],
  crls: [],
  requests: new Set(),
  matches: [],
  whole: false,
};

const cache = new WeakMap<vscode.TextDocument, { version: number; parts: DocumentParts }>();

/** Read once for each version of the document. */
export function partsOf(document: vscode.TextDocument): DocumentParts {
  const known = cache.get(document);
  if (known?.version === document.version) return known.parts;
  const text = document.getText();
  const parts = text.length > mostCharacters ? none : read(text);
  cache.set(document, { version: document.version, parts });
  return parts;
}

function read(text: string): DocumentParts {
  const certificates: Certificate[] = [];
  const crls: Crl[] = [];
  const requests = new Set<number>();
  const found = findStructures(text);
  const structures = found.slice(0, mostParts);
  const parts = structures.map(({ bytes, label, encrypted = false }, number): PairedPart => {
    const type = encrypted ? undefined : structureOf(bytes);
    if (type === 'Certificate') {
      const certificate = readCertificate(bytes);
      if (certificate.wellFormed) certificates.push(certificate);
      return { publicKey: certificate.publicKey };
    }
    if (type === 'CertificationRequest') {
      requests.add(number);
      return { publicKey: readCsr(bytes).publicKey };
    }
    if (type === 'CertificateList') {
      crls.push(readCrl(bytes));
      return {};
    }
    const key = encrypted ? undefined : clearPrivateKey(bytes, type, label);
    // A key store may hold keys in the clear; nothing of it is kept either.
    if (key || type === 'PFX') wipe(bytes);
    return { key };
  });
  wipe(...found.slice(mostParts).map(({ bytes }) => bytes));
  return {
    spans: structures.map(({ span }) => span),
    certificates,
    crls,
    requests,
    matches: matchKeys(parts),
    whole: found.length <= mostParts,
  };
}
