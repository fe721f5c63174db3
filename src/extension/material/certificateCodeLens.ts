import * as vscode from 'vscode';
import { onSetting, setting } from '../ui/settings';

/** Blocks that get a lens; a bundle of all roots has some 150. */
const mostLenses = 500;
const begin = /-----BEGIN ([^\r\n"\\]{0,100}?)-----/;
const pemFiles = /\.(pem|crt|cer|csr|p7b|p7c|key|crl|req)$/i;

/** "Inspect" above each PEM block. */
export function registerCertificateCodeLens(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    onSetting('codeLens.pem', () => changed.fire()),
    vscode.languages.registerCodeLensProvider('*', {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses,
    }),
  );
}

function provideCodeLenses(
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
): vscode.CodeLens[] {
  const where = setting('codeLens.pem', document.uri);
  if (where === 'off' || document.uri.scheme === 'key-material-structure') return [];
  if (where === 'pemFiles' && !pemFiles.test(document.uri.path)) return [];
  const lenses: vscode.CodeLens[] = [];
  for (let line = 0; line < document.lineCount && lenses.length < mostLenses; line++) {
    if ((line & 0xfff) === 0 && token.isCancellationRequested) return [];
    const { text } = document.lineAt(line);
    if (text.length > 10_000) continue;
    const match = begin.exec(text);
    if (!match || (match.index > 0 && text[match.index - 1] === '#')) continue;
    let last = line;
    while (last < document.lineCount - 1 && !document.lineAt(last).text.includes('-----END ')) last++;
    const range = new vscode.Range(line, match.index, last, document.lineAt(last).text.length);
    lenses.push(
      new vscode.CodeLens(range, {
        title: vscode.l10n.t('Inspect'),
        tooltip: vscode.l10n.t('Show the structure of this block'),
        command: 'keyMaterial.inspect',
        arguments: [
          {
            uri: document.uri.toString(),
            start: document.offsetAt(range.start),
            end: document.offsetAt(range.end),
          },
        ],
      }),
    );
    line = last;
  }
  return lenses;
}
