import type * as vscode from 'vscode';
import { lazyNoteFolder, moment } from './desktop/noteFolder';
import { registerKeyService } from './extension/registerKeyService';
import { registerFeatures } from './extension/register';
import { useFileAccess } from './extension/host/files';
import { useKeyServices } from './extension/host/keyServices';

export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  useFileAccess({
    open: async (path) => (await import('./desktop/files')).openFile(path),
    writePrivate: async (path, bytes) => (await import('./desktop/files')).writePrivate(path, bytes),
    replacePrivate: async (path, bytes) => (await import('./desktop/durable')).replacePrivate(path, bytes),
    erase: async (path) => (await import('./desktop/files')).erase(path),
    appendLines: async (path) => (await import('./desktop/durable')).appendLines(path),
    noteFolder: lazyNoteFolder,
    moment,
    latin1: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
  });
  useKeyServices(async () => (await import('./desktop/keyServices')).desktopKeyServices);
  registerFeatures(context, registerKeyService(context, process.execPath));
  // Our own part, without what VS Code does before and after; npm run bench and a test in VS Code print it.
  performance.measure('keyMaterial.activate', { start });
}
