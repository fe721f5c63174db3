/**
 * Hexadecimal and dumps with a date, a time or a UUID before them, and nothing but separators between: the date begins
 * a list of groups of digits that goes on through what is looked for.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findKeyBlocks } from '../../../src/core/input/find';
import { findKeyMaterial } from '../../../src/core/input/material';

const block = 'B0080P0TE00E0000C02C0B965E023ABEE808F2B548D8D5193A8B5229BE6F3121A6F16E2D41A449B3';
const certificate = Buffer.from(
  /-----BEGIN CERTIFICATE-----([^-]*)-----END/
    .exec(readFileSync(path.join(import.meta.dirname, '../../../media/samples/chain.pem'), 'utf8'))![1]!
    .replace(/\s/g, ''),
  'base64',
);
const materials = [
  ['key block', Buffer.from(block)],
  ['certificate', certificate],
] as const;

const rowsOf = (bytes: Buffer, row: (offset: number, pairs: string[]) => string): string[] =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) =>
    row(
      16 * i,
      bytes
        .subarray(16 * i, 16 * i + 16)
        .toString('hex')
        .match(/../g)!,
    ),
  );
const offsetOf = (offset: number, digits: number): string => offset.toString(16).padStart(digits, '0');
const dumps: Record<string, (offset: number, pairs: string[]) => string> = {
  'a dump': (offset, pairs) => `${offsetOf(offset, 4)}  ${pairs.join(' ')}`,
  'a dump of xxd': (offset, pairs) =>
    `${offsetOf(offset, 8)}: ${pairs.join('').replace(/(.{4})(?=.)/g, '$1 ')}`,
  'a dump of hexdump -C': (offset, pairs) =>
    `${offsetOf(offset, 8)}  ${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.trimEnd(),
};
const forms: typeof dumps = {
  ...dumps,
  pairs: (_, pairs) => pairs.join(' '),
  'pairs with colons': (_, pairs) => pairs.join(':'),
  'groups of 8': (_, pairs) => pairs.join('').replace(/(.{8})(?=.)/g, '$1 '),
  'one run a line': (_, pairs) => pairs.join(''),
};

const uuid = '9f1c2d3e-58a1-4b0e-9d2b-1f0f4e7a6c55';
const prefixes = [
  '2026-11-29 08:12:30\n',
  '2026-11-29 08:12:30 ',
  '2026-12-31 08:12:30\r\n',
  '30.11.2026 08:12:30\n',
  '31.12.2026 08:12:30 ',
  '2026-11-29T08:12:30.117Z DEBUG\n',
  '2026-11-29\n',
  '08:12:30 ',
  '08:12:30\n',
  `id ${uuid}\n`,
  `${uuid}\n`,
  `2026-11-29 08:12:30\n${uuid}\n08:12:31\n`,
  'Sent:\n',
];

/** The one thing found in a text, with the place where it ends. */
function only(text: string, name: string): { held: string; end: number }[] {
  if (name === 'key block') {
    const blocks = findKeyBlocks(text).map((one) => ({ held: one.text, end: one.span.end }));
    const all = findKeyMaterial(text).map((one) => ({
      held: one.kind === 'keyBlock' ? one.text : '',
      end: one.span.end,
    }));
    expect(all).toEqual(blocks);
    return blocks;
  }
  expect(findKeyBlocks(text)).toEqual([]);
  return findKeyMaterial(text).map((one) => ({
    held: one.kind === 'der' ? Buffer.from(one.bytes).toString('hex') : '',
    end: one.span.end,
  }));
}

const words = 'nothing of interest, only words upon words; '.repeat(40);

/** The text is found at each offset modulo 16, near the ends of a text and within a long one. */
function expectFound(part: string, [name, bytes]: (typeof materials)[number]): void {
  const held = name === 'key block' ? block : bytes.toString('hex');
  for (const around of ['', words])
    for (let shift = 0; shift < 16; shift++) {
      const text = `${around}${'x'.repeat(shift)}\n${part}\nend\n${around}`;
      expect({ around: around.length, shift, found: only(text, name) }).toEqual({
        around: around.length,
        shift,
        found: [{ held, end: around.length + shift + 1 + part.length }],
      });
    }
}

describe.each(materials)('%s', (...material) => {
  const [, bytes] = material;
  it.each(prefixes.flatMap((prefix) => Object.keys(forms).map((form) => [prefix, form] as const)))(
    'behind %j as %s',
    (prefix, form) => expectFound(`${prefix}${rowsOf(bytes, forms[form]!).join('\n')}`, material),
  );

  it.each(
    ['2026-11-29 08:12:30 ', '31.12.2026 08:12:30 ', '08:12:30 ', `${uuid} `, '08:12:30.117 01 '].flatMap(
      (prefix) => Object.keys(dumps).map((form) => [prefix, form] as const),
    ),
  )('behind %j on each line of %s', (prefix, form) =>
    expectFound(
      rowsOf(bytes, dumps[form]!)
        .map((row) => `${prefix}${row}`)
        .join('\n'),
      material,
    ),
  );
});

it('more of them in one list', () => {
  const dump = rowsOf(Buffer.from(block), dumps['a dump']!).join('\n');
  const pairs = rowsOf(certificate, forms.pairs!).join('\n');
  for (let shift = 0; shift < 16; shift++) {
    const text = `${'x'.repeat(shift)}\n${`08:12:30\n${dump}\n${uuid}\n${pairs}\n`.repeat(5)}`;
    expect(findKeyBlocks(text)).toHaveLength(5);
    expect(findKeyMaterial(text)).toHaveLength(10);
  }
});

it('a dump behind many lines of pairs that are nothing', () => {
  const lines = '08:12:30 a1 b2 c3 d4 e5 f6 07 18 29\n'.repeat(1_000);
  const dump = rowsOf(Buffer.from(block), dumps['a dump']!).join('\n');
  for (let shift = 0; shift < 16; shift++)
    expect(findKeyBlocks(`${'x'.repeat(shift)}\n${lines}08:12:30\n${dump}\n`)).toHaveLength(1);
});
