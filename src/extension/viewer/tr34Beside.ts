/** Looks for what the checks of a token need: beside its file and in what is open. Only for the viewer, never on a hover. */
import * as vscode from 'vscode';
import { isClearPrivateKey } from '../../core/crypto/keyPairs';
import { isMaterialName, readBeside, readMaterial } from '../material/besideFiles';
import { fileOfText, nameOf, type StructureFile } from '../material/structureFile';
import { openSessions, type StructureSession } from '../material/structureSession';
import { logFailure } from '../ui/log';

export { offerNotice } from '../material/tr34Offer';

const mostTabs = 50;
const mostCharacters = 1_000_000;

/** Offers what was found to the user; nothing of it is used by that. */
export async function lookBeside(session: StructureSession): Promise<void> {
  const { uri } = session.file;
  const beside = uri ? await folderOf(uri) : [];
  const known = new Set([uri, ...beside.map((file) => file.uri)].map(String));
  const tabs = tabFiles().filter((one) => !known.has(one.toString()));
  const open = [...(await readMaterial(tabs)), ...untitled(), ...pasted(session)];
  await session.offer(beside, open);
}

async function folderOf(uri: vscode.Uri): Promise<StructureFile[]> {
  try {
    return await readBeside(uri);
  } catch (error) {
    // Not every scheme has folders.
    logFailure('Looking beside a token', error);
    return [];
  }
}

function tabFiles(): vscode.Uri[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) =>
      input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? [input.uri] : [],
    )
    .filter((uri) => vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== undefined)
    .filter((uri) => isMaterialName(nameOf(uri)))
    .slice(0, mostTabs);
}

/** Texts that are in no file yet. */
function untitled(): StructureFile[] {
  return vscode.workspace.textDocuments
    .filter(({ isUntitled, isClosed }) => isUntitled && !isClosed)
    .slice(0, mostTabs)
    .flatMap((document) => {
      const text = document.getText();
      const isWanted = text.length <= mostCharacters && !text.includes('PRIVATE KEY-----');
      return isWanted ? withoutKeys(fileOfText(nameOf(document.uri), text)) : [];
    });
}

/** What was pasted, or taken out of another structure, into a viewer. */
function pasted(session: StructureSession): StructureFile[] {
  return openSessions()
    .filter((one) => one !== session && !one.file.uri)
    .flatMap(({ file }) => withoutKeys(file));
}

function withoutKeys(file: StructureFile): StructureFile[] {
  return file.parts.some(({ reading, label }) => isClearPrivateKey(reading.type, label)) ? [] : [file];
}
