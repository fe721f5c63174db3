/**
 * Whether the content of a primitive OCTET STRING or BIT STRING is BER of its own: the value of an
 * extension, a public key, an ECDSA signature, the inner part of a token. It is when it parses to
 * the last byte, begins with a universal tag, and is not a chance match of a few random bytes.
 */
import { checkUniversal } from './check';
import { Element, Oddity, Problem, readElement } from './element';
import { isAssigned, isConstructedOnly, isPrimitiveOnly, Tag } from './tags';

const element = new Element();

/** True where [start, end) is a row of complete values. Linear; does not look into nested strings. */
export function opensAsAsn1(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return false;
  // Cheap refusals first: this runs for every OCTET STRING of a large file.
  const first = bytes[start]!;
  if (first === 0 || first >= 0x40 || (first & 0x1f) === 0x1f) return false;
  readElement(bytes, start, end, element);
  if (!isSound(element)) return false;
  if ((first & 0x20) === 0) {
    if (!isPlausible(bytes, element, end)) return false;
  } else if (isPrimitiveOnly(element.number) || !isAssigned(element.number)) return false;
  return parsesFully(bytes, start, end);
}

function isSound(candidate: Element): boolean {
  return candidate.problem === Problem.none && (candidate.oddities & Oddity.overrun) === 0;
}

let clean = true;
const notice = (): void => {
  clean = false;
};

/**
 * A primitive value at the front: a single short one is easily chance, so its content must be free
 * of findings too. A zero-length value says nothing, except in front of others.
 */
function isPlausible(bytes: Uint8Array, candidate: Element, bound: number): boolean {
  if (!isAssigned(candidate.number) || isConstructedOnly(candidate.number)) return false;
  if (candidate.contentStart === candidate.end && candidate.number !== Tag.null && candidate.end === bound) {
    return candidate.number === Tag.octetString;
  }
  clean = true;
  checkUniversal(bytes, candidate, candidate.end, notice);
  return clean;
}

/** Every value in [start, end), through all constructed levels, is delimited and fits. */
function parsesFully(bytes: Uint8Array, start: number, end: number): boolean {
  // Open constructed values: the bound outside each, negative where the value is indefinite.
  const open: number[] = [];
  let indefinite = false;
  let bound = end;
  let pos = start;
  for (;;) {
    if (indefinite && pos + 1 < bound && bytes[pos] === 0 && bytes[pos + 1] === 0) {
      pos += 2;
      open.pop();
      indefinite = (open.at(-1) ?? 0) < 0;
      // The bound does not change: an indefinite value lives in its parent's.
      continue;
    }
    if (pos === bound) {
      if (indefinite) return false;
      const outer = open.pop();
      if (outer === undefined) return true;
      bound = outer;
      indefinite = (open.at(-1) ?? 0) < 0;
      continue;
    }
    readElement(bytes, pos, bound, element);
    if (!isSound(element)) return false;
    if (element.indefinite) {
      open.push(-bound);
      indefinite = true;
      pos = element.contentStart;
    } else if ((element.first & 0x20) !== 0) {
      open.push(bound);
      indefinite = false;
      bound = element.end;
      pos = element.contentStart;
    } else {
      pos = element.end;
    }
  }
}
