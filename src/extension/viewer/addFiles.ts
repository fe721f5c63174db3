/** Files that the user chose, several at once: what of them the checks of a structure can use. */
import type * as vscode from 'vscode';
import { readFile, wipeKeys } from '../material/structureFile';
import type { StructureSession } from '../material/structureSession';
import { materialOf } from '../material/tr34Offer';

/** Takes certificates, CRLs and, for a token, the random number; private keys are overwritten. How many there were. */
export async function addFiles(
  session: StructureSession,
  chosen: readonly vscode.Uri[],
): Promise<{ readonly count: number; readonly hasNumber: boolean }> {
  let count = 0;
  let hasNumber = false;
  for (const uri of chosen) {
    const file = await readFile(uri);
    const { certificates, crls, nonces } = materialOf(file);
    session.added.push(...certificates);
    for (const crl of crls) session.tr34.addCrl(crl);
    const [number] = nonces;
    if (number && session.token() && !hasNumber) {
      session.tr34.useNonce(number);
      hasNumber = true;
    }
    count += certificates.length + crls.length + (number ? 1 : 0);
    wipeKeys(file);
  }
  return { count, hasNumber };
}
