/** Issuers of certificates and CRLs among the files beside theirs: looked for when asked, never on a hover. */
import type * as vscode from 'vscode';
import { toUpperHex } from '../../core/crypto/bytes';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Name } from '../../core/x509/name';
import { readBeside } from './besideFiles';

const certificateFiles = /\.(pem|crt|cer|cert|der|p7b|p7c)$/i;
const mostLevels = 16;
/** More than any way up; each is a signature to check. */
const mostFound = 500;

/**
 * Certificates beside a file that bear the name of an issuer, and those that issued them. Found there, not trusted:
 * that a signature verifies is for the checks to say.
 */
export async function issuersBeside(
  file: vscode.Uri,
  signed: readonly { readonly issuer: Name }[],
  known: readonly Certificate[],
): Promise<Certificate[]> {
  const beside = (await readBeside(file, certificateFiles))
    .flatMap(({ parts }) => parts.flatMap(({ reading }) => reading.certificates))
    .filter(({ wellFormed }) => wellFormed);
  const found: Certificate[] = [];
  const named = (name: Name): string => toUpperHex(name.raw);
  const bySubject = new Map<string, Certificate[]>();
  for (const one of beside) {
    const same = bySubject.get(named(one.subject));
    if (same) same.push(one);
    else bySubject.set(named(one.subject), [one]);
  }
  // Every name is looked up once, however many certificates bear it.
  const settled = new Set(known.map(({ subject }) => named(subject)));
  let wanted = signed;
  for (let level = 0; level < mostLevels && wanted.length > 0; level++) {
    const missing = new Set(wanted.map(({ issuer }) => named(issuer)).filter((name) => !settled.has(name)));
    const next = [...missing].flatMap((name) => bySubject.get(name) ?? []).slice(0, mostFound - found.length);
    for (const name of missing) settled.add(name);
    for (const one of next) found.push(one);
    wanted = next;
  }
  return found;
}
