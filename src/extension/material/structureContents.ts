/** A file that holds several structures as one table: what each is, until when, by whom, with which key. */
import * as vscode from 'vscode';
import { secretTypes } from '../../core/asn1/schema/recognise';
import { clearPrivateKey, type KeyMatch, matchKeys } from '../../core/crypto/keyPairs';
import type { StoredBag } from '../../core/crypto/pkcs12Store';
import type { PrivateKeyInfo } from '../../core/crypto/privateKey';
import { sameOctets } from '../../core/octets';
import type { Certificate } from '../../core/x509/certificateTypes';
import { toHex } from '../../core/asn1/value';
import { crlFreshness, type Crl } from '../../core/x509/crl';
import { checkIssuerSignature, type SignedByIssuer } from '../../core/x509/issuerSignature';
import { revocationOf } from '../../core/x509/revocation';
import type { PublicKeyInfo } from '../../core/x509/publicKey';
import type { ContentsCell, ContentsModel, ContentsRow } from '../../protocol/structure';
import { Counts } from './structureCounts';
import type { FilePart } from './structureFile';
import { day, validityWords } from './structureStatements';

/** A part with what it is called. */
export interface NamedPart extends FilePart {
  /** "Certificate", "TR-34 key token". */
  readonly name: string;
  /** "PEM"; '' for bytes as they are. */
  readonly encodedAs: string;
}

/** What is known of one part before it is compared with the others. */
interface Entry {
  readonly part: NamedPart;
  /** Row, from 0, that has the same bytes. */
  readonly copyOf: number | undefined;
  readonly certificate?: Certificate;
  readonly publicKey?: PublicKeyInfo;
  readonly privateKey?: PrivateKeyInfo;
  readonly encrypted: boolean;
}

/** What a row is compared with, made once for all of them: a bundle has hundreds. */
interface Neighbours {
  readonly entries: readonly Entry[];
  readonly matches: readonly KeyMatch[];
  readonly counts: Counts;
  readonly crls: readonly Crl[];
  readonly certificates: readonly Certificate[];
  /** By the hexadecimal digits of their subject, copies left out. */
  readonly bySubject: ReadonlyMap<string, readonly Certificate[]>;
  /** Row, from 1, of each. */
  readonly rows: ReadonlyMap<Certificate, number>;
}

/** Rows of a file and how many of them are in the worst states. @param parts those that can be opened */
export async function contentsModel(parts: readonly NamedPart[], now: Date): Promise<ContentsModel> {
  const copies = copiesOf(parts);
  const entries = parts.map((part, at) => entryOf(part, copies[at]));
  const matches = matchKeys(
    entries.map(({ copyOf: copy, privateKey, publicKey }) =>
      copy === undefined ? { key: privateKey, publicKey } : {},
    ),
  );
  const counts = new Counts();
  const neighbours = neighboursOf(entries, matches, counts);
  // Signatures are checked by other threads: none waits for the one before.
  const rows = await Promise.all(entries.map((entry, at) => rowOf(neighbours, entry, at, now)));
  return { counts: counts.cells(), rows };
}

function neighboursOf(entries: readonly Entry[], matches: readonly KeyMatch[], counts: Counts): Neighbours {
  const bySubject = new Map<string, Certificate[]>();
  const rows = new Map<Certificate, number>();
  const certificates: Certificate[] = [];
  entries.forEach(({ certificate, copyOf }, at) => {
    if (!certificate) return;
    certificates.push(certificate);
    rows.set(certificate, at + 1);
    if (copyOf !== undefined) return;
    const name = toHex(certificate.subject.raw);
    const same = bySubject.get(name);
    if (same) same.push(certificate);
    else bySubject.set(name, [certificate]);
  });
  const crls = entries.flatMap(({ part: { reading } }) =>
    reading.type === 'CertificateList' ? [reading.crl] : [],
  );
  return { entries, matches, counts, crls, certificates, bySubject, rows };
}

/** For each part the first one that has the same bytes; undefined where that is itself. */
function copiesOf(parts: readonly NamedPart[]): (number | undefined)[] {
  /** By length and last octets, of a signature most often. */
  const firsts = new Map<string, number[]>();
  return parts.map(({ bytes }, at) => {
    const sign = `${bytes.length} ${toHex(bytes.subarray(-16))}`;
    const like = firsts.get(sign) ?? [];
    const first = like.find((other) => sameOctets(parts[other]!.bytes, bytes));
    if (first === undefined) firsts.set(sign, [...like, at]);
    return first;
  });
}

