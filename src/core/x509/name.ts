/** Distinguished names: RFC 5280 4.1.2.4, text by RFC 4514. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { oidValue, textValue, valueText } from '../asn1/value';
import type { Finding, Localisable, Span } from '../findings';
import { x509Finding } from './findingTexts';

export interface NameAttribute {
  readonly oid: string;
  /** "CN", "O", "emailAddress", or the dotted OID. */
  readonly type: string;
  readonly value: string;
  /** "PrintableString", "UTF8String", … */
  readonly encoding: string;
  readonly span: Span;
}

export interface Name {
  /** RFC 4514: last RDN first, special characters escaped; '' for an empty name. */
  readonly text: string;
  /** RDNs in the order of the bytes, each with its attributes. */
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** DER as received: names are equal where these are equal. */
  readonly raw: Uint8Array;
  readonly span: Span;
  /** The last common name, else the last attribute: what a card calls it. */
  readonly label: string;
}

const shortTypes: Readonly<Record<string, string>> = {
  commonName: 'CN',
  countryName: 'C',
  localityName: 'L',
  stateOrProvinceName: 'ST',
  organizationName: 'O',
  organizationalUnitName: 'OU',
  streetAddress: 'STREET',
  domainComponent: 'DC',
  userId: 'UID',
};

const emptyName: Name = { text: '', rdns: [], raw: new Uint8Array(), span: { start: 0, end: 0 }, label: '' };

/** Names longer than this are cut: no real one comes near, and a broken file may hold megabytes. */
const mostRdns = 500;

/** Name of a SEQUENCE of RDNs; at most 500 RDNs are read. A missing node gives the empty name. */
export function readName(node: Asn1Node | undefined): Name {
  if (!node) return emptyName;
  const rdns = node
    .children()
    .slice(0, mostRdns)
    .map((set) => set.children().slice(0, mostRdns).map(readAttribute));
  const text = [...rdns].reverse().map(rdnText).join(',');
  const all = rdns.flat();
  const label = all.findLast(({ type }) => type === 'CN') ?? all.at(-1);
  return { text, rdns, raw: node.raw, span: node.span, label: label?.value ?? '' };
}

/** One relative name as RFC 4514 has it. */
function rdnText(attributes: readonly NameAttribute[]): string {
  return attributes.map(({ type, value }) => `${type}=${escape4514(value)}`).join('+');
}

/** RelativeDistinguishedName, also under an implicit tag. */
export function relativeNameText(node: Asn1Node): string {
  return rdnText(nameAttributes(node));
}

/** Attributes of a RelativeDistinguishedName, also under an implicit tag. */
export function nameAttributes(node: Asn1Node): NameAttribute[] {
  return node.children().slice(0, mostRdns).map(readAttribute);
}

function readAttribute(node: Asn1Node): NameAttribute {
  const [type, value] = node.children();
  const oid = oidValue(type) ?? '';
  const name = oidName(oid);
  return {
    oid,
    type: name === undefined ? oid || '?' : (shortTypes[name] ?? name),
    value: value === undefined ? '' : (textValue(value) ?? valueText(value)),
    encoding: value?.tagName ?? '',
    span: node.span,
  };
}

/** RFC 4514 2.4, control characters as \xx too. */
function escape4514(value: string): string {
  return value
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
    .replace(
      /\p{Cc}/gu,
      (character) => `\\${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

/** Old string types, countries that are none. `whose` is "issuer" or "subject". */
export function nameFindings(name: Name, whose: Localisable): Finding[] {
  const findings: Finding[] = [];
  for (const attribute of name.rdns.flat()) {
    const { type, encoding, value, span } = attribute;
    if (['TeletexString', 'BMPString', 'UniversalString'].includes(encoding)) {
      findings.push(x509Finding('x509_name_encoding', span, [type, whose, encoding]));
    }
    if (type === 'C' && !/^[A-Za-z]{2}$/.test(value))
      findings.push(x509Finding('x509_country_length', span, [value]));
  }
  return findings;
}
