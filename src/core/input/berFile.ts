/** Files that are one BER or DER structure, told by their first octets. */
import { Element, Problem, readElement } from '../asn1/element';
import { textOf } from './material';

/** Octets that are looked at. */
const headOctets = 512;

/** More values than fit into the head are not looked at. */
const mostLooked = 64;

/**
 * Whether a file is binary and its first octets are those of one structure, as certificates, CMS messages, key stores
 * and their like are: a SEQUENCE that ends within the file, whose first values begin soundly (X.690, clause 8.1).
 * @param head the first octets of the file, at most 512 are looked at
 * @param size octets of the whole file
 */
export function startsAsBer(head: Uint8Array, size: number): boolean {
  const seen = head.subarray(0, headOctets);
  if (seen.length < 8 || seen[0] !== 0x30 || textOf(seen) !== undefined) return false;
  const whole = new Element();
  readElement(seen, 0, seen.length, whole);
  if (whole.problem !== Problem.none) return false;
  const { indefinite, contentStart, length } = whole;
  const end = indefinite ? size : contentStart + length;
  // A line end that an editor or a transfer put behind it does not make another file of it.
  if (end > size || end < size - 2) return false;
  // The header of a value that begins later may be cut off.
  const headersEnd = size <= seen.length ? end : seen.length - 8;
  const element = new Element();
  let at = contentStart;
  for (let looked = 0; looked < mostLooked && at < headersEnd; looked++) {
    readElement(seen, at, seen.length, element);
    if (element.problem === Problem.unexpectedEnd) return indefinite;
    if (element.problem !== Problem.none) return false;
    if (element.indefinite) return true;
    at = element.contentStart + element.length;
    if (at > end) return false;
  }
  return true;
}
