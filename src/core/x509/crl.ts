/** Certificate revocation lists: RFC 5280 section 5. Entries are decoded when asked for. */
import { readAsn1 } from '../asn1/read';
import type { Asn1Node } from '../asn1/node';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger, stringOctets, timeValue } from '../asn1/value';
import { joinTexts, phrase, type Finding, type Localisable, type Span } from '../findings';
import { sameOctets } from '../octets';
import type { AlgorithmInfo } from './algorithm';
import { readAlgorithm } from './algorithm';
import type { ValidityDate } from './certificateTypes';
import type { Extension } from './certificateExtension';
import { extensionPart, readExtension } from './certificateExtension';
import { day, signatureFindings } from './certificateFindings';
import { x509Finding } from './findingTexts';
import type { Name } from './name';
import { nameFindings, readName } from './name';
import type { Serial } from './serial';
import { readSerial } from './serial';

export interface RevokedEntry {
  readonly serial: Serial;
  readonly date: Date | undefined;
  /** "keyCompromise", …; undefined where none is given. */
  readonly reason: string | undefined;
  /** Who issued the certificate, where an indirect CRL names another issuer than its own (RFC 5280 5.3.3). */
  readonly issuer?: Name;
  readonly extensions: readonly Extension[];
  readonly span: Span;
}

export interface Crl {
  readonly kind: 'crl';
  readonly raw: Uint8Array;
  readonly tbs: Uint8Array;
  /** 1 or 2. */
  readonly version: number;
  readonly signatureAlgorithm: AlgorithmInfo;
  readonly innerAlgorithm: AlgorithmInfo;
  readonly signature: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: ValidityDate | undefined;
  readonly nextUpdate: ValidityDate | undefined;
  readonly extensions: readonly Extension[];
  readonly authorityKeyId: Uint8Array | undefined;
  readonly number: string | undefined;
  /** Of a delta CRL: the number of the CRL of which it lists the changes. */
  readonly base: string | undefined;
  /** Whether entries may be certificates of other issuers. */
  readonly indirect: boolean;
  /** How many certificates are revoked. */
  readonly count: number;
  readonly wellFormed: boolean;
  readonly findings: readonly Finding[];
  /** Entries [from, to), in the order of the list. */
  revoked(from?: number, to?: number): RevokedEntry[];
  /**
   * The entry of a serial number, given as the content octets of its INTEGER. Scans the list.
   * @param issuer of the certificate, the Name as it is encoded; without it, the issuer of the CRL
   */
  find(serial: Uint8Array, issuer?: Uint8Array): RevokedEntry | undefined;
}

/** Reads one CRL. Never throws. */
export function readCrl(bytes: Uint8Array): Crl {
  const document = readAsn1(bytes);
  const crl = crlOf(document.roots[0]);
  return { ...crl, findings: [...document.findings(), ...crl.findings] };
}

