/** A search that rules values out by their bytes finds what a search finds that puts every value into words. */
import { english } from '../../src/core/findings';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { StructureRows } from '../../src/extension/material/structureRows';
import { StructureSearch } from '../../src/extension/material/structureSearch';
import { SearchFilter } from '../../src/extension/material/structureSearchFilter';
import { makeCrl, tlv } from '../core/asn1/makeCrl';
import { fromHex } from '../core/asn1/material';
import { issue, party } from '../core/x509/issue';

const words = {
  hidden: '(hidden)',
  unread: 'not read',
  broken: 'broken',
  truncated: '',
  unterminated: '',
  tooDeep: '',
  localise: english,
};
const root = party('Rows Root');
const key = new Uint8Array(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'pkcs8' }),
);
const octets = (text: string): number[] => Array.from(text, (one) => one.charCodeAt(0) & 0x7f);
const oddities = tlv(
  0x30,
  tlv(0x02, fromHex('FF7F')),
  tlv(0x02, []),
  tlv(0x02, new Uint8Array(50).fill(0x5a)),
  tlv(0x01, [0]),
  tlv(0x01, [255]),
  tlv(0x17, octets('9912312359Z')),
  tlv(0x17, octets('500101000000Z')),
  tlv(0x18, octets('20261129081230Z')),
  tlv(0x18, octets('20260231081230Z')),
  tlv(0x04, octets('plain text')),
  tlv(0x06, fromHex('2A864886F70D')),
  tlv(0x06, fromHex('2A8648')),
  tlv(0x24, tlv(0x04, [1, 2])),
  tlv(0x5f, [0x81]),
  tlv(0x0c, octets('Zürich')),
);
const structures = {
  'a certificate': issue(root, root, { ca: true, serial: 5 }),
  'a revocation list': makeCrl(60),
  'a private key': key,
  'values of all sorts': oddities,
  'what is cut off': issue(root, root, { ca: true, serial: 5 }).subarray(0, 200),
};

const all = (rows: StructureRows, text: string): readonly number[] => {
  const steps = new StructureSearch(rows, text).all();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** Words that stand in the structure, pieces of them, and words that stand in none. */
function queries(rows: StructureRows): string[] {
  rows.rows.openAll(-1);
  const list = new Set([
    '0',
    '0x',
    'true',
    'fals',
    'se',
    '-',
    'bits',
    '…',
    '()',
    'z',
    't0',
    ':',
    'no such text',
    '[0]',
    '[31]',
    'sequence',
    'seq',
    'serial',
    'integer',
    'utctime',
    'hidden',
    '2.5.29',
    'ca',
    '-13',
    '2026-02',
    '99123',
  ]);
  let seed = 7;
  const random = (below: number): number => (seed = (Math.imul(seed, 48271) >>> 0) % 2147483647) % below;
  const texts = rows
    .page(0, rows.rows.length)
    .flatMap(({ name, type, tag, value }) => [name, type, tag, value])
    .filter((text) => text !== '');
  while (list.size < 200 && texts.length > 0) {
    const text = texts[random(texts.length)]!;
    const from = random(text.length);
    list.add(
      text
        .slice(from, from + 1 + random(12))
        .trim()
        .toLowerCase() || 'x',
    );
    if (list.size + texts.length < 40) break;
  }
  return [...list];
}

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(structures))('%s', (_, bytes) => {
  it('is searched with the same hits', () => {
    const rows = new StructureRows(bytes, undefined, words);
    const asked = queries(rows);
    expect(asked.length).toBeGreaterThan(50);
    const quick = asked.map((text) => all(rows, text));
    vi.spyOn(SearchFilter.prototype, 'matches').mockImplementation((at, decides) => decides(at));
    for (const [n, text] of asked.entries()) expect(quick[n], JSON.stringify(text)).toEqual(all(rows, text));
    expect(quick.filter((hits) => hits.length > 0).length).toBeGreaterThan(20);
  });
});

it('rules out what cannot match without putting it into words', () => {
  const rows = new StructureRows(makeCrl(200), undefined, words);
  const asked = vi.spyOn(rows, 'lineAt');
  expect(all(rows, 'no such text')).toEqual([]);
  // Of 200 entries none: their numbers, dates and reasons are ruled out by their bytes.
  expect(asked.mock.calls.length).toBeLessThan(20);
});
