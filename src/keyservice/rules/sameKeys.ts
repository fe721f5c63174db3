/**
 * Keys of an account that may be the key that is imported. TR-34, RSA and re-wrapped blocks carry one key in other
 * bytes each time: only the check value shows that it may be there already.
 */
import type { KeySummary } from '../operations';
import { type CheckValue, compareCheckValues } from './checkValues';

export interface WantedValue {
  /** KeyUsage. */
  readonly usage?: string;
  /** Several where only unwrapping shows which. */
  readonly algorithm?: string | readonly string[];
  /** Hexadecimal digits. */
  readonly kcv: string;
  readonly method?: CheckValue['method'];
}

/**
 * Keys of equal usage, algorithm and check value, in the order given. Keys that are deleted, or wait for it, are left
 * out. An equal check value says "may be the same key", never "is": it is named, and nothing is refused on it alone.
 */
export function keysOfSameValue<One extends KeySummary>(
  keys: readonly One[],
  { usage, algorithm, kcv, method }: WantedValue,
): readonly One[] {
  const algorithms = typeof algorithm === 'string' ? [algorithm] : (algorithm ?? []);
  const wanted: CheckValue = { value: kcv, ...(method === undefined ? {} : { method }) };
  return keys.filter(
    ({ KeyState, KeyAttributes: { KeyUsage, KeyAlgorithm }, KeyCheckValue }) =>
      KeyCheckValue !== undefined &&
      !KeyState.startsWith('DELETE') &&
      (usage === undefined || KeyUsage === usage) &&
      (algorithms.length === 0 || algorithms.includes(KeyAlgorithm)) &&
      compareCheckValues(wanted, { value: KeyCheckValue }, KeyAlgorithm) === 'equal',
  );
}
