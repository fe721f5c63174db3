/**
 * Between the last question and the call: the typed fingerprint, the confirmation.
 *
 * A call that changes something: confirmed with where it goes, sent once, and looked after where its answer is lost.
 */
import * as vscode from 'vscode';
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import type { Certificate } from '../../core/x509/certificateTypes';
import { escapeNotification } from '../ui/markdown';
import { type Answer, back, type Frame, type Ui } from '../flow/ui';
import { grouped, targetLines } from './importTexts';
import { awsCliText } from '../../keyservice/cliText';
import { KeyServiceError } from '../../keyservice/errors';
import type { OperationName } from '../../keyservice/model/shapes';
import type { InputOf, Key, OutputOf } from '../../keyservice/operations';
import { isLive } from '../../keyservice/rules/live';
import { copyCliLine, twiceNote } from './cliShell';
import type { CatalogueKey } from './keyCatalogue';
import { cliChoices } from './cliChoices';
import { callService, type ServiceCall } from './callService';
import type { ServiceAction } from './serviceAction';
import { keyName, usageWords } from './names';

/** SHA-256 of a certificate, upper-case hex. */
export function fingerprintOf(certificate: Pick<Certificate, 'raw'>): string {
  return toUpperHex(digestOf('SHA-256', certificate.raw));
}

/** Shows whose certificate becomes a root, and has the end of its fingerprint typed. */
export async function askFingerprint(ui: Ui, frame: Frame, root: Certificate): Promise<Answer<true>> {
  const whole = fingerprintOf(root);
  const end = whole.slice(-8);
  const answer = await ui.input(frame, {
    prompt: escapeNotification(
      vscode.l10n.t(
        'Root "{0}", SHA-256 {1}. Compare it with the fingerprint that you received, and type its last eight digits.',
        root.subject.text,
        grouped(whole),
      ),
    ),
    placeholder: vscode.l10n.t('last eight digits of the fingerprint'),
    check: (text, entered) =>
      !entered || text.replace(/[\s:]/g, '').toUpperCase() === end
        ? undefined
        : {
            message: vscode.l10n.t(
              'These are not the last eight digits of the fingerprint {0}.',
              grouped(whole),
            ),
            severity: 'error',
          },
  });
  return answer === undefined || answer === back ? answer : true;
}

/** What is asked before a change. */
export interface Asked<Name extends OperationName> {
  readonly operation: Name;
  readonly input: InputOf<Name>;
  /** The question: "Disable alias/pek-01?" */
  readonly question: string;
  /** What it does and to which key, a line each; where it goes is added. */
  readonly lines: readonly string[];
  /** The button. */
  readonly action: string;
}

/** What is sent then. */
export interface Sent<Name extends OperationName> extends Pick<
  ServiceCall<OutputOf<Name>>,
  'doing' | 'failed' | 'moved'
> {
  readonly operation: Name;
  readonly input: InputOf<Name>;
  /** Reads whether a call that was not answered had its effect; its output then. */
  readonly look: () => Promise<OutputOf<Name> | undefined>;
}

export type Change<Name extends OperationName> = Asked<Name> & Sent<Name>;

/** Key, usage, algorithm, KCV and ARN: what a person compares before a change. */
export function keyLines(key: CatalogueKey): string[] {
  const { KeyArn, KeyCheckValue, KeyAttributes } = key.summary;
  return [
    [
      keyName(key),
      usageWords(KeyAttributes.KeyUsage),
      KeyAttributes.KeyAlgorithm,
      KeyCheckValue === undefined ? vscode.l10n.t('no KCV') : vscode.l10n.t('KCV {0}', KeyCheckValue),
    ].join(' · '),
    KeyArn,
  ];
}

/**
 * Asks, then sends. @param action from `changing`
 * @returns the output; undefined where it was not sent, failed, or its effect is not known; then that was said
 */
export async function confirmAndSend<Name extends OperationName>(
  action: ServiceAction,
  change: Change<Name>,
): Promise<OutputOf<Name> | undefined> {
  return (await confirmChange(action, change)) ? sendChange(action, change) : undefined;
}

/** Asks, with where it goes. "Copy as AWS CLI" comes back to the question. */
export async function confirmChange<Name extends OperationName>(
  action: ServiceAction,
  { operation, input, question, lines, action: button }: Asked<Name>,
): Promise<boolean> {
  const { ui, target } = action;
  const copy = vscode.l10n.t('Copy as AWS CLI');
  for (;;) {
    const chosen = await ui.confirm(
      escapeNotification(question),
      [...lines.map(escapeNotification), ...targetLines(target)].join('\n'),
      button,
      copy,
    );
    if (chosen !== copy) return chosen === button;
    const note = vscode.l10n.t('Nothing was sent.');
    await copyCliLine(
      ui,
      awsCliText(operation, input, cliChoices(action)).lines,
      operation === 'CreateKey' ? `${note} ${twiceNote()}` : note,
      (text) => ui.copy(text),
    );
  }
}

/** Sends what was confirmed, once. */
export function sendChange<Name extends OperationName>(
  action: ServiceAction,
  { operation, input, doing, failed, look, moved }: Sent<Name>,
): Promise<OutputOf<Name> | undefined> {
  return callService<OutputOf<Name>>(action, {
    doing,
    run: async (signal) => (await action.service.call(operation, input, { signal })).output,
    look,
    ...(failed === undefined ? {} : { failed }),
    ...(moved ? { moved } : {}),
  });
}

/** The key as the service has it now, taken into the catalogue; undefined where it is gone or cannot be read. */
export async function readKeyAgain(action: ServiceAction, arn: string): Promise<Key | undefined> {
  try {
    const { output } = await action.service.call('GetKey', { KeyIdentifier: arn });
    action.tools.catalogue.keyChanged(output.Key, action.choice);
    return output.Key;
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    if (error.serviceName === 'ResourceNotFoundException') action.tools.catalogue.keyGone(arn);
    return undefined;
  }
}

/** Asks for the end of something that was compared, before it cannot be taken back. */
export async function askTyped(
  action: ServiceAction,
  frame: Frame,
  prompt: string,
  expected: readonly string[],
): Promise<Answer<true>> {
  const answer = await action.ui.input(frame, {
    prompt: escapeNotification(prompt),
    check: (text, entered) =>
      !entered || expected.some((one) => one.toUpperCase() === text.replace(/[\s:]/g, '').toUpperCase())
        ? undefined
        : { message: mismatch(expected), severity: 'error' },
  });
  return answer === undefined || answer === back ? answer : true;
}

/** Repeats what is to be typed: the question above may be cut off. */
function mismatch(expected: readonly string[]): string {
  const [first = ''] = expected;
  return expected.length === 1
    ? vscode.l10n.t('This does not match. Type {0}', first)
    : vscode.l10n.t('This does not match. Type one of: {0}', expected.join(', '));
}

export const live = ({ target }: ServiceAction): boolean => isLive(target);
