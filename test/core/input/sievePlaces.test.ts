/**
 * Which places of a text the sieve hands on to the walk. It may hand on too many and nothing is missed, so that what is
 * found does not show a mistake there; that it hands on few is what it is for, and is held here.
 */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Coated } from '../../../src/core/input/coated';
import type { Collector, Wanted } from '../../../src/core/input/collector';
import { documentLayer } from '../../../src/core/input/layer';
import { startKinds } from '../../../src/core/input/runStarts';
import { Sieve } from '../../../src/core/input/sieve';
import { forgetText } from '../../../src/core/input/window';
import { fillers } from './fillers';
import { mixture, numbers } from './mixtures';

const wishes: readonly (readonly [name: string, wanted: Wanted, depth: number])[] = [
  ['all', { structures: true, keyBlocks: true }, 0],
  ['key blocks', { structures: false, keyBlocks: true }, 0],
  ['structures', { structures: true, keyBlocks: false }, 3],
  ['others', { structures: true, keyBlocks: true, others: true }, 0],
];

/** The places that are handed on of [from, to), and up to where hexadecimal was tried. */
function handedOn(text: string, wanted: Wanted, depth: number, from = 0, to = text.length): number[] {
  const finder: Collector = { wanted, found: [], others: [], full: false, look: () => undefined };
  const coated = new Coated(finder, documentLayer(text), depth);
  coated.to = to;
  const sieve = new Sieve(text, wanted, coated, depth);
  const places: number[] = [];
  for (let probe = from + 15; ; probe += 16) {
    probe = sieve.next(probe, from, to);
    if (probe >= to) break;
    places.push(probe);
  }
  forgetText();
  return [...places, coated.hexTried];
}

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

it('of logs and the like', async () => {
  const lines = fillers.map(([name, make]) => {
    const text = make(6_000);
    const counts = wishes.map(([wish, wanted, depth]) => {
      const places = handedOn(text, wanted, depth);
      return `${wish} ${places.length - 1} ${digest(places)}`;
    });
    return `${name}: ${counts.join(', ')}`;
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/sievePlaces.txt');
});

it('of texts put together at random', async () => {
  const around = fillers.map(([, make]) => make(700));
  const lines: string[] = [];
  for (let i = 0; i < 60; i++) {
    const next = numbers(50_021 + 17 * i);
    const text = Array.from({ length: 5 }, () => around[next(around.length)]! + mixture(next)).join('\n');
    const counts = wishes.map(([, wanted, depth]) => {
      const all = handedOn(text, wanted, depth);
      // From a place within, and not to the end.
      const part = handedOn(text, wanted, depth, 3 + next(40), text.length - next(900));
      return `${all.length - 1} ${part.length - 1} ${digest([all, part])}`;
    });
    lines.push(`${text.length}: ${counts.join(', ')}`);
  }
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/sieveMixed.txt');
});

it('what may begin with two characters', async () => {
  const kinds = startKinds();
  const lines = Array.from({ length: 256 }, (_, first) => {
    const byKind = new Map<number, string[]>();
    for (let second = 0; second < 256; second++) {
      const kind = kinds[(first << 8) | second]!;
      if (kind !== 0) byKind.set(kind, [...(byKind.get(kind) ?? []), String.fromCharCode(second)]);
    }
    const told = [...byKind]
      .sort(([a], [b]) => a - b)
      .map(([kind, seconds]) => `${kind} ${seconds.length > 128 ? 'any other' : seconds.join('')}`);
    return told.length === 0 ? '' : `${JSON.stringify(String.fromCharCode(first))}: ${told.join(' | ')}`;
  });
  await expect(lines.filter((line) => line !== '').join('\n')).toMatchFileSnapshot('whole/startKinds.txt');
});
