/**
 * The rows of a tree over a flat index: which nodes show, in which order, with which of them open.
 * Numbers only, so that 800 000 rows are scrolled, opened and closed without objects.
 */
import { nextOf, type FlatIndex } from './flatIndex';

/** Where a node stands among its siblings; counted from 1, as ARIA does. */
export interface Place {
  readonly position: number;
  readonly size: number;
}

/** Rows that opening everything at once may add: more than anyone scrolls, bounded in memory. */
export const mostRows = 4_000_000;

/** Every so many children of a long list, one is remembered: from there its neighbours are counted. */
const milestone = 64;

interface LongList {
  /** Children. */
  readonly size: number;
  /** Nodes of the first child and of every 64th after it. */
  readonly milestones: Uint32Array;
}

/** Which nodes are open: a bit for each. */
class OpenNodes {
  private readonly bits: Uint32Array;
  constructor(length: number) {
    this.bits = new Uint32Array((length >> 5) + 1);
  }

  has(node: number): boolean {
    return ((this.bits[node >> 5]! >>> (node & 31)) & 1) === 1;
  }

  add(node: number): void {
    this.bits[node >> 5]! |= 1 << (node & 31);
  }

  delete(node: number): void {
    this.bits[node >> 5]! &= ~(1 << (node & 31));
  }
}

/** Place of the last of ascending numbers, of which the first is not after it, that is not after a number. */
function lastNotAfter(numbers: Uint32Array, wanted: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

export class TreeRows {
  private rows: Uint32Array;
  private count: number;
  private readonly openNodes: OpenNodes;
  /** By their parent, -1 for the top level. */
  private readonly longLists = new Map<number, LongList>();

  constructor(private readonly index: FlatIndex) {
    const { length, start, end } = index;
    this.openNodes = new OpenNodes(length);
    this.measure(-1);
    for (let i = 0; i + milestone < length; i++) if (start[i + milestone]! < end[i]!) this.measure(i);
    this.rows = new Uint32Array(this.childCount(-1));
    this.count = 0;
    for (let i = 0; i < length; i = nextOf(index, i)) this.rows[this.count++] = i;
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
    const { start, end, length } = this.index;
    return node + 1 < length && start[node + 1]! < end[node]!;
  }

  /** Children of a node; -1 asks for the top level. */
  childCount(node: number): number {
    return this.longLists.get(node)?.size ?? this.walked(node);
  }

  expanded(node: number): boolean {
    return this.openNodes.has(node);
  }

  place(node: number): Place {
    const parent = this.index.parent[node]!;
    const list = this.longLists.get(parent);
    const passed = list === undefined ? 0 : lastNotAfter(list.milestones, node);
    let position = passed * milestone + 1;
    for (let at = list?.milestones[passed] ?? parent + 1; at < node; at = this.after(at)) position++;
    return { position, size: this.childCount(parent) };
  }

  /** Opens a node that shows or not; what is open below it shows too. */
  open(node: number): void {
    if (!this.hasChildren(node) || this.expanded(node)) return;
    this.openNodes.add(node);
    const row = this.row(node);
    if (row >= 0) this.insert(row);
  }

  close(node: number): void {
    if (!this.expanded(node)) return;
    this.openNodes.delete(node);
    const row = this.row(node);
    if (row < 0) return;
    let after = row + 1;
    const end = this.after(node);
    while (after < this.count && this.rows[after]! < end) after++;
    this.rows.copyWithin(row + 1, after, this.count);
    this.count -= after - row - 1;
  }

  /**
   * Opens a node and all below it; false where that would show more than `most` rows and was left undone.
   * @param stays nodes that stay closed although they have children
   */
  openAll(node: number, most = mostRows, stays: (at: number) => boolean = () => false): boolean {
    const [from, to] = node < 0 ? [0, this.index.length] : [node, this.after(node)];
    if (to - from > most) return false;
    for (let i = from; i < to; i++) if (this.hasChildren(i) && !stays(i)) this.openNodes.add(i);
    this.rebuild();
    return true;
  }

  /** Closes a node and all below it. */
  closeAll(node: number): void {
    const [from, to] = node < 0 ? [0, this.index.length] : [node, this.after(node)];
    for (let i = from; i < to; i++) this.openNodes.delete(i);
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
        this.openNodes.add(node);
        const end = this.after(node);
        for (let child = node + 1; child < end; child = this.after(child)) below.push(child);
      }
      level = below;
    }
    this.rebuild();
  }

  /** The innermost node that covers a byte; -1 where none does. */
  nodeAt(offset: number): number {
    const { start, end, length } = this.index;
    // The last node that begins at or before the byte, then up until one covers it.
    for (let at = lastNotAfter(start, offset); at >= 0 && at < length; at = this.index.parent[at]!) {
      if (start[at]! <= offset && offset < end[at]!) return at;
    }
    return -1;
  }

  /** Remembers the children of a node, where they are many. */
  private measure(node: number): void {
    const size = this.walked(node);
    if (size <= milestone) return;
    const milestones = new Uint32Array(Math.ceil(size / milestone));
    for (let nth = 0, child = node + 1; nth < size; nth++, child = this.after(child))
      if (nth % milestone === 0) milestones[nth / milestone] = child;
    this.longLists.set(node, { size, milestones });
  }

  /** The node after one and all below it. */
  private after(node: number): number {
    return nextOf(this.index, node);
  }

  /** Counts the children of a node. */
  private walked(node: number): number {
    const end = node < 0 ? this.index.length : this.after(node);
    let size = 0;
    for (let child = node + 1; child < end; child = this.after(child)) size++;
    return size;
  }

  private insert(row: number): void {
    const node = this.rows[row]!;
    const end = this.after(node);
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
    return this.openNodes.has(at) ? at + 1 : this.after(at);
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
