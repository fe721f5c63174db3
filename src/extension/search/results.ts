/** What a search of the workspace found: header, place and findings of each block, never its payload. */
import * as vscode from 'vscode';
import type { Finding, Severity } from '../../core/findings';
import { bySeverity } from '../../core/findings';
import type { LocatedKeyBlock } from '../../core/input/keyBlockScanner';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { CodedValue } from '../../core/keyblock/types';
import type { FoundFile } from './walk';

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
