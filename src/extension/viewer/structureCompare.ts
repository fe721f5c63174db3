/** Two structures side by side: the other one is in an open tab, on the clipboard or in a file. */
import * as vscode from 'vscode';
import { back, type Choice, type Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { fileOfText, nameOf, type StructureFile, structureTitle, wipeKeys } from '../material/structureFile';
import { openSessions, type StructureSession } from '../material/structureSession';
import { clipboardText } from '../ui/clipboard';
import { escapeIcons } from '../ui/markdown';
import { openInCustomEditor, openTextDocuments } from '../ui/openTabs';
import { structureViewType } from '../ui/settings';
import { structureTextUri, textUriOfDocument, textUriOfFile, textUriOfPasted } from './structureText';

/** One side: the address of its text, without offsets, and its name for the title. */
interface Side {
  readonly text: vscode.Uri;
  readonly name: string;
}

type Source = Side | 'clipboard' | 'file';

/** Characters of an open text that are looked through for structures; a bundle of all roots has a quarter of it. */
const searched = 1_000_000;
/** Of the clipboard, as for Inspect Key Material. */
const longestText = 64_000_000;

/** Two text twins in VS Code's comparison. The other side is asked for where none is given. */
export async function compare(session: StructureSession, other?: vscode.Uri): Promise<void> {
  const side = other ? sideOfFile(other) : await chooseOtherSide(vscodeUi, session);
  if (!side) return;
  await vscode.commands.executeCommand(
    'vscode.diff',
    structureTextUri(session, session.isWhole ? undefined : session.part, true),
    side.text,
    vscode.l10n.t('{0} ↔ {1}', session.file.name, side.name),
  );
}

/** Asks for what a structure is compared with: what is open, the clipboard, or a file. */
export async function chooseOtherSide(ui: Ui, session: StructureSession): Promise<Side | undefined> {
  const source = await ui.pick<Source>(
    { title: vscode.l10n.t('Compare Structure With'), canGoBack: false },
    {
      placeholder: vscode.l10n.t('Compare {0} with', escapeIcons(session.file.name)),
      choices: [
        ...(await openSides(session)),
        {
          label: `$(clippy) ${vscode.l10n.t('Clipboard')}`,
          value: 'clipboard',
          group: vscode.l10n.t('Other sources'),
        },
        { label: `$(folder-opened) ${vscode.l10n.t('Select a File…')}`, value: 'file' },
      ],
    },
  );
  if (source === undefined || source === back) return undefined;
  if (source === 'file') {
    const file = await ui.file({
      title: vscode.l10n.t('Compare Structure With'),
      openLabel: vscode.l10n.t('Compare'),
    });
    return file && sideOfFile(file);
  }
  if (source !== 'clipboard') return source;
  const name = vscode.l10n.t('Clipboard');
  const file = fileOfText(name, (await clipboardText(10_000)).slice(0, longestText));
  if (hasStructure(file)) return { text: textUriOfPasted(file), name };
  ui.warn(vscode.l10n.t('The clipboard has no certificate, token or other structure.'));
  return undefined;
}

const sideOfFile = (uri: vscode.Uri): Side => ({ text: textUriOfFile(uri, true), name: nameOf(uri) });

const hasStructure = ({ parts }: StructureFile): boolean => parts.some(({ encoding }) => encoding !== 'der');

/** What the viewer shows, files in tabs of it that were not looked at yet, and texts that hold structures. */
async function openSides(session: StructureSession): Promise<Choice<Source>[]> {
  // Of one document several selections may be shown, and all of it.
  const placeOf = ({ uri, range }: Pick<StructureFile, 'uri' | 'range'>): string | undefined =>
    uri && `${range ? `${range.start}-${range.end}` : ''} ${uri.toString()}`;
  const wholeOf = (uri: vscode.Uri): string | undefined => placeOf({ uri, range: undefined });
  const taken = new Set([placeOf(session.file)]);
  const choices: Choice<Source>[] = [];
  let group: string | undefined = vscode.l10n.t('In open tabs');
  const add = (side: Side, of: Pick<StructureFile, 'uri' | 'range'>, detail: string): void => {
    taken.add(placeOf(of));
    choices.push({
      label: escapeIcons(side.name),
      ...(of.uri ? { description: describe(of.uri, of.range) } : {}),
      ...(detail === '' ? {} : { detail }),
      value: side,
      ...(group === undefined ? {} : { group }),
    });
    group = undefined;
  };
  for (const other of openSessions()) {
    const { file } = other;
    if (other === session || (file.uri && taken.has(placeOf(file)))) continue;
    add({ text: structureTextUri(other, undefined, true), name: file.name }, file, kindsOf(file));
  }
  for (const uri of openInCustomEditor(structureViewType))
    if (!taken.has(wholeOf(uri))) add(sideOfFile(uri), { uri, range: undefined }, '');
  for (const document of await openTextDocuments()) {
    if (taken.has(wholeOf(document.uri)) || document.uri.scheme === 'key-material-structure') continue;
    const file = fileOfText(nameOf(document.uri), document.getText().slice(0, searched));
    if (hasStructure(file))
      add(
        { text: textUriOfDocument(document), name: file.name },
        { uri: document.uri, range: undefined },
        kindsOf(file),
      );
    wipeKeys(file);
  }
  return choices;
}

/** Where it is; of a selection also which characters, counted from 1. */
function describe(uri: vscode.Uri, range: StructureFile['range']): string {
  const path = vscode.workspace.asRelativePath(uri);
  return escapeIcons(
    range ? vscode.l10n.t('{0}, characters {1} to {2}', path, range.start + 1, range.end) : path,
  );
}

/** "Certificate", "Certificate and 2 more". */
function kindsOf({ parts }: StructureFile): string {
  const title = structureTitle(parts[0]?.reading.type);
  return parts.length < 2 ? title : vscode.l10n.t('{0} and {1} more', title, parts.length - 1);
}
