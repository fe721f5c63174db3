import * as vscode from 'vscode';
import { type FileResult, foundBlock, type SearchResults } from './results';
import { scanFile } from './scanFile';
import { filesOfWorkspace } from './walk';

/** Most blocks that are listed at all: said where there are more. */
export const mostBlocks = 20_000;
/** Pause between two reports. */
const reportEvery = 300;

/**
 * Searches every folder of the workspace. `changed` is called now and then while it runs, and at its end;
 * `doing` names the file being read and how much of a large one is done.
 */
export async function searchWorkspace(
  results: SearchResults,
  token: vscode.CancellationToken,
  changed: () => void,
  doing: (path: string, percent: number | undefined) => void,
): Promise<void> {
  let reported = 0;
  const report = (path: string, percent?: number): void => {
    const now = Date.now();
    if (now - reported < reportEvery) return;
    reported = now;
    doing(path, percent);
    changed();
  };
  const skipFolder = (uri: vscode.Uri): void =>
    void results.skipped.push({ uri, reason: 'unreadableFolder' });
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    for await (const file of filesOfWorkspace(folder, token, skipFolder)) {
      if (token.isCancellationRequested) break;
      if (results.blockCount >= mostBlocks) {
        results.state = 'full';
        break;
      }
      report(file.path);
      let result: FileResult | undefined;
      const outcome = await scanFile({
        uri: file.uri,
        token,
        found(block) {
          if (!result) {
            result = { file, blocks: [], more: false };
            results.files.push(result);
          }
          result.blocks.push(foundBlock(block));
          results.blockCount++;
        },
        progress: (bytes, of) => {
          report(file.path, of > 0 ? Math.round((bytes / of) * 100) : undefined);
        },
      });
      if (outcome.kind === 'searched') {
        results.filesSearched++;
        results.bytes += outcome.bytes;
        if (result) result.more = outcome.more;
      } else if (outcome.kind === 'binary') results.filesBinary++;
      else results.skipped.push({ uri: file.uri, reason: outcome.kind });
    }
  }
  if (token.isCancellationRequested) results.state = 'cancelled';
  else if (results.state === 'running') results.state = 'done';
  changed();
}
