// In which Regions an imported key will exist: what is asked, what is sent, and what is said of it.
import { describe, expect, it } from 'vitest';
import { awsCliText } from '../../../src/keyservice/cliText';
import { importDraft } from '../../../src/keyservice/draft/importDraft';
import type { Draft, DraftAnswers } from '../../../src/keyservice/draft/draft';
import type { DefaultRegions } from '../../../src/keyservice/plans/replication';
import { readRequest } from '../../../src/keyservice/requests/read';
import {
  candidatesOf,
  codesOf,
  context,
  draftKey,
  faultsOf,
  fieldsOf,
  known,
  obstacleOf,
  pinBlock,
  target,
} from './setting';

const kbpk = new Uint8Array(32).fill(0x11);
const block = pinBlock(kbpk);
const none: DefaultRegions = { kind: 'read', regions: [] };
const two: DefaultRegions = { kind: 'read', regions: ['eu-west-1', 'us-west-2'] };
const unread: DefaultRegions = { kind: 'unread', reason: 'AccessDeniedException' };

const draftOf = async (
  defaultRegions: DefaultRegions | undefined,
  answers: DraftAnswers = {},
  request?: object,
): Promise<Draft> => {
  const document = request && readRequest(JSON.stringify(request));
  const draft = await importDraft(
    known(
      { kind: 'keyBlock', block },
      {
        keys: [draftKey('kek')],
        context: { ...context, ...(defaultRegions ? { defaultRegions } : {}) },
        ...(document ? { request: { place: 'request.json', document } } : {}),
      },
    ),
    answers,
  );
  expect(faultsOf(draft)).toEqual([]);
  return draft;
};
const sent = ({ plan }: Draft): unknown => plan?.request.ReplicationRegions;
const also = ({ plan }: Draft): string | undefined =>
  plan?.summary.find(({ row }) => row === 'regions')?.value;

describe('the Regions of an import', () => {
  it('are not asked for before the defaults of the account were read', async () =>
    expect(Object.keys(fieldsOf(await draftOf(undefined)))).not.toContain('regions'));

  it('are those of the account, of which nothing is sent', async () => {
    const draft = await draftOf(two);
    expect(fieldsOf(draft).regions).toBe('Account default: also in eu-west-1, us-west-2');
    expect(sent(draft)).toBeUndefined();
    expect(also(draft)).toBe('eu-west-1, us-west-2');
    expect(draft.choices.replication).toEqual({ by: 'default', defaults: two });
    expect(codesOf(draft)).not.toContain('warning aws_plan_regions_unread');
  });

  it('are this one only where the account has no defaults: none against them is not offered', async () => {
    const draft = await draftOf(none);
    expect(candidatesOf(draft, 'regions')).toEqual([
      'Account default: in this Region only',
      'Selected Regions',
    ]);
    expect(also(draft)).toBeUndefined();
  });

  it('are not known where they could not be read: a warning, not an obstacle', async () => {
    const draft = await draftOf(unread);
    expect(codesOf(draft)).toContain('warning aws_plan_regions_unread');
    expect(draft.obstacle).toBeUndefined();
    expect(candidatesOf(draft, 'regions')).toHaveLength(3);
  });

  it('are sent as they were selected', async () => {
    const open = await draftOf(two, { regions: 'chosen' });
    expect(obstacleOf(open)?.[0]).toBe('otherRegions');
    const draft = await draftOf(two, { regions: 'chosen', otherRegions: ' EU-central-1 ap-south-1' });
    expect(draft.obstacle).toBeUndefined();
    expect(sent(draft)).toEqual(['eu-central-1', 'ap-south-1']);
    expect(also(draft)).toBe('eu-central-1, ap-south-1');
    expect(awsCliText('ImportKey', draft.plan!.request, { region: target.region }).posix).toContain(
      `--replication-regions '["eu-central-1","ap-south-1"]'`,
    );
  });

  it.each([
    [target.region, 'is the Region of the key itself'],
    ['frankfurt', 'Enter Regions such as us-east-2'],
    [' , ', 'Enter the Regions'],
  ])('cannot be %j', async (otherRegions, reason) => {
    const draft = await draftOf(none, { regions: 'chosen', otherRegions });
    expect(obstacleOf(draft)).toEqual(['otherRegions', expect.stringContaining(reason)]);
    expect(draft.plan?.blocked).toBe(true);
  });

  it('can be none against the defaults: an empty list, and a warning that this is not documented', async () => {
    const draft = await draftOf(two, { regions: 'none' });
    expect(sent(draft)).toEqual([]);
    expect(codesOf(draft)).toContain('warning aws_plan_regions_none');
    expect(draft.obstacle).toBeUndefined();
  });

  const file = (ReplicationRegions: readonly string[]): object => ({
    KeyMaterial: {
      Tr31KeyBlock: { WrappingKeyIdentifier: draftKey('kek').key.KeyArn, WrappedKeyBlock: block.text },
    },
    ReplicationRegions,
  });

  it('are those of a request file', async () => {
    const draft = await draftOf(two, {}, file(['ap-south-1']));
    expect(fieldsOf(draft)).toMatchObject({
      regions: 'Selected Regions <- From the request file',
      otherRegions: 'ap-south-1 <- From the request file',
    });
    expect(sent(draft)).toEqual(['ap-south-1']);
    expect(sent(await draftOf(two, {}, file([])))).toEqual([]);
    expect(obstacleOf(await draftOf(two, {}, file([target.region])))?.[0]).toBe('otherRegions');
  });
});

it('a key that is here as a replica would become an independent key: that is said', async () => {
  const replica = {
    ...draftKey('copy', {
      usage: 'TR31_P0_PIN_ENCRYPTION_KEY',
      algorithm: 'AES_128',
      KeyCheckValue: 'AABBCC',
    }).key,
    MultiRegionKeyType: 'REPLICA',
    PrimaryRegion: 'eu-west-1',
  };
  const of = async (keys: readonly (typeof replica)[]): Promise<Draft> =>
    importDraft(
      known({ kind: 'keyBlock', block }, { keys: [draftKey('kek')], context: { ...context, keys } }),
      { expected: 'AABBCC' },
    );
  const draft = await of([replica]);
  expect(codesOf(draft)).toContain('warning aws_plan_replica_here');
  expect(codesOf(draft)).not.toContain('warning aws_plan_same_key');
  expect(draft.findings.find(({ code }) => code === 'aws_plan_replica_here')?.message).toContain(
    'is a replica of a key in eu-west-1',
  );
  const other = { ...replica, MultiRegionKeyType: 'PRIMARY' };
  expect(codesOf(await of([other]))).toContain('warning aws_plan_same_key');
  expect(codesOf(await of([{ ...replica, KeyCheckValue: 'AABBCD' }]))).not.toContain(
    'warning aws_plan_replica_here',
  );
});
