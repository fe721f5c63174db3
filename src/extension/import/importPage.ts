/** The Import Key page as a panel: one at a time, beside the source, restored without material after a reload. */
import * as vscode from 'vscode';
import { importTokenOf, isFromImportPage } from '../../protocol/importPage';
import type { ImportSource } from '../material/importSource';
import { log, logFailure } from '../ui/log';
import { escapeNotification } from '../ui/markdown';
import { otherColumn } from '../ui/openTabs';
import { importViewType } from '../ui/settings';
import { pageTexts, webviewHtml, webviewOptions } from '../ui/webviewHtml';
import { requestInDocument, requestInFile } from './findRequest';
import { sourcesOfDocument, sourcesOfFile } from './findSource';
import { ImportSession, type ImportWishes, type PagePort } from './importSession';
import type { Asking } from './importRun';

let current: ImportPanel | undefined;

/** Opens the page; one in which nothing was answered yet is used again. */
export async function openImportPage(
  extensionUri: vscode.Uri,
  asking: Asking,
  sources: readonly ImportSource[],
  wishes: ImportWishes,
): Promise<void> {
  const free = current && !current.session.touched && !current.session.sending ? current.panel : undefined;
  const panel =
    free ??
    vscode.window.createWebviewPanel(
      importViewType,
      vscode.l10n.t('Import Key'),
      {
        viewColumn: otherColumn(),
        preserveFocus: false,
      },
      webviewOptions(extensionUri),
    );
  if (free) current?.release();
  current = new ImportPanel(extensionUri, panel, asking, sources, wishes);
  panel.reveal(undefined, false);
  await current.session.open();
}

/** Shows the page again with the material that is where it was; what is gone is asked for. */
export async function restoreImportPage(
  extensionUri: vscode.Uri,
  panel: vscode.WebviewPanel,
  state: unknown,
  asking: Asking,
): Promise<void> {
  const token = importTokenOf(state);
  const sources = token ? await sourcesAt(token).catch(() => []) : [];
  const way = token?.way;
  current = new ImportPanel(extensionUri, panel, asking, sources, {
    answers: way === undefined ? {} : { way },
  });
  await current.session.wait();
}

async function sourcesAt({
  uri,
  start,
  end,
}: NonNullable<ReturnType<typeof importTokenOf>>): Promise<readonly ImportSource[]> {
  const place = vscode.Uri.parse(uri, true);
  if (start === undefined || end === undefined)
    return (await requestInFile(place))?.sources ?? sourcesOfFile(place);
  const document = await vscode.workspace.openTextDocument(place);
  const request = requestInDocument(document);
  if (request) return request.sources;
  return sourcesOfDocument(document, new vscode.Range(document.positionAt(start), document.positionAt(end)));
}

class ImportPanel {
  readonly session: ImportSession;
  private readonly listeners: vscode.Disposable;

  constructor(
    extensionUri: vscode.Uri,
    readonly panel: vscode.WebviewPanel,
    asking: Asking,
    sources: readonly ImportSource[],
    wishes: ImportWishes,
  ) {
    const port: PagePort = {
      post: (message) => void panel.webview.postMessage(message),
      title: (text) => (panel.title = text),
    };
    this.session = new ImportSession(asking, port, sources, wishes);
    panel.webview.options = webviewOptions(extensionUri);
    this.listeners = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (!isFromImportPage(message)) {
          log().warn('A message from the Import Key page was not understood.');
          return;
        }
        if (message.type === 'ready') port.post(pageTexts());
        this.session.receive(message).catch((error: unknown) => {
          logFailure(`Import Key page, ${message.type}`, error);
          asking.ui.warn(vscode.l10n.t('That did not work. See the Key Material log for details.'));
        });
      }),
      panel.onDidDispose(() => {
        this.release();
        if (current === this) current = undefined;
      }),
    );
    this.session.onImported = ({ imported, alias }) => {
      // Ticks off the step of the walkthrough.
      if (imported.key.KeyAttributes.KeyClass !== 'PUBLIC_KEY')
        void vscode.commands.executeCommand('setContext', 'keyMaterial.keyImported', true);
      if (panel.visible) return;
      asking.ui.afterwards(async () => {
        const show = vscode.l10n.t('Show Result');
        const name = alias ?? imported.key.KeyArn;
        if ((await asking.ui.tell(vscode.l10n.t('Imported {0}.', name), show)) === show) panel.reveal();
      });
    };
    this.session.onApproved = (title) => {
      if (panel.visible) return;
      asking.ui.afterwards(async () => {
        const show = vscode.l10n.t('Show Result');
        if ((await asking.ui.tell(escapeNotification(title), show)) === show) panel.reveal();
      });
    };
    this.session.onRefused = (title) => {
      if (panel.visible) return;
      asking.ui.afterwards(async () => {
        const show = vscode.l10n.t('Show Result');
        if ((await asking.ui.failed(escapeNotification(title), '', show)) === show) panel.reveal();
      });
    };
    panel.webview.html = webviewHtml(panel.webview, extensionUri, {
      script: 'importPage.js',
      style: 'importPage.css',
      title: vscode.l10n.t('Import Key'),
    });
  }

  /** The panel goes on with another session, or is gone. */
  release(): void {
    this.listeners.dispose();
    this.session.dispose();
  }
}
