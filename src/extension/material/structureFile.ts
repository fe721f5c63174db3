import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { type Pkcs12Store, type StoredBag, clearKeys, wipeClearKeys } from '../../core/crypto/pkcs12Store';
import { isClearPrivateKey } from '../../core/crypto/keyPairs';
import { Reading } from '../../core/cms/reading';
import { findKeyMaterial, textOf, type DerMaterial } from '../../core/input/material';
import type { TextPlace } from '../../core/input/pemDamage';
import { rangeAccess } from '../host/files';

/** A structure in a file, with what was read of it: whoever asks, it is read once. */
export interface FilePart extends DerMaterial {
  readonly reading: Reading;
  /** Of a PKCS#12 file that was opened with its passphrase. */
  readonly store?: Pkcs12Store;
  /** What it was in such a file. */
  readonly bag?: StoredBag;
}

/** What was read, and what is in it. */
export interface StructureFile {
  /** Name for titles: of the file, or "Selection", "Clipboard". */
  readonly name: string;
  /** Where it was read from; undefined for what was pasted. */
  readonly uri: vscode.Uri | undefined;
  /** Characters of a text document, where a part of one was taken. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  readonly bytes: Uint8Array;
  /** Bytes of the file; more than were read where it is very large. */
  readonly total: number;
  /** Text after all, and not binary. */
  readonly isText: boolean;
  /** At least one: the whole input where nothing is recognised in it. */
  readonly parts: readonly FilePart[];
  /** Key blocks that stand in it too. */
  readonly keyBlocks: number;
}

/** Bytes of one file that are read and shown: an index of all of them still fits in memory. */
export const mostFileBytes = 32 * 1024 * 1024;
/** Where a host can only read files whole, larger ones are not touched. */
export const mostWholeBytes = 256 * 1024 * 1024;

/** The file is too large for a host that can only read it whole. */
export class FileTooLarge extends Error {
  constructor(readonly size: number) {
    super('too large');
  }
}

/** Reads the beginning of a file, all of it where it is not very large. */
export async function readFile(uri: vscode.Uri): Promise<StructureFile> {
  const { size } = await vscode.workspace.fs.stat(uri);
  let bytes: Uint8Array | undefined;
  if (size > mostFileBytes) {
    bytes = await readBeginning(uri);
    if (!bytes && size > mostWholeBytes) throw new FileTooLarge(size);
  }
  bytes ??= (await vscode.workspace.fs.readFile(uri)).slice(0, mostFileBytes);
  return fileOf(nameOf(uri), bytes, { uri, total: Math.max(size, bytes.length) });
}

/** Undefined where the host can only read files whole. */
async function readBeginning(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  const file = await rangeAccess(uri)?.open(uri.fsPath);
  if (!file) return undefined;
  try {
    const bytes = new Uint8Array(mostFileBytes);
    let filled = 0;
    for (let came = 1; came > 0 && filled < bytes.length; filled += came)
      came = await file.read(bytes.subarray(filled), filled);
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
  }
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}

/** Bytes from anywhere as a file; `first` is where they begin in the document of which they are a range. */
export function fileOf(
  name: string,
  bytes: Uint8Array,
  from: { uri?: vscode.Uri; total?: number; range?: StructureFile['range']; first?: TextPlace } = {},
): StructureFile {
  const found = findKeyMaterial(bytes, from.first);
  const parts = found.filter((one) => one.kind === 'der');
  const whole: DerMaterial = {
    kind: 'der',
    encoding: 'der',
    bytes,
    span: { start: 0, end: bytes.length },
  };
  return {
    name,
    uri: from.uri,
    range: from.range,
    bytes,
    total: from.total ?? bytes.length,
    isText: bytes.length > 0 && textOf(bytes.subarray(0, 65_536)) !== undefined,
    parts: (parts.length > 0 ? parts : [whole]).map((part) => ({
      ...part,
      reading: new Reading(part.bytes, part.label),
    })),
    keyBlocks: found.length - parts.length,
  };
}

/** A position as people name it. */
export const placeOf = ({ line, character }: vscode.Position): TextPlace => ({
  line: line + 1,
  column: character + 1,
});

