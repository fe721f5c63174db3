import type { LoadedKeys } from '../../agent/call';
import type { KeyCatalogue } from '../service/keyCatalogue';

/** What the Keys view has, as it is: nothing is loaded for it. */
export function loadedKeys({ keys, complete }: Pick<KeyCatalogue, 'keys' | 'complete'>): LoadedKeys {
  return {
    complete,
    keys: keys.map(({ summary, aliases }) => ({
      arn: summary.KeyArn,
      alias: aliases[0] ?? null,
      usage: summary.KeyAttributes.KeyUsage,
      algorithm: summary.KeyAttributes.KeyAlgorithm,
      state: summary.KeyState,
      enabled: summary.Enabled ?? null,
      exportable: summary.Exportable ?? null,
      checkValue: summary.KeyCheckValue ?? null,
    })),
  };
}
