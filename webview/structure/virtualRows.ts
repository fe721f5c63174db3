import {
  clampOffset,
  elementHeight,
  offsetOf,
  offsetToShow,
  rowsAt,
  scale,
  scrollTopOf,
  type ScrollSize,
} from './scroll';

/** Rows kept ready above and below what shows. */
const over = 6;

/**
 * Keeps just the rows that show as elements inside a scrolling one. Elements are used again: while
 * scrolling nothing is made or thrown away.
 */
export class VirtualRows<Row extends HTMLElement> {
  private rows = 0;
  private offset = 0;
  private readonly layer = document.createElement('div');
  private readonly spacer = document.createElement('div');
  private readonly pool: Row[] = [];
  private shown = { from: 0, to: 0 };
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
    scroller.addEventListener('scroll', () => this.scrolled());
    scroller.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    new ResizeObserver(() => this.render()).observe(scroller);
  }

  get count(): number {
    return this.rows;
  }

  /** Whole rows that fit. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight()));
  }

  get visible(): { from: number; to: number } {
    return this.shown;
  }

  private get size(): ScrollSize {
    return { rows: this.rows, rowHeight: this.rowHeight(), view: this.scroller.clientHeight };
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

  /** The element of a row, while it shows. */
  element(row: number): Row | undefined {
    return row >= this.shown.from && row < this.shown.to ? this.pool[row - this.shown.from] : undefined;
  }

  private moveTo(offset: number): void {
    const { size } = this;
    this.offset = clampOffset(offset, size);
    this.spacer.style.height = `${elementHeight(size)}px`;
    const top = scrollTopOf(this.offset, size);
    if (Math.abs(this.scroller.scrollTop - top) >= 0.5) {
      this.scroller.scrollTop = top;
      this.expected = this.scroller.scrollTop;
    }
    this.render();
  }

  private scrolled(): void {
    // Our own setting of the bar comes back as an event; the exact offset is known better.
    if (Math.abs(this.scroller.scrollTop - this.expected) >= 1) {
      this.offset = offsetOf(this.scroller.scrollTop, this.size);
    }
    this.expected = -1;
    this.later();
  }

  /** Where the way is scaled, a turn of the wheel would leap over thousands of rows. */
  private wheel(event: WheelEvent): void {
    const { size } = this;
    if (scale(size) <= 1 || event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    const unit = [1, size.rowHeight, size.view][event.deltaMode] ?? 1;
    this.moveTo(this.offset + event.deltaY * unit);
  }

  private later(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  render(): void {
    const { size } = this;
    if (size.view === 0) return;
    this.offset = clampOffset(this.offset, size);
    const { from, to } = rowsAt(this.offset, size, over);
    this.shown = { from, to };
    while (this.pool.length < to - from) {
      const made = this.make();
      this.pool.push(made);
      this.layer.append(made);
    }
    for (const [i, element] of this.pool.entries()) {
      const used = i < to - from;
      if (element.hidden === used) element.hidden = !used;
      if (used) this.fill(element, from + i);
    }
    const top = this.scroller.scrollTop + from * size.rowHeight - this.offset;
    this.layer.style.transform = `translateY(${Math.round(top)}px)`;
    this.wanted(from, to);
  }
}
