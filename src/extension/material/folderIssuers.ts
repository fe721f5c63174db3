/** Issuers of certificates and CRLs among the files beside theirs: looked for when asked, never on a hover. */
import type * as vscode from 'vscode';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Name } from '../../core/x509/name';
import { readBeside } from './besideFiles';

const certificateFiles = /\.(pem|crt|cer|cert|der|p7b|p7c)$/i;
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
  const beside = (await readBeside(file, certificateFiles))
    .flatMap(({ parts }) => parts.flatMap(({ reading }) => reading.certificates))
    .filter(({ wellFormed }) => wellFormed);
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
