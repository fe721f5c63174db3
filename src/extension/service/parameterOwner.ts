/**
 * Whose import parameters are: the service and the account in which they were fetched. What a sender wraps for them can
 * be imported there and nowhere else, so that they are offered for nothing else.
 */
import type { ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';

type Kept = ServiceTarget;

/** Why parameters cannot be used in calls to a service. */
export type Misfit =
  /** In which account they were fetched is not known: kept by an earlier version. */
  | 'accountUnknown'
  /** Which account the calls go to is not known. */
  | 'targetUnknown'
  | 'otherAccount'
  /** Another service, Region or simulator. */
  | 'otherService';

/** What is not known never fits what is known, nor the other way round. Undefined where they fit. */
export function misfitOf(kept: Kept, target: ServiceTarget): Misfit | undefined {
  if (kept.region !== target.region || !sameService(kept, target)) return 'otherService';
  if (hasNoAccount(kept)) return 'accountUnknown';
  if (kept.account === target.account) return undefined;
  if (kept.account === undefined) return 'accountUnknown';
  return target.account === undefined ? 'targetUnknown' : 'otherAccount';
}

/** All endpoints of AWS in a Region lead to one service; a simulator is known by its store, whatever its port. */
function sameService(kept: Kept, target: ServiceTarget): boolean {
  if (isLive(kept) && isLive(target)) return true;
  if (kept.kind === 'simulator' && target.kind === 'simulator') return kept.store === target.store;
  return kept.kind === target.kind && kept.endpoint === target.endpoint;
}

/**
 * Whether the account is missing. A service on this machine that a profile leads to is the only one that has none:
 * STS does not know it.
 */
export function hasNoAccount(kept: Pick<Kept, 'kind' | 'endpoint' | 'account'>): boolean {
  return kept.account === undefined && (kept.kind === 'simulator' || isLive(kept));
}

/** The service that alone can import what is wrapped for them: custody is judged by it. */
export function ownerOf({ kind, profile, region, endpoint, account, store }: Kept): ServiceTarget {
  return {
    kind,
    profile,
    region,
    endpoint,
    ...(account === undefined ? {} : { account }),
    ...(store === undefined ? {} : { store }),
  };
}
