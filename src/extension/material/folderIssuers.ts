/** Issuers of certificates and CRLs among the files beside theirs: looked for when asked, never on a hover. */
import * as vscode from 'vscode';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Name } from '../../core/x509/name';
import { nameOf, readFile, wipeKeys } from './structureFile';

const certificateFiles = /\.(pem|crt|cer|cert|der|p7b|p7c)$/i;
/** Files that are opened, and how large each may be: a folder of downloads is not read through. */
const mostFiles = 200;
const mostBytes = 256 * 1024;
const mostLevels = 16;

/**
 * Certificates beside a file that bear the name of an issuer, and those that issued them. Found there, not trusted:
 * that a signature verifies is for the checks to say.
 */
export async function issuersBeside(
  file: vscode.Uri,
  signed: readonly { readonly issuer: Name }[],
  known: readonly Certificate[],
): Promise<Certificate[]> {
  const beside = await certificatesBeside(file);
  const found: Certificate[] = [];
  let wanted = signed;
  for (let level = 0; level < mostLevels && wanted.length > 0; level++) {
    const missing = wanted.filter(
      ({ issuer }) => ![...known, ...found].some(({ subject }) => sameOctets(subject.raw, issuer.raw)),
    );
    wanted = beside.filter(({ subject }) =>
      missing.some(({ issuer }) => sameOctets(subject.raw, issuer.raw)),
    );
    found.push(...(wanted as Certificate[]));
  }
  return found;
}

async function certificatesBeside(file: vscode.Uri): Promise<Certificate[]> {
  const folder = vscode.Uri.joinPath(file, '..');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries
    .filter(([name, type]) => type === vscode.FileType.File && certificateFiles.test(name))
    .map(([name]) => name)
    .filter((name) => name !== nameOf(file))
    .slice(0, mostFiles);
  const found: Certificate[] = [];
  for (const name of names) {
    const uri = vscode.Uri.joinPath(folder, name);
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes) continue;
    const read = await readFile(uri);
    found.push(
      ...read.parts.flatMap(({ reading }) => reading.certificates).filter(({ wellFormed }) => wellFormed),
    );
    wipeKeys(read);
  }
  return found;
}
