/** Texts put together at random, alone: what is found in each, and what the decoders of one encoding make of it. */
import { expect, it } from 'vitest';
import { decodeBase64, decodeHex } from '../../../src/core/input/encodings';
import { findHsmMaterial } from '../../../src/core/input/finder';
import { findKeyBlocks, keyBlockInSelection } from '../../../src/core/input/find';
import { findKeyMaterial } from '../../../src/core/input/material';
import { wholeLines } from '../../whole';
import { heldOf, mixture, numbers } from './mixtures';

/** The text of a number, whichever was asked for before. */
const textOf = (at: number): string => mixture(numbers(1000 + 7919 * at));

it('what is found', async () => {
  const lines = heldOf(400, textOf, (text) => [
    findKeyMaterial(text).map((one) => wholeLines(one, ['findings', 'charOf'])),
    findKeyBlocks(text),
    findHsmMaterial(text),
  ]);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/mixturesFound.txt');
});

it('where the octets of what is found are', async () => {
  const lines = heldOf(800, textOf, (text) =>
    findKeyMaterial(text).map((one) =>
      one.kind === 'der'
        ? Array.from({ length: one.bytes.length + 1 }, (_, i) => one.charOf?.(i)).join()
        : one.kind,
    ),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/mixturesPlaces.txt');
});

it('what is decoded', async () => {
  const lines = heldOf(800, textOf, (text) =>
    [decodeHex, decodeBase64].map((decode) => {
      const { charOf, ...decoded } = decode(text);
      return { decoded, last: charOf(decoded.bytes.length), middle: charOf(decoded.bytes.length >> 1) };
    }),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/mixturesDecoded.txt');
});

it('what is selected', async () => {
  const lines = heldOf(320, textOf, keyBlockInSelection);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/mixturesSelected.txt');
});
