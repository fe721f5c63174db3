/**
 * Keys of other accounts in a call: used where the resource policy of the key gives the action to the caller. The
 * ImportKey page of AWS says that the wrapping key or authority may be one; which action its policy has to name is not
 * documented, so it is that of the call.
 */
import { isGranted, readResourcePolicy } from '../iam/resourcePolicy';
import { servicePrefix } from '../iam/actions';
import type { OperationName } from '../model/shapes';
import type { Account } from './account';
import { ServiceError } from './serviceError';
import type { KeyRecord } from './store';

/** Name of the role that every identity here has. */
const role = 'simulator';

/**
 * The account in which a key is looked for: that of a key that was given to the caller, else the caller's own. So a key
 * that was not given is not found, and whether there is one is not told.
 */
export function holderOf(caller: Account, identifier: string, operation: OperationName): Account {
  const holder = caller.options.neighbours?.().find(({ prefix }) => identifier.startsWith(`${prefix}key/`));
  const policy = holder && policyOf(holder, identifier);
  if (!holder || policy === undefined) return caller;
  const { account } = caller.options;
  const given = isGranted(readResourcePolicy(policy), `${servicePrefix}:${operation}`, { account, role });
  return given ? holder : caller;
}

/** Undefined, too, where there is no such key. */
function policyOf(holder: Account, identifier: string): string | undefined {
  try {
    return holder.key(identifier).policy;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** A key that may be used now by this caller; `role` names it in the error. */
export const usableKeyFor = (
  caller: Account,
  identifier: string,
  name: string,
  operation: OperationName,
): KeyRecord => holderOf(caller, identifier, operation).usableKey(identifier, name);
