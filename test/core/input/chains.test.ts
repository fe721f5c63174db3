/** Any sample in any chain of coats and decorations is found: the right bytes, and places that hold it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputSpans } from '../../../src/core/input/keyMaterial';
import { findKeyMaterial } from '../../../src/core/input/material';
import { findPemBlocks, toPem } from '../../../src/core/input/pem';
import { examples } from '../keyblock/blocks';
import fc from '../../properties';
import { coats, decorations } from './coatSamples';

const samples = path.join(import.meta.dirname, '../../../media/samples');
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const structures = ['kdh.der', 'revoked.crl', 'kdh.csr', 'ceremony.p7m', 'tr34-random.der'].map((name) => {
  const bytes = new Uint8Array(readFileSync(path.join(samples, name)));
  return findPemBlocks(Buffer.from(bytes).toString('latin1'))[0]?.bytes ?? bytes;
});
const blocks = examples.map(({ block }) => block);

/** At most three: the first of bytes, the others of the text that came of it. */
const chain = fc.array(fc.constantFrom(...coats), { minLength: 1, maxLength: 3 });
const surroundings = fc.constantFrom<[string, string]>(
  ['', ''],
  ['log line before\n\n', '\n\nlog line behind\n'],
  ['(', ')'],
  ['\n', '\n'],
);

describe('chains', () => {
  it('of a structure', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...structures),
        chain,
        surroundings,
        (bytes, wrappings, [before, behind]) => {
          let text = wrappings[0]!.wrap(bytes);
          for (const { wrap } of wrappings.slice(1)) text = wrap(ascii(text));
          const whole = before + text + behind;
          const [found, ...more] = findKeyMaterial(whole);
          expect(more).toEqual([]);
          if (found?.kind !== 'der') throw new Error('no structure');
          expect(Buffer.from(found.bytes).equals(bytes)).toBe(true);
          expect(found.span.start).toBeGreaterThanOrEqual(before.length);
          expect(found.span.end).toBeLessThanOrEqual(before.length + text.length);
          const places = Array.from({ length: bytes.length }, (_, i) => found.charOf!(i));
          expect(places.every((place, i) => i === 0 || place >= places[i - 1]!)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a key block', () => {
    fc.assert(
      fc.property(fc.constantFrom(...blocks), chain, surroundings, (block, wrappings, [before, behind]) => {
        let text = block;
        for (const { wrap } of wrappings) text = wrap(ascii(text));
        const whole = before + text + behind;
        const [found, ...more] = findKeyMaterial(whole);
        expect(more).toEqual([]);
        if (found?.kind !== 'keyBlock') throw new Error('no key block');
        expect(found.text).toBe(block);
        const spans = Array.from(block, (_, at) => inputSpans(found, { start: at, end: at + 1 })[0]!);
        expect(spans[0]!.start).toBe(found.span.start);
        expect(spans.at(-1)!.end).toBe(found.span.end);
        if (wrappings.length === 1 && wrappings[0]!.name === 'hex')
          expect(
            spans
              .map(({ start }) => String.fromCharCode(Number.parseInt(whole.slice(start, start + 2), 16)))
              .join(''),
          ).toBe(block);
      }),
      { numRuns: 300 },
    );
  });

  it('of PEM with decorated lines', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...structures.slice(0, 4)),
        fc.constantFrom(...decorations),
        fc.option(fc.constantFrom(...coats.filter(({ name }) => !name.includes('%')))),
        (bytes, { decorate }, outer) => {
          const lines = toPem('X', bytes).trimEnd().split('\n').map(decorate).join('\n');
          const [found, ...more] = findKeyMaterial(outer ? outer.wrap(ascii(lines)) : lines);
          expect(more).toEqual([]);
          expect(found?.kind === 'der' && Buffer.from(found.bytes).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('long texts', () => {
  const most = 6_000_000;
  it.each([
    ['base64', () => 'Abcd'.repeat(most / 4)],
    ['base64 like DER', () => 'MIIB'.repeat(most / 4)],
    ['base64 of a structure of 12 MB', () => `MIOAAAA${'A'.repeat(most)}`],
    ['hexadecimal', () => '30'.repeat(most / 2)],
    ['hexadecimal of text', () => '41'.repeat(most / 2)],
    ['pairs', () => '30 '.repeat(most / 3)],
    ['an array', () => '0x30,'.repeat(most / 5)],
    ['lines', () => `${'MIIB'.repeat(16)}\n`.repeat(most / 65)],
    ['%41', () => '%41'.repeat(most / 3)],
    ['letters R', () => 'R'.repeat(most)],
    ['digits', () => '0'.repeat(most)],
    ['BEGIN lines', () => '-----BEGIN X-----\n'.repeat(most / 18)],
    [
      'rows of a dump',
      () =>
        Array.from(
          { length: most / 60 },
          (_, i) => `${(16 * i).toString(16).padStart(8, '0')}: 4142 4344 4546 4748 494a 4b4c 4d4e 4f50  AB`,
        ).join('\n'),
    ],
  ])('%s in one run', (_, make) => {
    expect(findKeyMaterial(make()).every(({ span }) => span.end <= most + 100)).toBe(true);
  });

  it('what is behind a long run is found', () => {
    const text = `${'Abcd'.repeat(1_500_000)} ${blocks[0]!}`;
    expect(findKeyMaterial(text)).toMatchObject([{ kind: 'keyBlock', text: blocks[0]! }]);
  });
});
