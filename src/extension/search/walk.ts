/** The files of the workspace that a search looks into, one folder after the other, on disk or in a virtual workspace. */
import * as vscode from 'vscode';
import { log } from '../ui/log';
import { compileExcludes, IgnoreFiles, type ExcludeSetting, type Excludes } from '../../core/files/excludes';

export interface FoundFile {
  readonly uri: vscode.Uri;
  readonly folder: vscode.WorkspaceFolder;
  /** Path from the workspace folder, with '/'. */
  readonly path: string;
}

/** Deeper folders are a loop or a mistake. */
const deepest = 100;
/** Larger files are no list of patterns. */
const largestIgnoreFile = 256 * 1024;
/** Milliseconds after which other work gets its turn: many patterns and a folder of many files take long. */
const longestTurn = 50;

/**
 * Folders by name, files first. Links to folders are not followed, so that no folder is seen twice.
 *
 * @param unreadable told of each folder that could not be listed
 */
export async function* filesOfWorkspace(
  folder: vscode.WorkspaceFolder,
  token: vscode.CancellationToken,
  unreadable: (uri: vscode.Uri) => void,
): AsyncGenerator<FoundFile> {
  const useIgnoreFiles = vscode.workspace
    .getConfiguration('search', folder.uri)
    .get<boolean>('useIgnoreFiles', true);
  const excludes = settingExcludes(folder.uri);
  const all = { folder, excludes, useIgnoreFiles, token, unreadable, turn: performance.now() };
  yield* walk(all, folder.uri, '', IgnoreFiles.none, 0);
}

interface Walk {
  readonly folder: vscode.WorkspaceFolder;
  readonly excludes: Excludes;
  readonly useIgnoreFiles: boolean;
  readonly token: vscode.CancellationToken;
  readonly unreadable: (uri: vscode.Uri) => void;
  /** When other work last got its turn. */
  turn: number;
}

async function* walk(
  all: Walk,
  uri: vscode.Uri,
  path: string,
  above: IgnoreFiles,
  depth: number,
): AsyncGenerator<FoundFile> {
  if (all.token.isCancellationRequested) return;
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(uri);
  } catch {
    all.unreadable(uri);
    return;
  }
  const names = new Set(entries.map(([name]) => name));
  const ignored =
    all.useIgnoreFiles && names.has('.gitignore') ? await withIgnoreFile(uri, path, above) : above;
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const folders: string[] = [];
  for (const [name, type] of entries) {
    if (performance.now() - all.turn > longestTurn && (await cancelledInPause(all))) return;
    const inside = path + name;
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    if (all.excludes(inside, names) || ignored.ignores(isFolder ? `${inside}/` : inside)) continue;
    if (isFolder) {
      if ((type & vscode.FileType.SymbolicLink) === 0) folders.push(name);
    } else if ((type & vscode.FileType.File) !== 0)
      yield { uri: vscode.Uri.joinPath(uri, name), folder: all.folder, path: inside };
  }
  if (depth < deepest)
    for (const name of folders)
      yield* walk(all, vscode.Uri.joinPath(uri, name), `${path}${name}/`, ignored, depth + 1);
}

/** Gives other work its turn, a click on Cancel for one. */
async function cancelledInPause(all: Walk): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  all.turn = performance.now();
  return all.token.isCancellationRequested;
}

async function withIgnoreFile(uri: vscode.Uri, path: string, above: IgnoreFiles): Promise<IgnoreFiles> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(uri, '.gitignore'));
    return bytes.length > largestIgnoreFile ? above : above.with(path, new TextDecoder().decode(bytes));
  } catch {
    return above;
  }
}

/** What the settings exclude in a workspace folder. */
function settingExcludes(folder: vscode.Uri): Excludes {
  const get = (section: string): ExcludeSetting =>
    vscode.workspace.getConfiguration(section, folder).get<ExcludeSetting>('exclude') ?? {};
  let leftOut = 0;
  const excludes = compileExcludes({ ...get('files'), ...onlyTrue(get('search')) }, () => leftOut++);
  if (leftOut > 0)
    log().warn(`Exclude patterns not used in the search, because there are too many: ${leftOut}`);
  return excludes;
}

/** A glob that one setting turns off may be on in the other. */
function onlyTrue(setting: ExcludeSetting): ExcludeSetting {
  return Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== false));
}
