// A note is looked for only in the service, account and Region that it names, and one block is one import whatever
// name its wrapping key goes by and whoever sends it: a single import, or a row of a manifest.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsService } from '../../../src/keyservice/aws/service';
import { lookForImport } from '../../../src/keyservice/imports/unsettled';
import { isWanted } from '../../../src/keyservice/manifest/preflight';
import type { Key } from '../../../src/keyservice/operations';
import { startSimulator } from '../../../src/keyservice/simulator/server';
import { arnsOf, connect, importKek, keyBlock, notesIn, planOf, ports, send } from './importing';
import { arnOf, blockOf, checkRows, late, lose, onImport, runRows, setting } from './setting';

const [first, second] = ['111111111111', '222222222222'] as const;
const at = setting({ accounts: [first, second] });
let other: AwsService;
let otherKek: Key;
beforeAll(async () => {
  other = connect(at.simulator, at.simulator.accounts[1]!);
  otherKek = await importKek(other, at.kekBytes);
});
afterAll(() => other.close());

describe('an import that was lost in one account', () => {
  it('is not judged by a look into another one', async () => {
    const note = await lose(at, at.plan());
    const before = notesIn(at.folder);
    expect(await lookForImport(other, note, ports(at.folder))).toMatchObject({
      kind: 'unclear',
      cause: { kind: 'otherAccount' },
    });
    expect(notesIn(at.folder)).toEqual(before);
    expect(await lookForImport(at.aws, note, ports(at.folder, { patience: 3_000 }))).toMatchObject({
      kind: 'imported',
      found: true,
    });
  });

  it('is another import there; back in its own it is found, and nothing is doubled', async () => {
    const [ours, theirs] = [await at.arns(), await arnsOf(other)];
    const text = blockOf(at.plan());
    await lose(at, planOf(text, at.kek, at.aws), { fault: late(1_500) });
    const calls = onImport(at.simulator);
    expect(await send(other, planOf(text, otherKek, other), ports(at.folder))).toMatchObject({
      kind: 'imported',
      found: false,
      note: { identity: { account: second } },
    });
    expect(notesIn(at.folder)).toEqual(['1.imported.json', '1.open.json']);
    const back = await send(at.aws, planOf(text, at.kek, at.aws), ports(at.folder, { patience: 3_000 }));
    expect(back).toMatchObject({ kind: 'imported', found: true, note: { identity: { account: first } } });
    expect(calls()).toBe(1);
    expect(await at.arns()).toHaveLength(ours.length + 1);
    expect(await arnsOf(other)).toHaveLength(theirs.length + 1);
  });
});

describe('one block', () => {
  it('is one import by the ARN and by the alias of its wrapping key', async () => {
    const before = await at.arns();
    const planned = at.plan();
    await at.aws.call('CreateAlias', { AliasName: 'alias/kek-of-places', KeyArn: at.kek.KeyArn });
    await lose(at, planned, { fault: late(1_500) });
    const calls = onImport(at.simulator);
    const byAlias = {
      ...planned,
      request: {
        KeyMaterial: {
          Tr31KeyBlock: {
            WrappedKeyBlock: `S${blockOf(planned)}\r\n`,
            WrappingKeyIdentifier: 'alias/kek-of-places',
          },
        },
      },
    };
    expect(await send(at.aws, byAlias, ports(at.folder, { patience: 3_000 }))).toMatchObject({
      kind: 'imported',
      found: true,
    });
    expect(calls()).toBe(0);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('is the same as a row of a manifest and as a single import, either way round', async () => {
    const [one, two] = [at.plan(), at.plan()];
    const before = await at.arns();
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn, patience: 3_000 };
    // Lost alone, then in a manifest that was checked before and knows nothing of it.
    const checked = await checkRows(at.aws, [{ keyBlock: blockOf(one) }], options);
    await lose(at, one, { fault: late(1_500) });
    const calls = onImport(at.simulator);
    const [row] = await checkRows(at.aws, [{ keyBlock: blockOf(one) }], options);
    expect(row!.findings.map(({ code }) => code)).toContain('manifest_answer_lost');
    expect((await runRows(at.aws, checked, options)).outcomes).toMatchObject([
      { result: 'imported', found: true },
    ]);
    // Imported by a manifest, then alone: it is known, and so it is by the next check.
    await runRows(at.aws, await checkRows(at.aws, [{ keyBlock: blockOf(two) }], options), options);
    const again = await send(at.aws, two, ports(at.folder));
    expect(again).toMatchObject({ kind: 'before', notes: [{ number: 1 }] });
    const [known] = await checkRows(at.aws, [{ keyBlock: blockOf(two) }], options);
    expect(known!.verdict).toBe('imported');
    expect(calls()).toBe(1);
    expect(await at.arns()).toHaveLength(before.length + 2);
  });

  it('that a manifest has twice is found by its check, also in another coat', async () => {
    const text = blockOf(at.plan());
    const rows = [{ keyBlock: text }, { keyBlock: `S${text.slice(0, 16)}${text.slice(16).toLowerCase()}` }];
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const judged = await checkRows(at.aws, rows, options);
    expect(judged.map((one) => [isWanted(one), one.reason?.code === 'manifest_block_twice'])).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

describe('a simulator', () => {
  it('is known by its store under another port: what was lost there is found, and not sent again', async () => {
    const work = mkdtempSync(path.join(tmpdir(), 'kmi-places-'));
    const file = path.join(work, 'store');
    let simulator = await startSimulator({ file });
    const url = simulator.url;
    let aws = connect(simulator, simulator);
    const kek = await importKek(aws, at.kekBytes);
    const text = keyBlock(at.kekBytes);
    onImport(simulator, { kind: 'drop', when: 'after' });
    simulator.setDenied(['ListKeys']);
    expect((await send(aws, planOf(text, kek, aws), ports(at.folder))).kind).toBe('unseen');
    const before = simulator.storeId;
    aws.close();
    // Its port is taken, so that it gets another one.
    await simulator.close();
    const there = await startSimulator({ port: Number(new URL(url).port) });
    simulator = await startSimulator({ file });
    try {
      expect([simulator.url === url, simulator.storeId]).toEqual([false, before]);
      aws = connect(simulator, simulator);
      expect(await send(aws, planOf(text, kek, aws), ports(at.folder))).toMatchObject({
        kind: 'imported',
        found: true,
      });
      expect(await arnsOf(aws)).toHaveLength(2);
      aws.close();
      // Another store that has the port now is another service, though account and Region are the same.
      aws = connect(there, there);
      const theirs = await importKek(aws, at.kekBytes);
      expect(arnOf(await send(aws, planOf(text, theirs, aws), ports(at.folder)))).not.toBe('');
      expect(await arnsOf(aws)).toHaveLength(2);
    } finally {
      aws.close();
      await there.close();
      await simulator.close();
      rmSync(work, { recursive: true });
    }
  });
});
