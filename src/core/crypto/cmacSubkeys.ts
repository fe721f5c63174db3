/**
 * Doubling in GF(2^64) and GF(2^128), in place: how the subkeys of CMAC come from an encrypted block of
 * zeros (SP 800-38B 5.3 and 6.1). The first doubling is for a whole last block, the second for a padded one.
 */
export function doubleInPlace(block: Uint8Array): Uint8Array {
  const last = block.length - 1;
  const carry = block[0]! >> 7;
  for (let i = 0; i < last; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  block[last] = (block[last]! << 1) ^ ((block.length === 8 ? 0x1b : 0x87) * carry);
  return block;
}
