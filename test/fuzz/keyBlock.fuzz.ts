/** Mutated key blocks through the reader: it never throws, places lie inside, fields tile the text. */
import type { Field, Finding } from '../../src/core/findings';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import { keyBlockFinding } from '../../src/core/keyblock/findingTexts';
import { mutatedText, type FuzzTarget } from './fuzz';
import { keyBlocks } from './keyBlocks';

export const target: FuzzTarget<string> = {
  name: 'keyBlock',
  make: (random) => mutatedText(random.of(keyBlocks), random),
  check: (text) => {
    for (const part of ['block', 'header'] as const) {
      const block = decodeKeyBlock(text, { part });
      checkTiles(block.fields, 0, text.length);
      for (const { fields, span, certificates } of block.optionalBlocks) {
        checkTiles(fields, span.start, span.end);
        for (const { span: place, base64 } of certificates ?? [])
          if (text.slice(place.start, place.end) !== base64)
            throw new Error('a certificate stands elsewhere');
      }
      for (const finding of block.findings) checkFinding(finding, text);
      if (part === 'block' && block.findings.every(({ severity }) => severity !== 'error')) checkSound(block);
    }
  },
};

function checkTiles(fields: readonly Field[], start: number, end: number): void {
  let at = start;
  for (const { id, span, children } of fields) {
    if (span.start !== at || span.end < at)
      throw new Error(`field ${id} begins at ${span.start}, not at ${at}`);
    for (const child of children ?? [])
      if (child.span.start < span.start || child.span.end > span.end || child.span.end < child.span.start)
        throw new Error(`field ${child.id} goes beyond ${id}`);
    at = span.end;
  }
  if (at !== end) throw new Error(`fields end at ${at}, not at ${end}`);
}

function checkFinding({ code, message, span }: Finding, text: string): void {
  if (!(code in keyBlockFinding.templates)) throw new Error(`${code} is in no table`);
  if (!span || span.start < 0 || span.end > text.length || span.end < span.start)
    throw new Error(`${code} has no place in the text`);
  if (/undefined|NaN|\[object/.test(message.replace(text, ''))) throw new Error(`${code} says "${message}"`);
}

/** What no error is found in can be taken apart. */
function checkSound(block: ReturnType<typeof decodeKeyBlock>): void {
  if (block.length.value !== block.text.length || !block.payload || !block.mac)
    throw new Error('no error, and yet it cannot be taken apart');
  if (block.optionalBlocks.length !== block.optionalBlockCount)
    throw new Error('optional blocks are missing');
}
