import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerIdentity } from '../../../src/keyservice/aws/account';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws } from '../../../src/keyservice/aws/service';
import type { KeyServiceError } from '../../../src/keyservice/errors';
import { Journal } from '../../../src/keyservice/simulator/journal';
import {
  startSimulator,
  type Simulator,
  type SimulatorAccount,
} from '../../../src/keyservice/simulator/server';
import { allFour, attributes, clientOf, failureOf, send } from './client';

const first = '111122223333';
const second = '444455556666';
const make = {
  KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
  Exportable: true,
} as const;

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-accounts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The real adapter with the credentials of one account. */
async function as<Result>(
  simulator: Simulator,
  { account, credentials }: SimulatorAccount,
  work: (service: ReturnType<typeof connectAws>) => Promise<Result>,
): Promise<Result> {
  const { url: endpoint, region } = simulator;
  const service = connectAws({
    target: { kind: 'simulator', profile: 'test', region, account, endpoint },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 1000 }),
  });
  try {
    return await work(service);
  } finally {
    service.close();
  }
}

const arns = (simulator: Simulator, account: SimulatorAccount): Promise<string[]> =>
  as(simulator, account, async (service) =>
    (await service.call('ListKeys', {})).output.Keys.map(({ KeyArn }) => KeyArn),
  );

const makeKey = (simulator: Simulator, account: SimulatorAccount, alias: string): Promise<string> =>
  as(simulator, account, async (service) => {
    const { KeyArn } = (await service.call('CreateKey', make)).output.Key;
    await service.call('CreateAlias', { AliasName: alias, KeyArn });
    return KeyArn;
  });

describe('two accounts behind one endpoint', () => {
  let simulator: Simulator;
  let one: SimulatorAccount;
  let other: SimulatorAccount;
  beforeAll(async () => {
    simulator = await startSimulator({ accounts: [first, second], mostKeys: 3 });
    [one, other] = simulator.accounts as [SimulatorAccount, SimulatorAccount];
  });
  afterAll(() => simulator.close());

  it('have their own credentials, and the first is that of the simulator', () => {
    expect(simulator.accounts.map(({ account }) => account)).toEqual([first, second]);
    expect(simulator).toMatchObject({ account: first, credentials: one.credentials });
    expect(other.credentials.accessKeyId).not.toBe(one.credentials.accessKeyId);
    expect(other.credentials.secretAccessKey).not.toBe(one.credentials.secretAccessKey);
  });

  it('do not see each other’s keys, aliases and tokens, and have their own quota', async () => {
    const inOne = await makeKey(simulator, one, 'alias/same');
    const inOther = await makeKey(simulator, other, 'alias/same');
    expect(inOne).toContain(`:${first}:key/`);
    expect(inOther).toContain(`:${second}:key/`);
    expect(await arns(simulator, one)).toEqual([inOne]);
    expect(await arns(simulator, other)).toEqual([inOther]);

    await as(simulator, other, async (service) => {
      const { Alias } = (await service.call('GetAlias', { AliasName: 'alias/same' })).output;
      expect(Alias.KeyArn).toBe(inOther);
      await expect(service.call('GetKey', { KeyIdentifier: inOne })).rejects.toMatchObject({
        kind: 'notFound',
      });
    });

    const { ImportToken } = await as(simulator, one, async (service) => {
      const wanted = { KeyMaterialType: 'KEY_CRYPTOGRAM', WrappingKeyAlgorithm: 'RSA_3072' } as const;
      return (await service.call('GetParametersForImport', wanted)).output;
    });
    const cryptogram = {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
          Exportable: true,
          ImportToken,
          WrappedKeyCryptogram: 'A'.repeat(768),
        },
      },
    };
    const message = (account: SimulatorAccount): Promise<string> =>
      as(simulator, account, (service) => service.call('ImportKey', cryptogram)).then(
        () => 'imported',
        (error: unknown) => (error as KeyServiceError).serviceText ?? '',
      );
    expect(await message(one)).toContain('cannot be decrypted with the key of this token');
    expect(await message(other)).toContain('no such import token');

    await makeKey(simulator, one, 'alias/two');
    await makeKey(simulator, one, 'alias/three');
    await expect(makeKey(simulator, one, 'alias/four')).rejects.toMatchObject({ kind: 'quota' });
    await makeKey(simulator, other, 'alias/two');
  });

  it('refuse the secret of one under the access key id of the other', async () => {
    const mixed = { ...one.credentials, secretAccessKey: other.credentials.secretAccessKey };
    const failure = await failureOf(send(clientOf({ ...simulator, credentials: mixed }), 'ListKeys', {}));
    expect(failure.name).toBe('InvalidSignatureException');
  });

  it('give further credentials of one account, as a renewal does; those before stay valid', async () => {
    const renewed = simulator.newCredentials(second);
    expect(simulator.accounts.map(({ credentials }) => credentials.accessKeyId)).not.toContain(
      renewed.accessKeyId,
    );
    const before = await arns(simulator, other);
    expect(await arns(simulator, { account: second, credentials: renewed })).toEqual(before);
    expect(() => simulator.newCredentials('999999999999')).toThrow(RangeError);
  });

  it.each([
    [{ accounts: [] }, /needs an account/],
    [{ accounts: ['12'] }, /12 digits/],
    [{ accounts: [first, first] }, /twice/],
    [{ account: second, accounts: [first, second] }, /must be the first/],
  ])('is not started with %j', async (options, message) => {
    await expect(startSimulator(options)).rejects.toThrow(message);
  });
});

