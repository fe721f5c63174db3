import * as vscode from 'vscode';
import type { LocatedKeyBlock } from './documentKeyBlock';
import { diagnosticSource } from './documentProblems';
import { requestMarksIn } from './requestMarks';
import { logFailure } from '../ui/log';

/**
 * Changes of text that leave the key alone: length field, case, line breaks, quotes and blanks; base64 or hex of a
 * structure as PEM, BEGIN and END lines of PEM, and values of requests of the AWS CLI. Each is one step to undo.
 */
export function registerKeyBlockFixes(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    '*',
    { provideCodeActions },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

async function provideCodeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  token: vscode.CancellationToken,
): Promise<vscode.CodeAction[]> {
  if (context.only && !context.only.contains(vscode.CodeActionKind.QuickFix)) return [];
  try {
    const { keyBlockAtPosition } = await import('./documentKeyBlock');
    const located = await blockAt(document, range, keyBlockAtPosition);
    if (token.isCancellationRequested) return [];
    // What a request says of a value counts, whatever the value by itself would be.
    const ofRequest = requestMarksIn(document)
      ? (await import('./requestFix')).requestFixesOf(document, range.start)
      : [];
    const fixes =
      ofRequest.length > 0
        ? ofRequest
        : located
          ? (await import('./keyBlockFix')).fixesOf(located, document)
          : (await import('./structureFix')).structureFixesOf(document, range.start);
    return fixes.map(({ title, code, edits }) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.set(document.uri, [...edits]);
      action.isPreferred = fixes.length === 1 && code !== undefined;
      action.diagnostics = context.diagnostics.filter(
        (diagnostic) => diagnostic.source === diagnosticSource && diagnostic.code === code,
      );
      return action;
    });
  } catch (error) {
    logFailure('Quick fixes', error);
    return [];
  }
}

/** In a key block file also what only its place makes a block; elsewhere the block that every surface sees. */
async function blockAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  atPosition: (document: vscode.TextDocument, position: vscode.Position) => LocatedKeyBlock | undefined,
): Promise<LocatedKeyBlock | undefined> {
  if (document.languageId !== 'keyblock') return atPosition(document, range.start);
  const { keyBlocksOf } = await import('./keyBlocksOf');
  return keyBlocksOf(document).blocks.find(({ located }) => located.range.contains(range.start))?.located;
}
