/** Texts with pieces of key blocks through the finder: places lie inside and hold what they say. */
import {
  findKeyBlocks,
  inputSpans,
  keyBlockAt,
  keyBlockInSelection,
  type KeyMaterial,
} from '../../src/core/input/find';
import { mutatedText, type FuzzTarget } from './fuzz';
import { keyBlocks } from './keyBlocks';

const between = [
  '\n',
  '\r\n',
  ' ',
  '',
  '"',
  '","',
  '\\\n',
  '" +\n  "',
  '\n    ',
  'R',
  'S',
  '=',
  '\\n',
  '😀',
  ',',
];

export const target: FuzzTarget<string> = {
  name: 'find',
  make: (random) => {
    let text = '';
    for (let n = random.below(5); n >= 0; n--) {
      const block = random.of(keyBlocks);
      const from = random.below(3) === 0 ? random.below(block.length) : 0;
      const width = 16 + random.below(60);
      const piece = random.below(2) === 0 ? block.slice(from) : mutatedText(block.slice(from), random);
      const seam = random.of(between);
      for (let at = 0; at < piece.length; at += width)
        text += (at > 0 ? seam : '') + piece.slice(at, at + width);
      text += random.of(between);
    }
    return text;
  },
  check: (text) => {
    let free = 0;
    for (const block of findKeyBlocks(text)) {
      if (block.span.start < free || block.span.end > text.length) throw new Error('blocks overlap');
      free = block.span.end;
      checkPlaces(block, text);
      // Of a place, only what stands there as it is.
      if (!block.coats && keyBlockAt(text, block.span.start)?.text !== block.text)
        throw new Error('another block at its place');
    }
    checkPlaces(keyBlockInSelection(text), text);
  },
};

function checkPlaces(block: KeyMaterial, text: string): void {
  const pieces = inputSpans(block, { start: 0, end: block.text.length });
  if (pieces.map(({ start, end }) => text.slice(start, end)).join('') !== block.text)
    throw new Error('the places do not hold the block');
}
