/** Rows of the tree of keys, and what is shown of each. */
import * as vscode from 'vscode';
import type { IdentityAction } from '../service/identityActions';
import type { CatalogueKey } from '../service/keyCatalogue';
import { numberText } from '../ui/localise';
import type { KeyGroup } from './keyTree';

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  group: KeyGroup;
}
export interface KeyNode {
  readonly kind: 'key';
  /** ARN. */
  readonly id: string;
  key: CatalogueKey;
  parent: GroupNode;
}
export interface ActionNode {
  readonly kind: 'action';
  /** The command. */
  readonly id: string;
  action: IdentityAction;
}
/** There are more keys in a group than are shown. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  parent: GroupNode;
}
export type TreeNode = GroupNode | KeyNode | ActionNode | MoreNode;

export function groupItem(group: KeyGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(group.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.id;
  item.description = group.count;
  item.contextValue = 'keyGroup';
  item.accessibilityInformation = {
    label:
      group.count === '1'
        ? vscode.l10n.t('{0}, 1 key', group.label)
        : vscode.l10n.t('{0}, {1} keys', group.label, group.count),
  };
  return item;
}

export function actionItem({ id, action: { label, icon, command } }: ActionNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = { command, title: label };
  item.contextValue = 'action';
  return item;
}

/** @param shown how many of its group are */
export function moreItem({ id, parent: { group } }: MoreNode, shown: number): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Load More…'));
  item.id = id;
  item.description = vscode.l10n.t('{0} of {1} shown', numberText(shown), numberText(group.size));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = {
    command: 'keyMaterial.keys.loadMore',
    title: vscode.l10n.t('Load More…'),
    arguments: [{ group: group.id }],
  };
  item.contextValue = 'action';
  return item;
}
