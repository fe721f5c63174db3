/**
 * What is in a text or file: PEM with any label, base64 of DER or of PEM, hex and dumps, DER itself,
 * and key blocks. In any surroundings: JSON strings, `data:` of YAML, mails, the clipboard. What
 * something is, its structure tells, not the name of its file.
 */
import { readAsn1 } from '../asn1/read';
import { recognise } from '../asn1/schema/recognise';
import { wipe } from '../crypto/bytes';
import type { Span } from '../findings';
import { decodeBase64, decodeHex } from './encodings';
import type { KeyMaterial } from './find';
import { findKeyBlocks } from './find';
import { findPemBlocks } from './pem';

export type MaterialEncoding = 'der' | 'pem' | 'base64' | 'base64 of PEM' | 'hex';

/** Bytes of a BER or DER structure, and where they stood. */
export interface DerMaterial {
  readonly kind: 'der';
  readonly encoding: MaterialEncoding;
  readonly bytes: Uint8Array;
  /** Characters of the text, or bytes of the file. */
  readonly span: Span;
  /** Of a PEM block. */
  readonly label?: string;
  /** PEM says that its content is encrypted: there is no structure to read. */
  readonly encrypted?: boolean;
  /** What is wrong with the encoding, as a sentence without full stop. */
  readonly problem?: string;
  /** Character of the text that byte `i` came from. */
  readonly charOf?: (byte: number) => number;
}

/** Characters of a text that are looked through; more than any configuration, less than a runaway log. */
export const mostCharacters = 64_000_000;
const mostFound = 1_000;

/** Everything of interest, in the order of the input. Never throws. */
export function findKeyMaterial(input: string | Uint8Array): (DerMaterial | KeyMaterial)[] {
  if (typeof input !== 'string') {
    const text = textOf(input);
    if (text === undefined) {
      return input.length === 0
        ? []
        : [{ kind: 'der', encoding: 'der', bytes: input, span: { start: 0, end: input.length } }];
    }
    return findKeyMaterial(text);
  }
  const text = input.length > mostCharacters ? input.slice(0, mostCharacters) : input;
  const structures = findStructures(text);
  const blocks = findKeyBlocks(text).filter(
    ({ span }) => !structures.some((one) => one.span.start < span.end && span.start < one.span.end),
  );
  return [...structures, ...blocks].sort((a, b) => a.span.start - b.span.start);
}

/** The same without key blocks. */
export function findStructures(text: string): DerMaterial[] {
  const found: DerMaterial[] = findPemBlocks(text).map((block) => ({
    kind: 'der',
    encoding: 'pem',
    bytes: block.bytes,
    span: block.span,
    label: block.label,
    charOf: block.decoded.charOf,
    ...(block.encrypted && block.headers.length > 0 ? { encrypted: true } : {}),
    ...(block.problem === undefined ? {} : { problem: block.problem }),
  }));
  let from = 0;
  const gaps: Span[] = [];
  for (const { span } of found) {
    gaps.push({ start: from, end: span.start });
    from = span.end;
  }
  gaps.push({ start: from, end: text.length });
  for (const gap of gaps) {
    if (gap.end - gap.start < shortest || found.length >= mostFound) continue;
    found.push(...findLoose(text, gap));
  }
  return found.sort((a, b) => a.span.start - b.span.start).slice(0, mostFound);
}

/** Characters of the shortest encoded structure that is worth a word: a random number token as hex. */
const shortest = 24;

