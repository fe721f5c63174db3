// The same bytes once more, on purpose: only by who saw every key that there is, each with a note of its own, and a lost
// answer of the second is never settled by the first key.
import { describe, expect, it } from 'vitest';
import type { ImportRequest } from '../../../src/keyservice/imports/importOnce';
import { isWanted } from '../../../src/keyservice/manifest/preflight';
import type { ImportedNote } from '../../../src/keyservice/imports/note';
import { lookForImport } from '../../../src/keyservice/imports/unsettled';
import { importIdentity } from '../../../src/keyservice/imports/identity';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import { locksIn, notesIn, ports, send } from './importing';
import { arnOf, blockOf, checkRows, late, lose, noteOf, onImport, runRows, setting } from './setting';

const at = setting();
const again = (after: number, reason = 'two HSMs'): Pick<ImportRequest, 'again'> => ({
  again: { reason, after },
});
const settled = async ({ request }: ImportPlan): Promise<readonly ImportedNote[]> => {
  const identity = importIdentity(at.aws.target, request.KeyMaterial)!;
  const { notes } = await ports(at.folder).store.notes(identity);
  return notes.filter((note): note is ImportedNote => note.state === 'imported');
};

describe('material that was imported before', () => {
  it('is not sent again by itself, whatever was done to its key', async () => {
    const planned = at.plan();
    const calls = onImport(at.simulator);
    const KeyIdentifier = arnOf(await send(at.aws, planned, ports(at.folder)));
    for (const change of ['StopKeyUsage', 'DeleteKey'] as const) {
      await at.aws.call(change, { KeyIdentifier });
      expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
        kind: 'before',
        notes: [{ number: 1, arn: KeyIdentifier }],
      });
    }
    expect(calls()).toBe(1);
  });

  it('is sent again with a reason and the number of the latest key, and keeps both notes', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const first = arnOf(await send(at.aws, planned, ports(at.folder)));
    const second = arnOf(await send(at.aws, planned, ports(at.folder), again(1)));
    expect(second).not.toBe(first);
    expect((await settled(planned)).map(({ number, arn, again: why }) => [number, arn, why])).toEqual([
      [1, first, undefined],
      [2, second, { reason: 'two HSMs', after: 1 }],
    ]);
    expect(notesIn(at.folder)).toEqual(['1.imported.json', '2.imported.json']);
    expect(await at.arns()).toHaveLength(before.length + 2);
  });

  it.each([0, 2, 7])('is not sent again by who saw another latest key: number %i', async (after) => {
    const planned = at.plan();
    const calls = onImport(at.simulator);
    arnOf(await send(at.aws, planned, ports(at.folder)));
    expect(await send(at.aws, planned, ports(at.folder), again(after))).toMatchObject({ kind: 'before' });
    expect(calls()).toBe(1);
  });

  it('goes once where two windows ask for a second key, one after the other or at once', async () => {
    const planned = at.plan();
    const before = await at.arns();
    arnOf(await send(at.aws, planned, ports(at.folder)));
    arnOf(await send(at.aws, planned, ports(at.folder), again(1, 'first window')));
    expect(await send(at.aws, planned, ports(at.folder), again(1, 'second window'))).toMatchObject({
      kind: 'before',
      notes: [{ number: 1 }, { number: 2, again: { reason: 'first window' } }],
    });
    const kinds = await Promise.all(
      Array.from({ length: 4 }, () => send(at.aws, planned, ports(at.folder), again(2))),
    );
    // All may see each other and step back; never do two go.
    expect(kinds.filter(({ kind }) => kind === 'imported').length).toBeLessThanOrEqual(1);
    const sent = kinds.filter(({ kind }) => kind === 'imported').length;
    expect(
      kinds.filter(({ kind }) => kind !== 'imported').every(({ kind }) => /before|elsewhere/.test(kind)),
    ).toBe(true);
    expect(await at.arns()).toHaveLength(before.length + 2 + sent);
    expect(locksIn(at.folder)).toEqual([]);
  });

  it('a lost answer of the second is settled by the second key, never by the first', async () => {
    const planned = at.plan();
    const first = arnOf(await send(at.aws, planned, ports(at.folder)));
    const lost = await lose(at, planned, { fault: late(1_500), ...again(1) });
    expect(lost.number).toBe(2);
    // Without a reason as well: what is open goes first.
    const found = arnOf(await send(at.aws, planned, ports(at.folder, { patience: 3_000 })));
    expect(found).not.toBe(first);
    expect((await settled(planned)).map(({ arn }) => arn)).toEqual([first, found]);
  });

  it('a second that came to nothing leaves the first as it was, and goes only when it is asked for again', async () => {
    const planned = at.plan();
    const first = arnOf(await send(at.aws, planned, ports(at.folder)));
    const calls = onImport(at.simulator, { kind: 'drop', when: 'before' }, { kind: 'drop', when: 'before' });
    const lost = noteOf(await send(at.aws, planned, ports(at.folder), again(1)));
    expect(await lookForImport(at.aws, lost, ports(at.folder))).toEqual({ kind: 'absent' });
    expect(await send(at.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'before',
      notes: [{ arn: first }],
    });
    expect((await send(at.aws, planned, ports(at.folder), again(1))).kind).toBe('lost');
    // The reason is still the one of who saw the first.
    expect(await send(at.aws, planned, ports(at.folder), again(1))).toMatchObject({
      kind: 'imported',
      note: { number: 2, again: { after: 1 } },
    });
    expect(calls()).toBe(3);
  });
});

