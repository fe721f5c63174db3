/** Key blocks that programs print in pieces: in groups on one line, or header, key and MAC on lines of their own. */
import { firstNotHex, isAlphanumeric, isHex } from '../keyblock/characters';
import type { Segment } from './keyMaterial';

/** Groups are of so many characters; those after the header are hexadecimal. */
const groupSizes: ReadonlySet<number> = new Set([4, 8, 16, 32]);
const headerLength = 16;

/**
 * The pieces of a block in groups of equal size, one or two blanks between them, on one line: "B0080P0TE00E0000
 * C02C0B965E023ABE …". They reach the declared length exactly; anything else is not joined.
 */
export function groupedSegments(
  text: string,
  start: number,
  declared: number,
  isHeader: (at: number) => boolean,
): Segment[] | undefined {
  const first = endOfRun(text, start, start + declared);
  const size = first - start;
  if (size !== headerLength && size !== 2 * headerLength) return undefined;
  const segments: Segment[] = [{ at: 0, span: { start, end: first } }];
  let length = size;
  let end = first;
  let width = 0;
  while (length < declared) {
    let from = end;
    while (from - end < 2 && text[from] === ' ') from++;
    if (from === end || isHeader(from)) return undefined;
    end = from;
    while (isHex(text.charCodeAt(end)) && end - from <= 32) end++;
    const group = end - from;
    const last = length + group === declared;
    if (group === 0 || length + group > declared || (width === 0 && !last && !groupSizes.has(group)))
      return undefined;
    if (width !== 0 && (last ? group > width : group !== width)) return undefined;
    width ||= group;
    segments.push({ at: length, span: { start: from, end } });
    length += group;
  }
  return isAlphanumeric(text.charCodeAt(end)) ? undefined : segments;
}

/** Characters of a label, with what is between the lines. */
const longestLabel = 60;
/** What the lines after the header are called. */
const labels = /(?:key|data|payload|cipher|crypt|mac|authenticat|tag)/i;

/**
 * The pieces of a block whose header, encrypted key and MAC are on lines of their own, each under a label ("TR-31
 * Header:", "Encrypted key:", "MAC:"). They reach the declared length exactly.
 */
export function labelledSegments(text: string, start: number, declared: number): Segment[] | undefined {
  let end = endOfRun(text, start, start + declared);
  if (end - start < headerLength) return undefined;
  const segments: Segment[] = [{ at: 0, span: { start, end } }];
  let length = end - start;
  while (length < declared && segments.length < 4) {
    const from = behindLabel(text, end);
    if (from < 0) return undefined;
    end = from;
    while (end - from <= declared - length && isHex(text.charCodeAt(end))) end++;
    if (end - from < 8 || length + end - from > declared || isAlphanumeric(text.charCodeAt(end)))
      return undefined;
    segments.push({ at: length, span: { start: from, end } });
    length += end - from;
  }
  return length === declared && segments.length > 1 && firstNotHex(text, end - 8, end) < 0
    ? segments
    : undefined;
}

/** Where the value of the next line begins, behind its label and a colon or an equals sign. */
function behindLabel(text: string, end: number): number {
  const line = text.slice(end, end + longestLabel);
  const label = /^["',;]{0,2}[ \t]{0,8}\r?\n([^\r\n:=]{1,40}?)["' \t]{0,4}[:=][ \t]{0,8}["']?/.exec(line);
  return label && labels.test(label[1]!) ? end + label[0].length : -1;
}

function endOfRun(text: string, start: number, most: number): number {
  let end = start;
  while (end < most && isAlphanumeric(text.charCodeAt(end))) end++;
  return end;
}
