// Key blocks in which one character is another, is left out or stands twice: what each makes of what is read.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { decodeKeyBlock, keyBlockTitle } from '../../../src/core/keyblock/decode';
import { wholeLines } from '../../whole';
import { examples } from './blocks';

const hex = (length: number, digits: number): string =>
  length.toString(16).toUpperCase().padStart(digits, '0');
const optional = (id: string, data: string): string => `${id}${hex(data.length + 4, 2)}${data}`;
const header = (codes: string, ...blocks: string[]): string =>
  `D0000${codes}00E${String(blocks.length).padStart(2, '0')}00${blocks.join('')}`;

/** With a digest of all that is read, in a few digits, as most of it is the same each time. */
function made(text: string, part?: 'header'): string {
  const block = decodeKeyBlock(text, part ? { part } : undefined);
  const lines = wholeLines({ title: keyBlockTitle(block), ...block }, ['text']);
  const digest = createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 10);
  const said = block.findings.map(({ code, span }) => `${code} ${span?.start}-${span?.end}`);
  return `${[...said.slice(0, 3), ...(said.length > 3 ? [`${said.length - 3} more`] : [])].join(', ')} ${digest}`;
}

const characters = Array.from('01AGa é');

function edits(text: string, until: number, part?: 'header'): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(until, text.length); at++) {
    /** Edits by what they make. */
    const groups = new Map<string, string>();
    const add = (name: string, edited: string): void => {
      const result = made(edited, part);
      groups.set(result, (groups.get(result) ?? '') + name);
    };
    for (const character of characters)
      if (character !== text[at]) add(character, text.slice(0, at) + character + text.slice(at + 1));
    add('(left out)', text.slice(0, at) + text.slice(at + 1));
    add('(twice)', text.slice(0, at) + text[at]! + text.slice(at));
    add('(cut)', text.slice(0, at));
    lines.push(...[...groups].map(([result, names]) => `${at} ${names}: ${result}`));
  }
  return lines.join('\n');
}

const headers = [
  header('P0AE', optional('CT', '010004QUJD'), optional('PB', '000000')),
  header('B1TX', optional('KS', 'FFFF9876543210E00000'), optional('KC', '00ABCDEF'), optional('PB', '00')),
  header('M7HG', optional('HM', '21'), optional('TS', '20190717225960Z'), optional('LB', 'a b')),
  header('P0AE', optional('10', 'IBMC02080400'), optional('DA', '01D2ABND3AEN'), optional('WP', '003')),
  `D0000P0AE00E0100LB00020010${'a'.repeat(6)}`,
];

it('headers', async () => {
  const texts = headers.map((text) => `# ${text}\n${edits(text, 70, 'header')}`);
  await expect(texts.join('\n')).toMatchFileSnapshot('whole/editedHeaders.txt');
});

it('whole blocks', async () => {
  const texts = examples.slice(0, 5).map(({ block }) => `# ${block}\n${edits(block, 20)}`);
  await expect(texts.join('\n')).toMatchFileSnapshot('whole/editedBlocks.txt');
});
