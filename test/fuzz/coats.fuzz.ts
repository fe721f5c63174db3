/** Structures and key blocks in chains of coats, mutated: nothing throws, places lie in the text, digits hold the block. */
import { findHsmMaterial } from '../../src/core/input/finder';
import { inputSpans } from '../../src/core/input/keyMaterial';
import { findKeyMaterial } from '../../src/core/input/material';
import { keyBlockInSelection } from '../../src/core/input/selection';
import { coats, decorations } from '../core/input/coatSamples';
import { mutatedText, type FuzzTarget } from './fuzz';
import { keyBlocks } from './keyBlocks';
import { tr34Tokens } from './tr34Tokens';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const pemOf = (base64: string): string =>
  `-----BEGIN CMS-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CMS-----`;

export const target: FuzzTarget<string> = {
  name: 'coats',
  make: (random) => {
    const token = random.of(tr34Tokens);
    let text = random.below(2) === 0 ? pemOf(token.slice(0, 400)) : `A1B200R${random.of(keyBlocks)}A1B2C3`;
    if (random.below(4) === 0) text = random.of(coats).wrap(Buffer.from(token.slice(0, 200), 'base64'));
    for (let n = random.below(4); n > 0; n--) {
      if (random.below(3) === 0) text = text.split('\n').map(random.of(decorations).decorate).join('\n');
      if (random.below(3) === 0) text = mutatedText(text, random);
      if (text.length < 4000) text = random.of(coats).wrap(ascii(text));
    }
    return random.below(2) === 0 ? mutatedText(text, random) : text;
  },
  check: (text) => {
    for (const one of [...findKeyMaterial(text), ...findHsmMaterial(text)]) {
      const { start, end } = one.span;
      if (start < 0 || end > text.length || start >= end) throw new Error(`a place outside: ${start}-${end}`);
      if (one.kind === 'der' && one.charOf && one.bytes.length > 0) {
        const last = one.charOf(one.bytes.length - 1);
        if (one.charOf(0) > last || last >= text.length) throw new Error('a byte outside');
      }
      if (one.kind === 'keyBlock') {
        const spans = inputSpans(one, { start: 0, end: one.text.length });
        if (spans.some((span) => span.start < start || span.end > end))
          throw new Error('a character outside');
        if (!one.coats && spans.map((span) => text.slice(span.start, span.end)).join('') !== one.text)
          throw new Error('the places do not hold the block');
      }
    }
    keyBlockInSelection(text);
  },
};
