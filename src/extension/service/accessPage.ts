/** The report of Check Access as a read-only document, that can be searched, compared and copied from. */
import * as vscode from 'vscode';
import { accessScheme } from '../ui/settings';
import type { AccessPages, AccessReport } from './checkAccess';

/** The last report of this window. A document that VS Code restores asks nothing of the service. */
export class AccessPage implements AccessPages, vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(accessScheme, this);
  private report: AccessReport | undefined;

  async provideTextDocumentContent(): Promise<string> {
    if (!this.report) return vscode.l10n.t('Access was checked in an earlier session. Check it again.');
    const { accessText } = await import('./accessText');
    return accessText(this.report);
  }

  async open(report: AccessReport): Promise<void> {
    this.report = report;
    const uri = vscode.Uri.from({ scheme: accessScheme, path: `/${vscode.l10n.t('Access')}.txt` });
    this.changes.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
    // The step of the walkthrough is about a profile that answered, not about the simulator of this window.
    if (report.target.kind === 'aws' && report.rows.some(({ result }) => result === 'allowed'))
      void vscode.commands.executeCommand('setContext', 'keyMaterial.accountChecked', true);
  }

  dispose(): void {
    this.registration.dispose();
    this.changes.dispose();
  }
}
