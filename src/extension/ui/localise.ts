import * as vscode from 'vscode';
import { keyMaterialTexts } from '../../core/crypto/findingTexts';
import type { Finding } from '../../core/findings';
import { findingTexts } from '../../core/keyblock/findingTexts';
import type { Headline } from '../../keyservice/rules/keyBlocks';
import { awsKeyBlockTexts } from '../../keyservice/rules/keyBlockTexts';
import { keyFindingTexts } from '../../core/keyblock/keyFindingTexts';

type Texts = Readonly<Record<string, { readonly template: string }>>;

/** A finding's message in the user's language: its template is the key of the translation. */
export function localisedMessage(finding: Finding): string {
  return messageFrom(finding, [templates]);
}

/** The same with the tables of other decoders. */
export function messageFrom(finding: Finding, tables: readonly Texts[]): string {
  const template = tables.find((one) => Object.hasOwn(one, finding.code))?.[finding.code]?.template;
  return template === undefined ? finding.message : vscode.l10n.t(template, ...(finding.args ?? []));
}

/** A sentence of another table: its template is the key of the translation. */
export function localisedTemplate(template: string, args: readonly (string | number)[]): string {
  return vscode.l10n.t(template, ...args);
}

/** The same for a finding of the key service's rules. */
export function localisedRule(finding: Finding): string {
  const template = (awsKeyBlockTexts as Readonly<Record<string, { template: string }>>)[finding.code]
    ?.template;
  return template === undefined ? finding.message : vscode.l10n.t(template, ...(finding.args ?? []));
}

/** The key service's verdict in one line; its reason is its last argument. */
export function localisedHeadline({ template, args, reason }: Headline): string {
  return vscode.l10n.t(template, ...(reason ? [...args.slice(0, -1), localisedRule(reason)] : args));
}

const templates: Readonly<Record<string, { template: string }>> = {
  ...findingTexts,
  ...keyFindingTexts,
  ...keyMaterialTexts,
};

/** "characters 1–4", counted from 0, both ends included. */
export function charactersOf(start: number, end: number): string {
  return end - start <= 1
    ? vscode.l10n.t('character {0}', start)
    : vscode.l10n.t('characters {0}–{1}', start, end - 1);
}
