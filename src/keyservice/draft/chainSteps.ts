/** A chain from a root down as calls in their order: what of it has been imported, and the plan of each call. */
import { bySeverity, type Finding } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import { awsCliText } from '../cliText';
import type { ServiceTarget } from '../operations';
import { planCertificate } from '../plans/certificatePlans';
import {
  planCliText,
  type ImportChoices,
  type ImportContext,
  type ImportPlan,
  type KnownKey,
} from '../plans/plan';
import { awsCertificatePlan, type AwsCertificateRuleCode } from '../rules/certificates';
import type { CertificateStep, ChainPurpose } from '../rules/chainTypes';

/** What the certificates are for; 'ALL': each becomes a key that verifies, the last one too. */
export type ImportPurpose = ChainPurpose | 'ALL';

export interface ChainStep {
  readonly certificate: Certificate;
  readonly step: CertificateStep;
  /** The key that it became: it was imported from here before. */
  readonly known?: KnownKey;
  /** Place of the step whose key is the issuer's; undefined for a root. */
  readonly parent: number | undefined;
  /** The issuer, where it is not a step of this import. */
  readonly above?: KnownKey;
}

/** The finding on a chain whose root is not in it. */
export const incomplete = 'aws_certificate_chain_incomplete' satisfies AwsCertificateRuleCode;

const verifying = { keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', modes: ['Verify'] } as const;

/**
 * Root first; a certificate that is passed with a later call comes last, with importAs 'none'.
 * @param imported the key that a certificate became when it was imported from here
 * @param above the imported issuer of the topmost certificate, where the root is not in the chain
 */
export function chainSteps(
  imported: (certificate: Certificate, usage: string) => KnownKey | undefined,
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
    const known = step.importAs === 'none' ? undefined : imported(certificate, step.keyUsage);
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

/** Steps that are sent: not imported yet, and not passed with a later call. */
export const openSteps = (steps: readonly ChainStep[]): readonly ChainStep[] =>
  steps.filter(({ known, step }) => !known && step.importAs !== 'none');

/** The root among the steps that are sent; its fingerprint is typed before. */
export const openRoot = (steps: readonly ChainStep[]): Certificate | undefined =>
  openSteps(steps).find(({ step }) => step.importAs === 'RootCertificatePublicKey')?.certificate;

/** A key that represents one that a step before will create. */
export function futureKey(place: number, { region, account }: ServiceTarget): KnownKey {
  return {
    KeyArn: `arn:aws:payment-cryptography:${region}:${account ?? '000000000000'}:key/ca${String(place).padStart(14, '0')}`,
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

/** Of what was chosen for an import, what goes with each certificate before its last call: alias and tags are for that. */
export const stepChoices = ({
  requesterComment,
  replication,
}: ImportChoices): Pick<ImportChoices, 'requesterComment' | 'replication'> => ({
  ...(requesterComment === undefined ? {} : { requesterComment }),
  ...(replication ? { replication } : {}),
});

/** A plan with findings on the chain as a whole, beside those of this certificate. */
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
  /** Place among the steps. */
  readonly place: number;
  readonly plan: ImportPlan;
}

/** Calls as they will be, with keys that represent those that do not exist yet. */
export function plansAhead(
  steps: readonly ChainStep[],
  context: Pick<ImportContext, 'target' | 'now'>,
  choices: Pick<ImportChoices, 'requesterComment' | 'replication'> = {},
): readonly PlannedStep[] {
  return steps.flatMap((step, place) => {
    if (step.known || step.step.importAs === 'none') return [];
    const { parent } = step;
    const authority =
      step.above ??
      (parent === undefined ? undefined : (steps[parent]?.known ?? futureKey(parent, context.target)));
    if (step.step.importAs === 'TrustedCertificatePublicKey' && !authority) return [];
    return [{ place, plan: planStep(step, authority, choices, context) }];
  });
}

const getKeyLine = (KeyIdentifier: string, { profile, region, kind, endpoint }: ServiceTarget): string =>
  `${awsCliText('GetKey', { KeyIdentifier }, { profile, region, ...(kind === 'simulator' ? { endpointUrl: endpoint } : {}) }).posix} --query Key.KeyState --output text`;

/**
 * The calls as commands of a POSIX shell: each passes the ARN of its key to those after it.
 * @param last the call that names the key of a step as its authority
 */
export function chainScript(
  plans: readonly PlannedStep[],
  steps: readonly ChainStep[],
  target: ServiceTarget,
  last?: ImportPlan,
): string {
  const withVariables = (posix: string): string =>
    steps.reduce(
      (text, _, before) => text.replaceAll(futureKey(before, target).KeyArn, `'"$CA${before + 1}"'`),
      posix,
    );
  const lines = plans.flatMap(({ place, plan }, at) => {
    const command = withVariables(planCliText(plan, target).posix);
    // The AWS CLI would send a call again by itself after a lost answer.
    const call = `CA${place + 1}=$(AWS_MAX_ATTEMPTS=1 ${command} --query Key.KeyArn --output text) && echo "$CA${place + 1}"`;
    const isLast = at === plans.length - 1 && !last;
    if (plan.request.RequesterComment === undefined || isLast) return [call];
    // Where a team decides about it, the calls after it are refused until it has approved it.
    const state = withVariables(getKeyLine(futureKey(place, target).KeyArn, target));
    return [call, `while [ "$(${state})" = CREATE_IN_PROGRESS ]; do sleep 30; done`];
  });
  if (last) lines.push(`AWS_MAX_ATTEMPTS=1 ${withVariables(planCliText(last, target).posix)}`);
  return `${lines.join(' &&\n')}\n`;
}
