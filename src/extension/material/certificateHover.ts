import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { setting } from '../ui/settings';

/** Explains a PEM block, or a certificate in base64, where it stands, in any text document. */
export function registerCertificateHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider('*', { provideHover });
}

async function provideHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.Hover | undefined> {
  if (setting('hover.enabled', document.uri) === false) return undefined;
  try {
    const { structureAtPosition } = await import('./documentStructure');
    const located = structureAtPosition(document, position);
    if (!located || token.isCancellationRequested) return undefined;
    const { structureHover } = await import('./structureMarkdown');
    const markdown = await structureHover(located, document);
    return markdown && new vscode.Hover(markdown, located.range);
  } catch (error) {
    logFailure('Hover on a structure', error);
    return undefined;
  }
}
