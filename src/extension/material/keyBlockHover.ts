import * as vscode from 'vscode';
import type { LocatedKeyBlock } from './documentKeyBlock';
import { logFailure } from '../ui/log';
import { setting } from '../ui/settings';

/** Explains a key block where it stands, in any text document of any scheme. */
export function registerKeyBlockHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider('*', { provideHover });
}

async function provideHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.Hover | undefined> {
  if (setting('hover.enabled', document.uri) === false) return undefined;
  try {
    // Loaded at the first hover, so that starting VS Code costs nothing.
    const { keyBlockAtPosition, placeOf } = await import('./documentKeyBlock');
    const located: LocatedKeyBlock | undefined = keyBlockAtPosition(document, position);
    if (!located || token.isCancellationRequested) return undefined;
    const { keyBlockHover } = await import('./keyBlockMarkdown');
    const { keyBlockActions } = await import('./keyBlockActions');
    const actions = await keyBlockActions();
    return new vscode.Hover(
      keyBlockHover(located, placeOf(document.uri, located), actions, isCutOff(document, position)),
      located.range,
    );
  } catch (error) {
    logFailure('Hover', error);
    return undefined;
  }
}

/** VS Code renders no more of a line by default (editor.stopRenderingLineAfter). */
const isCutOff = (document: vscode.TextDocument, position: vscode.Position): boolean =>
  document.lineAt(position.line).text.length > 10_000;
