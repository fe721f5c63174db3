/** PEM blocks in text: RFC 7468, RFC 1421 headers, any label, any line length. */
import { phrase, type Span, type Words } from '../findings';
import { wipe } from '../crypto/bytes';
import { declaredSize } from './derExtent';
import type { Decoded } from './encodings';
import { decodeBase64, encodeBase64 } from './encodings';
import { andAll, boundaryLine, isDash, notWrittenAs, readBoundary } from './pemBoundary';
import type { CoatName } from './keyMaterial';
import { pemDamage, Places, textStart } from './pemDamage';
import { mayBeDecorated, undecorated } from './pemDecorations';

export interface PemBlock {
  /** "CERTIFICATE", "TR34 KRD CREDENTIAL TOKEN", …; of the BEGIN line. */
  readonly label: string;
  /** From the first dash of BEGIN to the last of END. */
  readonly span: Span;
  /** The base64 part. */
  readonly bodySpan: Span;
  /** RFC 1421 headers ("Proc-Type", "DEK-Info"); a block with DEK-Info is encrypted. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly encrypted: boolean;
  readonly bytes: Uint8Array;
  readonly decoded: Decoded;
  /** What was around its lines, or in place of characters, and was taken off: without it, nothing would be whole. */
  readonly coats?: readonly CoatName[];
  /** The one thing that is wrong with the frame or the lines, as a sentence without full stop. */
  readonly problem?: Words;
  /** The character or line that it is about; undefined for the frame. */
  readonly problemSpan?: Span;
}

