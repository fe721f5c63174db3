/** One value of a BER or DER document as an object; its children are read when they are asked for. */
import type { Finding, Span } from '../findings';
import { checkHeader, checkProblem, checkUniversal, isSetOrdered } from './check';
import { Element, findEndOfContents, Problem, readElement } from './element';
import { FindingList } from './findingTexts';
import { enterable, isTrailing } from './flatIndex';
import type { ResolvedLimits } from './limits';
import type { TagClass } from './tags';
import { Tag, tagClasses, tagName } from './tags';

/** What all nodes of one document share. */
export interface Asn1Source {
  readonly bytes: Uint8Array;
  readonly limits: ResolvedLimits;
  /** Ends of indefinite values found so far, by content start; -1 where there is none. */
  readonly ends: Map<number, number>;
}

/**
 * One value. `error`: bytes that could not be delimited; `unread`: bytes left out because a limit
 * was reached. All offsets count from the start of the document, through embedded values too.
 */
export class Asn1Node {
  private list: readonly Asn1Node[] | undefined;
  private inside: number | undefined;

  constructor(
    readonly source: Asn1Source,
    readonly parent: Asn1Node | undefined,
    readonly kind: 'value' | 'error' | 'unread',
    /** First octet of the tag. */
    readonly first: number,
    readonly tagNumber: number,
    readonly start: number,
    readonly contentStart: number,
    readonly contentEnd: number,
    readonly end: number,
    readonly indefinite: boolean,
    /** Content octets as declared (inexact past 2^53); undefined for an indefinite length. */
    readonly declaredLength: number | undefined,
    /** Levels above this node. */
    readonly depth: number,
  ) {}

  get tagClass(): TagClass {
    return tagClasses[this.first >> 6]!;
  }

  get constructed(): boolean {
    return (this.first & 0x20) !== 0;
  }

  /** "SEQUENCE", "[0]", "[APPLICATION 3]". */
  get tagName(): string {
    if (this.kind !== 'value') return this.kind === 'error' ? 'not readable' : 'not read';
    return tagName(this.tagClass, this.tagNumber);
  }

  /** Universal type with this number. */
  is(tag: number): boolean {
    return this.kind === 'value' && this.first < 0x40 && this.tagNumber === tag;
  }

