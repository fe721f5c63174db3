/** DER values side by side and inside each other: as little as it takes to read a certificate's summary. */
import { Element, Problem, readElement } from '../../asn1/element';

/** No real certificate has more in one level of what is read here. */
const mostChildren = 64;

/** A value: where it begins, where its content does, where it ends. */
export interface Part {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** Values one after the other, as far as they are whole. */
export function partsOf(bytes: Uint8Array, from: number, to: number): Part[] {
  const parts: Part[] = [];
  const element = new Element();
  for (let at = from; at < to && parts.length < mostChildren;) {
    readElement(bytes, at, to, element);
    if (element.problem !== Problem.none || element.indefinite) break;
    parts.push({ tag: element.first, start: at, contentStart: element.contentStart, end: element.end });
    at = element.end;
  }
  return parts;
}

/** Values inside another. */
export const childrenOf = (bytes: Uint8Array, part: Part): Part[] =>
  partsOf(bytes, part.contentStart, part.end);

function hexOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < Math.min(end, start + 64); at++)
    text += (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  return text;
}
/** Content in upper-case hexadecimal digits, the first 64 bytes. */
export const contentHex = (bytes: Uint8Array, part: Part): string =>
  hexOf(bytes, part.contentStart, part.end);
