import * as vscode from 'vscode';
import { bySeverity, type Severity } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { keyBlockTitle } from '../../core/keyblock/summary';
import type { LocatedKeyBlock } from './documentKeyBlock';
import { charactersOf, localisedMessage } from './localise';
import { codeSpan, escapeMarkdown } from './markdown';

const mostFindings = 5;
const icons: Record<Severity, string> = { error: '$(error)', warning: '$(warning)', info: '$(info)' };

/** The hover on a key block: what is wrong first, then each field. */
export function keyBlockHover(located: LocatedKeyBlock, uri: vscode.Uri): vscode.MarkdownString {
  const block = decodeKeyBlock(located.text);
  const words: Record<Severity, string> = {
    error: vscode.l10n.t('Error'),
    warning: vscode.l10n.t('Warning'),
    info: vscode.l10n.t('Note'),
  };
  const lines = [`**${escapeMarkdown(keyBlockTitle(block))}**`, ''];
  const findings = bySeverity(block.findings);
  for (const finding of findings.slice(0, mostFindings)) {
    const where = finding.span ? ` (${charactersOf(finding.span.start, finding.span.end)})` : '';
    lines.push(
      `${icons[finding.severity]} **${words[finding.severity]}** ${escapeMarkdown(localisedMessage(finding) + where)}`,
      '',
    );
  }
  if (findings.length > mostFindings)
    lines.push(escapeMarkdown(vscode.l10n.t('and {0} more', findings.length - mostFindings)), '');
  lines.push(
    `|${vscode.l10n.t('Field')}|${vscode.l10n.t('Code')}|${vscode.l10n.t('Meaning')}|`,
    '|:--|:--|:--|',
  );
  for (const field of block.fields) {
    const code = field.raw.length > 12 ? `${field.raw.slice(0, 8)}…` : field.raw;
    lines.push(`|${escapeMarkdown(field.name)}|${codeSpan(code)}|${escapeMarkdown(field.meaning)}|`);
  }
  const argument = encodeURIComponent(
    JSON.stringify([
      { uri: uri.toString(), line: located.range.start.line, character: located.range.start.character },
    ]),
  );
  lines.push('', `[${vscode.l10n.t('Inspect')}](command:keyMaterial.decodeKeyBlock?${argument})`);
  const markdown = new vscode.MarkdownString(lines.join('\n'), true);
  markdown.isTrusted = { enabledCommands: ['keyMaterial.decodeKeyBlock'] };
  return markdown;
}
