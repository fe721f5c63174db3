/** Distinguished names and general names: RFC 5280 4.1.2.4 and 4.2.1.6, text by RFC 4514. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidOf, oidValue, textValue, toHex, valueText } from '../asn1/value';
import { decodeString } from '../asn1/strings';
import type { Finding, Span } from '../findings';
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

export function readName(node: Asn1Node | undefined): Name {
  if (!node) return emptyName;
  const rdns = node
    .children()
    .slice(0, mostRdns)
    .map((set) => set.children().slice(0, mostRdns).map(readAttribute));
  const text = [...rdns]
    .reverse()
    .map((rdn) => rdn.map(({ type, value }) => `${type}=${escape4514(value)}`).join('+'))
    .join(',');
  const all = rdns.flat();
  const label = all.findLast(({ type }) => type === 'CN') ?? all.at(-1);
  return { text, rdns, raw: node.raw, span: node.span, label: label?.value ?? '' };
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
export function nameFindings(name: Name, whose: string): Finding[] {
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

const generalNameKinds = [
  'otherName',
  'email',
  'DNS',
  'x400Address',
  'directory',
  'ediPartyName',
  'URI',
  'IP',
  'registeredID',
];

/** One GeneralName as text: "DNS:example.com", "IP:10.0.0.1", "directory:CN=…". */
export function generalNameText(node: Asn1Node): string {
  if (node.kind !== 'value' || node.tagClass !== 'context') return valueText(node);
  const kind = generalNameKinds[node.tagNumber] ?? node.tagName;
  const { content } = node;
  switch (node.tagNumber) {
    case 1:
    case 2:
    case 6:
      return `${kind}:${decodeString(content, 0, Math.min(content.length, 4096), Tag.visibleString)}`;
    case 4:
      return `${kind}:${readName(node.children()[0]).text}`;
    case 7:
      return `${kind}:${ipText(content)}`;
    case 8:
      return `${kind}:${oidOf(content) ?? toHex(content)}`;
    case 0: {
      const [type, value] = node.children();
      const oid = oidValue(type) ?? '?';
      const inner = value?.children()[0];
      return `${kind}:${oidName(oid) ?? oid}:${inner ? (textValue(inner) ?? valueText(inner)) : ''}`;
    }
    default:
      return `${kind}:${toHex(content.subarray(0, 64))}`;
  }
}

/** 4 or 16 octets, or twice that with a mask (name constraints). */
export function ipText(octets: Uint8Array): string {
  switch (octets.length) {
    case 4:
      return octets.join('.');
    case 8:
      return `${octets.subarray(0, 4).join('.')}/${octets.subarray(4).join('.')}`;
    case 16:
      return ip6(octets);
    case 32:
      return `${ip6(octets.subarray(0, 16))}/${ip6(octets.subarray(16))}`;
    default:
      return toHex(octets.subarray(0, 64));
  }
}

/** RFC 5952: lower case, longest run of zero groups as "::". */
function ip6(octets: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((octets[2 * i]! << 8) | octets[2 * i + 1]!).toString(16),
  );
  let text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [run] = runs;
  if (run) {
    const before = text.slice(0, run.index);
    const after = text.slice(run.index + run[0].length).replace(/^:/, '');
    text = `${before}::${after}`;
  }
  return text;
}
