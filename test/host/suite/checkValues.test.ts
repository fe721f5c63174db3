import * as vscode from 'vscode';
import { explainValues, offeredValues } from '../../../src/extension/reports/explainCheckValues';
import { equal, excludes, includes, ok } from '../support/check';
import { activated } from '../support/hovers';
import { closeAll } from '../support/inspectorTab';
import { scriptedUi, type Reply } from '../support/scriptedUi';

/** 0123456789ABCDEF FEDCBA9876543210, and its first half alone. */
const key = '0123456789ABCDEFFEDCBA9876543210';
const [whole, half] = ['08D7B4', 'D5D44F'];

const form = `Key ceremony form 7
Component 1 KCV: 213B67
Component 2 KCV: 76B1A4
KCV of the key (sender):   ${whole}
KCV of the key (receiver): ${half}
`;

const opened = (content: string): Thenable<vscode.TextDocument> =>
  vscode.workspace.openTextDocument({ content, language: 'plaintext' });

const factsOnly: Reply[] = [
  { choose: 'TDES, 128 bits' },
  { choose: 'In a key block' },
  { choose: 'No: use' },
];

describe('Explain Check Values', () => {
  before(activated);
  afterEach(closeAll);

  it('compares values that were typed, and ranks nothing that the digits do not show', async () => {
    const ui = scriptedUi([{ type: 'none' }, { type: '111111' }, { type: '111111, 222222' }, ...factsOnly]);
    const explained = await explainValues(ui, { values: [], picked: [] });
    ok(explained, 'an answer');
    equal(
      ui.remarks,
      ['A check value has 4 to 40 hexadecimal digits (0–9, A–F).', 'Type 2 values or more.'],
      'remarks',
    );
    const { markdown } = explained.report;
    includes(markdown, 'No cause is shown by the digits.', 'page');
    includes(markdown, 'DES and TDES ignore parity bits', 'page');
    includes(markdown, 'the key was moved in a key block, whose MAC fails under another key or mode', 'page');
    excludes(markdown, 'same key', 'page');
  });

  it('reads the form in the editor and names the cause with a test key', async () => {
    const offered = await offeredValues(undefined, await opened(form));
    equal(
      offered.picked.map(({ given }) => [given.value, given.role]),
      [
        ['213B67', 'component'],
        ['76B1A4', 'component'],
        [whole, 'key'],
        [half, 'key'],
      ],
      'offered',
    );
    const ui = scriptedUi([
      'accept',
      { choose: 'TDES, 128 bits' },
      { choose: 'Not known' },
      { choose: 'Yes, with the test key' },
      { choose: 'Hexadecimal digits' },
      { type: key },
      { choose: 'No' },
    ]);
    const explained = await explainValues(ui, offered);
    ok(explained, 'an answer');
    const [pair, ...more] = explained.explanation.pairs;
    equal(more.length, 0, 'other pairs');
    equal(
      pair!.named[0]!.causes.map(({ id, standing }) => [id, standing]),
      [
        ['halfKcv', 'computed'],
        ['singleDes', 'computed'],
        // K1K2K2 gives single DES with K1.
        ['length', 'computed'],
      ],
      'named',
    );
    includes(
      explained.report.markdown,
      '1. **KCV of one part of a TDES key**; **Equal parts reduce TDES',
      'page',
    );
    includes(explained.report.markdown, 'Check values cannot distinguish them.', 'page');
    excludes(explained.report.markdown, key.slice(0, 16), 'page');
    equal(ui.left(), 0, 'replies left');
  });

  it('computes components one by one', async () => {
    const ui = scriptedUi([
      { type: '08D7B4 8CA64D' },
      { choose: 'TDES, 128 bits' },
      { choose: 'In components' },
      { choose: 'Yes, with 2 test components' },
      { type: '1111111111111111' + '2222222222222222' },
      { choose: 'is correct' },
      { type: '10325476' + '98BADCFE' + 'DCFE98BA' + '54761032' },
      { choose: 'is correct' },
      { choose: 'No' },
    ]);
    const explained = await explainValues(ui, { values: [], picked: [] });
    ok(explained, 'an answer');
    equal(
      explained.explanation.pairs[0]!.named[0]!.causes.map(({ id }) => id),
      ['zeroKey', 'componentTwice', 'componentsEqual'],
      'named together',
    );
  });

  it('asks for no clear key where they are off', async () => {
    const ui = scriptedUi(
      [
        { type: '08D7B4 8CA64D' },
        { choose: 'AES-128' },
        { choose: 'Not known' },
        { choose: 'Yes, with the test key' },
      ],
      { clearKeys: false },
    );
    equal(await explainValues(ui, { values: [], picked: [] }), undefined, 'answer');
    includes(ui.said[0]!, 'Explain Check Values needs a clear key, and clear keys are turned off', 'said');
  });

  it('offers check values of key blocks in the editor', async () => {
    // KC and KP by X9.143:2021 table 15; the MAC does not matter here.
    const block = 'D0144P0TE00E0300KC0C0008D7B4KP0C01233155' + 'PB080000' + '0'.repeat(96);
    const offered = (await offeredValues(undefined, await opened(`block ${block}\n`))).values;
    equal(
      offered.map(({ given, facts }) => [
        given.value,
        given.role,
        given.method,
        facts.algorithm,
        facts.moved,
      ]),
      [
        ['08D7B4', 'key', 'ANSI_X9_24', 'TDES', 'keyBlock'],
        ['233155', 'kek', 'CMAC', 'TDES', 'keyBlock'],
      ],
      'offered',
    );
  });
});
