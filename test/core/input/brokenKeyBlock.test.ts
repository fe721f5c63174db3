/** Key blocks in pieces: in groups on one line, and under labels on lines of their own, to their declared length. */
import { describe, expect, it } from 'vitest';
import { groupedSegments, labelledSegments } from '../../../src/core/input/brokenKeyBlock';

const header = 'B0080P0TE00E0000';
const digits = '0123456789ABCDEF'.repeat(8);
const places = (found: ReturnType<typeof groupedSegments>): string =>
  found?.map(({ at, span }) => `${at}:${span.start}-${span.end}`).join(' ') ?? 'none';

describe('in groups', () => {
  const read = (declared: number, text: string, isHeader: (at: number) => boolean = () => false): string =>
    places(groupedSegments(text, 0, declared, isHeader));
  const grouped = (...sizes: number[]): string =>
    [header, ...sizes.map((size) => digits.slice(0, size))].join(' ');

  it('reach the declared length exactly', () => {
    expect(read(32, grouped(16))).toBe('0:0-16 16:17-33');
    expect(read(40, grouped(8, 8, 8))).toBe('0:0-16 16:17-25 24:26-34 32:35-43');
    for (const size of [4, 8, 16, 32])
      expect(read(16 + 2 * size, grouped(size, size)), `${size}`).not.toBe('none');
    // Too far, and not far enough.
    expect([
      read(31, grouped(16)),
      read(24, grouped(16)),
      read(33, grouped(16)),
      read(40, grouped(8, 8, 16)),
    ]).toEqual(['none', 'none', 'none', 'none']);
  });

  it('are of one of four sizes, all but the last, which may be shorter', () => {
    expect([2, 6, 12, 24, 31].map((size) => read(16 + 2 * size, grouped(size, size)))).toEqual(
      Array<string>(5).fill('none'),
    );
    expect(read(16 + 8 + 8 + 3, grouped(8, 8, 3))).not.toBe('none');
    expect(read(16 + 8 + 4 + 8, grouped(8, 4, 8))).toBe('none');
    expect(read(16 + 8 + 8 + 9, grouped(8, 8, 9))).toBe('none');
    // One group alone is the last one: it may have any size up to 33.
    expect(read(16 + 6, grouped(6))).toBe('0:0-16 16:17-23');
  });

  it('have one blank or two between them, and nothing else', () => {
    const with2 = grouped(8, 8).replaceAll(' ', '  ');
    expect(read(32, with2)).toBe('0:0-16 16:18-26 24:28-36');
    for (const other of ['   ', '\t', '\n', '-'])
      expect(read(32, grouped(8, 8).replaceAll(' ', other))).toBe('none');
    expect(read(32, `${grouped(8, 8)}Z`)).toBe('none');
    expect(read(32, `${grouped(8, 8)}.`)).not.toBe('none');
    expect(read(32, grouped(8, 8), (at) => at === 26)).toBe('none');
    expect(read(32, grouped(8, 8), (at) => at === 27)).not.toBe('none');
  });

  it('begin with the header, or with as much again', () => {
    expect(read(48, `${header}${digits.slice(0, 16)} ${digits.slice(0, 16)}`)).toBe('0:0-32 32:33-49');
    for (const more of [1, 15, 17])
      expect(read(32 + more, `${header}${digits.slice(0, more)} ${digits.slice(0, 16)}`), `${more}`).toBe(
        'none',
      );
  });
});

describe('under labels', () => {
  const read = (declared: number, ...lines: string[]): string =>
    places(labelledSegments(lines.join('\n'), 0, declared));
  const part = (label: string, size: number): string => `${label}: ${digits.slice(0, size)}`;

  it('reach the declared length exactly', () => {
    expect(read(64, header, part('Key', 32), part('MAC', 16))).toBe('0:0-16 16:22-54 48:60-76');
    expect(read(63, header, part('Key', 32), part('MAC', 16))).toBe('none');
    expect(read(65, header, part('Key', 32), part('MAC', 16))).toBe('none');
    expect(read(48, header, part('Key', 32))).toBe('0:0-16 16:22-54');
  });

  it('have eight digits or more each, and four pieces at most', () => {
    expect(read(16 + 8 + 8, header, part('Key', 8), part('MAC', 8))).not.toBe('none');
    expect(read(16 + 8 + 7, header, part('Key', 8), part('MAC', 7))).toBe('none');
    const four = [header, part('Key', 8), part('Data', 8), part('MAC', 8)];
    expect(read(40, ...four)).not.toBe('none');
    expect(read(48, ...four, part('Tag', 8))).toBe('none');
  });

  it('are called what parts of a block are called', () => {
    expect(read(48, header, part('Encrypted key', 32))).not.toBe('none');
    expect(read(48, header, part('Serial number', 32))).toBe('none');
    expect(read(48, header.slice(0, 15), part('Key', 33))).toBe('none');
  });
});
