/**
 * What a refusal of IAM says: which action, on what, and which policy is the cause. From its text (IAM user guide,
 * "Troubleshoot access denied error messages"), as there is no other place:
 *
 *   User: ARN is not authorized to perform: ACTION [on resource: ARN] because no TYPE allows the ACTION action
 *   User: ARN is not authorized to perform: ACTION [on resource: ARN] with an explicit deny in a TYPE
 */
import type { OperationName } from '../model/shapes';
import { actionRules, servicePrefix } from './actions';

export interface AccessRefusal {
  /** "payment-cryptography:ImportKey". */
  readonly action: string;
  /** ARN, pattern or "*", as it was given. */
  readonly resource: string | undefined;
  /**
   * 'notAllowed': no statement of the identity allows it; 'denied': a statement denies it, whatever allows it;
   * 'limited': a policy of another type does not allow it, so that a statement of the identity does not help.
   */
  readonly because: 'notAllowed' | 'denied' | 'limited';
  /** Type of the policy in the words of IAM, "service control policy"; undefined where none is named. */
  readonly policy: string | undefined;
  /** "aws-us-gov": of the caller's ARN; undefined where the text has none. */
  readonly partition?: string | undefined;
}

/** Characters that are read; IAM's texts have some hundred. */
const longest = 4096;

/** Types of policies as IAM names them. */
const policyTypes: readonly string[] = [
  'identity-based policy',
  'resource-based policy',
  'service control policy',
  'resource control policy',
  'permissions boundary',
  'session policy',
  'VPC endpoint policy',
  'role trust policy',
];

/** Undefined where the text has another form. */
export function readRefusal(text: string): AccessRefusal | undefined {
  const marker = 'is not authorized to perform: ';
  const whole = text.slice(0, longest);
  const at = whole.indexOf(marker);
  if (at < 0) return undefined;
  const [action, afterAction] = word(whole.slice(at + marker.length));
  if (!/^[a-z0-9-]{1,64}:[A-Za-z0-9]{1,64}$/.test(action)) return undefined;
  const onResource = ' on resource: ';
  const [resource, rest] = afterAction.startsWith(onResource)
    ? word(afterAction.slice(onResource.length))
    : [undefined, afterAction];
  const small = rest.toLowerCase();
  const policy = policyTypes.find((type) => small.includes(type.toLowerCase()));
  const because = small.includes('with an explicit deny')
    ? 'denied'
    : policy === undefined || policy === 'identity-based policy'
      ? 'notAllowed'
      : 'limited';
  const [, partition] = /\bUser: arn:(aws[a-z-]{0,20}):/.exec(whole.slice(0, at)) ?? [];
  return { action, resource, because, policy, partition };
}

/** The first word, without a full stop at its end, and what follows it. */
function word(text: string): [word: string, rest: string] {
  const end = text.search(/\s/);
  const first = end < 0 ? text : text.slice(0, end);
  return [first.endsWith('.') ? first.slice(0, -1) : first, end < 0 ? '' : text.slice(end)];
}

/** Whether a call is refused for the tags with which it makes a key. */
export const isTagging = ({ action }: AccessRefusal, operation: OperationName): boolean =>
  action === `${servicePrefix}:TagResource` && operation !== 'TagResource';

/** Where the call went. */
export interface RefusedPlace {
  readonly region: string;
  /** 12 digits, where known. */
  readonly account?: string | undefined;
}

/** What a call itself names: of its key an ARN, an id or an alias; of its alias the name. */
export interface NamedResources {
  readonly key?: string;
  readonly alias?: string;
}

/** Of the members of a request, nothing but these two. */
export function namedResources(operation: OperationName, input: object): NamedResources {
  const rule = actionRules[operation];
  const textOf = (member: string | undefined): string | undefined => {
    const value: unknown = member === undefined ? undefined : (input as Record<string, unknown>)[member];
    return typeof value === 'string' ? value : undefined;
  };
  const [key, alias] = [textOf(rule?.key), textOf(rule?.alias)];
  return { ...(key === undefined ? {} : { key }), ...(alias === undefined ? {} : { alias }) };
}

/**
 * A statement that would allow what was refused, on what the call names and nothing else, as JSON. Undefined where no
 * statement of the identity helps, the action is not one of the service's control plane, or it is not known which
 * resource, account or partition it is about: a guess would allow more than the call needs.
 */
export function policyStatement(
  refusal: AccessRefusal,
  operation: OperationName,
  place: RefusedPlace,
  named: NamedResources = {},
): string | undefined {
  const [service, name = ''] = refusal.action.split(':');
  if (refusal.because !== 'notAllowed' || service !== servicePrefix) return undefined;
  // Another action than the call's own is about something that the call does not name.
  const resource = resourceFor(name, refusal, operation, place, name === operation ? named : {});
  if (resource === undefined) return undefined;
  return JSON.stringify({ Effect: 'Allow', Action: refusal.action, Resource: resource }, undefined, 2);
}

function resourceFor(
  name: string,
  refusal: AccessRefusal,
  operation: OperationName,
  { region, account }: RefusedPlace,
  named: NamedResources,
): string | readonly string[] | undefined {
  const rule = Object.hasOwn(actionRules, name) ? actionRules[name] : undefined;
  if (!rule) return undefined;
  if (rule.team) return refusal.resource?.startsWith('arn:') ? refusal.resource : '*';
  if (rule.key === undefined && rule.alias === undefined) return '*';
  const refused = ownArn(refusal.resource);
  const keyOfCall = ownArn(named.key);
  const keys = [keyOfCall, refused].flatMap((one) => (one?.kind === 'key' ? [one.arn] : []));
  const partition = refused?.partition ?? keyOfCall?.partition ?? refusal.partition;
  const inAccount = (resource: string): string | undefined =>
    partition === undefined || account === undefined || region === ''
      ? undefined
      : `arn:${partition}:${servicePrefix}:${region}:${account}:${resource}`;
  // The key that is made has no ARN yet; the one whose tag is looked for may be any.
  if (isTagging(refusal, operation) || name === 'ListTagsForResource') return inAccount('key/*');
  if (rule.alias === undefined) return keys[0];
  const ofRefusal = refused?.kind === 'alias' ? refused.arn : undefined;
  const alias = isAliasName(named.alias) ? inAccount(named.alias) : ofRefusal;
  if (alias === undefined) return undefined;
  if (rule.key === undefined && !rule.aliasTarget) return alias;
  // A call that names no key needs none; of one that is not known, or names a key by its alias, nobody can say.
  const keyIsKnown = named.key === undefined ? named.alias !== undefined : keyOfCall?.kind === 'key';
  if (rule.key !== undefined && !keyIsKnown) return undefined;
  return keys.length === 0 ? alias : [alias, ...new Set(keys)];
}

const isAliasName = (text: string | undefined): text is string =>
  text !== undefined && /^alias\/[A-Za-z0-9/_-]{1,250}$/.test(text);

/** An ARN of one key or alias of the service, without a pattern. */
function ownArn(
  text: string | undefined,
): { arn: string; partition: string; kind: 'key' | 'alias' } | undefined {
  const [arn, partition, kind] =
    /^arn:(aws[a-z-]{0,20}):payment-cryptography:[a-z0-9-]{1,32}:[0-9]{12}:(key|alias)\/[A-Za-z0-9/_-]{1,256}$/.exec(
      text ?? '',
    ) ?? [];
  return arn === undefined ? undefined : { arn, partition: partition!, kind: kind as 'key' | 'alias' };
}
