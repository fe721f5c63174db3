/** What single changes of a text make of a reading: for tests that hold all of it without writing it out. */
import { createHash } from 'node:crypto';
import { wholeLines } from '../../whole';

const digestOf = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12);

const everyPut = Array.from(' \n\r0Gz"\\é\ufeff');

/**
 * A text with each of its characters changed in turn: for each kind of change, how many of what was found went with how many
 * of the changes, and a number made of all that was found.
 */
export function changed(
  name: string,
  text: string,
  look: (text: string, at: number) => unknown,
  put: readonly string[] = everyPut,
): string[] {
  const line = (kind: string, edit: (at: number) => string): string => {
    const results = Array.from({ length: text.length + 1 }, (_, at) =>
      wholeLines(look(edit(at), at)).join('\n'),
    );
    const kinds = new Map<number, number>();
    for (const result of results) {
      const length = result === '' ? 0 : result.split('\n').length;
      kinds.set(length, (kinds.get(length) ?? 0) + 1);
    }
    const counts = [...kinds].sort(([a], [b]) => a - b).map(([length, count]) => `${count} of ${length}`);
    return `${name}, ${kind}: ${counts.slice(0, 6).join(', ')} lines ${digestOf(results)}`;
  };
  return [
    line('left out', (at) => text.slice(0, at) + text.slice(at + 1)),
    line('cut off', (at) => text.slice(0, at)),
    line('begun later', (at) => text.slice(at)),
    ...put.map((one) =>
      line(`${JSON.stringify(one)} instead`, (at) => text.slice(0, at) + one + text.slice(at + 1)),
    ),
    ...put
      .slice(0, 8)
      .map((one) => line(`${JSON.stringify(one)} before`, (at) => text.slice(0, at) + one + text.slice(at))),
  ];
}
