import * as vscode from 'vscode';
import { logFailure } from '../support/log';
import { onSetting, setting } from '../support/settings';

/** Files of these names are looked at; others hold certificates by chance. */
const certificateFiles = /\.(pem|crt|cer)$/i;
const mostCharacters = 2_000_000;
const mostDiagnostics = 200;
const pause = 400;

/** Expired, not yet valid and broken certificates of .pem, .crt and .cer files, in the Problems panel. */
export function registerCertificateDiagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('keyMaterialCertificates');
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const forget = (uri: vscode.Uri): void => {
    clearTimeout(waiting.get(uri.toString()));
    waiting.delete(uri.toString());
  };
  const later = (document: vscode.TextDocument, after: number): void => {
    if (!certificateFiles.test(document.uri.path)) return;
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
    onSetting('diagnostics.certificates', all),
    new vscode.Disposable(() => waiting.forEach((timer) => clearTimeout(timer))),
  );
}

async function refresh(
  document: vscode.TextDocument,
  collection: vscode.DiagnosticCollection,
): Promise<void> {
  if (document.isClosed) return;
  if (setting('diagnostics.certificates', document.uri) === false) {
    collection.delete(document.uri);
    return;
  }
  try {
    const { certificateDiagnostics } = await import('../support/certificateProblems');
    // Closed while the module was loaded: nothing would ever clear what is set now.
    if ((document as { isClosed: boolean }).isClosed) return;
    const text = document.getText();
    const found = text.length > mostCharacters ? [] : certificateDiagnostics(document, text, new Date());
    collection.set(document.uri, found.slice(0, mostDiagnostics));
  } catch (error) {
    logFailure('Diagnostics of certificates', error);
  }
}
