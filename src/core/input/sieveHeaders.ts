/** Where the sieve takes characters for the header of a key block: more than those of real headers, but few of a log. */
import { algorithmRow, exportabilityRow, modeRow } from '../keyblock/tables';
import { classes, version } from './scan';

/** What an octet may be in a header: one bit apart from a decimal digit, the version. */
const exportability = 1;
const algorithm = 2;
const mode = 4;
const decimal = 8;
const begin = 16;
const known = new Uint8Array(256);
for (let octet = 0; octet < 256; octet++) {
  const letter = String.fromCharCode(octet).toUpperCase();
  if (exportabilityRow(letter)) known[octet]! |= exportability;
  if (algorithmRow(letter)) known[octet]! |= algorithm;
  if (modeRow(letter)) known[octet]! |= mode;
  if (octet >= 48 && octet <= 57) known[octet]! |= decimal;
  if ((classes[octet]! & version) !== 0) known[octet]! |= begin;
}

const isDecimal = (octet: number): boolean => (known[octet]! & decimal) !== 0;

/** Whether a key block may begin at a place: a version, four digits, codes of which some are known. */
export function isHeader(octets: Uint8Array, at: number): boolean {
  // All at once: of each by itself, a processor cannot guess the answer.
  const shape =
    (known[octets[at]!]! >> 1) &
    known[octets[at + 1]!]! &
    known[octets[at + 2]!]! &
    known[octets[at + 3]!]! &
    known[octets[at + 4]!]! &
    decimal;
  return shape !== 0 && mayBeKnown(octets, at);
}

/**
 * Whether the codes of a header may be known: those of a version in lower case, and of Thales's own, have to be in the
 * tables all, of another two of the four; the usage is not looked at.
 */
function mayBeKnown(octets: Uint8Array, at: number): boolean {
  const inTables =
    (known[octets[at + 7]!]! & algorithm) |
    (known[octets[at + 8]!]! & mode) |
    (known[octets[at + 11]!]! & exportability);
  if (inTables === (algorithm | mode | exportability)) return true;
  const version = octets[at]!;
  // A letter in lower case, or a digit.
  if (version >= 97 || version < 65 || inTables === 0) return false;
  return isDecimal(octets[at + 12]!) && isDecimal(octets[at + 13]!);
}

/** Letters and digits after which a message of an HSM may be in a run. */
export const framed = 44;
/** The shortest block. */
const shortest = 40;

/** Whether a key block may be inside the letters and digits [start, end), behind what an HSM puts before it. */
export function mayHoldMessage(octets: Uint8Array, start: number, end: number): boolean {
  const last = end - shortest;
  for (let at = start; at <= last; at++) {
    // Four digits have one at every fourth place.
    if (!isDecimal(octets[at + 4]!)) at += 3;
    else if (isHeader(octets, at)) {
      const before = octets[at - 1]!;
      // A scheme tag, or the last digit of its length.
      if (at === start || before === 82 || before === 83 || before === octets[at + 4]) return true;
    }
  }
  return false;
}
