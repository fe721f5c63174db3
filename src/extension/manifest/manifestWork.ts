/** What one import of a manifest works with, and the lines that stand over it everywhere. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { isWanted, type Preflight } from '../../keyservice/manifest/preflight';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import { failureText } from '../service/callService';
import type { Ui } from '../flow/ui';
import { targetLines } from '../service/importTexts';
import type { ServiceTools } from '../service/tools';
import type { JournalFolder } from './journalFolder';
import type { ManifestTable } from './manifestTable';

/** What one import of a manifest works with. */
export interface ManifestWork {
  readonly tools: ServiceTools;
  readonly ui: Ui;
  readonly table: ManifestTable;
  readonly uri: vscode.Uri;
  readonly name: string;
  /** With the account, so that the journal names it. */
  readonly service: KeyService;
  readonly target: ServiceTarget;
  readonly folder: JournalFolder;
}

export function headingOf({ name, target }: ManifestWork, judged: Preflight): string[] {
  return [name, ...countLines(judged), ...targetLines(target)];
}

export function countLines({ rows, counts, exportable }: Preflight): string[] {
  const wanted = rows.filter(isWanted).length;
  return [
    vscode.l10n.t('to be imported: {0} of {1} rows', wanted, rows.length),
    ...(counts.warning > 0 ? [vscode.l10n.t('with a warning: {0}', counts.warning)] : []),
    ...(counts.imported > 0 ? [vscode.l10n.t('imported already: {0}', counts.imported)] : []),
    ...(counts.blocked > 0 ? [vscode.l10n.t('blocked and left out: {0}', counts.blocked)] : []),
    vscode.l10n.t('exportable afterwards: {0}', exportable),
  ];
}

/** A failure that is told in one line of a table. */
export function failureLine(error: unknown, simulator: boolean): string | undefined {
  return error instanceof KeyServiceError ? failureText(error, simulator).replaceAll('\n', ' ') : undefined;
}
