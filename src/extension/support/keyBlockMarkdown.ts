import * as vscode from 'vscode';
import { bySeverity, type Finding, type Severity } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import type { KeyBlock } from '../../core/keyblock/types';
import { commandLink, type KeyBlockAction } from './keyBlockActions';
import type { LocatedKeyBlock, Place } from './documentKeyBlock';
import { charactersOf, localisedMessage } from './localise';
import { codeSpan, escapeMarkdown } from './markdown';

const mostFindings = 5;
const mostOptionalBlocks = 8;
const longestMeaning = 160;
const icons: Record<Severity, string> = { error: '$(error)', warning: '$(warning)', info: '$(info)' };

/**
 * The hover on a key block: what is wrong first, then what can be done, then each field. Made to be seen without
 * scrolling, as VS Code shows some twelve lines: nothing is said twice, and what is as usual is left out.
 */
export function keyBlockHover(
  located: LocatedKeyBlock,
  place: Place,
  actions: readonly KeyBlockAction[],
): vscode.MarkdownString {
  const block = decodeKeyBlock(located.text);
  const parts = [
    lines([title(block), links(place, actions)]),
    lines(findingLines(bySeverity(block.findings))),
    table(block),
  ];
  const markdown = new vscode.MarkdownString(parts.filter((part) => part !== '').join('\n\n'), true);
  markdown.isTrusted = { enabledCommands: actions.map(({ command }) => command) };
  return markdown;
}

/** Lines of one paragraph. */
const lines = (all: readonly string[]): string => all.join('  \n');

function title(block: KeyBlock): string {
  return `**${escapeMarkdown(keyBlockTitle(block))}**`;
}

function links(place: Place, actions: readonly KeyBlockAction[]): string {
  return actions.map(({ command, link }) => `[${link}](${commandLink(command, place)})`).join(' · ');
}

function findingLines(findings: readonly Finding[]): string[] {
  const words: Record<Severity, string> = {
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Note'),
  };
  const shown = findings.slice(0, mostFindings).map((finding) => {
    const where = finding.span ? ` (${charactersOf(finding.span.start, finding.span.end)})` : '';
    return `${icons[finding.severity]} **${words[finding.severity]}** ${escapeMarkdown(localisedMessage(finding) + where)}`;
  });
  if (findings.length > mostFindings)
    shown.push(escapeMarkdown(vscode.l10n.t('and {0} more', findings.length - mostFindings)));
  return shown;
}

/** One row a field. The length is in the title, or in a finding; what is always so is not said. */
function table(block: KeyBlock): string {
  const rows: string[] = [];
  const row = (name: string, code: string, meaning: string): void =>
    void rows.push(`|${escapeMarkdown(name)}|${codeSpan(code)}|${escapeMarkdown(cut(meaning))}|`);
  for (const { id, name, raw, meaning } of block.fields) {
    if (id.startsWith('optional-') || id === 'length') continue;
    if ((id === 'keyContext' || id === 'reserved') && raw === '0') continue;
    if (id === 'optionalBlockCount' && block.optionalBlocks.length > 0) continue;
    const long = id === 'payload' || id === 'mac' || id === 'rest';
    if (id === 'payload' || id === 'rest') optionalRows(block, row);
    row(name, long ? '' : raw, meaning);
  }
  if (!block.fields.some(({ id }) => id === 'payload' || id === 'rest')) optionalRows(block, row);
  return ['||||', '|:--|:--|:--|', ...rows].join('\n');
}

function optionalRows(block: KeyBlock, row: (name: string, code: string, meaning: string) => void): void {
  for (const { id, name, summary } of block.optionalBlocks.slice(0, mostOptionalBlocks))
    row(vscode.l10n.t('Optional block'), id, id === 'PB' ? summary : `${name}: ${summary}`);
  const more = block.optionalBlocks.length - mostOptionalBlocks;
  if (more > 0) row('', '', vscode.l10n.t('and {0} more', more));
}

const cut = (text: string): string =>
  text.length > longestMeaning ? `${text.slice(0, longestMeaning - 1)}…` : text;
