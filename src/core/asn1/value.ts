/** Content of nodes as typed values and as one line of text. */
import { Tag } from './tags';
import type { Asn1Node } from './node';
import { oidName } from './oidNames';
import { decodeString, isStringTag } from './strings';
import type { Asn1Time } from './time';
import { parseGeneralizedTime, parseUtcTime } from './time';

const hexOctets = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Lower-case hex of the bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) text += (at > 0 ? separator : '') + hexOctets[bytes[at]!]!;
  return text;
}

/** Longest INTEGER that is turned into a number; longer ones stay hex (printing them takes quadratic time). */
const longestInteger = 4096;

/** INTEGER or ENUMERATED, whatever its tag says; undefined where empty or longer than 4 096 bytes. */
export function integerValue(node: Asn1Node | undefined): bigint | undefined {
  if (node?.kind !== 'value' || node.constructed) return undefined;
  return integerOf(node.content);
}

/** Two's complement, big endian. */
export function integerOf(content: Uint8Array): bigint | undefined {
  if (content.length === 0 || content.length > longestInteger) return undefined;
  const value = BigInt(`0x${toHex(content)}`);
  return content[0]! < 0x80 ? value : value - (1n << BigInt(content.length * 8));
}

/** Small INTEGER (versions, path lengths); undefined where it does not fit. */
export function smallInteger(node: Asn1Node | undefined): number | undefined {
  const value = node && node.contentEnd - node.contentStart <= 7 ? integerValue(node) : undefined;
  return value === undefined ? undefined : Number(value);
}

/** Dotted form of the content of an OBJECT IDENTIFIER; undefined where broken or beyond 1 000 bytes. */
export function oidOf(content: Uint8Array, relative = false): string | undefined {
  if (content.length === 0 || content.length > 1000 || content.at(-1)! >= 0x80) return undefined;
  const arcs: string[] = [];
  let small = 0;
  let big: bigint | undefined;
  for (const octet of content) {
    if (big !== undefined) big = (big << 7n) | BigInt(octet & 0x7f);
    else if (small >= 2 ** 45) big = (BigInt(small) << 7n) | BigInt(octet & 0x7f);
    else small = small * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0 && !relative) {
      const top = big !== undefined || small >= 80 ? 2 : small >= 40 ? 1 : 0;
      arcs.push(String(top), String(big !== undefined ? big - 80n : small - top * 40));
    } else arcs.push(String(big ?? small));
    small = 0;
    big = undefined;
  }
  return arcs.join('.');
}

/** Dotted OBJECT IDENTIFIER of a node; undefined for any other node. */
export function oidValue(node: Asn1Node | undefined): string | undefined {
  return node?.is(Tag.oid) === true && !node.constructed ? oidOf(node.content) : undefined;
}

/** UTCTime or GeneralizedTime; undefined for any other node. */
export function timeValue(node: Asn1Node | undefined): Asn1Time | undefined {
  if (!node || node.constructed || !(node.is(Tag.utcTime) || node.is(Tag.generalizedTime))) return undefined;
  const text = decodeString(node.content, 0, Math.min(64, node.content.length), Tag.visibleString);
  return node.is(Tag.utcTime) ? parseUtcTime(text) : parseGeneralizedTime(text);
}

/** Text of a character string; undefined for any other node. */
export function textValue(node: Asn1Node | undefined, limit = 65_536): string | undefined {
  if (node?.kind !== 'value' || node.tagClass !== 'universal' || !isStringTag(node.tagNumber))
    return undefined;
  const content = stringOctets(node);
  return decodeString(content, 0, Math.min(limit, content.length), node.tagNumber);
}

/**
 * Value of a primitive node read as BOOLEAN, whatever its tag: any octet but 00 is true (X.690 8.2.2). Undefined if it
 * is empty or constructed.
 */
export function booleanValue(node: Asn1Node | undefined): boolean | undefined {
  return node && !node.constructed && node.content.length > 0 ? node.content[0] !== 0 : undefined;
}

/**
 * Content octets of a string: as they stand where it is primitive, put together from its pieces
 * where it is constructed (X.690 8.6.4, 8.7.3). For BIT STRING without the octet of unused bits.
 */
