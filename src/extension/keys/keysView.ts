/** The view Keys: groups of keys of the chosen profile and Region, read when somebody looks. */
import * as vscode from 'vscode';
import { keysViewId } from '../ui/settings';
import type { IdentityAction } from '../service/identityActions';
import { logFailure } from '../ui/log';
import { hasKeyServices } from '../host/keyServices';
import type { ServiceTools } from '../service/tools';
import type { CatalogueKey } from '../service/keyCatalogue';
import { filterKeys, type Grouping, groupings, groupKeys, keyItem, keyTooltip } from './keyTree';
import {
  type ActionNode,
  actionItem,
  type GroupNode,
  groupItem,
  type KeyNode,
  type MoreNode,
  moreItem,
  type TreeNode,
} from './keyRows';
import { lifeStage, timeWords } from '../service/names';
import { statementFor } from '../service/policyStatement';
import { viewState } from './viewState';

/** Keys of a group that are shown at first, and with each Load More. */
const mostShown = 1000;

const groupingKey = 'keyMaterial.keys.grouping';

export class KeysView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** VS Code tells nodes apart by identity: kept over readings, so that what is open or selected stays so. */
  private readonly nodes = new Map<string, TreeNode>();
  private roots: readonly TreeNode[] | undefined;
  private grouping: Grouping;
  private text = '';
  private problem: string | undefined;
  /** Keys of a group that are shown, where more than at first. */
  private readonly shown = new Map<string, number>();
  private left: { keys: readonly CatalogueKey[]; text: string; found: readonly CatalogueKey[] } | undefined;

  /** @param tree VS Code's view, which it fills */
  constructor(
    private readonly tree: vscode.TreeView<TreeNode>,
    private readonly tools: ServiceTools,
  ) {
    const remembered = tools.context.globalState.get<unknown>(groupingKey);
    this.grouping = groupings.find((one) => one === remembered) ?? 'usage';
    const { catalogue, connection } = tools;
    this.subscriptions = [
      this.changes,
      catalogue.onDidChange(() => this.changed()),
      connection.onDidChange(() => {
        this.problem = undefined;
        this.changed();
        this.readWhenSeen();
      }),
      connection.onDidWait(() => this.changed()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.readWhenSeen()),
      this.tree.onDidChangeVisibility(({ visible }) => {
        if (visible) this.readWhenSeen();
        else catalogue.stopDetails();
      }),
    ];
    this.changed();
    this.readWhenSeen();
  }

  /** Whether somebody can see what it says. */
  get visible(): boolean {
    return this.tree.visible;
  }

  /** The key that is selected. */
  get selected(): CatalogueKey | undefined {
    const [node] = this.tree.selection;
    return node?.kind === 'key' ? node.key : undefined;
  }

  get filter(): string {
    return this.text;
  }

  set filter(text: string) {
    this.text = text.trim();
    this.changed();
  }

  get groupedBy(): Grouping {
    return this.grouping;
  }

  async groupBy(grouping: Grouping): Promise<void> {
    this.grouping = grouping;
    this.changed();
    await this.tools.context.globalState.update(groupingKey, grouping);
  }

  /** Runs a reading of the catalogue with progress in the view; what fails stands in the view. */
  async reading(read: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    await vscode.window.withProgress({ location: { viewId: keysViewId } }, async () => {
      try {
        await read();
      } catch (error) {
        logFailure('Reading keys', error);
        this.problem = vscode.l10n.t('The keys could not be loaded. See the Key Material log for details.');
      }
    });
    this.changed();
  }

  /** Shows a key, reading pages until it is there. @returns false where the account has no such key */
  async reveal(arn: string): Promise<boolean> {
    const { catalogue } = this.tools;
    const there = (): boolean => catalogue.find(arn) !== undefined;
    if (!there())
      await this.reading(async () => {
        if (catalogue.readAt === undefined) await catalogue.refresh();
        while (!there() && !catalogue.complete && catalogue.failure === undefined && catalogue.readAt)
          await catalogue.loadMore();
      });
    const key = catalogue.find(arn);
    if (!key) return false;
    if (filterKeys([key], this.text).length === 0) this.filter = '';
    this.build();
    const node = this.showKey(key);
    if (node) await this.tree.reveal(node, { select: true, focus: true, expand: true });
    return true;
  }

  getChildren(parent?: TreeNode): TreeNode[] {
    if (!parent) return [...(this.roots ??= this.build())];
    return parent.kind === 'group' ? this.keysOf(parent) : [];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'key' || node.kind === 'more' ? node.parent : undefined;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.group);
      case 'key':
        return keyItem(node.key);
      case 'action':
        return actionItem(node);
      case 'more':
        return moreItem(node, this.shown.get(node.parent.group.id) ?? mostShown);
    }
  }

  async resolveTreeItem(
    item: vscode.TreeItem,
    node: TreeNode,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    if (node.kind !== 'key') return item;
    const aborting = new AbortController();
    const cancelling = token.onCancellationRequested(() => aborting.abort());
    try {
      await this.tools.catalogue.detail(node.id, aborting.signal, true);
    } catch {
      // The tooltip says what the list said; a tooltip is no place for a failure.
    } finally {
      cancelling.dispose();
    }
    item.tooltip = keyTooltip(this.tools.catalogue.find(node.id) ?? node.key);
    return item;
  }

  /** Reads the first page where nothing was read of the chosen service and the view is looked at. */
  private readWhenSeen(): void {
    const { catalogue, connection } = this.tools;
    const may = hasKeyServices() && vscode.workspace.isTrusted && connection.chosen !== undefined;
    if (!this.tree.visible || !may) return;
    if (catalogue.readAt !== undefined || catalogue.loading || catalogue.failure) return;
    void this.reading(() => catalogue.refresh());
  }

  private changed(): void {
    this.roots = undefined;
    this.describe();
    this.changes.fire(undefined);
  }

  private build(): readonly TreeNode[] {
    const { catalogue, connection } = this.tools;
    const shown = this.filtered();
    const groups = groupKeys(shown, this.grouping, catalogue.complete);
    const roots: TreeNode[] = groups.map((group) => {
      const node = this.kept<GroupNode>(group.id, () => ({ kind: 'group', id: group.id, group }));
      node.group = group;
      return node;
    });
    const rows = (actions: readonly IdentityAction[]): TreeNode[] =>
      actions.map((action) => {
        const { command: id } = action;
        const node = this.kept<ActionNode>(id, () => ({ kind: 'action', id, action }));
        node.action = action;
        return node;
      });
    const state = viewState(connection, catalogue);
    // First: with many keys, the end of the list is out of sight.
    if (state) roots.unshift(...rows(state.actions));
    else if (this.problem !== undefined)
      roots.unshift(
        ...rows([
          { label: vscode.l10n.t('Try Again'), icon: 'refresh', command: 'keyMaterial.keys.refresh' },
        ]),
      );
    else if (catalogue.readAt && !catalogue.complete)
      roots.push(
        ...rows([
          { label: vscode.l10n.t('Load More…'), icon: 'ellipsis', command: 'keyMaterial.keys.loadMore' },
        ]),
      );
    this.roots = roots;
    return roots;
  }

  private keysOf(parent: GroupNode): (KeyNode | MoreNode)[] {
    const { group } = parent;
    const shown = this.shown.get(group.id) ?? mostShown;
    const keys = group.first(shown);
    // What a list does not tell: when a key is deleted, and whether a team decides, or decided, about it.
    const pending = keys.filter(
      ({ summary, detail }) => ['deleting', 'creating', 'failed'].includes(lifeStage(summary)) && !detail,
    );
    if (pending.length > 0 && this.tree.visible)
      this.tools.catalogue.wantDetails(pending.map(({ summary }) => summary.KeyArn));
    const nodes: (KeyNode | MoreNode)[] = keys.map((key) => this.keyNode(key, parent));
    if (group.size > shown) {
      const more = this.kept<MoreNode>(`more ${group.id}`, () => ({
        kind: 'more',
        id: `more ${group.id}`,
        parent,
      }));
      more.parent = parent;
      nodes.push(more);
    }
    return nodes;
  }

  private keyNode(key: CatalogueKey, parent: GroupNode): KeyNode {
    const id = key.summary.KeyArn;
    const node = this.kept<KeyNode>(id, () => ({ kind: 'key', id, key, parent }));
    node.key = key;
    node.parent = parent;
    return node;
  }

  /** The row of a key, with as many of its group as are needed for it to be shown. */
  private showKey(key: CatalogueKey): KeyNode | undefined {
    for (const node of this.roots ?? []) {
      if (node.kind !== 'group') continue;
      const { group } = node;
      if (!group.has(key)) continue;
      const before = this.shown.get(group.id) ?? mostShown;
      let shown = before;
      while (shown < group.size && !group.first(shown).includes(key)) shown += mostShown;
      this.shown.set(group.id, shown);
      if (shown > before) this.changes.fire(node);
      return this.keyNode(key, node);
    }
    return undefined;
  }

  /** Shows more keys of a group. @param id of the group, as a row of the tree names it */
  showMore(id: string): void {
    this.shown.set(id, (this.shown.get(id) ?? mostShown) + mostShown);
    this.changes.fire(this.nodes.get(id));
  }

  /** Keys that the filter leaves: asked for by the title and by the rows. */
  private filtered(): readonly CatalogueKey[] {
    const { keys } = this.tools.catalogue;
    if (this.left?.keys !== keys || this.left.text !== this.text)
      this.left = { keys, text: this.text, found: filterKeys(keys, this.text) };
    return this.left.found;
  }

  private kept<Node extends TreeNode>(id: string, make: () => Node): Node {
    const known = this.nodes.get(id) as Node | undefined;
    if (known) return known;
    const made = make();
    this.nodes.set(id, made);
    return made;
  }

  /** Title, message, and what the welcome texts and menus go by. */
  private describe(): void {
    const { catalogue, connection } = this.tools;
    const { chosen } = connection;
    const where = !chosen
      ? undefined
      : chosen.choice.kind === 'simulator'
        ? vscode.l10n.t('Simulator')
        : `${chosen.choice.profile || vscode.l10n.t('environment')} · ${chosen.choice.region}`;
    const asOf =
      catalogue.stale && catalogue.readAt
        ? vscode.l10n.t('as of {0}', timeWords(catalogue.readAt))
        : undefined;
    this.tree.description = [where, asOf].filter(Boolean).join(' · ');
    this.tree.message = this.problem ?? viewState(connection, catalogue)?.message ?? this.filterText() ?? '';
    const context: Readonly<Record<string, boolean>> = {
      'keyMaterial.keys.read': catalogue.readAt !== undefined,
      'keyMaterial.keys.loading': catalogue.loading,
      'keyMaterial.keys.more': catalogue.readAt !== undefined && !catalogue.complete,
      'keyMaterial.keys.none': catalogue.complete && catalogue.failure === undefined && catalogue.size === 0,
      'keyMaterial.keys.filtered': this.text !== '',
      'keyMaterial.keys.refused':
        catalogue.failure !== undefined && statementFor(catalogue.failure, { region: '' }) !== undefined,
      'keyMaterial.waiting': connection.wait !== undefined,
    };
    for (const [name, value] of Object.entries(context))
      if (this.told.get(name) !== value) {
        this.told.set(name, value);
        void vscode.commands.executeCommand('setContext', name, value);
      }
  }

  private readonly told = new Map<string, boolean>();

  private filterText(): string | undefined {
    const { catalogue } = this.tools;
    if (this.text === '' || catalogue.readAt === undefined) return undefined;
    const all = catalogue.size;
    const found = this.filtered().length;
    return catalogue.complete
      ? vscode.l10n.t('Filter: {0} · {1} of {2} keys', this.text, found, all)
      : vscode.l10n.t(
          'Filter: {0} · {1} of the {2} keys that are loaded; there are more',
          this.text,
          found,
          all,
        );
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
  }
}
