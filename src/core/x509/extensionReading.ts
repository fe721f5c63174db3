/** What every reader of an extension shares: fields with a bound on their number, and findings on broken parts. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { parseGeneralizedTime, utcText } from '../asn1/time';
import { decodeString } from '../asn1/strings';
import { Tag } from '../asn1/tags';
import {
  booleanValue,
  integerValue,
  oidValue,
  stringOctets,
  textValue,
  toHex,
  valueText,
} from '../asn1/value';
import { meant, ofTable, phrase, type Field, type Finding, type Localisable, type Span } from '../findings';
import { type ExtensionLabel, extensionLabels } from './extensionLabels';
import { x509Finding } from './findingTexts';

/** What an extension says: one value, or parts with labels, or both where the value sums the parts up. */
export interface Decoded {
  /** A string is what the data says. */
  readonly value?: string | Localisable;
  readonly fields?: readonly Field[];
}

/** Reads the value of one extension, whose outer type was checked. */
export type Decoder = (node: Asn1Node, reading: ExtensionReading) => Decoded;

/** Fields of one extension; a list of alternative names can be long, a broken file may hold megabytes. */
const mostFields = 2000;
const mostFindings = 20;
/** Characters of one value. */
const longestText = 4096;
const longestHex = 512;
/** Levels that are shown of a part that no table knows; the tree of the file has all of it. */
const mostLevels = 16;

export class ExtensionReading {
  readonly findings: Finding[] = [];
  private count = 0;
  private cut = false;

  constructor(
    private readonly extension: string,
    private readonly span: Span,
  ) {}

  /** A part under its label. */
  field(
    node: Asn1Node,
    id: ExtensionLabel,
    value: string | Localisable = '',
    children: readonly Field[] = [],
  ): Field {
    return this.named(node, id, extensionLabels[id], value, children);
  }

  /** A part that the data itself names: by an OID, by its tag. */
  named(
    node: Asn1Node,
    id: string,
    name: string,
    value: string | Localisable = '',
    children: readonly Field[] = [],
  ): Field {
    const raw = toHex(node.raw.subarray(0, longestHex));
    return this.part(node.span, id, name, raw, value, children);
  }

