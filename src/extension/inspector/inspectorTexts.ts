import * as vscode from 'vscode';
import { decodeKeyBlock, keyBlockTitle } from '../../core/keyblock/decode';
import type { KeyBlock } from '../../core/keyblock/types';
import { judgeKeyBlock } from '../../keyservice/rules/keyBlocks';
import type { CopyForm, InspectorFinding } from '../../protocol/inspector';
import { keyBlockJson, keyBlockMarkdown, type MarkdownTexts } from '../material/keyBlockCopies';
import { fieldMeaning, fieldName, localised, localisedHeadline } from '../ui/localise';
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
    localise: localised,
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
        : vscode.l10n.t('Different fields: {0}. Equal fields: {1}.', differing, equal),
  };
}

/**
 * Texts of a block that is copied as Markdown.
 * @param mac what the MAC says where it was checked
 */
export function markdownTexts(block: KeyBlock, mac: string | undefined): MarkdownTexts {
  return {
    title: keyBlockTitle(block, localised),
    name: fieldName,
    meaning: fieldMeaning,
    columns: [
      vscode.l10n.t('Field'),
      vscode.l10n.t('Code'),
      vscode.l10n.t('Meaning'),
      vscode.l10n.t('Characters'),
    ],
    severities: severities(),
    finding: localised,
    follows: vscode.l10n.t('Follows from it'),
    verdicts: [
      [vscode.l10n.t('MAC'), mac ?? vscode.l10n.t('not verified')],
      ['AWS Payment Cryptography', localisedHeadline(judgeKeyBlock(block).headline)],
    ],
  };
}

/**
 * Puts a block on the clipboard, as it is or as what is known of it.
 * @param mac what the MAC says where it was checked
 */
export async function copyKeyBlock(text: string, form: CopyForm, mac?: string): Promise<void> {
  await vscode.env.clipboard.writeText(keyBlockAs(text, form, mac));
}

export function keyBlockAs(text: string, form: CopyForm, mac?: string): string {
  if (form === 'block') return text;
  const block = decodeKeyBlock(text, { at: new Date() });
  return form === 'json'
    ? `${JSON.stringify(keyBlockJson(block), undefined, 2)}\n`
    : keyBlockMarkdown(block, markdownTexts(block, mac));
}
