/** The PEM blocks of a document as far as they concern each other: certificates, and keys that belong to them. */
import type * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { clearPrivateKey, type KeyMatch, matchKeys, type PairedPart } from '../../core/crypto/keyPairs';
import type { Span } from '../../core/findings';
import { structureOf } from '../../core/input/material';
import { findPemBlocks } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';

/** Nothing private: of keys only which certificate is theirs. */
export interface DocumentPems {
  readonly spans: readonly Span[];
  /** Those that can be read. */
  readonly certificates: readonly Certificate[];
  /** Places are numbers of blocks. */
  readonly matches: readonly KeyMatch[];
}

/** A longer document is not looked through whole for a hover. */
const mostCharacters = 2_000_000;
const mostBlocks = 500;
const none: DocumentPems = { spans: [], certificates: [], matches: [] };

const cache = new WeakMap<vscode.TextDocument, { version: number; pems: DocumentPems }>();

/** Read once for each version of the document. */
export function pemsOf(document: vscode.TextDocument): DocumentPems {
  const known = cache.get(document);
  if (known?.version === document.version) return known.pems;
  const text = document.getText();
  const pems = text.length > mostCharacters ? none : read(text);
  cache.set(document, { version: document.version, pems });
  return pems;
}

function read(text: string): DocumentPems {
  const certificates: Certificate[] = [];
  const blocks = findPemBlocks(text).slice(0, mostBlocks);
  const parts = blocks.map(({ bytes, label, encrypted }): PairedPart => {
    const type = encrypted ? undefined : structureOf(bytes);
    if (type === 'Certificate') {
      const certificate = readCertificate(bytes);
      if (certificate.wellFormed) certificates.push(certificate);
      return { publicKey: certificate.publicKey };
    }
    const key = encrypted ? undefined : clearPrivateKey(bytes, type, label);
    if (key) wipe(bytes);
    return { key };
  });
  return { spans: blocks.map(({ span }) => span), certificates, matches: matchKeys(parts) };
}
