/** Whether an answer is one: what its status says is not enough. And how every answer about keys is read. */
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
  if (inner === undefined) return Array.isArray(found) && (operation !== 'ListKeys' || found.every(isNamed));
  const member = found?.[inner];
  return typeof member === 'string' && member !== '';
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNamed = (key: unknown): boolean =>
  isMembers(key) && typeof key.KeyArn === 'string' && key.KeyArn !== '';

/**
 * Every answer about keys is read here once, so that its readers find what the types of `operations.ts` say: members
 * that are absent, or hold something else than their type, are absent; a required text is ''. An object of modes of
 * which none is on says nothing of them, and is absent: no key without any mode is documented.
 */
export function readAnswer<Output extends object>(output: Output): Output {
  const { Key, Keys } = output as { Key?: unknown; Keys?: unknown };
  return {
    ...output,
    ...(isMembers(Key) ? { Key: readKey(Key) } : {}),
    ...(Array.isArray(Keys) ? { Keys: Keys.filter(isMembers).map(readKey) } : {}),
  };
}

/** Members of a key that hold a text, of those that are read; newer ones pass as they are. */
const texts = ['KeyCheckValue', 'KeyCheckValueAlgorithm', 'KeyOrigin', 'DeriveKeyUsage'];

function readKey(key: Members): Members {
  const { KeyModesOfUse: modes, ...attributes } = isMembers(key.KeyAttributes) ? key.KeyAttributes : {};
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const isRead = ([name, value]: [string, unknown]): boolean => {
    if (name.endsWith('Timestamp')) return value instanceof Date && !Number.isNaN(value.getTime());
    if (texts.includes(name)) return typeof value === 'string' && value !== '';
    return name === 'Exportable' || name === 'Enabled' ? typeof value === 'boolean' : true;
  };
  return {
    ...Object.fromEntries(Object.entries(key).filter(isRead)),
    KeyState: text(key.KeyState),
    KeyAttributes: {
      ...attributes,
      KeyUsage: text(attributes.KeyUsage),
      KeyClass: text(attributes.KeyClass),
      KeyAlgorithm: text(attributes.KeyAlgorithm),
      ...(isMembers(modes) && Object.values(modes).includes(true) ? { KeyModesOfUse: modes } : {}),
    },
  };
}

/** The account in the ARNs of keys; undefined where there are none, or they differ. */
export function accountOfKeys(arns: readonly string[]): string | undefined {
  const accounts = new Set(
    arns.map((arn) => /^arn:[\w-]+:payment-cryptography:[\w-]+:(\d{12}):key\//.exec(arn)?.[1]),
  );
  return accounts.size === 1 ? [...accounts][0] : undefined;
}
