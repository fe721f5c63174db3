import * as vscode from 'vscode';
import type { InspectorFinding } from '../../protocol/inspector';
import type { MarkdownTexts } from '../material/keyBlockCopies';
import { localised, localisedHeadline } from '../ui/localise';
import type { ModelTexts } from './keyBlockModel';

const severities = (): MarkdownTexts['severities'] => ({
  error: vscode.l10n.t('Error'),
  warning: vscode.l10n.t('Warning'),
  info: vscode.l10n.t('Note'),
});

export function severityWord(severity: InspectorFinding['severity']): string {
  return severities()[severity];
}

export function modelTexts(): ModelTexts {
  return {
    finding: (finding) => localised(finding),
    headline: localisedHeadline,
    facts: {
      keyUsage: 'KeyUsage',
      keyAlgorithms: 'KeyAlgorithm',
      modes: 'KeyModesOfUse',
      exportable: 'Exportable',
      usable: vscode.l10n.t('Used by an operation'),
    },
    yes: vscode.l10n.t('yes'),
    no: vscode.l10n.t('no'),
    unclear: vscode.l10n.t('unclear'),
    comparedWith: (title) => vscode.l10n.t('Compared with: {0}', title),
    comparison: (differing, equal) =>
      differing === 0
        ? vscode.l10n.t('The two blocks are equal, character by character.')
        : vscode.l10n.t('Fields that differ: {0}. Fields that are the same: {1}.', differing, equal),
  };
}

export function markdownTexts(title: string): MarkdownTexts {
  return {
    title,
    columns: [
      vscode.l10n.t('Field'),
      vscode.l10n.t('Code'),
      vscode.l10n.t('Meaning'),
      vscode.l10n.t('Characters (from 0)'),
    ],
    severities: severities(),
    finding: localised,
  };
}
