/** One call of the service, from its progress to its end: what failed in words, another try, a look for what became of it. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { credentialsProblems } from '../../keyservice/identity';
import { localised } from '../ui/localise';
import type { CancelSignal, KeyService } from '../../keyservice/operations';
import type { Ui } from '../flow/ui';
import { escapeNotification } from '../ui/markdown';
import { copyPolicyLabel, copyStatement, statementFor } from './policyStatement';
import type { ServiceTools } from './tools';

/** A failure of the key service in words: ours and the service's apart. */
export interface FailureWords {
  readonly what: string;
  /** Error name, text and request id, with who gave them: the service or this computer; undefined where there are none. */
  readonly service: string | undefined;
  readonly cause: string;
  readonly action: string;
}

export function failureWords(error: KeyServiceError, simulator: boolean): FailureWords {
  const { texts } = error;
  const say = (template: string): string => localised({ template, args: error.args });
  return {
    what: say(texts.what),
    service: serviceWords(error, simulator),
    cause: say(texts.cause),
    action: say(texts.action),
  };
}

/** One text for a dialog: what, the service's words, cause and action each on a line. */
export function failureText(error: KeyServiceError, simulator: boolean): string {
  const { what, service, cause, action } = failureWords(error, simulator);
  return [
    what,
    ...(service === undefined ? [] : [service]),
    vscode.l10n.t('Likely cause: {0}', cause),
    action,
  ].join('\n');
}

/** The same in running text, where there is no room for lines. */
export function failureSentences(error: KeyServiceError, simulator = false): string {
  const { what, cause, action } = failureWords(error, simulator);
  const end = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
  return [end(what), vscode.l10n.t('Likely cause: {0}', cause), action].join(' ');
}

/** Names that this extension gives, so that nobody takes them for words of the service. */
const ownNames: ReadonlySet<string> = new Set([
  'OtherAccount',
  'AccountUnknown',
  'IncompleteAnswer',
  // Of this machine: the words of the SDK, of a process or of the network are in the text of the failure.
  'CredentialsProviderError',
  ...Object.keys(credentialsProblems),
]);

function serviceWords(error: KeyServiceError, simulator: boolean): string | undefined {
  const { requestId } = error;
  const own = ownNames.has(error.serviceName ?? '');
  const serviceName = own ? undefined : error.serviceName;
  const serviceText = own ? undefined : error.serviceText;
  if (serviceName === undefined && serviceText === undefined && requestId === undefined) return undefined;
  const quoted = serviceText === undefined ? '' : `"${serviceText}"`;
  const said = [serviceName, quoted].filter(Boolean).join(': ');
  const request = requestId === undefined ? '' : vscode.l10n.t('(request {0})', requestId);
  const words = [said, request].filter(Boolean).join(' ');
  if (!error.ofService) return vscode.l10n.t('Reported on this computer: {0}', words);
  // The simulator's texts are its own, and never pass for those of AWS.
  return simulator ? vscode.l10n.t('Simulator: {0}', words) : vscode.l10n.t('AWS: {0}', words);
}

/** Where a call goes, and who is asked and told. */
export interface CallPlace {
  readonly tools: Pick<ServiceTools, 'catalogue'>;
  readonly ui: Ui;
  readonly service: KeyService;
}

export interface ServiceCall<Output> {
  /** While it runs: "Disabling alias/pek-01". */
  readonly doing: string;
  readonly run: (signal: CancelSignal, report: (message: string) => void) => Promise<Output>;
  /** It only reads, or may be made twice: offered again whatever became of it. */
  readonly repeatable?: boolean;
  /** What did not happen, above the failure: "The key could not be disabled." */
  readonly failed?: string;
  /** Of a call that changes something: reads whether it had its effect without an answer; its output then. */
  readonly look?: () => Promise<Output | undefined>;
  /**
   * Called where the credentials are of another account and the user will confirm again for that one; only where the
   * input names nothing of an account.
   */
  readonly moved?: () => void;
}

/**
 * Calls once. Only what certainly had no effect, or may be made twice, is offered again.
 * @returns undefined where it failed, was cancelled, or its effect is not known; then that was said
 */
export async function callService<Output>(
  place: CallPlace,
  { doing, run, repeatable = false, failed, look, moved }: ServiceCall<Output>,
): Promise<Output | undefined> {
  const again = vscode.l10n.t('Try Again');
  const confirmAgain = moved && vscode.l10n.t('Confirm Again…');
  for (;;) {
    try {
      return await place.ui.progress(doing, run);
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      const found = error.effect === 'unknown' && look ? await lookQuietly(look) : undefined;
      if (found !== undefined) return found;
      noteGone(place.tools, error);
      if (error.kind === 'otherAccount') {
        if (await tellFailure(place, error, { again: confirmAgain, failed })) moved?.();
        return undefined;
      }
      if (!(await tellFailure(place, error, { again, repeatable, failed }))) return undefined;
    }
  }
}

/** Where looking fails too, what is known stays unknown, and is told as the failure of the call itself. */
async function lookQuietly<Output>(look: () => Promise<Output | undefined>): Promise<Output | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof KeyServiceError) return undefined;
    throw error;
  }
}

/** A key that the service does not have any more is not shown any more. */
export function noteGone({ catalogue }: Pick<ServiceTools, 'catalogue'>, error: KeyServiceError): void {
  if (error.kind === 'notFound' && error.serviceName === 'ResourceNotFoundException')
    catalogue.keyGone(String(error.args[2] ?? ''));
}

export interface Telling {
  /** The button that tries again. */
  readonly again?: string | undefined;
  readonly repeatable?: boolean;
  readonly failed?: string | undefined;
}

/**
 * Says why a call failed, with what may help; nothing of a call that the user cancelled before it was sent.
 * @returns true where it is to be tried again
 */
export async function tellFailure(
  { ui, tools, service }: CallPlace,
  error: KeyServiceError,
  { again, repeatable = false, failed }: Telling = {},
): Promise<boolean> {
  // A code that was not given, or Cancel before anything was sent: the user knows.
  if (error.serviceName === 'MfaCancelled') return false;
  if (error.kind === 'cancelled' && error.effect === 'none') return false;
  const refresh = vscode.l10n.t('Refresh Keys');
  // A call that may have had its effect is never offered again before somebody has looked.
  const repeat = again !== undefined && (repeatable || error.effect === 'none') ? [again] : [];
  const unsure = !repeatable && error.effect === 'unknown';
  const look = unsure || error.kind === 'notFound' || error.kind === 'conflict' ? [refresh] : [];
  const lines = failureText(error, service.target.kind === 'simulator').split('\n');
  const [what = '', ...rest] = (failed === undefined ? lines : [failed, ...lines]).map(escapeNotification);
  const statement = statementFor(error, service.target);
  const copy = statement === undefined ? [] : [copyPolicyLabel()];
  const chosen = await ui.failed(what, rest.join('\n'), ...repeat, ...copy, ...look);
  if (statement !== undefined && chosen === copyPolicyLabel()) await copyStatement(ui, statement);
  if (chosen === refresh) await ui.shortly(() => tools.catalogue.refresh());
  return chosen !== undefined && chosen === again;
}
