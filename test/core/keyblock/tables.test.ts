// The tables of key blocks, whole.
import { expect, it } from 'vitest';
import { headerLayout } from '../../../src/core/keyblock/headerFields';
import * as tables from '../../../src/core/keyblock/tables';

it('versions, usages, algorithms, modes and the rest', async () => {
  const lines = Object.entries({ ...tables, headerLayout })
    .filter(([, table]) => typeof table !== 'function')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, table]) =>
        `${name}: ${JSON.stringify(table instanceof Set ? [...table] : table, undefined, 1)}`,
    );
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/tables.txt');
});

it('rows, by their characters', async () => {
  const characters = Array.from({ length: 96 }, (_, i) => String.fromCharCode(32 + i));
  const lines = characters.map((one) =>
    [tables.versionRow, tables.algorithmRow, tables.modeRow, tables.exportabilityRow]
      .map((row) => row(one)?.name ?? '-')
      .join(' | '),
  );
  const usages = Array.from('BCDEKMPSV0123456789').flatMap((a) => Array.from('0123456789').map((b) => a + b));
  const named = usages.map((code) => `${code} ${tables.usageRow(code)?.name ?? '-'}`);
  await expect(
    [...lines.map((line, i) => `${characters[i]} ${line}`), ...named].join('\n'),
  ).toMatchFileSnapshot('whole/rows.txt');
});
