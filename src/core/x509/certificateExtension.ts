/** One extension of a certificate, CRL, CRL entry or request: RFC 5280 4.2. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { booleanValue, oidValue, toHex, valueText } from '../asn1/value';
import type { Field, Finding } from '../findings';
import { extensionDecoders, field } from './extensionDecoders';
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
  /** The whole extension as a field, with `fields` as its children. */
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
  const findings: Finding[] = [];
  let fields: readonly Field[] = [];
  if (oid === '' || !octets) {
    findings.push(x509Finding('x509_extension_broken', node.span, [name, 'it has no OID and OCTET STRING']));
  } else if (decoder) {
    if (inner?.is(decoder.tag) === true) fields = decoder.decode(inner);
    else {
      const found = values[0] ? values[0].tagName : 'nothing';
      findings.push(
        x509Finding('x509_extension_broken', octets.span, [
          name,
          values.length > 1 ? 'it holds more than one value' : `it holds ${found}`,
        ]),
      );
    }
  } else {
    if (critical) findings.push(x509Finding('x509_extension_unknown_critical', node.span, [name]));
    fields = inner
      ? [structure(inner)]
      : [field(octets, 'value', 'value', toHex(octets.content.subarray(0, 256)))];
  }
  const summary = summarise(name, fields);
  return {
    oid,
    name,
    known: decoder !== undefined,
    critical,
    value: octets?.content ?? new Uint8Array(),
    summary,
    fields,
    field: field(node, oid, name, summary, fields),
    node: inner,
    findings,
  };
}

function summarise(name: string, fields: readonly Field[]): string {
  if (name === 'basicConstraints') {
    const ca = fields.find(({ id }) => id === 'cA')?.meaning === 'yes';
    const path = fields.find(({ id }) => id === 'pathLength');
    return `${ca ? 'CA' : 'no CA'}${path ? `, path length ${path.meaning}` : ''}`;
  }
  return flat(fields).slice(0, 50).join(', ').slice(0, 1000);
}

function flat(fields: readonly Field[]): string[] {
  return fields.flatMap((one) => [...(one.meaning === '' ? [] : [one.meaning]), ...flat(one.children ?? [])]);
}

/** Levels and nodes of an unknown extension that are shown; the tree of the file has all of it. */
const mostLevels = 16;
const mostNodes = 500;

/** Structure without names, for extensions that no table knows. */
function structure(node: Asn1Node): Field {
  let count = 0;
  const build = (at: Asn1Node, level: number): Field => {
    count++;
    const children: Field[] = [];
    if (level < mostLevels) {
      for (const child of at.children()) {
        if (count >= mostNodes) break;
        children.push(build(child, level + 1));
      }
    }
    return field(at, String(at.start), at.tagName, valueText(at), children);
  };
  return build(node, 0);
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
