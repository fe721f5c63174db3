/**
 * No regular expression over unbounded input may take more than linear time: one over a file of a workspace would
 * freeze the extension host. Every expression of src and webview is held against a checker.
 */
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { expressionsOf, type Expression } from './expressions';

/** Expressions that are super-linear, or that the checker cannot judge, on input that is bounded. */
const exceptions: readonly { file: string; expression: string; bound: string }[] = [];
/** Expressions that are made at run time, and why they are linear. */
const computed: readonly { file: string; call: string; reason: string }[] = [];

const root = path.join(import.meta.dirname, '../..');

/** Limits by steps, not by time, so that a busy machine changes no verdict; quadratic is far beyond them. */
const limits = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  maxAttackStringSize: 30_000,
  attackLimit: 10_000_000,
  // Of the search where the automaton cannot judge: half the time, and it still finds what was here once.
  maxInitialGenerationSize: 200,
  maxIteration: 5,
};

/** The checker in plain JavaScript: its native program and its jar need not be installed. */
const worker = `
const { parentPort, workerData } = require('node:worker_threads');
process.env.RECHECK_SYNC_BACKEND = 'pure';
const { checkSync } = require(workerData.recheck);
parentPort.on('message', ({ source, flags }) => {
  const { status, complexity, error } = checkSync(source, flags, workerData.limits);
  parentPort.postMessage(status === 'safe' ? '' : (complexity?.summary ?? error?.kind ?? status));
});`;

/** For each expression '' where it is linear, else what it is instead. */
async function verdicts(all: readonly Pick<Expression, 'source' | 'flags'>[]): Promise<Map<string, string>> {
  const queue = new Map(all.map((one) => [`/${one.source}/${one.flags}`, one]));
  const waiting = [...queue].sort(([a], [b]) => b.length - a.length);
  const results = new Map<string, string>();
  const recheck = createRequire(import.meta.url).resolve('recheck');
  const run = async (): Promise<void> => {
    const one = new Worker(worker, { eval: true, workerData: { recheck, limits } });
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [name, { source, flags }] = next;
        const answer = new Promise<string>((resolve, reject) => {
          one.once('message', resolve);
          one.once('error', reject);
        });
        one.postMessage({ source, flags });
        results.set(name, await answer);
        one.removeAllListeners('error');
      }
    } finally {
      await one.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, run));
  return results;
}

/** What is wrong with the expressions and with the lists, as lines. */
function judge(
  all: readonly Expression[],
  results: ReadonlyMap<string, string>,
  excepted: typeof exceptions,
): string[] {
  const slow = all.filter(({ source, flags }) => results.get(`/${source}/${flags}`) !== '');
  const same = (a: { file: string }, b: Expression, expression: string): boolean =>
    a.file === b.file && expression === `/${b.source}/${b.flags}`;
  return [
    ...slow
      .filter((one) => !excepted.some((other) => same(other, one, other.expression)))
      .map((one) => {
        const name = `/${one.source}/${one.flags}`;
        return `${one.file}: ${name} is not linear: ${results.get(name) ?? 'not checked'}`;
      }),
    ...excepted
      .filter((one) => !slow.some((other) => same(one, other, one.expression)))
      .map((one) => `${one.file}: ${one.expression} needs no exception, or is gone`),
    ...excepted
      .filter(({ bound }) => bound.trim() === '')
      .map((one) => `${one.file}: ${one.expression}: the bound of its input is missing`),
  ];
}

function expressionsOfSource(): ReturnType<typeof expressionsOf> {
  const files = ['src', 'webview'].flatMap((top) =>
    readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?tsx?$/.test(name))
      .map((name) => `${top}/${name.replaceAll('\\', '/')}`),
  );
  const found = files.map((file) => expressionsOf(file, readFileSync(path.join(root, file), 'utf8')));
  return {
    expressions: found.flatMap(({ expressions }) => expressions),
    computed: found.flatMap((one) => one.computed),
  };
}

it('no expression is slower than linear, and no exception is left over', { timeout: 600_000 }, async () => {
  const { expressions } = expressionsOfSource();
  expect(expressions.length).toBeGreaterThan(200);
  expect(judge(expressions, await verdicts(expressions), exceptions)).toEqual([]);
});

