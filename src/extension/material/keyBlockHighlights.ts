import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { setting } from '../ui/settings';

/** By scheme, as VS Code asks providers for "*" after its own for words. */
const selector: vscode.DocumentSelector = [
  { language: 'keyblock' },
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-vfs' },
];

/** Marks the field at the cursor; by itself VS Code marks the whole block as one word, over the fields' colours. */
export function registerKeyBlockHighlights(): vscode.Disposable {
  return vscode.languages.registerDocumentHighlightProvider(selector, { provideDocumentHighlights });
}

async function provideDocumentHighlights(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.DocumentHighlight[] | undefined> {
  if (setting('decorations.enabled', document.uri) === false) return undefined;
  try {
    const { keyBlockAtPosition, rangesOf } = await import('./documentKeyBlock');
    const located = keyBlockAtPosition(document, position);
    if (!located) return undefined;
    const { decodeKeyBlock } = await import('../../core/keyblock/decode');
    const ranges = decodeKeyBlock(located.text)
      .fields.map(({ span }) => rangesOf(located, span))
      .find((pieces) => pieces.some((piece) => piece.contains(position) && !piece.end.isEqual(position)));
    return ranges?.map((range) => new vscode.DocumentHighlight(range, vscode.DocumentHighlightKind.Text));
  } catch (error) {
    logFailure('Highlights', error);
    return undefined;
  }
}
