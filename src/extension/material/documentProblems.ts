import * as vscode from 'vscode';
import { logFailure } from '../ui/log';

/** What Problems shows as the source of our diagnostics. */
export const diagnosticSource = 'Key Material';

/** What one feature lists of documents in the Problems panel. */
export interface DocumentProblems {
  /** Name of its collection. */
  readonly name: string;
  /** Section of the settings that decide about it, under `keyMaterial.`. */
  readonly section: string;
  /** Cheap: asked at every change. */
  readonly watches: (document: vscode.TextDocument) => boolean;
  readonly find: (document: vscode.TextDocument) => Promise<readonly vscode.Diagnostic[]>;
}

/** Milliseconds after the last keystroke. */
const pause = 300;

/** Keeps the problems of open documents as they change, and takes them away with the document. */
export function registerDocumentProblems({
  name,
  section,
  watches,
  find,
}: DocumentProblems): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(name);
  const timers = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  const forget = (document: vscode.TextDocument): void => {
    clearTimeout(timers.get(document));
    timers.delete(document);
    collection.delete(document.uri);
  };
  const examine = async (document: vscode.TextDocument): Promise<void> => {
    const { version } = document;
    const problems = await find(document);
    // Closed or changed meanwhile: nothing would clear, or move, what is set now.
    if (!document.isClosed && document.version === version) collection.set(document.uri, problems);
  };
  const later = (document: vscode.TextDocument, milliseconds: number): void => {
    if (!watches(document)) {
      forget(document);
      return;
    }
    clearTimeout(timers.get(document));
    timers.set(
      document,
      setTimeout(() => {
        timers.delete(document);
        examine(document).catch((error: unknown) => logFailure(`Problems (${name})`, error));
      }, milliseconds),
    );
  };
  const all = (): void => vscode.workspace.textDocuments.forEach((document) => later(document, 0));
  all();
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => later(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) later(document, pause);
    }),
    vscode.workspace.onDidCloseTextDocument(forget),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`keyMaterial.${section}`)) all();
    }),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}
