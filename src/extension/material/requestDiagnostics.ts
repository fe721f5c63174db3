import * as vscode from 'vscode';
import { setting } from '../ui/settings';
import { diagnosticSource, registerDocumentProblems } from './documentProblems';
import { requestMarksIn } from './requestMarks';

const schemes: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-test-web', 'vscode-remote']);
const mostDiagnostics = 100;

/** Faults of requests and answers of the AWS CLI, in the Problems panel. */
export function registerRequestDiagnostics(): vscode.Disposable {
  return registerDocumentProblems({
    name: 'keyMaterialRequests',
    section: 'diagnostics.tokens',
    watches: (document) =>
      schemes.has(document.uri.scheme) && setting('diagnostics.tokens', document.uri) !== false,
    find: requestDiagnostics,
  });
}

async function requestDiagnostics(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  if (!requestMarksIn(document)) return [];
  const { requestOf } = await import('./requestDocument');
  const request = requestOf(document);
  if (!request) return [];
  const { localised } = await import('../ui/localise');
  const severities = {
    error: vscode.DiagnosticSeverity.Error,
    warning: vscode.DiagnosticSeverity.Warning,
    info: vscode.DiagnosticSeverity.Information,
  };
  return request.findings.slice(0, mostDiagnostics).map((finding) => {
    const { start, end } = finding.span ?? { start: request.span.start, end: request.span.start + 1 };
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const diagnostic = new vscode.Diagnostic(range, localised(finding), severities[finding.severity]);
    diagnostic.source = diagnosticSource;
    diagnostic.code = finding.code;
    return diagnostic;
  });
}
