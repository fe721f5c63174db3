import * as vscode from 'vscode';
import { moduleLoader } from './browser/modules';
import type * as entry from './web';

/** The browser's extension host loads one CommonJS file: this one. It loads the files that the desktop has too. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  let channel: vscode.LogOutputChannel | undefined;
  // The extension's own log, once it is loaded.
  let report = (problem: string): void => {
    channel ??= vscode.window.createOutputChannel('Key Material', { log: true });
    channel.error(problem);
  };
  const place = (name: string): vscode.Uri => vscode.Uri.joinPath(context.extensionUri, 'dist', name);
  const read = async (name: string): Promise<string> => {
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(place(name)));
    } catch (error) {
      const problem = `The file dist/${name} of the extension could not be read (${error instanceof vscode.FileSystemError ? error.code : 'Unknown'}). Reload the window. If it fails again, reinstall the extension.`;
      report(problem);
      throw new Error(problem, { cause: error });
    }
  };
  const importFile = await moduleLoader(
    { read, place: (name) => place(name).toString(true) },
    vscode,
    (url) => import(url),
  );
  const { activate: begin, logProblem } = (await importFile('web.mjs')) as unknown as typeof entry;
  report = logProblem;
  begin(context);
}
