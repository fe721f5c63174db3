/** What is open in tabs of any group, seen or not. */
import * as vscode from 'vscode';

/** Tabs that are looked at; who has more open looks for one by name. */
const mostTabs = 200;

const inputs = (): unknown[] =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .slice(0, mostTabs)
    .map(({ input }) => input);

/** Files in custom editors of a type, each once. */
export function openInCustomEditor(viewType: string): vscode.Uri[] {
  return once(
    inputs().flatMap((input) =>
      input instanceof vscode.TabInputCustom && input.viewType === viewType ? [input.uri] : [],
    ),
  );
}

function urisOf(input: unknown): vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}

const once = (uris: readonly vscode.Uri[]): vscode.Uri[] => [
  ...new Map(uris.map((uri) => [uri.toString(), uri])).values(),
];

/**
 * The text documents of tabs, of both sides of comparisons too, and of what is in sight without a tab, as the output is. A tab that was not
 * looked at since VS Code started has no document yet: it is read. What is no text has none.
 */
export async function openTextDocuments(): Promise<vscode.TextDocument[]> {
  const visible = vscode.window.visibleTextEditors.map(({ document }) => document);
  const others = once(inputs().flatMap(urisOf)).filter(
    (uri) => !visible.some((document) => document.uri.toString() === uri.toString()),
  );
  const read = await Promise.all(
    others.map((uri) =>
      Promise.resolve(vscode.workspace.openTextDocument(uri)).catch((): undefined => undefined),
    ),
  );
  return [...new Set([...visible, ...read.filter((document) => document !== undefined)])];
}

/** Whether a file is that of the active editor, and what the user sees there is not what the file holds as a whole. */
export function isOfEditor(uri: vscode.Uri): boolean {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.toString() !== uri.toString()) return false;
  const { document, selection } = editor;
  return !selection.isEmpty || document.isDirty || document.isUntitled;
}

/** Where something opens beside what the user looks at: in another group that is there, before a new one is made. */
export function otherColumn(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  if (activeTabGroup.tabs.length === 0) return activeTabGroup.viewColumn;
  return all.findLast((group) => group !== activeTabGroup)?.viewColumn ?? vscode.ViewColumn.Beside;
}
