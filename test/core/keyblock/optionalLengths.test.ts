/** Optional blocks whose data or length is cut at every place, and extended lengths in both ways of counting. */
import { expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';

const hex = (length: number, digits: number): string =>
  length.toString(16).toUpperCase().padStart(digits, '0');
const header = (codes: string, count: number, blocks: string): string =>
  `D0000${codes}00E${String(count).padStart(2, '0')}00${blocks}`;

/** What is said of a header, in one line: codes with places, and each block with its span and summary. */
function told(text: string): string {
  const { findings, optionalBlocks } = decodeKeyBlock(text, { part: 'header' });
  const own = findings.filter(({ code }) => !/^(?:length_|block_)/.test(code));
  return [
    ...own.map(({ code, span }) => `${code} ${span?.start}-${span?.end}`),
    ...optionalBlocks.map(({ id, span, summary }) => `${id} ${span.start}-${span.end} ${summary}`),
  ].join('; ');
}

/** Neighbours that are told alike in one line, "3-5". */
function merged(rows: readonly (readonly [at: number, text: string])[]): string[] {
  const lines: { from: number; to: number; text: string }[] = [];
  for (const [at, text] of rows) {
    const last = lines.at(-1);
    if (last?.text === text) last.to = at;
    else lines.push({ from: at, to: at, text });
  }
  return lines.map(({ from, to, text }) => `  ${from === to ? from : `${from}-${to}`}: ${text || 'nothing'}`);
}

const data: readonly (readonly [codes: string, id: string, data: string])[] = [
  ['S0RS', 'AL', '0100'],
  ['B0AX', 'BI', '0112345678'],
  ['S0RS', 'CT', '02000008QUJDRA==010004QUJD'],
  ['B3AX', 'DA', '01D2ABND3AEN'],
  ['B3AX', 'DA', 'D2ABND3AEN'],
  ['M7HC', 'HM', '33'],
  ['B1AX', 'IK', '1234567890ABCDEF'],
  ['P0AE', 'KC', '00ABCDEF'],
  ['P0AE', 'KP', '01ABCDEF0123'],
  ['B1TX', 'KS', 'FFFF9876543210E00000'],
  ['P0AE', 'KV', 'A1B2'],
  ['P0AE', 'TS', '2019-07-17T23:59:59.99Z'],
  ['P0AE', 'TC', '20190717181929Z'],
  ['P0AE', 'WP', '003'],
  ['P0AE', '10', 'IBMC0208040002080800'],
];

it('data that ends at every place, by itself and with a block behind it', async () => {
  const lines = data.flatMap(([codes, id, whole]) => {
    const rows = Array.from({ length: whole.length + 1 }, (_, length) => {
      const part = whole.slice(0, length);
      const one = `${id}${hex(length + 4, 2)}${part}`;
      return [length, told(header(codes, 2, `${one}LB06ab`))] as const;
    });
    return [`# ${codes} ${id} ${whole}`, ...merged(rows)];
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/optionalData.txt');
});

it('lengths that are cut at every place, and that go past the end', async () => {
  const two = `KS18FFFF9876543210E00000LB06ab`;
  const cut = Array.from(
    { length: two.length + 1 },
    (_, at) => [at, told(header('B1TX', 2, two.slice(0, at)))] as const,
  );
  const lengths = Array.from(
    { length: 40 },
    (_, length) => [length, told(header('B1TX', 2, `KS${hex(length, 2)}${two.slice(4)}`))] as const,
  );
  await expect(
    ['# cut', ...merged(cut), '# another length', ...merged(lengths)].join('\n'),
  ).toMatchFileSnapshot('whole/optionalCut.txt');
});

it('extended lengths, in characters and in bytes, with every number of digits', async () => {
  const body = '0123456789ABCDEF';
  const lines = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17].flatMap((digits) => {
    const rows = [0, 1].flatMap((inBytes) =>
      [-1, 0, 1, 2].map((off) => {
        const size = inBytes === 1 ? digits * 2 : digits;
        const total = 6 + size + body.length;
        const length = hex(total + off, Math.min(size, 12)).padStart(size, '0');
        const name = `${inBytes === 1 ? 'bytes' : 'characters'} ${off}`;
        return `  ${name}: ${told(header('B1TX', 2, `LB00${hex(digits, 2)}${length}${body}LB06ab`))}`;
      }),
    );
    return [`# ${digits} digits`, ...rows];
  });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/optionalExtended.txt');
});
