import * as vscode from 'vscode';
import type { InspectorStrings } from '../../protocol/inspector';
import type { MarkdownTexts } from '../material/keyBlockCopies';
import { localisedHeadline, localisedMessage, localisedRule } from '../ui/localise';
import type { ModelTexts } from './keyBlockModel';

const severities = (): InspectorStrings['severities'] => ({
  error: vscode.l10n.t('Error'),
  warning: vscode.l10n.t('Warning'),
  info: vscode.l10n.t('Note'),
});

/** Every word of the inspector's page, in the user's language. */
export function inspectorStrings(): InspectorStrings {
  return {
    empty: vscode.l10n.t('No key block here. Select one, or paste it.'),
    pasteLabel: vscode.l10n.t('Key block'),
    pasteHint: vscode.l10n.t('White space and line breaks are left out. It is read while you type.'),
    typeBlock: vscode.l10n.t('Type or Paste'),
    findings: vscode.l10n.t('Findings'),
    noFindings: vscode.l10n.t('Structure is sound.'),
    aws: 'AWS Payment Cryptography',
    why: vscode.l10n.t('Why'),
    noReasons: vscode.l10n.t('No rule speaks against it.'),
    fields: vscode.l10n.t('Fields'),
    columns: [
      vscode.l10n.t('Field'),
      vscode.l10n.t('Code'),
      vscode.l10n.t('Meaning'),
      vscode.l10n.t('Characters (from 0)'),
      vscode.l10n.t('Source of the rule'),
      vscode.l10n.t('Copy'),
    ],
    strip: vscode.l10n.t('Characters of the block by field'),
    severities: severities(),
    character: vscode.l10n.t('character {0}', '{0}'),
    characters: vscode.l10n.t('characters {0}–{1}', '{0}', '{1}'),
    wholeBlock: vscode.l10n.t('whole block'),
    length: vscode.l10n.t('{0} characters', '{0}'),
    showAll: vscode.l10n.t('Show All'),
    optionalBlocks: vscode.l10n.t('Optional blocks'),
    payloadAndMac: vscode.l10n.t('Encrypted key and MAC'),
    selected: vscode.l10n.t('Selected field'),
    nothingSelected: vscode.l10n.t('Choose a field to see what it says.'),
    showInEditor: vscode.l10n.t('Show in Editor'),
    copy: vscode.l10n.t('Copy'),
    copyOf: vscode.l10n.t('Copy {0}', '{0}'),
    copyValue: vscode.l10n.t('Copy Value'),
    copyFinding: vscode.l10n.t('Copy finding'),
    copyBlock: vscode.l10n.t('Key Block'),
    copyJson: vscode.l10n.t('As JSON'),
    copyMarkdown: vscode.l10n.t('As Markdown Table'),
    copied: vscode.l10n.t('Copied.'),
    actions: vscode.l10n.t('Actions on the key block'),
    back: vscode.l10n.t('Back to the block before'),
    forward: vscode.l10n.t('Forward to the next block'),
    verification: vscode.l10n.t('Verification'),
    notVerified: vscode.l10n.t('MAC not verified.'),
    verify: vscode.l10n.t('Verify…'),
    import: vscode.l10n.t('Import…'),
    compare: vscode.l10n.t('Compare…'),
    comparison: vscode.l10n.t('Comparison'),
    closeComparison: vscode.l10n.t('Close Comparison'),
    comparisonColumns: [
      vscode.l10n.t('Field'),
      vscode.l10n.t('This block'),
      vscode.l10n.t('Other block'),
      vscode.l10n.t('Result'),
    ],
    comparisonStates: {
      same: vscode.l10n.t('same'),
      differs: vscode.l10n.t('differs'),
      onlyHere: vscode.l10n.t('only in this block'),
      onlyThere: vscode.l10n.t('only in the other block'),
    },
    missing: vscode.l10n.t('not there'),
  };
}

export function modelTexts(): ModelTexts {
  return {
    finding: (finding) =>
      finding.code.startsWith('aws_') ? localisedRule(finding) : localisedMessage(finding),
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
    finding: localisedMessage,
  };
}
