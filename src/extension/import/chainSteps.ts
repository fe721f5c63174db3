/** A way from a root down as calls in their order, and what of it is there already. */
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import type { ServiceTarget } from '../../keyservice/operations';
import { planCertificate } from '../../keyservice/plans/certificatePlans';
import type { ImportChoices, ImportContext, ImportPlan, KnownKey } from '../../keyservice/plans/plan';
import {
  awsCertificatePlan,
  type CertificateStep,
  type ChainPurpose,
} from '../../keyservice/rules/certificates';
import type { ImportedCertificates } from '../service/importedCertificates';

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
  for (const one of steps) {
    const last = one.keyUsage.startsWith('TR31_D1');
    // A root by itself is a key that verifies already.
    if (purpose === 'ALL' && last && one.parent === one.certificate) continue;
    const step: CertificateStep = purpose === 'ALL' && last ? { ...one, ...verifying } : one;
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
export function futureKey(place: number, { region, account }: ServiceTarget): KnownKey {
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
