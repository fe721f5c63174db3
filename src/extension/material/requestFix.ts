/** Changes of a request's text that take a fault of it away. */
import * as vscode from 'vscode';
import { localised } from '../ui/localise';
import { requestOf } from './requestDocument';
import { requestMarksIn } from './requestMarks';
import type { TextFix } from './textFix';

/** Fixes of the faults at a position. */
export function requestFixesOf(document: vscode.TextDocument, position: vscode.Position): TextFix[] {
  const request = requestMarksIn(document) ? requestOf(document) : undefined;
  if (!request) return [];
  const at = document.offsetAt(position);
  return request.fixes
    .filter(({ span }) => span.start <= at && at <= span.end)
    .map(({ title, code, edits }) => ({
      title: localised(title),
      code,
      edits: edits.map(({ span, text }) =>
        vscode.TextEdit.replace(
          new vscode.Range(document.positionAt(span.start), document.positionAt(span.end)),
          text,
        ),
      ),
    }));
}