it('an expression that is made at run time is listed with its reason', () => {
  const found = expressionsOfSource().computed.map(({ file, call }) => `${file}: ${call}`);
  expect(found.sort()).toEqual(computed.map(({ file, call }) => `${file}: ${call}`).sort());
  expect(computed.filter(({ reason }) => reason.trim() === '')).toEqual([]);
});

it('the checker catches the kinds that were here once', { timeout: 120_000 }, async () => {
  const bad = [
    String.raw`^\ufeff?(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*[{[]`,
    String.raw`[ \t]*(?:\r?\n)?([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]+)*)(?=\r?\n|$)`,
    String.raw`["']?[ \t]*(?:[+\\&][ \t]*_?[ \t]*)?(?:\r\n|\n|\r)([ \t]*)["']?`,
    String.raw`(a+)+$`,
    String.raw`["',;]+$`,
  ].map((source) => ({ file: 'a.ts', source, flags: '' }));
  const good = { file: 'a.ts', source: '^[0-9A-F]+$', flags: 'i' };
  const results = await verdicts([...bad, good]);
  expect(results.get('/(a+)+$/')).toContain('exponential');
  const found = judge([...bad, good], results, []);
  expect(found).toHaveLength(bad.length);
  for (const [i, { source }] of bad.entries()) expect(found[i]).toContain(`/${source}/ is not linear`);
});

it('an exception that is not needed, gone or without a bound is a failure', () => {
  const slow = { file: 'a.ts', source: 'a+$', flags: '' };
  const fast = { file: 'a.ts', source: '^a', flags: '' };
  const results = new Map([
    ['/a+$/', 'polynomial'],
    ['/^a/', ''],
  ]);
  const excepted = (file: string, expression: string, bound = 'sixteen characters') => [
    { file, expression, bound },
  ];
  expect(judge([slow, fast], results, excepted('a.ts', '/a+$/'))).toEqual([]);
  expect(judge([slow, fast], results, [])).toHaveLength(1);
  expect(judge([slow, fast], results, excepted('a.ts', '/a+$/', ' '))).toHaveLength(1);
  expect(judge([slow, fast], results, excepted('b.ts', '/a+$/'))).toHaveLength(2);
  expect(judge([fast], results, excepted('a.ts', '/^a/'))).toHaveLength(1);
  expect(judge([fast], results, excepted('a.ts', '/a+$/'))).toHaveLength(1);
  expect(judge([{ file: 'a.ts', source: 'new', flags: '' }], results, [])[0]).toContain('not checked');
});

it('finds literals, constant constructions and computed ones', () => {
  const { expressions, computed: made } = expressionsOf(
    'a.ts',
    `
    const digit = '[0-9]';
    const flags = 'g';
    const all = [/a\\/b/gi, new RegExp('c+'), RegExp(\`^\${digit}\` + '{2}$', flags), new globalThis.RegExp("d", "i")];
    const escape = new RegExp(\`\${String.fromCharCode(27)}\\\\[\`);
    let changing = 'x';
    function f(name: string) { return [new RegExp(name), RegExp(\`\${changing}\`), new RegExp('a', name)]; }
    function g() { const digit = 'y'; return digit; }
    const twice = new RegExp(digit);
    `,
  );
  expect(expressions.map(({ source, flags }) => `/${source}/${flags}`)).toEqual([
    '/a\\/b/gi',
    '/c+/',
    '/d/i',
    '/\u001b\\[/',
  ]);
  expect(made.map(({ call }) => call)).toEqual([
    "RegExp(`^${digit}` + '{2}$', flags)",
    'new RegExp(name)',
    'RegExp(`${changing}`)',
    "new RegExp('a', name)",
    'new RegExp(digit)',
  ]);
});

it('follows a constant that is declared once', () => {
  const { expressions } = expressionsOf(
    'a.ts',
    "const digit = '[0-9]'; const two = new RegExp(`^${digit}{2}$`);",
  );
  expect(expressions).toEqual([{ file: 'a.ts', source: '^[0-9]{2}$', flags: '' }]);
});
