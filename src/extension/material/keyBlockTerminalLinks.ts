import * as vscode from 'vscode';
import { logFailure } from '../ui/log';

/** A terminal's line is a row that may be wrapped on the screen; longer ones are looked at so far. */
const longestLine = 20_000;

class KeyBlockLink extends vscode.TerminalLink {
  constructor(
    readonly text: string,
    { start, end }: { readonly start: number; readonly end: number },
  ) {
    super(start, end - start, vscode.l10n.t('Decode Key Block'));
  }
}

/** Key blocks in what a terminal shows open in the inspector. */
export function registerKeyBlockTerminalLinks(): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider(keyBlockTerminalLinks);
}

export const keyBlockTerminalLinks = {
  async provideTerminalLinks({ line }: { readonly line: string }): Promise<KeyBlockLink[]> {
    // Every line under the pointer comes here: most have neither a length field nor a coat that holds one.
    if (!/[A-E01][0-9]{4}[0-9A-Z]{2}|[0-9A-Fa-f]{64}|[0-9A-Za-z+/]{54}/.test(line)) return [];
    try {
      const { findKeyBlocks } = await import('../../core/input/find');
      return findKeyBlocks(line.slice(0, longestLine)).map(({ text, span }) => new KeyBlockLink(text, span));
    } catch (error) {
      logFailure('Terminal links', error);
      return [];
    }
  },
  async handleTerminalLink({ text }: KeyBlockLink): Promise<void> {
    await vscode.commands.executeCommand('keyMaterial.decodeKeyBlock', { text });
  },
};
