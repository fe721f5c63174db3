// Each call against the account behind the very credentials that sign it: real HTTP, host names of AWS led to loopback.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService, type AwsServiceOptions } from '../../src/keyservice/aws/service';
import { KeyServiceError } from '../../src/keyservice/errors';
import type { ServiceTarget } from '../../src/keyservice/operations';
import { startSimulator } from '../../src/keyservice/simulator/server';
import { callerXml, errorJson, standIn, stsErrorXml, type Answer, type Asked, type StandIn } from './standIn';

const region = 'us-east-2';
const service = `controlplane.payment-cryptography.${region}.amazonaws.com`;
const sts = `sts.${region}.amazonaws.com`;
/** Account by access key id. */
const accounts: Record<string, string> = { KEYA: '111111111111', KEYB: '222222222222' };
const arnIn = (account: string): string =>
  `arn:aws:payment-cryptography:${region}:${account}:key/abcdefghijklmnop`;

let aws: StandIn;
let open: AwsService[] = [];
/** Signs with this one next. */
let signing: string;
let fetched: number;

/** Keys of an account, imports and identities: all as they should be. */
const usual = ({ operation, signedBy }: Asked): Answer => {
  const account = accounts[signedBy] ?? '';
  switch (operation) {
    case 'GetCallerIdentity':
      return [200, callerXml(account)];
    case 'ListKeys':
      return [200, JSON.stringify({ Keys: [{ KeyArn: arnIn(account) }] })];
    case 'ImportKey':
    case 'CreateKey':
    case 'GetKey':
      return [200, JSON.stringify({ Key: { KeyArn: arnIn(account) } })];
    default:
      return [200, '{}'];
  }
};

beforeEach(async () => {
  aws = await standIn(usual);
  signing = 'KEYA';
  fetched = 0;
});
afterEach(async () => {
  for (const one of open) one.close();
  open = [];
  await aws.close();
});

function connected(more: Partial<AwsServiceOptions> = {}): AwsService {
  const target: ServiceTarget = { kind: 'aws', profile: 'payments', region, endpoint: aws.url(service) };
  const one = connectAws({
    target,
    credentials: () => {
      fetched++;
      return Promise.resolve({ accessKeyId: signing, secretAccessKey: 'secret', sessionToken: 'token' });
    },
    stsEndpoint: aws.url(sts),
    queue: new RateQueue({ rate: 1000 }),
    lookup: aws.lookup,
    ...more,
  });
  open.push(one);
  return one;
}

const input = { AliasName: 'alias/pek-01' };
const change = (one: AwsService, options: Parameters<AwsService['call']>[2] = {}): Promise<unknown> =>
  one.call('DeleteAlias', input, options);

async function failure(promise: Promise<unknown>): Promise<KeyServiceError> {
  const error: unknown = await promise.then(
    () => undefined,
    (one: unknown) => one,
  );
  if (error instanceof KeyServiceError) return error;
  throw new Error('no failure of the service', { cause: error });
}

const calls = (): string[] => aws.asked.map(({ operation }) => operation);

