import type { KeyBlock } from './types';

/** One line on a block: kind, usage, algorithm, characters. */
export function keyBlockTitle(block: KeyBlock): string {
  const usage = block.usage.known ? block.usage.name : `usage ${block.usage.code}`;
  const algorithm = block.algorithm.known ? block.algorithm.name : `algorithm ${block.algorithm.code}`;
  return `TR-31 key block · ${usage}, ${algorithm} · ${block.text.length} characters`;
}
