// Every number around each limit of the finder: lengths, gaps, digits in front and behind. What is found at each, alone and
// in the middle of a long text.
import { describe, expect, it } from 'vitest';
import { keyBlocksIn } from '../../../src/core/input/finder';
import { findKeyMaterial } from '../../../src/core/input/material';
import { keyBlocksBetween } from '../../../src/core/input/scan';
import { outcome, ranges, upTo } from './outcomes';

const words = 'nothing of interest, only words upon words; '.repeat(20);
const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const short = 'A0040P0TE00E00000123456789ABCDEF01234567';
/** A structure of so many bytes: a SEQUENCE of a number, and of octets that are nothing. */
function structure(size: number): Buffer {
  const content = size - 2;
  const rest = content - 5;
  return Buffer.concat([
    Buffer.from([0x30, content, 2, 1, 5]),
    Buffer.from([4, rest]),
    Buffer.alloc(Math.max(0, rest), 0xa5),
  ]).subarray(0, size);
}
const key = Buffer.from(`302a300506032b6570032100${'5a'.repeat(32)}`, 'hex');

/** What is found in the text of each number: alone, and in a long text where that differs. */
function table(
  name: string,
  numbers: readonly number[],
  make: (at: number) => string,
  [front, back]: readonly [string, string] = ['', ''],
): string[] {
  return ranges(
    name,
    numbers.map((at) => {
      const planted = make(at);
      const seen = (before: string, behind: string): string =>
        outcome(findKeyMaterial(before + planted + behind), before.length, before.length + planted.length);
      const alone = seen(front, back);
      const within = seen(`${words}\n§ ${front}`, `${back}\n§ ${words}`);
      const shifted = seen(`${words}\n§ §§§§§${front}`, `${back}\n§ ${words}`);
      const told = [alone, ...(within === alone ? [] : [`within: ${within}`])];
      return [at, [...told, ...(shifted === within ? [] : [`shifted: ${shifted}`])].join(' | ')];
    }),
  );
}

const cut = (text: string, width: number, between: string): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(between);

async function hold(file: string, lines: readonly string[]): Promise<void> {
  await expect(lines.join('\n')).toMatchFileSnapshot(`whole/${file}.txt`);
}

