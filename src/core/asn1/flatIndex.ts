/**
 * Every node of a document in reading order, in typed arrays: 13 bytes a node, no objects. What a
 * tree of 800 000 rows scrolls over and a search runs through.
 */
import type { Finding } from '../findings';
import { checkHeader, checkProblem, checkUniversal, isSetOrdered } from './check';
import { Element, findEndOfContents, Oddity, Problem, readElement } from './element';
import { opensAsAsn1 } from './embedded';
import { FindingList } from './findingTexts';
import type { ResolvedLimits } from './limits';
import { Tag } from './tags';

/** Bits of `FlatIndex.flags`. */
export const Flag = {
  /** Could not be read; covers the bytes up to the end of what surrounds it. */
  error: 1,
  /** Left unread because a limit was reached. */
  unread: 2,
  indefinite: 4,
  /** Indefinite, and its end-of-contents is missing. */
  unterminated: 8,
  /** Declared more content than there is. */
  truncated: 16,
  /** Primitive, and its content was opened as BER of its own. */
  opened: 32,
  /** Constructed, but too deep to be opened. */
  tooDeep: 64,
} as const;

export interface FlatIndex {
  /** Nodes. */
  readonly length: number;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly parent: Int32Array;
  readonly flags: Uint8Array;
  readonly findings: readonly Finding[];
  /** False where a limit cut the reading short; a finding says which. */
  readonly complete: boolean;
}

