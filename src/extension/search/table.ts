/** Results as CSV and as a Markdown table: headers and places, never a payload. */
import * as vscode from 'vscode';
import { csvText } from '../ui/csv';
import { escapeMarkdown } from '../ui/markdown';
import type { FileResult, FoundBlock, SearchResults } from './results';

export function resultsAsCsv(results: SearchResults): string {
  return csvText(table(results));
}

export function resultsAsMarkdown(results: SearchResults): string {
  const [head, ...rows] = table(results);
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
  return line(head ?? []) + `|${' --- |'.repeat(head?.length ?? 0)}\n` + rows.map(line).join('');
}

function table(results: SearchResults): string[][] {
  const head = [
    vscode.l10n.t('File'),
    vscode.l10n.t('Line'),
    vscode.l10n.t('Column'),
    vscode.l10n.t('Version'),
    vscode.l10n.t('Key usage'),
    vscode.l10n.t('Meaning'),
    vscode.l10n.t('Algorithm'),
    vscode.l10n.t('Mode of use'),
    vscode.l10n.t('Exportability'),
    vscode.l10n.t('Characters'),
    vscode.l10n.t('Findings'),
    vscode.l10n.t('Finding codes'),
  ];
  return [head, ...results.files.flatMap((file) => file.blocks.map((block) => row(file, block)))];
}

function row({ file }: FileResult, block: FoundBlock): string[] {
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return [
    several ? `${file.folder.name}/${file.path}` : file.path,
    String(block.range.start.line + 1),
    String(block.range.start.character + 1),
    block.version.code,
    block.usage.code,
    block.usage.name,
    block.algorithm.code,
    block.mode.code,
    block.exportability.code,
    String(block.characters),
    String(block.findings.length),
    block.findings.map(({ code }) => code).join(' '),
  ];
}
