/** The Import Key page's model from a draft, in the user's words. */
import * as vscode from 'vscode';
import type { Finding, Localisable } from '../../core/findings';
import {
  fieldOfFinding,
  type Candidate,
  type Draft,
  type DraftField,
  type FieldId,
} from '../../keyservice/draft/draft';
import { chainScript, openSteps, plansAhead, stepChoices } from '../../keyservice/draft/chainSteps';
import { modesText } from '../../keyservice/model/names';
import type { ServiceTarget } from '../../keyservice/operations';
import { importScript } from '../../keyservice/plans/cliScript';
import type { Shell } from '../../keyservice/cliText';
import type {
  ImportAction,
  ImportField,
  ImportRequestText,
  ImportRow,
  ImportShell,
  ImportStep,
  ImportVerdict,
} from '../../protocol/importPage';
import { fingerprintOf } from '../service/confirmChange';
import { grouped } from '../service/importTexts';
import { approvalActions, approvalVerdicts } from '../service/rootApproval';
import { usageWords } from '../service/names';
import { localised } from '../ui/localise';

export function titleOf(draft: Pick<Draft, 'way'>): string {
  switch (draft.way) {
    case 'keyBlock':
    case 'agreed':
      return vscode.l10n.t('Import Key Block (TR-31)');
    case 'tr34':
      return vscode.l10n.t('Import TR-34 Token');
    case 'cryptogram':
      return vscode.l10n.t('Import RSA-Wrapped Key');
    case 'certificates':
      return vscode.l10n.t('Import Certificates');
  }
}

/** Of a field, in the user's language. */
export function labelOf(id: FieldId): string {
  const labels: Readonly<Record<FieldId, string>> = {
    way: vscode.l10n.t('Import method'),
    path: vscode.l10n.t('Chain'),
    purpose: vscode.l10n.t('Purpose'),
    wrappingKey: vscode.l10n.t('Wrapping key'),
    parameters: vscode.l10n.t('Import parameters'),
    pair: vscode.l10n.t('Key pair (K3)'),
    partner: vscode.l10n.t("Other party's certificate"),
    signer: vscode.l10n.t("Signer's certificate (KDH)"),
    authority: vscode.l10n.t('Certificate authority'),
    randomNumber: vscode.l10n.t('Random number (RT_KRD)'),
    algorithm: vscode.l10n.t('Key algorithm'),
    usage: vscode.l10n.t('Key usage'),
    modes: vscode.l10n.t('Modes of use'),
    exportable: vscode.l10n.t('Exportable'),
    spec: vscode.l10n.t('Hash of RSA-OAEP'),
    derived: vscode.l10n.t('Derived key'),
    function: vscode.l10n.t('Derivation function'),
    hash: vscode.l10n.t('Derivation hash'),
    sharedInformation: vscode.l10n.t('Shared information'),
    comment: vscode.l10n.t('Comment for the approval team'),
    alias: vscode.l10n.t('Alias'),
    expected: vscode.l10n.t('Expected KCV'),
    checkValue: vscode.l10n.t('KCV algorithm'),
    enabled: vscode.l10n.t('Enabled'),
    tags: vscode.l10n.t('Tags'),
    regions: vscode.l10n.t('Regions'),
    otherRegions: vscode.l10n.t('Other Regions'),
  };
  return labels[id];
}

function hintOf(id: FieldId): string {
  switch (id) {
    case 'comment':
      return vscode.l10n.t(
        'The approval team sees it, and it appears in CloudTrail. Never enter key material.',
      );
    case 'alias':
      return vscode.l10n.t('Aliases and tags can appear in logs.');
    case 'expected':
      return vscode.l10n.t('From the key ceremony form, to compare with the imported key');
    case 'tags':
      return vscode.l10n.t('Key=Value, separated by commas. The tag key-material-inspector:import is added.');
    case 'usage':
    case 'exportable':
      return vscode.l10n.t('Cannot be changed after the import');
    case 'regions':
      return vscode.l10n.t('In which other Regions the key will also exist');
    case 'otherRegions':
      return vscode.l10n.t('Regions in which the key will also exist, with commas between them');
    case 'sharedInformation':
      return vscode.l10n.t('Hexadecimal digits, as agreed with the other party');
    case 'randomNumber':
      return vscode.l10n.t('Random number that was sent to the sender, to compare with the one in the token');
    default:
      return '';
  }
}

