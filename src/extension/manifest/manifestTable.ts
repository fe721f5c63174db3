/** The rows of a manifest as a read-only document, and what is wrong in the manifest itself among the Problems. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/findings';

const scheme = 'key-material-manifest';
const mostKept = 20;

export interface ManifestProblem {
  readonly finding: Finding;
  readonly text: string;
}

/** Shows tables that it was given; VS Code may close and open them, but after a reload they are gone. */
export class ManifestTable implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly texts = new Map<string, string>();
  private readonly problems = vscode.languages.createDiagnosticCollection('keyMaterial.manifest');
  private readonly subscriptions: readonly vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      // What was found counts for the text as it was.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.problems.delete(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.problems.delete(uri)),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.texts.get(uri.toString()) ??
      vscode.l10n.t('This table is gone. Run "Key Material: Import from Manifest…" again.')
    );
  }

  /** Beside the manifest, without taking the focus; the same document again for the same manifest. */
  async show(manifest: vscode.Uri, name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.txt`, query: manifest.toString() });
    // VS Code closes documents as it likes and asks for their text again: the last few are kept.
    this.texts.delete(uri.toString());
    this.texts.set(uri.toString(), text);
    const [oldest] = this.texts.keys();
    if (this.texts.size > mostKept && oldest !== undefined) this.texts.delete(oldest);
    this.changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preview: true,
      preserveFocus: true,
    });
  }

  /** Replaces the text where the document is still open. */
  update(manifest: vscode.Uri, name: string, text: string): void {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.txt`, query: manifest.toString() });
    if (!this.texts.has(uri.toString())) return;
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
  }

  setProblems(document: vscode.TextDocument, problems: readonly ManifestProblem[]): void {
    const severity = {
      error: vscode.DiagnosticSeverity.Error,
      warning: vscode.DiagnosticSeverity.Warning,
      info: vscode.DiagnosticSeverity.Information,
    };
    this.problems.set(
      document.uri,
      problems.map(({ finding, text }) => {
        const { start, end } = finding.span ?? { start: 0, end: 1 };
        const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
        const diagnostic = new vscode.Diagnostic(range, text, severity[finding.severity]);
        diagnostic.source = 'Key Material';
        diagnostic.code = finding.code;
        return diagnostic;
      }),
    );
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
    this.problems.dispose();
    this.changes.dispose();
  }
}