/** The CRL at a node of a larger document. */
export function crlOf(node: Asn1Node | undefined): Crl {
  const [tbs, outer, signature] = node?.children() ?? [];
  const parts = tbs?.children() ?? [];
  let at = 0;
  const versionNode = parts[0]?.is(Tag.integer) ? parts[at++] : undefined;
  const [inner, issuer, thisUpdate] = parts.slice(at, at + 3);
  at += 3;
  const nextUpdate = timeValue(parts[at]) ? parts[at++] : undefined;
  const list = parts[at]?.is(Tag.sequence) ? parts[at] : undefined;
  const extensionList = parts.find((part) => part.isContext(0))?.children()[0];
  const extensions = (extensionList?.children() ?? []).slice(0, 1000).map(readExtension);
  const find = (name: string): Extension | undefined =>
    extensions.find((extension) => extension.name === name);
  const problem = crlProblem(node, tbs, inner, issuer, thisUpdate, outer, signature);
  const base = find('deltaCRLIndicator')?.summary;
  const point = find('issuingDistributionPoint');
  const indirect =
    extensionPart(point, 4)?.content[0] !== undefined && extensionPart(point, 4)?.content[0] !== 0;
  const findings: Finding[] = [];
  const issuerName = readName(issuer);
  const signatureAlgorithm = readAlgorithm(outer);
  const innerAlgorithm = readAlgorithm(inner);
  if (problem !== undefined)
    findings.push(
      x509Finding('x509_structure', node?.span, [phrase('certificate revocation list'), problem]),
    );
  else {
    findings.push(
      ...signatureFindings(signatureAlgorithm, innerAlgorithm),
      ...nameFindings(issuerName, phrase('issuer')),
    );
    if (issuerName.rdns.length === 0) findings.push(x509Finding('x509_issuer_empty', issuerName.span));
    findings.push(...extensions.flatMap((extension) => extension.findings));
    findings.push(...serialFindings(list), ...scopeFindings(base, point));
    if (extensionList && smallInteger(versionNode) !== 1) {
      findings.push(x509Finding('x509_version', extensionList.span, [1, 2]));
    }
  }
  const entries = (): readonly Asn1Node[] => list?.children() ?? [];
  return {
    kind: 'crl',
    raw: node?.raw ?? new Uint8Array(),
    tbs: tbs?.raw ?? new Uint8Array(),
    version: (smallInteger(versionNode) ?? 0) + 1,
    signatureAlgorithm,
    innerAlgorithm,
    signature: signature?.is(Tag.bitString) ? stringOctets(signature) : new Uint8Array(),
    issuer: issuerName,
    thisUpdate: date(thisUpdate),
    nextUpdate: date(nextUpdate),
    extensions,
    authorityKeyId: extensionPart(find('authorityKeyIdentifier'), 0)?.content,
    number: find('cRLNumber')?.summary,
    base,
    indirect,
    count: entries().length,
    wellFormed: problem === undefined,
    findings,
    revoked: (from = 0, to = entries().length) => {
      if (!indirect)
        return entries()
          .slice(from, to)
          .map((entry) => readEntry(entry));
      // The issuer of an entry is that of the entry before it, unless it names one.
      const issuers = entryIssuers(entries().slice(0, to));
      return entries()
        .slice(from, to)
        .map((entry, i) => readEntry(entry, issuers[from + i]));
    },
    find: (serial, issuer) => {
      const issuers = indirect ? entryIssuers(entries()) : [];
      const wanted = issuer ?? issuerName.raw;
      const at = entries().findIndex((candidate, i) => {
        const [number] = candidate.children();
        return (
          number !== undefined &&
          sameOctets(number.content, serial) &&
          (!indirect || sameOctets((issuers[i] ?? issuerName).raw, wanted))
        );
      });
      return at < 0 ? undefined : readEntry(entries()[at]!, issuers[at]);
    },
  };
}

function crlProblem(
  node: Asn1Node | undefined,
  tbs: Asn1Node | undefined,
  inner: Asn1Node | undefined,
  issuer: Asn1Node | undefined,
  thisUpdate: Asn1Node | undefined,
  outer: Asn1Node | undefined,
  signature: Asn1Node | undefined,
): Localisable | undefined {
  if (!node) return phrase('there is nothing to read');
  if (tbs?.is(Tag.sequence) !== true) return phrase('the signed part (TBSCertList) is missing');
  if (inner?.is(Tag.sequence) !== true || issuer?.is(Tag.sequence) !== true)
    return phrase('signature algorithm or issuer is missing');
  if (!timeValue(thisUpdate)) return phrase('the date of issue (thisUpdate) is missing');
  if (outer?.is(Tag.sequence) !== true)
    return phrase('the signature algorithm after the signed part is missing');
  return signature?.is(Tag.bitString) === true
    ? undefined
    : phrase('the signature is missing or no BIT STRING');
}

function date(node: Asn1Node | undefined): ValidityDate | undefined {
  const time = timeValue(node);
  return node && time ? { ...time, type: node.tagName, span: node.span } : undefined;
}