  /** Context-specific with this number. */
  isContext(number: number): boolean {
    return this.kind === 'value' && this.first >> 6 === 2 && this.tagNumber === number;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get headerSpan(): Span {
    return { start: this.start, end: this.contentStart };
  }

  get contentSpan(): Span {
    return { start: this.contentStart, end: this.contentEnd };
  }

  /** All octets as received, header included. */
  get raw(): Uint8Array {
    return this.source.bytes.subarray(this.start, this.end);
  }

  /** Content octets as received. */
  get content(): Uint8Array {
    return this.source.bytes.subarray(this.contentStart, this.contentEnd);
  }

  /** Declared more content than there is. */
  get truncated(): boolean {
    return this.declaredLength !== undefined && this.declaredLength > this.contentEnd - this.contentStart;
  }

  /** Indefinite without its end-of-contents. */
  get unterminated(): boolean {
    return this.indefinite && this.end === this.contentEnd;
  }

  /** Primitive, and its content was opened as BER of its own. */
  get opened(): boolean {
    return !this.constructed && this.entry >= 0;
  }

  /** False for what is never opened; a constructed value without content says true. */
  get hasChildren(): boolean {
    return this.entry >= 0 && this.depth < this.source.limits.depth;
  }

  private get entry(): number {
    if (this.kind !== 'value') return -1;
    if (this.inside === undefined) {
      if (this.constructed) this.inside = this.contentStart;
      else {
        const { bytes, limits } = this.source;
        const element = new Element();
        readElement(bytes, this.start, this.bound, element);
        this.inside = enterable(bytes, element, limits);
      }
    }
    return this.inside;
  }

  private get bound(): number {
    return this.parent?.contentEnd ?? this.source.bytes.length;
  }

  /** Read when first asked for. */
  children(): readonly Asn1Node[] {
    return (this.list ??= this.hasChildren ? readNodes(this.source, this, this.entry, this.contentEnd) : []);
  }

  /**
   * The content read as values whether it looks like it or not, broken ones included: for whoever
   * knows by schema that it must be (the value of an extension).
   */
  forcedChildren(): readonly Asn1Node[] {
    if (this.kind !== 'value' || this.hasChildren) return this.children();
    const unusedOctet = this.is(Tag.bitString) && this.contentEnd > this.contentStart ? 1 : 0;
    return readNodes(this.source, this, this.contentStart + unusedOctet, this.contentEnd);
  }

  /** Findings of this node alone, without those below it. */
  findings(): readonly Finding[] {
    const { bytes, limits } = this.source;
    const found = new FindingList(limits.findings);
    if (this.kind === 'unread') {
      found.report(
        'asn1_node_limit',
        this.start,
        this.end,
        this.start,
        limits.children,
        this.end - this.start,
      );
      return found.list;
    }
    const element = new Element();
    readElement(bytes, this.start, this.bound, element);
    if (this.kind === 'error') {
      const trailing = this.parent === undefined && this.start > 0 && isTrailing(element);
      if (trailing) element.problem ||= Problem.lengthMissing;
      if (trailing) element.end = this.end;
      checkProblem(bytes, element, this.bound, found.report, trailing ? this.start : undefined);
      return found.list;
    }
    if (element.oddities !== 0 || element.indefinite) checkHeader(element, found.report);
    if (this.unterminated) found.report('asn1_missing_eoc', this.start, this.end, this.start);
    element.end = this.indefinite ? this.end : element.end;
    if (this.first < 0x40) checkUniversal(bytes, element, this.contentEnd, found.report);
    // As the index sees it: a tag written the long way is a fault of its own.
    if ((this.first & 0xdf) === Tag.set) {
      const members = this.children();
      const late = members.findIndex((member, i) => {
        const before = members[i - 1];
        return before && !isSetOrdered(bytes, before.start, before.end, member.start, member.end);
      });
      if (late > 0) found.report('der_set_order', this.start, this.end, this.start, members[late]!.start);
    }
    if (this.entry >= 0 && this.depth >= limits.depth) {
      found.report('asn1_depth_limit', this.start, this.end, this.start, this.depth);
    }
    return found.list;
  }
}

/** The row of values in [from, bound). */
export function readNodes(
  source: Asn1Source,
  parent: Asn1Node | undefined,
  from: number,
  bound: number,
): readonly Asn1Node[] {
  const { bytes, limits, ends } = source;
  const nodes: Asn1Node[] = [];
  const depth = parent === undefined ? 0 : parent.depth + 1;
  const element = new Element();
  let pos = from;
  const push = (kind: 'value' | 'error' | 'unread', contentEnd: number, end: number): void => {
    const value = kind === 'value';
    nodes.push(
      new Asn1Node(
        source,
        parent,
        kind,
        value ? element.first : 0,
        value ? element.number : 0,
        pos,
        value ? element.contentStart : pos,
        contentEnd,
        end,
        value && element.indefinite,
        value && !element.indefinite ? element.length : undefined,
        depth,
      ),
    );
    pos = end;
  };
  while (pos < bound) {
    if (nodes.length >= limits.children) {
      push('unread', bound, bound);
      break;
    }
    readElement(bytes, pos, bound, element);
    if (parent === undefined && pos > 0 && isTrailing(element)) push('error', bound, bound);
    else if (element.problem !== Problem.none) push('error', element.end, element.end);
    else if (element.indefinite) {
      const eoc = findEndOfContents(bytes, element.contentStart, bound, ends);
      push('value', eoc < 0 ? bound : eoc, eoc < 0 ? bound : eoc + 2);
    } else push('value', element.end, element.end);
  }
  return nodes;
}

/** Reads one value at `start` again, whose parent is known. */
export function nodeAtStart(
  source: Asn1Source,
  parent: Asn1Node | undefined,
  start: number,
): Asn1Node | undefined {
  const bound = parent?.contentEnd ?? source.bytes.length;
  const { bytes } = source;
  const element = new Element();
  if (start >= bound) return undefined;
  readElement(bytes, start, bound, element);
  const broken =
    element.problem !== Problem.none || (parent === undefined && start > 0 && isTrailing(element));
  if (broken) {
    const end = parent === undefined && start > 0 && isTrailing(element) ? bound : element.end;
    return new Asn1Node(
      source,
      parent,
      'error',
      0,
      0,
      start,
      start,
      end,
      end,
      false,
      undefined,
      (parent?.depth ?? -1) + 1,
    );
  }
  const eoc = element.indefinite ? findEndOfContents(bytes, element.contentStart, bound, source.ends) : -1;
  const contentEnd = element.indefinite ? (eoc < 0 ? bound : eoc) : element.end;
  const end = eoc < 0 ? contentEnd : eoc + 2;
  return new Asn1Node(
    source,
    parent,
    'value',
    element.first,
    element.number,
    start,
    element.contentStart,
    contentEnd,
    end,
    element.indefinite,
    element.indefinite ? undefined : element.length,
    (parent?.depth ?? -1) + 1,
  );
}
