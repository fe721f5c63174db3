/**
 * Answers that leave out members which the model requires, as answers of the service do: user guide, pages on importing
 * certificates and on multi-party approval.
 */
import type { Answer } from './serviceError';

/**
 * - documented: certificates come without check value, its method, Exportable and modes; other keys with the true modes.
 * - all: nothing but ARN, state, usage, class, algorithm and Enabled is left of any key, and of an exported key no check
 *   value. No page of AWS shows this; it is what a client has to stand.
 */
export const sparseKinds = ['documented', 'all'] as const;
export type Sparse = (typeof sparseKinds)[number];

type Members = Readonly<Record<string, unknown>>;

const never = ['KeyCheckValue', 'KeyCheckValueAlgorithm', 'Exportable', 'KeyOrigin'];

/** The answer without them; an answer that is not about keys unchanged. */
export function sparsely(answer: Answer, kind: Sparse): Answer {
  const { Key, Keys, WrappedKey } = answer as {
    Key?: Members;
    Keys?: readonly Members[];
    WrappedKey?: Members;
  };
  return {
    ...answer,
    ...(Key ? { Key: sparseKey(Key, kind) } : {}),
    ...(Keys ? { Keys: Keys.map((key) => sparseKey(key, kind)) } : {}),
    ...(WrappedKey && kind === 'all' ? { WrappedKey: without(WrappedKey, isLeftOut) } : {}),
  };
}

const isLeftOut = (name: string): boolean => never.includes(name) || name.endsWith('Timestamp');

function sparseKey(key: Members, kind: Sparse): Members {
  const { KeyModesOfUse: modes = {}, ...attributes } = key.KeyAttributes as Members & {
    KeyModesOfUse?: Members;
  };
  if (kind === 'all') return { ...without(key, isLeftOut), KeyAttributes: attributes };
  if (attributes.KeyClass === 'PUBLIC_KEY')
    return {
      ...without(key, (name) => name !== 'KeyOrigin' && never.includes(name)),
      KeyAttributes: attributes,
    };
  return {
    ...key,
    KeyAttributes: { ...attributes, KeyModesOfUse: without(modes, (name) => modes[name] !== true) },
  };
}

const without = (members: Members, left: (name: string) => boolean): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !left(name)));
