/** Keys as answers have them. */
import type { Key, KeyAttributes } from '../operations';
import { modeNames } from '../rules/keyAttributes';
import type { Account } from './account';
import { approvalAnswer } from './lifecycle';
import type { KeyRecord } from './store';

/** What the service tells of a key; times as on the wire. */
export function keyAnswer(account: Account, record: KeyRecord): Wire<Key> {
  return {
    KeyArn: account.arnOf(record.id),
    KeyAttributes: { ...record.attributes, KeyModesOfUse: allModes(record.attributes) },
    KeyCheckValue: record.checkValue,
    KeyCheckValueAlgorithm: record.checkValueAlgorithm,
    Enabled: record.enabled,
    Exportable: record.exportable,
    KeyState: record.state,
    KeyOrigin: record.origin,
    CreateTimestamp: seconds(record.created),
    ...(record.usageStart === undefined ? {} : { UsageStartTimestamp: seconds(record.usageStart) }),
    ...(record.usageStop === undefined ? {} : { UsageStopTimestamp: seconds(record.usageStop) }),
    ...(record.deletePending === undefined ? {} : { DeletePendingTimestamp: seconds(record.deletePending) }),
    ...(record.deleted === undefined ? {} : { DeleteTimestamp: seconds(record.deleted) }),
    ...(record.deriveKeyUsage === undefined ? {} : { DeriveKeyUsage: record.deriveKeyUsage }),
    ...regionsAnswer(account, record),
    ...(record.usingDefaults === undefined ? {} : { UsingDefaultReplicationRegions: record.usingDefaults }),
    ...(record.replicas ? { ReplicationStatus: statusByRegion(record.replicas) } : {}),
    ...(record.approval ? { MpaStatus: approvalAnswer(record.approval) } : {}),
  };
}

/** What keys and lists say of a key in several Regions. */
export function regionsAnswer(
  { options }: Account,
  { primaryRegion, replicas }: KeyRecord,
): Pick<Key, 'MultiRegionKeyType' | 'PrimaryRegion'> {
  if (primaryRegion !== undefined) return { MultiRegionKeyType: 'REPLICA', PrimaryRegion: primaryRegion };
  return replicas ? { MultiRegionKeyType: 'PRIMARY', PrimaryRegion: options.region } : {};
}

const statusByRegion = (
  replicas: NonNullable<KeyRecord['replicas']>,
): NonNullable<Key['ReplicationStatus']> =>
  Object.fromEntries(
    Object.entries(replicas).map(([region, { status, message }]) => [
      region,
      // What is on its way has not failed yet.
      { Status: status, ...(status === 'FAILED' && message !== undefined ? { StatusMessage: message } : {}) },
    ]),
  );

/** Dates as epoch seconds: AWS JSON 1.0. */
export type Wire<T> = {
  readonly [Name in keyof T]: T[Name] extends Date | undefined
    ? number
    : Name extends 'MpaStatus'
      ? ReturnType<typeof approvalAnswer>
      : T[Name];
};

export const seconds = (milliseconds: number): number => milliseconds / 1000;

/** The service answers with every mode, true or false. */
export function allModes({ KeyModesOfUse }: KeyAttributes): KeyAttributes['KeyModesOfUse'] {
  return Object.fromEntries(modeNames.map((name) => [name, KeyModesOfUse[name] === true]));
}
