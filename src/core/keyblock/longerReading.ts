/** A block behind which digits stand that may belong to it: which of the two readings the MAC bears out. */
import type { Finding } from '../findings';
import { decodeKeyBlock } from './decode';
import { KeyBlockError, keyFinding } from './keyBlockError';
import type { KeyBlock } from './types';
import { verifyKeyBlock } from './unwrap';

/**
 * Tries the MAC of the longer reading: the block and the digits behind it as one, once with the length field as it
 * stands (its maker wrote a wrong length) and once with the right length (the field was changed later).
 *
 * @param after the digits behind the block, as they stand there
 * @param kbpk of a length that fits the version; it stays the caller's to wipe
 * @returns the finding that says so; undefined where the MAC fits neither way
 */
export function longerReading(block: KeyBlock, after: string, kbpk: Uint8Array): Finding | undefined {
  const whole = block.text + after;
  const written = block.text.slice(1, 5);
  const right = String(whole.length).padStart(4, '0');
  const span = { start: 1, end: 5 };
  if (fits(whole, kbpk)) return keyFinding('mac_fits_longer_block', span, [written, right, after.length]);
  if (fits(whole[0]! + right + whole.slice(5), kbpk))
    return keyFinding('mac_fits_corrected_length', span, [written, right, after.length]);
  return undefined;
}

function fits(text: string, kbpk: Uint8Array): boolean {
  try {
    return verifyKeyBlock(decodeKeyBlock(text), kbpk).macOk;
  } catch (error) {
    if (error instanceof KeyBlockError) return false;
    throw error;
  }
}