describe('structures', () => {
  it('of every length', async () => {
    const sizes = upTo(8, 108);
    await hold('boundaryLengths', [
      ...table('base64', sizes, (size) => structure(size).toString('base64')),
      ...table('base64url without padding', sizes, (size) => structure(size).toString('base64url')),
      ...table('hex', sizes, (size) => structure(size).toString('hex')),
      ...table('pairs', sizes, (size) => cut(structure(size).toString('hex'), 2, ':')),
      ...table('hex behind 0x', sizes, (size) => `0x${structure(size).toString('hex')}`),
      ...table('one byte too many', sizes, (size) => `${structure(size).toString('hex')}00`),
      ...table('cut off after so many bytes', upTo(8, 44), (size) => key.subarray(0, size).toString('hex')),
      ...table('base64 cut off after so many characters', upTo(8, 60), (size) =>
        key.toString('base64').slice(0, size),
      ),
    ]);
  });

  it('with every gap between the groups', async () => {
    const hex = key.toString('hex');
    const lines = [1, 2, 3, 4, 5, 8, 11, 16, 20, 32].flatMap((bytes) => [
      ...table(`groups of ${bytes}, so many blanks`, upTo(0, 9), (gap) =>
        cut(hex, 2 * bytes, ' '.repeat(gap)),
      ),
      ...table(`groups of ${bytes}, commas and so many blanks`, upTo(0, 4), (gap) =>
        cut(hex, 2 * bytes, `,${' '.repeat(gap)}`),
      ),
    ]);
    const far = upTo(58, 70);
    lines.push(
      ...table(
        'pairs, one gap is far',
        far,
        (gap) => `${cut(hex.slice(0, 20), 2, ' ')}${' '.repeat(gap)}${cut(hex.slice(20), 2, ' ')}`,
      ),
      ...table(
        'digits, one gap is far',
        far,
        (gap) => `${hex.slice(0, 20)}${' '.repeat(gap)}${hex.slice(20)}`,
      ),
      ...table('base64, one gap is far', [...upTo(0, 4), ...upTo(74, 84)], (gap) => {
        const text = key.toString('base64');
        return `${text.slice(0, 24)}\n${' '.repeat(gap)}${text.slice(24)}`;
      }),
      ...table('base64, so far from the line break', [...upTo(0, 4), ...upTo(74, 84)], (gap) => {
        const text = key.toString('base64');
        return `${text.slice(0, 24)}${' '.repeat(gap)}\n${text.slice(24)}`;
      }),
    );
    await hold('boundaryGaps', lines);
  });

  it('in lines of every width', async () => {
    const base64 = Buffer.concat([
      Buffer.from([0x30, 0x5e, 2, 1, 5, 4, 0x59]),
      Buffer.alloc(0x59, 0x69),
    ]).toString('base64');
    const hex = key.toString('hex');
    const widths = [...upTo(1, 80), 127, 128, 129];
    await hold('boundaryWidths', [
      ...table('base64', widths, (width) => cut(base64, width, '\n')),
      ...table('base64, with CR', widths, (width) => cut(base64, width, '\r\n')),
      ...table('base64, indented', widths, (width) => `  ${cut(base64, width, '\n  ')}`),
      ...table('base64, of a diff', widths, (width) => `+${cut(base64, width, '\n+')}`),
      ...table('base64, in quotes', widths, (width) => `"${cut(base64, width, '" +\n  "')}"`),
      ...table('base64, breaks spelled out', widths, (width) => cut(base64, width, '\\n')),
      ...table('base64, soft breaks', widths, (width) => cut(base64, width, '=\n')),
      ...table('hex', widths, (width) => cut(hex, width, '\n')),
      ...table('hex in comments', widths, (width) => `# ${cut(hex, width, '\n# ')}`),
      ...table(
        'a first line of so many',
        upTo(1, 60),
        (width) => `${base64.slice(0, width)}\n${base64.slice(width)}`,
      ),
      ...table(
        'a last line of so many',
        upTo(1, 30),
        (width) => `${base64.slice(0, -width)}\n${base64.slice(-width)}`,
      ),
      ...table('glued by so many signs', upTo(0, 5), (count) => cut(base64, 32, `\n${'+'.repeat(count)}`), [
        '+',
        '',
      ]),
    ]);
  });

  it('with every padding, in every writing', async () => {
    const lines = [41, 42, 43, 44].flatMap((size) => {
      const text = structure(size).toString('base64').replace(/=+$/, '');
      return ['=', '=3D', '%3D', '\\u003d', '\\=', '&#61;', '&#x3D;', '%253D'].flatMap((sign) =>
        table(`${size} bytes, ${sign}`, upTo(0, 4), (count) => text + sign.repeat(count)),
      );
    });
    // Escapes that the text ends in.
    const escaped = structure(45).toString('base64').replaceAll('p', '\\u0070').replaceAll('a', '%61');
    lines.push(
      ...table('cut off from the end', upTo(0, 40), (count) => escaped.slice(0, escaped.length - count)),
      ...table(
        'bits left',
        upTo(0, 25),
        (bits) => structure(43).toString('base64').slice(0, -2) + String.fromCharCode(65 + bits) + '=',
      ),
    );
    await hold('boundaryPadding', lines);
  });
});

describe('what is around digits', () => {
  const before = ['', ' ', ':', '-', ', ', '\n', '  ', ' - ', ': 0x'];
  const uuid = '9f1c2d3e-58a1-4b6e-9d4c-2f6a7b8c9d0e';
  it('digits in front', async () => {
    const hex = key.toString('hex');
    const lines = before.flatMap((gap) => [
      ...table(
        `so many digits and ${JSON.stringify(gap)}`,
        upTo(0, 36),
        (count) => '0123456789abcdef'.repeat(3).slice(0, count) + gap + hex,
      ),
      ...table(
        `so many pairs and ${JSON.stringify(gap)}`,
        upTo(0, 16),
        (count) => '4f '.repeat(count).trimEnd() + gap + cut(hex, 2, ' '),
      ),
      ...table(
        `so many UUIDs and ${JSON.stringify(gap)}`,
        upTo(0, 12),
        (count) => Array(count).fill(uuid).join(gap) + gap + cut(hex, 16, ' '),
      ),
    ]);
    await hold('boundaryFronts', lines);
  });

  it('digits behind', async () => {
    const lines = before.flatMap((gap) => [
      ...table(
        `${JSON.stringify(gap)} and so many digits`,
        upTo(0, 20),
        (count) => key.toString('hex') + gap + '0123456789abcdef'.repeat(2).slice(0, count),
      ),
      ...table(
        `base64, ${JSON.stringify(gap)} and so many characters`,
        upTo(0, 20),
        (count) => key.toString('base64') + gap + 'Zm9vYmFyYmF6cXV4'.repeat(2).slice(0, count),
      ),
      ...table(
        `pairs, ${JSON.stringify(gap)} and so many pairs`,
        upTo(0, 8),
        (count) => cut(key.toString('hex'), 2, ' ') + gap + '4f '.repeat(count).trimEnd(),
      ),
    ]);
    await hold('boundaryBacks', lines);
  });
});

