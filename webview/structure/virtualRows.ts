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

/** Rows kept ready above and below what shows. */
const over = 6;

/**
 * Keeps just the rows that show as elements inside a scrolling one. Elements are used again: while
 * scrolling nothing is made or thrown away, and a row that goes on showing keeps its element.
 *
 * Whatever happens in one frame is painted once, at its end, with nothing measured after something was
 * written. Elements stand in the order of their rows, as readers of the screen go through them.
 */
export class VirtualRows<Row extends HTMLElement> {
  private rows = 0;
  private offset = 0;
  /** Height that shows; told by the browser, so that it is never asked for in the midst of changes. */
  private view = 0;
  private readonly layer = document.createElement('div');
  private readonly spacer = document.createElement('div');
  private readonly pool: Row[] = [];
  private shown = { from: 0, to: 0 };
  private first = 0;
  private barTop = 0;
  private barMoves = false;
  private spacerHeight = -1;
  private layerTop = NaN;
  private expected = -1;
  private frame = 0;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly rowHeight: () => number,
    private readonly make: () => Row,
    private readonly fill: (element: Row, row: number) => void,
    private readonly wanted: (from: number, to: number) => void,
    layerRole: string,
  ) {
    this.spacer.className = 'spacer';
    this.spacer.setAttribute('aria-hidden', 'true');
    this.layer.className = 'layer';
    this.layer.setAttribute('role', layerRole);
    scroller.append(this.spacer, this.layer);
    scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
    scroller.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(([entry]) => {
      this.view = entry?.contentRect.height ?? 0;
      this.barMoves = true;
      // Before the browser paints: a pane that comes into view is never empty.
      this.paint();
    }).observe(scroller);
  }

  get count(): number {
    return this.rows;
  }

  /** Whole rows that fit. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.view / this.rowHeight()));
  }

  get visible(): { from: number; to: number } {
    return this.shown;
  }

  private get size(): ScrollSize {
    return { rows: this.rows, rowHeight: this.rowHeight(), view: this.view };
  }

  setCount(rows: number): void {
    this.rows = rows;
    this.moveTo(this.offset);
  }

  show(row: number): void {
    this.moveTo(offsetToShow(row, this.offset, this.size));
  }

  /** Brings a row to a third of the height, unless it shows already. */
  center(row: number): void {
    const { rowHeight, view } = this.size;
    const top = row * rowHeight;
    if (top >= this.offset && top + rowHeight <= this.offset + view) this.render();
    else this.moveTo(top - view / 3);
  }

  private moveTo(offset: number): void {
    const to = clampOffset(offset, this.size);
    if (to !== this.offset) this.barMoves = true;
    this.offset = to;
    this.render();
  }

  private scrolled(): void {
    this.barTop = this.scroller.scrollTop;
    // Our own setting of the bar comes back as an event; the exact offset is known better.
    if (Math.abs(this.barTop - this.expected) >= 1) {
      this.offset = offsetOf(this.barTop, this.size);
      this.barMoves = false;
    }
    this.expected = -1;
    this.render();
  }

  /** Where the way is scaled, a turn of the wheel would leap over thousands of rows. */
  private wheel(event: WheelEvent): void {
    const { size } = this;
    if (scale(size) <= 1 || event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    const unit = [1, size.rowHeight, size.view][event.deltaMode] ?? 1;
    this.moveTo(this.offset + event.deltaY * unit);
  }

  /** Paints in the next frame, once for all that changed until then. */
  render(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  private paint(): void {
    const { size } = this;
    if (size.view === 0) return;
    this.offset = clampOffset(this.offset, size);
    this.placeBar(size);
    const { from, to } = rowsAt(this.offset, size, over);
    this.shown = { from, to };
    while (this.pool.length < to - from) {
      const made = this.make();
      this.pool.push(made);
      this.layer.append(made);
    }
    this.turn(from - this.first);
    this.first = from;
    for (let i = 0; i < this.pool.length; i++) {
      const element = this.pool[i]!;
      const used = i < to - from;
      if (element.hidden === used) element.hidden = !used;
      if (used) this.fill(element, from + i);
    }
    const top = Math.round(this.barTop + from * size.rowHeight - this.offset);
    if (top !== this.layerTop) this.layer.style.transform = `translateY(${top}px)`;
    this.layerTop = top;
    this.wanted(from, to);
  }

  private placeBar(size: ScrollSize): void {
    const height = elementHeight(size);
    if (height !== this.spacerHeight) {
      this.spacer.style.height = `${height}px`;
      this.spacerHeight = height;
      this.barMoves = true;
    }
    if (!this.barMoves) return;
    this.barMoves = false;
    const top = scrollTopOf(this.offset, size);
    if (Math.abs(this.scroller.scrollTop - top) >= 0.5) {
      this.scroller.scrollTop = top;
      this.barTop = this.expected = this.scroller.scrollTop;
    } else this.barTop = this.scroller.scrollTop;
  }

  /** A short way down or up: elements of rows that leave go to the other end, the others stay. */
  private turn(by: number): void {
    const { length } = this.pool;
    if (by === 0 || Math.abs(by) > length / 2) return;
    if (by > 0) {
      const moved = this.pool.splice(0, by);
      this.pool.push(...moved);
      this.layer.append(...moved);
    } else {
      const moved = this.pool.splice(length + by, -by);
      this.pool.unshift(...moved);
      this.layer.prepend(...moved);
    }
  }
}
