import * as vscode from 'vscode';
import { isOfEditor } from '../ui/openTabs';
import { showStructure } from './structureEditor';
import { fileOfText, nameOf, placeOf, type StructureFile, wipeKeys } from '../material/structureFile';
import { isStructurePlace } from '../material/structurePlace';
import { structureViewType } from '../ui/settings';

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

/** Text that a selection or a document may have: more than any bundle. */
const longestText = 64_000_000;

/** Inspect Key Material: opens the structure viewer on a file, or on what is elsewhere. */
export async function inspect(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  // Menus of an editor give its file, whatever is selected in it or not saved yet.
  if (argument instanceof vscode.Uri && !isOfEditor(argument)) {
    await vscode.commands.executeCommand('vscode.openWith', argument, structureViewType);
    return;
  }
  const ofRange = (document: vscode.TextDocument, range: vscode.Range): StructureFile =>
    fileOfText(nameOf(document.uri), document.getText(range), {
      uri: document.uri,
      range: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
      first: placeOf(range.start),
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
  const { askForMaterial } = await import('./materialPage');
  askForMaterial(context);
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
  if (!part && whole.parts.some(({ encoding }) => encoding !== 'der')) return whole;
  // Keys beside what is shown, and the text they stand in.
  wipeKeys(whole);
  return (
    part &&
    ofRange(
      document,
      new vscode.Range(document.positionAt(part.span.start), document.positionAt(part.span.end)),
    )
  );
}
