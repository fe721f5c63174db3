/** What becomes of keys and teams by themselves: deletions, replicas and approvals that have become due. */
import type { SessionStatus } from '../model/enums';
import type { MpaStatus } from '../operations/approval';
import type { ApprovalRecord, KeyRecord, ReplicaRecord, TeamRecord } from './store';

/** A copy of a record without an optional member. */
export function without<Name extends 'deletePending' | 'usageStop' | 'replicas' | 'usingDefaults' | 'policy'>(
  record: KeyRecord,
  name: Name,
): Omit<KeyRecord, Name> {
  const copy: { [Key in keyof KeyRecord]: KeyRecord[Key] } & Partial<Pick<KeyRecord, Name>> = { ...record };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- one of these names
  delete copy[name];
  return copy;
}

/** How an approval may end: rejected is FAILED, lapsed or called back is CANCELLED. */
export type Decision = Exclude<SessionStatus, 'PENDING'>;

/** How approvals end that nobody decides: after so many milliseconds, or not by themselves. */
export type ApprovalRule = { readonly as: Decision; readonly after: number } | 'manual';

export const usualApproval: ApprovalRule = { as: 'APPROVED', after: 2000 };

/** The record as it is now; the same object where nothing has become due. */
export function settledKey(record: KeyRecord, now: number): KeyRecord {
  return withApproval(withReplicas(withDeletion(record, now), now), now);
}

function withDeletion(record: KeyRecord, now: number): KeyRecord {
  const { deletePending: due } = record;
  if (record.state !== 'DELETE_PENDING' || due === undefined || due > now) return record;
  return {
    ...without(record, 'deletePending'),
    state: 'DELETE_COMPLETE',
    deleted: due,
    material: { kind: 'erased' },
  };
}

function withReplicas(record: KeyRecord, now: number): KeyRecord {
  const all = Object.entries(record.replicas ?? {});
  const isDue = ({ until }: ReplicaRecord): boolean => until !== undefined && until <= now;
  if (!all.some(([, replica]) => isDue(replica))) return record;
  const left = all.flatMap(([region, replica]): [string, ReplicaRecord][] => {
    if (!isDue(replica)) return [[region, replica]];
    if (replica.status === 'DELETE_IN_PROGRESS') return [];
    if (replica.message !== undefined) return [[region, { status: 'FAILED', message: replica.message }]];
    return [[region, { status: 'SYNCHRONIZED' }]];
  });
  return withReplicasOf(record, left);
}

/** A key whose last replica is gone is of one Region again. */
export function withReplicasOf(
  record: KeyRecord,
  left: Iterable<readonly [string, ReplicaRecord]>,
): KeyRecord {
  const replicas = Object.fromEntries(left);
  if (Object.keys(replicas).length > 0) return { ...record, replicas };
  return without(without(record, 'replicas') as KeyRecord, 'usingDefaults');
}

function withApproval(record: KeyRecord, now: number): KeyRecord {
  const approval = record.approval && settledApproval(record.approval, now);
  if (!approval || approval === record.approval) return record;
  if (approval.status !== 'APPROVED') return { ...record, approval, state: 'CREATE_FAILED', enabled: false };
  return {
    ...record,
    approval,
    state: 'CREATE_COMPLETE',
    ...(record.enabled ? { usageStart: now } : {}),
  };
}

const messages: Readonly<Record<Decision, string>> = {
  APPROVED: 'Simulator: the team approved the request.',
  FAILED: 'Simulator: the team rejected the request.',
  CANCELLED: 'Simulator: the session ended before the team decided.',
};

function settledApproval(approval: ApprovalRecord, now: number): ApprovalRecord {
  const { ends, ...rest } = approval;
  if (approval.status !== 'PENDING' || ends === undefined || ends.at > now) return approval;
  return { ...rest, status: ends.as, message: messages[ends.as] };
}

/** Undefined once an approved disassociation has taken effect. */
export function settledTeam(record: TeamRecord, now: number): TeamRecord | undefined {
  const approval = record.approval && settledApproval(record.approval, now);
  if (!approval || approval === record.approval) return record;
  return approval.status === 'APPROVED' ? undefined : { ...record, approval };
}

/** As answers have it; times as on the wire. */
export function approvalAnswer({
  session,
  status,
  initiated,
  message,
}: ApprovalRecord): Omit<MpaStatus, 'InitiationDate'> & { readonly InitiationDate: number } {
  return {
    MpaSessionArn: session,
    Status: status,
    InitiationDate: initiated / 1000,
    ...(message === undefined ? {} : { StatusMessage: message }),
  };
}