// Runs of base64 in one line or in lines under each other, line breaks also spelled out as in JSON.
const base64Run =
  /[A-Za-z0-9+/_-]{24,}(?:(?:\\[rn]|[ \t\r\n])+[A-Za-z0-9+/_-]{16,})*(?:(?:\\[rn]|[ \t\r\n])*[A-Za-z0-9+/_-]{1,15}(?==|\s*$|\s*["'\\\-=]|[ \t]*[\r\n]))?={0,2}/g;
const hexRun = /[0-9A-Fa-f]{2}(?:[ \t\r\n:,-]{0,4}[0-9A-Fa-f]{2}){11,}/g;

function findLoose(text: string, gap: Span): DerMaterial[] {
  const whole = hexOf(text, gap) ?? base64Of(text, gap);
  if (whole) return whole;
  const found: DerMaterial[] = [];
  const part = text.slice(gap.start, gap.end);
  for (const match of part.matchAll(base64Run)) {
    if (found.length >= mostFound) break;
    const span = { start: gap.start + match.index, end: gap.start + match.index + match[0].length };
    const shorter = withoutLastLine(text, span);
    found.push(
      ...(hexOf(text, span) ??
        base64Of(text, span) ??
        (shorter && base64Of(text, shorter)) ??
        lineOf(text, span) ??
        []),
    );
  }
  for (const match of part.matchAll(hexRun)) {
    if (found.length >= mostFound) break;
    const span = { start: gap.start + match.index, end: gap.start + match.index + match[0].length };
    if (found.some((one) => one.span.start < span.end && span.start < one.span.end)) continue;
    found.push(...(hexOf(text, span) ?? []));
  }
  return found;
}

/** A short last line may be the end of the base64, or a word that stands under it. */
function withoutLastLine(text: string, { start, end }: Span): Span | undefined {
  const last = /(?<![ \t\r\n])[ \t\r\n]+[A-Za-z0-9+/_-]{1,15}$/.exec(
    text.slice(Math.max(start, end - 200), end),
  );
  return last ? { start, end: end - last[0].length } : undefined;
}

/** Where a run of several lines is none as a whole, its lines may each be one. */
function lineOf(text: string, span: Span): DerMaterial[] | undefined {
  const run = text.slice(span.start, span.end);
  if (!/\s/.test(run)) return undefined;
  const found: DerMaterial[] = [];
  for (const match of run.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)) {
    const line = { start: span.start + match.index, end: span.start + match.index + match[0].length };
    found.push(...(hexOf(text, line) ?? base64Of(text, line) ?? []));
  }
  return found.length > 0 ? found : undefined;
}

function hexOf(text: string, span: Span): DerMaterial[] | undefined {
  const head = text.slice(span.start, Math.min(span.end, span.start + 200));
  if (!/^\s*(?:0x)?[0-9a-fA-F]{2}/.test(head)) return undefined;
  const decoded = decodeHex(text, span.start, span.end);
  if (decoded.strange.length > 0 || !isStructure(decoded.bytes)) return nothing(decoded.bytes);
  return [
    {
      kind: 'der',
      encoding: 'hex',
      bytes: decoded.bytes,
      span: trimmed(text, span),
      charOf: decoded.charOf,
      ...(decoded.problem === undefined ? {} : { problem: decoded.problem }),
    },
  ];
}

/** With words behind it a key is no structure, and still a key. */
function nothing(bytes: Uint8Array): DerMaterial[] | undefined {
  wipe(bytes);
  return undefined;
}

function base64Of(text: string, span: Span): DerMaterial[] | undefined {
  const raw = text.slice(span.start, span.end);
  // DER begins with M (SEQUENCE), PEM with LS0t.
  if (!/^\s*(?:M[A-P]|LS0t)/.test(raw)) return undefined;
  const blanked = raw.replace(/\\[nrt]/g, '  ');
  const decoded = decodeBase64(blanked);
  if (decoded.strange.length > 0) return nothing(decoded.bytes);
  if (/^\s*LS0t/.test(raw)) {
    const inner = textOf(decoded.bytes);
    // It may be the PEM of a private key.
    wipe(decoded.bytes);
    const blocks = inner === undefined ? [] : findPemBlocks(inner);
    return blocks.length === 0
      ? undefined
      : blocks.map((block) => ({
          kind: 'der',
          encoding: 'base64 of PEM',
          bytes: block.bytes,
          span: trimmed(text, span),
          label: block.label,
          ...(block.problem === undefined ? {} : { problem: block.problem }),
        }));
  }
  if (!isStructure(decoded.bytes)) return nothing(decoded.bytes);
  return [
    {
      kind: 'der',
      encoding: 'base64',
      bytes: decoded.bytes,
      span: trimmed(text, span),
      charOf: (byte) => span.start + decoded.charOf(byte),
      ...(decoded.problem === undefined ? {} : { problem: decoded.problem }),
    },
  ];
}

function trimmed(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  return { start, end };
}

/** One SEQUENCE or SET that takes up all bytes and has something sound in it. */
function isStructure(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || (bytes[0] !== 0x30 && bytes[0] !== 0x31)) return false;
  const { roots } = readAsn1(bytes, { children: 50, embedded: false });
  const [root] = roots;
  if (roots.length !== 1 || root?.kind !== 'value' || root.truncated || root.unterminated) return false;
  const children = root.children();
  return children.length > 0 && children.every(({ kind }) => kind !== 'error');
}

/**
 * Bytes as text where they are text: UTF-8 or UTF-16 with a byte order mark, else UTF-8 without
 * control characters. Undefined for anything binary.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return '';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, 2, 0);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 2, 1);
  const head = Math.min(bytes.length, 8192);
  for (let i = 0; i < head; i++) {
    const octet = bytes[i]!;
    if (octet < 9 || (octet > 13 && octet < 32 && octet !== 27) || octet === 127) return undefined;
  }
  return utf8(bytes);
}

const chunk = 8192;

/** Latin-1 where it is no UTF-8: the places of ASCII material stay right either way. */
function utf8(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  const units = new Uint16Array(chunk);
  let filled = 0;
  const put = (unit: number): void => {
    units[filled++] = unit;
    if (filled === chunk) {
      parts.push(String.fromCharCode(...units));
      filled = 0;
    }
  };
  let strange = 0;
  for (let i = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; i < bytes.length;) {
    const first = bytes[i]!;
    const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    let code = size <= 1 ? first : first & (0xff >> (size + 1));
    let sound = size > 0 && i + size <= bytes.length;
    for (let k = 1; sound && k < size; k++) {
      const octet = bytes[i + k]!;
      if ((octet & 0xc0) !== 0x80) sound = false;
      code = (code << 6) | (octet & 0x3f);
    }
    if (!sound || code > 0x10ffff) {
      put(first);
      i++;
      if (++strange > 64 && strange * 8 > i) return undefined;
      continue;
    }
    if (code > 0xffff) {
      put(0xd800 + ((code - 0x10000) >> 10));
      put(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else put(code);
    i += size;
  }
  parts.push(String.fromCharCode(...units.subarray(0, filled)));
  return parts.join('');
}

function utf16(bytes: Uint8Array, from: number, high: 0 | 1): string {
  const parts: string[] = [];
  for (let at = from; at + 1 < bytes.length; at += 2 * chunk) {
    const units: number[] = [];
    for (let i = at; i + 1 < bytes.length && i < at + 2 * chunk; i += 2)
      units.push(high === 1 ? (bytes[i]! << 8) | bytes[i + 1]! : bytes[i]! | (bytes[i + 1]! << 8));
    parts.push(String.fromCharCode(...units));
  }
  return parts.join('');
}

/**
 * Name of the structure in the schema: "Certificate", "CertificateList", "ContentInfo",
 * "PrivateKeyInfo", …; undefined where it is none that is known. Looks at a bounded part.
 */
export function structureOf(bytes: Uint8Array): string | undefined {
  const [root] = readAsn1(bytes, { children: 200 }).roots;
  return root && recognise(root)?.type;
}
