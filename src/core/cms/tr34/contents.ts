/** What lies in the signed content of TR-34 tokens, in every form that products write. */
import type { Asn1Node } from '../../asn1/node';
import { oidName } from '../../asn1/oidNames';
import { readAsn1 } from '../../asn1/read';
import { Tag } from '../../asn1/tags';
import { oidValue, stringOctets } from '../../asn1/value';
import type { Span } from '../../findings';
import { readReference } from '../parts';
import type { CertificateReference } from '../types';
import type { Tr34ContentForm } from './axes';

export interface InnerContent {
  readonly form: Tr34ContentForm;
  /** Members of the structure inside, whether they stand in a SEQUENCE or not. */
  readonly parts: readonly Asn1Node[];
  readonly span: Span;
  /** What stands behind the structure. */
  readonly rest?: Span;
  /** False where the content came in pieces (BER): spans of the parts then count in the joined octets. */
  readonly placed: boolean;
}

/** The values in the content octets, however it is written down. */
export function contentRows(node: Asn1Node): { rows: readonly Asn1Node[]; placed: boolean } {
  if (!node.is(Tag.octetString)) return { rows: [node], placed: true };
  if (!node.constructed) return { rows: node.forcedChildren(), placed: true };
  return { rows: readAsn1(stringOctets(node)).roots, placed: false };
}

/**
 * EnvelopedData or SignedData in the content: with its SEQUENCE header, without it (the content octets
 * of PKCS#7 1.5), in a ContentInfo of its own, or in no OCTET STRING at all.
 */
export function openContent(node: Asn1Node): InnerContent {
  const { rows, placed } = contentRows(node);
  const [first] = rows;
  const span = node.is(Tag.octetString) ? node.contentSpan : node.span;
  const base = { span, placed };
  if (first?.is(Tag.sequence) === true) {
    const [head, explicit] = first.children();
    const rest = restOf(rows.slice(1));
    if (head?.is(Tag.oid) === true && explicit?.isContext(0) === true)
      return { ...base, ...rest, form: 'content_info', parts: explicit.children()[0]?.children() ?? [] };
    const form = head?.is(Tag.integer) !== true ? 'broken' : node.is(Tag.octetString) ? 'sequence' : 'any';
    return { ...base, ...rest, form, parts: first.children() };
  }
  const bare = first?.is(Tag.integer) === true && rows.length >= 3;
  return { ...base, form: bare ? 'no_sequence' : 'broken', parts: rows };
}

function restOf(nodes: readonly Asn1Node[]): { rest?: Span } {
  const [first] = nodes;
  return first ? { rest: { start: first.start, end: nodes.at(-1)!.end } } : {};
}

export interface Identifiers {
  readonly names: readonly CertificateReference[];
  readonly spans: readonly Span[];
  /** One SEQUENCE around them all. */
  readonly wrapped: boolean;
  /** What is no IssuerAndSerialNumber. */
  readonly rest?: Span;
}

/** IssuerAndSerialNumber values, one behind the other: content of unbind tokens. */
export function readIdentifiers(rows: readonly Asn1Node[]): Identifiers {
  const inside = rows[0]?.is(Tag.sequence) === true ? rows[0].children() : [];
  const wrapped = rows.length === 1 && inside.length > 1 && inside.every(isIdentifier);
  const list = wrapped ? inside : rows;
  const found = list.filter(isIdentifier);
  return {
    names: found.map(readReference),
    spans: found.map(({ span }) => span),
    wrapped,
    ...restOf(list.filter((node) => !isIdentifier(node))),
  };
}

function isIdentifier(node: Asn1Node): boolean {
  const [issuer, serial, ...more] = node.children();
  return (
    node.is(Tag.sequence) &&
    issuer?.is(Tag.sequence) === true &&
    serial?.is(Tag.integer) === true &&
    more.length === 0
  );
}

const contentTypes: ReadonlySet<string> = new Set(['data', 'signedData', 'envelopedData']);

/** Members of a SignedData: an encapsulated content and sets, where one of its types or attributes is of TR-34. */
function looksSigned(parts: readonly Asn1Node[]): boolean {
  const sets = parts.filter((part) => part.is(Tag.set)).length;
  return parts.some((part) => {
    const [type, explicit] = part.children();
    if (!part.is(Tag.sequence) || type?.is(Tag.oid) !== true) return false;
    if (explicit !== undefined && !explicit.isContext(0)) return false;
    return sets >= 2 || (sets === 1 && contentTypes.has(oidName(oidValue(type) ?? '') ?? ''));
  });
}

const mostLooked = 200;

/**
 * The members of the SignedData nearest to the root, wherever damage has left it. `strict` where they
 * stand where they belong: in ContentInfo's [0].
 */
export function locateSigned(
  root: Asn1Node,
): { parts: readonly Asn1Node[]; type: Asn1Node | undefined; strict: boolean } | undefined {
  const [type, explicit] = root.children();
  const proper = explicit?.children()[0];
  if (
    root.is(Tag.sequence) &&
    oidName(oidValue(type) ?? '') === 'signedData' &&
    explicit?.isContext(0) === true &&
    proper?.is(Tag.sequence) === true &&
    looksSigned(proper.children())
  )
    return { parts: proper.children(), type, strict: true };
  const waiting: Asn1Node[] = [root];
  for (let at = 0; at < waiting.length && at < mostLooked; at++) {
    const kids = waiting[at]!.forcedChildren();
    if (looksSigned(kids))
      return { parts: kids, type: type?.is(Tag.oid) === true ? type : undefined, strict: false };
    if (waiting.length < mostLooked) waiting.push(...kids.slice(0, 8));
  }
  return undefined;
}