export function stringOctets(node: Asn1Node, bits = node.is(Tag.bitString)): Uint8Array {
  const skip = bits ? 1 : 0;
  if (!node.constructed) return node.content.subarray(Math.min(skip, node.content.length));
  const pieces: Uint8Array[] = [];
  let total = 0;
  const open: { nodes: readonly Asn1Node[]; at: number }[] = [{ nodes: node.children(), at: 0 }];
  while (open.length > 0) {
    const top = open.at(-1)!;
    const piece = top.nodes[top.at++];
    if (!piece) open.pop();
    else if (piece.constructed) open.push({ nodes: piece.children(), at: 0 });
    else if (piece.kind === 'value') {
      const content = piece.content.subarray(Math.min(skip, piece.content.length));
      pieces.push(content);
      total += content.length;
    }
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Numbers of the bits that are set, first bit 0 (named bit lists: keyUsage, ReasonFlags). */
export function setBits(content: Uint8Array): number[] {
  const bits: number[] = [];
  const unused = Math.min(7, content[0] ?? 0);
  const count = Math.min(4096, Math.max(0, (content.length - 1) * 8 - unused));
  for (let bit = 0; bit < count; bit++) {
    if ((content[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0) bits.push(bit);
  }
  return bits;
}

/** One line for a tree row; empty for a plain constructed value. Cut at `limit` characters, with "…". */
export function valueText(node: Asn1Node, limit = 256): string {
  if (node.kind !== 'value') return shortHex(node.raw, limit);
  if (node.tagClass === 'universal') {
    const { content } = node;
    switch (node.constructed ? -1 : node.tagNumber) {
      case Tag.boolean:
        return content.length === 0 ? '' : content[0] === 0 ? 'FALSE' : 'TRUE';
      case Tag.integer:
      case Tag.enumerated:
        return integerText(content, limit);
      case Tag.null:
        return '';
      case Tag.oid: {
        const oid = oidOf(content);
        const name = oid === undefined ? undefined : oidName(oid);
        return cut(
          oid === undefined ? toHex(content.subarray(0, limit)) : name === undefined ? oid : `${oid} ${name}`,
          limit,
        );
      }
      case Tag.relativeOid:
        return cut(oidOf(content, true) ?? toHex(content.subarray(0, limit)), limit);
      case Tag.utcTime:
      case Tag.generalizedTime: {
        const time = timeValue(node);
        return time?.date === undefined
          ? cut(time?.text ?? '', limit)
          : time.date.toISOString().replace('.000', '');
      }
      case Tag.bitString:
        return node.opened ? '' : bitsText(content, limit);
    }
    const text = textValue(node, limit + 1);
    if (text !== undefined) return cut(text, limit);
  }
  return node.constructed || node.opened ? '' : shortHex(node.content, limit);
}

function integerText(content: Uint8Array, limit: number): string {
  if (content.length === 0) return '';
  if (content.length > 8) return `0x${shortHex(content, limit)} (${bitLength(content)} bits)`;
  return String(integerOf(content));
}

/** Bits of the magnitude of a two's complement integer. */
export function bitLength(content: Uint8Array): number {
  const value = content.length <= longestInteger ? (integerOf(content) ?? 0n) : undefined;
  if (value === undefined) return content.length * 8;
  return value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length;
}

/**
 * Bits of the content octets of an INTEGER read as a number without sign, as OpenSSL counts a modulus of which the
 * leading 00 is missing.
 */
export function unsignedBits(content: Uint8Array): number {
  let at = 0;
  while (at < content.length && content[at] === 0) at++;
  return at === content.length ? 0 : 8 * (content.length - at) - (Math.clz32(content[at]!) - 24);
}

function bitsText(content: Uint8Array, limit: number): string {
  const unused = content[0] ?? 0;
  const count = Math.max(0, (content.length - 1) * 8 - unused);
  if (count > 32 || unused > 7) return `${shortHex(content.subarray(1), limit)} (${count} bits)`;
  let text = '';
  for (let bit = 0; bit < count; bit++)
    text += (content[1 + (bit >> 3)]! & (0x80 >> (bit & 7))) !== 0 ? '1' : '0';
  return text;
}

function shortHex(bytes: Uint8Array, limit: number): string {
  const most = Math.max(1, limit >> 1);
  return bytes.length <= most ? toHex(bytes) : `${toHex(bytes.subarray(0, most))}…`;
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
