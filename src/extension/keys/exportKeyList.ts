/**
 * All keys as a table for an audit: values as the API has them, one key a row.
 *
 * Export Key List: every page and the details of every key, read anew, as CSV.
 */
import { csvText } from '../../core/plainText';
import * as vscode from 'vscode';
import { replicationOf } from '../../keyservice/rules/regions';
import type { CatalogueKey } from '../service/keyCatalogue';
import { modesText } from '../../keyservice/model/names';
import { KeyServiceError } from '../../keyservice/errors';
import type { CancelSignal } from '../../keyservice/operations';
import { escapeNotification } from '../ui/markdown';
import { tellFailure } from '../service/callService';
import type { ServiceAction } from '../service/serviceAction';

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
    vscode.l10n.t('Multi-Region'),
    vscode.l10n.t('Primary Region'),
    vscode.l10n.t('Replication'),
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
    KeyModesOfUse ? modesText(KeyModesOfUse) : '',
    summary.KeyState,
    yesNo(summary.Enabled),
    yesNo(summary.Exportable),
    summary.KeyCheckValue ?? '',
    detail?.KeyCheckValueAlgorithm ?? '',
    detail?.KeyOrigin ?? '',
    detail?.CreateTimestamp?.toISOString() ?? '',
    summary.MultiRegionKeyType ?? '',
    summary.PrimaryRegion ?? '',
    replicationOf(detail ?? {})
      .map(([region, { Status }]) => `${region}=${Status}`)
      .join(' '),
  ];
}

export async function exportKeyList(action: ServiceAction): Promise<void> {
  const { tools, ui, target } = action;
  const { catalogue, connection } = tools;
  const read = await ui.progress(vscode.l10n.t('Reading all keys'), (signal, report) =>
    readAll(action, signal, report),
  );
  if (read === 'cancelled') {
    ui.warn(vscode.l10n.t('Cancelled. No list was written. Keys that were loaded remain in the view.'));
    return;
  }
  if (connection.chosen?.choice !== action.choice) {
    ui.warn(
      vscode.l10n.t('Another profile, Region or service was selected in the meantime. No list was written.'),
    );
    return;
  }
  if (read !== 'done') {
    await tellFailure(action, read);
    return;
  }
  const { keys } = catalogue;
  // The time of the reading, not of the dialog.
  const day = (catalogue.readAt ?? new Date()).toISOString().slice(0, 10);
  const text = keyListCsv(keys);
  const uri = await ui.save({
    title: vscode.l10n.t('Export Key List'),
    name: ['keys', target.account ?? target.kind, target.region, day].join('-') + '.csv',
    filters: { CSV: ['csv'] },
  });
  if (!uri) return;
  // A spreadsheet takes UTF-8 for what it is by this mark only.
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`\uFEFF${text}`));
  const open = vscode.l10n.t('Open');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(
        vscode.l10n.t('{0} keys were written to {1}.', keys.length, uri.path.split('/').at(-1) ?? ''),
      ),
      open,
    );
    if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
  });
}

async function readAll(
  { tools }: ServiceAction,
  signal: CancelSignal,
  report: (message: string) => void,
): Promise<'done' | 'cancelled' | KeyServiceError> {
  const { catalogue } = tools;
  const ended = (): boolean => signal.aborted || catalogue.failure !== undefined;
  await catalogue.refresh(signal);
  while (!ended() && !catalogue.complete && catalogue.readAt) {
    report(vscode.l10n.t('{0} keys so far', catalogue.keys.length));
    await catalogue.loadMore(signal);
  }
  const { keys } = catalogue;
  for (const [place, { summary }] of keys.entries()) {
    if (ended()) break;
    report(vscode.l10n.t('details of {0} of {1}', place + 1, keys.length));
    try {
      await catalogue.detail(summary.KeyArn, signal, true);
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      if (error.kind === 'cancelled') break;
      if (error.serviceName !== 'ResourceNotFoundException') return error;
      // Deleted since the list was read.
      catalogue.keyGone(summary.KeyArn);
    }
  }
  if (signal.aborted) return 'cancelled';
  return catalogue.failure ?? 'done';
}