describe('key blocks', () => {
  it('in text in a coat, of every length', async () => {
    const texts = upTo(38, 72);
    const text = (size: number): string =>
      `${'x'.repeat(size - 40 > 0 ? size - 41 : 0)}${size > 40 ? ' ' : ''}${short}`.slice(0, size);
    await hold('boundaryTexts', [
      ...table('base64', texts, (size) => Buffer.from(text(size)).toString('base64')),
      ...table('hex', texts, (size) => Buffer.from(text(size)).toString('hex')),
      ...table('pairs', texts, (size) => cut(Buffer.from(text(size)).toString('hex'), 2, ' ')),
      ...table('so many octets that are no text, hex', upTo(0, 24), (count) =>
        Buffer.concat([Buffer.alloc(count, 1), Buffer.from(`${block} and more words behind it`)]).toString(
          'hex',
        ),
      ),
      ...table('so many octets that are no text, base64', upTo(0, 24), (count) =>
        Buffer.concat([
          Buffer.alloc(9, 65),
          Buffer.alloc(count, 1),
          Buffer.from(` ${block} and more`),
        ]).toString('base64'),
      ),
      ...table('so many octets before it, in a message', upTo(0, 24), (count) =>
        Buffer.concat([Buffer.alloc(count, 1), Buffer.from(block)]).toString('hex'),
      ),
    ]);
  });

  it('with so many digits behind them', async () => {
    const digits = '0123456789ABCDEF'.repeat(4);
    const counts = upTo(0, 34);
    const next = [
      ['nothing', ''],
      ['a block', block],
      ['a tag and a block', `S${block}`],
      ['a letter', 'G'],
      ['an end of line', '0D0A'],
    ] as const;
    await hold('boundaryCheckValues', [
      ...next.flatMap(([name, behind]) => [
        ...table(`digits and ${name}`, counts, (count) => block + digits.slice(0, count) + behind),
        ...table(
          `a tag before it; digits and ${name}`,
          counts,
          (count) => `S${block}${digits.slice(0, count)}${behind}`,
        ),
        ...table(
          `its length before it; digits and ${name}`,
          counts,
          (count) => `0080${block}${digits.slice(0, count)}${behind}`,
        ),
      ]),
      ...table('so many digits before it', upTo(0, 12), (count) => digits.slice(0, count) + block),
      ...table('so many digits, and a tag', upTo(0, 12), (count) => `${digits.slice(0, count)}S${block}`),
      ...table(
        'so many digits, and an answer',
        upTo(0, 12),
        (count) => `${digits.slice(0, count)}A700S${block}`,
      ),
      ...table(
        'so many digits, and its length',
        upTo(0, 12),
        (count) => `${digits.slice(0, count)}0080${block}`,
      ),
      ...table('cut off after so many characters', upTo(0, 79), (count) => block.slice(0, count)),
      ...[
        'B0064ZZTX00N0100KP0C0088BEB000000000000000000000000000000000AAAA',
        block.replace('P0', 'ZZ'),
      ].flatMap((one) =>
        table(
          'a usage that is not known, a letter that is no digit so many before the end',
          upTo(1, 44),
          (count) => `${one.slice(0, -count)}G${one.slice(one.length - count + 1)}`,
        ),
      ),
      ...table('a message cut off after so many characters', upTo(30, 90), (count) =>
        `A700S${short}${block}`.slice(0, count),
      ),
    ]);
  });

  it('in every part of a text', () => {
    const text = `${block} S${short} x${short} ${short},\n${'A'.repeat(20)} ${block.toLowerCase()} ${short}`;
    const all = keyBlocksIn(text, 0, text.length);
    expect(all.map(({ span }) => span.start)).toEqual([0, 82, 165, 228, 309]);
    // Of two parts, each is in one, wherever the border is.
    const parted = upTo(0, text.length).map((border) =>
      [keyBlocksIn(text, 0, border), keyBlocksIn(text, border, text.length)].flat().map(({ span }) => span),
    );
    expect(parted).toEqual(upTo(0, text.length).map(() => all.map(({ span }) => span)));
    // One that stands in the part with its tag, also where the part begins behind that.
    for (let at = 0; at < 48; at++) {
      const padded = ' '.repeat(at) + short;
      for (const to of upTo(Math.max(0, at - 2), at + 3))
        expect([at, to, keyBlocksBetween(padded, 0, to).length]).toEqual([at, to, at < to ? 1 : 0]);
    }
  });
});
