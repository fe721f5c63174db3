/** The commands of the manifest. What they do is loaded when one is first run. */
import * as vscode from 'vscode';
import { logFailure } from './ui/log';

/** One run of a command. */
export interface CommandCall {
  /** Title of the command in the user's language, without "…". */
  readonly title: string;
  readonly args: readonly unknown[];
}

/** Runs a command by its id. What it gives goes to whoever executed the command. */
export type RunCommand = (id: string, call: CommandCall) => Promise<unknown>;

/**
 * Registers every command of the manifest. What a command does not handle itself is logged by place only, and reported
 * in one sentence.
 */
export function registerCommands(context: vscode.ExtensionContext, run: RunCommand): vscode.Disposable {
  return vscode.Disposable.from(
    ...contributedCommands(context).map((contributed) =>
      vscode.commands.registerCommand(contributed.command, async (...args: unknown[]) => {
        const title = titleOf(contributed);
        try {
          return await run(contributed.command, { title, args });
        } catch (error) {
          logFailure(title, error);
          void vscode.window.showErrorMessage(
            vscode.l10n.t(
              '{0} failed. See the Key Material log for details (it never contains key data).',
              title,
            ),
          );
          return undefined;
        }
      }),
    ),
  );
}

interface Contributed {
  readonly command: string;
  /** VS Code has put the user's language in, and keeps the original beside it. */
  readonly title: string | { readonly value: string };
}

function contributedCommands({ extension }: vscode.ExtensionContext): readonly Contributed[] {
  const { contributes } = extension.packageJSON as { contributes: { commands: Contributed[] } };
  return contributes.commands;
}

const titleOf = ({ title }: Contributed): string =>
  (typeof title === 'string' ? title : title.value).replace(/…$/, '');
