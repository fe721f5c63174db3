/**
 * The annotated, tolerant, lazy BER/DER reader. It never throws on any bytes: what cannot be read
 * becomes an error node, and reading goes on behind it.
 */
import { phrase, type Finding, type Localisable } from '../findings';
import { FindingList } from './findingTexts';
import type { FlatIndex } from './flatIndex';
import { buildFlatIndex, Flag } from './flatIndex';
import type { Asn1Limits } from './limits';
import { resolveLimits } from './limits';
import type { Asn1Source } from './node';
import { Asn1Node, nodeAtStart, readNodes } from './node';

export class Asn1Document {
  /** Values at top level, in order; normally one. */
  readonly roots: readonly Asn1Node[];
  private flat: FlatIndex | undefined;
  private readonly kept = new Map<number, Asn1Node>();
  /** Nodes that had to be read for one, at most: those of a very deep chain are kept together. */
  private longestPath = 0;

  constructor(private readonly source: Asn1Source) {
    this.roots = readNodes(source, undefined, 0, source.bytes.length);
  }

  get bytes(): Uint8Array {
    return this.source.bytes;
  }

  /** Every node and finding, read in one pass on first use and kept. */
  index(): FlatIndex {
    return (this.flat ??= buildFlatIndex(this.source.bytes, this.source.limits));
  }

  /** All findings of the document; builds the index. */
  findings(): readonly Finding[] {
    const { findings } = this.index();
    const other = otherFormat(this.source.bytes);
    if (other === undefined) return findings;
    const list = new FindingList(1);
    list.report('asn1_other_format', 0, Math.min(8, this.source.bytes.length), other);
    return [...list.list, ...findings];
  }

  /** Node number `i` of the index, with the chain of nodes above it. The latest are kept. */
  node(i: number): Asn1Node | undefined {
    const { start, end, parent, flags, length } = this.index();
    if (i < 0 || i >= length) return undefined;
    const path: number[] = [];
    let node: Asn1Node | undefined;
    for (let at = i; at >= 0 && node === undefined; at = parent[at]!) {
      node = this.kept.get(at);
      if (node === undefined) path.push(at);
    }
    this.longestPath = Math.max(this.longestPath, path.length);
    if (this.kept.size > Math.max(mostKept, 2 * this.longestPath)) this.kept.clear();
    for (const at of path.reverse()) {
      node =
        (flags[at]! & Flag.unread) !== 0
          ? unreadNode(this.source, node, start[at]!, end[at]!)
          : nodeAtStart(this.source, node, start[at]!);
      if (node) this.kept.set(at, node);
    }
    return node;
  }

  /** The innermost node that covers the byte at `offset`. */
  nodeAt(offset: number): Asn1Node | undefined {
    let found: Asn1Node | undefined;
    let row = this.roots;
    for (;;) {
      const inside = covering(row, offset);
      if (inside === undefined) return found;
      found = inside;
      row = inside.children();
    }
  }
}

/** Nodes kept for rows that are asked for again: some screens of them, with what is above. */
const mostKept = 1_000;

function unreadNode(source: Asn1Source, parent: Asn1Node | undefined, start: number, end: number): Asn1Node {
  const depth = parent === undefined ? 0 : parent.depth + 1;
  return new Asn1Node(source, parent, 'unread', 0, 0, start, start, end, end, false, undefined, depth);
}

function covering(row: readonly Asn1Node[], offset: number): Asn1Node | undefined {
  let low = 0;
  let high = row.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const node = row[middle]!;
    if (offset < node.start) high = middle - 1;
    else if (offset >= node.end) low = middle + 1;
    else return node;
  }
  return undefined;
}

/**
 * The same memory as a plain Uint8Array. Node's Buffer, which VS Code hands out for files, is one too, but its
 * `slice` copies nothing: whoever writes into such a copy changes what was read.
 */
export function plainOctets(bytes: Uint8Array): Uint8Array {
  return Object.getPrototypeOf(bytes) === Uint8Array.prototype
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Reads `bytes` (kept, not copied). Never throws; every limit that is reached shows as a finding. */
export function readAsn1(bytes: Uint8Array, limits?: Asn1Limits): Asn1Document {
  return new Asn1Document({ bytes: plainOctets(bytes), limits: resolveLimits(limits), ends: new Map() });
}

const magics: readonly (readonly [Localisable, readonly number[]])[] = [
  [phrase('a JPEG picture'), [0xff, 0xd8, 0xff]],
  [phrase('a PNG picture'), [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
  [phrase('a PDF document'), [0x25, 0x50, 0x44, 0x46, 0x2d]],
  [phrase('a ZIP archive'), [0x50, 0x4b, 0x03, 0x04]],
  [phrase('gzip data'), [0x1f, 0x8b, 0x08]],
  [phrase('a Java key store'), [0xfe, 0xed, 0xfe, 0xed]],
  [phrase('an ELF program'), [0x7f, 0x45, 0x4c, 0x46]],
  [phrase('PEM text'), [0x2d, 0x2d, 0x2d, 0x2d, 0x2d, 0x42]],
];

/** What the bytes are instead, by their first octets. */
export function otherFormat(bytes: Uint8Array): Localisable | undefined {
  return magics.find(([, magic]) => magic.every((octet, i) => bytes[i] === octet))?.[0];
}
