// The files of notes: what is one, what is not, and what the store makes of them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { moment } from '../../../src/desktop/noteFolder';
import { noteFolder } from '../../../src/desktop/noteFiles';
import { identityName, type ImportIdentity } from '../../../src/keyservice/imports/identity';
import {
  lastImported,
  noteName,
  parseNote,
  type ImportedNote,
  type OpenNote,
} from '../../../src/keyservice/imports/note';
import { NoteStore, UnreadableNote } from '../../../src/keyservice/imports/noteStore';
import type { ServiceTarget } from '../../../src/keyservice/operations';
import { settledNote } from '../../../src/keyservice/imports/outcome';
import { settleByHand } from '../../../src/keyservice/imports/unsettled';
import { damaged, type Json } from '../requests/damages';
import { clock, folderIn, locksIn, newId } from './importing';

const work = mkdtempSync(path.join(tmpdir(), 'kmi-notes-'));
afterAll(() => rmSync(work, { recursive: true }));
let folder: string;
let store: NoteStore;
beforeEach(() => {
  folder = folderIn(work);
  store = new NoteStore(noteFolder(folder));
});

const identityOf = (material: string): ImportIdentity => ({
  service: 'aws',
  account: '111122223333',
  region: 'us-east-2',
  kind: 'Tr31KeyBlock',
  material: material.repeat(64).slice(0, 64),
});
const open = (more: Partial<OpenNote> = {}): OpenNote => ({
  v: 1,
  state: 'open',
  id: newId(),
  identity: identityOf('a'),
  number: 1,
  profile: 'payments',
  endpoint: 'https://example.com',
  startedAt: 1_000,
  wanted: { usage: 'TR31_P0_PIN_ENCRYPTION_KEY' },
  tagged: true,
  headline: 'a key block',
  ...more,
});
const imported = (more: Partial<OpenNote> = {}, arn = 'arn:1'): ImportedNote =>
  settledNote(open(more), { KeyArn: arn, KeyCheckValue: 'AABBCC' }, 2_000, { requestId: 'r' });
const text = (note: object): string => JSON.stringify(note);

