// What a person says, and what a second reader found: answers of a list that was read too early, notes that could be
// read again, keys of other imports, bodies that never end. Real adapter, files, locks and simulator.
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { noteFolder } from '../../../src/desktop/noteFiles';
import { moment } from '../../../src/desktop/noteFolder';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws } from '../../../src/keyservice/aws/service';
import { KeyServiceError } from '../../../src/keyservice/errors';
import { NoteStore, type UnreadableNote } from '../../../src/keyservice/imports/noteStore';
import { lookForImport, patienceLeft, settleByHand } from '../../../src/keyservice/imports/unsettled';
import { clock, notesIn, ports, send } from './importing';
import { arnOf, blockOf, checkRows, late, lose, noteOf, onImport, setting } from './setting';

const at = setting({ accounts: ['111122223333'] });

const unreadableOf = async (store: NoteStore, identity: Parameters<NoteStore['notes']>[0]) =>
  store.notes(identity).then(
    () => {
      throw new Error('it was read');
    },
    (error: unknown) => error as UnreadableNote,
  );

describe('"none of these"', () => {
  it('counts only of a list that was read after the wait: the key may have come in between', async () => {
    const planned = at.plan();
    const before = await at.arns();
    at.simulator.setDenied(['ListTagsForResource']);
    onImport(at.simulator, late(1_500));
    const first = await send(at.aws, planned, ports(at.folder, { patience: 3_000 }));
    const note = noteOf(first);
    const seen = moment();
    await vi.waitFor(() => expect(patienceLeft(note, clock(3_000))).toBe(0), { timeout: 15_000 });
    const patient = ports(at.folder, { patience: 3_000 });
    // The answer comes after the wait, the list was read before it.
    expect(await settleByHand(note, { noneAt: seen }, patient)).toBe('early');
    const again = await lookForImport(at.aws, note, patient);
    const arrived = (await at.arns()).find((arn) => !before.includes(arn));
    expect(again).toMatchObject({ kind: 'candidates', why: 'tagsDenied' });
    if (again.kind === 'candidates') expect(again.candidates.map(({ KeyArn }) => KeyArn)).toContain(arrived);
    at.simulator.setDenied([]);
    expect(arnOf(await send(at.aws, planned, patient))).toBe(arrived);
  });
});

describe('a key that a person named', () => {
  it('may belong to one import only', async () => {
    const [one, two] = [at.plan(), at.plan()];
    const known = arnOf(await send(at.aws, one, ports(at.folder)));
    const note = await lose(at, two);
    expect(await settleByHand(note, { key: { KeyArn: known } }, ports(at.folder))).toBe('taken');
    expect(notesIn(at.folder)).toEqual(['1.imported.json', '1.open.json']);
  });

  it('hides nothing: the import whose tag it carries still finds it', async () => {
    const [mine, theirs] = [at.plan(), at.plan()];
    const before = await at.arns();
    const note = await lose(at, mine);
    await lose(at, theirs);
    const arns = (await at.arns()).filter((arn) => !before.includes(arn));
    // Of two keys the wrong one is named.
    const tags = await Promise.all(
      arns.map(async (arn) => (await at.aws.call('ListTagsForResource', { ResourceArn: arn })).output.Tags),
    );
    const wrong = arns.find((_, i) => !tags[i]!.some(({ Value }) => Value === note.id))!;
    expect(await settleByHand(note, { key: { KeyArn: wrong } }, ports(at.folder))).toBe('settled');
    expect(arnOf(await send(at.aws, theirs, ports(at.folder)))).toBe(wrong);
    expect((await at.arns()).filter((arn) => !before.includes(arn))).toHaveLength(2);
  });
});

describe('setting a note aside', () => {
  it('leaves one that can be read again in its place', async () => {
    const note = await lose(at, at.plan());
    const files = noteFolder(at.folder);
    const busy = new NoteStore({ ...files, read: () => Promise.reject(new Error('EBUSY')) });
    const unreadable = await unreadableOf(busy, note.identity);
    expect(await ports(at.folder).store.setAside(unreadable)).toBe('readable');
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
  });

  it('waits for whoever is at its import, and overwrites none that was set aside before', async () => {
    const note = await lose(at, at.plan());
    const [name] = readdirSync(at.folder).filter((one) => one.endsWith('.open.json'));
    writeFileSync(path.join(at.folder, name!), 'half');
    const { store } = ports(at.folder);
    const unreadable = await unreadableOf(store, note.identity);
    const lock = await store.lock(note.identity);
    if ('holder' in lock) throw new Error('held');
    expect(await store.setAside(unreadable)).toBe('held');
    await lock.release();
    const aside = name!.replace('.open.json', '.aside');
    writeFileSync(path.join(at.folder, aside), 'earlier');
    expect(await store.setAside(unreadable)).toEqual({ path: path.join(at.folder, `${aside}.2`) });
    expect(readFileSync(path.join(at.folder, aside), 'utf8')).toBe('earlier');
  });
});

describe('a note of another process under the same number', () => {
  it('is neither dropped nor overwritten, and the key of the first keeps a note of its own', async () => {
    const mine = await lose(at, at.plan());
    const { store } = ports(at.folder);
    await store.drop(mine);
    const theirs = { ...mine, id: 'f'.repeat(32) };
    expect(await store.create(theirs)).toBe(true);
    await store.drop(mine);
    await expect(store.update(mine)).rejects.toThrow();
    expect((await store.open()).notes).toEqual([theirs]);
    const { v, id, identity, number, profile, endpoint, startedAt, wanted } = mine;
    const facts = { v, id, identity, number, profile, endpoint, startedAt, wanted };
    await store.settle(mine, { ...facts, state: 'imported', arn: 'arn:mine', importedAt: 1 });
    expect((await store.notes(identity)).notes).toMatchObject([
      { state: 'open', id: theirs.id },
      { state: 'imported', arn: 'arn:mine', number: 2 },
    ]);
  });
});

describe('a row of a manifest', () => {
  it('is imported again once for each reason, whatever came in between', async () => {
    const planned = at.plan();
    const imported = ports(at.folder);
    await send(at.aws, planned, imported);
    await send(at.aws, planned, imported, { again: { reason: 'a', after: 1 } });
    await send(at.aws, planned, imported, { again: { reason: 'x', after: 2 } });
    const rows = await checkRows(at.aws, [{ keyBlock: blockOf(planned), again: 'a' }], {
      folder: at.folder,
      wrappingKey: at.kek.KeyArn,
    });
    expect(rows[0]).toMatchObject({ verdict: 'imported', record: { number: 3 } });
    expect(rows[0]?.findings.map(({ code }) => code)).toContain('manifest_again_done');
  });
});

describe('an answer whose body never ends', () => {
  it('ends by the time limit, with its effect unknown', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': '100' });
      response.write('{"Key":');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { region, account, credentials } = at.simulator;
    const service = connectAws({
      target: {
        kind: 'simulator',
        profile: 'stalls',
        region,
        account,
        endpoint: `http://127.0.0.1:${port}`,
      },
      credentials: () => Promise.resolve(credentials),
      queue: new RateQueue({ rate: 1000 }),
      timeout: 500,
    });
    const failure = await service.call('ImportKey', at.plan().request).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(KeyServiceError);
    expect(failure).toMatchObject({ kind: 'timedOut', effect: 'unknown' });
    service.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
