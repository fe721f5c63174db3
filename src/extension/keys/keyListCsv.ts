/** All keys as a table for an audit: values as the API has them, one key a row. */
import * as vscode from 'vscode';
import { csvText } from '../ui/csv';
import type { CatalogueKey } from '../service/keyCatalogue';
import { modesText } from '../../keyservice/model/names';

export function keyListCsv(keys: readonly CatalogueKey[]): string {
  const head = [
    vscode.l10n.t('ARN'),
    vscode.l10n.t('Aliases'),
    vscode.l10n.t('Usage'),
    vscode.l10n.t('Algorithm'),
    vscode.l10n.t('Modes of use'),
    vscode.l10n.t('State'),
    vscode.l10n.t('Enabled'),
    vscode.l10n.t('Exportable'),
    vscode.l10n.t('KCV'),
    vscode.l10n.t('KCV method'),
    vscode.l10n.t('Origin'),
    vscode.l10n.t('Created'),
  ];
  return csvText([head, ...keys.map(row)]);
}

const yesNo = (value: boolean | undefined): string =>
  value === undefined ? '' : value ? vscode.l10n.t('yes') : vscode.l10n.t('no');

function row({ summary, aliases, detail }: CatalogueKey): string[] {
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse } = summary.KeyAttributes;
  return [
    summary.KeyArn,
    aliases.join(' '),
    KeyUsage,
    KeyAlgorithm,
    modesText(KeyModesOfUse),
    summary.KeyState,
    yesNo(summary.Enabled),
    yesNo(summary.Exportable),
    summary.KeyCheckValue ?? '',
    detail?.KeyCheckValueAlgorithm ?? '',
    detail?.KeyOrigin ?? '',
    detail?.CreateTimestamp.toISOString() ?? '',
  ];
}
