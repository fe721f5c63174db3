/** Keys in several Regions, and the Regions to which an account's new keys go by default. */
import type { InputOf } from '../../operations';
import type { Account } from '../account';
import { keyAnswer } from '../keyAnswer';
import { withReplicasOf } from '../lifecycle';
import type { KeyRecord, ReplicaRecord } from '../store';
import { type Answer, conflict, invalid } from '../serviceError';

type Replicas = Pick<KeyRecord, 'replicas' | 'usingDefaults'>;

/**
 * Where a new key is to exist besides: the Regions of the request, or without them the account's defaults. An empty list
 * is an answer as well: no other Region.
 */
export function replicasOfNew(account: Account, asked: readonly string[] | undefined): Replicas {
  const regions = asked === undefined ? account.defaultRegions : otherRegions(account, asked);
  if (regions.length === 0) return {};
  return {
    replicas: Object.fromEntries(regions.map((region) => [region, account.replicaOnItsWay(region)])),
    usingDefaults: asked === undefined,
  };
}

/** Throws ValidationException for the Region of the account itself. */
function otherRegions(account: Account, asked: readonly string[]): readonly string[] {
  if (asked.includes(account.options.region))
    throw invalid(`${account.options.region} is the key's own Region; name others.`);
  return [...new Set(asked)];
}

function someRegions(account: Account, asked: readonly string[]): readonly string[] {
  if (asked.length === 0) throw invalid('ReplicationRegions is empty; name one Region or more.');
  return otherRegions(account, asked);
}

export function addReplicas(account: Account, input: InputOf<'AddKeyReplicationRegions'>): Answer {
  const key = changeable(account, input.KeyIdentifier);
  const regions = someRegions(account, input.ReplicationRegions);
  const there = regions.find((region) => key.replicas?.[region] && key.replicas[region].status !== 'FAILED');
  if (there !== undefined) throw conflict(`the key is already in ${there}, or is being replicated there.`);
  const replicas = {
    ...key.replicas,
    ...Object.fromEntries(regions.map((region) => [region, account.replicaOnItsWay(region)])),
  };
  return { Key: keyAnswer(account, account.put({ ...key, replicas, usingDefaults: false })) };
}

export function removeReplicas(account: Account, input: InputOf<'RemoveKeyReplicationRegions'>): Answer {
  const key = changeable(account, input.KeyIdentifier);
  const regions = someRegions(account, input.ReplicationRegions);
  const absent = regions.find((region) => !key.replicas?.[region]);
  if (absent !== undefined) throw invalid(`the key is not in ${absent}.`);
  const left = Object.entries(key.replicas ?? {}).map(([region, replica]): [string, ReplicaRecord] => [
    region,
    regions.includes(region) ? account.replicaLeaving() : replica,
  ]);
  return {
    Key: keyAnswer(account, account.put({ ...withReplicasOf(key, left), usingDefaults: false })),
  };
}

function changeable(account: Account, identifier: string): KeyRecord {
  const key = account.ownKey(identifier);
  if (key.state !== 'CREATE_COMPLETE')
    throw invalid(`the key is in state ${key.state}, not CREATE_COMPLETE.`);
  return key;
}

export function enableDefaults(
  account: Account,
  input: InputOf<'EnableDefaultKeyReplicationRegions'>,
): Answer {
  const more = someRegions(account, input.ReplicationRegions);
  return put(account, [...new Set([...account.defaultRegions, ...more])]);
}

export function disableDefaults(
  account: Account,
  input: InputOf<'DisableDefaultKeyReplicationRegions'>,
): Answer {
  const less = someRegions(account, input.ReplicationRegions);
  return put(
    account,
    account.defaultRegions.filter((region) => !less.includes(region)),
  );
}

export function getDefaults(account: Account): Answer {
  return { EnabledReplicationRegions: account.defaultRegions };
}

function put(account: Account, regions: readonly string[]): Answer {
  account.store.commit(['defaults', 'regions', { regions }]);
  return getDefaults(account);
}
