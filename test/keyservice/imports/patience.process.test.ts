// Nothing is sent again before the service cannot be at the first call any more, counted by a clock that nobody sets:
// single imports and manifests, with calls that take effect late.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { moment } from '../../../src/desktop/noteFolder';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws } from '../../../src/keyservice/aws/service';
import { passedSince } from '../../../src/keyservice/imports/clock';
import { lookForImport, patienceLeft, settleByHand } from '../../../src/keyservice/imports/unsettled';
import { importAll, type ChildOptions } from '../manifest/child';
import { clock, connect, notesIn, pause, ports, send } from './importing';
import { arnOf, blockOf, checkRows, late, lose, noteOf, onImport, runRows, setting } from './setting';
import { nodeScript } from '../nodeScript';

const at = setting();
/** Less than signatures allow. */
const step = 4 * 60_000;
afterEach(() => void vi.useRealTimers());

describe('a manifest row whose answer was lost', () => {
  it('waits for the key that comes late, and sends nothing twice', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn, patience: 4_000 };
    const rows = await checkRows(at.aws, [{ keyBlock: blockOf(planned) }], options);
    const calls = onImport(at.simulator, late(2_500));
    const { outcomes, end } = await runRows(at.aws, rows, options);
    await at.simulator.lateCallsDone();
    expect([end.kind, outcomes.map(({ result, found }) => [result, found])]).toEqual([
      'complete',
      [['imported', true]],
    ]);
    expect(calls()).toBe(1);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  describe('in a process that was killed', () => {
    const work = mkdtempSync(path.join(tmpdir(), 'kmi-patience-'));
    const script = path.join(work, 'child.mjs');
    afterAll(() => rmSync(work, { recursive: true }));

    it('is waited for by the run that follows at once', async () => {
      await nodeScript(
        `import { importAll } from './test/keyservice/manifest/child';
            console.log(JSON.stringify(await importAll(JSON.parse(process.argv[2]))));`,
        script,
      );
      const { url, region, account, credentials } = at.simulator;
      const manifest = path.join(work, 'm.keymanifest.json');
      const keys = [{ keyBlock: blockOf(at.plan()) }];
      const defaults = { wrappingKey: at.kek.KeyArn };
      writeFileSync(manifest, JSON.stringify({ version: 1, defaults, keys }));
      const options: ChildOptions = {
        ...{ url, region, account, credentials, manifest },
        folder: path.join(work, 'run'),
        patience: 4_000,
      };
      const before = await at.arns();
      const calls = onImport(at.simulator, { kind: 'late', milliseconds: 3_000, meanwhile: 'silence' });
      const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('close', resolve));
      await vi.waitFor(() => expect(calls()).toBe(1), { timeout: 20_000 });
      child.kill('SIGKILL');
      await ended;
      expect(notesIn(path.join(options.folder, 'imports'))).toEqual(['1.open.json']);
      expect(await importAll(options)).toMatchObject({ results: { imported: 1 }, found: 1 });
      await at.simulator.lateCallsDone();
      expect(calls()).toBe(1);
      expect(await at.arns()).toHaveLength(before.length + 1);
    });
  });
});

