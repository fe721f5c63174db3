/**
 * Test parties and test keys that are kept: in the extension's own folder of this machine, in no workspace, private
 * keys and keys in files that only their owner can read (mode 0600).
 *
 *     testsource/parties/TIME/   kdh-ca, kdh, krd-ca, krd: .crt.pem and .key.pem; kdh-ca.crl.pem
 *     testsource/ecdh/TIME/      ca-CURVE, party-CURVE
 *     testsource/keys/           CIPHER-BYTES-KCV.key: the octets of a key encryption key
 *     testsource/payloads/       documents of test payloads (payloadFiles.ts)
 */
import * as vscode from 'vscode';
import { toUpperHex, wipe } from '../../core/crypto/bytes';
import { cipherCheckBytes } from '../../core/crypto/kcv';
import { readPrivateKeyFile } from '../../core/crypto/privateKeyFile';
import { findPemBlocks, toPem } from '../../core/input/pem';
import type { Issued, Issuer } from '../../core/make/keys';
import { rangeAccess, type FileAccess } from '../host/files';
import { TestCertificates } from './testCertificates';
import type { Cipher } from './keyRing';

/** Where they are kept and certificates remembered. */
export type PartyStore = Pick<vscode.ExtensionContext, 'globalStorageUri' | 'globalState'>;

export const partyKinds = ['parties', 'ecdh'] as const;
export type PartyKind = (typeof partyKinds)[number];

export const rootOf = ({ globalStorageUri }: Pick<PartyStore, 'globalStorageUri'>): vscode.Uri =>
  vscode.Uri.joinPath(globalStorageUri, 'testsource');

const keysFolder = (store: Pick<PartyStore, 'globalStorageUri'>): vscode.Uri =>
  vscode.Uri.joinPath(rootOf(store), 'keys');

/** File of a party: "kdh", "krd-ca", "party-P256". */
export function partyFile(folder: vscode.Uri, party: string, kind: 'crt.pem' | 'key.pem'): vscode.Uri {
  return vscode.Uri.joinPath(folder, `${party}.${kind}`);
}

/** Sets that were made before, newest first. */
export async function knownParties(store: PartyStore, kind: PartyKind = 'parties'): Promise<vscode.Uri[]> {
  const root = vscode.Uri.joinPath(rootOf(store), kind);
  return (await entries(root))
    .filter(([, type]) => type === vscode.FileType.Directory)
    .map(([name]) => vscode.Uri.joinPath(root, name))
    .sort((a, b) => (a.path < b.path ? 1 : -1));
}

/** Files of private keys; a sentence that says why not where none may be kept here. */
export function privateFiles({ globalStorageUri }: PartyStore): FileAccess | string {
  // Somebody opened the folder of VS Code's own data: what lies there is searched, copied and put under version control.
  if (vscode.workspace.getWorkspaceFolder(globalStorageUri))
    return vscode.l10n.t(
      'Test keys are stored outside every workspace, but the open folder contains the storage of this extension. Open another folder.',
    );
  return (
    rangeAccess(globalStorageUri) ??
    vscode.l10n.t(
      'Test keys are stored in files that only you can read, which is not possible in a browser. Use desktop VS Code or a remote window.',
    )
  );
}

/** Keeps a set under the present time, and remembers its certificates. Their private keys are wiped. */
export async function keepParties(
  store: PartyStore,
  files: FileAccess,
  kind: PartyKind,
  parties: Readonly<Record<string, Issued>>,
  more: Readonly<Record<string, string>> = {},
): Promise<vscode.Uri> {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const folder = vscode.Uri.joinPath(rootOf(store), kind, stamp);
  await vscode.workspace.fs.createDirectory(folder);
  const certificates = Object.values(parties).map(({ certificate }) => certificate);
  // First remembered, then written: there is no moment in which one is there and not known.
  await new TestCertificates(store.globalState).remember(...certificates);
  for (const [party, { certificate, privateKey }] of Object.entries(parties)) {
    const key = octets(toPem('PRIVATE KEY', privateKey));
    await files.writePrivate(partyFile(folder, party, 'key.pem').fsPath, key);
    wipe(key, privateKey);
    await vscode.workspace.fs.writeFile(
      partyFile(folder, party, 'crt.pem'),
      octets(toPem('CERTIFICATE', certificate)),
    );
  }
  for (const [name, text] of Object.entries(more))
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), octets(text));
  return folder;
}

