/** Other lists than CSV: the keys of an account, and an import manifest. */
import { readManifest } from '../manifest/read';
import type { Key, KeySummary } from '../operations';
import { modeLetter } from '../rules/keyAttributes';
import { factsOfBlock } from './columns';
import {
  readAlgorithm,
  readKcv,
  readMethod,
  readUsage,
  usualMethodOf,
  type KeyList,
  type ListedKey,
} from './listedKey';

export interface AccountKey {
  readonly summary: KeySummary;
  readonly aliases: readonly string[];
  readonly detail?: Key;
}

/** Symmetric keys that are not deleted or about to be. The method of an AES key's value is known from its details only. */
export function accountList(name: string, keys: readonly AccountKey[]): KeyList {
  const listed = keys.filter(
    ({ summary: { KeyState, KeyAttributes } }) =>
      KeyAttributes.KeyClass === 'SYMMETRIC_KEY' && !KeyState.startsWith('DELETE'),
  );
  return { name, keys: listed.map(ofAccount) };
}

/** Whether only the details of a key show the method of its check value. */
export const needsDetails = ({ summary, detail }: AccountKey): boolean =>
  detail === undefined && summary.KeyAttributes.KeyAlgorithm.startsWith('AES_');

function ofAccount({ summary, aliases, detail }: AccountKey, place: number): ListedKey {
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse } = summary.KeyAttributes;
  const algorithm = readAlgorithm(KeyAlgorithm);
  const kcv = summary.KeyCheckValue === undefined ? undefined : readKcv(summary.KeyCheckValue);
  const stated = detail?.KeyCheckValueAlgorithm;
  const method = (stated === undefined ? undefined : readMethod(stated)) ?? usualMethodOf(algorithm.cipher);
  const usage = readUsage(KeyUsage);
  const mode = KeyModesOfUse && modeLetter(KeyModesOfUse);
  return {
    row: place + 1,
    names: aliases,
    arn: summary.KeyArn,
    ...algorithm,
    ...(kcv === undefined ? {} : { kcv }),
    ...(method === undefined ? {} : { method }),
    ...(usage === undefined ? {} : { usage }),
    ...(mode === undefined ? {} : { mode }),
    ...(summary.Exportable === undefined ? {} : { exportable: summary.Exportable }),
    ...(summary.Enabled === undefined ? {} : { enabled: summary.Enabled }),
  };
}

/**
 * Answers of the AWS CLI for list-keys or get-key; undefined where the text is none. They hold no alias, so that their
 * keys are probable at most.
 */
export function answerList(name: string, text: string): KeyList | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(answer)) return undefined;
  const { Keys, Key } = answer;
  const keys = (Array.isArray(Keys) ? (Keys as unknown[]) : Key === undefined ? [] : [Key]).filter(isKey);
  if (keys.length === 0) return undefined;
  return accountList(
    name,
    keys.map((key) => ({
      summary: key,
      aliases: [],
      ...('KeyCheckValueAlgorithm' in key ? { detail: key as unknown as Key } : {}),
    })),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isKey(value: unknown): value is KeySummary {
  if (!isObject(value) || !isObject(value.KeyAttributes)) return false;
  const { KeyArn, KeyState } = value;
  const { KeyUsage, KeyAlgorithm, KeyClass, KeyModesOfUse } = value.KeyAttributes;
  const texts = [KeyArn, KeyState, KeyUsage, KeyAlgorithm, KeyClass];
  return (
    texts.every((one) => typeof one === 'string') && (KeyModesOfUse === undefined || isObject(KeyModesOfUse))
  );
}

/** Rows of an import manifest; undefined where the text is none. */
export function manifestList(name: string, text: string): KeyList | undefined {
  const { rows } = readManifest(text);
  if (!rows.some(({ keyBlock }) => keyBlock !== '')) return undefined;
  return {
    name,
    keys: rows.map(({ number, keyBlock, alias, checkValue, checkValueAlgorithm, enabled, wrappingKey }) => {
      const block = keyBlock === '' ? {} : factsOfBlock(keyBlock);
      const kcv = checkValue === undefined ? block.kcv : readKcv(checkValue);
      const method =
        (checkValue === undefined ? block.method : checkValueAlgorithm) ?? usualMethodOf(block.cipher);
      // Without the block's own check value where the row gives another.
      const { cipher, bits, usage, mode, exportable } = block;
      return {
        ...(cipher === undefined ? {} : { cipher }),
        ...(bits === undefined ? {} : { bits }),
        ...(usage === undefined ? {} : { usage }),
        ...(mode === undefined ? {} : { mode }),
        ...(exportable === undefined ? {} : { exportable }),
        row: number,
        names: alias === undefined ? [] : [alias],
        ...(kcv === undefined ? {} : { kcv }),
        ...(method === undefined ? {} : { method }),
        ...(enabled === undefined ? {} : { enabled }),
        ...(keyBlock === '' ? {} : { keyBlock }),
        ...(wrappingKey === '' ? {} : { wrappingKey }),
      };
    }),
  };
}
