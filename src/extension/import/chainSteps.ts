/** A way from a root down as calls in their order: what of it is there already, the plans, and what is said of them. */
import * as vscode from 'vscode';
import { bySeverity, type Finding } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import type { ServiceTarget } from '../../keyservice/operations';
import { planCertificate } from '../../keyservice/plans/certificatePlans';
import {
  planCliText,
  type ImportChoices,
  type ImportContext,
  type ImportPlan,
  type KnownKey,
} from '../../keyservice/plans/plan';
import { awsCertificatePlan } from '../../keyservice/rules/certificates';
import type { CertificateStep, ChainPurpose } from '../../keyservice/rules/chainTypes';
import { fingerprintOf } from '../service/confirmChange';
import { grouped, targetLines } from '../service/importTexts';
import { escapeNotification } from '../ui/markdown';
import type { ImportedCertificates } from '../service/importPorts';

/** What the certificates are for; 'ALL': each becomes a key that verifies, the last one too. */
export type ImportPurpose = ChainPurpose | 'ALL';

export interface ChainStep {
  readonly certificate: Certificate;
  readonly step: CertificateStep;
  /** It is there already: imported from here before. */
  readonly known?: KnownKey;
  /** Place of the step whose key is the issuer's; undefined of a root. */
  readonly parent: number | undefined;
  /** The issuer, where it is no step of this run. */
  readonly above?: KnownKey;
}

const verifying = { keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', modes: ['Verify'] } as const;

/** Root first; the one that is given with a later call comes last, with importAs 'none'. */
export function chainSteps(
  imported: ImportedCertificates,
  chain: CheckedChain,
  path: CheckedPath,
  purpose: ImportPurpose,
  above: KnownKey | undefined,
): readonly ChainStep[] {
  const { steps } = awsCertificatePlan(chain, path, purpose === 'ALL' ? 'PUBLIC_KEY' : purpose);
  const made: ChainStep[] = [];
  for (const planned of steps) {
    const last = planned.keyUsage.startsWith('TR31_D1');
    // A root by itself is a key that verifies already.
    if (purpose === 'ALL' && last && planned.parent === planned.certificate) continue;
    const step: CertificateStep = purpose === 'ALL' && last ? { ...planned, ...verifying } : planned;
    const certificate = chain.certificates[step.certificate]!;
    const found = made.findIndex((before) => before.step.certificate === step.parent);
    const known = step.importAs === 'none' ? undefined : imported.find(certificate, step.keyUsage);
    made.push({
      certificate,
      step,
      parent: found < 0 ? undefined : found,
      ...(known ? { known } : {}),
      ...(found < 0 && step.importAs === 'TrustedCertificatePublicKey' && above ? { above } : {}),
    });
  }
  return made;
}

/** A key that stands for one that a step before will make. */
function futureKey(place: number, { region, account }: ServiceTarget): KnownKey {
  return {
    KeyArn: `arn:aws:payment-cryptography:${region}:${account ?? '000000000000'}:key/${`ca${place}`.padEnd(16, '0')}`,
    KeyState: 'CREATE_COMPLETE',
    Enabled: true,
    KeyAttributes: {
      KeyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
      KeyClass: 'PUBLIC_KEY',
      KeyAlgorithm: 'RSA_2048',
      KeyModesOfUse: { Verify: true },
    },
  };
}

/** The call of one step. */
export function planStep(
  { certificate, step }: ChainStep,
  authority: KnownKey | undefined,
  choices: ImportChoices,
  context: ImportContext,
): ImportPlan {
  return planCertificate({ certificate, step, ...(authority ? { authority } : {}) }, choices, context);
}

export function headlineOf({ certificate, step }: ChainStep): string {
  const name = certificate.subject.label || certificate.subject.text;
  return step.importAs === 'RootCertificatePublicKey'
    ? vscode.l10n.t('root certificate "{0}"', name)
    : step.keyUsage.startsWith('TR31_D1')
      ? vscode.l10n.t('public key of "{0}"', name)
      : vscode.l10n.t('trusted certificate "{0}"', name);
}

/** Findings on the chain as a whole, beside those of this certificate. */
export function withFindings(plan: ImportPlan, findings: readonly Finding[]): ImportPlan {
  const more = findings.filter(
    ({ code, message }) =>
      !plan.findings.some((finding) => finding.code === code && finding.message === message),
  );
  return {
    ...plan,
    findings: bySeverity([...plan.findings, ...more]),
    blocked: plan.blocked || more.some(({ severity }) => severity === 'error'),
  };
}

/** The call of a step of several, before those before it were sent. */
export interface PlannedStep {
  readonly place: number;
  readonly plan: ImportPlan;
}

/** Calls as they will be, with keys that stand for those that do not exist yet. */
export function plansAhead(steps: readonly ChainStep[], target: ServiceTarget): readonly PlannedStep[] {
  const context: ImportContext = { target, now: new Date() };
  return steps.flatMap((step, place) => {
    if (step.known || step.step.importAs === 'none') return [];
    const { parent } = step;
    const authority =
      step.above ?? (parent === undefined ? undefined : (steps[parent]?.known ?? futureKey(parent, target)));
    if (step.step.importAs === 'TrustedCertificatePublicKey' && !authority) return [];
    return [{ place, plan: planStep(step, authority, {}, context) }];
  });
}

export function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return bySeverity(findings).filter(({ code, message }) => {
    const key = `${code} ${message}`;
    return seen.has(key) || code === 'aws_plan_plaintext' ? false : (seen.add(key), true);
  });
}

/** A line for each certificate, and where they go. */
export function confirmationText(steps: readonly ChainStep[], target: ServiceTarget, alias: string): string {
  const lines = steps.map(({ certificate, step, known }, place) => {
    const name = certificate.subject.text;
    const number = place + 1;
    if (known) return vscode.l10n.t('{0}. {1}: imported already', number, name);
    if (step.importAs === 'none')
      return vscode.l10n.t('{0}. {1}: not imported, it is given with the call itself', number, name);
    const as =
      step.importAs === 'RootCertificatePublicKey'
        ? vscode.l10n.t('as root, SHA-256 {0}', grouped(fingerprintOf(certificate)))
        : step.keyUsage.startsWith('TR31_D1')
          ? vscode.l10n.t('as public key to encrypt with (D1)')
          : vscode.l10n.t('as trusted certificate under the one before');
    return vscode.l10n.t('{0}. {1}: {2}', number, name, as);
  });
  return [
    ...lines.map(escapeNotification),
    alias === '' ? vscode.l10n.t('no alias') : vscode.l10n.t('{0} names the last one', alias),
    ...targetLines(target),
  ].join('\n');
}

/** Each command hands the ARN of its key to those after it. */
export function chainScript(
  plans: readonly PlannedStep[],
  steps: readonly ChainStep[],
  target: ServiceTarget,
): string {
  const lines = plans.map(({ place, plan }) => {
    let { posix } = planCliText(plan, target);
    for (const [before] of steps.entries())
      posix = posix.replaceAll(futureKey(before, target).KeyArn, `'"$CA${before + 1}"'`);
    // The AWS CLI would send a call again by itself after a lost answer.
    return `CA${place + 1}=$(AWS_MAX_ATTEMPTS=1 ${posix} --query Key.KeyArn --output text) && echo "$CA${place + 1}"`;
  });
  return `${lines.join(' &&\n')}\n`;
}
