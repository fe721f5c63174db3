import * as vscode from 'vscode';
import { askManifest, reconcileKeys } from '../../../src/extension/reports/reconcileKeys';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { equal, excludes, includes, ok } from '../support/check';
import { activated } from '../support/hovers';
import { closeAll } from '../support/inspectorTab';
import { scriptedUi } from '../support/scriptedUi';

/** What was kept, as the state of the extension would. */
function columnState(): {
  get: <T>(key: string, otherwise?: T) => T;
  update: (key: string, value: unknown) => Promise<void>;
  kept: Map<string, unknown>;
} {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: <T>(key: string, otherwise?: T) => (kept.get(key) as T | undefined) ?? (otherwise as T),
    update: (key, value) => Promise.resolve(void kept.set(key, value)),
  };
}

/** A file of the sample workspace. */
function sampleUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  ok(folder, 'a workspace folder is open');
  return vscode.Uri.joinPath(folder.uri, name);
}

describe('Reconcile Keys', () => {
  before(activated);
  afterEach(closeAll);
  const here = (): vscode.Uri => sampleUri('hsm-list.csv');
  const there = (): vscode.Uri => sampleUri('hsm-list-other.csv');

  it('compares two lists, asks for their columns once, and keeps the headers only', async () => {
    const state = columnState();
    const ui = scriptedUi(
      [{ choose: 'Use these columns' }, { choose: 'Select a File' }, { choose: 'Use these columns' }],
      { files: [there()] },
    );
    const done = await reconcileKeys(ui, state, undefined, here());
    ok(done, 'a result');
    equal(
      done.result.counts,
      {
        different: 1,
        missingThere: 2,
        missingHere: 1,
        notComparable: 5,
        probable: 0,
        matched: 1,
      },
      'counts',
    );
    const { markdown } = done.report;
    includes(markdown, 'differs: exportability (exportable / not exportable)', 'page');
    includes(markdown, 'a component is not a key', 'page');
    includes(markdown, 'a KCV of fewer than six digits', 'page');
    includes(markdown, 'Pairs of different keys expected to have the same KCV by chance: ', 'page');
    const kept = JSON.stringify([...state.kept]);
    includes(kept, 'checkdigits', 'kept');
    for (const content of ['08D7B4', 'PEK', 'hsm-list', 'D0112']) excludes(kept, content, 'kept');
    const again = scriptedUi([{ choose: 'Select a File' }], { files: [there()] });
    ok(await reconcileKeys(again, state, undefined, here()), 'a result without questions about columns');
    for (const form of done.report.forms ?? []) {
      if (form.extension !== 'keymanifest.json')
        excludes((await form.text()) ?? '', 'D0112', `key block in ${form.label}`);
    }
  });

  it('lets a column be changed, and needs one with the KCV', async () => {
    const ui = scriptedUi([
      { choose: 'Check Digits KCV' },
      { choose: 'Not used' },
      { choose: 'Key Block' },
      { choose: 'Not used' },
      { choose: 'Use these columns' },
      { choose: 'Check Digits Not used' },
      { choose: 'KCV' },
      { choose: 'Use these columns' },
      'escape',
    ]);
    equal(await reconcileKeys(ui, columnState(), undefined, here()), undefined, 'given up');
    includes(ui.said.join(), 'Select the column of the KCV, or of the key block.', 'said');
  });

  it('makes a manifest of what is missing and has a key block', async () => {
    const ui = scriptedUi(
      [
        { choose: 'Use these columns' },
        { choose: 'Select a File' },
        { choose: 'Use these columns' },
        { type: 'kek-main' },
      ],
      { files: [there()] },
    );
    const done = await reconcileKeys(ui, columnState(), undefined, here());
    ok(done, 'a result');
    const text = await askManifest(ui, done.result);
    ok(text, 'a manifest');
    const { rows, findings } = readManifest(text);
    equal(findings.length, 0, 'findings');
    equal(
      rows.map(({ alias, wrappingKey, checkValue, checkValueAlgorithm }) => [
        alias,
        wrappingKey,
        checkValue,
        checkValueAlgorithm,
      ]),
      [
        ['alias/PEK-02', 'alias/kek-main', '233155', 'CMAC'],
        ['alias/KEK-MAIN', 'alias/kek-main', 'C7CAA2', 'ANSI_X9_24'],
      ],
      'rows',
    );
  });

  it('refuses what is not a list', async () => {
    const ui = scriptedUi([{ choose: 'Select a File' }, 'escape'], { files: [sampleUri('expired.crt')] });
    equal(await reconcileKeys(ui, columnState(), undefined), undefined, 'given up');
    includes(ui.said.join(), 'is not a list of keys', 'said');
  });
});
