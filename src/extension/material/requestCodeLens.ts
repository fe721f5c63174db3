import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { onSetting, setting } from '../ui/settings';
import { requestMarksIn } from './requestMarks';

/** "Import Key…" over a request, or an exported key, of the AWS CLI. */
export function registerRequestCodeLens(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    onSetting('codeLens.show', () => changed.fire()),
    vscode.languages.registerCodeLensProvider('*', {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses,
    }),
  );
}

async function provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  if (setting('codeLens.show', document.uri) === 'off' || !requestMarksIn(document)) return [];
  try {
    const { requestOf } = await import('./requestDocument');
    const request = requestOf(document);
    if (!request) return [];
    const { placeOf, requestTitle } = await import('./requestMarkdown');
    const { requestActions } = await import('./keyBlockActions');
    const { sourceKinds } = await import('../../keyservice/requests/requestTypes');
    if (!sourceKinds.has(request.kind)) return [];
    const at = document.positionAt(request.span.start);
    const range = new vscode.Range(at, at.translate(0, 1));
    return (await requestActions()).map(
      ({ command, lens = '' }) =>
        new vscode.CodeLens(range, {
          command,
          title: lens,
          tooltip: requestTitle(request),
          arguments: [placeOf(request, document)],
        }),
    );
  } catch (error) {
    logFailure('CodeLens of a request', error);
    return [];
  }
}
