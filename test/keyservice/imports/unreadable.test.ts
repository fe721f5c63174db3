// A note that is there and cannot be read is not "no note": it stops its own import and no other.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityName, importIdentity } from '../../../src/keyservice/imports/identity';
import { UnreadableNote } from '../../../src/keyservice/imports/noteStore';
import { lookForImport } from '../../../src/keyservice/imports/unsettled';
import { readJournal } from '../../../src/keyservice/manifest/journal';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import { notesIn, ports, send } from './importing';
import { arnOf, blockOf, checkRows, lose, onImport, runRows, setting } from './setting';

const at = setting();

/** File of the note of a plan. */
const fileOf = (planned: ImportPlan, end: string): string =>
  path.join(at.folder, `${identityName(importIdentity(at.aws.target, planned.request.KeyMaterial)!)}.${end}`);

/** Ways in which a file is there and cannot be read. */
const damages: [string, (file: string) => void][] = [
  ['is empty', (file) => writeFileSync(file, '')],
  ['is cut off', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 200))],
  [
    'is not a file that can be read',
    (file) => {
      renameSync(file, `${file}.was`);
      mkdirSync(file);
    },
  ],
];

describe('a note on a lost import that', () => {
  it.each(damages)('%s stops this import and no other', async (_, damage) => {
    const [planned, others] = [at.plan(), at.plan()];
    const before = await at.arns();
    const note = await lose(at, planned);
    const calls = onImport(at.simulator);
    const file = fileOf(planned, '1.open.json');
    damage(file);
    for (const result of [
      await send(at.aws, planned, ports(at.folder)),
      await lookForImport(at.aws, note, ports(at.folder)),
    ])
      expect(result).toMatchObject({ kind: 'unreadable', note: { path: file } });
    expect((await ports(at.folder).store.open()).unreadable.map((one) => one.path)).toEqual([file]);
    arnOf(await send(at.aws, others, ports(at.folder)));
    expect(calls()).toBe(1);
    expect(await at.arns()).toHaveLength(before.length + 2);
  });

  it('was set aside keeps its number, and its import can be sent', async () => {
    const planned = at.plan();
    onImport(at.simulator, { kind: 'drop', when: 'before' });
    await send(at.aws, planned, ports(at.folder));
    writeFileSync(fileOf(planned, '1.open.json'), '{"v":1');
    const stopped = await send(at.aws, planned, ports(at.folder));
    if (stopped.kind !== 'unreadable') throw new Error(stopped.kind);
    expect(await ports(at.folder).store.setAside(stopped.note)).toEqual({ path: fileOf(planned, '1.aside') });
    expect(readFileSync(fileOf(planned, '1.aside'), 'utf8')).toBe('{"v":1');
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'imported',
      note: { number: 2 },
    });
    expect(notesIn(at.folder)).toEqual(['1.aside', '2.imported.json']);
  });
});

describe('a note on an import that was settled', () => {
  it('and cannot be read stops the import, too', async () => {
    const planned = at.plan();
    const before = await at.arns();
    arnOf(await send(at.aws, planned, ports(at.folder)));
    writeFileSync(fileOf(planned, '1.imported.json'), 'x');
    expect((await send(at.aws, planned, ports(at.folder))).kind).toBe('unreadable');
    expect(await at.arns()).toHaveLength(before.length + 1);
  });
});

describe('a manifest', () => {
  it('stops at the row whose note cannot be read, names the file, and imports the others', async () => {
    const planned = [at.plan(), at.plan()];
    const before = await at.arns();
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const rows = planned.map((one) => ({ keyBlock: blockOf(one) }));
    const checked = await checkRows(at.aws, rows, options);
    const file = fileOf(planned[0]!, '1.open.json');
    writeFileSync(file, '{}');
    const { outcomes } = await runRows(at.aws, checked, options);
    expect(outcomes.map(({ result, why, file: of }) => [result, why, of])).toEqual([
      ['unclear', 'unreadable', file],
      ['imported', undefined, undefined],
    ]);
    expect(await at.arns()).toHaveLength(before.length + 1);
    const [blocked] = await checkRows(at.aws, rows, options);
    expect([blocked!.verdict, blocked!.reason?.code]).toEqual(['blocked', 'manifest_note_unreadable']);
  });

  const begin = JSON.stringify({
    ...{ t: 'begin', v: 2, run: 'r', manifest: 'file:///m', name: 'm', wanted: 2, rows: 2, at: 1 },
    target: { kind: 'aws', profile: 'p', region: 'us-east-2', endpoint: 'https://example.com' },
  });
  const row = '{"t":"row","row":1,"result":"imported","at":2}';
  it.each([
    ['whole', [begin, row], 2, undefined],
    ['a last line that was cut off', [begin, row, '{"t":"ro'], 2, undefined],
    [
      'a line that was cut off, closed by the run that followed',
      [begin, '{"t":"ro', begin, row],
      3,
      undefined,
    ],
    ['a bad line in the middle', [begin, '{"t":"ro', row], 1, 2],
    ['a bad first line', ['', row], 0, 1],
    ['a line of something else', [begin, '{"t":"unknown"}', row], 1, 2],
  ])('whose journal has %s', (_, lines, read, damaged) => {
    const result = readJournal(`${lines.join('\n')}\n`);
    expect([result.lines.length, result.damaged]).toEqual([read, damaged]);
  });
});

describe('a folder of notes', () => {
  it('that cannot be listed is not empty: looking over the notes fails', async () => {
    const folder = path.join(at.folder, 'file');
    writeFileSync(folder, '');
    await expect(ports(folder).store.open()).rejects.toThrow(/ENOTDIR/);
    await expect(
      ports(folder).store.lookUp([importIdentity(at.aws.target, at.plan().request.KeyMaterial)!]),
    ).rejects.toThrow(/ENOTDIR/);
    expect(await send(at.aws, at.plan(), ports(folder))).toMatchObject({ kind: 'notNoted' });
  });

  it('names notes of version 0.1.0, which this version cannot judge', async () => {
    const name = `${'a'.repeat(32)}.intent.json`;
    writeFileSync(path.join(at.folder, name), '{}');
    const { unreadable } = await ports(at.folder).store.open();
    expect(unreadable.map((one) => [one instanceof UnreadableNote, one.file])).toEqual([[true, name]]);
    await ports(at.folder).store.setAside(unreadable[0]!);
    expect(readdirSync(at.folder)).toEqual([`${name}.aside`]);
  });
});
