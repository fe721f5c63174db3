import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { setting } from '../ui/settings';
import { requestMarksIn } from './requestMarks';

/** Explains a request or an answer of the AWS CLI where the name of one of its members is. */
export function registerRequestHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider('*', { provideHover });
}

async function provideHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<vscode.Hover | undefined> {
  if (setting('hover.enabled', document.uri) === false || !isName(document, position)) return undefined;
  try {
    if (!requestMarksIn(document)) return undefined;
    const { requestOf } = await import('./requestDocument');
    const request = requestOf(document);
    if (!request || token.isCancellationRequested) return undefined;
    const at = document.offsetAt(position);
    const { start } = request.span;
    const span =
      request.names.find((name) => name.start <= at && at < name.end) ??
      (at === start ? { start, end: start + 1 } : undefined);
    if (!span) return undefined;
    const { requestMarkdown } = await import('./requestMarkdown');
    const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
    return new vscode.Hover(await requestMarkdown(request, document), range);
  } catch (error) {
    logFailure('Hover on a request', error);
    return undefined;
  }
}

/** Before the document is read: names of members, and the brace that opens it. */
function isName(document: vscode.TextDocument, { line, character }: vscode.Position): boolean {
  const around = document.lineAt(line).text.slice(Math.max(0, character - 80), character + 80);
  return /["{]/.test(around);
}
