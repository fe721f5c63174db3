/** Policies of keys: kept and given back. What they give to other accounts is in otherAccounts.ts. */
import type { InputOf } from '../../operations';
import type { Account } from '../account';
import { type Answer, invalid, notFound, ServiceError } from '../serviceError';

export function putPolicy(account: Account, input: InputOf<'PutResourcePolicy'>): Answer {
  const key = account.ownKey(input.ResourceArn);
  if (key.state !== 'CREATE_COMPLETE')
    throw invalid(`the key is in state ${key.state}, not CREATE_COMPLETE.`);
  const statements = statementsOf(input.Policy);
  if (statements.some(isPublic))
    throw new ServiceError(
      'PublicPolicyException',
      'the policy grants everybody access; name accounts or roles, or add a condition.',
    );
  account.put({ ...key, policy: input.Policy });
  return { ResourceArn: account.arnOf(key.id), Policy: input.Policy };
}

export function getPolicy(account: Account, input: InputOf<'GetResourcePolicy'>): Answer {
  const key = account.ownKey(input.ResourceArn);
  if (key.policy === undefined) throw notFound(input.ResourceArn);
  return { ResourceArn: account.arnOf(key.id), Policy: key.policy };
}

/** Idempotent: a key without a policy stays as it is. */
export function deletePolicy(account: Account, input: InputOf<'DeleteResourcePolicy'>): Answer {
  const { policy, ...rest } = account.ownKey(input.ResourceArn);
  if (policy !== undefined) account.put(rest);
  return {};
}

type Members = Readonly<Record<string, unknown>>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws ValidationException where the text is no policy: IAM user guide, grammar of the policy language. */
function statementsOf(text: string): readonly Members[] {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalid('Policy is not JSON.');
  }
  const statements = isMembers(policy) ? [policy.Statement].flat() : [];
  if (statements.length === 0 || !statements.every(isStatement))
    throw invalid('Policy needs statements, each with Effect, Principal and Action.');
  return statements as Members[];
}

const isStatement = (one: unknown): boolean =>
  isMembers(one) &&
  (one.Effect === 'Allow' || one.Effect === 'Deny') &&
  (one.Principal !== undefined || one.NotPrincipal !== undefined) &&
  (one.Action !== undefined || one.NotAction !== undefined);

/** Allows everybody, without a condition. */
function isPublic({ Effect, Principal, NotPrincipal, Condition }: Members): boolean {
  if (Effect !== 'Allow' || (isMembers(Condition) && Object.keys(Condition).length > 0)) return false;
  if (NotPrincipal !== undefined) return true;
  const named = isMembers(Principal) ? Object.values(Principal).flat() : [Principal];
  return named.includes('*');
}
