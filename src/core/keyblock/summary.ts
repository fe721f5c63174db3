import type { KeyBlock } from './types';

/** One line on a block: kind, usage, algorithm, characters. */
export function keyBlockTitle(block: KeyBlock): string {
  // What is shorter than its usage says nothing yet: it is being typed, or is none.
  if (block.usage.code.length < 2 || block.algorithm.code === '')
    return `Beginning of a key block · ${block.text.length} characters`;
  const usage = block.usage.known ? block.usage.name : `usage ${block.usage.code}`;
  const algorithm = block.algorithm.known ? block.algorithm.name : `algorithm ${block.algorithm.code}`;
  const kind = block.lmkId === undefined ? 'TR-31 key block' : `Thales key block, LMK ${block.lmkId}`;
  return `${kind} · ${usage}, ${algorithm} · ${block.text.length} characters`;
}
