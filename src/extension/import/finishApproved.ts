/** After an approval, possibly days later: what the key still gets is a change of its own, and is confirmed as such. */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { confirmChange, keyLines } from '../service/confirmChange';
import { knownTo } from '../service/keyState';
import type { ServiceAction } from '../service/serviceAction';

/** @returns whether the user wants the alias assigned now */
export function confirmAlias(action: ServiceAction, key: Key, alias: string): Promise<boolean> {
  return confirmChange(action, {
    operation: 'CreateAlias',
    input: { AliasName: alias, KeyArn: key.KeyArn },
    question: vscode.l10n.t('Assign {0} to the approved key?', alias),
    lines: keyLines(knownTo(action, key)),
    action: vscode.l10n.t('Assign Alias'),
  });
}
