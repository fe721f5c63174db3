/** What agent tools may read in VS Code: files of a trusted workspace, and keys that are loaded. */
import * as vscode from 'vscode';
import type { LoadedKeys, ReadFile, ToolPort } from '../../agent/call';
import { ToolRefusal } from '../../agent/tools';
import { compileGlob } from '../../core/files/glob';
import { filesOfWorkspace } from '../search/walk';

/** Larger files are not key material. */
const mostBytes = 32 * 1024 * 1024;

export function workspacePort(keys: () => LoadedKeys | undefined, token: vscode.CancellationToken): ToolPort {
  return {
    async read(path) {
      trusted();
      const { folder, inside } = locate(path);
      const uri = await withoutLinks(folder, inside);
      return readFile(uri, nameOf(folder, inside));
    },
    async *files(include) {
      trusted();
      const glob =
        include === undefined
          ? undefined
          : compileGlob(include, { braces: true, folderItself: true, ignoreCase: false });
      for (const folder of vscode.workspace.workspaceFolders ?? [])
        for await (const { uri, path } of filesOfWorkspace(folder, token, () => undefined)) {
          if (token.isCancellationRequested) throw new ToolRefusal('The call was cancelled.');
          if (glob?.(path) === false) continue;
          try {
            yield await readFile(uri, nameOf(folder, path));
          } catch {
            yield undefined;
          }
        }
    },
    keys,
    now: () => new Date(),
  };
}

function trusted(): void {
  if (!vscode.workspace.isTrusted)
    throw new ToolRefusal('The workspace is in Restricted Mode: files are not read. Pass text instead.');
}

/** The same words for what is not there and what is outside: nobody learns what is there. */
const absent = (): ToolRefusal => new ToolRefusal('There is no such file in the workspace.');

interface Place {
  readonly folder: vscode.WorkspaceFolder;
  /** Path from the folder: parts without "." and "..". */
  readonly inside: string;
}

/** @throws ToolRefusal for a path that is not inside the workspace, however it is written */
function locate(path: string): Place {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (path === '' || path.includes('\0')) throw absent();
  const plain = path.replaceAll('\\', '/');
  if (plain.startsWith('/') || /^[A-Za-z]:/.test(plain)) {
    const uri = vscode.Uri.file(plain);
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder?.uri.scheme !== 'file') throw absent();
    return { folder, inside: checkedParts(uri.path.slice(folder.uri.path.length)) };
  }
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(plain)) throw absent();
  const inside = checkedParts(plain);
  // With several folders, a path begins with the name of one, as in answers.
  const [first, ...rest] = inside.split('/');
  const named = folders.length > 1 ? folders.find(({ name }) => name === first) : undefined;
  if (named) return { folder: named, inside: rest.join('/') };
  const [folder] = folders;
  if (!folder || folders.length > 1) throw absent();
  return { folder, inside };
}

function checkedParts(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..')) throw absent();
  return parts.join('/');
}

/** A link may lead out of the workspace: none is followed, in whatever part of the path. */
async function withoutLinks(folder: vscode.WorkspaceFolder, inside: string): Promise<vscode.Uri> {
  let uri = folder.uri;
  for (const part of inside.split('/')) {
    uri = vscode.Uri.joinPath(uri, part);
    let type: vscode.FileType;
    try {
      ({ type } = await vscode.workspace.fs.stat(uri));
    } catch {
      throw absent();
    }
    if ((type & vscode.FileType.SymbolicLink) !== 0) throw absent();
  }
  return uri;
}

async function readFile(uri: vscode.Uri, name: string): Promise<ReadFile> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.File) === 0) throw absent();
  if (size > mostBytes) throw new ToolRefusal('The file is too large.');
  return { name, input: await vscode.workspace.fs.readFile(uri) };
}

/** As the search of the workspace names files. */
function nameOf({ name }: vscode.WorkspaceFolder, inside: string): string {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${name}/${inside}` : inside;
}
