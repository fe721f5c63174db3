/** What the page shows once something was imported, or was not. Facts only, no material. */
import * as vscode from 'vscode';
import { credentialsProblems } from '../../keyservice/identity';
import { keyIdOf } from '../../keyservice/model/names';
import { printedCheckValue } from '../../keyservice/rules/checkValues';
import type {
  ImportAction,
  ImportFailureView,
  ImportResultView,
  ImportVerdict,
} from '../../protocol/importPage';
import { failureWords } from '../service/callService';
import { policyAction } from '../service/policyStatement';
import { regionWords } from '../service/keyRegions';
import { usageWords } from '../service/names';
import { regionsVerdicts } from '../service/regionsAfter';
import { localised } from '../ui/localise';
import { refusedView } from './approvalView';
import { likenessWords } from './aliasOfKey';
import { stepHeadline, type JobEnd } from './importJob';
import { verdictOf } from './importRecord';
import type { ServiceAction } from '../service/serviceAction';
import type { Key } from '../../keyservice/operations';
import type { CheckValue } from '../../keyservice/rules/checkValues';

type Of<Kind extends JobEnd['kind']> = Extract<JobEnd, { kind: Kind }>;

/** How the KCV compares: a tick only for six digits and more by the same method. */
function checkValueVerdict(
  key: Key,
  expected: readonly CheckValue[],
  ofFile: boolean,
): ImportVerdict | undefined {
  const { KeyCheckValue: value, KeyCheckValueAlgorithm: method, KeyAttributes } = key;
  if (value === undefined || KeyAttributes.KeyClass === 'PUBLIC_KEY') return undefined;
  const given = expected.map((one) => printedCheckValue(one.value)).join(', ');
  switch (verdictOf(key, expected)) {
    case 'equal':
      if (ofFile)
        return {
          state: 'notChecked',
          text: vscode.l10n.t(
            'KCV {0} matches the KCV in the same file. Compare it with the key ceremony form.',
            value,
          ),
        };
      return {
        state: 'verified',
        text: vscode.l10n.t('KCV {0} matches the expected KCV {1}', value, given),
      };
    case 'different':
      return {
        state: 'failed',
        text: vscode.l10n.t(
          'KCV {0} is not the expected KCV {1}. This is the wrong key, or the expected KCV is wrong. No alias was assigned.',
          value,
          given,
        ),
      };
    case 'unknown':
      return expected.length === 0
        ? {
            state: 'notChecked',
            text: vscode.l10n.t('KCV {0} not compared. Compare it with the key ceremony form.', value),
          }
        : {
            state: 'notChecked',
            text: vscode.l10n.t(
              'KCV {0} cannot be compared with the expected KCV {1}: too few digits, or another method ({2}).',
              value,
              given,
              method ?? vscode.l10n.t('method not reported'),
            ),
          };
  }
}

export function resultView({ run, imported, alias, regions }: Of<'imported'>): ImportResultView {
  const { key, by } = imported;
  const verdict = checkValueVerdict(key, run.expected, run.task.choices.expectedOfFile === true);
  const differs = verdict?.state === 'failed';
  const wrapping = /^TR31_K[01]_/.test(key.KeyAttributes.KeyUsage);
  const row = (id: string, label: string, value: string | undefined): ImportResultView['rows'] =>
    value === undefined || value === '' ? [] : [{ id, label, value, danger: false }];
  const wanted = run.task.choices.alias;
  return {
    title: vscode.l10n.t('Imported {0}', alias ?? keyIdOf(key.KeyArn)),
    verdicts: [
      ...(verdict ? [verdict] : []),
      ...(by === 'answer'
        ? []
        : [
            {
              state: 'warning' as const,
              text:
                by === 'tag'
                  ? vscode.l10n.t('The response was lost. The key was found by its tag.')
                  : vscode.l10n.t('The response was lost. You selected the key.'),
            },
          ]),
      ...(run.tagging.without
        ? [
            {
              state: 'warning' as const,
              text: vscode.l10n.t('Imported without tags: this profile is not allowed to tag keys.'),
            },
          ]
        : []),
      ...(wanted !== undefined && alias !== wanted && !differs
        ? [{ state: 'warning' as const, text: vscode.l10n.t('The alias {0} was not assigned.', wanted) }]
        : []),
      ...regionsVerdicts(regions),
      ...likenessWords(run.action.tools, key, run.action.target).map((text) => ({
        state: 'warning' as const,
        text,
      })),
      ...(key.Enabled === false
        ? [{ state: 'warning' as const, text: vscode.l10n.t('The key is disabled.') }]
        : []),
    ],
    rows: [
      ...row('arn', vscode.l10n.t('ARN'), key.KeyArn),
      ...row('kcv', vscode.l10n.t('KCV'), key.KeyCheckValue),
      ...row('alias', vscode.l10n.t('Alias'), alias),
      ...row('usage', vscode.l10n.t('Usage'), usageWords(key.KeyAttributes.KeyUsage)),
      ...row('algorithm', vscode.l10n.t('Algorithm'), key.KeyAttributes.KeyAlgorithm),
      ...row('regions', vscode.l10n.t('Regions'), regionWords({ summary: key, aliases: [], detail: key })),
      ...row('requestId', vscode.l10n.t('Request ID'), run.requestId),
      ...row('time', vscode.l10n.t('Time'), run.at.toISOString()),
    ],
    actions: [
      ...(differs && key.Enabled !== false ? [{ id: 'disable', label: vscode.l10n.t('Disable Key') }] : []),
      ...(wrapping && !differs
        ? [{ id: 'next', label: vscode.l10n.t('Import a Key Block Under This Key…') }]
        : []),
      { id: 'show', label: vscode.l10n.t('Show in Tree') },
      { id: 'record', label: vscode.l10n.t('Save Import Record…') },
      { id: 'ceremony', label: vscode.l10n.t('Save Ceremony Record…') },
      { id: 'another', label: vscode.l10n.t('Import Another Key…') },
    ],
  };
}

