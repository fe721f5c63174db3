// Imports of roots that an approval team decides about, with the real adapter, simulator, notes and locks: approved,
// rejected, lapsed, lost answers, a restart in between, two windows.
import { beforeEach, describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/core/x509/certificate';
import { moment } from '../../../src/desktop/noteFolder';
import { awaitApproval, longestPause, waitingNotes, waitsAt } from '../../../src/keyservice/imports/approval';
import type { ImportClock } from '../../../src/keyservice/imports/clock';
import { isWaiting, type OpenNote, type WaitingNote } from '../../../src/keyservice/imports/note';
import type { ImportResult } from '../../../src/keyservice/imports/result';
import { lookForImport, settleByHand, type Look } from '../../../src/keyservice/imports/unsettled';
import { planCertificate } from '../../../src/keyservice/plans/certificatePlans';
import type { ImportPlan } from '../../../src/keyservice/plans/plan';
import type { Key, KeyService } from '../../../src/keyservice/operations';
import { testParty } from '../../../src/keyservice/testsource/parties';
import { notesIn, pause, ports, send } from './importing';
import { lose, noteOf, onImport, setting } from './setting';

const at = setting({ approval: 'manual' });
const team = 'arn:aws:mpa:us-east-2:111122223333:approval-team/roots';
let plan: ImportPlan;
beforeEach(async () => {
  at.simulator.decide('CANCELLED');
  const Action = 'IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE' as const;
  // The first test makes it; it stays.
  await at.aws.call('AssociateMpaTeam', { Action, MpaTeamArn: team }).catch(() => undefined);
  const root = await testParty('Approved Root', { kind: 'ECC_NIST_P256', ca: true });
  plan = planCertificate(
    {
      certificate: readCertificate(root.certificate),
      step: {
        importAs: 'RootCertificatePublicKey',
        keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
        modes: ['Verify'],
      },
    },
    { requesterComment: 'for tests' },
    { target: at.aws.target, now: new Date() },
  );
});

function waiting(result: Look): WaitingNote {
  if (result.kind !== 'waiting') throw new Error(result.kind);
  return result.note;
}
/** The service, whose answers have no session: AWS's own examples leave out other members. */
function withoutSession(service: KeyService): KeyService {
  return {
    target: service.target,
    honoursReady: service.honoursReady,
    call: async (...given) => {
      const answer = await service.call(...given);
      const { Key } = answer.output as { Key?: { MpaStatus?: unknown } };
      if (Key) delete Key.MpaStatus;
      return answer;
    },
  };
}
const again = (): Promise<ImportResult> => send(at.aws, plan, ports(at.folder));

describe('a root that a team decides about', () => {
  it('is sent with the comment, waits, and is never sent again while it does', async () => {
    const calls = onImport(at.simulator);
    const note = waiting(await again());
    expect(at.simulator.pendingApprovals()).toMatchObject([
      { session: note.waiting.session, subject: note.waiting.arn, comment: 'for tests' },
    ]);
    expect(note.waiting).toMatchObject({ status: 'PENDING', requestId: expect.any(String) as string });
    expect(note.waiting.since).toBeGreaterThan(Date.now() - 60_000);
    for (let time = 0; time < 3; time++) expect(waiting(await again()).waiting.arn).toBe(note.waiting.arn);
    expect(calls()).toBe(1);
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    // Of another process, that has only the disk.
    const { store } = ports(at.folder);
    expect(await waitingNotes(store, waitsAt(at.aws))).toMatchObject([{ waiting: note.waiting }]);
    expect(await waitingNotes(store, () => false)).toEqual([]);
  });

  it('is imported once it was approved, with its request ID and the session', async () => {
    const note = waiting(await again());
    at.simulator.decide('APPROVED');
    const result = await lookForImport(at.aws, note, ports(at.folder));
    expect(result).toMatchObject({
      kind: 'imported',
      found: false,
      requestId: note.waiting.requestId,
      key: { KeyArn: note.waiting.arn, KeyState: 'CREATE_COMPLETE' },
      note: { session: note.waiting.session },
    });
    expect(notesIn(at.folder)).toEqual(['1.imported.json']);
    expect(await again()).toMatchObject({ kind: 'before', notes: [{ arn: note.waiting.arn }] });
  });

  it.each(['FAILED', 'CANCELLED'] as const)(
    'that ends as %s is closed as not imported, says so once, and can be requested again',
    async (decision) => {
      const calls = onImport(at.simulator);
      const note = waiting(await again());
      at.simulator.decide(decision);
      // Import again first tells what came of it: nothing is sent unasked.
      expect(await again()).toMatchObject({
        kind: 'refused',
        key: { KeyArn: note.waiting.arn, KeyState: 'CREATE_FAILED', MpaStatus: { Status: decision } },
      });
      expect(calls()).toBe(1);
      expect(notesIn(at.folder)).toEqual([]);
      const second = waiting(await again());
      expect(second.waiting.session).not.toBe(note.waiting.session);
      expect(second.id).not.toBe(note.id);
      expect(calls()).toBe(2);
    },
  );

  it('whose answer was lost is found by its tag, and waits', async () => {
    const calls = onImport(at.simulator, { kind: 'drop', when: 'after' });
    const note = waiting(await again());
    expect(note.waiting).toMatchObject({ status: 'PENDING', found: 'tag' });
    expect(note.waiting.requestId).toBeUndefined();
    at.simulator.decide('APPROVED');
    expect(await again()).toMatchObject({ kind: 'imported', found: true });
    expect(calls()).toBe(1);
  });

  it('whose answer was lost and that was rejected since is found as refused, and not sent', async () => {
    const note = await lose(at, plan);
    expect(isWaiting(note)).toBe(false);
    at.simulator.decide('FAILED');
    const calls = onImport(at.simulator);
    expect(await again()).toMatchObject({ kind: 'refused', key: { KeyState: 'CREATE_FAILED' } });
    expect(calls()).toBe(0);
  });

  it('waits by its state where answers leave out the session', async () => {
    const sparse = withoutSession(at.aws);
    const note = waiting(await send(sparse, plan, ports(at.folder)));
    expect(note.waiting).not.toHaveProperty('session');
    const known = waiting(await again()).waiting;
    expect(known).toMatchObject({ status: 'PENDING' });
    // What was known of the session stays.
    expect(waiting(await send(sparse, plan, ports(at.folder))).waiting).toEqual(known);
    at.simulator.decide('APPROVED');
    expect(await send(sparse, plan, ports(at.folder))).toMatchObject({ kind: 'imported' });
  });

  it('that may not be tagged is followed by its ARN', async () => {
    at.simulator.setDenied(['TagResource']);
    const note = waiting(await send(at.aws, plan, ports(at.folder), { untagged: true }));
    expect(note.tagged).toBe(false);
    at.simulator.decide('APPROVED');
    expect(await again()).toMatchObject({ kind: 'imported', key: { KeyArn: note.waiting.arn } });
  });

  it('that may not be read stays as it is, however long it waits: the team may still approve it', async () => {
    const note = waiting(await again());
    at.simulator.setDenied(['GetKey']);
    expect(await again()).toMatchObject({ kind: 'unclear', cause: { kind: 'notAuthorised' } });
    await pause(1_100);
    const none = { noneAt: moment() };
    expect(await settleByHand(note, none, ports(at.folder))).toBe('undecided');
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    at.simulator.setDenied([]);
    at.simulator.decide('APPROVED');
    expect(await again()).toMatchObject({ kind: 'imported' });
  });

  it.each([
    ['whose session has ended', { status: 'CANCELLED' }, {}],
    ['whose key no longer exists', { status: 'PENDING' }, { keyGone: true }],
  ])('%s is closed by a person, after the patience', async (_, session, more) => {
    const { quiet, ...note } = waiting(await again());
    const { store } = ports(at.folder);
    await store.update({ ...note, ...(quiet ? { quiet } : {}), waiting: { ...note.waiting, ...session } });
    const patient = ports(at.folder, { patience: 60_000 });
    expect(await settleByHand(note, { noneAt: moment(), ...more }, patient)).toBe('early');
    expect(await settleByHand(note, { noneAt: moment(), ...more }, ports(at.folder))).toBe('settled');
    expect(notesIn(at.folder)).toEqual([]);
  });
});

describe('a key that a person names', () => {
  /** The answer of an untagged import is lost; its key is one of some that a person compares. */
  async function candidate(): Promise<{ note: OpenNote; key: Key }> {
    const before = await at.arns();
    at.simulator.setDenied(['TagResource']);
    onImport(at.simulator, { kind: 'drop', when: 'after' });
    const result = await send(at.aws, plan, ports(at.folder), { untagged: true });
    at.simulator.setDenied([]);
    if (result.kind !== 'candidates') throw new Error(result.kind);
    const arn = (await at.arns()).find((one) => !before.includes(one))!;
    return { note: result.note, key: (await at.aws.call('GetKey', { KeyIdentifier: arn })).output.Key };
  }

  it('waits where the team has not decided, and is imported only once it has', async () => {
    const { note, key } = await candidate();
    const named = await settleByHand(note, { key }, ports(at.folder));
    expect(named).toMatchObject({ kind: 'waiting', note: { waiting: { arn: key.KeyArn, found: 'user' } } });
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    expect(await again()).toMatchObject({ kind: 'waiting' });
    at.simulator.decide('APPROVED');
    expect(await again()).toMatchObject({ kind: 'imported', note: { found: 'user' } });
  });

  it('is not imported where the team refused it', async () => {
    const { note, key } = await candidate();
    at.simulator.decide('FAILED');
    const failed = (await at.aws.call('GetKey', { KeyIdentifier: key.KeyArn })).output.Key;
    expect(await settleByHand(note, { key: failed }, ports(at.folder))).toMatchObject({ kind: 'refused' });
    expect(notesIn(at.folder)).toEqual([]);
  });
});

describe('two windows', () => {
  it('see the same import, and whoever reads second is told what came of it', async () => {
    const [one, two] = [ports(at.folder), ports(at.folder)];
    const note = waiting(await send(at.aws, plan, one));
    const other = waiting(await send(at.aws, plan, two));
    expect(other.waiting).toEqual(note.waiting);
    at.simulator.decide('APPROVED');
    expect(await lookForImport(at.aws, note, one)).toMatchObject({ kind: 'imported' });
    expect(await lookForImport(at.aws, other, two)).toMatchObject({
      kind: 'before',
      notes: [{ arn: note.waiting.arn }],
    });
  });

  it('are both told that it was not approved, and only one new request is made', async () => {
    const [one, two] = [ports(at.folder), ports(at.folder)];
    const note = waiting(await send(at.aws, plan, one));
    at.simulator.decide('FAILED');
    expect(await lookForImport(at.aws, note, one)).toMatchObject({ kind: 'refused' });
    expect(await lookForImport(at.aws, note, two)).toMatchObject({ kind: 'refused' });
    const calls = onImport(at.simulator);
    const results = await Promise.all([send(at.aws, plan, one), send(at.aws, plan, two)]);
    expect(calls()).toBe(1);
    expect(results.map(({ kind }) => kind).filter((kind) => kind !== 'elsewhere')).toContain('waiting');
  });

  it('wait for a lock that the other holds for a moment, and leave it where they are told to', async () => {
    const two = ports(at.folder);
    const note = waiting(await again());
    const held = await ports(at.folder).store.lock(note.identity);
    if ('holder' in held) throw new Error(held.holder.file);
    const stopped = await lookForImport(at.aws, note, { ...two, signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ kind: 'elsewhere', holder: { provable: true, pid: process.pid } });
    let pauses = 0;
    const release = async (): Promise<void> => {
      if (++pauses === 3) await held.release();
    };
    expect(
      await lookForImport(at.aws, note, { ...two, clock: { ...two.clock, pause: release } }),
    ).toMatchObject({
      kind: 'waiting',
    });
    expect(pauses).toBe(3);
  });

  it('say after some tries who holds the lock', async () => {
    const note = waiting(await again());
    const held = await ports(at.folder).store.lock(note.identity);
    if ('holder' in held) throw new Error(held.holder.file);
    const { clock, ...two } = ports(at.folder);
    const waits: number[] = [];
    const pause = (milliseconds: number): Promise<void> => Promise.resolve(void waits.push(milliseconds));
    expect(await lookForImport(at.aws, note, { ...two, clock: { ...clock, pause } })).toMatchObject({
      kind: 'elsewhere',
      holder: { provable: true, pid: process.pid },
    });
    expect(waits).toEqual(Array(11).fill(250));
    await held.release();
  });
});

describe('an import that another window closed as not imported', () => {
  async function closed(): Promise<WaitingNote> {
    const note = waiting(await again());
    await ports(at.folder).store.drop(note);
    return note;
  }
  const look = (note: WaitingNote): Promise<Look> => lookForImport(at.aws, note, ports(at.folder));

  it('is unclear where its key cannot be read', async () => {
    const note = await closed();
    at.simulator.setDenied(['GetKey']);
    expect(await look(note)).toMatchObject({ kind: 'unclear', cause: { kind: 'notAuthorised' } });
  });

  it('still waits while the team may approve it, and is not sent again', async () => {
    const note = await closed();
    const calls = onImport(at.simulator);
    expect(waiting(await look(note)).waiting).toEqual(note.waiting);
    expect(waiting(await again()).waiting.arn).toBe(note.waiting.arn);
    expect(calls()).toBe(0);
  });

  it('is imported where its key is there', async () => {
    const note = await closed();
    at.simulator.decide('APPROVED');
    expect(await look(note)).toMatchObject({ kind: 'imported', key: { KeyArn: note.waiting.arn } });
    expect(await again()).toMatchObject({ kind: 'before', notes: [{ arn: note.waiting.arn }] });
  });

  it('is shown as closed where its key was deleted', async () => {
    const note = await closed();
    at.simulator.decide('APPROVED');
    await at.aws.call('DeleteKey', { KeyIdentifier: note.waiting.arn });
    expect(await look(note)).toEqual({ kind: 'closed' });
    expect(notesIn(at.folder)).toEqual([]);
  });
});

describe('reading until it is decided', () => {
  /** Time passes as it is waited for. @param onPause what happens in a pause, by its number */
  function passing(pauses: number[], onPause: (number: number) => void): ImportClock {
    const { clock } = ports(at.folder);
    return {
      ...clock,
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        onPause(pauses.length);
        return Promise.resolve();
      },
    };
  }

  it('becomes rarer, up to every 30 seconds, and passes over failures that pass', async () => {
    const note = waiting(await again());
    const pauses: number[] = [];
    const told: string[] = [];
    const clock = passing(pauses, (number) => {
      if (number === 3) at.simulator.setFaults(() => ({ kind: 'throttle' }));
      if (number === 4) at.simulator.setFaults(undefined);
      if (number === 12) at.simulator.decide('APPROVED');
    });
    const state = await awaitApproval(at.aws, note, {
      ...ports(at.folder),
      clock,
      told: ({ kind }) => told.push(kind),
    });
    expect(state).toMatchObject({ kind: 'imported', key: { KeyArn: note.waiting.arn } });
    expect(pauses).toHaveLength(12);
    expect(pauses.slice(0, 3)).toEqual([2000, 3000, 4500]);
    expect(pauses.at(-1)).toBe(longestPause);
    expect(told.filter((kind) => kind !== 'waiting')).toEqual(['unclear']);
  });

  it('ends where the user leaves, and the note stays', async () => {
    const note = waiting(await again());
    const cancel = new AbortController();
    const clock = passing([], (number) => number === 2 && cancel.abort());
    const state = await awaitApproval(at.aws, note, { ...ports(at.folder), clock, signal: cancel.signal });
    expect(state.kind).toBe('waiting');
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
  });

  it('ends where only a person can go on', async () => {
    const note = waiting(await again());
    at.simulator.setDenied(['GetKey']);
    const state = await awaitApproval(at.aws, note, ports(at.folder));
    expect(state).toMatchObject({ kind: 'unclear', cause: { kind: 'notAuthorised' } });
    expect(noteOf(state as ImportResult).id).toBe(note.id);
  });
});
