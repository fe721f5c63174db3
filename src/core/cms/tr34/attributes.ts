/** The signed attributes of TR-34 tokens: header, random number, time, and their order. */
import type { Asn1Node } from '../../asn1/node';
import { Tag } from '../../asn1/tags';
import { stringOctets, timeValue } from '../../asn1/value';
import { joinTexts, meant, phrase, type Finding, type Localisable, type Span } from '../../findings';
import { decodeKeyBlock } from '../../keyblock/decode';
import type { KeyBlock } from '../../keyblock/types';
import type { Attribute, SignerInfo } from '../types';
import { tr34Finding } from './findingTexts';
import type { Tr34Kind } from './types';

export interface Tr34Attributes {
  readonly header?: string;
  readonly headerBlock?: KeyBlock;
  readonly nonce?: Uint8Array;
  readonly signingTime?: Date;
  readonly spans: {
    readonly header?: Span;
    readonly nonce?: Span;
    readonly signingTime?: Span;
    readonly messageDigest?: Span;
  };
  /** Value of the axis 'order'. */
  readonly order: 'both' | 'sample' | 'der' | 'other' | 'none';
  readonly findings: readonly Finding[];
}

/** The order of annex B, by the names of the OID table; the header is of type id-data. */
const sampleOrder = ['contentType', 'randomNonce', 'signingTime', 'data', 'messageDigest'];

/**
 * Reads the signed attributes of a token (TR-34 annex B). Spans are bytes of the token; that of the header is its
 * OCTET STRING.
 */
export function readTr34Attributes(signer: SignerInfo | undefined, kind: Tr34Kind): Tr34Attributes {
  const attributes = signer?.signedAttributes;
  if (!attributes) return { spans: {}, order: 'none', findings: [] };
  const findings: Finding[] = [];
  const find = (name: string): Attribute | undefined => attributes.find((one) => one.name === name);
  const nonce = find('randomNonce');
  const nonceNode = nonce?.values[0];
  const time = find('signingTime');
  const header = find('data');
  const digest = find('messageDigest');
  const octets = nonceNode?.is(Tag.octetString) === true ? stringOctets(nonceNode) : undefined;
  if (nonce && !octets)
    findings.push(tr34Finding('tr34_nonce_form', nonce.span, [nonceNode?.tagName ?? 'nothing']));
  if (octets && (octets.length < 8 || octets.length > 16))
    findings.push(tr34Finding('tr34_nonce_length', nonce?.span, [octets.length]));
  const date = timeValue(time?.values[0])?.date;
  if (time && !date) findings.push(tr34Finding('tr34_signing_time', time.span));
  const read = header && readHeader(header.values[0], header.span, findings);
  for (const { name, span } of attributes) {
    const known = sampleOrder.includes(name) && (name !== 'data' || kind === 'KT_KDH');
    if (!known) findings.push(tr34Finding('tr34_attribute_unknown', span, [name]));
  }
  const order = orderOf(attributes, signer.inDerOrder);
  if (order === 'other')
    findings.push(
      tr34Finding(
        'tr34_attribute_order',
        { start: attributes[0]!.span.start, end: attributes.at(-1)!.span.end },
        [joinTexts(names(attributes)), joinTexts(sampleOrder.filter((name) => find(name)).map(shown))],
      ),
    );
  return {
    ...read,
    ...(octets ? { nonce: octets } : {}),
    ...(date ? { signingTime: date } : {}),
    spans: {
      ...(nonce ? { nonce: nonce.span } : {}),
      ...(time ? { signingTime: time.span } : {}),
      ...(header ? { header: header.values[0]?.span ?? header.span } : {}),
      ...(digest ? { messageDigest: digest.span } : {}),
    },
    order,
    findings,
  };
}

function shown(name: string): string | Localisable {
  return name === 'data' ? phrase('key block header') : name;
}

function names(attributes: readonly Attribute[]): (string | Localisable)[] {
  return attributes.map(({ name }) => shown(name));
}

function orderOf(attributes: readonly Attribute[], der: boolean): Tr34Attributes['order'] {
  const places = attributes.map(({ name }) => sampleOrder.indexOf(name)).filter((place) => place >= 0);
  const sample = places.every((place, i) => i === 0 || places[i - 1]! <= place);
  return sample ? (der ? 'both' : 'sample') : der ? 'der' : 'other';
}

/** Codes that are about the parts of a header which say nothing in TR-34. */
const notJudged: ReadonlySet<string> = new Set([
  'version_unsupported',
  'length_field_not_numeric',
  'length_field_mismatch',
  'length_not_block_multiple',
  'optional_blocks_not_block_multiple',
  'header_too_short',
]);

/** Key block header in an OCTET STRING: characters are bytes, so that spans move by the start of the content. */
export function readHeader(
  node: Asn1Node | undefined,
  span: Span,
  findings: Finding[],
): { header: string; headerBlock: KeyBlock } | undefined {
  if (node?.is(Tag.octetString) !== true) {
    findings.push(tr34Finding('tr34_header_form', span, [node?.tagName ?? phrase('nothing')]));
    return undefined;
  }
  const octets = stringOctets(node);
  let header = '';
  for (const octet of octets.subarray(0, 9999)) header += String.fromCharCode(octet);
  if (!/^[\x20-\x7e]*$/.test(header))
    findings.push(tr34Finding('tr34_header_form', node.span, [phrase('bytes that are not printable ASCII')]));
  if (header.length < 16) findings.push(tr34Finding('tr34_header_length', node.span, [header.length]));
  const block = decodeKeyBlock(header, { part: 'header' });
  const kept = block.findings.filter(({ code }) => !notJudged.has(code));
  for (const one of kept) {
    const at = one.span;
    const move = !node.constructed && at;
    findings.push({
      ...one,
      span: move ? { start: node.contentStart + at.start, end: node.contentStart + at.end } : node.span,
    });
  }
  const fields = block.fields.map((field) =>
    field.id === 'version' || field.id === 'length'
      ? { ...field, ...meant(phrase('no meaning in TR-34')) }
      : field,
  );
  return { header, headerBlock: { ...block, fields, findings: kept } };
}
