import type * as vscode from 'vscode';
import { registerDocumentProblems } from './documentProblems';
import { setting } from '../ui/settings';

/** Files of these names are looked at; others hold certificates by chance. */
const certificateFiles = /\.(pem|crt|cer|key)$/i;
const mostCharacters = 2_000_000;
const mostDiagnostics = 200;

/** Expired, not yet valid and broken certificates, and keys in the clear, of PEM files, in the Problems panel. */
export function registerCertificateDiagnostics(): vscode.Disposable {
  return registerDocumentProblems({
    name: 'keyMaterialCertificates',
    section: 'diagnostics.certificates',
    watches: (document) =>
      certificateFiles.test(document.uri.path) && setting('diagnostics.certificates', document.uri) !== false,
    async find(document) {
      const text = document.getText();
      if (text.length > mostCharacters) return [];
      const { certificateDiagnostics } = await import('./certificateProblems');
      return (await certificateDiagnostics(document, text, new Date())).slice(0, mostDiagnostics);
    },
  });
}
