import * as vscode from 'vscode';
import type { FindController } from './controller';
import { logFailure } from '../ui/log';

/** Find Key Blocks in Workspace, and the actions of its results. All of it is loaded when first used. */
export function registerFindKeyBlocks(): vscode.Disposable {
  let loaded: Promise<FindController> | undefined;
  const controller = () => (loaded ??= import('./controller').then((module) => new module.FindController()));
  const doing = (run: (find: FindController) => unknown) => async (): Promise<unknown> => {
    try {
      return await run(await controller());
    } catch (error) {
      logFailure('Find Key Blocks', error);
      void vscode.window.showErrorMessage(
        vscode.l10n.t('The search for key blocks stopped. The log says where it failed.'),
      );
      return undefined;
    }
  };
  const { registerCommand } = vscode.commands;
  return vscode.Disposable.from(
    registerCommand(
      'keyMaterial.findKeyBlocks',
      doing((find) => find.search()),
    ),
    registerCommand(
      'keyMaterial.findKeyBlocks.refresh',
      doing((find) => find.search()),
    ),
    registerCommand(
      'keyMaterial.findKeyBlocks.stop',
      doing((find) => find.stop()),
    ),
    registerCommand(
      'keyMaterial.findKeyBlocks.clear',
      doing((find) => find.clear()),
    ),
    registerCommand(
      'keyMaterial.findKeyBlocks.copyCsv',
      doing((find) => find.copy('csv')),
    ),
    registerCommand(
      'keyMaterial.findKeyBlocks.copyMarkdown',
      doing((find) => find.copy('markdown')),
    ),
    new vscode.Disposable(() => void loaded?.then((find) => find.dispose())),
  );
}
