import * as vscode from 'vscode';
import { showStructure } from './structureEditor';
import { fileOfText, nameOf, readFile, type StructureFile } from '../material/structureFile';
import { isStructurePlace } from '../material/structurePlace';
import { structureViewType } from '../ui/settings';
import { clipboardText } from '../ui/clipboard';

/** Argument of a page that shows a structure inside something else. */
interface NamedText {
  name: string;
  text: string;
}

function isNamedText(value: unknown): value is NamedText {
  if (typeof value !== 'object' || value === null) return false;
  const { name, text } = value as Record<string, unknown>;
  return typeof name === 'string' && typeof text === 'string';
}

/** Text that a selection, the clipboard or a paste may have: more than any bundle. */
const longestText = 64_000_000;

/** Inspect Key Material: opens the structure viewer on a file, or on what is elsewhere. */
export async function inspect(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  if (argument instanceof vscode.Uri) {
    await vscode.commands.executeCommand('vscode.openWith', argument, structureViewType);
    return;
  }
  const ofRange = (document: vscode.TextDocument, range: vscode.Range): StructureFile =>
    fileOfText(nameOf(document.uri), document.getText(range), {
      uri: document.uri,
      range: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
    });
  if (isStructurePlace(argument)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri, true));
    const range = new vscode.Range(document.positionAt(argument.start), document.positionAt(argument.end));
    showStructure(context, ofRange(document, range));
    return;
  }
  if (isNamedText(argument)) {
    showStructure(context, fileOfText(argument.name, argument.text.slice(0, longestText)));
    return;
  }
  const editor = vscode.window.activeTextEditor;
  const found = editor && materialIn(ofRange, editor);
  if (found) {
    showStructure(context, found);
    return;
  }
  const file = editor ? undefined : activeTabFile();
  if (file) {
    await vscode.commands.executeCommand('vscode.openWith', file, structureViewType);
    return;
  }
  const pasted = await ask();
  if (pasted) showStructure(context, pasted);
}

/** The file of the active tab, where VS Code shows none of its text: a binary one, or one in an editor of another extension. */
function activeTabFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText) return input.uri;
  return input instanceof vscode.TabInputCustom && input.viewType !== structureViewType
    ? input.uri
    : undefined;
}

/** The selection; where there is none, the structure at the cursor or else all of a document that has one. */
function materialIn(
  ofRange: (document: vscode.TextDocument, range: vscode.Range) => StructureFile,
  { document, selection }: vscode.TextEditor,
): StructureFile | undefined {
  if (!selection.isEmpty) return ofRange(document, selection);
  const text = document.getText();
  if (text.length > longestText) return undefined;
  const whole = ofRange(document, new vscode.Range(document.positionAt(0), document.positionAt(text.length)));
  const at = document.offsetAt(selection.active);
  const part = whole.parts.find(
    ({ span, encoding }) => encoding !== 'der' && span.start <= at && at <= span.end,
  );
  if (part)
    return ofRange(
      document,
      new vscode.Range(document.positionAt(part.span.start), document.positionAt(part.span.end)),
    );
  return whole.parts.some(({ encoding }) => encoding !== 'der') ? whole : undefined;
}

/** Clipboard, a file, or a box to paste into: never silence. The clipboard is read when it is chosen, not before. */
async function ask(): Promise<StructureFile | undefined> {
  const name = vscode.l10n.t('Clipboard');
  const chosen = await vscode.window.showQuickPick(
    [
      { id: 'clipboard', label: `$(clippy) ${name}` },
      { id: 'paste', label: `$(edit) ${vscode.l10n.t('Paste Text…')}`, description: 'PEM, base64, hex' },
      { id: 'file', label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}` },
    ],
    {
      title: vscode.l10n.t('Inspect Key Material'),
      placeHolder: vscode.l10n.t('Nothing is selected that could be key material. Where is it?'),
    },
  );
  if (chosen?.id === 'file') {
    const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false })) ?? [];
    return uri && readFile(uri);
  }
  if (chosen?.id === 'clipboard') {
    const clipboard = fileOfText(name, (await clipboardText(10_000)).slice(0, longestText));
    if (clipboard.parts.some(({ encoding }) => encoding !== 'der')) return clipboard;
    return pasted(vscode.l10n.t('The clipboard has no certificate, token or other structure.'));
  }
  return chosen?.id === 'paste' ? pasted(undefined) : undefined;
}

async function pasted(problem: string | undefined): Promise<StructureFile | undefined> {
  const wanted = vscode.l10n.t('PEM, base64 or hex of a certificate, token or any other structure');
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Inspect Key Material'),
    prompt: problem === undefined ? wanted : `${problem} ${wanted}`,
    ignoreFocusOut: true,
  });
  return text === undefined || text.trim() === ''
    ? undefined
    : fileOfText(vscode.l10n.t('Pasted'), text.slice(0, longestText));
}
