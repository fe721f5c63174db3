/** Where test certificates and keys are kept: in the extension's own folder of this machine, in no workspace. */
import * as vscode from 'vscode';

/** Folders of sets of parties, one folder a set. */
export const partyFolders = ['tr34-test-parties', 'testsource'] as const;

/** Every certificate whose private key was made here and is kept. */
export async function keptCertificateFiles(storage: vscode.Uri): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const walk = async (folder: vscode.Uri, depth: number): Promise<void> => {
    const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
    for (const [name, type] of entries) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.Directory && depth > 0) await walk(uri, depth - 1);
      else if (type === vscode.FileType.File && name.endsWith('.crt.pem')) found.push(uri);
    }
  };
  for (const name of partyFolders) await walk(vscode.Uri.joinPath(storage, name), 2);
  return found;
}
