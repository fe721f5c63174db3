import { describe, expect, it } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { sealParts } from '../../../src/core/keyblock/binding';
import { longerReading } from '../../../src/core/keyblock/longerReading';
import { keyBlockInSelection } from '../../../src/core/input/find';
import { ascii, bytes, hex } from '../crypto/hex';

const kbpk = bytes('89E88CF7931444F334BD7547FC3F380C');
const another = bytes('0123456789ABCDEFFEDCBA9876543210');
const plaintext = bytes(`0080F039121BEC83D26B169BDCD5B22AAF8F${'A5'.repeat(14)}`);

/** A block of 96 characters of version B, made over the length that is given. */
function made(length: string): string {
  const header = `B${length}P0TE00E0000`;
  const { ciphertext, mac } = sealParts('B', ascii(header), plaintext, kbpk);
  return header + hex(ciphertext) + hex(mac);
}

/** What a reader takes for a block of 80 characters, and the 16 digits behind it. */
function read(text: string): { block: ReturnType<typeof decodeKeyBlock>; after: string } {
  const { text: found, after } = keyBlockInSelection(text);
  expect(after?.longerFits).toBe(true);
  return { block: decodeKeyBlock(found), after: after!.text };
}

describe('a block behind which digits stand that may belong to it', () => {
  const wrong = made('0080');
  const right = made('0096');
  const changed = `B0080${right.slice(5)}`;

  it.each([
    ['made with a wrong length', wrong, 'mac_fits_longer_block'],
    ['whose length was changed later', changed, 'mac_fits_corrected_length'],
  ])('%s', (_, text, code) => {
    expect(text).toHaveLength(96);
    const { block, after } = read(text);
    expect(block.text).toBe(text.slice(0, 80));
    const finding = longerReading(block, after, kbpk);
    expect(finding).toMatchObject({ code, severity: 'error', span: { start: 1, end: 5 } });
    expect(finding?.message).toContain('0080');
    expect(finding?.message).toContain('16 digits');
  });

  it('is not claimed under another KBPK, nor for other digits', () => {
    const { block, after } = read(wrong);
    expect(longerReading(block, after, another)).toBeUndefined();
    expect(longerReading(block, `0${after.slice(1)}`, kbpk)).toBeUndefined();
  });
});

describe('digits behind a block that make no whole cipher blocks more', () => {
  it.each([
    ['B', 8],
    ['D', 16],
  ])('version %s, %i digits', (version, digits) => {
    const length = version === 'B' ? 80 : 112;
    const text = `${version}${String(length).padStart(4, '0')}P0TE00E0000${'5A'.repeat((length - 16) / 2)}`;
    const { after } = keyBlockInSelection(text + '0123456789ABCDEF'.slice(0, digits));
    expect(after).toMatchObject({ longerFits: false });
  });
});