const placeholders: Readonly<Partial<Record<FieldId, string>>> = {
  alias: 'alias/kek-main',
  expected: '08D7B4',
  tags: 'env=test, team=acquiring',
  sharedInformation: '1234567890',
  randomNumber: '3F7DE1ABD8BF06CC',
  otherRegions: 'us-west-2, eu-west-1',
};

function optionLabel(id: FieldId, { label, notes }: Candidate): string {
  const own = id === 'usage' ? usageWords(label) : label;
  return [own, ...notes.map(localised)].filter((part) => part !== '').join(' · ');
}

/** Small commands beside a field. */
function actionsOf(id: FieldId, { value }: DraftField, approval: Draft['approval']): ImportAction[] {
  switch (id) {
    case 'wrappingKey':
      return [{ id: 'reload', label: vscode.l10n.t('Reload Keys') }, foreignAction()];
    case 'comment':
      return approvalActions(approval);
    case 'parameters':
      return [{ id: 'get', label: vscode.l10n.t('Get New Import Parameters…') }];
    case 'pair':
      return [
        { id: 'make', label: vscode.l10n.t('Create Key Pair…') },
        ...(value === '' ? [] : [{ id: 'save', label: vscode.l10n.t('Save Its Certificate…') }]),
      ];
    case 'partner':
    case 'signer':
    case 'authority':
      return [
        { id: 'file', label: vscode.l10n.t('From Files…') },
        { id: 'paste', label: vscode.l10n.t('Paste…') },
        ...(id === 'authority' ? [foreignAction()] : []),
      ];
    case 'regions':
      return [{ id: 'reloadRegions', label: vscode.l10n.t('Read Account Default Again') }];
    case 'randomNumber':
      return [{ id: 'file', label: vscode.l10n.t('From Files…') }];
    default:
      return [];
  }
}

const foreignAction = (): ImportAction => ({
  id: 'foreign',
  label: vscode.l10n.t('Key of Another Account…'),
});

const stateOf = { error: 'failed', warning: 'warning', info: 'info' } as const;

/** A finding as a verdict of a page. */
export const findingVerdict = (finding: Finding): ImportVerdict => ({
  state: stateOf[finding.severity],
  text: localised(finding),
});

/** Worst first; what was not checked before what was verified. */
const order = { failed: 0, warning: 1, notChecked: 2, verified: 3, info: 4 } as const;

function sorted(verdicts: readonly ImportVerdict[]): ImportVerdict[] {
  return [...verdicts].sort((a, b) => order[a.state] - order[b.state]);
}

/** The fields with what is to be said at each, and what belongs to none. */
export function fieldsOf(draft: Draft): {
  readonly fields: ImportField[];
  readonly verdicts: readonly ImportVerdict[];
} {
  const ids = new Set<FieldId | undefined>(draft.fields.map(({ id }) => id));
  const all = [
    ...draft.checks.map(({ state, text, field }) => ({ field, verdict: { state, text: localised(text) } })),
    ...draft.findings.map((finding) => ({
      field: fieldOfFinding(finding),
      verdict: findingVerdict(finding),
    })),
    ...approvalVerdicts(draft.approval).map((verdict) => ({ field: 'comment' as const, verdict })),
  ];
  return {
    fields: draft.fields.map((field) =>
      fieldView(
        field,
        all.filter((one) => one.field === field.id).map(({ verdict }) => verdict),
        draft.approval,
      ),
    ),
    verdicts: sorted(all.filter(({ field }) => !ids.has(field)).map(({ verdict }) => verdict)),
  };
}

function fieldView(
  field: DraftField,
  verdicts: readonly ImportVerdict[],
  approval: Draft['approval'],
): ImportField {
  const { id, kind, value, origin, optional, candidates, problem } = field;
  const unusable = vscode.l10n.t('Not usable');
  return {
    id,
    label: labelOf(id),
    kind,
    value,
    placeholder: kind === 'choice' ? vscode.l10n.t('Select…') : (placeholders[id] ?? ''),
    origin: origin ? localised(origin) : '',
    hint: hintOf(id),
    optional,
    options: candidates.map((one) => ({
      id: one.id,
      label: optionLabel(id, one),
      group: one.refusals.length > 0 ? unusable : '',
      refusal: one.refusals.map(localised).join(' '),
    })),
    verdicts: sorted([
      ...(problem ? [{ state: 'failed' as const, text: localised(problem) }] : []),
      ...verdicts,
    ]),
    actions: actionsOf(id, field, approval),
  };
}