/** Why nothing was imported, in the service's own words and ours, with what can be done. */
export function failureView(
  { target }: Pick<ServiceAction, 'target'>,
  end: Of<'failed'> | Of<'notNoted'> | Of<'blocked'> | Of<'refused'>,
  advice: string,
): ImportFailureView {
  if (end.kind === 'notNoted')
    return {
      title: vscode.l10n.t('Nothing was sent: the import could not be noted on this computer first'),
      lines: [
        vscode.l10n.t(
          'Without the note, a lost response could lead to a second key. Free disk space or grant access, then try again.',
        ),
        vscode.l10n.t('System error: {0}', end.problem),
      ],
      field: '',
      actions: [],
    };
  if (end.kind === 'blocked')
    return {
      title: vscode.l10n.t('Nothing was sent: the import is no longer valid'),
      lines: end.plan.findings.filter(({ severity }) => severity === 'error').map(localised),
      field: '',
      actions: [],
    };
  if (end.kind === 'refused') return refusedView(end);
  const { cause, at } = end;
  const { what, service, cause: likely, action } = failureWords(cause, target.kind === 'simulator');
  const profile: ImportAction = { id: 'profile', label: vscode.l10n.t('Select AWS Profile…') };
  return {
    title: at
      ? vscode.l10n.t('Not imported: {0}', stepHeadline(at))
      : cause.kind === 'cancelled'
        ? vscode.l10n.t('Cancelled before anything was sent')
        : cause.kind === 'otherAccount'
          ? vscode.l10n.t('Nothing was sent: the credentials now belong to another account')
          : vscode.l10n.t('The key was not imported'),
    lines:
      cause.kind === 'cancelled'
        ? []
        : [
            what,
            ...(service === undefined ? [] : [service]),
            vscode.l10n.t('Likely cause: {0}', likely),
            action,
            ...(advice !== '' && cause.kind === 'validation' ? [advice] : []),
          ],
    field: '',
    actions: [...policyAction(cause, target), ...(ofProfile.has(cause.kind) ? [profile] : [])],
  };
}

/** Kinds of failure that another profile may fix. */
const ofProfile: ReadonlySet<string> = new Set([
  ...Object.values(credentialsProblems),
  'noCredentials',
  'notAuthorised',
  'expiredCredentials',
  'badCredentials',
  'wrongEndpoint',
  'unreachable',
  'accountUnknown',
  'otherAccount',
]);

/** What to look at first where the service refuses material of a way. */
export function adviceFor(way: string): string {
  switch (way) {
    case 'keyBlock':
      return vscode.l10n.t(
        "Usually, the block was created under another wrapping key: compare its KCV with the sender's form. Otherwise, characters of the block were changed or lost.",
      );
    case 'agreed':
      return vscode.l10n.t(
        'Usually, the derived keys differ, so the MAC does not verify. Compare the function, hash, derived key length and shared information with the other party. The shared secret has the length of the field, 66 bytes for P-521, including leading zeros.',
      );
    case 'tr34':
      return vscode.l10n.t(
        "First check the following: the authority issued the signer's certificate; the sender used the KRD certificate of these import parameters; the token has the format TR-34:2012 non-CMS.",
      );
    case 'cryptogram':
      return vscode.l10n.t(
        'The cryptogram may be for another KRD certificate with the same key size, use a different OAEP hash or a label, or contain a key of another length.',
      );
    default:
      return '';
  }
}
