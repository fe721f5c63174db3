import * as vscode from 'vscode';
import { ok } from './check';

/** Our extension, awake. */
export async function activated(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension('key-material-inspector.key-material-inspector');
  ok(extension, 'the extension is there');
  await extension.activate();
  return extension;
}

/** What all hovers at a place say, as Markdown; '' where there is none. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (content as vscode.MarkdownString).value)
    .join('\n');
}

/**
 * A new document that is in no file. Names of such documents come again while VS Code still closes the last one of
 * the name, and then that one is handed out: asked for again until it is the new one and stays open.
 */
export async function openText(content: string, language: string): Promise<vscode.TextDocument> {
  for (let attempt = 1; ; attempt++) {
    const document = await vscode.workspace.openTextDocument({ content, language });
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (!document.isClosed && document.getText() === content) return document;
    ok(attempt < 40, 'a new document can be opened');
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** The hover over one character of a text that is in no file. */
export async function hoverText(content: string, character: number, language = 'plaintext'): Promise<string> {
  const document = await openText(content, language);
  return hoverAt(document, new vscode.Position(0, character));
}

/** A sample file of the workspace. */
export async function openSample(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a workspace folder is open');
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
}

/** Where a text first stands in a document, a few characters into it. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  ok(offset >= 0, `the document has ${text}`);
  return document.positionAt(offset + 5);
}
