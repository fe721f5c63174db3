// Headers of key blocks with each of their characters another, and what the rule makes of each: alone, and in a long text.
import { expect, it } from 'vitest';
import { findKeyBlocks } from '../../../src/core/input/find';
import { isSoundHeader, mayBeHeader } from '../../../src/core/input/keyBlockRule';
import { isHeader } from '../../../src/core/input/sieveHeaders';
import { digestOf, outcome } from './outcomes';

const words = 'nothing of interest, only words upon words; '.repeat(20);
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const rest = '94B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const headers: readonly (readonly [name: string, header: string, body: string])[] = [
  ['fitting', 'B0080P0TE00E0000', rest],
  ['with a block', 'D0096B1AX00N0100KS0800604B120F92', rest],
  ['lower case', 'b0080p0te00e0000', rest.toLowerCase()],
  ['an LMK', '10080P0TE00E0000', rest],
  ['of another length', 'B0088P0TE00E0000', rest],
  ['broken', 'D0144K1AB00S0000', rest],
  ['broken, optional', 'D0144K1AB00S0200', rest],
];

/** Signs that differ in what is found, grouped by it. */
function bySign(look: (sign: string) => string): string {
  const groups = new Map<string, string>();
  for (const sign of letters) {
    const found = look(sign);
    groups.set(found, (groups.get(found) ?? '') + sign);
  }
  return [...groups].map(([found, signs]) => `${signs} ${found}`).join(' | ');
}

it('each character of a header another one', async () => {
  const differing: string[] = [];
  const lines = headers.flatMap(([name, header, body]) => [
    `# ${name}`,
    ...Array.from({ length: 16 }, (_, at) => {
      const told = bySign((sign) => {
        const text = header.slice(0, at) + sign + header.slice(at + 1) + body;
        const alone = outcome(findKeyBlocks(text), 0, text.length);
        const within = outcome(
          findKeyBlocks(`${words}${text} ${words}`),
          words.length,
          words.length + text.length,
        );
        if (within !== alone) differing.push(text);
        return `${mayBeHeader(text, 0) ? 'header' : '-'} ${isSoundHeader(text, 0) ? 'sound' : '-'} ${alone}`;
      });
      return `${at}: ${told}`;
    }),
  ]);
  expect(differing).toEqual([]);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/headers.txt');
});

it('what the sieve takes for a header is more than what is one, and not all', async () => {
  const missed: string[] = [];
  const encoder = new TextEncoder();
  const lines = headers.flatMap(([name, header, body]) =>
    Array.from({ length: 16 }, (_, at) => {
      const seen = Array.from(`${letters} `).map((sign) => {
        let row = '';
        for (let other = 0; other < 16; other += 3)
          for (const second of '9T') {
            const characters = Array.from(header.slice(0, 16) + body);
            characters[other] = second;
            characters[at] = sign;
            const text = characters.join('');
            const taken = isHeader(encoder.encode(text), 0);
            if (!taken && mayBeHeader(text, 0)) missed.push(text);
            row += taken ? '1' : '0';
          }
        return row;
      });
      const all = seen.join('');
      return `${name} ${at}: ${all.replaceAll('0', '').length} of ${all.length} ${digestOf(seen)}`;
    }),
  );
  expect(missed).toEqual([]);
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/sieveHeaders.txt');
});