describe('a row of a manifest', () => {
  const row = (planned: ImportPlan, reason?: string): Record<string, unknown> => ({
    keyBlock: blockOf(planned),
    ...(reason === undefined ? {} : { again: reason }),
  });
  const codesOf = async (planned: ImportPlan, reason?: string): Promise<[boolean, string[]]> => {
    const [judged] = await check(planned, reason);
    return [
      isWanted(judged!),
      judged!.findings.map(({ code }) => code).filter((one) => one.includes('again')),
    ];
  };
  const options = (): { folder: string; wrappingKey: string } => ({
    folder: at.folder,
    wrappingKey: at.kek.KeyArn,
  });
  const check = (planned: ImportPlan, reason?: string): ReturnType<typeof checkRows> =>
    checkRows(at.aws, [row(planned, reason)], options());

  it('imports again by its column `again`, once for each reason', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const run = async (reason?: string): Promise<void> => {
      await runRows(at.aws, await check(planned, reason), options());
    };
    expect(await codesOf(planned, 'early')).toEqual([true, ['manifest_again_unused']]);
    await run();
    await run();
    expect(await codesOf(planned)).toEqual([false, []]);
    expect(await codesOf(planned, 'second zone')).toEqual([true, ['manifest_again']]);
    await run('second zone');
    expect(await codesOf(planned, 'second zone')).toEqual([false, ['manifest_again_done']]);
    await run('second zone');
    expect(await at.arns()).toHaveLength(before.length + 2);
    await run('third zone');
    expect((await settled(planned)).map((note) => note.again?.reason)).toEqual([
      undefined,
      'second zone',
      'third zone',
    ]);
    expect(await at.arns()).toHaveLength(before.length + 3);
  });

  it('that was checked before another window imported again sends nothing', async () => {
    const planned = at.plan();
    const before = await at.arns();
    arnOf(await send(at.aws, planned, ports(at.folder)));
    const checked = await check(planned, 'second zone');
    const theirs = arnOf(await send(at.aws, planned, ports(at.folder), again(1, 'another window')));
    expect((await runRows(at.aws, checked, options())).outcomes).toMatchObject([{ arn: theirs }]);
    expect(await at.arns()).toHaveLength(before.length + 2);
  });

  it('whose second answer was lost is continued without a third key', async () => {
    const planned = at.plan();
    const before = await at.arns();
    arnOf(await send(at.aws, planned, ports(at.folder)));
    await lose(at, planned, { fault: late(1_500), ...again(1, 'second zone') });
    const calls = onImport(at.simulator);
    const checked = await check(planned, 'second zone');
    const { outcomes } = await runRows(at.aws, checked, { ...options(), patience: 3_000 });
    expect(outcomes).toMatchObject([{ result: 'imported', found: true }]);
    expect(calls()).toBe(0);
    expect(await at.arns()).toHaveLength(before.length + 2);
  });

  it('whose key is gone says so, and is not sent without a reason', async () => {
    const planned = at.plan();
    const KeyIdentifier = arnOf(await send(at.aws, planned, ports(at.folder)));
    await at.aws.call('DeleteKey', { KeyIdentifier });
    const [judged] = await check(planned);
    expect([judged!.verdict, judged!.reason?.code]).toEqual(['blocked', 'manifest_imported_gone']);
    const [asked] = await check(planned, 'the first was deleted');
    expect(isWanted(asked!)).toBe(true);
  });
});