describe('the wait', () => {
  it('counts from the end of the call, not from its start', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const impatient = connect(at.simulator, at.simulator, { timeout: 3_000 });
    // The call takes three seconds here, and the service five.
    await lose(at, planned, {
      aws: impatient,
      fault: { kind: 'late', milliseconds: 5_000, meanwhile: 'silence' },
    });
    const calls = onImport(at.simulator);
    expect(await send(impatient, planned, ports(at.folder, { patience: 3_000 }))).toMatchObject({
      kind: 'imported',
      found: true,
    });
    await at.simulator.lateCallsDone();
    impatient.close();
    expect(calls()).toBe(0);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('begins behind the prompt for an MFA code: until then there is no note, then one before the call', async () => {
    const planned = at.plan();
    let give = (): void => undefined;
    const given = new Promise<void>((resolve) => (give = resolve));
    let asked = 0;
    const { url, region, storeId, account, credentials } = at.simulator;
    const asking = connectAws({
      target: { kind: 'simulator', profile: 'mfa', region, account, endpoint: url, store: storeId },
      credentials: async () => {
        asked++;
        await given;
        return credentials;
      },
      queue: new RateQueue({ rate: 5000 }),
    });
    const seen: string[][] = [];
    at.simulator.setFaults(({ operation }) => {
      if (operation === 'ImportKey') seen.push(notesIn(at.folder));
      return undefined;
    });
    const sent = send(asking, planned, ports(at.folder));
    await vi.waitFor(() => expect(asked).toBe(1));
    await pause(1_200);
    expect(notesIn(at.folder)).toEqual([]);
    const answered = Date.now();
    give();
    const result = await sent;
    asking.close();
    expect(seen).toEqual([['1.open.json']]);
    expect(result.kind === 'imported' && result.note.startedAt).toBeGreaterThanOrEqual(answered);
  });

  it.each([
    ['four minutes ahead', step],
    ['four minutes back', -step],
  ])('is not ended by a clock that is set %s', async (_, ahead) => {
    const planned = at.plan();
    const before = await at.arns();
    await lose(at, planned, { fault: late(2_500) });
    const calls = onImport(at.simulator);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ahead });
    const doing: string[] = [];
    const result = await send(
      at.aws,
      planned,
      ports(at.folder, { patience: 4_000, report: (one) => void doing.push(one) }),
    );
    expect(result).toMatchObject({ kind: 'imported', found: true });
    expect(doing).not.toContain('send');
    expect(calls()).toBe(0);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it.each([
    ['passed', 'a', 10_000, 4_000],
    ['never less than nothing', 'a', 5_200, 0],
    ['after a restart, its whole uptime', 'a', 3_000, 2_000],
    ['of another machine, nothing', 'b', 99_000, 0],
  ])('knows the time that has certainly passed: %s', (_, host, milliseconds, passed) => {
    expect(passedSince({ host: 'a', milliseconds: 5_000 }, { host, milliseconds })).toBe(passed);
  });
});

describe('"none" by hand', () => {
  it('is not taken before the wait is over, and then the note goes', async () => {
    const planned = at.plan();
    onImport(at.simulator, { kind: 'drop', when: 'before' });
    const note = noteOf(await send(at.aws, planned, ports(at.folder)));
    const patient = ports(at.folder, { patience: 3_000 });
    expect(patienceLeft(note, clock(3_000))).toBeGreaterThan(2_000);
    const tooEarly = moment();
    expect(await settleByHand(note, { noneAt: tooEarly }, patient)).toBe('early');
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    await vi.waitFor(() => expect(patienceLeft(note, clock(3_000))).toBe(0), { timeout: 10_000 });
    // Answered now, but of a list that was read too early.
    expect(await settleByHand(note, { noneAt: tooEarly }, patient)).toBe('early');
    expect(await settleByHand(note, { noneAt: moment() }, patient)).toBe('settled');
    expect(notesIn(at.folder)).toEqual([]);
  });

  it('and a key by hand hold only for the call that was judged', async () => {
    const planned = at.plan();
    onImport(at.simulator, { kind: 'drop', when: 'before' }, { kind: 'drop', when: 'before' });
    const first = noteOf(await send(at.aws, planned, ports(at.folder)));
    // Another window sends it again meanwhile: the same number, another call, lost as well.
    const second = noteOf(await send(at.aws, planned, ports(at.folder)));
    expect([second.number, second.id === first.id]).toEqual([first.number, false]);
    const judged = ports(at.folder);
    expect(await settleByHand(first, { key: { KeyArn: at.kek.KeyArn } }, judged)).toBe('gone');
    expect(await settleByHand(first, { noneAt: moment() }, judged)).toBe('gone');
    expect(await lookForImport(at.aws, first, judged)).toEqual({ kind: 'closed' });
    expect((await at.openNotes()).map(({ id }) => id)).toEqual([second.id]);
  });
});

describe('a look by itself', () => {
  it('finds the key, drops what came to nothing, and knows what was settled', async () => {
    const [found, none] = [at.plan(), at.plan()];
    const before = await at.arns();
    const first = await lose(at, found, { fault: late(1_000) });
    onImport(at.simulator, { kind: 'drop', when: 'before' });
    const second = noteOf(await send(at.aws, none, ports(at.folder)));
    const result = await lookForImport(at.aws, first, ports(at.folder, { patience: 2_500 }));
    const arn = arnOf(result);
    expect(await lookForImport(at.aws, second, ports(at.folder))).toEqual({ kind: 'absent' });
    expect(await lookForImport(at.aws, first, ports(at.folder))).toMatchObject({
      kind: 'before',
      notes: [{ arn, found: 'tag' }],
    });
    expect(readdirSync(at.folder).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });
});
