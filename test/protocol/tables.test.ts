// Messages of the pages, whole: each member left out and given as each of many values.
import { expect, it } from 'vitest';
import {
  isFromInspectorPage,
  isToInspectorPage,
  longestInput,
  restoreTokenOf,
} from '../../src/protocol/inspector';
import {
  importShells,
  importTokenOf,
  isFromImportPage,
  isToImportPage,
  mostDropped,
} from '../../src/protocol/importPage';
import * as importPage from '../../src/protocol/importPage';
import * as inspector from '../../src/protocol/inspector';
import * as manifestPage from '../../src/protocol/manifestPage';
import * as structure from '../../src/protocol/structure';
import * as verification from '../../src/protocol/verification';
import { isFromManifestPage, isToManifestPage, manifestTokenOf } from '../../src/protocol/manifestPage';
import {
  actionIds,
  copyForms,
  isFromStructurePage,
  isToStructurePage,
  longestSearch,
  mostBytesAsked,
  mostRowsAsked,
  structureTokenOf,
  tabIds,
} from '../../src/protocol/structure';
import { isFromVerification, isToVerification, revealSeconds } from '../../src/protocol/verification';

const most = Number.MAX_SAFE_INTEGER;
const numbers = [
  -2,
  -1,
  0,
  0.5,
  1,
  999,
  1000,
  1001,
  65_535,
  65_536,
  65_537,
  most,
  most + 1,
  Number.NaN,
  Infinity,
];
const texts = [
  '',
  'x',
  ...[99, 100, 101, 999, 1000, 1001, 10_000, 10_001, 39_999, 40_000, 40_001, 100_000, 100_001].map((length) =>
    'x'.repeat(length),
  ),
];
const values: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  {},
  [],
  ...numbers,
  ...texts,
  // One of each list; the lists themselves stand below.
  'overview',
  'base64',
  'import',
];

const named = (value: unknown): string =>
  typeof value === 'string' && value.length > 30
    ? `${value.length} characters`
    : typeof value === 'number' || value === undefined
      ? String(value)
      : JSON.stringify(value);

/** For each member, the values that are let through. */
function told(guard: (value: unknown) => boolean, messages: readonly Record<string, unknown>[]): string {
  return messages
    .flatMap((message) => [
      `${String(message.type)}: ${guard(message)}`,
      ...Object.keys(message).map((name) => {
        const passed = values.filter((value) => guard({ ...message, [name]: value })).map(named);
        return `${String(message.type)}.${name}: ${passed.join(', ')}`;
      }),
    ])
    .join('\n');
}

const from = [
  { type: 'ready' },
  { type: 'tab', tab: 'chain' },
  { type: 'part', part: 3 },
  { type: 'rows', from: 0, to: mostRowsAsked, generation: 1 },
  { type: 'bytes', from: 0, to: mostBytesAsked },
  { type: 'fold', node: -1, open: true, all: true },
  { type: 'row', row: 0, generation: 1 },
  { type: 'locate', offset: 4, end: 0, focus: true },
  { type: 'letters', text: 'ser', row: 2 },
  { type: 'parent', node: 2 },
  { type: 'find', text: 'x', backwards: false },
  { type: 'goTo', text: '0x10' },
  { type: 'copy', form: 'hex', from: 0, to: 10, node: 1 },
  { type: 'copyText', text: 'AA:BB' },
  { type: 'secondOpinion' },
  { type: 'whole' },
  { type: 'paste', text: 'AA' },
  { type: 'action', id: 'reveal', argument: 0 },
];
const to = [
  { type: 'texts', texts: {} },
  { type: 'show', model: {} },
  { type: 'contents', contents: {} },
  { type: 'overview', sections: [], verdicts: [], notices: [] },
  { type: 'chain', chain: {} },
  { type: 'findings', findings: [], more: 0, summary: '', checks: [] },
  { type: 'found', text: '', failed: false },
  { type: 'secondOpinion', statements: [] },
  { type: 'tree', total: 1, generation: 1 },
  { type: 'rows', generation: 1, rows: [] },
  { type: 'bytes', from: 0, hex: '' },
  { type: 'select', row: {}, total: 1, generation: 1, offset: 0, path: '', focus: true },
  { type: 'say', text: '' },
  { type: 'ask', text: '', problem: '' },
];

it('the structure viewer', async () => {
  const token = { uri: 'file:///a.pem', start: 3, end: 9 };
  const tokens = Object.keys(token).map(
    (name) =>
      `${name}: ${values
        .filter((value) => structureTokenOf({ ...token, [name]: value }) !== undefined)
        .map(named)
        .join(', ')}`,
  );
  const limits = JSON.stringify({
    actionIds,
    tabIds,
    copyForms,
    mostRowsAsked,
    mostBytesAsked,
    longestSearch,
    longestInput,
    revealSeconds,
  });
  await expect(
    [told(isFromStructurePage, from), told(isToStructurePage, to), ...tokens, limits].join('\n'),
  ).toMatchFileSnapshot('whole/structure.txt');
});

