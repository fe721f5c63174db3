import * as vscode from 'vscode';
import type { InspectorStrings } from '../../protocol/inspector';

/** Every word of the inspector's page, in the user's language. */
export function inspectorStrings(): InspectorStrings {
  return {
    empty: vscode.l10n.t('No key block here. Select one, or paste it.'),
    pasteLabel: vscode.l10n.t('Key block'),
    decode: vscode.l10n.t('Decode'),
    findings: vscode.l10n.t('Findings'),
    noFindings: vscode.l10n.t('Structure is sound.'),
    fields: vscode.l10n.t('Fields'),
    columns: [
      vscode.l10n.t('Field'),
      vscode.l10n.t('Code'),
      vscode.l10n.t('Meaning'),
      vscode.l10n.t('Characters (from 0)'),
    ],
    strip: vscode.l10n.t('Characters of the block by field'),
    severities: {
      error: vscode.l10n.t('Error'),
      warning: vscode.l10n.t('Warning'),
      info: vscode.l10n.t('Note'),
    },
    characters: vscode.l10n.t('characters {0}–{1}', '{0}', '{1}'),
    verification: vscode.l10n.t('Verification'),
    notVerified: vscode.l10n.t('MAC not verified.'),
    verify: vscode.l10n.t('Verify…'),
  };
}
