/** PEM blocks in text: RFC 7468, RFC 1421 headers, any label, any line length. */
import type { Span } from '../findings';
import { wipe } from '../crypto/bytes';
import { base64Value } from './base64Digits';
import { base64Coat } from './coats';
import { declaredSize, isStructure, shortestStructure } from './derExtent';
import type { Decoded } from './encodings';
import { decodeBase64, encodeBase64 } from './encodings';
import { boundaryLine, readBoundary } from './pemBoundary';
import type { CoatName } from './keyMaterial';

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
  /** What is wrong with the frame, as a sentence without full stop. */
  readonly problem?: string;
}

const begin = /-----BEGIN ([^\r\n"\\]{0,100}?)-----/g;
const mostBlocks = 10_000;

/**
 * All PEM blocks of a text, in order. Line breaks may also be written as \n or \r\n, as in JSON and
 * `.env` values. A block whose END is missing ends before the next BEGIN or at the end of the text; one whose END is
 * damaged ends with that line.
 */
export function findPemBlocks(text: string): PemBlock[] {
  const starts: { at: number; label: string; length: number }[] = [];
  for (const match of text.matchAll(begin)) {
    if (isComment(text, match.index)) continue;
    starts.push({ at: match.index, label: match[1]!, length: match[0].length });
    if (starts.length >= mostBlocks) break;
  }
  return starts.map(({ at, label, length }, i) =>
    readBlock(text, at, at + length, label, starts[i + 1]?.at ?? text.length),
  );
}

/** `#-----BEGIN …`: boringssl's test files describe structures so. */
function isComment(text: string, at: number): boolean {
  return at > 0 && text[at - 1] === '#';
}

const endLine = /-----END ([^\r\n"\\]{0,100}?)-----/;

function readBlock(text: string, start: number, bodyFrom: number, label: string, limit: number): PemBlock {
  // Searched up to the next BEGIN only, so that many blocks without END stay linear.
  const found = endLine.exec(text.slice(bodyFrom, limit));
  const damaged = found ? undefined : damagedEnd(text, bodyFrom, limit);
  const bodyTo = found ? bodyFrom + found.index : (damaged?.start ?? limit);
  const stop = found ? bodyTo + found[0].length : (damaged?.end ?? limit);
  const { headers, from } = readHeaders(text, bodyFrom, bodyTo);
  const decoded = decodeBase64(blankEscapes(text, from, bodyTo), 0, bodyTo - from);
  const bare = isClean(decoded) ? undefined : undecorated(text, from, bodyTo);
  const problem = damaged
    ? `the END line is not written as "${boundaryLine('END', label)}"`
    : !found
      ? 'the END line is missing'
      : found[1] !== label
        ? `it begins as "${label}" and ends as "${found[1]!}"`
        : bare
          ? undefined
          : decoded.problem;
  const shifted: Decoded = bare?.decoded ?? {
    ...decoded,
    charOf: (byte) => from + decoded.charOf(byte),
    strange: decoded.strange.map((at) => at + from),
  };
  if (bare) wipe(decoded.bytes);
  return {
    label,
    span: { start, end: stop },
    bodySpan: { start: from, end: bodyTo },
    headers,
    encrypted: label.startsWith('ENCRYPTED') || headers.some(([name]) => name === 'DEK-Info'),
    bytes: shifted.bytes,
    decoded: shifted,
    ...(bare ? { coats: bare.coats } : {}),
    ...(problem === undefined ? {} : { problem }),
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

/** Whether there is nothing but base64 of one structure, or of something that is none at all. */
function isClean({ bytes, strange, problem }: Decoded): boolean {
  if (strange.length > 0 || problem !== undefined) return false;
  const size = declaredSize(bytes);
  return size === bytes.length || size === Number.POSITIVE_INFINITY;
}

/** Runs of base64 that may begin the first line. */
const mostBegins = 12;
const isDigitOfBase64 = (text: string, at: number): boolean => (base64Value[text.charCodeAt(at)] ?? -1) >= 0;

/**
 * The structure of a block whose lines have something before or behind them ("+" of a diff, numbers, quotation marks),
 * or characters written as escapes; undefined unless it is whole then.
 */
function undecorated(
  text: string,
  from: number,
  to: number,
): { decoded: Decoded; coats: CoatName[] } | undefined {
  let end = from;
  for (let tried = 0; tried < mostBegins; tried++) {
    let at = end;
    while (at < to && !isDigitOfBase64(text, at)) at++;
    if (at >= to) return undefined;
    end = at + 1;
    while (end < to && isDigitOfBase64(text, end)) end++;
    const head = base64Coat.recognise(text, at, at, { bytes: shortestStructure, to });
    const size = head && !head.short ? declaredSize(head.decoding.view()) : undefined;
    head?.decoding.forget();
    if (size === undefined || !Number.isFinite(size)) continue;
    const whole = base64Coat.recognise(text, at, at, { bytes: size, to });
    if (!whole || whole.short || !isStructure(whole.decoding.view())) {
      whole?.decoding.forget();
      continue;
    }
    const { decoding, coats } = whole;
    const bytes = decoding.take();
    decoding.forget();
    return {
      decoded: { bytes, charOf: (byte) => decoding.charOf(byte), strange: [] },
      coats: coats.filter((coat) => coat !== 'base64'),
    };
  }
  return undefined;
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
};

/** Lines of 64 characters and a final line feed: RFC 7468 section 3, strict form. */
export function toPem(label: string, bytes: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${encodeBase64(bytes, 64)}\n-----END ${label}-----\n`;
}
