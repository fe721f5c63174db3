/**
 * Who may do what: each account may have a policy, as of an identity that all its credentials belong to, and actions
 * that are denied on top of it. Without a policy everything is allowed.
 */
import { operationNames } from '../../model/shapes';
import type { Account } from '../account';
import type { SimulatorOperation } from '../faults';
import { ServiceError } from '../serviceError';
import { servicePrefix } from '../../iam/actions';
import { holds } from './conditions';
import { readPolicy, type Selection, type Statement } from './document';
import { matches, matchesArn } from '../../iam/match';
import { needsOf, type AccessNeed, type Input } from './needs';

export type Verdict = 'allowed' | 'denied' | 'notAllowed';

/** An explicit deny goes before any allow; what nothing allows is not allowed. */
export function decide(statements: readonly Statement[], need: AccessNeed): Verdict {
  const matching = statements.filter(
    ({ actions, resources, conditions }) =>
      selects(actions, (pattern) => matches(pattern, need.action.toLowerCase())) &&
      selects(resources, (pattern) => pattern === '*' || matchesArn(pattern, need.resource)) &&
      conditions.every((condition) => holds(condition, need.context)),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'notAllowed';
}

const selects = ({ patterns, negated }: Selection, fits: (pattern: string) => boolean): boolean =>
  patterns.some(fits) !== negated;

const everything: readonly Statement[] = [
  {
    effect: 'Allow',
    actions: { patterns: ['*'], negated: false },
    resources: { patterns: ['*'], negated: false },
    conditions: [],
  },
];

const known: ReadonlySet<string> = new Set<SimulatorOperation>([...operationNames, 'GetCallerIdentity']);

const fullName = (operation: SimulatorOperation): string =>
  `${operation === 'GetCallerIdentity' ? 'sts' : servicePrefix}:${operation}`;

export class AccessControl {
  readonly #policies = new Map<string, readonly Statement[]>();
  readonly #denials = new Map<string, Statement>();

  /** Takes the place of the policy of this account; without a text everything is allowed. Throws RangeError. */
  setPolicy(account: string, text: string | undefined): void {
    if (text === undefined) this.#policies.delete(account);
    else this.#policies.set(account, readPolicy(text));
  }

  /** Takes the place of what was denied to this account. Throws RangeError for a name that is not an action. */
  setDenied(account: string, actions: readonly string[]): void {
    for (const action of actions)
      if (!known.has(action))
        throw new RangeError(`${action.slice(0, 100)} is not an action of the simulator.`);
    const patterns = actions.map((action) => fullName(action as SimulatorOperation).toLowerCase());
    const [allowed] = everything as [Statement];
    this.#denials.set(account, { ...allowed, effect: 'Deny', actions: { patterns, negated: false } });
  }

  /** The refusal of a call, if it is not allowed: of the first action that it needs and may not do. */
  refusal(
    account: Account,
    storeId: string,
    operation: SimulatorOperation,
    input: Input,
  ): ServiceError | undefined {
    const { account: number } = account.options;
    const denial = this.#denials.get(number);
    // STS needs no permission for GetCallerIdentity, so a policy says nothing of it.
    const policy = operation === 'GetCallerIdentity' ? undefined : this.#policies.get(number);
    const statements = [...(policy ?? everything), ...(denial ? [denial] : [])];
    for (const need of needs(account, operation, input)) {
      const verdict = decide(statements, need);
      if (verdict !== 'allowed') return refused(callerArn(account, storeId), need, verdict);
    }
    return undefined;
  }
}

function needs(account: Account, operation: SimulatorOperation, input: Input): readonly AccessNeed[] {
  return operation === 'GetCallerIdentity'
    ? [{ action: fullName(operation), resource: '*', context: new Map() }]
    : needsOf(account, operation, input);
}

/** In the words of IAM (user guide, "Troubleshoot access denied error messages"). */
function refused(caller: string, { action, resource }: AccessNeed, verdict: Verdict): ServiceError {
  const reason =
    verdict === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return new ServiceError(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
  );
}

/** The identity behind every pair of credentials of an account. It carries the id of the store. */
export function callerArn(account: Account, storeId: string): string {
  return `arn:aws:sts::${account.options.account}:assumed-role/simulator/${storeId}`;
}
