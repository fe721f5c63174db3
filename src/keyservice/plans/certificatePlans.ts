/** Plans of imports of certificates: the steps of a checked chain, each to one request. */
import type { Certificate } from '../../core/x509/certificateTypes';

import { digestOf } from '../../core/crypto/hmac';

import { toUpperHex } from '../../core/crypto/bytes';
import type { KeyAttributes } from '../operations';
import { awsCertificateFindings, awsCertificateParameter, awsKeyAlgorithm } from '../rules/certificates';
import type { CertificateStep } from '../rules/chainTypes';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import {
  checkAuthority,
  makePlan,
  type ImportChoices,
  type ImportContext,
  type ImportPlan,
  type KnownKey,
} from './plan';
import { PlanFindings } from './planFindings';

export interface CertificateImport {
  readonly certificate: Certificate;
  /** From `awsCertificatePlan`: as what it is imported. One that is 'none' goes into another call. */
  readonly step: Pick<CertificateStep, 'importAs' | 'keyUsage' | 'modes'>;
  /** The issuer, imported before: of a trusted certificate. */
  readonly authority?: KnownKey;
}

/**
 * One certificate of a chain. Findings on the chain as a whole (signatures, order) are those of
 * `awsCertificatePlan`; here are those of this certificate and this call. Throws RangeError for a step that
 * imports nothing, and for a trusted certificate without its issuer.
 */
export function planCertificate(
  { certificate, step, authority }: CertificateImport,
  choices: ImportChoices,
  context: ImportContext,
): ImportPlan {
  const unfit = new RangeError(`"${certificate.subject.text}" is not imported by itself`);
  if (step.importAs === 'none' || step.keyUsage === '') throw unfit;
  const findings = new PlanFindings();
  findings.take(awsCertificateFindings(certificate, context.now));
  const KeyAttributes: KeyAttributes = {
    KeyUsage: step.keyUsage,
    KeyClass: 'PUBLIC_KEY',
    // Where there is none the rules have said so, and the model will again.
    KeyAlgorithm: (awsKeyAlgorithm(certificate.publicKey) ?? certificate.publicKey.name) as KeyAlgorithm,
    KeyModesOfUse: Object.fromEntries(step.modes.map((mode) => [mode, true])),
  };
  const base = { KeyAttributes, PublicKeyCertificate: awsCertificateParameter(certificate) };
  const common = {
    choices,
    context,
    findings,
    algorithms: [KeyAttributes.KeyAlgorithm],
    usage: KeyAttributes.KeyUsage,
    modes: KeyAttributes.KeyModesOfUse,
    exportable: undefined,
  };
  const rows = {
    subject: certificate.subject.text,
    fingerprint: toUpperHex(digestOf('SHA-256', certificate.raw)),
  };
  if (step.importAs === 'RootCertificatePublicKey')
    return makePlan({ kind: step.importAs, material: { RootCertificatePublicKey: base }, rows, ...common });
  if (!authority) throw unfit;
  checkAuthority(authority, context, findings);
  return makePlan({
    kind: step.importAs,
    material: {
      TrustedCertificatePublicKey: { ...base, CertificateAuthorityPublicKeyIdentifier: authority.KeyArn },
    },
    rows: { ...rows, authority: authority.KeyArn },
    ...common,
  });
}
