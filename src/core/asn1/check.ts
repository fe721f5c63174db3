/**
 * What X.690 says about an element's header and primitive content, told as findings. Called for
 * every node of a full index: the good case allocates nothing.
 */
import { phrase, type Words } from '../findings';
import type { Element } from './element';
import { Oddity, Problem } from './element';
import type { Report } from './findingTexts';
import { decodeString, findBadCharacter, isStringTag } from './strings';
import { isAssigned, isConstructedOnly, isPrimitiveOnly, Tag, tagName } from './tags';
import { isLocalTime, isPlainDerTime, parseGeneralizedTime, parseUtcTime } from './time';

/** An element that could not be delimited. `topLevelEnd`: end of the value before it, at top level. */
export function checkProblem(
  bytes: Uint8Array,
  element: Element,
  bound: number,
  report: Report,
  topLevelEnd?: number,
): void {
  const { start, end } = element;
  if (element.problem === Problem.unexpectedEnd) {
    if (end === bound && end - start !== 2) report('asn1_zero_padding', start, end, end - start);
    else report('asn1_unexpected_eoc', start, end, end - start, start);
    return;
  }
  if (topLevelEnd !== undefined) {
    report('asn1_trailing_bytes', start, end, end - start, topLevelEnd);
    return;
  }
  switch (element.problem) {
    case Problem.tagUnterminated:
      report('asn1_tag_unterminated', start, end, start);
      break;
    case Problem.lengthMissing:
      report('asn1_length_missing', start, end, start);
      break;
    case Problem.lengthReserved:
      report('asn1_length_reserved', start, end, start + tagLength(bytes, start));
      break;
    case Problem.lengthTruncated: {
      const at = start + tagLength(bytes, start);
      report('asn1_length_truncated', start, end, at, bytes[at]! & 0x7f);
      break;
    }
    case Problem.indefinitePrimitive:
      report('asn1_indefinite_primitive', start, end, start);
      break;
  }
}

/**
 * Octets of the tag at `start`: 1, or more for a tag number in high form (X.690 8.1.2.4). At the end of the bytes it
 * counts one more.
 */
export function tagLength(bytes: Uint8Array, start: number): number {
  if ((bytes[start]! & 0x1f) !== 0x1f) return 1;
  let at = start + 1;
  while (at < bytes.length && bytes[at]! >= 0x80) at++;
  return at + 1 - start;
}

/** Odd headers: all of them rare, so called only where `oddities` or `indefinite` is set. */
export function checkHeader(element: Element, report: Report): void {
  const { start, contentStart, end, oddities } = element;
  if (oddities & Oddity.tagNotMinimal) report('der_tag_not_minimal', start, contentStart, start);
  if (oddities & Oddity.tagHuge) report('asn1_tag_huge', start, contentStart, start);
  if (oddities & Oddity.lengthNotMinimal) report('der_length_not_minimal', start, contentStart, start);
  if (oddities & Oddity.overrun) {
    report('asn1_length_overrun', start, end, start, declaredLength(element.length), end - contentStart);
  }
  if (element.indefinite) report('der_indefinite', start, contentStart, start);
}

/** Lengths past 2^53 are known only roughly. */
function declaredLength(length: number): number | Words {
  return Number.isSafeInteger(length) ? length : phrase('more than {0}', Number.MAX_SAFE_INTEGER);
}

/** Form and content of a universal type. `contentEnd` is where its content really ends. */
export function checkUniversal(
  bytes: Uint8Array,
  element: Element,
  contentEnd: number,
  report: Report,
): void {
  const { number, start, contentStart } = element;
  const end = element.end;
  if ((element.first & 0x20) !== 0) {
    if (number === Tag.sequence || number === Tag.set) return;
    if (isPrimitiveOnly(number)) {
      report('asn1_constructed_primitive', start, end, tagName('universal', number), start);
    } else if (!isConstructedOnly(number)) {
      if (isAssigned(number))
        report('der_constructed_string', start, end, tagName('universal', number), start);
      else report('asn1_reserved_tag', start, end, number, start);
    }
    return;
  }
  switch (number) {
    case Tag.integer:
    case Tag.enumerated:
      checkInteger(bytes, number, start, contentStart, contentEnd, report);
      return;
    case Tag.oid:
    case Tag.relativeOid:
      checkOid(bytes, number, start, contentStart, contentEnd, report);
      return;
    case Tag.octetString:
      return;
    case Tag.utcTime:
    case Tag.generalizedTime:
      if (!isPlainDerTime(bytes, contentStart, contentEnd, number === Tag.utcTime ? 2 : 4)) {
        checkTime(bytes, number, start, contentStart, contentEnd, report);
      }
      return;
    case Tag.null:
      if (contentEnd !== contentStart)
        report('asn1_null_content', start, contentEnd, start, contentEnd - contentStart);
      return;
    case Tag.boolean:
      if (contentEnd - contentStart !== 1) {
        report('asn1_boolean_length', start, contentEnd, start, contentEnd - contentStart);
      } else if (bytes[contentStart] !== 0 && bytes[contentStart] !== 0xff) {
        report('der_boolean_value', start, contentEnd, start, hexOctet(bytes[contentStart]!));
      }
      return;
    case Tag.bitString:
      checkBitString(bytes, start, contentStart, contentEnd, report);
      return;
    default:
      if (isStringTag(number)) checkString(bytes, number, start, contentStart, contentEnd, report);
      else if (isConstructedOnly(number)) {
        report('asn1_primitive_constructed', start, end, tagName('universal', number), start);
      } else if (!isAssigned(number)) report('asn1_reserved_tag', start, end, number, start);
  }
}

