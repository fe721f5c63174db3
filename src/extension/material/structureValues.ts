/** Values of nodes as one line of the tree: what a reader looks for first. Knows no VS Code. */
import type { Asn1Node } from '../../core/asn1/node';
import { oidName } from '../../core/asn1/oidNames';
import { isStringTag } from '../../core/asn1/strings';
import { Tag } from '../../core/asn1/tags';
import { integerValue, oidOf, oidValue, setBits, valueText } from '../../core/asn1/value';
import { keyUsageNames, netscapeTypes } from '../../core/x509/bitNames';
import { nameAttributes } from '../../core/x509/name';

/** One line for a row. @param field name of the node by the schema; '' where it has none */
export function lineOf(node: Asn1Node, field: string, limit: number): string {
  if (node.constructed) return constructedLine(node, limit);
  if (node.is(Tag.oid)) return oidLine(node, limit);
  if (serialFields.has(field)) return serialLine(node, limit);
  const named = implicitText(node, field, limit);
  if (named !== undefined) return named;
  const bits = namedBits(node);
  if (bits !== undefined) return `${bits} ${valueText(node, limit)}`;
  const text = printable(node, limit);
  return text === undefined ? valueText(node, limit) : `"${text}" ${valueText(node, limit)}`;
}

/** Relative names as "CN = Root"; what begins with an OBJECT IDENTIFIER is called by it. */
function constructedLine(node: Asn1Node, limit: number): string {
  if (isRelativeName(node)) return relativeName(node).slice(0, limit);
  const [first] = node.children();
  const name = node.is(Tag.sequence) && first?.is(Tag.oid) === true ? oidValue(first) : undefined;
  return name === undefined ? valueText(node, limit) : (oidName(name) ?? name);
}

/** SET of type and string: one line says it all. */
export function isRelativeName(node: Asn1Node): boolean {
  if (!node.is(Tag.set) || !node.constructed) return false;
  const [first] = node.children();
  if (first?.is(Tag.sequence) !== true || !first.constructed) return false;
  const [type, value] = first.children();
  return type?.is(Tag.oid) === true && value?.tagClass === 'universal' && isStringTag(value.tagNumber);
}

/** Attributes of one relative name, as OpenSSL prints them. */
const between = ' + ';

function relativeName(node: Asn1Node): string {
  return nameAttributes(node)
    .map(({ type, value }) => `${type} = ${value}`)
    .join(between);
}

/** String type of a relative name; of several the first. */
export function nameEncoding(node: Asn1Node): string {
  return nameAttributes(node)[0]?.encoding ?? '';
}

/** "sha256WithRSAEncryption 1.2.840.113549.1.1.11" */
function oidLine(node: Asn1Node, limit: number): string {
  const oid = oidValue(node);
  const name = oid === undefined ? undefined : oidName(oid);
  return name === undefined || oid === undefined ? valueText(node, limit) : `${name} ${oid}`.slice(0, limit);
}

/** Compared in hex everywhere else. */
const serialFields: ReadonlySet<string> = new Set([
  'serialNumber',
  'userCertificate',
  'authorityCertSerialNumber',
]);

function serialLine(node: Asn1Node, limit: number): string {
  const value = integerValue(node);
  if (value === undefined || node.content.length > 40) return valueText(node, limit);
  const hex = (value < 0n ? -value : value).toString(16).toUpperCase();
  return `${value < 0n ? '-' : ''}0x${hex.length % 2 === 0 ? '' : '0'}${hex} (${value})`;
}

/** General names under their implicit tags. */
function implicitText(node: Asn1Node, field: string, limit: number): string | undefined {
  if (node.tagClass !== 'context') return undefined;
  const { content } = node;
  switch (field) {
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return ascii(content, limit);
    case 'registeredID':
      return oidOf(content);
    case 'iPAddress':
      return content.length === 4 || content.length === 8
        ? [content.subarray(0, 4), content.subarray(4)]
            .map((part) => part.join('.'))
            .filter((part) => part !== '')
            .join('/')
        : undefined;
    default:
      return undefined;
  }
}

/** Octets that are looked at to tell whether they are text. */
const mostLookedAt = 256;
/** Shorter ones are text by chance. */
const shortestText = 4;

function printable(node: Asn1Node, limit: number): string | undefined {
  if (node.kind !== 'value' || node.opened) return undefined;
  if (!node.is(Tag.octetString) && node.tagClass !== 'context') return undefined;
  const { content } = node;
  if (content.length < shortestText) return undefined;
  const isText = content
    .subarray(0, mostLookedAt)
    .every((octet) => (octet >= 0x20 && octet < 0x7f) || octet === 0x0a || octet === 0x0d || octet === 0x09);
  return isText ? ascii(content, Math.min(limit, mostLookedAt)) : undefined;
}

/** Line breaks as they are written in programs; what is none of ASCII as dots. */
function ascii(content: Uint8Array, limit: number): string {
  const written: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r' };
  let text = '';
  for (const octet of content.subarray(0, limit))
    text += written[octet] ?? (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·');
  return content.length > limit ? `${text}…` : text;
}

const bitLists: Readonly<Record<string, readonly string[]>> = {
  keyUsage: keyUsageNames,
  netscapeCertType: netscapeTypes,
};

/** Names of the bits that are set, where a BIT STRING is the value of an extension that names them. */
export function namedBits(node: Asn1Node): string | undefined {
  if (!node.is(Tag.bitString) || node.constructed) return undefined;
  const extension = node.parent?.is(Tag.octetString) === true ? node.parent.parent : undefined;
  const list = bitLists[oidName(oidValue(extension?.children()[0]) ?? '') ?? ''];
  return (
    list &&
    setBits(node.content)
      .map((bit) => list[bit] ?? `bit ${bit}`)
      .join(', ')
  );
}
