/** What a person confirms before an import: labelled lines, those that deserve a second look first. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/findings';
import { openSteps, type ChainStep } from '../../keyservice/draft/chainSteps';
import type { DraftCheck } from '../../keyservice/draft/draft';
import { importTag } from '../../keyservice/imports/note';
import type { RootApproval } from '../../keyservice/draft/draft';
import type { ServiceTarget } from '../../keyservice/operations';
import type { ImportChoices, ImportPlan } from '../../keyservice/plans/plan';
import type { Replication } from '../../keyservice/plans/replication';
import { isLive } from '../../keyservice/rules/live';
import { fingerprintOf } from '../service/confirmChange';
import { replicationLines } from '../service/defaultRegions';
import { findingText, grouped, notableFindings, row, targetLines } from '../service/importTexts';
import { usageWords } from '../service/names';
import { approvalLines } from '../service/rootApproval';
import { localised } from '../ui/localise';
import { escapeNotification } from '../ui/markdown';
import { labelOf } from './importView';

/** What is confirmed. */
export interface Confirmed {
  readonly plan: ImportPlan | undefined;
  readonly steps: readonly ChainStep[];
  readonly target: ServiceTarget;
  /** Whether a team decides about a new root. */
  readonly approval?: RootApproval | undefined;
  readonly choices: Pick<ImportChoices, 'alias' | 'requesterComment'>;
  /** Those that warn are repeated. */
  readonly checks: readonly DraftCheck[];
  /** Where the key, and certificates that come first, will also exist. */
  readonly replication?: Replication | undefined;
}

const mostWarnings = 5;

/** Lines that deserve a second look: what cannot be undone, and warnings. */
export function dangerLines({ plan, steps, target, approval, checks, replication }: Confirmed): string[] {
  const roots = openSteps(steps).filter(({ step }) => step.importAs === 'RootCertificatePublicKey');
  const ofPlan = plan
    ? notableFindings(plan).filter(
        // What is said of the Regions has its own line.
        ({ severity, code }) => severity === 'warning' && !code.startsWith('aws_plan_regions_'),
      )
    : [];
  const warnings = [
    ...checks.filter(({ state }) => state === 'warning').map(checkText),
    ...[...ofPlan.filter(isOfFile), ...ofPlan.filter((one) => !isOfFile(one))].map(findingText),
  ];
  const more = warnings.length - mostWarnings;
  return [
    ...(plan && row(plan, 'exportable') === 'yes'
      ? [
          isLive(target)
            ? vscode.l10n.t('Exportable: yes. The key may leave the account again.')
            : vscode.l10n.t('Exportable: yes.'),
        ]
      : []),
    ...roots.map(({ certificate }) =>
      vscode.l10n.t(
        'New root of trust: {0}, SHA-256 {1}',
        escapeNotification(certificate.subject.text),
        grouped(fingerprintOf(certificate)),
      ),
    ),
    ...approvalLines(approval).map(escapeNotification),
    ...replicationLines(replication).map(escapeNotification),
    ...warnings.slice(0, mostWarnings),
    ...(more > 0
      ? [more === 1 ? vscode.l10n.t('One more warning.') : vscode.l10n.t('{0} more warnings.', more)]
      : []),
  ].map((line) => `! ${line}`);
}

/** What the file asks for and the call does not do comes before what is always so. */
const isOfFile = ({ code }: Finding): boolean => code.startsWith('request_');

/** "Wrapping key: The request file has alias/two." */
function checkText({ text, field }: DraftCheck): string {
  const said = escapeNotification(localised(text));
  return field ? `${labelOf(field)}: ${said}` : said;
}

/** All lines, dangerous ones first. */
export function confirmationText(confirmed: Confirmed): string {
  const { plan, steps, target, choices } = confirmed;
  const { alias = '', requesterComment } = choices;
  const labelled = (label: string, value: string | undefined): string[] =>
    value === undefined || value === '' ? [] : [`${label}: ${escapeNotification(value)}`];
  const value = (name: Parameters<typeof row>[1]): string | undefined => plan && row(plan, name);
  const usage = value('usage');
  const tags = value('tags');
  const fingerprint = value('fingerprint');
  const ownCertificate = value('ownCertificate');
  return [
    ...dangerLines(confirmed),
    ...stepLines(steps, plan),
    ...labelled(
      vscode.l10n.t('Key'),
      [
        usage === undefined ? undefined : usageWords(usage),
        plan?.algorithms.join(` ${vscode.l10n.t('or')} `),
        value('modes'),
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    ...(value('exportable') === 'no' ? labelled(vscode.l10n.t('Exportable'), vscode.l10n.t('no')) : []),
    ...labelled(vscode.l10n.t('Wrapped by'), value('wrappingKey')),
    ...labelled(vscode.l10n.t('Signed by'), value('signer')),
    ...labelled(vscode.l10n.t('Subject'), value('subject')),
    ...labelled(vscode.l10n.t('SHA-256'), fingerprint && grouped(fingerprint)),
    ...(steps.length > 0 && plan && !plan.kind.endsWith('CertificatePublicKey')
      ? []
      : labelled(vscode.l10n.t('Certificate authority'), value('authority'))),
    ...labelled(vscode.l10n.t('Import token valid until'), value('tokenEnds')),
    ...(value('ownCertificate') === undefined
      ? []
      : [vscode.l10n.t('Without an import token: the call specifies your own key pair and its certificate')]),
    ...labelled(vscode.l10n.t('Certificate of the key pair'), ownCertificate && groupedEnd(ownCertificate)),
    ...labelled(vscode.l10n.t('Certificate valid until'), value('certificateEnds')),
    ...(value('enabled') === 'no'
      ? [
          plan?.wanted.staysDisabled === true
            ? vscode.l10n.t('Disabled: it stays disabled after the import')
            : vscode.l10n.t('Disabled until the KCV matches'),
        ]
      : []),
    ...labelled(vscode.l10n.t('Comment, which appears in CloudTrail'), requesterComment),
    ...labelled(vscode.l10n.t('Alias'), alias === '' ? vscode.l10n.t('none') : alias),
    ...labelled(vscode.l10n.t('Tags'), tags === undefined ? importTag : `${tags}, ${importTag}`),
    ...targetLines(target),
  ].join('\n');
}

/** A fingerprint at the end of a line, in groups of four as it is read aloud. */
const groupedEnd = (text: string): string => text.replace(/[0-9A-F]{64}$/, grouped);

function stepLines(steps: readonly ChainStep[], plan: ImportPlan | undefined): string[] {
  const single = plan?.kind.endsWith('CertificatePublicKey') === true;
  if (single || steps.length === 0) return [];
  return steps.map(({ certificate, step, known }, place) => {
    const name = escapeNotification(certificate.subject.text);
    const number = place + 1;
    if (known) return vscode.l10n.t('{0}. {1}: already imported', number, name);
    if (step.importAs === 'none')
      return vscode.l10n.t('{0}. {1}: not imported, passed with the call itself', number, name);
    return step.importAs === 'RootCertificatePublicKey'
      ? vscode.l10n.t('{0}. {1}: imported as root', number, name)
      : step.keyUsage.startsWith('TR31_D1')
        ? vscode.l10n.t('{0}. {1}: imported as public key for encryption (D1)', number, name)
        : vscode.l10n.t('{0}. {1}: imported as trusted certificate under the previous one', number, name);
  });
}
