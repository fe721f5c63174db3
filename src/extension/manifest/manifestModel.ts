/** All that the page of a manifest shows at a moment, beside its rows. */
import * as vscode from 'vscode';
import { bySeverity } from '../../core/findings';
import type { Manifest } from '../../keyservice/manifest/format';
import { isWanted, type Preflight } from '../../keyservice/manifest/preflight';
import type { ServiceTarget } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import type { ImportVerdict } from '../../protocol/importPage';
import type { ManifestPageModel, ManifestRowView } from '../../protocol/manifestPage';
import { findingVerdict } from '../import/importView';
import { nameOf } from '../material/structureFile';
import { targetText } from '../service/importTexts';
import { countsOf, keysText, openRows, rowsText, type Results } from './manifestRows';
import { durationText } from './manifestRun';

/** What the page is made from. */
export interface ManifestState extends Pick<ManifestPageModel, 'busy' | 'progress' | 'failure'> {
  readonly uri: vscode.Uri;
  readonly target: ServiceTarget | undefined;
  readonly manifest: Manifest | undefined;
  readonly judged: Preflight | undefined;
  readonly results: Results | undefined;
  readonly notice: ImportVerdict | undefined;
  readonly rows: readonly ManifestRowView[];
}

export function manifestModel(state: ManifestState): ManifestPageModel {
  const { uri, target, manifest, judged, notice, rows, busy, progress, failure } = state;
  const live = target !== undefined && isLive(target);
  return {
    title: vscode.l10n.t('Import from {0}', nameOf(uri)),
    target: target ? targetText(target) : '',
    live,
    counts: countsOf(rows),
    rows: rows.length,
    facts: judged ? factsOf(judged, state.results, live) : [],
    verdicts: [...(notice ? [notice] : []), ...bySeverity(manifest?.findings ?? []).map(findingVerdict)],
    import: importLabel(state),
    busy,
    progress,
    actions: actionsOf(state),
    failure,
    restore: { uri: uri.toString() },
  };
}

const openIn = ({ judged, results }: ManifestState): number =>
  judged ? openRows(judged, results).length : 0;

function importLabel(state: ManifestState): string {
  const open = openIn(state);
  if (open === 0) return '';
  if (state.results) return vscode.l10n.t('Continue with {0}…', rowsText(open));
  return open === 1 ? vscode.l10n.t('Import 1 Key…') : vscode.l10n.t('Import {0} Keys…', open);
}

function actionsOf(state: ManifestState): ManifestPageModel['actions'] {
  const { judged, results, manifest, progress } = state;
  if (progress) return [];
  return [
    ...(results ? [{ id: 'report', label: vscode.l10n.t('Save Report…') }] : []),
    ...(openIn(state) > 0 && !results ? [{ id: 'cli', label: vscode.l10n.t('Copy as AWS CLI') }] : []),
    ...(judged || (manifest?.findings.length ?? 0) > 0
      ? [{ id: 'check', label: vscode.l10n.t('Check Again') }]
      : []),
    { id: 'open', label: vscode.l10n.t('Show Manifest') },
  ];
}

function factsOf(judged: Preflight, results: Results | undefined, live: boolean): ManifestPageModel['facts'] {
  const wanted = judged.rows.filter(isWanted).length;
  if (results || wanted === 0) return [];
  return [
    {
      label: vscode.l10n.t('Exportable after import'),
      value: vscode.l10n.t('{0} of {1}', judged.exportable, keysText(wanted)),
      danger: judged.exportable > 0,
    },
    { label: vscode.l10n.t('Accepts'), value: durationText(judged, live), danger: false },
  ];
}
