import * as vscode from 'vscode';
import { logFailure } from '../support/log';
import { onSetting, setting } from '../support/settings';

/** Requests to AWS and texts that hold tokens; logs are left to the hover. */
const languages: ReadonlySet<string> = new Set([
  'json',
  'jsonc',
  'yaml',
  'plaintext',
  'properties',
  'dotenv',
]);
const mostCharacters = 2_000_000;
const mostDiagnostics = 200;
const pause = 400;

/** Faults of TR-34 tokens in texts, and of the JSON requests that carry them, in the Problems panel. */
export function registerTr34Diagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('keyMaterialTokens');
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const forget = (uri: vscode.Uri): void => {
    clearTimeout(waiting.get(uri.toString()));
    waiting.delete(uri.toString());
  };
  const later = (document: vscode.TextDocument, after: number): void => {
    if (
      !languages.has(document.languageId) ||
      !['file', 'untitled', 'vscode-test-web', 'vscode-remote'].includes(document.uri.scheme)
    )
      return;
    forget(document.uri);
    waiting.set(
      document.uri.toString(),
      setTimeout(() => {
        waiting.delete(document.uri.toString());
        void refresh(document, collection);
      }, after),
    );
  };
  const all = (): void => vscode.workspace.textDocuments.forEach((document) => later(document, 0));
  all();
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument((document) => later(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => later(document, pause)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      forget(document.uri);
      collection.delete(document.uri);
    }),
    onSetting('diagnostics.tokens', all),
    new vscode.Disposable(() => waiting.forEach((timer) => clearTimeout(timer))),
  );
}

/** As in tr34Problems.ts, which is loaded only for texts that have one. */
const marks = /06092A864886F70D010702|YJKoZIhvcNAQcC|TR-?34/i;

async function refresh(
  document: vscode.TextDocument,
  collection: vscode.DiagnosticCollection,
): Promise<void> {
  if (document.isClosed) return;
  const text = document.getText();
  if (
    setting('diagnostics.tokens', document.uri) === false ||
    text.length > mostCharacters ||
    !marks.test(text)
  ) {
    collection.delete(document.uri);
    return;
  }
  try {
    const { tr34Diagnostics } = await import('../support/tr34Problems');
    // Closed while the module was loaded: nothing would ever clear what is set now.
    if ((document as { isClosed: boolean }).isClosed) return;
    collection.set(document.uri, tr34Diagnostics(document, document.getText()).slice(0, mostDiagnostics));
  } catch (error) {
    logFailure('Diagnostics of TR-34 tokens', error);
  }
}
