/** The hover that the README shows as text is the one that a reader of it gets. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { keyBlockHover } from '../../src/extension/material/keyBlockMarkdown';
import { keyBlocksOf } from '../../src/extension/material/keyBlocksOf';
import { textDocument } from './support/textDocument';

vi.mock('vscode', async () => (await import('./support/vscodeStub')).vscodeStub);

/** A table's rows, cells trimmed, without the marks of code, escapes and spaces that do not break. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => /^\s*\|/.test(line) && !/^\s*\|\s*:--/.test(line))
    .map((line) =>
      line
        .trim()
        .slice(1, -1)
        .split('|')
        .map((cell) =>
          cell
            .replace(/[`\\]/g, '')
            .replace(/[\s\u00a0]+/g, ' ')
            .trim(),
        ),
    );

it('shows the table, the title and no finding, as the README says', () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
  const section = /^## First thirty seconds$([\s\S]*?)^## /m.exec(readme)![1]!;
  const block = /```text\n([A-Z0-9]+)\n```/.exec(section)![1]!;
  const document = textDocument(`key ${block} end`, 'plaintext', '/any.txt');
  const [found] = keyBlocksOf(document).blocks;
  const hover = keyBlockHover(found!.located, { uri: 'file:///any.txt', line: 0, character: 4 }, []).value;
  const [head, ...rows] = rowsOf(section);
  expect(head).toEqual(['Field', 'Code', 'Meaning']);
  expect(rows).toEqual(rowsOf(hover).filter((row) => row.some((cell) => cell !== '')));
  expect(hover.split('  \n')[0]!.replaceAll('\\', '')).toBe(/^\*\*TR-31 .*\*\*$/m.exec(section)![0]);
  expect(hover).not.toMatch(/Error|Warning/);
});
