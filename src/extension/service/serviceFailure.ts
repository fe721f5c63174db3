import * as vscode from 'vscode';
import { failureTexts, type KeyServiceError } from '../../keyservice/errors';
import { localised } from '../ui/localise';

/** A failure of the key service in words: ours and the service's apart. */
export interface FailureWords {
  readonly what: string;
  /** Error name, text and request id as the service gave them; undefined where it gave none. */
  readonly service: string | undefined;
  readonly cause: string;
  readonly action: string;
}

export function failureWords(error: KeyServiceError, simulator: boolean): FailureWords {
  const texts = failureTexts[error.kind];
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

/** Names that this extension gives, so that nobody takes them for words of the service. */
const ownNames: ReadonlySet<string> = new Set(['OtherAccount', 'AccountUnknown', 'IncompleteAnswer']);

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
  // The simulator's texts are its own, and never pass for those of AWS.
  return simulator
    ? vscode.l10n.t('The simulator says: {0}', words)
    : vscode.l10n.t('The service says: {0}', words);
}
