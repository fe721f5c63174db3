/** Actions that an account may not call, as a policy of AWS would refuse them. */
import { operationNames, type OperationName } from '../model/shapes';
import type { Account } from './account';
import { ServiceError } from './serviceError';

/** What the endpoint answers: the operations of the service, and the one of STS. */
export type SimulatorOperation = OperationName | 'GetCallerIdentity';

const known: ReadonlySet<string> = new Set<SimulatorOperation>([...operationNames, 'GetCallerIdentity']);

export class Denials {
  readonly #byAccount = new Map<string, ReadonlySet<string>>();

  /** Takes the place of what was denied to this account. Throws RangeError for a name that is not an action. */
  set(account: string, actions: readonly string[]): void {
    for (const action of actions)
      if (!known.has(action))
        throw new RangeError(`${action.slice(0, 100)} is not an action of the simulator.`);
    this.#byAccount.set(account, new Set(actions));
  }

  /** The refusal of a call, if it is denied. Keys that are made with tags need TagResource too, as at AWS. */
  refusal(
    account: Account,
    storeId: string,
    operation: SimulatorOperation,
    input: Readonly<Record<string, unknown>>,
  ): ServiceError | undefined {
    const denied = this.#byAccount.get(account.options.account);
    const needed = [operation, ...(tagsOnCreation(operation, input) ? ['TagResource'] : [])];
    const action = needed.find((one) => denied?.has(one));
    if (action === undefined) return undefined;
    const full = `${action === 'GetCallerIdentity' ? 'sts' : 'payment-cryptography'}:${action}`;
    return new ServiceError(
      'AccessDeniedException',
      `User: ${callerArn(account, storeId)} is not authorized to perform: ${full} on resource: ${operation === 'GetCallerIdentity' ? '*' : resourceOf(account, input)} because this action is denied in the simulator.`,
    );
  }
}

/** The identity behind every pair of credentials of an account. It carries the id of the store. */
export function callerArn(account: Account, storeId: string): string {
  return `arn:aws:sts::${account.options.account}:assumed-role/simulator/${storeId}`;
}

function tagsOnCreation(operation: SimulatorOperation, { Tags }: Readonly<Record<string, unknown>>): boolean {
  return (operation === 'ImportKey' || operation === 'CreateKey') && Array.isArray(Tags) && Tags.length > 0;
}

function resourceOf(account: Account, input: Readonly<Record<string, unknown>>): string {
  const { KeyIdentifier, ExportKeyIdentifier, ResourceArn, KeyArn, AliasName } = input;
  const named = [KeyIdentifier, ExportKeyIdentifier, ResourceArn, AliasName, KeyArn].find(
    (one): one is string => typeof one === 'string',
  );
  if (named === undefined) return `${account.prefix}key/*`;
  return named.startsWith('arn:') ? named.slice(0, 200) : `${account.prefix}${named.slice(0, 200)}`;
}
