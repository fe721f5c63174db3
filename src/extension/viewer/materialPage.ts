/**
 * The page that Inspect Key Material opens where nothing is there to inspect: paste, drop, clipboard or a file. What is
 * found takes over the same panel. The text stays in memory while the page is open, so that a page that was hidden
 * comes back with it; it is kept nowhere else.
 */
import * as vscode from 'vscode';
import {
  isFromStructurePage,
  mostGiven,
  type FromStructurePage,
  type ToStructurePage,
} from '../../protocol/structure';
import { fileOf, FileTooLarge, fileOfText, readFile, type StructureFile } from '../material/structureFile';
import { clipboardText } from '../ui/clipboard';
import { log, logFailure } from '../ui/log';
import { structurePanelViewType } from '../ui/settings';
import { pageTexts, webviewHtml, webviewOptions } from '../ui/webviewHtml';
import { inspectKeyBlock, kindOfGiven, nothingInIt } from './givenMaterial';
import { showStructureIn } from './structureEditor';

/** One page is enough: who asks again gets it back. */
let current: MaterialPage | undefined;

export function askForMaterial(context: vscode.ExtensionContext): void {
  if (current) {
    current.panel.reveal();
    return;
  }
  const panel = vscode.window.createWebviewPanel(
    structurePanelViewType,
    title(),
    { viewColumn: vscode.ViewColumn.Active, preserveFocus: false },
    webviewOptions(context.extensionUri),
  );
  askIn(context, panel);
}

/** Asks in a panel that is there, as after a reload: what was pasted is gone. */
export function askIn(context: vscode.ExtensionContext, panel: vscode.WebviewPanel): void {
  current = new MaterialPage(context, panel);
}

function title(): string {
  return vscode.l10n.t('Inspect Key Material');
}

class MaterialPage {
  private text = '';
  private problem = '';
  private readonly listeners: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly panel: vscode.WebviewPanel,
  ) {
    panel.title = title();
    panel.webview.options = webviewOptions(context.extensionUri);
    this.listeners = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (!isFromStructurePage(message)) {
          log().warn('A message from the page for key material was not understood.');
          return;
        }
        this.answer(message).catch((error: unknown) => {
          logFailure(`Page for key material, ${message.type}`, error);
          this.say(vscode.l10n.t('That did not work. See the Key Material log for details.'));
        });
      }),
      panel.onDidDispose(() => this.end()),
    );
    panel.webview.html = webviewHtml(panel.webview, context.extensionUri, {
      script: 'structure.js',
      style: 'structure.css',
      title: title(),
    });
  }

  private end(): void {
    this.listeners.dispose();
    this.text = '';
    if (current === this) current = undefined;
  }

  private async answer(message: FromStructurePage): Promise<void> {
    switch (message.type) {
      case 'ready':
        void this.panel.webview.postMessage(pageTexts());
        this.say(this.problem, this.text);
        return;
      case 'paste':
        this.text = message.text;
        if (message.text.trim() === '') this.say('');
        else await this.take(fileOfText(vscode.l10n.t('Pasted'), message.text), nothingInIt());
        return;
      case 'drop':
        return this.take(fileOf(message.name, message.bytes), nothingIn(message.name), message.left);
      case 'clipboard': {
        const text = (await clipboardText(10_000)).slice(0, mostGiven);
        return this.take(
          fileOfText(vscode.l10n.t('Clipboard'), text),
          text.trim() === ''
            ? vscode.l10n.t('The clipboard has no text.')
            : vscode.l10n.t('The clipboard has no certificate, token or other structure.'),
        );
      }
      case 'chooseFile':
        return this.chooseFile();
      default:
        // All others are about a structure, and there is none yet.
        return;
    }
  }

  private async chooseFile(): Promise<void> {
    const [uri] =
      (await vscode.window.showOpenDialog({
        title: title(),
        openLabel: vscode.l10n.t('Inspect'),
        canSelectMany: false,
      })) ?? [];
    if (!uri) return;
    try {
      const file = await readFile(uri);
      await this.take(file, nothingIn(file.name));
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error;
      this.say(vscode.l10n.t('The file is too large to be read here. Open it in desktop VS Code.'));
    }
  }

  /**
   * Shows what is in it, in this panel; else says that there is nothing, and everything stays as it was.
   * @param left files that were dropped with it and come after it
   */
  private async take(file: StructureFile, otherwise: string, left = 0): Promise<void> {
    const kind = kindOfGiven(file);
    if (kind === 'nothing') {
      this.say(otherwise);
      return;
    }
    if (kind === 'keyBlock' && left > 0) {
      // The inspector shows it, and the page stays for the files that are still to come.
      await inspectKeyBlock(file);
      return;
    }
    this.end();
    if (kind === 'structure') {
      showStructureIn(this.context, this.panel, file);
      return;
    }
    this.panel.dispose();
    await inspectKeyBlock(file);
  }

  /** @param text for a page that comes back; one that is there has it */
  private say(problem: string, text = ''): void {
    this.problem = problem;
    void this.panel.webview.postMessage({ type: 'ask', text, problem } satisfies ToStructurePage);
  }
}

function nothingIn(name: string): string {
  return vscode.l10n.t('There is no certificate, token or other structure in {0}.', name);
}