function entryOf(part: NamedPart, copy: number | undefined): Entry {
  const { reading, label } = part;
  const { type } = reading;
  const encrypted = part.encrypted === true || type === 'EncryptedPrivateKeyInfo';
  const entry = { part, copyOf: copy, encrypted };
  if (type === 'Certificate') {
    const { certificate } = reading;
    return { ...entry, certificate, publicKey: certificate.publicKey };
  }
  if (type === 'CertificationRequest') return { ...entry, publicKey: reading.request.publicKey };
  const privateKey = encrypted ? undefined : clearPrivateKey(part.bytes, type, label);
  if (privateKey) return { ...entry, privateKey };
  return {
    ...entry,
    encrypted: encrypted && (type !== undefined || label?.includes('PRIVATE KEY') === true),
  };
}

async function rowOf(neighbours: Neighbours, entry: Entry, at: number, now: Date): Promise<ContentsRow> {
  const { entries, matches, counts } = neighbours;
  const { part, copyOf } = entry;
  const base = { part: at, until: undefined, issuer: undefined, key: undefined };
  if (copyOf !== undefined)
    return {
      ...base,
      what: vscode.l10n.t('duplicate of {0}', copyOf + 1),
      detail: part.encodedAs,
      duplicateOf: copyOf + 1,
    };
  const told = { ...base, duplicateOf: undefined };
  const { certificate, privateKey } = entry;
  const { reading, encodedAs } = part;
  if (certificate) {
    const { subject, publicKey } = certificate;
    return {
      ...told,
      what: subject.label || subject.text || part.name,
      detail: joined(publicKey.name, encodedAs),
      until: (await revokedCell(neighbours, certificate)) ?? untilCell(certificate, now, counts),
      issuer: await issuerCell(neighbours, certificate),
      key: keyOfPublic(matches, at) ?? keyByName(entries, part),
    };
  }
  if (privateKey) {
    counts.add('openKey');
    return {
      ...told,
      what: vscode.l10n.t('Private key {0}, not encrypted', privateKey.name),
      detail: encodedAs,
      key: keyOfPrivate(entries, matches, at, counts),
    };
  }
  if (entry.encrypted)
    return {
      ...told,
      what: vscode.l10n.t('Private key, encrypted'),
      detail: encodedAs,
      key: certificateByName(entries, part),
    };
  if (reading.type === 'CertificateList') {
    const { crl } = reading;
    const due = crl.nextUpdate?.date;
    const late = crlFreshness(crl, now).length > 0;
    if (late) counts.add('lateCrl');
    return {
      ...told,
      what: vscode.l10n.t('CRL of "{0}"', crl.issuer.label),
      detail: encodedAs,
      until: due ? { status: late ? 'warn' : 'none', text: day(due) } : undefined,
      issuer: await issuerCell(neighbours, crl),
    };
  }
  if (reading.type === 'CertificationRequest') {
    const { subject, publicKey } = reading.request;
    return {
      ...told,
      what: vscode.l10n.t('Request for "{0}"', subject.label),
      detail: joined(publicKey.name, encodedAs),
      key: keyOfPublic(matches, at),
    };
  }
  return { ...told, what: part.name, detail: encodedAs };
}

const joined = (...words: string[]): string => words.filter((word) => word !== '').join(' · ');

function untilCell({ notBefore, notAfter }: Certificate, now: Date, counts: Counts): ContentsCell {
  const [from, to] = [notBefore?.date, notAfter?.date];
  if (!from || !to) return { status: 'wrong', text: validityWords({ from, to }, now).text };
  if (now > to) counts.add('expired');
  else if (now < from) {
    counts.add('early');
    return { status: 'wrong', text: vscode.l10n.t('{0}, not before {1}', day(to), day(from)) };
  }
  return { status: now > to ? 'wrong' : 'none', text: day(to) };
}

/** Instead of its dates, where a CRL of the file revokes it; undefined where none that is verified does. */
async function revokedCell(
  { crls, certificates, counts }: Neighbours,
  certificate: Certificate,
): Promise<ContentsCell | undefined> {
  if (crls.length === 0) return undefined;
  const revoked = await revocationOf(certificate, crls, certificates);
  if (revoked?.verified !== true) return undefined;
  counts.add('revoked');
  const { date } = revoked.entry;
  return { status: 'wrong', text: vscode.l10n.t('revoked {0}', date ? day(date) : '?') };
}

/** A tick only where the signature verifies with the key of that row. */
async function issuerCell(
  { bySubject, rows, counts }: Neighbours,
  signed: SignedByIssuer,
): Promise<ContentsCell> {
  const checked = await checkIssuerSignature(signed, bySubject.get(toHex(signed.issuer.raw)) ?? []);
  if (checked.verdict === 'no_issuer')
    return { status: 'unknown', text: vscode.l10n.t('not in this file: {0}', signed.issuer.label) };
  const before = checked.by === signed ? vscode.l10n.t('itself') : String(rows.get(checked.by) ?? 0);
  switch (checked.verdict) {
    case 'valid':
      return { status: 'ok', before, text: '' };
    case 'invalid':
      counts.add('badSignature');
      return { status: 'wrong', before, text: vscode.l10n.t('signature does not verify') };
    case 'cannot_check':
      return { status: 'unknown', before, text: vscode.l10n.t('signature not checked') };
  }
}

