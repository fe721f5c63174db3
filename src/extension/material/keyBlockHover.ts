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
    if (token.isCancellationRequested) return undefined;
    if (!located) return await otherHover(document, position);
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

/** Characters that every such value has together, which words do not. */
const digits = /[0-9A-Fa-f]{16}/;

async function otherHover(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const { line, character } = position;
  if (!digits.test(document.lineAt(line).text.slice(Math.max(0, character - 80), character + 80)))
    return undefined;
  const { hsmMaterialAtPosition, hsmMaterialHover } = await import('./hsmMaterial');
  const found = hsmMaterialAtPosition(document, position);
  const shown = found && hsmMaterialHover(found, document);
  return shown && new vscode.Hover(shown, found.range);
}

/** VS Code renders no more of a line by default (editor.stopRenderingLineAfter). */
const isCutOff = (document: vscode.TextDocument, position: vscode.Position): boolean =>
  document.lineAt(position.line).text.length > 10_000;
