import * as vscode from 'vscode';
import type { Place } from './documentKeyBlock';
import { hasKeyServices } from '../host/keyServices';

/** Something that can be done with a key block, offered beside it. */
export interface KeyBlockAction {
  readonly command: string;
  /** As a link in a hover. */
  readonly link: string;
  /** As a lens over the block; undefined where it is none. */
  readonly lens?: string;
}

/** In the browser there is nothing to import into. */
const importCommand = 'keyMaterial.importKey';

let registered: Thenable<ReadonlySet<string>> | undefined;

/** What can be done here, in the order to offer it: an action is there when its command is. */
export async function keyBlockActions(): Promise<readonly KeyBlockAction[]> {
  registered ??= vscode.commands.getCommands(true).then((commands) => new Set(commands));
  const available = await registered;
  return all().filter(
    ({ command }) => available.has(command) && (command !== importCommand || hasKeyServices()),
  );
}

function all(): KeyBlockAction[] {
  return [
    {
      command: 'keyMaterial.decodeKeyBlock',
      link: vscode.l10n.t('Inspect'),
      lens: vscode.l10n.t('Decode'),
    },
    {
      command: 'keyMaterial.verifyKeyBlock',
      link: vscode.l10n.t('Verify with KBPK…'),
      lens: vscode.l10n.t('Verify'),
    },
    {
      command: importCommand,
      link: vscode.l10n.t('Import…'),
      lens: vscode.l10n.t('Import'),
    },
    { command: 'keyMaterial.compareKeyBlocks', link: vscode.l10n.t('Compare…') },
    { command: 'keyMaterial.copyKeyBlockAsJson', link: vscode.l10n.t('Copy as JSON') },
  ];
}

/** The target of a link that runs a command on the block at a place. */
export function commandLink(command: string, place: Place): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([place]))}`;
}