/** DER of the first PEM block of a file. */
export async function keptDer(uri: vscode.Uri): Promise<Uint8Array> {
  const text = new TextDecoder('latin1').decode(await vscode.workspace.fs.readFile(uri));
  const [block] = findPemBlocks(text);
  if (!block) throw new Error('no PEM in a kept file');
  return block.bytes;
}

/** A kept party with its private key (PKCS#8), which the caller wipes. */
export async function keptParty(folder: vscode.Uri, party: string): Promise<Issuer> {
  const certificate = await keptDer(partyFile(folder, party, 'crt.pem'));
  // The key comes last: nothing can fail between it and who wipes it.
  const data = await vscode.workspace.fs.readFile(partyFile(folder, party, 'key.pem'));
  try {
    const { der } = await readPrivateKeyFile(data);
    return { certificate, privateKey: der };
  } finally {
    wipe(data);
  }
}

/** Every certificate whose private key was made here and is kept. */
export async function keptCertificateFiles(
  store: Pick<PartyStore, 'globalStorageUri'>,
): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const walk = async (folder: vscode.Uri, depth: number): Promise<void> => {
    for (const [name, type] of await entries(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.Directory && depth > 0) await walk(uri, depth - 1);
      else if (type === vscode.FileType.File && name.endsWith('.crt.pem')) found.push(uri);
    }
  };
  await walk(rootOf(store), 3);
  return found;
}

/** A key encryption key that an earlier payload sent: known by its check value. */
export interface KeptKey {
  readonly cipher: Cipher;
  readonly bytes: number;
  /** Six digits: ANSI X9.24 of TDES, CMAC of AES. */
  readonly kcv: string;
  readonly uri: vscode.Uri;
}

const keyFile = /^(TDES|AES)-(16|24|32)-([0-9A-F]{6})\.key$/;

/** Keeps a generated key encryption key; one that is there already stays. The bytes stay the caller's to wipe. */
export async function keepKey(
  store: PartyStore,
  files: FileAccess,
  cipher: Cipher,
  key: Uint8Array,
): Promise<void> {
  const folder = keysFolder(store);
  await vscode.workspace.fs.createDirectory(folder);
  const name = `${cipher}-${key.length}-${kcvOf(cipher, key)}.key`;
  if ((await entries(folder)).some(([one]) => one === name)) return;
  await files.writePrivate(vscode.Uri.joinPath(folder, name).fsPath, key);
}

/** Kept key encryption keys, in the order of their names. */
export async function keptKeys(store: PartyStore): Promise<KeptKey[]> {
  const folder = keysFolder(store);
  return (await entries(folder)).flatMap(([name, type]) => {
    const [, cipher, bytes, kcv] = keyFile.exec(name) ?? [];
    return type === vscode.FileType.File && (cipher === 'TDES' || cipher === 'AES') && kcv !== undefined
      ? [{ cipher, bytes: Number(bytes), kcv, uri: vscode.Uri.joinPath(folder, name) }]
      : [];
  });
}

/** The octets, which the caller wipes; undefined where the file is not what its name says. */
export async function readKeptKey(kept: KeptKey): Promise<Uint8Array | undefined> {
  const key = await vscode.workspace.fs.readFile(kept.uri);
  if (key.length === kept.bytes && kcvOf(kept.cipher, key) === kept.kcv) return key;
  wipe(key);
  return undefined;
}

/** Six digits: ANSI X9.24 of TDES, CMAC of AES. */
export function kcvOf(cipher: Cipher, key: Uint8Array): string {
  const whole = cipherCheckBytes(cipher === 'AES' ? 'CMAC' : 'ANSI_X9_24', cipher, key);
  const kcv = toUpperHex(whole.subarray(0, 3));
  wipe(whole);
  return kcv;
}

/** Overwrites the files of a set that hold private keys, then removes the set. */
export async function deleteParties(files: FileAccess, folder: vscode.Uri): Promise<void> {
  for (const [name] of await entries(folder))
    if (name.endsWith('.key.pem')) await files.erase(vscode.Uri.joinPath(folder, name).fsPath);
  await vscode.workspace.fs.delete(folder, { recursive: true });
}

/** Overwrites the file, then removes it. */
export async function deleteKey(files: FileAccess, { uri }: KeptKey): Promise<void> {
  await files.erase(uri.fsPath);
}

/** What is in a folder; nothing if it does not exist. */
export async function entries(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
