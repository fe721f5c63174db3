/**
 * What is in a text or file: PEM with any label, base64 of DER or of PEM, hex and dumps, DER itself,
 * and key blocks. In any surroundings: JSON strings, `data:` of YAML, mails, the clipboard. What
 * something is, its structure tells, not the name of its file.
 */
import { readAsn1 } from '../asn1/read';
import { recognise } from '../asn1/schema/recognise';
import { findIn } from './finder';
import type { DerMaterial, KeyMaterial, MaterialEncoding } from './keyMaterial';
import type { TextPlace } from './pemDamage';

export type { DerMaterial, MaterialEncoding };

/** Characters of a text that are looked through; more than any configuration, less than a runaway log. */
export const mostCharacters = 64_000_000;

/**
 * Everything of interest, in the order of the input. Never throws.
 * @param first where a text begins in its document, for what is wrong in a line
 */
export function findKeyMaterial(
  input: string | Uint8Array,
  first?: TextPlace,
): (DerMaterial | KeyMaterial)[] {
  if (typeof input !== 'string') {
    const text = textOf(input);
    if (text === undefined) {
      return input.length === 0
        ? []
        : [{ kind: 'der', encoding: 'der', bytes: input, span: { start: 0, end: input.length } }];
    }
    return findKeyMaterial(text, first);
  }
  return findIn(bounded(input), { structures: true, keyBlocks: true, first });
}

/** The same without key blocks. */
export function findStructures(text: string, first?: TextPlace): DerMaterial[] {
  const found = findIn(bounded(text), { structures: true, keyBlocks: false, first });
  return found.filter((one) => one.kind === 'der');
}

const bounded = (text: string): string =>
  text.length > mostCharacters ? text.slice(0, mostCharacters) : text;

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
    // Nearly all of nearly every text.
    if (filled === 0 && isAscii(bytes, i, i + chunk)) {
      parts.push(String.fromCharCode(...bytes.subarray(i, i + chunk)));
      i += chunk;
      continue;
    }
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

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  if (to > bytes.length) return false;
  let all = 0;
  for (let at = from; at < to; at++) all |= bytes[at]!;
  return all < 0x80;
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
export const structureOf = (bytes: Uint8Array): string | undefined => structureUnder(bytes, undefined);

/**
 * The same of what is in a PEM block.
 * @param label it decides where the numbers of two structures look alike
 */
export function structureUnder(bytes: Uint8Array, label: string | undefined): string | undefined {
  const [root] = readAsn1(bytes, { children: 200 }).roots;
  return root && recognise(root, label)?.type;
}