const begin = /BEGIN ([^\r\n"\\]{0,100}?)-----/y;
const mostBlocks = 10_000;
/** Characters before BEGIN, and of its line, where that is damaged. */
const longestDashes = 20;
const longestLine = 200;
/** Characters of a block whose BEGIN line is damaged. */
const longestDamaged = 200_000;
/** Labels of what is in such a frame and is not ASN.1. */
export const notAsn1 =
  /^(PGP .*|OPENSSH PRIVATE KEY|SSH SIGNATURE|AGE ENCRYPTED FILE|OpenVPN Static key V1)$/;

interface Begin {
  readonly at: number;
  readonly label: string;
  readonly bodyFrom: number;
  /** The line as it should be written, where it is not. */
  readonly right?: string;
}

/**
 * All PEM blocks of a text, in order. Line breaks may also be written as \n or \r\n, as in JSON and
 * `.env` values. A block whose END is missing ends before the next BEGIN or at the end of the text; one whose END is
 * damaged ends with that line. A block whose BEGIN is damaged is one where its content is whole.
 * @param first where the text begins in its document, for what is wrong in a line
 */
export function findPemBlocks(text: string, first = textStart): PemBlock[] {
  const starts: Begin[] = [];
  let lowest = 0;
  for (let at = beginFrom(text, 0); at >= 0 && starts.length < mostBlocks;) {
    const start = beginAt(text, at, lowest);
    if (start) starts.push(start);
    lowest = start?.bodyFrom ?? lowest;
    at = beginFrom(text, start?.bodyFrom ?? at + 5);
  }
  const places = new Places(text, first);
  return starts.flatMap((start, i) => {
    const limit = starts[i + 1]?.at ?? text.length;
    if (start.right === undefined) return [readBlock(text, start, limit, places)];
    const block = readBlock(text, start, Math.min(limit, start.at + longestDamaged), places);
    if (isClean(block.decoded)) return [block];
    wipe(block.bytes);
    return [];
  });
}

/** The word BEGIN from a place on; -1 where there is none. It is looked for by its "G", which no hexadecimal number has. */
function beginFrom(text: string, from: number): number {
  for (let at = text.indexOf('GIN', from + 2); at >= 0; at = text.indexOf('GIN', at + 3))
    if (text.startsWith('BE', at - 2)) return at - 2;
  return -1;
}

/** The BEGIN line that has this word in it, not before `lowest`; one that is damaged only where base64 is below it. */
function beginAt(text: string, at: number, lowest: number): Begin | undefined {
  if (at - 5 >= lowest && text.startsWith('-----', at - 5)) {
    begin.lastIndex = at;
    const match = begin.exec(text);
    if (match)
      // What is signed so is text, and no base64.
      return isComment(text, at - 5) || match[1] === 'PGP SIGNED MESSAGE'
        ? undefined
        : { at: at - 5, label: match[1]!, bodyFrom: at + match[0].length };
  }
  const before = text.charCodeAt(at - 1);
  if (before !== 32 && !isDash(before)) return undefined;
  let start = at;
  while (start > lowest && at - start < longestDashes && text.charCodeAt(start - 1) !== 10) start--;
  if (start === at || (start > 0 && text.charCodeAt(start - 1) !== 10)) return undefined;
  const feed = at + text.slice(at, at + longestLine).indexOf('\n');
  if (feed < at) return undefined;
  const boundary = readBoundary(text.slice(start, feed));
  if (boundary?.kind !== 'BEGIN' || !base64Line.test(text.slice(feed + 1, feed + 81))) return undefined;
  while (text.charCodeAt(start) <= 32) start++;
  return { at: start, label: boundary.label, bodyFrom: feed, right: boundary.right };
}

const base64Line = /^[ \t]{0,8}[A-Za-z0-9+/]{16,76}={0,2}(?:$|[\r\n])|^[ \t]{0,8}[A-Za-z0-9+/]{72}/;

/** `#-----BEGIN …`: boringssl's test files describe structures so. */
function isComment(text: string, at: number): boolean {
  return at > 0 && text[at - 1] === '#';
}

const endLine = /-----END ([^\r\n"\\]{0,100}?)-----/;

function readBlock(
  text: string,
  { at: start, label, bodyFrom, right }: Begin,
  limit: number,
  places: Places,
): PemBlock {
  // Searched up to the next BEGIN only, so that many blocks without END stay linear.
  const found = endLine.exec(text.slice(bodyFrom, limit));
  const damaged = found ? undefined : damagedEnd(text, bodyFrom, limit);
  const bodyTo = found ? bodyFrom + found.index : (damaged?.start ?? endOfBase64(text, bodyFrom, limit));
  const stop = found ? bodyTo + found[0].length : (damaged?.end ?? bodyTo);
  const { headers, from } = readHeaders(text, bodyFrom, bodyTo);
  const isAsn1 = !notAsn1.test(label);
  // RFC 9580 6.1: the last line of OpenPGP is a checksum.
  const checksum = isAsn1 ? -1 : text.slice(from, bodyTo).search(/\n=[A-Za-z0-9+/]{4}\s*$/);
  const to = checksum < 0 ? bodyTo : from + checksum;
  const decoded = decodeBase64(blankEscapes(text, from, to), 0, to - from);
  const bare =
    isAsn1 && !isClean(decoded) && mayBeDecorated(decoded, text.slice(from, bodyTo))
      ? undecorated(text, from, bodyTo)
      : undefined;
  const shifted: Decoded = bare?.decoded ?? {
    ...decoded,
    charOf: (byte) => from + decoded.charOf(byte),
    strange: decoded.strange.map((at) => at + from),
  };
  if (bare) wipe(decoded.bytes);
  const encrypted = label.startsWith('ENCRYPTED') || headers.some(([name]) => name === 'DEK-Info');
  const faults = [
    ...(right === undefined ? [] : [notWrittenAs('BEGIN', right)]),
    ...(damaged
      ? [notWrittenAs('END', boundaryLine('END', label))]
      : !found
        ? [phrase('the END line is missing')]
        : found[1] !== label && right === undefined
          ? [phrase('it begins as "{0}" and ends as "{1}"', label, found[1]!)]
          : []),
  ];
  const frame = faults.length > 0 ? andAll(faults) : undefined;
  const isDer = label.startsWith('ENCRYPTED') || !encrypted;
  const body = bare || !isAsn1 ? undefined : pemDamage(text, from, bodyTo, shifted, places, isDer);
  // Where the END line is missing, what is behind the cut is, too: one fault.
  const problem = !frame ? body?.problem : !found && body ? andAll([frame, body.problem]) : frame;
  return {
    label,
    span: { start, end: stop },
    bodySpan: { start: from, end: bodyTo },
    headers,
    encrypted,
    bytes: shifted.bytes,
    decoded: shifted,
    ...(bare ? { coats: bare.coats } : {}),
    ...(problem === undefined || !isAsn1 ? {} : { problem }),
    ...(!frame && body ? { problemSpan: body.span } : {}),
  };
}

/** The line that was meant as END: what is before it is read, and not the line itself. */
function damagedEnd(text: string, from: number, limit: number): Span | undefined {
  for (let start = from; start < limit;) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 || feed > limit ? limit : feed;
    const line = text.slice(start, stop);
    if (readBoundary(line)?.kind === 'END')
      return { start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length };
    start = stop + 1;
  }
  return undefined;
}

/** Where the lines of base64 end that are below a BEGIN line without an END; `limit` where nothing but blanks follows. */
function endOfBase64(text: string, from: number, limit: number): number {
  let end = -1;
  for (let start = text.indexOf('\n', from) + 1; start > 0 && start < limit;) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 || feed > limit ? limit : feed;
    const line = text.slice(start, stop).trim();
    if (!/^[A-Za-z0-9+/=]*$/.test(line) || (line === '' && end >= 0)) {
      // Headers may be above the first line.
      if (end >= 0) break;
    } else if (line !== '') end = stop;
    start = stop + 1;
  }
  return end < 0 || text.slice(end, limit).trim() === '' ? limit : end;
}

/** Whether there is nothing but base64 of one structure, or of something that is none at all. */
function isClean({ bytes, strange, problem }: Decoded): boolean {
  if (strange.length > 0 || problem !== undefined) return false;
  const size = declaredSize(bytes);
  return size === bytes.length || size === Number.POSITIVE_INFINITY;
}

/** `\n` and `\r` spelled out become blanks, so that offsets stay and their letters are not taken for base64. */
function blankEscapes(text: string, from: number, to: number): string {
  return text.slice(from, to).replace(/\\[nrt]/g, '  ');
}

/** RFC 1421 4.6: "Name: value" lines and their continuations up to an empty line. */
function readHeaders(text: string, from: number, to: number): { headers: [string, string][]; from: number } {
  const headers: [string, string][] = [];
  while (headers.length < 100) {
    const header = readHeader(text, from, to);
    if (!header) break;
    headers.push([header.name, header.value]);
    from = header.end;
  }
  return { headers, from };
}

const headerName = /[ \t]*(?:\r?\n)?([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]*/y;

/**
 * The header at `from`, if one ends before `to`. Its lines are read one after the other and never again: a
 * continuation may consist of blanks only, and the lines after `to` belong to another block.
 */
function readHeader(
  text: string,
  from: number,
  to: number,
): { name: string; value: string; end: number } | undefined {
  headerName.lastIndex = from;
  const [all, name] = headerName.exec(text) ?? [];
  if (all === undefined || name === undefined) return undefined;
  const start = from + all.length;
  let end = lineEnd(text, start, to);
  if (end === undefined) return undefined;
  for (;;) {
    const next = end + (text[end] === '\r' ? 2 : 1);
    if (text[next] !== ' ' && text[next] !== '\t') break;
    const further = lineEnd(text, next, to);
    // A continuation has at least one character after its first blank.
    if (further === undefined || further < next + 2) break;
    end = further;
  }
  return { name, value: text.slice(start, end).replace(/\s+/g, ' '), end };
}

/** Where the line ends, at LF, CR LF or the end of the text; undefined where that is not before `to`. */
function lineEnd(text: string, from: number, to: number): number | undefined {
  let at = from;
  while (at < to && text[at] !== '\r' && text[at] !== '\n') at++;
  const ends = at === text.length || text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
  return ends && at <= to ? at : undefined;
}

/** Labels of the structures that have one, by their name in the schema: RFC 7468, and those of OpenSSL. */
export const pemLabels: Readonly<Record<string, string>> = {
  Certificate: 'CERTIFICATE',
  CertificateList: 'X509 CRL',
  CertificationRequest: 'CERTIFICATE REQUEST',
  ContentInfo: 'CMS',
  SubjectPublicKeyInfo: 'PUBLIC KEY',
  EncryptedPrivateKeyInfo: 'ENCRYPTED PRIVATE KEY',
  PrivateKeyInfo: 'PRIVATE KEY',
  RSAPrivateKey: 'RSA PRIVATE KEY',
  ECPrivateKey: 'EC PRIVATE KEY',
  RSAPublicKey: 'RSA PUBLIC KEY',
  DSAPrivateKey: 'DSA PRIVATE KEY',
  AttributeCertificate: 'ATTRIBUTE CERTIFICATE',
  DhParameters: 'DH PARAMETERS',
  X942DhParameters: 'X9.42 DH PARAMETERS',
  DsaParameters: 'DSA PARAMETERS',
  EcParameters: 'EC PARAMETERS',
};

/** Lines of 64 characters and a final line feed: RFC 7468 section 3, strict form. */
export function toPem(label: string, bytes: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${encodeBase64(bytes, 64)}\n-----END ${label}-----\n`;
}
