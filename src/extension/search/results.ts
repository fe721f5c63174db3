/**
 * What a search of the workspace found: header, place and findings of each block, never its payload.
 *
 * Results as CSV and as a Markdown table: headers and places, never a payload.
 */
import * as vscode from 'vscode';
import { bySeverity, type Finding, type Severity } from '../../core/findings';
import type { LocatedKeyBlock } from '../../core/input/keyBlockScanner';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { CodedValue } from '../../core/keyblock/types';
import { csvText } from '../../core/plainText';
import type { FoundFile } from './walk';
import { localised } from '../ui/localise';
import { escapeMarkdown } from '../ui/markdown';

export interface FoundBlock {
  readonly range: vscode.Range;
  /** The 16 characters of the header. */
  readonly header: string;
  readonly version: CodedValue;
  readonly usage: CodedValue;
  readonly algorithm: CodedValue;
  readonly mode: CodedValue;
  readonly exportability: CodedValue;
  readonly characters: number;
  /** Worst first, without what they quote of the block. */
  readonly findings: readonly Pick<Finding, 'code' | 'severity'>[];
  readonly worst: Severity | undefined;
}

export interface FileResult {
  readonly file: FoundFile;
  readonly blocks: FoundBlock[];
  /** True where the limit of blocks was reached: the rest of the file was not searched. */
  more: boolean;
}

/** A file that could not be searched, and why. */
export interface SkippedFile {
  readonly uri: vscode.Uri;
  readonly reason: 'tooLarge' | 'unreadable' | 'unreadableFolder';
}

export class SearchResults {
  readonly files: FileResult[] = [];
  readonly skipped: SkippedFile[] = [];
  blockCount = 0;
  filesSearched = 0;
  filesBinary = 0;
  bytes = 0;
  state: 'running' | 'done' | 'cancelled' | 'full' = 'running';
}

export function foundBlock({ material, start, end }: LocatedKeyBlock): FoundBlock {
  const block = decodeKeyBlock(material.text);
  const findings = bySeverity(block.findings);
  return {
    range: new vscode.Range(start.line, start.character, end.line, end.character),
    header: material.text.slice(0, 16),
    version: block.version,
    usage: block.usage,
    algorithm: block.algorithm,
    mode: block.mode,
    exportability: block.exportability,
    characters: material.text.length,
    findings: findings.map(({ code, severity }) => ({ code, severity })),
    worst: findings[0]?.severity,
  };
}

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
    localised(block.usage.words),
    block.algorithm.code,
    block.mode.code,
    block.exportability.code,
    String(block.characters),
    String(block.findings.length),
    block.findings.map(({ code }) => code).join(' '),
  ];
}
