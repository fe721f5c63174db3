/** Keys of the service in the user's words: usage, state, dates. What needs no translation is in `keyservice/model/names.ts`. */
import * as vscode from 'vscode';
import { keyIdOf, modesText, usageCode } from '../../keyservice/model/names';
import type { AnsweredAttributes, KeySummary } from '../../keyservice/operations';
import type { MpaStatus } from '../../keyservice/operations/approval';
import type { CatalogueKey } from './keyCatalogue';
import { regionWords } from './keyRegions';

/** "Key block protection (K1)"; a usage that is not known as the service names it. */
export function usageWords(usage: string): string {
  if (usage === '') return vscode.l10n.t('usage not reported');
  const name = usageName(usageCode(usage));
  return name === undefined ? usage : vscode.l10n.t('{0} ({1})', name, usageCode(usage));
}

function usageName(code: string): string | undefined {
  switch (code) {
    case 'B0':
      return vscode.l10n.t('Base derivation');
    case 'C0':
      return vscode.l10n.t('Card verification');
    case 'D0':
      return vscode.l10n.t('Data encryption');
    case 'D1':
      return vscode.l10n.t('Data encryption, asymmetric');
    case 'E0':
      return vscode.l10n.t('EMV application cryptograms');
    case 'E1':
      return vscode.l10n.t('EMV confidentiality');
    case 'E2':
      return vscode.l10n.t('EMV integrity');
    case 'E4':
      return vscode.l10n.t('EMV dynamic numbers');
    case 'E5':
      return vscode.l10n.t('EMV card personalization');
    case 'E6':
      return vscode.l10n.t('EMV, other');
    case 'K0':
      return vscode.l10n.t('Key encryption');
    case 'K1':
      return vscode.l10n.t('Key block protection');
    case 'K2':
      return vscode.l10n.t('TR-34 key pair');
    case 'K3':
      return vscode.l10n.t('Key agreement');
    case 'M0':
      return vscode.l10n.t('MAC, ISO 16609');
    case 'M1':
      return vscode.l10n.t('MAC, ISO 9797-1 algorithm 1');
    case 'M3':
      return vscode.l10n.t('MAC, ISO 9797-1 algorithm 3');
    case 'M6':
      return vscode.l10n.t('CMAC');
    case 'M7':
      return vscode.l10n.t('HMAC');
    case 'P0':
      return vscode.l10n.t('PIN encryption');
    case 'P1':
      return vscode.l10n.t('PIN generation');
    case 'S0':
      return vscode.l10n.t('Digital signature');
    case 'V1':
      return vscode.l10n.t('PIN verification, IBM 3624');
    case 'V2':
      return vscode.l10n.t('PIN verification, Visa PVV');
    default:
      return undefined;
  }
}

/** "Encrypt + Wrap". Where an answer has no modes, that is said: none is shown as on or off. */
export const modesWords = ({ KeyModesOfUse: modes }: AnsweredAttributes): string =>
  modes ? modesText(modes) : vscode.l10n.t('modes not reported');

/** "exportable" or not, where the service says so. */
export const exportableWords = (exportable: boolean | undefined): string =>
  exportable === undefined
    ? vscode.l10n.t('exportability not reported')
    : exportable
      ? vscode.l10n.t('exportable')
      : vscode.l10n.t('not exportable');

/** How a key of the service is named, in lists and questions: its first alias, else its whole id. */
export function keyName({ aliases, summary }: CatalogueKey): string {
  return aliases[0] ?? keyIdOf(summary.KeyArn);
}

/** "alias/pek-01 · KCV 08D7B4". */
export function keyWithKcv(key: CatalogueKey): string {
  const { KeyCheckValue } = key.summary;
  return KeyCheckValue === undefined
    ? keyName(key)
    : vscode.l10n.t('{0} · KCV {1}', keyName(key), KeyCheckValue);
}

export const isPublic = ({ KeyAttributes }: KeySummary): boolean => KeyAttributes.KeyClass === 'PUBLIC_KEY';

export const isPair = ({ KeyAttributes }: KeySummary): boolean =>
  KeyAttributes.KeyClass === 'ASYMMETRIC_KEY_PAIR';

/**
 * One word for grouping; "enabled" and "disabled" for a key that is complete, and "unreported" for one whose answer has no
 * Enabled: the service decides what it can be used for.
 */
export type LifeStage =
  'enabled' | 'disabled' | 'unreported' | 'creating' | 'failed' | 'deleting' | 'deleted' | 'other';

export function lifeStage({ KeyState, Enabled }: KeySummary): LifeStage {
  switch (KeyState) {
    case 'CREATE_COMPLETE':
      if (Enabled === undefined) return 'unreported';
      return Enabled ? 'enabled' : 'disabled';
    case 'CREATE_IN_PROGRESS':
      return 'creating';
    case 'DELETE_PENDING':
      return 'deleting';
    case 'DELETE_COMPLETE':
      return 'deleted';
    // Of the user guide's page on multi-party approval; no model has it.
    case 'CREATE_FAILED':
      return 'failed';
    default:
      return 'other';
  }
}

/** Heading of a group of keys in one state. */
export function stageWords(summary: KeySummary): string {
  switch (lifeStage(summary)) {
    case 'enabled':
      return vscode.l10n.t('Enabled');
    case 'disabled':
      return vscode.l10n.t('Disabled');
    case 'unreported':
      return vscode.l10n.t('Enabled or disabled: not reported');
    case 'creating':
      return vscode.l10n.t('Being created');
    case 'failed':
      return vscode.l10n.t('Creation failed');
    case 'deleting':
      return vscode.l10n.t('Pending deletion');
    case 'deleted':
      return vscode.l10n.t('Deleted');
    case 'other':
      return summary.KeyState || vscode.l10n.t('State not reported');
  }
}