describe('the account behind a call', () => {
  it('is asked once a set of credentials, and the call is signed with that set', async () => {
    const one = connected();
    await change(one, { account: '111111111111' });
    await change(one, { account: '111111111111' });
    expect(aws.asked.map(({ host, operation, signedBy }) => [host, operation, signedBy])).toEqual([
      [sts, 'GetCallerIdentity', 'KEYA'],
      [service, 'DeleteAlias', 'KEYA'],
      [service, 'DeleteAlias', 'KEYA'],
    ]);
  });

  it('stops the call where it is not the confirmed one, and names the other', async () => {
    const one = connected();
    await change(one, { account: '111111111111' });
    signing = 'KEYB';
    const found = await failure(change(one, { account: '111111111111' }));
    expect(found).toMatchObject({ kind: 'otherAccount', effect: 'none', foundAccount: '222222222222' });
    expect(calls()).toEqual(['GetCallerIdentity', 'DeleteAlias', 'GetCallerIdentity']);
  });

  it('is that of reads, too, where one was confirmed', async () => {
    const one = connected();
    signing = 'KEYB';
    const found = await failure(one.call('ListKeys', {}, { account: '111111111111' }));
    expect(found.kind).toBe('otherAccount');
    expect(calls()).toEqual(['GetCallerIdentity']);
  });

  it('cannot change between the check and the call', async () => {
    const one = connected();
    const renew = (): Promise<void> => {
      signing = 'KEYB';
      return Promise.resolve();
    };
    // Renewed while STS is asked.
    aws.answer = async (asked) => {
      if (asked.operation === 'GetCallerIdentity') await renew();
      return usual(asked);
    };
    await change(one, { account: '111111111111' });
    signing = 'KEYA';
    // And again after the check, at the last moment before the call.
    await change(one, { account: '111111111111', ready: renew });
    expect(
      aws.asked.filter(({ operation }) => operation === 'DeleteAlias').map(({ signedBy }) => signedBy),
    ).toEqual(['KEYA', 'KEYA']);
    expect(fetched).toBe(2);
  });

  it('is needed for every change in a live account, and for none of the reads', async () => {
    const one = connected();
    const found = await failure(change(one));
    expect(found).toMatchObject({ kind: 'accountUnknown', effect: 'none' });
    expect(aws.asked).toEqual([]);
    expect(fetched).toBe(0);
    await one.call('ListKeys', {});
    expect(calls()).toEqual(['ListKeys']);
  });

  it('is asked again after a failure, which is not kept', async () => {
    const one = connected();
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity'
        ? [403, stsErrorXml('AccessDenied')]
        : [400, errorJson('AccessDeniedException')];
    const found = await failure(change(one, { account: '111111111111' }));
    expect(found).toMatchObject({ kind: 'accountUnknown', effect: 'none', operation: 'DeleteAlias' });
    expect(calls()).toEqual(['GetCallerIdentity', 'ListKeys']);
    aws.answer = usual;
    await change(one, { account: '111111111111' });
    expect(calls().slice(2)).toEqual(['GetCallerIdentity', 'DeleteAlias']);
  });

  it('is that of the ARNs of keys where STS denies', async () => {
    const one = connected();
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity' ? [403, stsErrorXml('AccessDenied')] : usual(asked);
    expect(await one.identity()).toEqual({ account: '111111111111', by: 'key' });
    await change(one, { account: '111111111111' });
    expect(aws.asked.map(({ operation, signedBy }) => [operation, signedBy])).toEqual([
      ['GetCallerIdentity', 'KEYA'],
      ['ListKeys', 'KEYA'],
      ['DeleteAlias', 'KEYA'],
    ]);
    const other = connected();
    signing = 'KEYB';
    expect(await failure(change(other, { account: '111111111111' }))).toMatchObject({
      kind: 'otherAccount',
      foundAccount: '222222222222',
    });
  });

  it('is that of the ARNs of keys where STS cannot be reached', async () => {
    const gone = await standIn(usual);
    await gone.close();
    const one = connected({ stsEndpoint: gone.url(sts) });
    expect(await one.identity()).toEqual({ account: '111111111111', by: 'key' });
    const never = connected({ timeout: 300 });
    aws.answer = (asked) => (asked.operation === 'GetCallerIdentity' ? 'never' : usual(asked));
    expect(await never.identity()).toEqual({ account: '111111111111', by: 'key' });
  });

  it('is not known where STS cannot be reached and there is no key', async () => {
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity' ? 'drop' : [200, JSON.stringify({ Keys: [] })];
    const found = await failure(change(connected(), { account: '111111111111' }));
    expect(found).toMatchObject({ kind: 'accountUnknown', effect: 'none' });
    expect(calls()).not.toContain('DeleteAlias');
  });

  it('is not that of keys of several accounts', async () => {
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity'
        ? 'drop'
        : [
            200,
            JSON.stringify({ Keys: [{ KeyArn: arnIn('111111111111') }, { KeyArn: arnIn('222222222222') }] }),
          ];
    expect((await failure(connected().identity())).kind).toBe('accountUnknown');
  });

  it('names credentials that have expired as that', async () => {
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity'
        ? [403, stsErrorXml('ExpiredToken')]
        : [400, errorJson('ExpiredTokenException')];
    expect(await failure(change(connected(), { account: '111111111111' }))).toMatchObject({
      kind: 'expiredCredentials',
      effect: 'none',
    });
  });

  it('is asked once for calls that come together, and one that is cancelled stops none of the others', async () => {
    const one = connected();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    aws.answer = async (asked) => {
      if (asked.operation === 'GetCallerIdentity') await held;
      return usual(asked);
    };
    const stop = new AbortController();
    const first = failure(change(one, { account: '111111111111', signal: stop.signal }));
    const second = change(one, { account: '111111111111' });
    await expect.poll(calls).toEqual(['GetCallerIdentity']);
    stop.abort();
    expect(await first).toMatchObject({ kind: 'cancelled', effect: 'none' });
    release();
    await second;
    expect(calls()).toEqual(['GetCallerIdentity', 'DeleteAlias']);
  });

  it('is no longer asked for where all were cancelled, and the next call asks', async () => {
    const one = connected();
    aws.answer = (asked) => (asked.operation === 'GetCallerIdentity' ? 'never' : usual(asked));
    const stop = new AbortController();
    const cancelled = failure(change(one, { account: '111111111111', signal: stop.signal }));
    await expect.poll(calls).toEqual(['GetCallerIdentity']);
    stop.abort();
    expect(await cancelled).toMatchObject({ kind: 'cancelled', effect: 'none' });
    aws.answer = usual;
    await change(one, { account: '111111111111' });
    expect(calls()).toEqual(['GetCallerIdentity', 'GetCallerIdentity', 'DeleteAlias']);
  });

  it('of a live profile is never asked of an STS on this machine', async () => {
    const one = connected({ stsEndpoint: `http://127.0.0.1:${aws.port}` });
    expect(await one.identity()).toEqual({ account: '111111111111', by: 'key' });
    expect(aws.asked.map(({ host, operation }) => [host, operation])).toEqual([[service, 'ListKeys']]);
  });

  it('of a simulator is asked of the simulator, never of AWS', async () => {
    const target: ServiceTarget = {
      kind: 'aws',
      profile: 'lab',
      region,
      endpoint: `http://127.0.0.1:${aws.port}`,
    };
    const one = connected({ target });
    aws.answer = (asked) =>
      asked.operation === 'GetCallerIdentity'
        ? [
            200,
            callerXml('111111111111', 'arn:aws:sts::111111111111:assumed-role/simulator/0123456789abcdef'),
          ]
        : usual(asked);
    expect(await one.identity()).toEqual({ account: '111111111111', store: '0123456789abcdef', by: 'sts' });
    await change(one);
    expect((await failure(change(one, { account: '222222222222' }))).kind).toBe('otherAccount');
    expect(new Set(aws.asked.map(({ host }) => host))).toEqual(new Set(['127.0.0.1']));
  });
});

