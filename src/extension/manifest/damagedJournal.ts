/** A journal of earlier imports that cannot be read: a person looks at it before anything is sent. */
import * as vscode from 'vscode';
import { typed } from '../import/importFailures';
import type { Ui } from '../flow/ui';
import type { ImportFailureView } from '../../protocol/importPage';
import type { DamagedJournal } from './journalFolder';

export const setAside = {
  view({ path, line, problem }: DamagedJournal): ImportFailureView {
    return {
      title: vscode.l10n.t(
        'Nothing was sent: the journal of earlier imports of this manifest cannot be read',
      ),
      lines: [
        vscode.l10n.t('File: {0}', path),
        line === undefined
          ? vscode.l10n.t('Problem: {0}', problem ?? '')
          : vscode.l10n.t('Problem: line {0} is damaged', line),
        vscode.l10n.t(
          'The notes on each import are separate and still prevent duplicate keys. Set the journal aside to continue without its history.',
        ),
      ],
      field: '',
      actions: [{ id: 'aside', label: vscode.l10n.t('Set the File Aside…') }],
    };
  },

  /** Renames the file once that was typed; false where it stays. */
  async ask(ui: Ui, { path }: DamagedJournal): Promise<boolean> {
    if (!(await typed(ui, vscode.l10n.t('Set the File Aside…'), vscode.l10n.t('set aside')))) return false;
    const from = vscode.Uri.file(path);
    const aside = `${from.path}.${new Date().toISOString().replace(/[:.]/g, '-')}.aside`;
    await vscode.workspace.fs.rename(from, from.with({ path: aside }));
    return true;
  },
};
