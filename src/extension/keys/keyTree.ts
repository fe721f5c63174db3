/** The tree of keys as plain data: which groups, which keys in each, what a filter leaves. */
import * as vscode from 'vscode';
import type { CatalogueKey } from '../service/keyCatalogue';
import { keyName, lifeStage, stageWords, stateWords, usageWords, type LifeStage } from '../service/names';
import { usageCode } from '../../keyservice/model/names';

export const groupings = ['usage', 'state', 'alias'] as const;
export type Grouping = (typeof groupings)[number];

export interface KeyGroup {
  /** Stable over readings: what is open stays open. */
  readonly id: string;
  readonly label: string;
  readonly keys: readonly CatalogueKey[];
  /** "2", or "2+" while there are pages that are not in. */
  readonly count: string;
}

/** @param complete whether all pages of the list are in */
export function groupKeys(
  keys: readonly CatalogueKey[],
  grouping: Grouping,
  complete: boolean,
): readonly KeyGroup[] {
  const groups = new Map<string, { order: string; label: string; keys: CatalogueKey[] }>();
  for (const key of keys) {
    const { order, label } = headings[grouping](key);
    const group = groups.get(order) ?? { order, label, keys: [] };
    group.keys.push(key);
    groups.set(order, group);
  }
  return [...groups.values()]
    .sort((a, b) => compare(a.order, b.order))
    .map((group) => ({
      id: `${grouping}:${group.order}`,
      label: group.label,
      keys: group.keys.sort(byName),
      count: complete ? String(group.keys.length) : `${group.keys.length}+`,
    }));
}

interface Heading {
  /** Sorts the groups, and tells them apart. */
  readonly order: string;
  readonly label: string;
}

const stageOrder: Readonly<Record<LifeStage, string>> = {
  enabled: '1',
  disabled: '2',
  creating: '3',
  deleting: '4',
  deleted: '6',
  other: '5',
};

const headings: Readonly<Record<Grouping, (key: CatalogueKey) => Heading>> = {
  usage({ summary }) {
    const { KeyUsage } = summary.KeyAttributes;
    return { order: usageCode(KeyUsage), label: usageWords(KeyUsage) };
  },
  state({ summary }) {
    const stage = lifeStage(summary);
    const order = stage === 'other' ? `${stageOrder[stage]} ${summary.KeyState}` : stageOrder[stage];
    return { order, label: stageWords(summary) };
  },
  /** By what stands before the last slash: "alias/pos/" of "alias/pos/kek"; all of those sort before "none". */
  alias({ aliases: [first] }) {
    if (first === undefined) return { order: 'none', label: vscode.l10n.t('No alias') };
    const folder = first.slice(0, first.lastIndexOf('/') + 1);
    return { order: folder, label: folder };
  },
};

/** Keys with an alias first, by it; digits by their value. */
function byName(a: CatalogueKey, b: CatalogueKey): number {
  const [left, right] = [a.aliases.length === 0, b.aliases.length === 0];
  return left === right ? compare(keyName(a), keyName(b)) : left ? 1 : -1;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const compare = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Keys in which every word of a text is found: in aliases, ARN, KCV, usage, algorithm or state. */
export function filterKeys(keys: readonly CatalogueKey[], filter: string): readonly CatalogueKey[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return keys;
  return keys.filter((key) => {
    const text = searchText(key);
    return words.every((word) => text.includes(word));
  });
}

function searchText(key: CatalogueKey): string {
  const { KeyArn, KeyAttributes, KeyCheckValue, KeyState } = key.summary;
  const { KeyUsage, KeyAlgorithm } = KeyAttributes;
  return [
    ...key.aliases,
    KeyArn,
    KeyCheckValue ?? '',
    KeyUsage,
    usageWords(KeyUsage),
    KeyAlgorithm,
    // As people type it.
    KeyAlgorithm.replaceAll('_', '-'),
    KeyState,
    stageWords(key.summary),
    ...stateWords(key),
  ]
    .join('\n')
    .toLowerCase();
}
