import * as vscode from 'vscode';
import { rangeAccess } from '../../support/files';
import type { ServiceTools } from '../keyService/tools';
import { FolderIntents, type PrivateFolder } from './intents';

/** Where intents of imports lie; only where there is a disk. */
export function intentsOf(tools: Pick<ServiceTools, 'context'>): FolderIntents {
  return new FolderIntents(privateFolder(vscode.Uri.joinPath(tools.context.globalStorageUri, 'imports')));
}

/** A folder of private files, made when first written to. Throws where there is no disk. */
export function privateFolder(folder: vscode.Uri): PrivateFolder {
  const files = rangeAccess(folder);
  if (!files) throw new Error('no disk');
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  const made = async (): Promise<void> => vscode.workspace.fs.createDirectory(folder);
  return {
    async names() {
      try {
        return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return [];
        throw error;
      }
    },
    read: async (name) => vscode.workspace.fs.readFile(at(name)),
    async put(name, bytes) {
      await made();
      await files.replacePrivate(at(name).fsPath, bytes);
    },
    async remove(name) {
      try {
        await vscode.workspace.fs.delete(at(name));
      } catch (error) {
        if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
      }
    },
    async lock(name) {
      await made();
      return files.lock(at(name).fsPath);
    },
  };
}