/** The same for text. */
export function fileOfText(
  name: string,
  text: string,
  from: { uri?: vscode.Uri; range?: StructureFile['range']; first?: TextPlace } = {},
): StructureFile {
  return fileOf(name, new TextEncoder().encode(text), from);
}

/** A file with what is in a PKCS#12 file behind it: certificates, CRLs, and private keys as they are, encrypted. */
export function withStore(file: StructureFile, at: number, store: Pkcs12Store): StructureFile {
  const { encoding, span, ...outer } = file.parts[at]!;
  const inside = store.safes
    .flatMap(({ bags = [] }) => bags)
    .filter(({ bytes }) => bytes.length > 0)
    .map((bag) => ({
      kind: 'der' as const,
      encoding,
      span,
      bytes: bag.bytes,
      bag,
      reading: new Reading(bag.bytes),
    }));
  const parts = [...file.parts];
  parts.splice(at, 1, { ...outer, encoding, span, store }, ...inside);
  return { ...file, parts };
}

/**
 * Overwrites private keys that a file held in the clear, and the text that they stood in. Nothing is shown after.
 * Returns whether there were any.
 */
export function wipeKeys({ parts, bytes, isText }: StructureFile): boolean {
  const stores = parts.filter(({ reading }) => reading.type === 'PFX');
  const held = stores.some(({ reading }) => reading.store && clearKeys(reading.store).length > 0);
  for (const store of stores) wipeClearKeys(store.bytes);
  if (isText && held) wipe(bytes);
  const keys = parts.filter(({ reading, label }) => isClearPrivateKey(reading.type, label));
  if (keys.length === 0) return held;
  wipe(...keys.map((part) => part.bytes));
  if (isText) wipe(bytes);
  return true;
}

/** What people call a structure. */
export function structureTitle(type: string | undefined): string {
  const titles: Readonly<Record<string, string>> = {
    Certificate: vscode.l10n.t('Certificate'),
    CertificateList: vscode.l10n.t('Certificate revocation list'),
    CertificationRequest: vscode.l10n.t('Certification request'),
    RandomNumberToken: vscode.l10n.t('TR-34 random number token'),
    ContentInfo: vscode.l10n.t('CMS message'),
    SignedData: vscode.l10n.t('CMS signed data'),
    EnvelopedData: vscode.l10n.t('CMS enveloped data'),
    EncryptedData: vscode.l10n.t('CMS encrypted data'),
    SubjectPublicKeyInfo: vscode.l10n.t('Public key'),
    RSAPublicKey: vscode.l10n.t('RSA public key'),
    PrivateKeyInfo: vscode.l10n.t('Private key'),
    EncryptedPrivateKeyInfo: vscode.l10n.t('Encrypted private key'),
    RSAPrivateKey: vscode.l10n.t('RSA private key'),
    DSAPrivateKey: vscode.l10n.t('DSA private key'),
    ECPrivateKey: vscode.l10n.t('EC private key'),
    PFX: vscode.l10n.t('PKCS#12 key store'),
    OCSPResponse: vscode.l10n.t('OCSP response'),
    OCSPRequest: vscode.l10n.t('OCSP request'),
    TimeStampResp: vscode.l10n.t('Time-stamp response'),
    TimeStampReq: vscode.l10n.t('Time-stamp request'),
    Tr34KeyBlock: vscode.l10n.t('TR-34 key block in clear'),
    Name: vscode.l10n.t('Distinguished name'),
    EcParameters: vscode.l10n.t('EC parameters'),
    AttributeCertificate: vscode.l10n.t('Attribute certificate'),
    DhParameters: vscode.l10n.t('DH parameters'),
    X942DhParameters: vscode.l10n.t('DH parameters (X9.42)'),
    DsaParameters: vscode.l10n.t('DSA parameters'),
    DsaSignature: vscode.l10n.t('ECDSA or DSA signature'),
    IssuerAndSerialNumber: vscode.l10n.t('Issuer and serial number'),
  };
  return (type === undefined ? undefined : titles[type]) ?? type ?? vscode.l10n.t('Data');
}
