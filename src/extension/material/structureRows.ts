/**
 * One structure as the viewer pages through it: rows of the tree, runs of bytes, search, copies.
 * Knows no VS Code. Private values are left out of all of it until they are asked for.
 */
import type { Finding, Localisable, Severity, Span } from '../../core/findings';
import type { Asn1Node } from '../../core/asn1/node';
import { otherFormat, readAsn1, type Asn1Document } from '../../core/asn1/read';
import { Flag, nextOf, type FlatIndex } from '../../core/asn1/flatIndex';
import { TreeRows } from '../../core/asn1/rows';
import { SchemaNames } from '../../core/asn1/schema/match';
import { recognise, secretTypes, type Recognised } from '../../core/asn1/schema/recognise';
import { Tag } from '../../core/asn1/tags';
import { oidName } from '../../core/asn1/oidNames';
import { oidValue, toHex, valueText } from '../../core/asn1/value';
import type { TreeRow } from '../../protocol/structure';
import { isRelativeName, lineOf, namedBits, nameEncoding } from './structureValues';

export interface RowWords {
  readonly hidden: string;
  readonly unread: string;
  readonly broken: string;
  readonly truncated: string;
  readonly unterminated: string;
  readonly tooDeep: string;
  readonly localise: (text: Localisable) => string;
}

/** A search, as far as rows know it. */
export interface RowSearch {
  readonly text: string;
  /** Whether the row of a node is marked. */
  isHit(at: number): boolean;
}

/** Members of each structure that are secret. */
const secretFields: Readonly<Record<string, readonly string[]>> = {
  PrivateKeyInfo: ['privateKey'],
  RSAPrivateKey: [
    'privateExponent',
    'prime1',
    'prime2',
    'exponent1',
    'exponent2',
    'coefficient',
    'otherPrimeInfos',
  ],
  DSAPrivateKey: ['privateKey'],
  ECPrivateKey: ['privateKey'],
  Tr34KeyBlock: ['clearKey'],
};

/** Deeper, names would cost more than they say. */
const deepestName = 64;
/** Nodes looked through for private keys inside other structures. */
const mostLookedThrough = 20_000;
/** Names given out before what they remember is let go. */
const mostNamed = 1_000;
/** Rows whose being open is kept when one content is closed. */
const mostKeptOpen = 5_000;

