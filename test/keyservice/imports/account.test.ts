// Credentials that are renewed to another account between the confirmation and the call, or while an answer is looked
// for: nothing is sent, nothing is judged, and no note is lost.
import { describe, expect, it } from 'vitest';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import { isWanted } from '../../../src/keyservice/manifest/preflight';
import { lookForImport } from '../../../src/keyservice/imports/unsettled';
import { arnsOf, connect, importKek, locksIn, notesIn, planOf, ports, send } from './importing';
import { blockOf, checkRows, lose, onImport, runRows, setting } from './setting';

const [first, second] = ['111111111111', '222222222222'] as const;
const at = setting({ accounts: [first, second] });

interface Renewable {
  readonly aws: AwsService;
  /** Whose the next set of credentials is. */
  account: string;
  /** Awaited by the next fetch of credentials. */
  before: () => Promise<void>;
  fetched: number;
}

/** Confirmed for the first account; each call fetches credentials. */
function renewable(account: string = first): Renewable {
  const { url, region, storeId } = at.simulator;
  const one: Renewable = {
    account,
    before: () => Promise.resolve(),
    fetched: 0,
    aws: connectAws({
      target: { kind: 'simulator', profile: 'r', region, account: first, endpoint: url, store: storeId },
      credentials: async () => {
        one.fetched++;
        await one.before();
        return at.simulator.newCredentials(one.account);
      },
      queue: new RateQueue({ rate: 5000 }),
    }),
  };
  return one;
}

const imports = (): { calls: () => string[] } => {
  const accounts: string[] = [];
  at.simulator.setFaults(({ operation, account }) => {
    if (operation === 'ImportKey') accounts.push(account);
    return undefined;
  });
  return { calls: () => accounts };
};

describe('credentials renewed to another account', () => {
  it('after the confirmation: nothing is sent, and no note is left', async () => {
    const { calls } = imports();
    const renewed = renewable(second);
    expect(await send(renewed.aws, at.plan(), ports(at.folder))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'otherAccount', effect: 'none', foundAccount: second },
    });
    expect([calls(), notesIn(at.folder), locksIn(at.folder)]).toEqual([[], [], []]);
    // Back in the account that was confirmed it goes.
    renewed.account = first;
    expect(await send(renewed.aws, at.plan(), ports(at.folder))).toMatchObject({
      kind: 'imported',
      note: { identity: { account: first } },
    });
    expect(calls()).toEqual([first]);
    renewed.aws.close();
  });

  it('while the code of an MFA device is typed: nothing is sent, and no note is left', async () => {
    const { calls } = imports();
    const renewed = renewable();
    renewed.before = () => {
      renewed.account = second;
      return Promise.resolve();
    };
    expect(await send(renewed.aws, at.plan(), ports(at.folder))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'otherAccount', effect: 'none' },
    });
    expect([calls(), notesIn(at.folder)]).toEqual([[], []]);
    renewed.aws.close();
  });

  it('between the check and the call: the call is signed with the set that was checked', async () => {
    const { calls } = imports();
    const renewed = renewable();
    const folder = ports(at.folder);
    const create = folder.store.create.bind(folder.store);
    folder.store.create = (note) => {
      renewed.account = second;
      return create(note);
    };
    expect(await send(renewed.aws, at.plan(), folder)).toMatchObject({ kind: 'imported' });
    expect([calls(), renewed.fetched]).toEqual([[first], 1]);
    renewed.aws.close();
  });

  it('after a lost answer: the other account is not asked, and the note stays', async () => {
    const planned = at.plan();
    const before = await at.arns();
    const renewed = renewable();
    const note = await lose(at, planned, { aws: renewed.aws });
    const calls = onImport(at.simulator);
    renewed.account = second;
    for (const result of [
      await send(renewed.aws, planned, ports(at.folder)),
      await lookForImport(renewed.aws, note, ports(at.folder)),
    ])
      expect(result).toMatchObject({ kind: 'unclear', cause: { kind: 'otherAccount' } });
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    renewed.account = first;
    expect(await send(renewed.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'imported',
      found: true,
    });
    renewed.aws.close();
    expect(calls()).toBe(0);
    expect(await at.arns()).toHaveLength(before.length + 1);
  });

  it('while the answer was on its way: the first look says that it is not known, and the note stays', async () => {
    const planned = at.plan();
    const renewed = renewable();
    at.simulator.setFaults(({ operation }) => {
      if (operation !== 'ImportKey') return undefined;
      renewed.account = second;
      return { kind: 'drop', when: 'after' };
    });
    expect((await send(renewed.aws, planned, ports(at.folder))).kind).toBe('unclear');
    expect(notesIn(at.folder)).toEqual(['1.open.json']);
    renewed.account = first;
    at.simulator.setFaults(undefined);
    expect(await send(renewed.aws, planned, ports(at.folder))).toMatchObject({
      kind: 'imported',
      found: true,
    });
    renewed.aws.close();
  });

  it('in the middle of a manifest: the run ends there, and goes on in its own account', async () => {
    const options = { folder: at.folder, wrappingKey: at.kek.KeyArn };
    const rows = [at.plan(), at.plan(), at.plan()].map((one) => ({ keyBlock: blockOf(one) }));
    const before = await at.arns();
    const renewed = renewable();
    const checked = await checkRows(renewed.aws, rows, options);
    at.simulator.setFaults(({ operation }) => {
      if (operation === 'ImportKey') renewed.account = second;
      return undefined;
    });
    const ended = await runRows(renewed.aws, checked, options);
    expect([ended.end, ended.outcomes.length]).toMatchObject([
      { kind: 'service', error: { kind: 'otherAccount' } },
      1,
    ]);
    at.simulator.setFaults(undefined);
    renewed.account = first;
    const rest = await checkRows(renewed.aws, rows, options);
    expect(rest.map(isWanted)).toEqual([false, true, true]);
    expect((await runRows(renewed.aws, rest, options)).end.kind).toBe('complete');
    renewed.aws.close();
    expect(await at.arns()).toHaveLength(before.length + 3);
  });
});

describe('an account that is not known', () => {
  it('is never taken for one that is: nothing is sent', async () => {
    const { calls } = imports();
    const { url, region, storeId, credentials } = at.simulator;
    const nobody = connectAws({
      target: { kind: 'simulator', profile: 'r', region, endpoint: url, store: storeId },
      credentials: () => Promise.resolve(credentials),
    });
    expect(await send(nobody, at.plan(), ports(at.folder))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'accountUnknown', effect: 'none' },
    });
    nobody.close();
    expect(calls()).toEqual([]);
  });

  it('where the identity may not be asked, the keys of the account say it', async () => {
    at.simulator.setDenied(['GetCallerIdentity'], second);
    const other = connect(at.simulator, at.simulator.accounts[1]!);
    // Without a key there is nothing that could say whose the credentials are.
    const text = blockOf(at.plan());
    expect(await send(other, planOf(text, at.kek, other), ports(at.folder))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'accountUnknown', effect: 'none' },
    });
    const kek = await importKek(other, at.kekBytes);
    expect(await send(other, planOf(text, kek, other), ports(at.folder))).toMatchObject({
      kind: 'imported',
      note: { identity: { account: second } },
    });
    const claimed = renewable(second);
    expect(await send(claimed.aws, at.plan(), ports(at.folder))).toMatchObject({
      kind: 'failed',
      cause: { kind: 'otherAccount', foundAccount: second },
    });
    claimed.aws.close();
    expect(await arnsOf(other)).toHaveLength(2);
    other.close();
  });
});
