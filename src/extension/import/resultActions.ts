/** What can be done with a key that was just imported. */
import * as vscode from 'vscode';
import { changeState, knownTo } from '../service/keyState';
import type { JobEnd } from './importJob';
import { saveImportRecord } from './importRecord';

export async function resultAction(
  { run, imported, alias }: Extract<JobEnd, { kind: 'imported' }>,
  id: string,
): Promise<void> {
  const { key } = imported;
  switch (id) {
    case 'show':
      await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
      return;
    case 'record':
      return saveImportRecord(run, imported, alias);
    case 'ceremony':
      await vscode.commands.executeCommand('keyMaterial.saveCeremonyRecord', { arn: key.KeyArn });
      return;
    case 'disable':
      await changeState(run.action, knownTo(run.action, key), 'StopKeyUsage');
      return;
    case 'next':
      await vscode.commands.executeCommand('keyMaterial.importKey', { wrappingKey: key.KeyArn });
      return;
  }
}
