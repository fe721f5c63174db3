/** Files beside another one: read when asked or when a structure is opened, never on a hover. One reader for all who look. */
import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { fileOf, nameOf, type StructureFile, wipeKeys } from './structureFile';

/** Files that are read, and how large each may be: a folder of downloads is not read through. */
const mostFiles = 200;
const mostBytes = 1_000_000;
const mostInAll = 20_000_000;

/** Certificates, CRLs, tokens, and requests that carry them. */
export const materialFiles = /\.(pem|crt|cer|cert|der|ber|bin|p7b|p7c|crl|rt|tok|b64|json|ya?ml|txt)$/i;
/** What is called a key is not opened. */
const keyFiles =
  /priv(ate)?[._-]?key|(^|[._-])(private|priv|key)[._-]|[a-z]keys?\.(pem|der|ber|bin|b64|txt)$|\.(key|p8|pk8|p12|pfx|jks)$/i;
const keyLabel = new TextEncoder().encode('PRIVATE KEY-----');

/** Whether a file beside another one is read at all, by its name. */
export function isMaterialName(name: string, names: RegExp = materialFiles): boolean {
  return names.test(name) && !keyFiles.test(name);
}

/** The files of the folder that `names` fits, without the file itself. Nothing of them is trusted by lying there. */
export async function readBeside(file: vscode.Uri, names = materialFiles): Promise<StructureFile[]> {
  const folder = vscode.Uri.joinPath(file, '..');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const places = entries
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && isMaterialName(name, names))
    .map(([name]) => name)
    .filter((name) => name !== nameOf(file))
    .sort()
    .map((name) => vscode.Uri.joinPath(folder, name));
  return readMaterial(places);
}

/** Files that can be read and hold no private key; the bytes of one that does are overwritten, unread. */
export async function readMaterial(places: readonly vscode.Uri[]): Promise<StructureFile[]> {
  const found: StructureFile[] = [];
  let left = mostInAll;
  for (const place of places.slice(0, mostFiles)) {
    try {
      const { size } = await vscode.workspace.fs.stat(place);
      // A link into a file system of the machine says 0 and has no end.
      if (size === 0 || size > Math.min(mostBytes, left)) continue;
      left -= size;
      const read = await readWithoutKeys(place);
      if (read) found.push(read);
    } catch {
      // Gone meanwhile, or not to be read: as good as not there.
    }
  }
  return found;
}

async function readWithoutKeys(place: vscode.Uri): Promise<StructureFile | undefined> {
  const bytes = await vscode.workspace.fs.readFile(place);
  // Seen by its label before anything is decoded; keys without one, as DER or base64, by their structure.
  const read = holds(bytes, keyLabel) ? undefined : fileOf(nameOf(place), bytes, { uri: place });
  if (read && !wipeKeys(read)) return read;
  wipe(bytes);
  return undefined;
}

/** Linear: each octet is compared with the first of the label. */
function holds(bytes: Uint8Array, label: Uint8Array): boolean {
  for (let at = bytes.indexOf(label[0]!); at >= 0; at = bytes.indexOf(label[0]!, at + 1))
    if (label.every((octet, place) => bytes[at + place] === octet)) return true;
  return false;
}
