/** Whether an answer is one: what its status says is not enough. */
import type { OperationName } from '../model/shapes';

/**
 * The member without which an answer is none, though its status says that the call succeeded: a text, or where one
 * name is given a list. An incomplete list is not an empty one: keys that it does not show may be there.
 */
const requiredMember: Partial<Record<OperationName, readonly [string, string?]>> = {
  CreateKey: ['Key', 'KeyArn'],
  GetAlias: ['Alias', 'AliasName'],
  GetKey: ['Key', 'KeyArn'],
  ImportKey: ['Key', 'KeyArn'],
  ListAliases: ['Aliases'],
  ListKeys: ['Keys'],
  ListTagsForResource: ['Tags'],
};

export function isComplete(operation: OperationName, output: object): boolean {
  const required = requiredMember[operation];
  if (!required) return true;
  const [outer, inner] = required;
  const found = (output as Record<string, Record<string, unknown> | undefined>)[outer];
  if (inner === undefined) return Array.isArray(found);
  const member = found?.[inner];
  return typeof member === 'string' && member !== '';
}

/** The account in the ARNs of keys; undefined where there are none, or they differ. */
export function accountOfKeys(arns: readonly string[]): string | undefined {
  const accounts = new Set(
    arns.map((arn) => /^arn:[\w-]+:payment-cryptography:[\w-]+:(\d{12}):key\//.exec(arn)?.[1]),
  );
  return accounts.size === 1 ? [...accounts][0] : undefined;
}
