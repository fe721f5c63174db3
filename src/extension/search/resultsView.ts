/** The results in the panel: files, and in each its key blocks. Native tree, columns as description. */
import * as vscode from 'vscode';
import type { Severity } from '../../core/findings';
import { visible } from '../../core/plainText';
import type { CodedValue } from '../../core/keyblock/types';
import { localised } from '../ui/localise';
import { foundKeyBlocksViewId } from '../ui/settings';
import type { FileResult, FoundBlock, SearchResults, SkippedFile } from './results';
import { mostBlocksOfFile } from './scanFile';
import { mostBlocks } from './search';
import { wholeReadLimit } from '../host/files';

/** The group of what could not be searched, at the end. */
interface SkippedGroup {
  readonly kind: 'skipped';
  readonly files: readonly SkippedFile[];
}
type Node =
  | { readonly kind: 'file'; readonly result: FileResult }
  | { readonly kind: 'block'; readonly result: FileResult; readonly block: FoundBlock }
  | SkippedGroup
  | { readonly kind: 'skippedFile'; readonly file: SkippedFile };

export class ResultsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: vscode.TreeView<Node>;
  private results: SearchResults | undefined;
  /** Nodes are kept, so that a refresh leaves open what is open. */
  private nodes = new Map<object, Node>();

  constructor() {
    this.tree = vscode.window.createTreeView(foundKeyBlocksViewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  dispose(): void {
    this.tree.dispose();
    this.changed.dispose();
  }

  /** Shows results, also while they still grow. */
  show(results: SearchResults | undefined): void {
    if (results !== this.results) this.nodes = new Map();
    this.results = results;
    this.tree.message = results ? summary(results) : '';
    this.tree.badge =
      results && results.blockCount > 0
        ? { value: results.blockCount, tooltip: vscode.l10n.t('{0} key blocks', results.blockCount) }
        : undefined;
    this.changed.fire(undefined);
  }

  getChildren(parent?: Node): Node[] {
    if (!this.results) return [];
    if (!parent) {
      const { files, skipped } = this.results;
      const nodes = files.map((result) => this.node(result, { kind: 'file', result }));
      if (skipped.length > 0) nodes.push(this.node(skipped, { kind: 'skipped', files: skipped }));
      return nodes;
    }
    if (parent.kind === 'file') {
      const { result } = parent;
      return result.blocks.map((block) => this.node(block, { kind: 'block', result, block }));
    }
    return parent.kind === 'skipped'
      ? parent.files.map((file) => this.node(file, { kind: 'skippedFile', file }))
      : [];
  }

  private node(of: object, made: Node): Node {
    const kept = this.nodes.get(of);
    if (kept) return kept;
    this.nodes.set(of, made);
    return made;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'file':
        return fileItem(node.result);
      case 'block':
        return blockItem(node.result, node.block);
      case 'skipped': {
        const item = new vscode.TreeItem(
          vscode.l10n.t('Not searched'),
          vscode.TreeItemCollapsibleState.Collapsed,
        );
        item.description = String(node.files.length);
        item.iconPath = new vscode.ThemeIcon('circle-slash');
        return item;
      }
      case 'skippedFile':
        return skippedItem(node.file);
    }
  }
}

function fileItem({ file, blocks, more }: FileResult): vscode.TreeItem {
  const item = new vscode.TreeItem(file.uri, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = vscode.ThemeIcon.File;
  const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const where = [several ? file.folder.name : '', folder].filter((part) => part !== '').join('/');
  const count = more
    ? vscode.l10n.t('first {0} key blocks, the rest of the file was not searched', mostBlocksOfFile)
    : counted(blocks.length);
  item.description = where === '' ? count : `${where} · ${count}`;
  item.contextValue = 'file';
  return item;
}

const counted = (blocks: number): string =>
  blocks === 1 ? vscode.l10n.t('1 key block') : vscode.l10n.t('{0} key blocks', blocks);

const icons: Record<Severity, [icon: string, colour: string]> = {
  error: ['error', 'list.errorForeground'],
  warning: ['warning', 'list.warningForeground'],
  info: ['info', 'foreground'],
};

function blockItem({ file }: FileResult, block: FoundBlock): vscode.TreeItem {
  const { usage, algorithm, version } = block;
  const named = (value: CodedValue): string => (value.known ? localised(value.words) : visible(value.code));
  const item = new vscode.TreeItem(
    `${visible(usage.code)} ${usage.known ? localised(usage.words) : ''}`.trim(),
  );
  const findings =
    block.findings.length === 0
      ? ''
      : block.findings.length === 1
        ? vscode.l10n.t('1 finding')
        : vscode.l10n.t('{0} findings', block.findings.length);
  const line = vscode.l10n.t('line {0}', block.range.start.line + 1);
  const columns = [visible(version.code), named(algorithm), line, findings];
  item.description = columns.filter((part) => part !== '').join(' · ');
  const [icon, colour] = block.worst ? icons[block.worst] : ['key', undefined];
  item.iconPath = new vscode.ThemeIcon(
    icon,
    colour === undefined ? undefined : new vscode.ThemeColor(colour),
  );
  const tooltip = [
    visible(block.header),
    vscode.l10n.t('Version {0}, {1}, {2}', visible(version.code), named(usage), named(algorithm)),
    vscode.l10n.t('{0} characters', block.characters),
    ...block.findings.map(({ code }) => code),
  ];
  item.tooltip = tooltip.join('\n');
  item.accessibilityInformation = { label: [item.label as string, item.description].join(', ') };
  const options: vscode.TextDocumentShowOptions = { selection: block.range };
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [file.uri, options] };
  item.contextValue = 'keyBlock';
  return item;
}

function skippedItem({ uri, reason }: SkippedFile): vscode.TreeItem {
  const item = new vscode.TreeItem(uri);
  const limit = Math.round(wholeReadLimit / (1024 * 1024));
  item.description = {
    tooLarge: vscode.l10n.t('larger than {0} MB; this file system reads only entire files', limit),
    unreadable: vscode.l10n.t('could not be read'),
    unreadableFolder: vscode.l10n.t('folder could not be listed'),
  }[reason];
  item.iconPath = new vscode.ThemeIcon('circle-slash');
  return item;
}

/** What was found, and all that was left out: limits are said aloud. */
export function summary(results: SearchResults): string {
  const { blockCount, files, filesSearched, filesBinary, skipped, state } = results;
  const parts =
    blockCount === 0 && state !== 'running'
      ? [
          filesSearched === 1
            ? vscode.l10n.t('No key blocks in 1 file.')
            : vscode.l10n.t('No key blocks in {0} files.', filesSearched),
        ]
      : [
          vscode.l10n.t(
            'Key blocks: {0}, in files: {1}. Files searched: {2}.',
            blockCount,
            files.length,
            filesSearched,
          ),
        ];
  if (state === 'running') parts.unshift(vscode.l10n.t('Searching…'));
  if (state === 'cancelled') parts.push(vscode.l10n.t('Stopped: not everything was searched.'));
  if (state === 'full')
    parts.push(vscode.l10n.t('Stopped at {0} key blocks: not everything was searched.', mostBlocks));
  const cut = files.filter(({ more }) => more).length;
  if (cut > 0) parts.push(vscode.l10n.t('Files with more than the {1} listed: {0}.', cut, mostBlocksOfFile));
  if (filesBinary > 0) parts.push(vscode.l10n.t('Binary files skipped: {0}.', filesBinary));
  if (skipped.length > 0) parts.push(vscode.l10n.t('Not searched, listed below: {0}.', skipped.length));
  return parts.join(' ');
}
