/** Rewrapping: the same key under another KBPK. X9.143:2021 tables 4, 6 and 15, 22, 23. */
import type { Finding } from '../findings';
import { cipherStrength, protects } from '../crypto/strength';
import { headerOf, type KeyBlockHeader, type OptionalBlockInput } from './blockHeader';
import { rewrapChoices } from './headerChoices';
import { judgeKbpk } from './judgeKey';
import { KeyBlockError, keyFinding } from './keyBlockError';
import { versionRow } from './tables';
import type { KeyBlock } from './types';
import type { UnwrappedDetails } from './unwrap';
import { wrapKeyBlock, type WrapOptions } from './wrap';

/** The few fields that may change; each stays as it is where not given. */
export interface RewrapChanges {
  readonly version?: string;
  readonly exportability?: string;
  readonly mode?: string;
  readonly keyContext?: string;
}

export interface Rewrapping {
  readonly kbpk: Uint8Array;
  readonly changes: RewrapChanges;
  /** What a TS block gets, in its form: "20260131120000Z". */
  readonly timeStamp: string;
  readonly options: WrapOptions;
}

/**
 * What to say before a key travels on: that it should not (exportability N), that the new KBPK is
 * weaker than it or than it should be. Empty where nothing stands against it.
 */
export function judgeRewrap(
  block: KeyBlock,
  unwrapped: UnwrappedDetails,
  kbpk: Uint8Array,
  version: string,
): Finding[] {
  const cipher = versionRow(version)?.cipher ?? 'AES';
  const payload = block.payload?.span ?? { start: 0, end: block.text.length };
  const findings = judgeKbpk(cipher, kbpk, unwrapped.strength, payload);
  if (block.exportability.code === 'N')
    findings.unshift(keyFinding('rewrap_not_exportable', { start: 11, end: 12 }));
  return findings;
}

/**
 * The key under another KBPK. Only what `rewrapChoices` allows may change. Length, PB, KC and KP are
 * computed; a TS gets the new time; a WP says 1 or 3 (weaker) once a KBPK was weaker than the key, and never
 * less than before. Throws KeyBlockError `rewrap_widens` and what `wrapKeyBlock` throws.
 */
export function rewrapKeyBlock(
  block: KeyBlock,
  unwrapped: UnwrappedDetails & { readonly key: Uint8Array },
  { kbpk, changes, timeStamp, options }: Rewrapping,
): string {
  const header = headerOf(block);
  const choices = rewrapChoices(header);
  for (const [field, given] of [
    ['exportability', changes.exportability],
    ['mode', changes.mode],
    ['keyContext', changes.keyContext],
  ] as const)
    if (given !== undefined && !choices[field].includes(given))
      throw new KeyBlockError([
        keyFinding('rewrap_widens', undefined, [given, choices[field].join(', ')], { found: given }),
      ]);
  const version = changes.version ?? header.version;
  const next: KeyBlockHeader = {
    ...header,
    version,
    exportability: changes.exportability ?? header.exportability,
    mode: changes.mode ?? header.mode,
    keyContext: changes.keyContext ?? header.keyContext ?? '0',
    optionalBlocks: (header.optionalBlocks ?? []).map((optional) =>
      renewed(optional, timeStamp, weaker(version, kbpk, unwrapped)),
    ),
  };
  return wrapKeyBlock(next, unwrapped.key, kbpk, options);
}

function weaker(version: string, kbpk: Uint8Array, unwrapped: UnwrappedDetails): boolean {
  const protecting = cipherStrength(versionRow(version)?.cipher ?? 'AES', kbpk);
  return (
    protecting !== undefined && unwrapped.strength !== undefined && !protects(protecting, unwrapped.strength)
  );
}

/** TS is the time of wrapping, TC stays the time of creation. WP: X9.143:2021 table 23. */
function renewed(optional: OptionalBlockInput, timeStamp: string, isWeaker: boolean): OptionalBlockInput {
  if (optional.id === 'TS') return { id: 'TS', data: timeStamp };
  if (optional.id === 'WP' && isWeaker) {
    const worse = { '000': '001', '002': '003' }[optional.data];
    return worse === undefined ? optional : { id: 'WP', data: worse };
  }
  return optional;
}

/** The form of TS and TC in X9.143:2021 table 21: "20260131120000Z". */
export function timeStampOf(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
}
