import fc from '../properties';
import { describe, expect, it } from 'vitest';
import {
  clampOffset,
  elementHeight,
  mostPixels,
  offsetOf,
  offsetToShow,
  rowsAt,
  scale,
  scrollTopOf,
} from '../../webview/structure/virtualRows';

const sizes = fc.record({
  rows: fc.integer({ min: 0, max: 5_000_000 }),
  rowHeight: fc.integer({ min: 10, max: 40 }),
  view: fc.integer({ min: 1, max: 2000 }),
});

describe('scrolling over many rows', () => {
  it('does not scale what fits', () => {
    const size = { rows: 1000, rowHeight: 22, view: 500 };
    expect(scale(size)).toBe(1);
    expect(elementHeight(size)).toBe(22_000);
    expect(rowsAt(220, size, 2)).toEqual({ from: 8, to: 35 });
  });

  it('reaches first and last row of four million within what a browser can show', () => {
    const size = { rows: 4_000_000, rowHeight: 22, view: 700 };
    expect(elementHeight(size)).toBe(mostPixels);
    expect(mostPixels).toBeLessThan(33_554_428);
    expect(rowsAt(offsetOf(0, size), size, 0).from).toBe(0);
    expect(rowsAt(offsetOf(mostPixels - 700, size), size, 0).to).toBe(4_000_000);
  });

  it('goes to an offset and back', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), (size, part) => {
        const offset = clampOffset(part * size.rows * size.rowHeight, size);
        const top = scrollTopOf(offset, size);
        expect(top).toBeLessThanOrEqual(Math.max(0, elementHeight(size) - size.view) + 0.001);
        expect(Math.abs(offsetOf(top, size) - offset)).toBeLessThan(0.01);
      }),
    );
  });

  it('shows a row that is asked for, wherever it was', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, wanted, from) => {
        if (size.rows === 0 || size.view < size.rowHeight) return;
        const row = wanted % size.rows;
        const offset = offsetToShow(row, clampOffset(from, size), size);
        const { from: first, to } = rowsAt(offset, size, 0);
        expect(row).toBeGreaterThanOrEqual(first);
        expect(row).toBeLessThan(to);
      }),
    );
  });
});