/** The private key of the file that a certificate or request is for. */
function keyOfPublic(matches: readonly KeyMatch[], at: number): ContentsCell | undefined {
  const found = matches.find(({ certificates }) => certificates.includes(at));
  return (
    found && {
      status: 'ok',
      before: vscode.l10n.t('private key {0}', found.key + 1),
      text: vscode.l10n.t('matches'),
    }
  );
}

/** Rows, from 1, of what has the same localKeyId in a PKCS#12 file. A name, not a comparison: no tick. */
function sameName(entries: readonly Entry[], { bag }: NamedPart, kind: StoredBag['kind']): string {
  if (bag?.localKeyId === undefined) return '';
  return entries
    .flatMap(({ part, copyOf }, at) =>
      part.bag?.kind === kind && part.bag.localKeyId === bag.localKeyId && copyOf === undefined
        ? [at + 1]
        : [],
    )
    .join(', ');
}

function keyByName(entries: readonly Entry[], part: NamedPart): ContentsCell | undefined {
  const rows = sameName(entries, part, 'shroudedKey');
  return rows === ''
    ? undefined
    : { status: 'none', text: vscode.l10n.t('private key {0} by localKeyId', rows) };
}

function certificateByName(entries: readonly Entry[], part: NamedPart): ContentsCell | undefined {
  const rows = sameName(entries, part, 'certificate');
  return rows === ''
    ? undefined
    : { status: 'none', text: vscode.l10n.t('belongs to {0} by localKeyId', rows) };
}

/** Where no certificate is there to compare with, nothing is said. */
function keyOfPrivate(
  entries: readonly Entry[],
  matches: readonly KeyMatch[],
  at: number,
  counts: Counts,
): ContentsCell | undefined {
  const own = matches.find(({ key }) => key === at);
  if (!own || !entries.some(({ publicKey }) => publicKey)) return undefined;
  const { certificates, open } = own;
  if (certificates.length > 0)
    return {
      status: 'none',
      text: vscode.l10n.t('belongs to {0}', certificates.map((one) => one + 1).join(', ')),
    };
  if (open.length > 0)
    return { status: 'unknown', text: vscode.l10n.t('cannot be compared: it has no public part') };
  counts.add('strayKey');
  return { status: 'warn', text: vscode.l10n.t('belongs to no certificate here') };
}

/** "6 certificates, 1 private key". */
export function contentsTitle(parts: readonly FilePart[], keyBlocks: number): string {
  const kinds = parts.map(({ reading, label }) => kindOf(reading.type, label));
  const count = (kind: Kind): number => kinds.filter((one) => one === kind).length;
  const words = (kind: Kind, one: string, many: string): string[] =>
    count(kind) === 0 ? [] : [count(kind) === 1 ? one : many];
  return [
    ...words(
      'certificate',
      vscode.l10n.t('1 certificate'),
      vscode.l10n.t('{0} certificates', count('certificate')),
    ),
    ...words('key', vscode.l10n.t('1 private key'), vscode.l10n.t('{0} private keys', count('key'))),
    ...words('crl', vscode.l10n.t('1 CRL'), vscode.l10n.t('{0} CRLs', count('crl'))),
    ...words('request', vscode.l10n.t('1 request'), vscode.l10n.t('{0} requests', count('request'))),
    ...words('message', vscode.l10n.t('1 message'), vscode.l10n.t('{0} messages', count('message'))),
    ...words('store', vscode.l10n.t('1 key store'), vscode.l10n.t('{0} key stores', count('store'))),
    ...words(
      'other',
      vscode.l10n.t('1 other structure'),
      vscode.l10n.t('{0} other structures', count('other')),
    ),
    ...(keyBlocks === 0
      ? []
      : [keyBlocks === 1 ? vscode.l10n.t('1 key block') : vscode.l10n.t('{0} key blocks', keyBlocks)]),
  ].join(', ');
}

type Kind = 'certificate' | 'key' | 'crl' | 'request' | 'message' | 'store' | 'other';

function kindOf(type: string | undefined, label: string | undefined): Kind {
  if (type === undefined) return label?.includes('PRIVATE KEY') === true ? 'key' : 'other';
  if (secretTypes.has(type) && type !== 'Tr34KeyBlock') return 'key';
  const kinds: Readonly<Record<string, Kind>> = {
    Certificate: 'certificate',
    EncryptedPrivateKeyInfo: 'key',
    CertificateList: 'crl',
    CertificationRequest: 'request',
    ContentInfo: 'message',
    RandomNumberToken: 'message',
    PFX: 'store',
  };
  return (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? 'other';
}
