/** Mutated requests of the AWS CLI through the reader: it never throws, places lie inside, one place has one finding. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readRequest } from '../../src/keyservice/requests/read';
import { requestFinding } from '../../src/keyservice/requests/requestTexts';
import { mutatedText, type FuzzTarget, type Random } from './fuzz';

const folder = path.join(import.meta.dirname, '../../media/samples/aws-guide');
const texts = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));

/** Parts of the texts in another order: members where no member belongs. */
function mixed(random: Random): string {
  const text = random.of(texts);
  const other = random.of(texts).split('\n');
  const lines = text.split('\n');
  lines.splice(random.below(lines.length), random.below(2), random.of(other));
  return lines.join('\n');
}

const now = new Date('2026-11-29T00:00:00Z');

export const target: FuzzTarget<string> = {
  name: 'request',
  make: (random) => (random.below(2) === 0 ? mixed(random) : mutatedText(random.of(texts), random)),
  check: (text) => {
    const request = readRequest(text, now);
    if (!request) return;
    if (request.kind === 'importKey' && request.findings.length === 0 && !request.values?.material)
      throw new Error('nothing wrong, and nothing to import');
    const places = new Set<string>();
    for (const { code, span, message } of request.findings) {
      if (!span || span.start < 0 || span.end > text.length || span.end <= span.start)
        throw new Error(`${code} has no place in the text`);
      if (/undefined|NaN|\[object/.test(message)) throw new Error(`${code} says "${message}"`);
      const own = code in requestFinding.templates;
      if (own && places.has(`${span.start}`)) throw new Error(`two findings at ${span.start}`);
      if (own) places.add(`${span.start}`);
    }
    for (const { code, span, edits } of request.fixes) {
      if (!request.findings.some((one) => one.code === code && one.span?.start === span.start))
        throw new Error(`a fix of ${code} without its finding`);
      for (const edit of edits)
        if (edit.span.start < 0 || edit.span.end > text.length)
          throw new Error(`a fix of ${code} goes beyond`);
    }
    const readable = request.values ?? request.exported ?? request.parameters ?? request.key;
    for (const span of request.names)
      if (readable && (text[span.start] !== '"' || text[span.end - 1] !== '"'))
        throw new Error('a name is elsewhere');
  },
};
