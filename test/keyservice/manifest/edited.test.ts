// Manifests with every member of another type, left out, twice or unknown, and with each character changed: what is read.
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { journalName, readJournal, unfinishedRuns } from '../../../src/keyservice/manifest/journal';
import { readCsv } from '../../../src/keyservice/manifest/csv';
import { manifestLimits, rowMembers, shown } from '../../../src/keyservice/manifest/format';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { wholeLines, wholeText } from '../../whole';

const block = 'B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E';
const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  '',
  ' ',
  ' x ',
  'x'.repeat(39),
  'x'.repeat(40),
  'x'.repeat(41),
  'alias/kek',
  'CMAC',
  '08D7',
  '08 d7 b4',
  '08D7B',
  '08D7B40A8245FB74',
  '08D7B40A8245FB7400',
  [],
  {},
  { a: 'b' },
  { a: 1 },
  [{ Key: 'a', Value: 'b' }],
  block,
  ` S${block}\n`,
];

it('JSON with every member as each of many values', async () => {
  const row = { keyBlock: block, wrappingKey: 'alias/kek' };
  const lines: string[] = [];
  const add = (name: string, manifest: unknown): void => {
    const { rows, findings, form } = readManifest(
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    );
    const said = [...findings, ...rows.flatMap((one) => one.findings)].map(
      ({ code, span, message }) => `${code} ${span?.start}-${span?.end} ${message.length}`,
    );
    const read = rows.map((one) => JSON.stringify({ ...one, findings: [] }));
    const digest = createHash('sha256').update(read.join('\n')).digest('hex').slice(0, 8);
    lines.push(`${name}: ${form} ${rows.length} ${digest} ${said.join(', ')}`);
  };
  for (const value of values) {
    const name = String(shown(value));
    for (const member of [...rowMembers, 'other']) {
      add(`${member} ${name}`, { version: 1, keys: [{ ...row, [member]: value }] });
      add(`default ${member} ${name}`, {
        version: 1,
        defaults: { [member]: value },
        keys: [{ keyBlock: block }],
      });
    }
    for (const member of ['version', 'keys', 'defaults', '$schema', 'other'])
      add(`${member} ${name}`, { version: 1, keys: [row], [member]: value });
    add(`key ${name}`, { version: 1, keys: [value] });
    add(`root ${name}`, value);
  }
  const whole = JSON.stringify({ version: 1, keys: [row] });
  const texts = [
    '',
    '{',
    '[]',
    `\ufeff${whole}`,
    `// a comment\n${whole}`,
    `/* a comment */ ${whole} // and another`,
    '// a comment',
    '/* open',
    `/* open ${whole}`,
    whole.replace('}]}', '}],}'),
    whole.replace('"version":1', '"version":1,"version":1'),
    whole.replace('"wrappingKey"', '"keyBlock":"x","wrappingKey"'),
    whole.replace('1', '01'),
    `${'['.repeat(15)}${']'.repeat(15)}`,
    `${'['.repeat(16)}${']'.repeat(16)}`,
    `${'['.repeat(17)}${']'.repeat(17)}`,
    `{"a":${'['.repeat(16)}1${']'.repeat(16)}}`,
    `{"a":${'{"b":'.repeat(15)}1${'}'.repeat(16)}`,
    `{"a":${'{"b":'.repeat(16)}1${'}'.repeat(17)}`,
    `{"a":"[[[[[[[[[[[[[[[[[[","b":[${'[],'.repeat(20)}1],"c":${'{},'.repeat(20).slice(0, 2)}}`,
    `{${'"a" "b",'.repeat(12)}}`,
  ];
  for (const text of texts) add(JSON.stringify(text).slice(0, 60), text);
  expect(manifestLimits).toEqual({ characters: 16 * 1024 * 1024, rows: 10_000, depth: 16 });
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/editedJson.txt');
});

it('CSV with every cell as each of many values', async () => {
  const cells = [
    '',
    ' ',
    'x',
    ' x ',
    '"x"',
    '"x""y"',
    '"x',
    '"a;b"',
    'yes',
    'NO',
    '1',
    '0',
    'true',
    'a=b',
    'a=b;c=d',
    '"a=b\nc=d"',
    'a=b;a=c',
    '=b',
    'a',
    'a=',
    '08d7b4',
    '08D7',
    'CMAC',
    'alias/kek',
    block,
    `" ${block} "`,
    `S${block}`,
  ];
  const cases = rowMembers.flatMap((member) =>
    cells.map((cell) => {
      const text = `KEY BLOCK,wrapping_key,${member === 'keyBlock' || member === 'wrappingKey' ? 'note' : member}\n${member === 'keyBlock' ? cell : block},${member === 'wrappingKey' ? cell : 'alias/kek'},${cell}\n`;
      const digest = createHash('sha256')
        .update(wholeLines(readManifest(text)).join('\n'))
        .digest('hex')
        .slice(0, 8);
      const { rows, findings } = readManifest(text);
      const said = [...findings, ...rows.flatMap((one) => one.findings)].map(
        ({ code, span }) => `${code} ${span?.start}-${span?.end}`,
      );
      return `${member} ${JSON.stringify(cell).slice(0, 40)}: ${rows.length} ${digest} ${said.join(', ')}`;
    }),
  );
  const heads = [
    'keyBlock',
    'keyBlock,wrappingKey',
    'keyblock;wrappingkey',
    'Key-Block,Wrapping.Key,KCV',
    'keyBlock,wrappingKey,keyBlock',
    'keyBlock,wrappingKey,,',
    'keyBlock,wrappingKey,constructor',
    'keyBlock\twrappingKey',
  ];
  const more = heads.map((head) => [head, readManifest(`${head}\n${block},alias/kek,x,y\n`)] as const);
  await expect(`${cases.join('\n')}\n${wholeText(more)}`).toMatchFileSnapshot('whole/editedCsv.txt');
});

