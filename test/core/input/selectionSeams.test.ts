// Selections of a key block with every combination of what a program's source has around its line breaks.
import { expect, it } from 'vitest';
import { keyBlockInSelection } from '../../../src/core/input/find';
import { digestOf } from './outcomes';

const block =
  'D0112P0AE00E00002C77A6C7C1BA6B1F4C1E2E4D7C5D9A6A5C8C3F4E2D1B0A9F8E7D6C5B4A39281706F5E4D3C2B1A0F9E8D7C6B5A493827';

it('line breaks with quotation marks, signs and blanks around them', async () => {
  const lines = ['', '"', "'", ' ', '" +', '"+ ', '\\', '" \\', '" &', '"" ', ' + +', '" + "', '`'].flatMap(
    (before) =>
      ['\n', '\r\n', '\r', '\n\n', '\n \n', '\n"\n', '\n"\n"\n', '\\n'].map((feed) => {
        const told = ['', '"', "'", '  "', '\t', ' "  ', '"" ', '+'].map((behind) => {
          const seam = before + feed + behind;
          const text = `"${block.slice(0, 48)}${seam}${block.slice(48, 80)}${seam}${block.slice(80)}";`;
          const { text: taken, segments, span } = keyBlockInSelection(text);
          return `${taken === block ? 'whole' : taken.length} ${digestOf([JSON.stringify([segments, span])]).slice(0, 4)}`;
        });
        return `${JSON.stringify(before)} ${JSON.stringify(feed)}: ${told.join(', ')}`;
      }),
  );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/selectionSeams.txt');
});
