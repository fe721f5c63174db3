import * as vscode from 'vscode';
import { guarded, sessionOf } from './openAsText';

/** Two structures side by side, as text without offsets. */
export function registerCompare(): vscode.Disposable {
  return vscode.commands.registerCommand('keyMaterial.compareWith', (argument: unknown, selected: unknown) =>
    guarded('Compare', async () => {
      const { compare } = await import('./structureActions');
      const session = await sessionOf(argument);
      // Two files chosen in the explorer are the two sides.
      const others: unknown[] = Array.isArray(selected) ? selected : [selected];
      const other = others.find((one) => one instanceof vscode.Uri && one.toString() !== String(argument));
      if (session) await compare(session, other instanceof vscode.Uri ? other : undefined);
    }),
  );
}
