import * as vscode from 'vscode';
import { KeyBlockScanner, type LocatedKeyBlock } from '../../core/input/keyBlockScanner';
import { rangeAccess, readWhole, type FileAccess } from '../host/files';
import { fileKind } from './fileText';
import { scanPieces } from './scanPieces';

/** Most blocks that are listed of one file: said where there are more. */
export const mostBlocksOfFile = 1000;
export type FileOutcome =
  | { readonly kind: 'searched'; readonly bytes: number; readonly more: boolean }
  | { readonly kind: 'binary' }
  /** Too large to be read whole, and nothing else is possible there. */
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'unreadable' };

export interface ScanTask {
  readonly uri: vscode.Uri;
  readonly token: vscode.CancellationToken;
  /** Called with blocks as they are found. */
  found(block: LocatedKeyBlock): void;
  /** Called between pieces with the bytes read so far, of how many. */
  progress(bytes: number, of: number): void;
}

/** Looks for key blocks in a file: an unsaved document as it stands in the editor, otherwise what is stored. */
export async function scanFile(task: ScanTask): Promise<FileOutcome> {
  const open = vscode.workspace.textDocuments.find(
    ({ isDirty, uri }) => isDirty && uri.toString() === task.uri.toString(),
  );
  if (open) return scanText(task, open.getText());
  const access = rangeAccess(task.uri);
  try {
    if (access) return await scanRanges(task, access);
    const bytes = await readWhole(task.uri);
    if (!bytes) return { kind: 'tooLarge' };
    const kind = fileKind(bytes);
    if (kind === 'binary') return { kind: 'binary' };
    return scanText(
      task,
      new TextDecoder(kind === 'utf8' ? 'utf-8' : kind, { ignoreBOM: true }).decode(bytes),
    );
  } catch {
    return { kind: 'unreadable' };
  }
}

function scanText(task: ScanTask, text: string): FileOutcome {
  const { found } = new KeyBlockScanner('utf16').push(text, true);
  for (const block of found.slice(0, mostBlocksOfFile)) task.found(block);
  return { kind: 'searched', bytes: text.length, more: found.length > mostBlocksOfFile };
}

async function scanRanges(task: ScanTask, access: FileAccess): Promise<FileOutcome> {
  const file = await access.open(task.uri.fsPath);
  let listed = 0;
  let more = false;
  try {
    const outcome = await scanPieces(file, access, {
      found(block) {
        more = listed === mostBlocksOfFile;
        if (more) return false;
        task.found(block);
        listed++;
        return true;
      },
      progress(bytes, of) {
        task.progress(bytes, of);
        return !task.token.isCancellationRequested;
      },
    });
    return outcome.kind === 'binary' ? outcome : { ...outcome, more };
  } finally {
    await file.close();
  }
}
