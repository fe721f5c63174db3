/** Key blocks inside messages of HSMs and PIN pads, where letters and digits come before them without a gap. */
import { decimalAt, isAlphanumeric, isDigit } from '../keyblock/characters';
import type { KeyBlockFrame, KeyMaterial } from './keyMaterial';
import { followedBlock, type Runs } from './keyBlockRule';

/** Four digits and the shortest block. */
const shortestRun = 44;
/** A message has its length in two bytes; a longer run is something else. */
const longestMessage = 65_536;

/**
 * Adds the blocks in the run of letters and digits that goes on at `start`. A block inside a run has a scheme tag
 * before it, its own length, or another block; without them digits of anything would do. Returns where the last of
 * them ends, with its check value; -1 where there is none.
 */
export function framedKeyBlocks(text: string, start: number, runs: Runs, found: KeyMaterial[]): number {
  if (!isAlphanumeric(text.charCodeAt(start + shortestRun - 1)) || !isAlphanumeric(text.charCodeAt(start)))
    return -1;
  const bound = Math.min(text.length, start + longestMessage);
  let end = start + 1;
  while (end < bound && isAlphanumeric(text.charCodeAt(end))) end++;
  if (end - start < shortestRun || end - start === longestMessage) return -1;
  // Where the message goes on behind the last block.
  let free = start;
  let any = false;
  for (let at = start; at <= end - shortestRun + 4; at++) {
    const before = text.charCodeAt(at - 1);
    const tag = isTag(before) && at > start;
    // The last digit of the length is cheap to compare, and differs for most.
    if (!tag && at !== free && before !== text.charCodeAt(at + 4)) continue;
    if (!isDigit(text.charCodeAt(at + 1)) || !isDigit(text.charCodeAt(at + 4))) continue;
    if (!tag && at !== free && !hasLengthBefore(text, at, free)) continue;
    const block = followedBlock(text, at, runs);
    if (!block) continue;
    found.push(framed(block, text, free, at, tag));
    any = true;
    free = block.after?.span.end ?? block.span.end;
    at = free - 1;
  }
  return any ? free : -1;
}

/** R and S: payShield host commands, key scheme tags of TR-31 and of Thales's own key blocks. */
const isTag = (code: number): boolean => code === 82 || code === 83;

function hasLengthBefore(text: string, at: number, lowest: number): boolean {
  if (at - 4 < lowest || !isDigit(text.charCodeAt(at - 1)) || !isDigit(text.charCodeAt(at - 4))) return false;
  const length = decimalAt(text, at - 4, at);
  return length > 0 && length === decimalAt(text, at + 1, at + 5);
}

function framed(block: KeyMaterial, text: string, from: number, at: number, tag: boolean): KeyMaterial {
  const to = tag ? at - 1 : at;
  const tagged = tag ? { ...block, prefix: text[at - 1]! } : block;
  if (to <= from) return tagged;
  return { ...tagged, frame: frameOf(text, from, to, at) };
}

/** What is before a block: the answer of a payShield ends with its code and "00"; elsewhere the length is given. */
function frameOf(text: string, start: number, end: number, block: number): KeyBlockFrame {
  const span = { start, end };
  const answer = /([A-Z][0-9A-Z])([0-9]{2})$/.exec(text.slice(Math.max(start, end - 4), end));
  if (block > end && answer) return { span, response: answer[1]!, errorCode: answer[2]! };
  return block === end && hasLengthBefore(text, block, start) ? { span, length: true } : { span };
}
