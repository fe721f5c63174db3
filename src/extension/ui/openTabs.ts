/** What is open in tabs of any group, seen or not. */
import * as vscode from 'vscode';

/** Tabs that are looked at; who has more open looks for one by name. */
const mostTabs = 200;

/** Resources of text editors, of both sides of comparisons and of custom editors, each once, in the order of the tabs. */
export function openResources(): vscode.Uri[] {
  const found = new Map<string, vscode.Uri>();
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).slice(0, mostTabs);
  for (const { input } of tabs)
    for (const uri of urisOf(input)) if (!found.has(uri.toString())) found.set(uri.toString(), uri);
  return [...found.values()];
}

function urisOf(input: unknown): vscode.Uri[] {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}

/**
 * The text documents of those tabs, and of what is in sight without a tab, as the output is. A tab that was not
 * looked at since VS Code started has no document yet: it is read. What is no text has none.
 */
export async function openTextDocuments(): Promise<vscode.TextDocument[]> {
  const visible = vscode.window.visibleTextEditors.map(({ document }) => document);
  const others = openResources().filter(
    (uri) => !visible.some((document) => document.uri.toString() === uri.toString()),
  );
  const read = await Promise.all(
    others.map((uri) =>
      Promise.resolve(vscode.workspace.openTextDocument(uri)).catch((): undefined => undefined),
    ),
  );
  return [...new Set([...visible, ...read.filter((document) => document !== undefined)])];
}