describe('a simulator that serves two accounts', () => {
  it('is told apart by the account behind the credentials, also when they are renewed', async () => {
    const simulator = await startSimulator({ accounts: ['111111111111', '222222222222'] });
    try {
      let credentials = simulator.credentials;
      const one = connected({
        target: { kind: 'aws', profile: 'lab', region: simulator.region, endpoint: simulator.url },
        credentials: () => Promise.resolve(credentials),
      });
      expect(await one.identity()).toEqual({ account: '111111111111', store: simulator.storeId, by: 'sts' });
      const create = (account: string): Promise<unknown> =>
        one.call('CreateAlias', { AliasName: 'alias/pek-01' }, { account });
      await create('111111111111');
      credentials = simulator.newCredentials('222222222222');
      expect(await failure(create('111111111111'))).toMatchObject({
        kind: 'otherAccount',
        foundAccount: '222222222222',
      });
      // Renewed, and of the same account: nothing changes.
      credentials = simulator.newCredentials('111111111111');
      await one.call('DeleteAlias', input, { account: '111111111111' });
      // The alias never was in the other account.
      credentials = simulator.newCredentials('222222222222');
      await create('222222222222');
      expect(await failure(create('222222222222'))).toMatchObject({ kind: 'conflict' });
    } finally {
      await simulator.close();
    }
  });
});

