/** What is wrong in manifests, among the Problems. */
import * as vscode from 'vscode';
import type { Finding, Span } from '../../core/findings';
import type { Manifest, ManifestRow } from '../../keyservice/manifest/format';
import type { Preflight } from '../../keyservice/manifest/preflight';
import { localised } from '../ui/localise';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export class ManifestProblems implements vscode.Disposable {
  private readonly problems = vscode.languages.createDiagnosticCollection('keyMaterial.manifest');
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      // Findings are valid only for the text in which they were found.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.problems.delete(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.problems.delete(uri)),
    ];
  }

  /** @param judged with what is known of the account, where it was read */
  set(document: vscode.TextDocument, manifest: Manifest, judged?: Preflight): void {
    this.problems.set(
      document.uri,
      findingsOf(manifest, judged).map((finding) => {
        const { start, end } = finding.span ?? { start: 0, end: 1 };
        const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
        const diagnostic = new vscode.Diagnostic(range, localised(finding), severities[finding.severity]);
        diagnostic.source = 'Key Material';
        diagnostic.code = finding.code;
        return diagnostic;
      }),
    );
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
    this.problems.dispose();
  }
}

function findingsOf(manifest: Manifest, judged: Preflight | undefined): Finding[] {
  const rows = judged
    ? judged.rows.flatMap(({ row, findings }) =>
        findings
          .filter(({ severity }) => severity !== 'info')
          .map((finding) => ({ ...finding, span: placeOf(finding, row) })),
      )
    : manifest.rows.flatMap(({ findings }) => findings);
  return [...manifest.findings, ...rows];
}

/** Spans of findings about the block count in the block: their place here is that of the block. */
function placeOf({ code, span }: Finding, { places, span: whole }: ManifestRow): Span {
  return (code.startsWith('manifest_') ? span : places.keyBlock) ?? whole;
}
