/**
 * One tag and length, read tolerantly: the primitive under the lazy nodes and the flat index alike,
 * so that both see the same tree. X.690 clauses 8.1.2 and 8.1.3.
 */

/** Why an element could not be delimited; its node then covers everything up to the bound. */
export const Problem = {
  none: 0,
  tagUnterminated: 1,
  lengthMissing: 2,
  lengthReserved: 3,
  lengthTruncated: 4,
  indefinitePrimitive: 5,
  /** Zero octets where a value should begin: an end-of-contents nobody waits for, or padding. */
  unexpectedEnd: 6,
} as const;

/** Odd but readable headers, as bits. */
export const Oddity = {
  tagNotMinimal: 1,
  tagHuge: 2,
  lengthNotMinimal: 4,
  /** The declared length goes past the bound; the content is cut there. */
  overrun: 8,
} as const;

/** Result of `readElement`; one instance is reused in hot loops. */
export class Element {
  start = 0;
  /** First octet: class (top two bits), constructed (bit 6), low tag number. */
  first = 0;
  number = 0;
  contentStart = 0;
  /** Content end, and end of the element unless it is indefinite. */
  end = 0;
  indefinite = false;
  /** Content octets as declared; may be far more than there are. */
  length = 0;
  problem: number = Problem.none;
  oddities = 0;
}

/**
 * Reads the header at `pos`. `bound` is where the surrounding content ends; pos < bound.
 * Never reads past `bound`, never allocates.
 */
export function readElement(bytes: Uint8Array, pos: number, bound: number, out: Element): void {
  const first = bytes[pos]!;
  let at = pos + 1;
  out.start = pos;
  out.first = first;
  out.indefinite = false;
  out.problem = Problem.none;
  out.oddities = 0;
  out.length = 0;
  const number = first & 0x1f;
  out.number = number;
  if (first === 0 && (at >= bound || bytes[at] === 0)) {
    fail(out, Problem.unexpectedEnd, pos, endOfZeros(bytes, pos, bound));
    return;
  }
  if (number === 0x1f) {
    at = readLongTag(bytes, at, bound, out);
    if (at < 0) {
      fail(out, Problem.tagUnterminated, pos, bound);
      return;
    }
  }
  if (at >= bound) {
    fail(out, Problem.lengthMissing, pos, bound);
    return;
  }
  const octet = bytes[at++]!;
  if (octet < 0x80) {
    out.length = octet;
  } else if (octet === 0x80) {
    if ((first & 0x20) === 0) {
      fail(out, Problem.indefinitePrimitive, pos, bound);
      return;
    }
    out.indefinite = true;
    out.contentStart = at;
    out.end = bound;
    return;
  } else if (octet === 0xff) {
    fail(out, Problem.lengthReserved, pos, bound);
    return;
  } else {
    const count = octet & 0x7f;
    if (at + count > bound) {
      fail(out, Problem.lengthTruncated, pos, bound);
      return;
    }
    let length = 0;
    if (bytes[at] === 0) out.oddities |= Oddity.lengthNotMinimal;
    for (let i = 0; i < count; i++) length = length * 256 + bytes[at++]!;
    if (length < 0x80) out.oddities |= Oddity.lengthNotMinimal;
    out.length = length;
  }
  out.contentStart = at;
  if (out.length > bound - at) {
    out.oddities |= Oddity.overrun;
    out.end = bound;
  } else {
    out.end = at + out.length;
  }
}

function fail(out: Element, problem: number, pos: number, end: number): void {
  out.problem = problem;
  out.contentStart = pos;
  out.end = end;
}

/** Tag numbers above 30 (X.690 8.1.2.4). Returns the position after the tag, -1 where it never ends. */
function readLongTag(bytes: Uint8Array, from: number, bound: number, out: Element): number {
  let number = 0;
  for (let at = from; at < bound; at++) {
    const octet = bytes[at]!;
    if (at === from && octet === 0x80) out.oddities |= Oddity.tagNotMinimal;
    number = number * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      if (number < 31) out.oddities |= Oddity.tagNotMinimal;
      if (number > Number.MAX_SAFE_INTEGER) {
        out.oddities |= Oddity.tagHuge;
        number = Number.POSITIVE_INFINITY;
      }
      out.number = number;
      return at + 1;
    }
  }
  return -1;
}

/** A run of zeros up to the bound is one thing (padding); inside the data it ends on a whole pair. */
function endOfZeros(bytes: Uint8Array, pos: number, bound: number): number {
  let at = pos;
  while (at < bound && bytes[at] === 0) at++;
  if (at === bound) return bound;
  return pos + ((at - pos) & ~1);
}

/** Ends remembered per document, and values open at once: bounds of memory, far beyond any real file. */
const mostEnds = 2_000_000;
const mostOpen = 1_000_000;

/**
 * End of an indefinite-length value whose content begins at `contentStart`: the position of its
 * end-of-contents, or -1 where there is none before `bound`. Nested indefinite values met on the
 * way are put into `ends` too (content start → position of end-of-contents or -1), so that walking
 * down a deep chain stays linear. Nested more than a million deep counts as having none.
 */
export function findEndOfContents(
  bytes: Uint8Array,
  contentStart: number,
  bound: number,
  ends: Map<number, number>,
): number {
  const known = ends.get(contentStart);
  if (known !== undefined) return known;
  const remember = (start: number, end: number): void => {
    if (ends.size < mostEnds) ends.set(start, end);
  };
  const open = [contentStart];
  const element = new Element();
  let pos = contentStart;
  while (pos < bound && open.length < mostOpen) {
    if (bytes[pos] === 0 && pos + 1 < bound && bytes[pos + 1] === 0) {
      remember(open.pop()!, pos);
      if (open.length === 0) return pos;
      pos += 2;
      continue;
    }
    readElement(bytes, pos, bound, element);
    if (element.problem === Problem.none && element.indefinite) {
      const inner = ends.get(element.contentStart);
      if (inner === undefined) {
        open.push(element.contentStart);
        pos = element.contentStart;
      } else {
        pos = inner < 0 ? bound : inner + 2;
      }
    } else {
      pos = element.end;
    }
  }
  for (const start of open) remember(start, -1);
  return -1;
}
