/** An import manifest of keys that are missing in the second list, and whose key blocks the first list has. */
import { isAlias, aliasOf } from '../model/names';
import { manifestLimits } from '../manifest/format';
import type { Reconciliation } from './reconcile';

export interface MissingManifest {
  /** JSON of version 1. */
  readonly text: string;
  readonly rows: number;
  /** Missing keys without a key block: they are left out. */
  readonly without: number;
}

/** @param wrappingKey alias or ARN for rows whose list names none; '' leaves it to be filled in */
export function missingManifest({ rows, here }: Reconciliation, wrappingKey: string): MissingManifest {
  const missing = rows.flatMap((row) => (row.kind === 'missingThere' && row.here ? [row.here] : []));
  const blocks = missing.filter((key) => key.keyBlock !== undefined).slice(0, manifestLimits.rows);
  const keys = blocks.map(({ keyBlock, wrappingKey: own, names, kcv, method, row }) => ({
    keyBlock,
    ...(own !== undefined && (isAlias(own) || own.startsWith('arn:')) ? { wrappingKey: own } : {}),
    ...(names[0] === undefined || !/^(?:alias\/)?[\w/-]+$/.test(names[0])
      ? {}
      : { alias: aliasOf(names[0]) }),
    ...(kcv === undefined || method === undefined
      ? {}
      : { checkValue: kcv.slice(0, method === 'CMAC' ? 10 : 6), checkValueAlgorithm: method }),
    note: `${here.name}, row ${row}`,
  }));
  const manifest = {
    version: 1,
    ...(wrappingKey === '' ? {} : { defaults: { wrappingKey } }),
    keys,
  };
  return {
    text: `${JSON.stringify(manifest, null, 2)}\n`,
    rows: keys.length,
    without: missing.length - blocks.length,
  };
}
