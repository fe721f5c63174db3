/**
 * The view of keys with 100 000 of them: the first page from a simulator, and what the view does once all pages are in,
 * which are answered from memory here: 1 000 calls to a simulator are the simulator's time. A plain program.
 */
import type * as vscode from 'vscode';
import { connectAws } from '../../src/keyservice/aws/service';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { startSimulator } from '../../src/keyservice/simulator/server';
import { KeysView } from '../../src/extension/keys/keysView';
import type { TreeNode } from '../../src/extension/keys/keyRows';
import type { KeyServiceConnection } from '../../src/extension/service/connection';
import { KeyCatalogue } from '../../src/extension/service/keyCatalogue';
import type { ServiceTools } from '../../src/extension/service/tools';
import type { KeySummary } from '../../src/keyservice/operations';
import { report } from './report';

const count = 100_000;
const never = (): { dispose: () => void } => ({ dispose: () => undefined });
const usages = ['P0_PIN_ENCRYPTION_KEY', 'M6_ISO_9797_5_CMAC_KEY', 'D0_SYMMETRIC_DATA_ENCRYPTION_KEY'];

/** As JSON of an answer is parsed: every object is of its own. */
const summary = (i: number): KeySummary =>
  JSON.parse(
    JSON.stringify({
      KeyArn: `arn:aws:payment-cryptography:us-east-1:111122223333:key/${((i * 2_654_435_761) >>> 0).toString(36).padStart(16, '0')}`,
      KeyState: 'CREATE_COMPLETE',
      Enabled: i % 50 !== 0,
      Exportable: true,
      KeyCheckValue: (i * 7919).toString(16).toUpperCase().padStart(6, '0').slice(-6),
      KeyAttributes: {
        KeyUsage: `TR31_${usages[i % usages.length]!}`,
        KeyClass: 'SYMMETRIC_KEY',
        KeyAlgorithm: 'AES_128',
        KeyModesOfUse: {
          Encrypt: true,
          Decrypt: true,
          Wrap: true,
          Unwrap: true,
          Generate: false,
          Sign: false,
          Verify: false,
          DeriveKey: false,
          NoRestrictions: false,
        },
      },
    }),
  ) as KeySummary;

function viewOf(service: unknown): { catalogue: KeyCatalogue; view: KeysView } {
  const connection = {
    onDidChange: never,
    onDidWait: never,
    chosen: { choice: { kind: 'simulator' } },
    connect: () => Promise.resolve(service),
  };
  const catalogue = new KeyCatalogue(connection as unknown as KeyServiceConnection);
  const tree = { visible: true, onDidChangeVisibility: never, selection: [] };
  const state = { get: () => undefined, update: () => Promise.resolve() };
  const view = new KeysView(
    tree as unknown as vscode.TreeView<TreeNode>,
    {
      catalogue,
      connection,
      context: { globalState: state },
    } as unknown as ServiceTools,
  );
  return { catalogue, view };
}

/** Every row that VS Code asks for of what is open at first. */
const paint = (view: KeysView): number =>
  view
    .getChildren()
    .reduce((sum, node) => sum + view.getChildren(node).map((one) => view.getTreeItem(one)).length, 0);
const timed = async (run: () => unknown): Promise<number> => {
  const began = performance.now();
  await run();
  return performance.now() - began;
};

const simulator = await startSimulator();
const { url, region, credentials } = simulator;
const aws = connectAws({
  target: { kind: 'simulator', profile: 'simulator', region, endpoint: url },
  credentials: () => Promise.resolve(credentials),
  queue: new RateQueue({ rate: 100_000 }),
});
for (let i = 0; i < 300; i++)
  await aws.call('CreateKey', {
    KeyAttributes: {
      KeyUsage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      KeyClass: 'SYMMETRIC_KEY',
      KeyAlgorithm: 'AES_128',
      KeyModesOfUse: { NoRestrictions: true },
    },
    Exportable: true,
  });
const small = viewOf(aws);
report(
  'keys: first page of the tree, with the simulator',
  'ours',
  await timed(async () => {
    await small.catalogue.refresh();
    paint(small.view);
  }),
);
small.catalogue.dispose();
await simulator.close();

let next = 0;
const pages = {
  call: (operation: string) =>
    Promise.resolve({
      output:
        operation === 'ListAliases'
          ? { Aliases: [] }
          : {
              Keys: Array.from({ length: 100 }, () => summary(next++)),
              ...(next < count ? { NextToken: String(next) } : {}),
            },
    }),
};
global.gc?.();
const before = process.memoryUsage().heapUsed;
const { catalogue, view } = viewOf(pages);
report(
  `keys: all pages of ${count} in the catalogue, with the view`,
  'ours',
  await timed(() => catalogue.loadAll()),
);
report(`keys: rows of ${count} in three groups, 1 000 of each shown`, 'ours', await timed(() => paint(view)));
for (const filter of ['disabled 1f', 'aes-128 ab']) {
  const task = `keys: filter "${filter}" over ${count}`;
  report(task, 'ours', await timed(() => ((view.filter = filter), view.getChildren())));
  report(`${task}, its rows`, 'ours', await timed(() => paint(view)));
}
view.filter = '';
paint(view);
global.gc?.();
console.log(
  `${catalogue.size} keys; heap ${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0)} MB`,
);
catalogue.dispose();