describe('a note', () => {
  it('is read back as it was written, open and settled', () => {
    const full = open({
      alias: 'alias/pek',
      expected: [{ value: 'AABBCC', method: 'CMAC' }],
      again: { reason: 'two HSMs', after: 1 },
      tagged: false,
      knownKeys: ['one'],
      quiet: { host: 'h', milliseconds: 5 },
    });
    for (const note of [open(), full, imported(), imported({ again: { reason: 'r', after: 1 } })])
      expect(parseNote(text(note), noteName(note))).toEqual(note);
  });

  const note = open();
  const settled = imported();
  const { identity } = note;
  const wrong: [string, string, string?][] = [
    ['nothing', ''],
    ['half of one', text(note).slice(0, 150)],
    ['null', 'null'],
    ['a list', text([note])],
    ['another version', text({ ...note, v: 2 })],
    ['another state', text({ ...note, state: 'done' })],
    ['no id', text({ ...note, id: undefined })],
    ['an id that is not 32 hex digits', text({ ...note, id: `${note.id.slice(1)}g` })],
    ['no identity', text({ ...note, identity: undefined })],
    ['an identity without an account', text({ ...note, identity: { ...identity, account: undefined } })],
    [
      'the identity of another account',
      text({ ...note, identity: { ...identity, account: '444455556666' } }),
    ],
    ['the identity of another Region', text({ ...note, identity: { ...identity, region: 'us-west-2' } })],
    ['the identity of other bytes', text({ ...note, identity: identityOf('b') })],
    ['another number', text({ ...note, number: 2 })],
    ['a number that is not whole', text({ ...note, number: 1.5 })],
    ['no time', text({ ...note, startedAt: 'today' })],
    ['no wanted key', text({ ...note, wanted: null })],
    ['no endpoint', text({ ...note, endpoint: undefined })],
    ['an alias that is not a text', text({ ...note, alias: 1 })],
    ['a reason that is not whole', text({ ...note, again: { reason: 'r' } })],
    ['no word on its tag', text({ ...note, tagged: undefined })],
    ['known keys that are not texts', text({ ...note, knownKeys: [1] })],
    ['a moment without a machine', text({ ...note, quiet: { milliseconds: 1 } })],
    ['a moment without a time', text({ ...note, quiet: { host: 'h', milliseconds: null } })],
    ['the text of a settled one under the name of an open one', text(settled), noteName(note)],
    ['the text of an open one under the name of a settled one', text(note), noteName(settled)],
    ['a settled one without its key', text({ ...settled, arn: undefined }), noteName(settled)],
    ['a settled one without its time', text({ ...settled, importedAt: undefined }), noteName(settled)],
    ['a settled one with a check value that is not a text', text({ ...settled, kcv: 1 }), noteName(settled)],
    ['a name that is not one of ours', text(note), 'note.json'],
  ];
  it.each(wrong)('is not made of %s', (_, given, name = noteName(note)) => {
    expect(parseNote(given, name)).toBeUndefined();
  });

  it('is one or is none with each of its members damaged in turn', async () => {
    const waiting = {
      arn: 'arn:1',
      requestId: 'r',
      session: 's',
      status: 'PENDING',
      message: 'm',
      found: 'f',
      since: 3_000,
    };
    const full = {
      ...open({
        alias: 'alias/pek',
        expected: [{ value: 'AABBCC', method: 'CMAC' }],
        again: { reason: 'two HSMs', after: 1 },
        knownKeys: ['one'],
        quiet: { host: 'h', milliseconds: 5 },
      }),
      id: '0'.repeat(32),
      waiting,
    };
    const whole = { ...imported(), id: '0'.repeat(32), session: 's', found: 'f' };
    const lines = [full, whole].flatMap((one) => [
      `# ${one.state}`,
      ...damaged(JSON.parse(text(one)) as Json).map(
        ([what, given]) => `${what}: ${parseNote(JSON.stringify(given), noteName(one)) ? 'a note' : 'none'}`,
      ),
    ]);
    await expect(lines.join('\n')).toMatchFileSnapshot('whole/damagedNotes.txt');
  });

  it('has a name that carries its identity and number, and no text that a person typed', () => {
    expect(noteName(open({ number: 12 }))).toBe(`${identityName(identity)}.12.open.json`);
  });
});