/** What the key will be; a row that deserves a second look is marked. */
export function becomesOf({ becomes, work, way }: Draft): ImportRow[] {
  const { usage, algorithms = [], modes, exportable } = becomes;
  const row = (label: string, value: string | undefined, danger = false): ImportRow[] =>
    value === undefined || value === '' ? [] : [{ label, value, danger }];
  if (way === 'certificates' && work && openSteps(work.steps).length > 1) return [];
  return [
    ...row(vscode.l10n.t('Usage'), usage && usageWords(usage)),
    ...row(vscode.l10n.t('Algorithm'), algorithms.join(` ${vscode.l10n.t('or')} `)),
    ...row(vscode.l10n.t('Modes of use'), modes && modesText(modes)),
    ...row(
      vscode.l10n.t('Exportable'),
      exportable === undefined
        ? undefined
        : exportable
          ? vscode.l10n.t('yes: may leave the account again')
          : vscode.l10n.t('no'),
      exportable === true,
    ),
  ];
}

/** Certificates that come first. @param state of those that are being imported */
export function stepsOf(draft: Draft, state: ReadonlyMap<string, ImportStep['state']>): ImportStep[] {
  return (draft.work?.steps ?? []).map(({ certificate, step, known }) => {
    const fingerprint = fingerprintOf(certificate);
    return {
      name: certificate.subject.label || certificate.subject.text,
      how:
        step.importAs === 'none'
          ? vscode.l10n.t('passed with the call itself')
          : step.importAs === 'RootCertificatePublicKey'
            ? vscode.l10n.t('as root, SHA-256 {0}', grouped(fingerprint))
            : step.keyUsage.startsWith('TR31_D1')
              ? vscode.l10n.t('as public key for encryption (D1)')
              : vscode.l10n.t('as trusted certificate'),
      state: known
        ? 'there'
        : step.importAs === 'none'
          ? 'given'
          : (state.get(`${fingerprint} ${step.keyUsage}`) ?? 'open'),
    };
  });
}

export const shellOf: Readonly<Record<ImportShell, Shell>> = {
  bash: 'posix',
  powershell: 'powerShell',
  cmd: 'cmd',
};

/** The request as it would be sent, and as a command. */
export function requestText(
  draft: Draft,
  target: ServiceTarget,
  shell: ImportShell,
): ImportRequestText | undefined {
  const { work, plan } = draft;
  if (!work || draft.obstacle) return undefined;
  const shells: ImportRequestText['shells'] = [
    { id: 'bash', label: 'bash' },
    { id: 'powershell', label: 'PowerShell' },
    { id: 'cmd', label: 'cmd' },
  ];
  const ahead =
    draft.way === 'certificates' && plan
      ? []
      : plansAhead(work.steps, { target, now: new Date() }, stepChoices(draft.choices));
  if (ahead.length > 0)
    return {
      json: JSON.stringify(
        [...ahead.map((one) => one.plan.request), ...(plan ? [plan.request] : [])],
        null,
        2,
      ),
      cli: chainScript(ahead, work.steps, target, plan),
      shells: shells.slice(0, 1),
      shell: 'bash',
    };
  if (!plan) return undefined;
  const [expected] = draft.choices.expectedCheckValues ?? [];
  const script = importScript(plan, target, shellOf[shell], {
    alias: draft.choices.alias,
    expected: expected?.value,
  });
  return {
    json: JSON.stringify(plan.request, null, 2),
    cli: script ?? vscode.l10n.t('This command cannot be written for this shell. Select another one.'),
    shells,
    shell,
  };
}

/** The sentence that says why it cannot be imported yet. */
export function obstacleText(obstacle: Draft['obstacle']): string {
  const text: Localisable | undefined = obstacle?.text;
  return text ? localised(text) : '';
}
