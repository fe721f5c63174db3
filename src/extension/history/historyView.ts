/** The view History: what was imported, exported and saved on this computer, and imports that never got a response. */
import * as vscode from 'vscode';
import type { ServiceTools } from '../service/tools';
import type { HistoryNode } from './historyNodes';
import { historyOf } from './historyStore';

export class HistoryView implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];

  /** @param tree VS Code's view, which it fills */
  constructor(
    tree: vscode.TreeView<HistoryNode>,
    private readonly tools: Pick<ServiceTools, 'context' | 'catalogue'>,
  ) {
    this.subscriptions = [
      historyOf(tools.context).onDidChange(() => this.refresh()),
      // An import changes the keys that are known.
      tools.catalogue.onDidChange(() => tree.visible && this.refresh()),
      tree.onDidChangeVisibility(({ visible }) => visible && this.refresh()),
    ];
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
    this.changed.dispose();
  }

  refresh(): void {
    this.changed.fire();
  }

  async getTreeItem(node: HistoryNode): Promise<vscode.TreeItem> {
    return (await import('./historyNodes')).historyItem(node);
  }

  /** Imports that wait for approval first, then those without a response, then newest first. */
  async getChildren(parent?: HistoryNode): Promise<HistoryNode[]> {
    return parent ? [] : (await import('./historyNodes')).historyNodes(this.tools);
  }
}