it('the Import Key page', async () => {
  const from = [
    ...['ready', 'chooseFile', 'reveal', 'import', 'cancel'].map((type) => ({ type })),
    { type: 'set', field: 'alias', value: 'pek-01' },
    { type: 'act', field: 'pair', id: 'make' },
    { type: 'source', id: '0' },
    { type: 'paste', text: 'D0112' },
    { type: 'drop', name: 'a.der', bytes: new Uint8Array([0x30]) },
    ...importShells.map((shell) => ({ type: 'shell', shell })),
    ...['json', 'cli', 'row'].map((what) => ({ type: 'copy', what, id: 'arn' })),
  ];
  const to = [{ type: 'texts', texts: {} }, { type: 'show', model: {}, focus: 'import' }, { type: 'copied' }];
  const token = { uri: 'file:///a.txt', start: 3, end: 9, way: 'keyBlock' };
  const tokens = Object.keys(token).map(
    (name) =>
      `${name}: ${values
        .filter((value) => importTokenOf({ ...token, [name]: value }) !== undefined)
        .map(named)
        .join(', ')}`,
  );
  await expect(
    [told(isFromImportPage, from), told(isToImportPage, to), ...tokens].join('\n'),
  ).toMatchFileSnapshot('whole/importPage.txt');
  expect(isFromImportPage({ type: 'drop', name: 'a', bytes: new Uint8Array(mostDropped) })).toBe(true);
  expect(isFromImportPage({ type: 'drop', name: 'a', bytes: new Uint8Array(mostDropped + 1) })).toBe(false);
});

it('the page of a manifest', async () => {
  const from = [
    ...['ready', 'import', 'stop'].map((type) => ({ type })),
    { type: 'reveal', row: 3 },
    { type: 'act', row: 3, id: 'show' },
    { type: 'copy', row: 3 },
  ];
  const to = [
    { type: 'texts', texts: {} },
    { type: 'show', model: {} },
    { type: 'rows', rows: [] },
    { type: 'changed', rows: [] },
    { type: 'copied' },
  ];
  const token = `uri: ${values
    .filter((uri) => manifestTokenOf({ uri }) !== undefined)
    .map(named)
    .join(', ')}`;
  await expect(
    [told(isFromManifestPage, from), told(isToManifestPage, to), token].join('\n'),
  ).toMatchFileSnapshot('whole/manifestPage.txt');
});

it('the inspector and its verification', async () => {
  const inspector = [
    ...['ready', 'verify', 'import', 'compare', 'endCompare', 'endMade', 'back', 'forward'].map((type) => ({
      type,
    })),
    { type: 'decode', text: 'D' },
    ...['json', 'markdown', 'block'].map((as) => ({ type: 'copy', as })),
    { type: 'copyCharacters', start: 0, end: 4 },
    { type: 'openCertificate', start: 0, end: 4 },
    ...['aws', 'block'].map((of) => ({ type: 'copyFinding', of, index: 0 })),
    { type: 'select', start: 5, end: 7 },
    { type: 'showInEditor', start: 5, end: 7 },
  ];
  const page = [
    { type: 'texts', texts: {} },
    { type: 'show', model: {}, offers: {} },
    { type: 'empty', offers: {} },
    { type: 'moved', restore: {}, place: '' },
    { type: 'copied' },
  ];
  const verification = [
    { type: 'verification', model: {} },
    { type: 'revealed', key: '', seconds: 3 },
    { type: 'hidden' },
    { type: 'expected', text: '08D7B4' },
  ];
  const token = { uri: 'file:///a.pem', start: 3, end: 9, selection: true };
  const tokens = Object.keys(token).map((name) => {
    const read = values.map((value) => [value, restoreTokenOf({ ...token, [name]: value })] as const);
    return `${name}: ${read
      .filter(([, one]) => one !== undefined)
      .map(([value, one]) => `${named(value)}${one?.selection ? ' selected' : ''}`)
      .join(', ')}`;
  });
  await expect(
    [
      told(isFromInspectorPage, inspector),
      told(isToInspectorPage, page),
      told(isToVerification, verification),
      told(isFromVerification, [{ type: 'reveal' }, { type: 'hide' }, { type: 'expect', text: '08D7B4' }]),
      ...tokens,
    ].join('\n'),
  ).toMatchFileSnapshot('whole/inspector.txt');
});

it('what pages and extension count with and name alike', async () => {
  const lines = Object.entries({ importPage, inspector, manifestPage, structure, verification }).flatMap(
    ([module, exported]) =>
      Object.entries(exported).flatMap(([name, value]) =>
        typeof value === 'function' || (typeof value === 'object' && 'kind' in value)
          ? []
          : [`${module} ${name}: ${JSON.stringify(value)}`],
      ),
  );
  await expect(lines.sort().join('\n')).toMatchFileSnapshot('whole/constants.txt');
});
