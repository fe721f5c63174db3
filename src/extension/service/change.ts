/** A call that changes something: confirmed with where it goes, sent once, and looked after where its answer is lost. */
import * as vscode from 'vscode';
import { awsCliText } from '../../keyservice/cliText';
import { KeyServiceError } from '../../keyservice/errors';
import type { OperationName } from '../../keyservice/model/shapes';
import type { InputOf, Key, OutputOf } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/custody';
import { escapeNotification } from '../ui/markdown';
import { type Answer, type Frame, back } from '../flow/ui';
import { copyCliLine, twiceNote } from './cliShell';
import { targetLines } from './importTexts';
import { connectedTarget } from './target';
import type { CatalogueKey } from './keyCatalogue';
import { cliChoices } from './cliChoices';
import { tellFailure, type KeyFlow } from './keyFlow';
import { algorithmWords, keyName, usageWords } from './keyWords';

export interface Change<Name extends OperationName> {
  readonly operation: Name;
  readonly input: InputOf<Name>;
  /** The question: "Disable alias/pek-01?" */
  readonly question: string;
  /** What it does and to which key, a line each; where it goes is added. */
  readonly lines: readonly string[];
  /** The button. */
  readonly action: string;
  /** While it is sent: "Disabling alias/pek-01". */
  readonly doing: string;
  /**
   * Called where the credentials are of another account and the user will confirm again for that one; only where the
   * input names nothing of an account.
   */
  readonly moved?: () => void;
  /** Reads whether a call that was not answered had its effect; its output then. */
  readonly look: () => Promise<OutputOf<Name> | undefined>;
}

/**
 * The flow, with the account of a live profile, for what changes something there. Undefined where the account is not
 * known, or another service was chosen meanwhile; then that was said.
 */
export async function changing(flow: KeyFlow): Promise<KeyFlow | undefined> {
  const connected = await connectedTarget(flow.tools);
  if (!connected) return undefined;
  if (flow.tools.connection.chosen?.choice === flow.choice) return { ...flow, ...connected };
  flow.ui.warn(
    vscode.l10n.t(
      'Another profile, Region or service was chosen meanwhile. Nothing was changed; begin again there.',
    ),
  );
  return undefined;
}

/** Key, usage, algorithm, KCV and ARN: what a person compares before a change. */
export function keyLines(key: CatalogueKey): string[] {
  const { KeyArn, KeyCheckValue, KeyAttributes } = key.summary;
  return [
    [
      keyName(key),
      usageWords(KeyAttributes.KeyUsage),
      algorithmWords(KeyAttributes.KeyAlgorithm),
      KeyCheckValue === undefined ? vscode.l10n.t('no KCV') : vscode.l10n.t('KCV {0}', KeyCheckValue),
    ].join(' · '),
    KeyArn,
  ];
}

/**
 * Asks, then sends. @param flow from `changing`
 * @returns the output; undefined where it was not sent, failed, or its effect is not known; then that was said
 */
export async function confirmAndSend<Name extends OperationName>(
  flow: KeyFlow,
  change: Change<Name>,
): Promise<OutputOf<Name> | undefined> {
  if (!(await confirmed(flow, change))) return undefined;
  return send(flow, change);
}

export async function confirmed<Name extends OperationName>(
  flow: KeyFlow,
  { operation, input, question, lines, action }: Omit<Change<Name>, 'look' | 'moved'>,
): Promise<boolean> {
  const { ui, target } = flow;
  const copy = vscode.l10n.t('Copy as AWS CLI');
  for (;;) {
    const chosen = await ui.confirm(
      escapeNotification(question),
      [...lines.map(escapeNotification), ...targetLines(target)].join('\n'),
      action,
      copy,
    );
    if (chosen !== copy) return chosen === action;
    const note = vscode.l10n.t('Nothing was sent.');
    await copyCliLine(
      ui,
      awsCliText(operation, input, cliChoices(flow)).lines,
      operation === 'CreateKey' ? `${note} ${twiceNote()}` : note,
      (text) => ui.copy(text),
    );
  }
}

/** Sends once. Only a call that certainly had no effect is offered again. */
export async function send<Name extends OperationName>(
  flow: KeyFlow,
  { operation, input, doing, look, moved }: Change<Name>,
): Promise<OutputOf<Name> | undefined> {
  const again = vscode.l10n.t('Try Again');
  const confirmAgain = moved && vscode.l10n.t('Confirm Again…');
  for (;;) {
    try {
      const { output } = await flow.ui.progress(doing, (signal) =>
        flow.service.call(operation, input, { signal }),
      );
      return output;
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      const found = error.effect === 'unknown' ? await lookQuietly(look) : undefined;
      if (found) return found;
      if (error.kind === 'notFound' && error.serviceName === 'ResourceNotFoundException')
        flow.tools.catalogue.keyGone(error.args[2] ?? '');
      if (error.kind === 'otherAccount') {
        if (await tellFailure(flow, error, confirmAgain)) moved?.();
        return undefined;
      }
      if (!(await tellFailure(flow, error, again))) return undefined;
    }
  }
}

/** Where looking fails too, what is known stays unknown, and is told as the failure of the call itself. */
async function lookQuietly<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof KeyServiceError) return undefined;
    throw error;
  }
}

/** The key as the service has it now, taken into the catalogue; undefined where it is gone or cannot be read. */
export async function readKeyAgain(flow: KeyFlow, arn: string): Promise<Key | undefined> {
  try {
    const { output } = await flow.service.call('GetKey', { KeyIdentifier: arn });
    flow.tools.catalogue.keyChanged(output.Key, flow.choice);
    return output.Key;
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    if (error.serviceName === 'ResourceNotFoundException') flow.tools.catalogue.keyGone(arn);
    return undefined;
  }
}

/** Asks for the end of something that was compared, before it cannot be taken back. */
export async function askTyped(
  flow: KeyFlow,
  frame: Frame,
  prompt: string,
  expected: readonly string[],
): Promise<Answer<true>> {
  const answer = await flow.ui.input(frame, {
    prompt: escapeNotification(prompt),
    check: (text, entered) =>
      !entered || expected.some((one) => one.toUpperCase() === text.replace(/[\s:]/g, '').toUpperCase())
        ? undefined
        : { message: vscode.l10n.t('This is not what was asked for.'), severity: 'error' },
  });
  return answer === undefined || answer === back ? answer : true;
}

export const live = ({ target }: KeyFlow): boolean => isLive(target);
