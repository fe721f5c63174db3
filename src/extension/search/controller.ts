import * as vscode from 'vscode';
import { foundKeyBlocksViewId } from '../ui/settings';
import { resultsAsCsv, resultsAsMarkdown, SearchResults } from './results';
import { ResultsView, summary } from './resultsView';
import { searchWorkspace } from './search';

/** What the commands return, for callers and tests: counts and places, no key material. */
export interface SearchSummary {
  readonly state: SearchResults['state'];
  readonly files: readonly { path: string; blocks: { line: number; character: number; usage: string }[] }[];
  readonly text: string;
}

/** One search at a time, its results, and what is done with them. */
export class FindController implements vscode.Disposable {
  private view: ResultsView | undefined;
  private results: SearchResults | undefined;
  private running: vscode.CancellationTokenSource | undefined;

  dispose(): void {
    this.stop();
    this.view?.dispose();
  }

  /** Searches the workspace anew; a search that runs is stopped first. */
  async search(): Promise<SearchSummary | undefined> {
    if (!vscode.workspace.workspaceFolders?.length) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open a folder first: this looks through the files of the workspace.'),
      );
      return undefined;
    }
    this.stop();
    const source = new vscode.CancellationTokenSource();
    this.running = source;
    const results = new SearchResults();
    this.results = results;
    await this.setContext(true, true);
    this.view ??= new ResultsView();
    this.view.show(results);
    void vscode.commands.executeCommand(`${foundKeyBlocksViewId}.focus`, { preserveFocus: true });
    try {
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Finding key blocks'),
          cancellable: true,
        },
        async (progress, token) => {
          token.onCancellationRequested(() => source.cancel());
          await searchWorkspace(
            results,
            source.token,
            () => {
              if (this.results === results) this.view?.show(results);
            },
            (path, percent) => {
              const where = percent === undefined ? path : `${path} (${percent} %)`;
              progress.report({ message: vscode.l10n.t('{0} found, {1}', results.blockCount, where) });
            },
          );
        },
      );
    } finally {
      source.dispose();
      if (this.running === source) {
        this.running = undefined;
        await this.setContext(true, false);
      }
    }
    return {
      state: results.state,
      files: results.files.map(({ file, blocks }) => ({
        path: file.path,
        blocks: blocks.map(({ range, usage }) => ({ ...position(range.start), usage: usage.code })),
      })),
      text: summary(results),
    };
  }

  stop(): void {
    this.running?.cancel();
  }

  async clear(): Promise<void> {
    this.stop();
    this.results = undefined;
    this.view?.show(undefined);
    await this.setContext(false, false);
  }

  /** Headers and places on the clipboard; payloads are not kept, so they cannot get there. */
  async copy(format: 'csv' | 'markdown'): Promise<void> {
    if (!this.results || this.results.blockCount === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing to copy yet.'));
      return;
    }
    const text = format === 'csv' ? resultsAsCsv(this.results) : resultsAsMarkdown(this.results);
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(
      this.results.blockCount === 1
        ? vscode.l10n.t('Copied 1 key block, header only')
        : vscode.l10n.t('Copied {0} key blocks, headers only', this.results.blockCount),
      4000,
    );
  }

  private async setContext(results: boolean, searching: boolean): Promise<void> {
    await vscode.commands.executeCommand('setContext', 'keyMaterial.hasFoundKeyBlocks', results);
    await vscode.commands.executeCommand('setContext', 'keyMaterial.findingKeyBlocks', searching);
  }
}

const position = ({ line, character }: vscode.Position): { line: number; character: number } => ({
  line,
  character,
});