export class StructureRows {
  readonly document: Asn1Document;
  readonly rows: TreeRows;
  readonly known: Recognised | undefined;
  /** Content of private values: not shown, not copied, not found. */
  readonly secrets: readonly Span[];
  revealed = false;
  /** Counts up whenever rows move. */
  generation = 0;
  /** What is searched for; its hits are marked. */
  search: RowSearch | undefined;
  private readonly marks = new Map<number, Severity>();
  private names: SchemaNames | undefined;
  private named = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly label: string | undefined,
    private readonly words: RowWords,
    /** Offsets of values that stay closed although their content parses. */
    private readonly closed: ReadonlySet<number> = new Set(),
    /** What was known as private while those were open. */
    secretsBefore: readonly Span[] = [],
  ) {
    this.document = readAsn1(bytes, { closed });
    this.rows = new TreeRows(this.document.index());
    // Names are told from a reading that stops early in long lists, so that they cost no memory.
    const [root] = readAsn1(bytes, { children: 200 }).roots;
    this.known = root && recognise(root, label);
    this.secrets = [...this.findSecrets(), ...secretsBefore];
    this.mark(this.document.findings());
    this.rows.openTop(undefined, undefined, this.isLine);
  }

  /** Relative names are one line; what is inside shows when it is asked for. */
  private readonly isLine = (at: number): boolean => {
    if (this.bytes[this.index.start[at]!] !== 0x31) return false;
    const node = this.document.node(at);
    return node !== undefined && isRelativeName(node);
  };

  /** Opens a node and all below it; false where that would be too many rows. */
  openAll(node: number): boolean {
    return this.rows.openAll(node, undefined, this.isLine);
  }

  get index(): FlatIndex {
    return this.document.index();
  }

  /** Name of the structure: "Certificate"; what the bytes are instead; undefined for neither. */
  get type(): string | undefined {
    return this.known?.type;
  }

  get otherFormat(): Localisable | undefined {
    return otherFormat(this.bytes);
  }

  get isSecret(): boolean {
    return this.secrets.length > 0;
  }

  /** Rows show the worst finding of their node. */
  mark(findings: readonly Finding[]): void {
    const rank = { error: 3, warning: 2, info: 1 };
    for (const { span, severity } of findings.slice(0, 2000)) {
      if (!span) continue;
      const node = this.nodeOfSpan(span);
      const before = this.marks.get(node);
      if (node >= 0 && (before === undefined || rank[severity] > rank[before]))
        this.marks.set(node, severity);
    }
  }

  /** Whether the content of an OCTET STRING or BIT STRING is shown as structure; undefined for what has none. */
  insideOf(at: number): 'open' | 'closed' | undefined {
    if ((this.index.flags[at]! & Flag.opened) !== 0) return 'open';
    return this.closed.has(this.index.start[at]!) ? 'closed' : undefined;
  }

  /** The same bytes with one such content closed that was open, or the other way round; what was open stays so. */
  turned(at: number): StructureRows | undefined {
    const start = this.index.start[at];
    if (start === undefined || this.insideOf(at) === undefined) return undefined;
    const closed = new Set(this.closed);
    if (!closed.delete(start)) closed.add(start);
    const made = new StructureRows(this.bytes, this.label, this.words, closed, this.secrets);
    made.generation = this.generation;
    for (let row = 0; row < Math.min(this.rows.length, mostKeptOpen); row++) {
      const node = this.rows.node(row)!;
      const found = this.rows.expanded(node)
        ? made.nodeOfSpan({ start: this.index.start[node]!, end: this.index.end[node]! })
        : -1;
      if (found >= 0) made.rows.open(found);
    }
    if (!closed.has(start)) made.rows.open(made.nodeOfSpan({ start, end: this.index.end[at]! }));
    return made;
  }

  /** Rows [from, to), as far as there are any. */
  page(from: number, to: number): TreeRow[] {
    const list: TreeRow[] = [];
    for (let row = from; row < Math.min(to, this.rows.length); row++) list.push(this.row(row)!);
    return list;
  }

  row(row: number): TreeRow | undefined {
    const at = this.rows.node(row);
    const node = at === undefined ? undefined : this.document.node(at);
    if (at === undefined || !node) return undefined;
    const { position, size } = this.rows.place(at);
    const name = this.nameOf(node);
    const flags = this.index.flags[at]!;
    const line = isRelativeName(node);
    return {
      row,
      node: at,
      level: node.depth + 1,
      position,
      siblings: size,
      open: this.rows.hasChildren(at) ? this.rows.expanded(at) : undefined,
      name: name?.field ?? '',
      type: line ? '' : (name?.type ?? ''),
      tag: line ? `${node.tagName} · ${nameEncoding(node)}` : node.tagName,
      value: this.lineAt(at, 160),
      start: node.start,
      tagLength: tagLength(this.bytes, node),
      headerLength: node.contentStart - node.start,
      length: node.contentEnd - node.contentStart,
      end: node.end,
      mark: this.marks.get(at),
      inside: this.insideOf(at),
      hit: this.search?.isHit(at) === true,
      note: this.noteOf(flags) || (name?.mismatch ? this.words.localise(name.mismatch) : ''),
    };
  }

  nameOf(node: Asn1Node): { field: string; type: string; mismatch?: Localisable } | undefined {
    if (node.depth > deepestName || !this.known) return undefined;
    // Names remember every level they were asked for; paging through a large file must not fill memory.
    if (!this.names || ++this.named > mostNamed) {
      this.named = 0;
      const { root, rootType } = this.known.names;
      this.names = new SchemaNames(root, rootType);
    }
    return this.names.nameOf(node);
  }

  /** Value as one line of the tree; private values as a word. */
  lineAt(at: number, limit = 4096): string {
    const node = this.document.node(at);
    if (!node) return '';
    if (this.hides(node.contentStart, node.contentEnd)) return this.words.hidden;
    return lineOf(node, this.nameOf(node)?.field ?? '', limit);
  }

  /** The value alone, for copies and texts; private values as a word. */
  valueOf(node: Asn1Node, limit: number): string {
    if (this.hides(node.contentStart, node.contentEnd)) return this.words.hidden;
    const names = namedBits(node);
    return names === undefined ? valueText(node, limit) : `${valueText(node, limit)} ${names}`;
  }

  /** Some of these bytes are private and not revealed. */
  hides(from: number, to: number): boolean {
    return !this.revealed && this.isPrivate(from, to);
  }

  /** Some of these bytes are private, shown or not. */
  isPrivate(from: number, to: number): boolean {
    return this.secrets.some(({ start, end }) => start < to && from < end);
  }

  /** Hex of the bytes [from, to); private ones as "..". */
  hex(from: number, to: number): string {
    const part = this.bytes.subarray(from, to);
    if (!this.hides(from, to)) return toHex(part);
    let text = '';
    for (let i = 0; i < part.length; i++) {
      const hidden = this.hides(from + i, from + i + 1);
      text += hidden ? '..' : toHex(part.subarray(i, i + 1));
    }
    return text;
  }

  /** Names from the top down to a node: "Certificate › tbsCertificate › serialNumber". */
  path(at: number): string {
    const parts: string[] = [];
    for (let i = at; i >= 0 && parts.length < 12; i = this.index.parent[i]!) {
      const node = this.document.node(i)!;
      const name = this.nameOf(node);
      parts.push(name?.field || name?.type || node.tagName);
    }
    return parts.reverse().join(' › ');
  }

  /** The node that covers a span best: the one with just these bytes, else the innermost at its start. */
  nodeOfSpan(span: Span): number {
    const { start, end, parent } = this.index;
    const inner = this.rows.nodeAt(span.start);
    for (let at = inner; at >= 0 && start[at] === span.start; at = parent[at]!)
      if (end[at] === span.end) return at;
    // A span that begins a row of values stands for what is around them.
    for (let at = inner; at >= 0; at = parent[at]!) if (end[at]! >= span.end) return at;
    return inner;
  }

  /** Next visible row whose name, else tag, begins with the letters. Looks through 5 000 rows. */
  byLetters(letters: string, row: number): number {
    const wanted = letters.toLowerCase();
    const { length } = this.rows;
    for (let step = 0; step < Math.min(length, 5000); step++) {
      const candidate = (row + step) % length;
      const node = this.document.node(this.rows.node(candidate)!)!;
      const name = this.nameOf(node);
      if ((name?.field || name?.type || node.tagName).toLowerCase().startsWith(wanted)) return candidate;
    }
    return -1;
  }

  private noteOf(flags: number): string {
    if (flags & Flag.error) return this.words.broken;
    if (flags & Flag.unread) return this.words.unread;
    if (flags & Flag.truncated) return this.words.truncated;
    if (flags & Flag.unterminated) return this.words.unterminated;
    return flags & Flag.tooDeep ? this.words.tooDeep : '';
  }

  /** Values of challengePassword attributes (RFC 2985 5.4.1) in requests: sent in clear, but passwords. */
  private passwords(): Span[] {
    if (this.known?.type !== 'CertificationRequest') return [];
    const found: Span[] = [];
    const { length } = this.index;
    for (let at = 0; at < Math.min(length, mostLookedThrough); at++) {
      const node = this.document.node(at);
      if (oidName(oidValue(node) ?? '') !== 'challengePassword') continue;
      const value = this.document.node(nextOf(this.index, at));
      if (value) found.push(value.contentSpan);
    }
    return found;
  }

  private findSecrets(): Span[] {
    const labelled = this.label?.includes('PRIVATE KEY') === true && !this.label.startsWith('ENCRYPTED');
    const rootIsSecret = this.known !== undefined && secretTypes.has(this.known.type);
    const [root] = this.document.roots;
    if (root && (rootIsSecret || labelled) && (this.known?.mismatch || !rootIsSecret)) {
      // A private key that does not read well: nothing of it is known to be public.
      return [{ start: root.contentStart, end: this.bytes.length }];
    }
    const found: Span[] = this.passwords();
    const { length, flags } = this.index;
    for (let at = 0; at < Math.min(length, mostLookedThrough); at++) {
      const opened = (flags[at]! & Flag.opened) !== 0;
      if (!opened && !rootIsSecret && this.known?.type !== 'PFX') continue;
      const node = this.document.node(at)!;
      const inside = opened ? this.document.node(at + 1) : node;
      if (inside?.is(Tag.sequence) !== true) continue;
      const type = this.nameOf(inside)?.type || (opened ? (recognise(inside)?.type ?? '') : '');
      if (secretTypes.has(type)) found.push(...secretsIn(inside, type));
    }
    return found;
  }
}

/** Content of the secret members of a private key. */
function secretsIn(root: Asn1Node, type: string): Span[] {
  const names = recognise(root)?.names;
  const wanted = secretFields[type] ?? [];
  const members = root.children();
  const secret = members.filter((member) => wanted.includes(names?.nameOf(member)?.field ?? ''));
  const first = secret[0] ?? members[Math.min(1, members.length - 1)];
  if (!first) return [root.contentSpan];
  // Where not all of them are found by name, everything from the first one on counts.
  return secret.length > 0
    ? secret.map(({ contentSpan }) => contentSpan)
    : [{ start: first.contentStart, end: root.contentEnd }];
}

function tagLength(bytes: Uint8Array, node: Asn1Node): number {
  if (node.kind !== 'value') return 0;
  if ((node.first & 0x1f) !== 0x1f) return 1;
  let at = node.start + 1;
  while (at < node.contentStart && bytes[at]! >= 0x80) at++;
  return at + 1 - node.start;
}
