/**
 * Where actions on keys show what the service answered: an interface, so that tests can look at it.
 *
 * All that is known of a key, as a read-only document that can be searched, compared and copied from.
 */
import * as vscode from 'vscode';
import { logFailure } from '../ui/log';
import { keyDetailsScheme } from '../ui/settings';
import type { ServiceTools } from '../service/tools';
import type { ShownKey } from './keyDetailsPage';

export interface KeyPanels {
  /** A text with PEM, hex or base64 in the structure viewer. */
  structure(name: string, text: string): void;
  /** A text for others, as an untitled document. */
  text(content: string): void;
  /** A key block in the inspector. */
  block(text: string): void;
}

export function keyPanels(context: vscode.ExtensionContext): KeyPanels {
  const shown = (name: string, load: () => Promise<void>): void =>
    void load().catch((error: unknown) => logFailure(name, error));
  return {
    structure: (name, text) =>
      shown('Showing a structure', async () => {
        const { showStructure } = await import('../viewer/structureEditor');
        const { fileOfText } = await import('../material/structureFile');
        showStructure(context, fileOfText(name, text));
      }),
    text: (content) =>
      shown('Showing a document', async () => {
        const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
        await vscode.window.showTextDocument(document, { preview: false });
      }),
    block: (text) =>
      shown('Showing a key block', async () => {
        const { showInspector } = await import('../inspector/inspector');
        showInspector(context, text, undefined);
      }),
  };
}

/** The pages that are open; each follows what becomes known of its key. */
export class KeyDetails implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly shown = new Map<string, ShownKey>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly tools: ServiceTools) {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(keyDetailsScheme, this),
      tools.catalogue.onDidChange(() => {
        for (const uri of this.shown.keys()) this.changes.fire(vscode.Uri.parse(uri));
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.shown.delete(uri.toString())),
    ];
  }

  /** Nothing is asked of the service here: a document that VS Code restores must not call it. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const shown = this.shown.get(uri.toString());
    const key = shown && this.tools.catalogue.find(shown.arn);
    if (!shown || !key)
      return vscode.l10n.t(
        'This key was loaded from another service than the selected one. Show its details again.',
      );
    const { detailsText } = await import('./keyDetailsPage');
    return detailsText(key, shown.tags, shown.where, shown.policy);
  }

  async open(name: string, shown: ShownKey, quietly: boolean): Promise<void> {
    const uri = vscode.Uri.from({ scheme: keyDetailsScheme, path: `/${name}.txt`, query: shown.arn });
    this.shown.set(uri.toString(), shown);
    this.changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus: quietly });
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
    this.changes.dispose();
  }
}
