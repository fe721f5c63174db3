/**
 * A key as a row of the tree: label, words, icon, what its menus go by.
 *
 * The tree of keys as plain data: which groups, which keys in each, what a filter leaves.
 */
import * as vscode from 'vscode';
import type { KeySummary } from '../../keyservice/operations';
import { shortKeyId, usageCode } from '../../keyservice/model/names';
import { pairPurpose } from '../../keyservice/rules/pairPurposes';
import { escapeMarkdown } from '../ui/markdown';
import { isPrimary, isReplica } from '../../keyservice/rules/regions';
import type { CatalogueKey } from '../service/keyCatalogue';
import { regionRows } from '../service/keyRegions';
import {
  approvalRows,
  dateWords,
  descriptionParts,
  isPair,
  isPublic,
  keyName,
  lifeStage,
  type LifeStage,
  modesWords,
  originWords,
  spokenKey,
  stageWords,
  stateWords,
  usageWords,
} from '../service/names';

export function keyItem(key: CatalogueKey): vscode.TreeItem {
  const { summary, aliases } = key;
  const item = new vscode.TreeItem(aliases[0] ?? shortKeyId(summary.KeyArn));
  item.id = summary.KeyArn;
  item.description = descriptionParts(key).join(' · ');
  item.iconPath = icon(summary);
  item.contextValue = contextOf(key);
  item.accessibilityInformation = { label: spokenKey(key) };
  item.command = {
    command: 'keyMaterial.keys.details',
    title: vscode.l10n.t('Show Details'),
    arguments: [{ arn: summary.KeyArn, preview: true }],
  };
  return item;
}

function icon(summary: KeySummary): vscode.ThemeIcon {
  const quiet = new vscode.ThemeColor('disabledForeground');
  switch (lifeStage(summary)) {
    case 'deleting':
      return new vscode.ThemeIcon('trash', new vscode.ThemeColor('list.warningForeground'));
    case 'deleted':
      return new vscode.ThemeIcon('trash', quiet);
    case 'disabled':
      return new vscode.ThemeIcon('circle-slash', quiet);
    case 'creating':
      return new vscode.ThemeIcon('watch');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    default:
      return new vscode.ThemeIcon(isPublic(summary) ? 'globe' : isPair(summary) ? 'lock' : 'key');
  }
}

/** Words that `viewItem` is searched for: kind, stage, and what can be done. */
export function contextOf({ summary, aliases }: CatalogueKey): string {
  const stage = lifeStage(summary);
  const { KeyUsage, KeyModesOfUse: modes } = summary.KeyAttributes;
  const symmetric = !isPublic(summary) && !isPair(summary);
  const usable = stage === 'enabled' || stage === 'unreported';
  // Where the modes are not given, the service decides.
  const unwraps = !modes || modes.NoRestrictions === true || (modes.Decrypt && modes.Unwrap) === true;
  const words = [
    'key',
    stage,
    ...(['enabled', 'disabled', 'unreported'].includes(stage) ? ['complete'] : []),
    ...(isPublic(summary) ? ['public'] : isPair(summary) ? ['pair'] : ['symmetric']),
    ...(usable && isPair(summary) && pairPurpose(KeyUsage) !== undefined ? ['certified'] : []),
    ...(aliases.length > 0 ? ['aliased'] : []),
    ...(summary.KeyCheckValue === undefined ? [] : ['kcv']),
    ...(isReplica(summary) ? ['replica'] : ['changeable']),
    ...(isPrimary(summary) ? ['primary'] : []),
    ...(usable && symmetric && summary.Exportable !== false ? ['exports'] : []),
    ...(usable && symmetric && /^TR31_K[01]_/.test(KeyUsage) && unwraps ? ['wraps'] : []),
  ];
  return words.join(' ');
}

