import type * as vscode from 'vscode';
import { registerDocumentProblems } from './documentProblems';
import { setting } from '../ui/settings';

/** Requests to AWS and texts that hold tokens; logs are left to the hover. */
const languages: ReadonlySet<string> = new Set([
  'json',
  'jsonc',
  'yaml',
  'plaintext',
  'properties',
  'dotenv',
]);
const schemes: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-test-web', 'vscode-remote']);
const mostCharacters = 2_000_000;
const mostDiagnostics = 200;
/** As in tr34Problems.ts, which is loaded only for texts that have one. */
const marks = /06092A864886F70D010702|YJKoZIhvcNAQcC|TR-?34/i;

/** Faults of TR-34 tokens in texts, and of the JSON requests that carry them, in the Problems panel. */
export function registerTr34Diagnostics(): vscode.Disposable {
  return registerDocumentProblems({
    name: 'keyMaterialTokens',
    section: 'diagnostics.tokens',
    watches: (document) =>
      languages.has(document.languageId) &&
      schemes.has(document.uri.scheme) &&
      setting('diagnostics.tokens', document.uri) !== false,
    async find(document) {
      const text = document.getText();
      if (text.length > mostCharacters || !marks.test(text)) return [];
      const { tr34Diagnostics } = await import('./tr34Problems');
      return tr34Diagnostics(document, text).slice(0, mostDiagnostics);
    },
  });
}