/** What is out of the ordinary, in words: "disabled", "deletes 30 Nov", "public", "not exportable". */
export function stateWords({ summary, detail }: CatalogueKey): string[] {
  const words: string[] = [];
  switch (lifeStage(summary)) {
    case 'enabled':
      break;
    case 'disabled':
      words.push(vscode.l10n.t('disabled'));
      break;
    case 'unreported':
      words.push(vscode.l10n.t('enabled or disabled: not reported'));
      break;
    case 'creating':
      words.push(detail?.MpaStatus ? vscode.l10n.t('waiting for approval') : vscode.l10n.t('being created'));
      break;
    case 'failed': {
      const { Status, StatusMessage } = detail?.MpaStatus ?? {};
      const what = Status === undefined ? vscode.l10n.t('creation failed') : vscode.l10n.t('not approved');
      words.push(StatusMessage === undefined ? what : `${what}: ${StatusMessage}`);
      break;
    }
    case 'deleting': {
      const due = detail?.DeletePendingTimestamp;
      words.push(due ? vscode.l10n.t('deletes {0}', dayWords(due)) : vscode.l10n.t('pending deletion'));
      break;
    }
    case 'deleted':
      words.push(vscode.l10n.t('deleted'));
      break;
    case 'other':
      words.push(summary.KeyState || vscode.l10n.t('state not reported'));
  }
  if (isPublic(summary)) words.push(vscode.l10n.t('public'));
  else if (isPair(summary)) words.push(vscode.l10n.t('key pair'));
  else if (summary.Exportable === false) words.push(vscode.l10n.t('not exportable'));
  const regions = regionWords({ summary, aliases: [], ...(detail ? { detail } : {}) });
  if (regions !== undefined) words.push(regions);
  return words;
}

/** State of an approval session, with the service's own name of it. */
export function sessionStateWords(status: string): string {
  switch (status) {
    case 'PENDING':
      return vscode.l10n.t('not decided yet (PENDING)');
    case 'APPROVED':
      return vscode.l10n.t('approved (APPROVED)');
    case 'FAILED':
      return vscode.l10n.t('not approved (FAILED)');
    case 'CANCELLED':
      return vscode.l10n.t('cancelled or lapsed (CANCELLED)');
    default:
      return status;
  }
}

/** What is known of the approval of a key, labelled. */
export function approvalRows(status: MpaStatus | undefined): (readonly [string, string | undefined])[] {
  if (!status) return [];
  const { MpaSessionArn, Status, InitiationDate, StatusMessage } = status;
  return [
    [vscode.l10n.t('Approval'), sessionStateWords(Status)],
    [vscode.l10n.t('Approval requested'), InitiationDate && dateWords(InitiationDate)],
    [vscode.l10n.t('Approval message'), StatusMessage],
    [vscode.l10n.t('Approval session'), MpaSessionArn],
  ];
}

/** "imported" or "created", once GetKey has told; another origin as the service names it. */
export function originWords({ detail }: CatalogueKey): string | undefined {
  const origin = detail?.KeyOrigin;
  if (origin === 'EXTERNAL') return vscode.l10n.t('imported');
  return origin === 'AWS_PAYMENT_CRYPTOGRAPHY' ? vscode.l10n.t('created') : origin;
}

/** Algorithm, KCV and all words, as a row shows them. */
export function descriptionParts(key: CatalogueKey): string[] {
  const { KeyAttributes, KeyCheckValue } = key.summary;
  const origin = originWords(key);
  const words = stateWords(key);
  // What the user waits for comes first: a row is narrow.
  const first = ['creating', 'failed'].includes(lifeStage(key.summary));
  return [
    ...(first ? words : []),
    ...(KeyAttributes.KeyAlgorithm === '' ? [] : [KeyAttributes.KeyAlgorithm]),
    ...(KeyCheckValue === undefined ? [] : [vscode.l10n.t('KCV {0}', KeyCheckValue)]),
    ...(first ? [] : words),
    ...(origin === undefined ? [] : [origin]),
    ...(key.aliases.length > 1 ? [vscode.l10n.t('{0} aliases', key.aliases.length)] : []),
  ];
}

/** Spelled out for a screen reader. */
export function spokenKey(key: CatalogueKey): string {
  const { KeyAttributes, KeyCheckValue, Enabled, KeyState } = key.summary;
  return [
    keyName(key),
    usageWords(KeyAttributes.KeyUsage),
    KeyAttributes.KeyAlgorithm,
    ...(KeyCheckValue === undefined
      ? []
      : [vscode.l10n.t('key check value {0}', KeyCheckValue.replace(/(?<=.)(?=.)/g, ' '))]),
    ...(Enabled && KeyState === 'CREATE_COMPLETE' ? [vscode.l10n.t('enabled')] : []),
    ...stateWords(key),
  ].join(', ');
}

/** "30 Nov", with the year where it is another. */
export function dayWords(date: Date, now = new Date()): string {
  return date.toLocaleDateString(vscode.env.language, {
    day: 'numeric',
    month: 'short',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** "10:32". */
export function timeWords(date: Date): string {
  return date.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
}

/** Date and time to the minute, with the zone. */
export function dateWords(date: Date): string {
  return date.toLocaleString(vscode.env.language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}
