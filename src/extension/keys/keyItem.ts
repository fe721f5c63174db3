/** A key as a row of the tree: label, words, icon, what its menus go by. */
import * as vscode from 'vscode';
import type { KeySummary } from '../../keyservice/operations';
import { modesText, shortKeyId } from '../../keyservice/model/names';
import { escapeMarkdown } from '../ui/markdown';
import type { CatalogueKey } from '../service/keyCatalogue';
import {
  dateWords,
  descriptionParts,
  isPair,
  isPublic,
  keyName,
  lifeStage,
  originWords,
  spokenKey,
  stageWords,
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
    default:
      return new vscode.ThemeIcon(isPublic(summary) ? 'globe' : isPair(summary) ? 'lock' : 'key');
  }
}

/** Words that `viewItem` is searched for: kind, stage, and what can be done. */
export function contextOf({ summary, aliases }: CatalogueKey): string {
  const stage = lifeStage(summary);
  const { KeyUsage, KeyModesOfUse: modes } = summary.KeyAttributes;
  const symmetric = !isPublic(summary) && !isPair(summary);
  const usable = stage === 'enabled';
  const may = (...names: (keyof typeof modes)[]): boolean =>
    modes.NoRestrictions === true || names.every((name) => modes[name] === true);
  const words = [
    'key',
    stage,
    ...(stage === 'enabled' || stage === 'disabled' ? ['complete'] : []),
    ...(isPublic(summary) ? ['public'] : isPair(summary) ? ['pair'] : ['symmetric']),
    ...(aliases.length > 0 ? ['aliased'] : []),
    ...(summary.KeyCheckValue === undefined ? [] : ['kcv']),
    ...(usable && symmetric && summary.Exportable !== false ? ['exports'] : []),
    ...(usable && symmetric && /^TR31_K[01]_/.test(KeyUsage) && may('Decrypt', 'Unwrap') ? ['wraps'] : []),
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
    [vscode.l10n.t('Modes of use'), modesText(KeyAttributes.KeyModesOfUse)],
    [
      vscode.l10n.t('KCV'),
      summary.KeyCheckValue &&
        [summary.KeyCheckValue, detail?.KeyCheckValueAlgorithm].filter(Boolean).join(' · '),
    ],
    [vscode.l10n.t('State'), stageWords(summary)],
    [
      vscode.l10n.t('Exportable'),
      summary.Exportable === undefined
        ? undefined
        : summary.Exportable
          ? vscode.l10n.t('yes')
          : vscode.l10n.t('no'),
    ],
    [vscode.l10n.t('Origin'), origin],
    [vscode.l10n.t('Created'), detail && dateWords(detail.CreateTimestamp)],
    [vscode.l10n.t('Deleted'), detail?.DeletePendingTimestamp && dateWords(detail.DeletePendingTimestamp)],
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