class Arrays {
  start: Uint32Array;
  end: Uint32Array;
  next: Uint32Array;
  parent: Int32Array;
  flags: Uint8Array;
  constructor(public capacity: number) {
    this.start = new Uint32Array(capacity);
    this.end = new Uint32Array(capacity);
    this.next = new Uint32Array(capacity);
    this.parent = new Int32Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  grow(capacity: number): void {
    const wider = new Arrays(capacity);
    wider.start.set(this.start);
    wider.end.set(this.end);
    wider.next.set(this.next);
    wider.parent.set(this.parent);
    wider.flags.set(this.flags);
    Object.assign(this, wider);
  }
}

/** Reads everything within the limits, in one pass over the bytes. */
export function buildFlatIndex(bytes: Uint8Array, limits: ResolvedLimits): FlatIndex {
  const findings = new FindingList(limits.findings);
  const { report } = findings;
  const total = bytes.length;
  const arrays = new Arrays(Math.max(64, Math.min(limits.nodes + 64, Math.ceil(total / 6) + 64)));
  let { start, end, next, parent, flags } = arrays;
  const element = new Element();
  const began = Date.now();
  // Open nodes; `bounds` holds the bound outside each of them.
  const open: number[] = [];
  const bounds: number[] = [];
  let count = 0;
  let pos = 0;
  let bound = total;
  let current = -1;
  let indefinite = false;
  let roots = 0;
  let complete = true;
  const ends = new Map<number, number>();

  const add = (from: number, to: number, bits: number): void => {
    if (count === arrays.capacity) {
      arrays.grow(Math.ceil(arrays.capacity * 1.5) + 64);
      ({ start, end, next, parent, flags } = arrays);
    }
    start[count] = from;
    end[count] = to;
    parent[count] = current;
    flags[count] = bits;
    next[count] = ++count;
  };

  const close = (): void => {
    next[current] = count;
    if ((bytes[start[current]!]! & 0xdf) === Tag.set) checkSet(current);
    pos = end[current]!;
    bound = bounds.pop()!;
    open.pop();
    current = open.at(-1) ?? -1;
    indefinite = current >= 0 && (flags[current]! & Flag.indefinite) !== 0;
  };

  const checkSet = (set: number): void => {
    let before = set + 1;
    if (before >= count) return;
    for (let at = next[before]!; at < count; at = next[at]!) {
      if (!isSetOrdered(bytes, start[before]!, end[before]!, start[at]!, end[at]!)) {
        report('der_set_order', start[set]!, end[set]!, start[set]!, start[at]!);
        return;
      }
      before = at;
    }
  };

  for (;;) {
    if (indefinite && pos + 1 < bound && bytes[pos] === 0 && bytes[pos + 1] === 0) {
      end[current] = pos + 2;
      close();
      continue;
    }
    if (pos >= bound) {
      if (current < 0) break;
      if (indefinite) {
        flags[current]! |= Flag.unterminated;
        end[current] = bound;
        report('asn1_missing_eoc', start[current]!, bound, start[current]!);
      }
      close();
      continue;
    }
    if (count >= limits.nodes || ((count & 0x1fff) === 0x1fff && Date.now() - began > limits.milliseconds)) {
      complete = false;
      if (count >= limits.nodes) findings.always('asn1_node_limit', pos, total, pos, count, total - pos);
      else findings.always('asn1_time_limit', pos, total, pos, limits.milliseconds, total - pos);
      // In every open level one node stands for what was not read there.
      for (;;) {
        if (pos < bound) add(pos, bound, Flag.unread);
        if (current < 0) break;
        if (indefinite) end[current] = bound;
        close();
      }
      break;
    }
    readElement(bytes, pos, bound, element);
    if (current < 0) {
      if (pos > 0 && isTrailing(element)) {
        element.problem ||= Problem.lengthMissing;
        checkProblem(bytes, element, bound, report, pos);
        add(pos, bound, Flag.error);
        break;
      }
      if (element.problem === Problem.none) roots++;
    }
    if (element.problem !== Problem.none) {
      checkProblem(bytes, element, bound, report);
      add(pos, element.end, Flag.error);
      pos = element.end;
      continue;
    }
    const { contentStart, first } = element;
    let bits = 0;
    if (element.oddities !== 0 || element.indefinite) {
      checkHeader(element, report);
      if (element.oddities & Oddity.overrun) bits |= Flag.truncated;
      if (element.indefinite) bits |= Flag.indefinite;
    }
    if (first < 0x40) checkUniversal(bytes, element, element.end, report);
    const inside = enterable(bytes, element, limits);
    if (inside >= 0 && open.length >= limits.depth) {
      report('asn1_depth_limit', pos, element.end, pos, open.length);
      complete = false;
      let after = element.end;
      if (element.indefinite) {
        const eoc = findEndOfContents(bytes, contentStart, bound, ends);
        if (eoc >= 0) after = eoc + 2;
        else {
          bits |= Flag.unterminated;
          report('asn1_missing_eoc', pos, after, pos);
        }
      }
      add(pos, after, bits | Flag.tooDeep);
      pos = after;
      continue;
    }
    if (inside > contentStart || (inside >= 0 && (first & 0x20) === 0)) bits |= Flag.opened;
    add(pos, element.end, bits);
    if (inside < 0) {
      pos = element.end;
      continue;
    }
    current = count - 1;
    open.push(current);
    bounds.push(bound);
    indefinite = element.indefinite;
    bound = element.end;
    pos = inside;
  }
  if (total === 0) report('asn1_empty', 0, 0);
  if (roots > 1) report('asn1_several_values', 0, total, roots);
  return {
    length: count,
    start: start.slice(0, count),
    end: end.slice(0, count),
    parent: parent.slice(0, count),
    flags: flags.slice(0, count),
    findings: findings.finish(total),
    complete,
  };
}

/** How many nodes are above one. */
export function depthOf({ parent }: FlatIndex, at: number): number {
  let depth = 0;
  for (let above = parent[at]!; above >= 0; above = parent[above]!) depth++;
  return depth;
}

/** Number of the first node after one and all below it; the number of nodes where there is none. */
export function nextOf({ start, end, length }: FlatIndex, at: number): number {
  const after = end[at]!;
  let inside = at;
  let outside = at + 1;
  // In steps that double, as most nodes have little below them; then between the last two.
  for (let step = 1; outside < length && start[outside]! < after; step *= 2) {
    inside = outside;
    outside += step;
  }
  outside = Math.min(outside, length);
  while (outside - inside > 1) {
    const middle = (inside + outside) >> 1;
    if (start[middle]! < after) inside = middle;
    else outside = middle;
  }
  return outside;
}

/** Bytes of tag and length of a node; 0 where it could not be read, or was not. */
export function headerLengthOf(bytes: Uint8Array, { start, flags }: FlatIndex, at: number): number {
  if ((flags[at]! & (Flag.error | Flag.unread)) !== 0) return 0;
  const from = start[at]!;
  let pos = from + 1;
  if ((bytes[from]! & 0x1f) === 0x1f) while (bytes[pos++]! >= 0x80);
  const length = bytes[pos++]!;
  return pos - from + (length > 0x80 ? length & 0x7f : 0);
}

/**
 * At top level, behind a first value: what cannot be delimited is trailing junk, not a broken value,
 * except that a cut-off SEQUENCE is most likely a cut-off second value.
 */
export function isTrailing(element: Element): boolean {
  if (element.problem === Problem.unexpectedEnd) return false;
  return (
    element.problem !== Problem.none || ((element.oddities & Oddity.overrun) !== 0 && element.first !== 0x30)
  );
}

/** Where the content to be read as values begins; -1 where there is none. Whole elements only. */
export function enterable(bytes: Uint8Array, element: Element, limits: ResolvedLimits): number {
  const { first, contentStart, end } = element;
  if ((first & 0x20) !== 0) return contentStart;
  if (!limits.embedded || (element.oddities & Oddity.overrun) !== 0) return -1;
  let inside = contentStart;
  if (first === Tag.bitString) {
    if (end - contentStart < 3 || bytes[contentStart] !== 0) return -1;
    inside++;
  } else if (first !== Tag.octetString) return -1;
  if (limits.closed.has(element.start)) return -1;
  return opensAsAsn1(bytes, inside, end) ? inside : -1;
}
