/**
 * The rows of a tree over a flat index: which nodes show, in which order, with which of them open.
 * Numbers only, so that 800 000 rows are scrolled, opened and closed without objects.
 */
import type { FlatIndex } from './flatIndex';

/** Where a node stands among its siblings; counted from 1, as ARIA does. */
export interface Place {
  readonly position: number;
  readonly size: number;
}

/** Rows that opening everything at once may add: more than anyone scrolls, bounded in memory. */
export const mostRows = 4_000_000;

export class TreeRows {
  private rows: Uint32Array;
  private count: number;
  private readonly isOpen: Uint8Array;
  private readonly positions: Uint32Array;
  private readonly sizes: Uint32Array;

  constructor(private readonly index: FlatIndex) {
    const { length, parent } = index;
    this.isOpen = new Uint8Array(length);
    this.positions = new Uint32Array(length);
    this.sizes = new Uint32Array(length + 1);
    for (let i = 0; i < length; i++) this.positions[i] = ++this.sizes[parent[i]! + 1]!;
    this.rows = new Uint32Array(this.sizes[0]!);
    this.count = 0;
    for (let i = 0; i < length; i = index.next[i]!) this.rows[this.count++] = i;
  }

  /** Rows that show. */
  get length(): number {
    return this.count;
  }

  /** Node of a row; undefined beyond the last. */
  node(row: number): number | undefined {
    return row >= 0 && row < this.count ? this.rows[row] : undefined;
  }

  /** Row of a node; -1 where a closed node above hides it. Rows are in reading order: a binary search. */
  row(node: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.rows[middle]!;
      if (found === node) return middle;
      if (found < node) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  hasChildren(node: number): boolean {
    return this.sizes[node + 1]! > 0;
  }

  /** Children of a node; -1 asks for the top level. */
  childCount(node: number): number {
    return this.sizes[node + 1]!;
  }

  expanded(node: number): boolean {
    return this.isOpen[node] === 1;
  }

  place(node: number): Place {
    return { position: this.positions[node]!, size: this.sizes[this.index.parent[node]! + 1]! };
  }

  /** Opens a node that shows or not; what is open below it shows too. */
  open(node: number): void {
    if (!this.hasChildren(node) || this.expanded(node)) return;
    this.isOpen[node] = 1;
    const row = this.row(node);
    if (row >= 0) this.insert(row);
  }

  close(node: number): void {
    if (!this.expanded(node)) return;
    this.isOpen[node] = 0;
    const row = this.row(node);
    if (row < 0) return;
    let after = row + 1;
    const end = this.index.next[node]!;
    while (after < this.count && this.rows[after]! < end) after++;
    this.rows.copyWithin(row + 1, after, this.count);
    this.count -= after - row - 1;
  }

  /**
   * Opens a node and all below it; false where that would show more than `most` rows and was left undone.
   * @param stays nodes that stay closed although they have children
   */
  openAll(node: number, most = mostRows, stays: (at: number) => boolean = () => false): boolean {
    const [from, to] = node < 0 ? [0, this.index.length] : [node, this.index.next[node]!];
    if (to - from > most) return false;
    for (let i = from; i < to; i++) if (this.hasChildren(i) && !stays(i)) this.isOpen[i] = 1;
    this.rebuild();
    return true;
  }

  /** Closes a node and all below it. */
  closeAll(node: number): void {
    const [from, to] = node < 0 ? [0, this.index.length] : [node, this.index.next[node]!];
    this.isOpen.fill(0, from, to);
    this.rebuild();
  }

  /** Opens everything above a node; its row. */
  reveal(node: number): number {
    const above: number[] = [];
    for (let at = this.index.parent[node]!; at >= 0; at = this.index.parent[at]!) above.push(at);
    for (const one of above.reverse()) this.open(one);
    return this.row(node);
  }

  /**
   * Opens level by level what a reader sees at a glance: no list longer than `longest`, no more than
   * `most` rows in all.
   * @param stays nodes that stay closed although they have children
   */
  openTop(most = 200, longest = 60, stays: (at: number) => boolean = () => false): void {
    let level = Array.from(this.rows.subarray(0, Math.min(this.count, longest)));
    let shown = this.count;
    while (level.length > 0) {
      const below: number[] = [];
      for (const node of level) {
        const size = this.childCount(node);
        if (size === 0 || size > longest || shown + size > most || stays(node)) continue;
        shown += size;
        this.isOpen[node] = 1;
        const end = this.index.next[node]!;
        for (let child = node + 1; child < end; child = this.index.next[child]!) below.push(child);
      }
      level = below;
    }
    this.rebuild();
  }

  /** The innermost node that covers a byte; -1 where none does. */
  nodeAt(offset: number): number {
    const { start, end, length, next } = this.index;
    let low = 0;
    let high = length - 1;
    // The last node that begins at or before the byte, then up until one covers it.
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (start[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    for (let at = low; at >= 0 && at < length; at = this.index.parent[at]!) {
      if (start[at]! <= offset && offset < end[at]! && next[at]! > at) return at;
    }
    return -1;
  }

  private insert(row: number): void {
    const node = this.rows[row]!;
    const end = this.index.next[node]!;
    const added: number[] = [];
    const most = end - node - 1;
    const buffer = most > 1024 ? new Uint32Array(most) : undefined;
    let count = 0;
    for (let at = node + 1; at < end; at = this.step(at)) {
      if (buffer) buffer[count] = at;
      else added.push(at);
      count++;
    }
    this.reserve(this.count + count);
    this.rows.copyWithin(row + 1 + count, row + 1, this.count);
    this.rows.set(buffer ? buffer.subarray(0, count) : added, row + 1);
    this.count += count;
  }

  /** The row after a node, when all above it shows. */
  private step(at: number): number {
    return this.isOpen[at] === 1 ? at + 1 : this.index.next[at]!;
  }

  private rebuild(): void {
    let count = 0;
    for (let at = 0; at < this.index.length; at = this.step(at)) count++;
    if (count > this.rows.length) this.rows = new Uint32Array(count);
    this.count = 0;
    for (let at = 0; at < this.index.length; at = this.step(at)) this.rows[this.count++] = at;
  }

  private reserve(count: number): void {
    if (count <= this.rows.length) return;
    const wider = new Uint32Array(Math.min(this.index.length, Math.ceil(count * 1.25) + 64));
    wider.set(this.rows.subarray(0, this.count));
    this.rows = wider;
  }
}
