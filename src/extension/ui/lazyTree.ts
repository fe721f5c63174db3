import * as vscode from 'vscode';

/**
 * A tree view that is there from the start. What fills it is loaded when VS Code first asks for its rows, that is when
 * somebody looks at it or a row is revealed.
 */
export class LazyTree<Node> implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<Node | Node[] | undefined | null>();
  readonly onDidChangeTreeData = this.changes.event;
  /** VS Code's own: title, message, what is selected. */
  readonly view: vscode.TreeView<Node>;
  private filled: Promise<vscode.TreeDataProvider<Node>> | undefined;
  private forwarding: vscode.Disposable | undefined;

  /** @param load is asked again when it failed */
  constructor(
    id: string,
    private readonly load: () => Promise<vscode.TreeDataProvider<Node>>,
    showCollapseAll = false,
  ) {
    this.view = vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll });
  }

  private provider(): Promise<vscode.TreeDataProvider<Node>> {
    return (this.filled ??= this.load().then(
      (provider) => {
        this.forwarding = provider.onDidChangeTreeData?.((changed) =>
          this.changes.fire(changed ?? undefined),
        );
        return provider;
      },
      (error: unknown) => {
        this.filled = undefined;
        throw error;
      },
    ));
  }

  async getChildren(parent?: Node): Promise<Node[]> {
    return [...((await (await this.provider()).getChildren(parent)) ?? [])];
  }

  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    return (await this.provider()).getTreeItem(node);
  }

  async getParent(node: Node): Promise<Node | null | undefined> {
    return (await this.provider()).getParent?.(node);
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: Node,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    return (await (await this.provider()).resolveTreeItem?.(item, node, token)) ?? item;
  }

  dispose(): void {
    this.forwarding?.dispose();
    this.view.dispose();
    this.changes.dispose();
  }
}
