import * as vscode from 'vscode';
import type { Place } from './documentKeyBlock';
import type { StructurePlace } from './structurePlace';
import { hasKeyServices } from '../host/keyServices';

/** Something that can be done with a key block or a structure, offered beside it. */
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

/** What can be done here with a key block, in the order to offer it. */
export const keyBlockActions = (): Promise<readonly KeyBlockAction[]> => available(all());

/** The same for a structure in a text. @param offers what it is good for */
export const structureActions = (offers: {
  readonly import: boolean;
  readonly copy: boolean;
}): Promise<readonly KeyBlockAction[]> =>
  available([
    { command: 'keyMaterial.inspect', link: vscode.l10n.t('Inspect') },
    ...(offers.import ? [{ command: importCommand, link: vscode.l10n.t('Import…') }] : []),
    ...(offers.copy ? [{ command: 'keyMaterial.copyAsPem', link: vscode.l10n.t('Copy as PEM') }] : []),
  ]);

/** The same for a request of the AWS CLI. */
export const requestActions = (): Promise<readonly KeyBlockAction[]> =>
  available([
    { command: importCommand, link: vscode.l10n.t('Import Key…'), lens: vscode.l10n.t('Import Key…') },
  ]);

/** An action is there when its command is. */
async function available(actions: readonly KeyBlockAction[]): Promise<readonly KeyBlockAction[]> {
  registered ??= vscode.commands.getCommands(true).then((commands) => new Set(commands));
  const commands = await registered;
  return actions.filter(
    ({ command }) => commands.has(command) && (command !== importCommand || hasKeyServices()),
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

/** Actions as links of a hover, in one line. */
export function actionLinks(actions: readonly KeyBlockAction[], place: Place | StructurePlace): string {
  return actions.map(({ command, link }) => `[${link}](${commandLink(command, place)})`).join(' · ');
}

/** The target of a link that runs a command on what is at a place. */
export function commandLink(command: string, place: Place | StructurePlace): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([place]))}`;
}