function hexOctet(octet: number): string {
  return octet.toString(16).toUpperCase().padStart(2, '0');
}

function checkInteger(
  bytes: Uint8Array,
  tag: number,
  start: number,
  from: number,
  end: number,
  report: Report,
): void {
  if (end === from) {
    report('asn1_integer_empty', start, end, tagName('universal', tag), start);
  } else if (end - from > 1) {
    const first = bytes[from]!;
    const second = bytes[from + 1]!;
    if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
      report('asn1_integer_not_minimal', start, end, tagName('universal', tag), start, first === 0 ? 0 : 1);
    }
  }
}

function checkOid(
  bytes: Uint8Array,
  tag: number,
  start: number,
  from: number,
  end: number,
  report: Report,
): void {
  if (end === from) {
    report('asn1_oid_empty', start, end, tagName('universal', tag), start);
    return;
  }
  let first = true;
  for (let at = from; at < end; at++) {
    const octet = bytes[at]!;
    if (first && octet === 0x80) {
      report('asn1_oid_padded', start, end, tagName('universal', tag), start);
      return;
    }
    first = octet < 0x80;
  }
  if (!first) report('asn1_oid_unterminated', start, end, tagName('universal', tag), start);
}

function checkBitString(bytes: Uint8Array, start: number, from: number, end: number, report: Report): void {
  if (end === from) {
    report('asn1_bit_string_empty', start, end, start);
    return;
  }
  const unused = bytes[from]!;
  if (unused === 0) return;
  const most = end - from === 1 ? 0 : 7;
  if (unused > most) report('asn1_bit_string_unused', start, end, start, unused, most);
  else if ((bytes[end - 1]! & ((1 << unused) - 1)) !== 0) report('der_bits_padding', start, end, start);
}

function checkString(
  bytes: Uint8Array,
  tag: number,
  start: number,
  from: number,
  end: number,
  report: Report,
): void {
  const width = tag === Tag.bmpString ? 2 : tag === Tag.universalString ? 4 : 1;
  if ((end - from) % width !== 0) {
    report('asn1_string_length', start, end, tagName('universal', tag), start, end - from, width);
  }
  const bad = findBadCharacter(bytes, from, end, tag);
  if (bad < 0) return;
  if (tag === Tag.utf8String) report('asn1_utf8_invalid', bad, end, start, bad);
  else report('asn1_string_charset', bad, bad + width, tagName('universal', tag), start, bad);
}

function checkTime(
  bytes: Uint8Array,
  tag: number,
  start: number,
  from: number,
  end: number,
  report: Report,
): void {
  const generalized = tag === Tag.generalizedTime;
  const text = decodeString(bytes, from, Math.min(end, from + 64), Tag.visibleString);
  const time = generalized ? parseGeneralizedTime(text) : parseUtcTime(text);
  if (time.date === undefined && !isLocalTime(text, generalized)) {
    report('asn1_time_invalid', start, end, tagName('universal', tag), start, printableOnly(text));
  } else if (!time.der) {
    const form = generalized ? 'YYYYMMDDHHMMSSZ' : 'YYMMDDHHMMSSZ';
    report('der_time_form', start, end, tagName('universal', tag), start, text, form);
  }
}

function printableOnly(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** SET OF by encoding (X.690 11.6) or SET by tag (10.3): which of the two it is, the bytes do not say. */
export function isSetOrdered(
  bytes: Uint8Array,
  previousStart: number,
  previousEnd: number,
  start: number,
  end: number,
): boolean {
  const length = Math.min(previousEnd - previousStart, end - start);
  for (let i = 0; i < length; i++) {
    const difference = bytes[previousStart + i]! - bytes[start + i]!;
    if (difference < 0) return true;
    if (difference > 0) {
      // By tag: class and number count, the constructed bit does not.
      return i === 0 && (bytes[previousStart]! & 0xdf) < (bytes[start]! & 0xdf);
    }
  }
  return previousEnd - previousStart <= end - start;
}