/** All that is known, as Markdown; values of the service are escaped. */
export function keyTooltip(key: CatalogueKey): vscode.MarkdownString {
  const { summary, aliases, detail } = key;
  const { KeyAttributes } = summary;
  const origin = originWords(key);
  const rows: (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Usage'), usageWords(KeyAttributes.KeyUsage)],
    [vscode.l10n.t('Algorithm'), KeyAttributes.KeyAlgorithm],
    [vscode.l10n.t('Modes of use'), modesWords(KeyAttributes)],
    [
      vscode.l10n.t('KCV'),
      summary.KeyCheckValue &&
        [summary.KeyCheckValue, detail?.KeyCheckValueAlgorithm].filter(Boolean).join(' · '),
    ],
    [vscode.l10n.t('State'), stageWords(summary)],
    ...approvalRows(detail?.MpaStatus),
    [
      vscode.l10n.t('Exportable'),
      summary.Exportable === undefined
        ? undefined
        : summary.Exportable
          ? vscode.l10n.t('yes')
          : vscode.l10n.t('no'),
    ],
    [vscode.l10n.t('Origin'), origin],
    [vscode.l10n.t('Created'), detail?.CreateTimestamp && dateWords(detail.CreateTimestamp)],
    [vscode.l10n.t('Deleted'), detail?.DeletePendingTimestamp && dateWords(detail.DeletePendingTimestamp)],
    ...regionRows(key),
    [vscode.l10n.t('Aliases'), aliases.length > 1 ? aliases.join(', ') : undefined],
    [vscode.l10n.t('ARN'), summary.KeyArn],
  ];
  const table = rows
    .filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== '')
    .map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`);
  return new vscode.MarkdownString(
    [`**${escapeMarkdown(keyName(key))}**`, '', '| | |', '| --- | --- |', ...table].join('\n'),
  );
}

export const groupings = ['usage', 'state', 'alias'] as const;
export type Grouping = (typeof groupings)[number];

export interface KeyGroup {
  /** Stable over readings: what is open stays open. */
  readonly id: string;
  readonly label: string;
  readonly size: number;
  /** The first of its keys by name, at most so many, in order; all of a large group are not put in order for it. */
  first(most: number): readonly CatalogueKey[];
  has(key: CatalogueKey): boolean;
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
  const heading = headings[grouping];
  for (const key of keys) {
    const place = heading.order(key);
    const group = groups.get(place);
    if (group) group.keys.push(key);
    else groups.set(place, { order: place, label: heading.label(key), keys: [key] });
  }
  return [...groups.values()]
    .sort((a, b) => compare(a.order, b.order))
    .map((group) => ({
      id: `${grouping}:${group.order}`,
      label: group.label,
      size: group.keys.length,
      first: firstOf(group.keys),
      has: (key) => group.keys.includes(key),
      count: complete ? String(group.keys.length) : `${group.keys.length}+`,
    }));
}

interface Heading {
  /** Sorts the groups, and tells them apart. */
  order(key: CatalogueKey): string;
  /** Asked for once for each group. */
  label(key: CatalogueKey): string;
}

const stageOrder: Readonly<Record<LifeStage, string>> = {
  enabled: '1',
  disabled: '2',
  unreported: '3',
  creating: '4',
  failed: '8',
  deleting: '5',
  deleted: '7',
  other: '6',
};

/** What stands before the last slash: "alias/pos/" of "alias/pos/kek"; undefined without an alias. */
const folderOf = ({ aliases: [first] }: CatalogueKey): string | undefined =>
  first?.slice(0, first.lastIndexOf('/') + 1);

const headings: Readonly<Record<Grouping, Heading>> = {
  usage: {
    order: ({ summary }) => usageCode(summary.KeyAttributes.KeyUsage),
    label: ({ summary }) => usageWords(summary.KeyAttributes.KeyUsage),
  },
  state: {
    order({ summary }) {
      const stage = lifeStage(summary);
      return stage === 'other' ? `${stageOrder[stage]} ${summary.KeyState}` : stageOrder[stage];
    },
    label: ({ summary }) => stageWords(summary),
  },
  // All folders sort before "none".
  alias: {
    order: (key) => folderOf(key) ?? 'none',
    label: (key) => folderOf(key) ?? vscode.l10n.t('No alias'),
  },
};

interface Named {
  readonly key: CatalogueKey;
  readonly name: string;
  readonly isNameless: boolean;
}

/** Keys with an alias first, by it; digits by their value. */
const byName = (a: Named, b: Named): number =>
  a.isNameless === b.isNameless ? compare(a.name, b.name) : a.isNameless ? 1 : -1;

/** Keeps what it gave last. Most keys are compared once, with the last of those that are first so far. */
function firstOf(keys: readonly CatalogueKey[]): KeyGroup['first'] {
  let known: { most: number; first: readonly CatalogueKey[] } | undefined;
  return (most) => {
    if (known?.most === most) return known.first;
    let best: Named[] = [];
    let last: Named | undefined;
    for (const key of keys) {
      const named = { key, name: keyName(key), isNameless: key.aliases.length === 0 };
      if (last && byName(named, last) >= 0) continue;
      best.push(named);
      if (best.length < 2 * most) continue;
      best = best.sort(byName).slice(0, most);
      last = best.at(-1);
    }
    known = {
      most,
      first: best
        .sort(byName)
        .slice(0, most)
        .map(({ key }) => key),
    };
    return known.first;
  };
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const compare = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/** Keys in which every word of a text is found: in aliases, ARN, KCV, usage, algorithm or state. */
export function filterKeys(keys: readonly CatalogueKey[], filter: string): readonly CatalogueKey[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return keys;
  /** Words that are not in what keys of one kind have in common; there are few kinds. */
  const open = new Map<object, Map<string, (readonly string[] | undefined)[]>>();
  return keys.filter((key) => {
    const { summary, aliases } = key;
    let states = open.get(summary.KeyAttributes);
    if (!states)
      open.set(summary.KeyAttributes, (states = new Map<string, (readonly string[] | undefined)[]>()));
    const state = stateOf(key);
    let kinds = states.get(state);
    if (!kinds) states.set(state, (kinds = []));
    const left = (kinds[flagsOf(summary)] ??= leftOf(key, words));
    return left.every((word) => isOwn(word, summary, aliases));
  });
}

/** Words that the text of a key's kind does not have. */
function leftOf(key: CatalogueKey, words: readonly string[]): readonly string[] {
  const common = commonText(key);
  return words.filter((word) => !common.includes(word));
}

/** A word has no white space, so that it is in one of these or in none. ARNs are in lower case, and text that is stays as it is. */
const isOwn = (
  word: string,
  { KeyArn, KeyCheckValue }: CatalogueKey['summary'],
  aliases: readonly string[],
): boolean =>
  KeyArn.toLowerCase().includes(word) ||
  (KeyCheckValue?.toLowerCase().includes(word) ?? false) ||
  aliases.some((alias) => alias.toLowerCase().includes(word));

/** Keys of one state and flags, with the same attributes, have the same `commonText`; with details, each is of its own. */
function stateOf({ summary, detail }: CatalogueKey): string {
  const { KeyState, MultiRegionKeyType, PrimaryRegion, KeyArn } = summary;
  if (detail) return KeyArn;
  return MultiRegionKeyType === undefined && PrimaryRegion === undefined
    ? KeyState
    : `${KeyState} ${MultiRegionKeyType ?? ''} ${PrimaryRegion ?? ''}`;
}

const flagsOf = ({ Enabled, Exportable }: CatalogueKey['summary']): number =>
  flag(Enabled) * 3 + flag(Exportable);
const flag = (value: boolean | undefined): number => (value === undefined ? 2 : Number(value));

/** Usage, algorithm and state, in lower case. */
function commonText(key: CatalogueKey): string {
  const { KeyAttributes, KeyState } = key.summary;
  const { KeyUsage, KeyAlgorithm } = KeyAttributes;
  return [
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
