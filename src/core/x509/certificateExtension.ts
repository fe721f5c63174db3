/** One extension of a certificate, CRL, CRL entry or request: RFC 5280 4.2. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { booleanValue, oidValue, textValue, toHex } from '../asn1/value';
import { english, phrase, type Field, type Finding } from '../findings';
import { extensionDecoders } from './extensionDecoders';
import { type Decoded, ExtensionReading } from './extensionReading';
import { x509Finding } from './findingTexts';
import { readName } from './name';

export interface Extension {
  readonly oid: string;
  /** "keyUsage", or the OID where not known. */
  readonly name: string;
  readonly known: boolean;
  readonly critical: boolean;
  /** Content of the OCTET STRING as received. */
  readonly value: Uint8Array;
  /** One line. */
  readonly summary: string;
  readonly fields: readonly Field[];
  /** The whole extension as a field, with `fields` as its children; its meaning where one value sums them up. */
  readonly field: Field;
  /** First value inside; undefined where there is none. */
  readonly node: Asn1Node | undefined;
  readonly findings: readonly Finding[];
}

/** One Extension SEQUENCE; broken ones keep what could be read. */
export function readExtension(node: Asn1Node): Extension {
  const parts = node.children();
  const oid = oidValue(parts[0]) ?? '';
  const name = oidName(oid) ?? (oid || '?');
  const critical = parts[1]?.is(Tag.boolean) === true && booleanValue(parts[1]) === true;
  const octets = parts.find((part, i) => i > 0 && part.is(Tag.octetString));
  const values = octets?.forcedChildren() ?? [];
  const inner =
    values.length === 1 && values[0]!.kind === 'value' && !values[0]!.truncated ? values[0] : undefined;
  const decoder = Object.hasOwn(extensionDecoders, name) ? extensionDecoders[name] : undefined;
  const reading = new ExtensionReading(name, node.span);
  let decoded: Decoded = {};
  if (oid === '' || !octets) reading.broken(node.span, phrase('it has no OID and OCTET STRING'));
  else if (decoder && inner?.is(decoder.tag) === true) decoded = decoder.decode(inner, reading);
  else {
    if (decoder) {
      const why =
        values.length > 1
          ? phrase('it holds more than one value')
          : values[0]
            ? phrase('it holds {0}', values[0].tagName)
            : phrase('it holds nothing');
      reading.broken(octets.span, why);
    } else if (critical)
      reading.findings.push(x509Finding('x509_extension_unknown_critical', node.span, [name]));
    decoded = { fields: unknownContent(octets, inner, reading) };
  }
  const more = parts.find((part, i) => i > 0 && part !== octets && !(i === 1 && part.is(Tag.boolean)));
  // Where the value was not understood, what stands beside it may be why: that is said already.
  if (more && !reading.findings.some(({ code }) => code === 'x509_extension_broken'))
    reading.broken(more.span, phrase('{0} is beside its value', more.tagName));
  const { value = '', fields = [] } = decoded;
  return {
    oid,
    name,
    known: decoder !== undefined,
    critical,
    value: octets?.content ?? new Uint8Array(),
    summary:
      (typeof value === 'string' ? value : english(value)) ||
      fields.slice(0, 50).map(inOneLine).join(', ').slice(0, 1000),
    fields,
    field: reading.named(node, oid, name, value, fields),
    node: inner,
    findings: reading.findings,
  };
}

function inOneLine({ name, meaning, children }: Field): string {
  if (!children) return `${name}: ${meaning}`;
  return `${name}${meaning && ` ${meaning}`} (${children.slice(0, 50).map(inOneLine).join(', ')})`;
}

/** Bytes of an unknown extension that are shown. */
const mostOctets = 256;

/** The text where the content is a string, in BER or by itself; else its structure; and the bytes. */
function unknownContent(octets: Asn1Node, inner: Asn1Node | undefined, reading: ExtensionReading): Field[] {
  const content = octets.content.subarray(0, mostOctets);
  const bare = !inner && content.length > 0 && content.every((octet) => octet >= 0x20 && octet < 0x7f);
  const text = inner ? textValue(inner) : bare ? String.fromCharCode(...content) : undefined;
  const more = octets.content.length > mostOctets ? '…' : '';
  return [
    ...(text === undefined ? [] : [reading.field(inner ?? octets, 'text', text + (inner ? '' : more))]),
    ...(inner && text === undefined ? [reading.structure(inner)] : []),
    reading.field(octets, 'hex', toHex(content) + more),
  ];
}

/** Child of an extension's value with a context tag (AKI's [0]). */
export function extensionPart(extension: Extension | undefined, number: number): Asn1Node | undefined {
  return extension?.node?.children().find((child) => child.isContext(number));
}

/** Text of the name in an extension of one directory name; for certificateIssuer of CRL entries. */
export function directoryName(extension: Extension): string | undefined {
  const first = extension.node?.children()[0];
  return first?.isContext(4) ? readName(first.children()[0]).text : undefined;
}
