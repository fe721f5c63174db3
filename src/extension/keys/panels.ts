/** Where actions on keys show what the service answered: an interface, so that tests can look at it. */
import type * as vscode from 'vscode';
import { logFailure } from '../ui/log';

export interface KeyPanels {
  /** A text with PEM, hex or base64 in the structure viewer. */
  structure(name: string, text: string): void;
  /** A key block in the inspector. */
  block(text: string): void;
}

export function keyPanels(context: vscode.ExtensionContext): KeyPanels {
  const shown = (name: string, load: () => Promise<void>): void =>
    void load().catch((error: unknown) => logFailure(name, error));
  return {
    structure: (name, text) =>
      shown('Showing a structure', async () => {
        const { showStructure } = await import('../viewer/structureEditor');
        const { fileOfText } = await import('../material/structureFile');
        showStructure(context, fileOfText(name, text));
      }),
    block: (text) =>
      shown('Showing a key block', async () => {
        const { showInspector } = await import('../inspector/inspector');
        showInspector(context, text, undefined);
      }),
  };
}