describe('the store of notes', () => {
  it('is empty where its folder does not exist yet', async () => {
    const nowhere = new NoteStore(noteFolder(path.join(folder, 'none', 'yet')));
    expect(await nowhere.open()).toEqual({ notes: [], unreadable: [] });
    expect(await nowhere.notes(identityOf('a'))).toEqual({ notes: [], next: 1 });
    expect(await nowhere.create(open())).toBe(true);
  });

  it('makes a note of a number once, whoever makes it, and never over one that is there', async () => {
    const others = new NoteStore(noteFolder(folder));
    const [one, two] = [open(), open()];
    expect([await store.create(one), await others.create(two)]).toEqual([true, false]);
    expect((await others.notes(identityOf('a'))).notes).toEqual([one]);
    const made = await Promise.all(
      Array.from({ length: 10 }, () =>
        new NoteStore(noteFolder(folder)).create(open({ identity: identityOf('b') })),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it('lists open notes, oldest first, without settled ones, and names those that cannot be read', async () => {
    const [older, newer] = [
      open({ startedAt: 1, identity: identityOf('b') }),
      open({ startedAt: 2, identity: identityOf('c') }),
    ];
    await store.create(newer);
    await store.create(older);
    const done = open();
    await store.create(done);
    await store.settle(done, imported());
    // Of a crash between the two steps of settling: both are there, and it is settled.
    const both = open({ identity: identityOf('d') });
    await store.create(both);
    writeFileSync(path.join(folder, noteName({ ...both, state: 'imported' })), text(settled(both)));
    const bad = path.join(folder, noteName(open({ identity: identityOf('e') })));
    writeFileSync(bad, 'x');
    for (const name of [
      'README',
      'x.open.json',
      `${'a'.repeat(64)}.1.aside`,
      `${'a'.repeat(64)}.0.open.json`,
    ])
      writeFileSync(path.join(folder, name), '');
    const { notes, unreadable } = await store.open();
    expect(notes).toEqual([older, newer]);
    expect(unreadable.map((one) => [one.path, one.problem])).toEqual([[bad, 'damaged']]);
    // And a new import of it is number 2.
    expect(await store.notes(both.identity)).toEqual({ notes: [settled(both)], next: 2 });
  });

  const settled = (note: OpenNote): ImportedNote => settledNote(note, { KeyArn: 'arn:1' }, 2, {});

  it('looks up many imports at once: their notes, nothing, or that one cannot be read', async () => {
    const [known, unknown, bad] = [identityOf('a'), identityOf('b'), identityOf('c')];
    const [one, two] = [imported(), imported({ number: 2, again: { reason: 'r', after: 1 } }, 'arn:2')];
    await store.settle(open(), one);
    await store.settle(open(), two);
    writeFileSync(path.join(folder, noteName(open({ identity: bad }))), '');
    const found = await store.lookUp([known, unknown, bad, known]);
    expect([...found]).toEqual([
      [identityName(known), [one, two]],
      [identityName(bad), undefined],
    ]);
    expect(lastImported(found.get(identityName(known))!)?.arn).toBe('arn:2');
  });

  it('knows the keys of settled imports in one service, account and Region only', async () => {
    const elsewhere = { ...identityOf('b'), account: '444455556666' };
    await store.settle(open(), imported({}, 'arn:here'));
    await store.settle(open(), imported({ identity: elsewhere }, 'arn:there'));
    writeFileSync(path.join(folder, noteName({ ...imported(), identity: identityOf('c') })), 'x');
    const endpoint = 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com';
    const account = '111122223333';
    const nobody: ServiceTarget = { kind: 'aws', profile: 'p', region: 'us-east-2', endpoint };
    const target = { ...nobody, account };
    expect([...(await store.knownArns(target))]).toEqual(['arn:here']);
    expect([...(await store.knownArns(nobody))]).toEqual([]);
  });

  it('keeps numbers of notes that were set aside, also where their text cannot be had', async () => {
    await store.settle(open(), imported());
    const bad = open({ number: 2 });
    writeFileSync(path.join(folder, noteName(bad)), 'half');
    const unreadable = await store.notes(bad.identity).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(unreadable instanceof UnreadableNote)) throw new Error('read');
    const files = noteFolder(folder);
    const busy = new NoteStore({ ...files, read: () => Promise.reject(new Error('EBUSY')) });
    const moved = await busy.setAside(unreadable);
    if (typeof moved === 'string') throw new Error(moved);
    const { path: aside } = moved;
    expect(readFileSync(aside, 'utf8')).toBe('');
    expect((await store.notes(bad.identity)).next).toBe(3);
    // One that cannot be read, now or for a moment, is not "none": a number that is left out would hide later notes.
    const stuck = new NoteStore({
      ...files,
      read: (name) => (name.endsWith('.aside') ? Promise.reject(new Error('EBUSY')) : files.read(name)),
    });
    const still = await stuck.notes(bad.identity).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(still).toMatchObject({ name: 'UnreadableNote', path: aside, problem: 'EBUSY' });
    expect(await stuck.setAside(still as UnreadableNote)).toEqual({ path: aside });
    expect((await store.notes(bad.identity)).next).toBe(3);
    expect(readdirSync(folder).filter((name) => name.includes('.2.'))).toEqual([path.basename(aside)]);
  });

  it('does not keep what it read of an open note: another window may settle it', async () => {
    const note = open();
    await store.create(note);
    expect((await store.notes(note.identity)).notes).toEqual([note]);
    await new NoteStore(noteFolder(folder)).settle(note, imported());
    expect((await store.notes(note.identity)).notes).toMatchObject([{ state: 'imported' }]);
  });
});

describe('settling by hand', () => {
  const ports = () => ({ store, clock: clock(0) });

  it('keeps the key that a person named, and what was known of the import', async () => {
    const note = open({ alias: 'alias/pek', again: { reason: 'r', after: 0 } });
    await store.create(note);
    expect(await settleByHand(note, { key: { KeyArn: 'arn:1', KeyCheckValue: 'AABBCC' } }, ports())).toBe(
      'settled',
    );
    const { id, identity, alias, again } = note;
    expect((await store.notes(identity)).notes).toMatchObject([
      { state: 'imported', id, alias, again, arn: 'arn:1', kcv: 'AABBCC', found: 'user' },
    ]);
    expect(locksIn(folder)).toEqual([]);
    // A second answer changes nothing any more.
    expect(await settleByHand(note, { key: { KeyArn: 'arn:2' } }, ports())).toBe('gone');
    expect(await settleByHand(note, { noneAt: moment() }, ports())).toBe('gone');
    expect((await store.notes(identity)).notes).toMatchObject([{ arn: 'arn:1' }]);
  });

  it('changes nothing while another window is at the import, or its call may still be under way', async () => {
    const note = open();
    await store.create(note);
    const lock = await store.lock(note.identity);
    if ('holder' in lock) throw new Error('held');
    expect(await settleByHand(note, { key: { KeyArn: 'arn:1' } }, ports())).toBe('gone');
    await lock.release();
    // Nobody looked since its window was closed: how long ago that was is not known.
    expect(await settleByHand(note, { noneAt: moment() }, { store, clock: clock(1) })).toBe('early');
    expect((await store.open()).notes).toEqual([note]);
  });

  it('stops where the note cannot be read', async () => {
    const note = open();
    writeFileSync(path.join(folder, noteName(note)), 'x');
    await expect(settleByHand(note, { key: { KeyArn: 'arn:1' } }, ports())).rejects.toThrow(UnreadableNote);
    expect(locksIn(folder)).toEqual([]);
  });
});

describe('a note that cannot be read when its process comes back', () => {
  const damage = (note: OpenNote): string => {
    const file = path.join(folder, noteName(note));
    writeFileSync(file, text(note).slice(0, 100));
    return file;
  };

  it('may be of another call by now: it is neither written over nor dropped', async () => {
    const note = open();
    const file = damage(note);
    await expect(store.update(note)).rejects.toBeInstanceOf(UnreadableNote);
    await expect(store.drop(note)).rejects.toBeInstanceOf(UnreadableNote);
    expect(readFileSync(file, 'utf8')).toBe(text(note).slice(0, 100));
  });

  it('leaves room for the key of its call, under the next number that nothing has', async () => {
    const note = open();
    const file = damage(note);
    writeFileSync(path.join(folder, `${identityName(note.identity)}.2.aside`), '');
    await store.settle(note, settledNote(note, { KeyArn: 'arn:1' }, 2_000, {}));
    expect(
      readdirSync(folder)
        .map((name) => name.slice(65))
        .sort(),
    ).toEqual(['1.open.json', '2.aside', '3.imported.json']);
    // Once it can be read again, it is known that its key is there.
    writeFileSync(file, text(note));
    expect((await store.open()).notes).toEqual([]);
    const { notes, next } = await store.notes(note.identity);
    expect([notes.map(({ state, number }) => [state, number]), next]).toEqual([[['imported', 3]], 4]);
    expect(await settleByHand(note, { key: { KeyArn: 'arn:2' } }, { store, clock: clock(0) })).toBe('gone');
    // Another process may have written it down as well.
    await store.settle(note, settledNote(note, { KeyArn: 'arn:1' }, 2_000, {}));
    expect((await store.notes(note.identity)).notes.map(({ number }) => number)).toEqual([1]);
  });

  it('stays open where another note settled is not of its call', async () => {
    const note = open({ number: 2, again: { reason: 'r', after: 1 } });
    await store.create(note);
    const first = imported();
    writeFileSync(path.join(folder, noteName(first)), text(first));
    expect((await store.open()).notes).toEqual([note]);
  });
});