/** The issuers that entries of an indirect CRL name, or the entries before them; undefined for the issuer of the CRL. */
function entryIssuers(entries: readonly Asn1Node[]): (Name | undefined)[] {
  let issuer: Name | undefined;
  return entries.map((entry) => {
    const named = entry
      .children()[2]
      ?.children()
      .find((extension) => oidValue(extension.children()[0]) === certificateIssuer);
    const names = named?.children().at(-1)?.forcedChildren()[0]?.children() ?? [];
    const name = names.find((one) => one.isContext(4))?.children()[0];
    if (name) issuer = readName(name);
    return issuer;
  });
}

const certificateIssuer = '2.5.29.29';

/** Serial numbers of entries that are zero or negative: the first, and how many. */
function serialFindings(list: Asn1Node | undefined): Finding[] {
  let first: { at: number; node: Asn1Node } | undefined;
  let count = 0;
  list?.children().forEach((node, at) => {
    // The first octets of the entry: of a hundred thousand, none is taken apart here.
    const { content } = node;
    const negative =
      content[0] === Tag.integer && content[2]! >= 0x80 && content[1]! < 0x80 && content[1]! > 0;
    const zero = content[0] === Tag.integer && content[1] === 1 && content[2] === 0;
    if (!negative && !zero) return;
    count++;
    first ??= { at, node };
  });
  if (!first) return [];
  const serial = readSerial(first.node.children()[0]);
  return [x509Finding('x509_crl_serial', serial.span, [first.at + 1, serial.decimal, count])];
}

/** What a CRL is about, where it is not all certificates of its issuer: RFC 5280 5.2.4 and 5.2.5. */
function scopeFindings(base: string | undefined, point: Extension | undefined): Finding[] {
  const findings: Finding[] = [];
  if (base !== undefined) findings.push(x509Finding('x509_crl_delta', undefined, [base]));
  const is = (part: number): boolean => (extensionPart(point, part)?.content[0] ?? 0) !== 0;
  const only = [
    ...(is(1) ? [phrase('certificates of users')] : []),
    ...(is(2) ? [phrase('certificates of CAs')] : []),
    ...(is(5) ? [phrase('attribute certificates')] : []),
    ...(extensionPart(point, 3) ? [phrase('some reasons of revocation')] : []),
  ];
  const span = point?.field.span;
  if (is(4)) findings.push(x509Finding('x509_crl_indirect', span));
  if (only.length > 0) findings.push(x509Finding('x509_crl_scope', span, [joinTexts(only)]));
  return findings;
}

function readEntry(node: Asn1Node, issuer?: Name): RevokedEntry {
  const [serial, when, list] = node.children();
  const extensions = (list?.children() ?? []).slice(0, 100).map(readExtension);
  return {
    serial: readSerial(serial),
    date: timeValue(when)?.date,
    reason: extensions.find(({ name }) => name === 'cRLReason')?.summary,
    ...(issuer ? { issuer } : {}),
    extensions,
    span: node.span,
  };
}

/** A CRL whose renewal is overdue: a warning, since TR-34 parties live with it (IBM's CRLEXPAL). */
export function crlFreshness(crl: Pick<Crl, 'thisUpdate' | 'nextUpdate'>, at: Date): Finding[] {
  if (crl.nextUpdate?.date && at > crl.nextUpdate.date) {
    return [x509Finding('x509_crl_stale', crl.nextUpdate.span, [day(crl.nextUpdate.date)])];
  }
  if (crl.thisUpdate?.date && at < crl.thisUpdate.date) {
    return [x509Finding('x509_not_yet_valid', crl.thisUpdate.span, [day(crl.thisUpdate.date)])];
  }
  return [];
}

/** What a CRL is about in words, where it is not all certificates of its issuer. */
export const crlScope = ({ findings }: Pick<Crl, 'findings'>): readonly Finding[] =>
  findings.filter(({ code }) => code.startsWith('x509_crl_') && code !== 'x509_crl_serial');
