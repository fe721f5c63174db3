/** Single actions denied, as a policy would do it, seen through the real adapter. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService } from '../../../src/keyservice/aws/service';
import type { KeyServiceError } from '../../../src/keyservice/errors';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf } from '../../../src/keyservice/operations';
import { startSimulator, type Simulator } from '../../../src/keyservice/simulator/server';
import { testKeyBlock } from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes } from './client';

const accounts = ['111122223333', '444455556666'] as const;
const make = {
  KeyAttributes: attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', allFour),
  Exportable: true,
} as const;
const Tags = [{ Key: 'number', Value: '1' }];

let simulator: Simulator;
let services: readonly [AwsService, AwsService];
let key: string;
beforeAll(async () => {
  simulator = await startSimulator({ accounts: [...accounts] });
  const connect = (index: 0 | 1): AwsService =>
    connectAws({
      target: { kind: 'simulator', profile: 'test', region: simulator.region, endpoint: simulator.url },
      credentials: () => Promise.resolve(simulator.accounts[index]!.credentials),
      queue: new RateQueue({ rate: 1000 }),
    });
  services = [connect(0), connect(1)];
  key = (await services[0].call('CreateKey', make)).output.Key.KeyArn;
});
afterAll(async () => {
  for (const service of services) service.close();
  await simulator.close();
});
afterEach(() => simulator.setDenied([]));

async function refusal<Name extends OperationName>(
  operation: Name,
  input: InputOf<Name>,
  index: 0 | 1 = 0,
): Promise<KeyServiceError | undefined> {
  return services[index].call(operation, input).then(
    () => undefined,
    (error: unknown) => error as KeyServiceError,
  );
}

const countKeys = async (): Promise<number> => (await services[0].call('ListKeys', {})).output.Keys.length;

it.each([
  ['TagResource', () => ({ ResourceArn: key, Tags }), (): string => key],
  ['ListTagsForResource', () => ({ ResourceArn: key }), () => key],
  ['ListKeys', () => ({}), (): string => '*'],
  ['GetKey', () => ({ KeyIdentifier: key }), () => key],
  [
    'GetAlias',
    () => ({ AliasName: 'alias/some' }),
    () => `arn:aws:payment-cryptography:us-east-2:${accounts[0]}:alias/some`,
  ],
] as const)('%s', async (operation, input, resource) => {
  simulator.setDenied([operation]);
  expect(await refusal(operation, input() as never)).toMatchObject({
    kind: 'notAuthorised',
    effect: 'none',
    serviceName: 'AccessDeniedException',
    serviceText: `Simulator: User: arn:aws:sts::${accounts[0]}:assumed-role/simulator/${simulator.storeId} is not authorized to perform: payment-cryptography:${operation} on resource: ${resource()} with an explicit deny in an identity-based policy`,
  });
  // Others are not.
  expect(await refusal('ListAliases', {})).toBeUndefined();
});

it('a key with tags is not made where TagResource is denied, and one without is', async () => {
  // The simulator made the KEK, so this block does not open: the tags are judged before.
  const kek = (
    await services[0].call('CreateKey', {
      KeyAttributes: attributes('TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'AES_128', allFour),
      Exportable: true,
    })
  ).output.Key.KeyArn;
  const WrappedKeyBlock = testKeyBlock(
    { version: 'D', usage: 'P0', algorithm: 'A', mode: 'B', exportability: 'E' },
    new Uint8Array(16).fill(1),
    new Uint8Array(16).fill(2),
  );
  const before = await countKeys();
  simulator.setDenied(['TagResource']);
  const created = await refusal('CreateKey', { ...make, Tags });
  expect(created?.serviceText).toContain('payment-cryptography:TagResource on resource');
  const imported = await refusal('ImportKey', {
    KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: kek, WrappedKeyBlock } },
    Tags,
  });
  expect(imported?.serviceText).toContain('payment-cryptography:TagResource on resource');
  expect(await countKeys()).toBe(before);

  expect(await refusal('CreateKey', make)).toBeUndefined();
  expect(await refusal('CreateKey', { ...make, Tags: [] })).toBeUndefined();
  expect(await countKeys()).toBe(before + 2);
});

it('is changed while the simulator runs, for one account or all', async () => {
  simulator.setDenied(['ListKeys'], accounts[1]);
  expect(await refusal('ListKeys', {}, 0)).toBeUndefined();
  expect((await refusal('ListKeys', {}, 1))?.serviceText).toContain('payment-cryptography:ListKeys');
  simulator.setDenied(['GetKey']);
  expect(await refusal('ListKeys', {}, 1)).toBeUndefined();
  expect((await refusal('GetKey', { KeyIdentifier: 'alias/none' }, 1))?.kind).toBe('notAuthorised');
  simulator.setDenied([], accounts[1]);
  expect((await refusal('GetKey', { KeyIdentifier: 'alias/none' }, 1))?.kind).toBe('notFound');
  expect((await refusal('GetKey', { KeyIdentifier: 'alias/none' }, 0))?.kind).toBe('notAuthorised');
});

it('is refused before it is done, whatever fault is on it', async () => {
  const before = await countKeys();
  simulator.setDenied(['CreateKey']);
  simulator.setFaults(() => ({ kind: 'late', milliseconds: 0, meanwhile: 500 }));
  expect((await refusal('CreateKey', make))?.kind).toBe('unavailable');
  simulator.setFaults(undefined);
  await simulator.lateCallsDone();
  expect((await refusal('CreateKey', make))?.kind).toBe('notAuthorised');
  simulator.setDenied([]);
  expect(await countKeys()).toBe(before);
});

it('is an option from the start, and wants names of actions', async () => {
  const strict = await startSimulator({ deny: ['ListKeys'] });
  const service = connectAws({
    target: { kind: 'simulator', profile: 'test', region: strict.region, endpoint: strict.url },
    credentials: () => Promise.resolve(strict.credentials),
  });
  await expect(service.call('ListKeys', {})).rejects.toMatchObject({ kind: 'notAuthorised' });
  expect((await service.call('ListAliases', {})).output.Aliases).toEqual([]);
  service.close();
  await strict.close();
  await expect(startSimulator({ deny: ['Listkeys' as never] })).rejects.toThrow(/Listkeys is not an action/);
  expect(() => simulator.setDenied(['toString' as never])).toThrow(RangeError);
  expect(() => simulator.setDenied([], '999999999999')).toThrow(RangeError);
});
