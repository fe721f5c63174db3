/** Mutated TR-34 tokens through reader and opener: they never throw, places lie inside, sentences are whole. */
import { tr34Finding } from '../../src/core/cms/tr34/findingTexts';
import { readFuturex, readPayshieldB9 } from '../../src/core/cms/tr34/hsmFrames';
import { readTr34 } from '../../src/core/cms/tr34/read';
import { tr34Picture, tr34Title } from '../../src/core/cms/tr34/story';
import { judgeTr34 } from '../../src/keyservice/rules/tr34';
import { mutatedBytes, type FuzzTarget } from './fuzz';
import { tr34Tokens } from './tr34Tokens';

const tokens = tr34Tokens.map((text) => new Uint8Array(Buffer.from(text, 'base64')));

export const target: FuzzTarget<Uint8Array> = {
  name: 'tr34',
  make: (random) => mutatedBytes(random.of(tokens), random),
  check: (bytes) => {
    readPayshieldB9(bytes);
    readFuturex(Buffer.from(bytes).toString('latin1'));
    const token = readTr34(bytes);
    if (!token) return;
    const { spans, statements, findings, axes } = token;
    for (const span of [
      ...Object.values(spans),
      ...[...statements, ...findings, ...axes].map(({ span: one }) => one),
    ])
      if (span && (span.start < 0 || span.end > bytes.length || span.end < span.start))
        throw new Error(`a place outside: ${span.start} to ${span.end}`);
    for (const { text } of statements) checkText(text);
    for (const { meaning } of axes) checkText(meaning);
    for (const { code, message } of findings) if (code in tr34Finding.templates) checkText(message);
    checkText(tr34Title(token));
    checkText(tr34Picture(token).label);
    for (const { message } of judgeTr34(token).findings) checkText(message);
  },
};

function checkText(text: string): void {
  if (text === '' || /undefined|NaN|\[object/.test(text)) throw new Error(`it says "${text}"`);
}