describe('the store', () => {
  it('has an id of its own in memory', async () => {
    const [a, b] = await Promise.all([startSimulator(), startSimulator()]);
    expect(a.storeId).toMatch(/^[0-9a-f]{32}$/);
    expect(b.storeId).toMatch(/^[0-9a-f]{32}$/);
    expect(a.storeId).not.toBe(b.storeId);
    await Promise.all([a.close(), b.close()]);
  });

  it('keeps its id and the keys of every account in its file, also when it is rewritten', async () => {
    const file = path.join(folder, 'both');
    // So small that every call rewrites the file.
    const options = { file, rewriteFrom: 1 };
    const before = await startSimulator({ ...options, accounts: [first, second] });
    const made: string[] = [];
    for (const [index, account] of before.accounts.entries())
      for (let i = 0; i < 6; i++) made.push(await makeKey(before, account, `alias/${index}-${i}`));
    await before.close();

    const after = await startSimulator({ ...options, accounts: [second, first] });
    expect(after.storeId).toBe(before.storeId);
    expect(await arns(after, after.accounts[1]!)).toEqual(made.slice(0, 6));
    expect(await arns(after, after.accounts[0]!)).toEqual(made.slice(6));
    await after.close();

    // An account that is not served for once is not lost.
    const alone = await startSimulator({ ...options, account: first });
    await makeKey(alone, alone.accounts[0]!, 'alias/more');
    await alone.close();
    const again = await startSimulator({ ...options, account: second });
    expect(again.storeId).toBe(before.storeId);
    expect(await arns(again, again.accounts[0]!)).toEqual(made.slice(6));
    await again.close();
  });

  it('gives a file of version 0.1.0 an id, and its rows to the account that opens it first', async () => {
    const file = path.join(folder, 'old');
    const journal = await Journal.open(
      file,
      () => undefined,
      () => [],
    );
    journal.append([['aliases', 'alias/kept', { name: 'alias/kept', sequence: 1 }]]);
    journal.append([['aliases', 'alias/gone', { name: 'alias/gone', sequence: 2 }]]);
    journal.append([['aliases', 'alias/gone', null]]);
    await journal.close();

    const aliases = (simulator: Simulator, account: SimulatorAccount): Promise<string[]> =>
      as(simulator, account, async (service) =>
        (await service.call('ListAliases', {})).output.Aliases.map(({ AliasName }) => AliasName),
      );
    const opened = await startSimulator({ file, accounts: [second, first] });
    expect(await aliases(opened, opened.accounts[0]!)).toEqual(['alias/kept']);
    expect(await aliases(opened, opened.accounts[1]!)).toEqual([]);
    await as(opened, opened.accounts[0]!, (service) =>
      service.call('DeleteAlias', { AliasName: 'alias/kept' }),
    );
    await opened.close();

    const again = await startSimulator({ file, accounts: [first, second] });
    expect(again.storeId).toBe(opened.storeId);
    for (const account of again.accounts) expect(await aliases(again, account)).toEqual([]);
    await again.close();
  });

  it('refuses a file with lines of a later version', async () => {
    const file = path.join(folder, 'later');
    const journal = await Journal.open(
      file,
      () => undefined,
      () => [],
    );
    journal.append({ something: 'new' });
    await journal.close();
    await expect(startSimulator({ file })).rejects.toThrow(/later version/);
    // The file is not locked, and unchanged.
    await expect(startSimulator({ file })).rejects.toThrow(/later version/);
    expect(readFileSync(file, 'utf8')).toContain('something');
  });
});

