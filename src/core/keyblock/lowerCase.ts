/** Key blocks whose letters somebody turned into lower case: what they were before, as far as that can be told. */
import { headerLayout } from './headerFields';
import type { KeyBlock } from './types';

/** Labels, certificates and padding: data that may hold letters of both cases on purpose (X9.143:2021 clause 6). */
const ownCase: ReadonlySet<string> = new Set(['LB', 'CT', 'PB']);

/**
 * The block with its letters in upper case where lower case says nothing: header, identifiers and lengths of optional
 * blocks, their data where it is of a known format that has upper case only, payload and MAC.
 * @param keyVersion whether the key version, too: "c1" is a component and "C1" a version, so both make sense
 */
export function upperCased(block: KeyBlock, keyVersion = false): string {
  const { text, optionalBlocks } = block;
  const [versionAt, versionSize] = headerLayout.keyVersion;
  let upper = '';
  let at = 0;
  const keep = (start: number, end: number): void => {
    upper += text.slice(at, start).toUpperCase() + text.slice(start, end);
    at = end;
  };
  if (!keyVersion) keep(versionAt, versionAt + versionSize);
  for (const { id, known, dataSpan } of optionalBlocks)
    if (!known || ownCase.has(id)) keep(dataSpan.start, dataSpan.end);
  return upper + text.slice(at).toUpperCase();
}

/**
 * Headers, with their optional blocks, that a MAC may have been made over: first as it stands, then, where not one
 * letter of the fixed header is in upper case, as it was before the whole block was turned into lower case. A single
 * letter in lower case is no such block: it was altered.
 */
export function possibleHeaders(block: KeyBlock): string[] {
  const asWritten = block.text.slice(0, block.headerLength);
  const whole =
    /^[^A-Z]{16}/.test(asWritten) && block.findings.some(({ code }) => code === 'lower_case_letters');
  if (!whole) return [asWritten];
  const upper = [upperCased(block), upperCased(block, true)].map((text) => text.slice(0, block.headerLength));
  return [...new Set([asWritten, ...upper])];
}