it('CSV with each character changed', async () => {
  const text = 'a,b\r\n"c""d",e\n\n f ,"g\nh"\r"i';
  const lines = Array.from({ length: text.length + 1 }, (_, at) => {
    const made = ['', ',', '"', '\n', '\r', ';', '\t', ' '].map((one) =>
      createHash('sha256')
        .update(
          wholeLines([
            readCsv(text.slice(0, at) + one + text.slice(at + 1), 100),
            readCsv(text.slice(0, at) + one + text.slice(at), 3),
          ]).join('\n'),
        )
        .digest('hex')
        .slice(0, 8),
    );
    return `${at}: ${made.join(' ')}`;
  });
  const whole = [
    ['whole', readCsv(text, 100)],
    ['two records', readCsv(text, 2)],
    ['none', readCsv('', 2)],
  ] as const;
  await expect(`${wholeText(whole)}\n${lines.join('\n')}`).toMatchFileSnapshot('whole/editedCharacters.txt');
});

it('journals', async () => {
  const target = {
    kind: 'aws',
    profile: 'p',
    region: 'us-east-2',
    account: '111122223333',
    endpoint: 'https://a',
  };
  const began = {
    t: 'begin',
    v: 2,
    run: 'r',
    manifest: 'file:///m',
    name: 'm',
    wanted: 2,
    rows: 3,
    target,
    at: 5,
  };
  const row = { t: 'row', row: 1, result: 'imported', at: 6 };
  const end = { t: 'end', run: 'r', complete: true, at: 7 };
  const text = (...lines: unknown[]): string =>
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const changed = (line: object): readonly string[] =>
    Object.keys(line).flatMap((name) =>
      [undefined, null, 1, 1.5, 'x', true, {}, { region: 1 }, Number.NaN].map((value) => {
        const { lines, damaged } = readJournal(text({ ...line, [name]: value }));
        return `${(line as { t: string }).t}.${name} ${JSON.stringify(value)}: ${lines.length} ${damaged}`;
      }),
    );
  const other = { ...began, run: 's', at: 9 };
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['nothing', ['']],
    ['begun', [text(began)]],
    ['a row', [text(began, row)]],
    ['a row twice', [text(began, row, row)]],
    ['another result', [text(began, { ...row, result: 'refused' })]],
    ['two rows', [text(began, row, { ...row, row: 2 })]],
    ['complete', [text(began, row, end)]],
    ['not complete', [text(began, row, { ...end, complete: false })]],
    ['the end of another', [text(began, row, { ...end, run: 'q' })]],
    ['begun again', [text(began, row, other)]],
    ['in another Region', [text(began, { ...other, target: { ...target, region: 'eu-west-1' } })]],
    ['in another account', [text(began, { ...other, target: { ...target, account: '444455556666' } })]],
    ['in no account', [text(began, { ...other, target: { ...target, account: undefined } })]],
    ['another manifest', [text({ ...other, manifest: 'file:///n' }, row), text(began)]],
    ['a row before it was begun', [text(row, end)]],
    ['cut off', [text(began, row).slice(0, -9)]],
    ['cut off, and begun again', [text(began, '{"t":"ro', other)]],
    ['damaged', [text(began, '{"t":"ro', row)]],
    ['a line of another kind', [text(began, { t: 'x' }, row)]],
    ['null', [text(began, 'null', row)]],
  ];
  const told = cases.map(([name, texts]) => {
    const journals = texts.map(readJournal);
    return [
      name,
      {
        journals: journals.map(({ lines, damaged }) => `${lines.length} ${damaged}`),
        runs: unfinishedRuns(journals),
      },
    ] as const;
  });
  const names = ['file:///m', ''].map(journalName);
  await expect(
    [wholeText(told), ...[began, row, end].flatMap(changed), ...names].join('\n'),
  ).toMatchFileSnapshot('whole/journals.txt');
});
