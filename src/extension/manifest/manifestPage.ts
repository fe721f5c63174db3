/** The page of a manifest as a panel: one tab for each manifest, restored without its rows after a reload. */
import * as vscode from 'vscode';
import { isFromManifestPage, manifestTokenOf } from '../../protocol/manifestPage';
import type { Asking } from '../import/importRun';
import { nameOf } from '../material/structureFile';
import { log, logFailure } from '../ui/log';
import { escapeNotification } from '../ui/markdown';
import { otherColumn } from '../ui/openTabs';
import { manifestViewType } from '../ui/settings';
import { pageTexts, webviewHtml, webviewOptions } from '../ui/webviewHtml';
import type { ManifestProblems } from './manifestProblems';
import { ManifestSession } from './manifestSession';

/** By the URI of the manifest. */
const panels = new Map<string, ManifestPanel>();

/** The same tab for every import of a manifest; a run that is under way is only shown. */
export async function openManifestPage(
  extensionUri: vscode.Uri,
  asking: Asking,
  problems: ManifestProblems,
  uri: vscode.Uri,
): Promise<void> {
  const known = panels.get(uri.toString());
  if (known) {
    known.panel.reveal();
    // A report stays until its user checks again.
    if (!known.session.hasRun) await known.session.check();
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    manifestViewType,
    nameOf(uri),
    { viewColumn: otherColumn(), preserveFocus: false },
    webviewOptions(extensionUri),
  );
  await new ManifestPanel(extensionUri, panel, asking, problems, uri).session.check();
}

export function restoreManifestPage(
  extensionUri: vscode.Uri,
  panel: vscode.WebviewPanel,
  state: unknown,
  asking: Asking,
  problems: ManifestProblems,
): void {
  const token = manifestTokenOf(state);
  if (!token) {
    panel.dispose();
    return;
  }
  new ManifestPanel(extensionUri, panel, asking, problems, vscode.Uri.parse(token.uri)).session.wait();
}

class ManifestPanel {
  readonly session: ManifestSession;

  constructor(
    extensionUri: vscode.Uri,
    readonly panel: vscode.WebviewPanel,
    asking: Asking,
    problems: ManifestProblems,
    uri: vscode.Uri,
  ) {
    const { ui } = asking;
    this.session = new ManifestSession(
      asking,
      { post: (message) => void panel.webview.postMessage(message) },
      uri,
      problems,
    );
    panels.set(uri.toString(), this);
    panel.title = vscode.l10n.t('Import {0}', nameOf(uri));
    panel.webview.options = webviewOptions(extensionUri);
    let gone = false;
    const listener = panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromManifestPage(message)) {
        log().warn('A message from the page of a manifest was not understood.');
        return;
      }
      if (message.type === 'ready') void panel.webview.postMessage(pageTexts());
      this.session.receive(message).catch((error: unknown) => {
        logFailure(`Import from Manifest, ${message.type}`, error);
        ui.warn(vscode.l10n.t('That did not work. See the Key Material log for details.'));
      });
    });
    panel.onDidDispose(() => {
      gone = true;
      listener.dispose();
      this.session.dispose();
      if (panels.get(uri.toString()) === this) panels.delete(uri.toString());
    });
    this.session.onEnd = (summary) => {
      if (!gone && panel.visible) return;
      ui.afterwards(async () => {
        const show = vscode.l10n.t('Show Result');
        const chosen = await ui.tell(`${escapeNotification(summary)}.`, ...(gone ? [] : [show]));
        if (chosen === show && !gone) panel.reveal();
      });
    };
    panel.webview.html = webviewHtml(panel.webview, extensionUri, {
      script: 'manifestPage.js',
      style: 'manifestPage.css',
      title: vscode.l10n.t('Import from Manifest'),
    });
  }
}
