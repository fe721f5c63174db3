// The view of keys with more of them than a group shows: a real catalogue behind it.
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

import type * as vscode from 'vscode';
import { KeysView } from '../../src/extension/keys/keysView';
import type { TreeNode } from '../../src/extension/keys/keyRows';
import type { KeyServiceConnection } from '../../src/extension/service/connection';
import { KeyCatalogue } from '../../src/extension/service/keyCatalogue';
import type { ServiceTools } from '../../src/extension/service/tools';
import type { Key } from '../../src/keyservice/operations';

const never = (): { dispose: () => void } => ({ dispose: () => undefined });
const arn = (i: number): string =>
  `arn:aws:payment-cryptography:us-east-1:111122223333:key/${i.toString(16).padStart(16, '0')}`;
const key = (i: number): Key => ({
  KeyArn: arn(i),
  KeyState: 'CREATE_COMPLETE',
  Enabled: true,
  Exportable: true,
  KeyCheckValue: '08D7B4',
  KeyAttributes: {
    KeyUsage: i % 10 === 0 ? 'TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY' : 'TR31_P0_PIN_ENCRYPTION_KEY',
    KeyClass: 'SYMMETRIC_KEY',
    KeyAlgorithm: 'AES_128',
    KeyModesOfUse: { NoRestrictions: true },
  },
});

describe('the view of keys, 2 600 in one group', () => {
  let view: KeysView;
  let revealed: TreeNode | undefined;
  const groupWith = (code: string): TreeNode =>
    view.getChildren().find((node) => node.kind === 'group' && node.id.endsWith(code))!;
  const rows = (code: string): string[] =>
    view.getChildren(groupWith(code)).map((node) => (node.kind === 'more' ? 'more' : node.id));

  beforeEach(() => {
    const connection = { onDidChange: never, onDidWait: never, chosen: { choice: { kind: 'simulator' } } };
    const catalogue = new KeyCatalogue(connection as unknown as KeyServiceConnection);
    // Last first, as each new one is put before the others.
    for (let i = 2888; i >= 0; i--) catalogue.keyChanged(key(i), catalogueChoice(connection));
    const tree = {
      visible: false,
      onDidChangeVisibility: never,
      selection: [],
      reveal: (node: TreeNode) => Promise.resolve(void (revealed = node)),
    };
    view = new KeysView(
      tree as unknown as vscode.TreeView<TreeNode>,
      {
        catalogue,
        connection,
        context: { globalState: { get: () => undefined, update: () => Promise.resolve() } },
      } as unknown as ServiceTools,
    );
  });

  it('shows a thousand, then a thousand more with each Load More, then no such row', () => {
    const more = view.getChildren(groupWith('P0')).at(-1)!;
    expect(rows('P0')).toHaveLength(1001);
    const item = view.getTreeItem(more);
    expect(item.description).toBe('1,000 of 2,600 shown');
    const [{ group }] = item.command!.arguments as [{ group: string }];
    view.showMore(group);
    expect(rows('P0')).toHaveLength(2001);
    view.showMore(group);
    expect(rows('P0')).toHaveLength(2600);
    expect(rows('P0')).not.toContain('more');
    expect(new Set(rows('P0')).size).toBe(2600);
    expect(rows('D0')).toHaveLength(289);
  });

  it('shows a key that is beyond them when it is asked for', async () => {
    const shown = new Set(rows('P0'));
    const hidden = arn(
      Array.from({ length: 2889 }, (_, i) => i).find((i) => i % 10 > 0 && !shown.has(arn(i)))!,
    );
    expect(await view.reveal(hidden)).toBe(true);
    expect(revealed?.id).toBe(hidden);
    expect(view.getParent(revealed!)).toBe(groupWith('P0'));
    expect(rows('P0')).toContain(hidden);
  });
});

const catalogueChoice = ({ chosen }: { chosen: { choice: object } }): never => chosen.choice as never;
