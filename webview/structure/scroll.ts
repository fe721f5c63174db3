/**
 * Scrolling over more rows than a page can be high: an element ends at 33 554 428 pixels, so the
 * bar's way is scaled down where all rows together are higher. Arithmetic only.
 */

/** Highest element we make; a little under what browsers allow. */
export const mostPixels = 30_000_000;

export interface ScrollSize {
  readonly rows: number;
  readonly rowHeight: number;
  /** Visible pixels. */
  readonly view: number;
}

/** Pixels of all rows. */
export function fullHeight({ rows, rowHeight }: ScrollSize): number {
  return rows * rowHeight;
}

/** Pixels of the element that is scrolled. */
export function elementHeight(size: ScrollSize): number {
  return Math.min(fullHeight(size), mostPixels);
}

/** Pixels of content that one pixel of the bar's way stands for; 1 for all but huge lists. */
export function scale(size: ScrollSize): number {
  const way = elementHeight(size) - size.view;
  return way <= 0 ? 1 : Math.max(1, (fullHeight(size) - size.view) / way);
}

/** Offset in the content of a position of the bar. */
export function offsetOf(scrollTop: number, size: ScrollSize): number {
  return clampOffset(scrollTop * scale(size), size);
}

export function scrollTopOf(offset: number, size: ScrollSize): number {
  return clampOffset(offset, size) / scale(size);
}

export function clampOffset(offset: number, size: ScrollSize): number {
  return Math.max(0, Math.min(offset, fullHeight(size) - size.view));
}

/** Rows that show at an offset, with `over` more on each side. */
export function rowsAt(offset: number, size: ScrollSize, over: number): { from: number; to: number } {
  const first = Math.floor(offset / size.rowHeight);
  const last = Math.ceil((offset + size.view) / size.rowHeight);
  return { from: Math.max(0, first - over), to: Math.min(size.rows, last + over) };
}

/** Offset that brings a row into view with as little movement as can be. */
export function offsetToShow(row: number, offset: number, size: ScrollSize): number {
  const top = row * size.rowHeight;
  if (top < offset) return clampOffset(top, size);
  const bottom = top + size.rowHeight;
  return bottom > offset + size.view ? clampOffset(bottom - size.view, size) : offset;
}