describe('STS at the same endpoint', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ accounts: [first, second] });
  });
  afterAll(() => simulator.close());

  const sts = (credentials: { accessKeyId: string; secretAccessKey: string }, region = 'us-east-2') =>
    new STSClient({ endpoint: simulator.url, region, credentials, maxAttempts: 1 });
  const ask = (client: STSClient) => client.send(new GetCallerIdentityCommand({}));

  it('says to the AWS SDK whose the credentials are, and which store it is', async () => {
    for (const { account, credentials } of simulator.accounts)
      expect(await ask(sts(credentials))).toMatchObject({
        Account: account,
        Arn: `arn:aws:sts::${account}:assumed-role/simulator/${simulator.storeId}`,
        UserId: expect.stringContaining(simulator.storeId) as string,
        $metadata: { httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      });
    const renewed = simulator.newCredentials(second);
    expect((await ask(sts(renewed))).Account).toBe(second);
  });

  it('answers the adapter’s own question', async () => {
    for (const { account, credentials } of simulator.accounts)
      expect(
        await callerIdentity(credentials, { region: simulator.region, endpoint: simulator.url }),
      ).toEqual({ account, store: simulator.storeId, by: 'sts' });
  });

  it.each([
    ['another access key id', { accessKeyId: 'OTHER' }, 'us-east-2', 'InvalidClientTokenId'],
    ['another secret', { secretAccessKey: 'other' }, 'us-east-2', 'SignatureDoesNotMatch'],
    ['a real access key id', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, 'us-east-2', 'InvalidClientTokenId'],
    ['another Region', {}, 'eu-west-1', 'SignatureDoesNotMatch'],
  ])('refuses %s', async (_, change, region, name) => {
    const failure = await failureOf(ask(sts({ ...simulator.credentials, ...change }, region)));
    expect(failure).toMatchObject({ name, status: 403 });
    expect(failure.message).toMatch(/^Simulator: /);
  });

  it('refuses every other action, and a request without a signature', async () => {
    const client = sts(simulator.credentials);
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body = 'Action=GetSessionToken&Version=2011-06-15';
        request.headers['content-length'] = String(request.body.length);
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    expect(await failureOf(ask(client))).toMatchObject({ name: 'InvalidAction', status: 400 });

    const unsigned = await fetch(simulator.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(unsigned.status).toBe(403);
    expect(unsigned.headers.get('content-type')).toBe('text/xml');
    expect(await unsigned.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('does not take a signature for STS in a call of the key service', async () => {
    const client = clientOf(simulator);
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['content-type'] =
          'application/x-www-form-urlencoded';
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const failure = await failureOf(send(client, 'ListKeys', {}));
    expect(failure.status).toBe(403);
  });

  it('fails on demand, for one account or all', async () => {
    const [one, other] = simulator.accounts as [SimulatorAccount, SimulatorAccount];
    const seen: unknown[] = [];
    simulator.setFaults((call) => {
      seen.push(call);
      return call.account === second ? { kind: 'error', status: 503, when: 'after' } : undefined;
    });
    expect((await ask(sts(one.credentials))).Account).toBe(first);
    expect(await failureOf(ask(sts(other.credentials)))).toMatchObject({
      name: 'ServiceUnavailable',
      status: 503,
    });
    expect(seen).toEqual([
      { operation: 'GetCallerIdentity', account: first, accessKeyId: one.credentials.accessKeyId, call: 1 },
      {
        operation: 'GetCallerIdentity',
        account: second,
        accessKeyId: other.credentials.accessKeyId,
        call: 2,
      },
    ]);
    simulator.setFaults(() => ({ kind: 'throttle' }));
    expect((await failureOf(ask(sts(one.credentials)))).name).toBe('Throttling');
    simulator.setFaults(() => ({ kind: 'drop', when: 'before' }));
    expect((await failureOf(ask(sts(one.credentials)))).status).toBeUndefined();
    simulator.setFaults(undefined);

    simulator.setDenied(['GetCallerIdentity'], first);
    const refused = await failureOf(ask(sts(one.credentials)));
    expect(refused).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(refused.message).toContain('not authorized to perform: sts:GetCallerIdentity');
    expect((await ask(sts(other.credentials))).Account).toBe(second);
    simulator.setDenied([]);
    expect((await ask(sts(one.credentials))).Account).toBe(first);
  });
});