describe('what comes before a call', () => {
  it('is turn, credentials and account, then `ready`, then the call', async () => {
    const order: string[] = [];
    aws.answer = (asked) => {
      order.push(asked.operation);
      return usual(asked);
    };
    const one = connected({
      credentials: async () => {
        // As where a code of an MFA device is typed.
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push('credentials');
        return { accessKeyId: 'KEYA', secretAccessKey: 'secret' };
      },
    });
    await change(one, {
      account: '111111111111',
      ready: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push('ready');
      },
    });
    expect(order).toEqual(['credentials', 'GetCallerIdentity', 'ready', 'DeleteAlias']);
  });

  it('passes on why the caller was not ready, as it is, and sends nothing', async () => {
    const one = connected();
    const reason = new Error('the disk is full');
    await expect(change(one, { account: '111111111111', ready: () => Promise.reject(reason) })).rejects.toBe(
      reason,
    );
    expect(calls()).toEqual(['GetCallerIdentity']);
  });

  it('does not ask whether the caller is ready where the account is another', async () => {
    let asked = 0;
    const ready = (): Promise<void> => {
      asked++;
      return Promise.resolve();
    };
    await failure(change(connected(), { account: '999999999999', ready }));
    expect(asked).toBe(0);
  });

  it('sends nothing where it was cancelled when the caller was ready', async () => {
    const stop = new AbortController();
    const ready = (): Promise<void> => {
      stop.abort();
      return Promise.resolve();
    };
    const found = await failure(change(connected(), { account: '111111111111', ready, signal: stop.signal }));
    expect(found).toMatchObject({ kind: 'cancelled', effect: 'none' });
    expect(calls()).toEqual(['GetCallerIdentity']);
  });

  it('ends where it is cancelled while credentials are waited for', async () => {
    const stop = new AbortController();
    const one = connected({ credentials: () => new Promise(() => undefined) });
    const waiting = failure(change(one, { account: '111111111111', signal: stop.signal }));
    setTimeout(() => stop.abort(), 20);
    expect(await waiting).toMatchObject({ kind: 'cancelled', effect: 'none' });
  });
});

describe('an answer that proves nothing', () => {
  const account = '111111111111';
  const key = {
    KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: 'D0016' } },
  };
  it.each<[string, Answer]>([
    ['200 without a key', [200, '{}']],
    ['200 with a key without an ARN', [200, '{"Key":{"Enabled":true}}']],
    ['200 with an empty body', [200, '']],
    ['200 with a page of HTML', [200, '<html>hello</html>']],
    ['404 with a page of HTML', [404, '<html>gone</html>']],
    ['403 without a name', [403, '{"message":"Forbidden"}']],
    ['an error that the model does not name', [400, errorJson('SomethingNewException')]],
    ['a name of the model with 500', [500, errorJson('ValidationException')]],
    ['a connection that ends', 'drop'],
  ])('has an unknown effect: %s', async (_, given) => {
    aws.answer = (asked) => (asked.operation === 'ImportKey' ? given : usual(asked));
    const found = await failure(connected().call('ImportKey', key, { account }));
    expect(found.effect).toBe('unknown');
    expect(calls().filter((one) => one === 'ImportKey')).toHaveLength(1);
  });

  it('names the answer without a key, and keeps its request id', async () => {
    aws.answer = (asked) => (asked.operation === 'ImportKey' ? [200, '{}'] : usual(asked));
    expect(await failure(connected().call('ImportKey', key, { account }))).toMatchObject({
      kind: 'unexpected',
      serviceName: 'IncompleteAnswer',
      requestId: 'request-2',
      retryable: false,
    });
  });

  it.each(['ValidationException', 'AccessDeniedException', 'ThrottlingException', 'ConflictException'])(
    'is not %s with 400: that had no effect',
    async (name) => {
      aws.answer = (asked) => (asked.operation === 'ImportKey' ? [400, errorJson(name)] : usual(asked));
      expect((await failure(connected().call('ImportKey', key, { account }))).effect).toBe('none');
    },
  );
});
