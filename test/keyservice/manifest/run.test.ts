// A run through the failures of a service: what each answer, and each number of them, makes of a row and of the run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/crypto/bytes';
import { KeyServiceError, type RawFailure } from '../../../src/keyservice/errors';
import type { ImportedNote } from '../../../src/keyservice/imports/note';
import type { JournalLine } from '../../../src/keyservice/manifest/journal';
import { preflight, type PreflightRow } from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { runManifest } from '../../../src/keyservice/manifest/run';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { KeyService, KeySummary, ServiceTarget } from '../../../src/keyservice/operations';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { folderIn, ports } from '../imports/importing';
import { allFour, attributes } from '../simulator/sdkClient';

const work = mkdtempSync(path.join(tmpdir(), 'kmi-run-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const target: ServiceTarget = {
  kind: 'aws',
  profile: 'p',
  region: 'us-east-2',
  account: '111122223333',
  endpoint: 'https://a.example',
};
const arn = (name: string): string =>
  `arn:aws:payment-cryptography:us-east-2:111122223333:key/${name.padEnd(16, 'a')}`;
const kek = fromHex('000102030405060708090A0B0C0D0E0F')!;
const wrapping: KeySummary = {
  KeyArn: arn('kek'),
  KeyState: 'CREATE_COMPLETE',
  KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
  KeyCheckValue: '08D7B4',
  Enabled: true,
};
const header = { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' } as const;
const block = testKeyBlock(header, fromHex('0F0E0D0C0B0A09080706050403020100')!, kek);

/** Rows as the check of a manifest judges them, with what an earlier import would have left. */
function rowsOf(given: readonly Record<string, unknown>[], more: Partial<PreflightRow> = {}): PreflightRow[] {
  const text = JSON.stringify({
    version: 1,
    keys: given.map((row) => ({ keyBlock: block, wrappingKey: arn('kek'), ...row })),
  });
  const { rows } = preflight(readManifest(text), {
    target,
    now: new Date('2026-12-01T00:00:00Z'),
    keys: [wrapping],
    aliases: new Map(),
    notes: new Map(),
  });
  return rows.map((row) => ({ ...row, verdict: 'ready', ...more }));
}

type Script = Partial<Record<OperationName, readonly (Partial<RawFailure> | object | 'ok')[]>>;

/** What comes of rows where the service answers as the script says, and with `ok` behind its end. */
async function told(rows: readonly PreflightRow[], script: Script, stopAt = Infinity): Promise<string> {
  const left = new Map(Object.entries(script).map(([name, answers]) => [name, [...answers]]));
  const calls: string[] = [];
  const pauses: number[] = [];
  const signal = { aborted: false, addEventListener: () => undefined, removeEventListener: () => undefined };
  const usual: Readonly<Partial<Record<OperationName, object>>> = {
    GetAlias: { Alias: { AliasName: 'alias/a' } },
    ListKeys: { Keys: [] },
  };
  const service = {
    target,
    honoursReady: false,
    call: (operation: OperationName) => {
      calls.push(operation);
      if (calls.length >= stopAt) signal.aborted = true;
      const next = left.get(operation)?.shift() ?? 'ok';
      if (next === 'ok') return Promise.resolve({ output: usual[operation] ?? {}, requestId: 'r' });
      if ('output' in next) return Promise.resolve(next);
      return Promise.reject(new KeyServiceError({ operation, endpoint: target.endpoint, ...next }));
    },
  } as unknown as KeyService;
  const lines: JournalLine[] = [];
  const given = ports(folderIn(work));
  const steps: string[] = [];
  const result = await runManifest(
    { manifest: 'file:///m', name: 'm', rows },
    {
      ...given,
      service,
      journal: { append: (...some) => Promise.resolve(void lines.push(...some)) },
      newId: () => 'a'.repeat(32),
      clock: {
        ...given.clock,
        now: () => 5,
        pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
      },
      signal: signal,
      progress: ({ done, of, waiting, outcome }) =>
        steps.push(`${done}/${of}${waiting === undefined ? '' : ` ${waiting}`}${outcome ? '!' : ''}`),
    },
  );
  const ended = result.outcomes.map(
    ({ number, result: one, error, why, candidates, alias, found, kcv, arn: made }) =>
      JSON.stringify({ number, one, error: error?.kind, why, candidates, alias, found, kcv, made }),
  );
  const { end } = result;
  const error = 'error' in end ? ` ${end.error.kind}` : '';
  const repeated = end.kind === 'repeated' ? ` ${end.result}` : '';
  return `${end.kind}${repeated}${error} | ${calls.join(' ')} | ${pauses.join(' ')} | ${steps.join(' ')} | ${ended.join(' ')} | ${lines.map((line) => JSON.stringify(line).length).join(' ')}`;
}

const record = {
  state: 'imported',
  arn: arn('made'),
  kcv: '08D7B4',
  requestId: 'q',
} as unknown as ImportedNote;
const failures: Readonly<Record<string, Partial<RawFailure>>> = {
  throttled: { name: 'ThrottlingException', status: 400 },
  lost: { networkCode: 'ECONNRESET' },
  'timed out': { name: 'TimeoutError' },
  unavailable: { name: 'InternalServerException', status: 500 },
  denied: { name: 'AccessDeniedException', status: 400, requestId: 'r' },
  'not found': { name: 'ResourceNotFoundException', status: 400 },
  conflict: { name: 'ConflictException', status: 400 },
  invalid: { name: 'ValidationException', status: 400, requestId: 'r' },
  quota: { name: 'ServiceQuotaExceededException', status: 400 },
  expired: { name: 'ExpiredTokenException', status: 400 },
  unheard: { name: 'New', status: 400, requestId: 'r' },
  nobody: { name: 'New' },
};
const counts = [1, 2, 3, 4, 8];

it('calls for a key that was imported before', async () => {
  const lines: string[] = [];
  const kinds: readonly (readonly [OperationName, PreflightRow[]])[] = [
    ['GetAlias', rowsOf([{ alias: 'alias/a' }], { record })],
    ['CreateAlias', rowsOf([{ alias: 'alias/a' }], { record })],
    ['UpdateAlias', rowsOf([{ alias: 'alias/a' }], { record })],
    ['StartKeyUsage', rowsOf([{ alias: 'alias/a', checkValue: '08D7B4' }], { record, enable: true })],
  ];
  for (const [operation, rows] of kinds)
    for (const [name, failure] of Object.entries(failures))
      for (const count of name === 'throttled' || counts.length === 0 ? counts : counts.slice(0, 4)) {
        const none = Array.from({ length: 9 }, () => ({ name: 'ResourceNotFoundException', status: 400 }));
        const script = {
          ...(operation === 'CreateAlias' ? { GetAlias: none } : {}),
          [operation]: Array.from({ length: count }, () => failure),
        };
        lines.push(`${operation} ${name} ${count}: ${await told(rows, script)}`);
      }
  const alias = rowsOf([{ alias: 'alias/a' }], { record });
  const pointing = (KeyArn: string) => ({
    GetAlias: [{ output: { Alias: { AliasName: 'alias/a', KeyArn } } }],
  });
  const checked = (checkValue: string, more: object = {}) =>
    rowsOf([{ alias: 'alias/a', checkValue }], { record: { ...record, ...more } });
  const cases: readonly (readonly [string, PreflightRow[], Script])[] = [
    ['points to it', alias, pointing(arn('made'))],
    ['points to another', alias, pointing(arn('other'))],
    ['no alias', rowsOf([{}], { record }), {}],
    ['another check value', checked('08D7B5'), {}],
    ['no check value', checked('08D7B4', { kcv: undefined }), {}],
    ['an empty check value', checked('08D7B4', { kcv: '' }), {}],
    ['the same check value', checked('08D7B4'), {}],
    ['found', rowsOf([{}], { record: { ...record, found: 'tag' } }), {}],
    ['nothing wanted', rowsOf([{}], { verdict: 'blocked' }), {}],
    ['no rows', [], {}],
  ];
  for (const [name, rows, script] of cases) lines.push(`${name}: ${await told(rows, script)}`);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/runAfter.txt');
});

it('rows that come out wrong in succession', async () => {
  const lines: string[] = [];
  const rows = (count: number, given: object = {}) =>
    rowsOf(
      Array.from({ length: count }, () => ({ alias: 'alias/a', ...given })),
      { record },
    );
  const none = { name: 'ResourceNotFoundException', status: 400 };
  const script = (...errors: (Partial<RawFailure> | object)[]): Script => ({
    GetAlias: errors.map(() => none),
    CreateAlias: errors,
  });
  const { denied = {}, invalid = {}, unheard = {} } = failures;
  for (const count of [2, 3, 4, 5]) {
    lines.push(
      `denied ${count}: ${await told(rows(count), script(...Array.from({ length: count }, () => denied)))}`,
    );
    lines.push(
      `invalid ${count}: ${await told(rows(count), script(...Array.from({ length: count }, () => invalid)))}`,
    );
    lines.push(`differs ${count}: ${await told(rows(count, { checkValue: '08D7B5' }), {})}`);
  }
  lines.push(`denied and invalid: ${await told(rows(5), script(denied, invalid, denied, denied, invalid))}`);
  lines.push(`denied in the end: ${await told(rows(5), script(invalid, denied, denied, denied, denied))}`);
  lines.push(
    `right in between: ${await told(rows(5), { GetAlias: [none, none, none, none, none], CreateAlias: [denied, denied, 'ok', denied, denied] })}`,
  );
  lines.push(`unheard of: ${await told(rows(5), script(unheard, unheard, unheard, unheard))}`);
  for (const stopAt of [1, 2, 3])
    lines.push(
      `stopped at call ${stopAt}: ${await told(rows(4), script(failures.throttled!, failures.throttled!), stopAt)}`,
    );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/runRepeated.txt');
});

it('imports', async () => {
  const key = {
    KeyArn: arn('made'),
    KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
    KeyCheckValue: '08D7B4',
    KeyCheckValueAlgorithm: 'CMAC',
    KeyState: 'CREATE_COMPLETE',
    KeyOrigin: 'EXTERNAL',
    Enabled: true,
    Exportable: true,
    CreateTimestamp: new Date(0),
  };
  const made = { output: { Key: key }, requestId: 'r' };
  const lines: string[] = [`right: ${await told(rowsOf([{}]), { ImportKey: [made] })}`];
  for (const [name, failure] of Object.entries(failures))
    for (const count of [1, 2, 3, 4])
      lines.push(
        `${name} ${count}: ${await told(rowsOf([{}]), { ImportKey: [...Array.from({ length: count }, () => failure), made] })}`,
      );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/runImports.txt');
});