  part(
    span: Span,
    id: string,
    name: string,
    raw: string,
    value: string | Localisable,
    children: readonly Field[],
  ): Field {
    this.count++;
    const shown =
      typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}…` : value;
    return { id, name, raw, ...meant(shown), span, ...(children.length > 0 ? { children } : {}) };
  }

  /** False once as many fields as an extension may have were made; said once. */
  get room(): boolean {
    if (this.count < mostFields) return true;
    if (!this.cut)
      this.findings.push(x509Finding('x509_extension_cut', this.span, [this.extension, mostFields]));
    this.cut = true;
    return false;
  }

  /** @param why goes on after "The extension is not what its type says:" */
  broken(span: Span, why: Localisable): void {
    if (this.findings.length < mostFindings)
      this.findings.push(x509Finding('x509_extension_broken', span, [this.extension, why]));
  }

  /** A part that does not belong there, shown as it is. */
  unexpected(node: Asn1Node, where: Localisable): Field {
    this.broken(node.span, phrase('{0} holds {1}', where, node.tagName));
    return this.field(node, 'unreadable', `${node.tagName} ${valueText(node)}`.trim());
  }

  /** One field each of the members, as long as there is room. */
  each(node: Asn1Node, read: (member: Asn1Node) => Field | readonly Field[]): Field[] {
    const fields: Field[] = [];
    if (!node.constructed) this.broken(node.span, phrase('{0} is not constructed', node.tagName));
    for (const member of node.constructed ? node.children() : []) {
      if (!this.room) break;
      if (member.kind === 'value') fields.push(...[read(member)].flat());
      else fields.push(this.unexpected(member, ofTable('{0}', node.tagName)));
    }
    return fields;
  }

  /** As `each`, of a list that RFC 5280 wants one member of at least (SIZE (1..MAX)). */
  some(node: Asn1Node, where: Localisable, read: (member: Asn1Node) => Field | readonly Field[]): Field[] {
    if (node.constructed && !node.truncated && node.children().length === 0)
      this.broken(node.span, phrase('{0} is empty', where));
    return this.each(node, read);
  }

  /** The members with context tags by their numbers; others do not belong there. */
  tagged(
    node: Asn1Node,
    where: Localisable,
    readers: Readonly<Record<number, (part: Asn1Node) => Field | readonly Field[]>>,
  ): Field[] {
    return this.each(node, (part) => {
      const read = part.tagClass === 'context' ? readers[part.tagNumber] : undefined;
      return read ? read(part) : this.unexpected(part, where);
    });
  }

  oid(node: Asn1Node | undefined, parent: Asn1Node, where: Localisable): string {
    const oid = oidValue(node);
    if (oid === undefined) this.broken((node ?? parent).span, phrase('{0} has no OID', where));
    return oid ?? '?';
  }

  /** "domainValidated (2.23.140.1.2.1)", or the OID alone. */
  oidText(node: Asn1Node | undefined, parent: Asn1Node, where: Localisable): string {
    const oid = this.oid(node, parent, where);
    const name = oidName(oid);
    return name === undefined ? oid : `${name} (${oid})`;
  }

  /** INTEGER or ENUMERATED, or one under an implicit tag. */
  integer(node: Asn1Node, where: Localisable): string {
    const value = integerValue(node);
    if (value === undefined) this.broken(node.span, phrase('{0} is not an INTEGER', where));
    if (value === undefined) return valueText(node);
    const magnitude = value < 0n ? -value : value;
    // From 128 bits in hex, as OpenSSL has them.
    if (magnitude < 1n << 127n) return String(value);
    const hex = magnitude.toString(16).toUpperCase();
    return `${value < 0n ? '-' : ''}0x${hex.length % 2 === 0 ? '' : '0'}${hex}`.slice(0, longestHex);
  }

  boolean(node: Asn1Node, where: Localisable): Localisable {
    const value = booleanValue(node);
    if (value === undefined) this.broken(node.span, phrase('{0} is not a BOOLEAN', where));
    return value === true ? phrase('yes') : phrase('no');
  }

  /** A character string, or one under an implicit tag. */
  text(node: Asn1Node, where: Localisable): string {
    if (node.tagClass === 'context') {
      const octets = stringOctets(node, false);
      return decodeString(octets, 0, Math.min(octets.length, longestText + 1), Tag.visibleString);
    }
    const text = textValue(node, longestText + 1);
    if (text === undefined) this.broken(node.span, phrase('{0} is {1}, not a string', where, node.tagName));
    return text ?? valueText(node);
  }

  /** GeneralizedTime, or one under an implicit tag. */
  time(node: Asn1Node, where: Localisable): string {
    const octets = stringOctets(node, false);
    const text = decodeString(octets, 0, Math.min(octets.length, 64), Tag.visibleString);
    const { date } = parseGeneralizedTime(text);
    if (!date) this.broken(node.span, phrase('{0} is not a time', where));
    return date ? utcText(date) : text;
  }

  /** Octets in pairs as OpenSSL prints key identifiers. */
  octets(octets: Uint8Array): string {
    const shown = toHex(octets.subarray(0, longestHex), ':').toUpperCase();
    return octets.length > longestHex ? `${shown}…` : shown;
  }

  /** A value without names for its parts. */
  structure(node: Asn1Node, level = 0): Field {
    const children =
      level < mostLevels && node.hasChildren
        ? node.children().flatMap((child) => (this.room ? [this.structure(child, level + 1)] : []))
        : [];
    return this.named(node, String(node.start), node.tagName, valueText(node), children);
  }
}

/** A list of one kind of member. */
export const listOf =
  (read: (member: Asn1Node, reading: ExtensionReading) => Field | readonly Field[]): Decoder =>
  (node, reading) => ({ fields: reading.each(node, (member) => read(member, reading)) });

/** A list of one kind of member that may not be empty. */
export const someOf =
  (read: (member: Asn1Node, reading: ExtensionReading) => Field | readonly Field[]): Decoder =>
  (node, reading) => ({ fields: reading.some(node, phrase('its list'), (member) => read(member, reading)) });

/** A value that needs no parts. */
export const plain =
  (read: (node: Asn1Node, reading: ExtensionReading) => string | Localisable): Decoder =>
  (node, reading) => ({ value: read(node, reading) });
