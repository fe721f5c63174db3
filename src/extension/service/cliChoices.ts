/** Copying: identifiers, and the calls of a key as commands of the AWS CLI. */
import * as vscode from 'vscode';
import { awsCliText, type CliChoices, type CliLine, type Shell } from '../../keyservice/cliText';
import type { OperationName } from '../../keyservice/model/shapes';
import type { InputOf } from '../../keyservice/operations';
import { isReplica } from '../../keyservice/rules/regions';
import type { Choice } from '../flow/ui';
import { once } from '../flow/flow';
import { copyCliLine, terminalShell } from './cliShell';
import { chooseKey } from './pickKey';
import type { ServiceAction } from './serviceAction';
import { lifeStage, isPair } from './names';

export async function copyArn(action: ServiceAction, argument: unknown): Promise<void> {
  const key = await chooseKey(action, argument, {
    title: vscode.l10n.t('Copy ARN'),
    placeholder: vscode.l10n.t('Select a key to copy its ARN'),
  });
  if (key) await action.ui.copy(key.summary.KeyArn);
}

export async function copyAlias(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy Alias');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select a key to copy its alias'),
    unfit: ({ aliases }) => (aliases.length === 0 ? vscode.l10n.t('This key has no alias.') : undefined),
  });
  if (!key) return;
  const alias = await chooseAlias(action, title, key.aliases);
  if (alias !== undefined) await action.ui.copy(alias);
}

/** The one alias, or one that is picked. */
export async function chooseAlias(
  action: ServiceAction,
  title: string,
  aliases: readonly string[],
): Promise<string | undefined> {
  if (aliases.length <= 1) return aliases[0];
  return once(title, (frame) =>
    action.ui.pick(frame, {
      placeholder: vscode.l10n.t('Alias'),
      choices: aliases.map((value) => ({ label: value, value })),
    }),
  );
}

export async function copyKcv(action: ServiceAction, argument: unknown): Promise<void> {
  const key = await chooseKey(action, argument, {
    title: vscode.l10n.t('Copy KCV'),
    placeholder: vscode.l10n.t('Select a key to copy its KCV'),
    unfit: ({ summary }) =>
      summary.KeyCheckValue === undefined
        ? vscode.l10n.t('No check value was returned for this key.')
        : undefined,
  });
  if (key?.summary.KeyCheckValue !== undefined) await action.ui.copy(key.summary.KeyCheckValue);
}

/** Where a command of the CLI has to go to reach the same service. */
export function cliChoices({ target }: ServiceAction): CliChoices {
  const standard = target.endpoint.startsWith('https://controlplane.payment-cryptography.');
  return {
    ...(target.profile === '' ? {} : { profile: target.profile }),
    region: target.region,
    ...(standard ? {} : { endpointUrl: target.endpoint }),
  };
}

/** A call of a key, reading or changing, as a command of the CLI; nothing is sent. */
export async function copyCli(action: ServiceAction, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy as AWS CLI');
  const key = await chooseKey(action, argument, {
    title,
    placeholder: vscode.l10n.t('Select the key to use in the command'),
  });
  if (!key) return;
  const arn = key.summary.KeyArn;
  const of = { KeyIdentifier: arn };
  const stage = lifeStage(key.summary);
  // A replica is changed in its primary Region.
  const changes = !isReplica(key.summary);
  const line = <Name extends OperationName>(
    label: string,
    operation: Name,
    input: InputOf<Name>,
    group?: string,
  ): Choice<Readonly<Record<Shell, CliLine>>> => {
    const { lines: value, posix } = awsCliText(operation, input, cliChoices(action));
    const shown = value[terminalShell()];
    const detail = 'command' in shown ? shown.command : posix;
    return { label, detail, value, ...(group === undefined ? {} : { group }) };
  };
  const choices = [
    line(vscode.l10n.t('Get this key'), 'GetKey', of, vscode.l10n.t('Reading')),
    line(vscode.l10n.t('List its aliases'), 'ListAliases', { KeyArn: arn }),
    line(vscode.l10n.t('List its tags'), 'ListTagsForResource', { ResourceArn: arn }),
    ...(isPair(key.summary)
      ? [line(vscode.l10n.t('Get its public certificate'), 'GetPublicKeyCertificate', of)]
      : []),
    line(vscode.l10n.t('List all keys'), 'ListKeys', {}),
    ...(changes && (stage === 'enabled' || stage === 'unreported')
      ? [line(vscode.l10n.t('Disable it'), 'StopKeyUsage', of, vscode.l10n.t('Changing'))]
      : []),
    ...(changes && (stage === 'disabled' || stage === 'unreported')
      ? [line(vscode.l10n.t('Enable it'), 'StartKeyUsage', of, vscode.l10n.t('Changing'))]
      : []),
    ...(changes && stage === 'deleting'
      ? [line(vscode.l10n.t('Restore it'), 'RestoreKey', of, vscode.l10n.t('Changing'))]
      : []),
    ...(changes && (stage === 'enabled' || stage === 'disabled' || stage === 'unreported')
      ? [line(vscode.l10n.t('Schedule its deletion'), 'DeleteKey', { ...of, DeleteKeyInDays: 7 })]
      : []),
  ];
  const chosen = await once(title, (frame) =>
    action.ui.pick(frame, {
      placeholder: vscode.l10n.t('The command is copied, not run'),
      choices,
    }),
  );
  if (chosen !== undefined) await copyCliLine(action.ui, chosen, undefined, (text) => action.ui.copy(text));
}
