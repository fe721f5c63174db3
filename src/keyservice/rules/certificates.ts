/**
 * What AWS Payment Cryptography accepts of certificates, and which certificate goes where in an
 * import. From its user guide ("Import keys") and API model; what is only inferred is a warning.
 */
import { error, type Finding, type FindingCode, findingTable, info, warning } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { CheckedChain, CheckedPath } from '../../core/x509/chainTypes';
import { encodeBase64 } from '../../core/input/encodings';
import { toPem } from '../../core/input/pem';
import type { PublicKeyInfo } from '../../core/x509/publicKey';
import { chainAdvice, type ChainAdvice } from './chainAdvice';
import type { CertificateStep, ChainPurpose } from './chainTypes';
import { keyAlgorithms, type KeyAlgorithm } from './keyAttributes';

const guide = 'AWS Payment Cryptography user guide, Import keys';
const inferred = `${guide} (inferred)`;

/** Every finding of these rules: severity, English template, source. */
export const awsCertificateFinding = findingTable('AWS Payment Cryptography: certificates', {
  aws_certificate_unreadable: error('AWS cannot read this certificate. Get it again as PEM or DER.', guide),
  aws_certificate_expired: error(
    'AWS accepts only certificates that are valid at the time of import; "{0}" expired on {1}. Ask its issuer for a new one.',
    guide,
  ),
  aws_certificate_not_yet_valid: error('"{0}" is not valid before {1}. Import it after that.', inferred),
  aws_certificate_key: error(
    'AWS accepts RSA 2048, 3072 and 4096 and EC P-256, P-384 and P-521; "{0}" has a {1} key. Ask for a certificate with a supported key.',
    'AWS Payment Cryptography API reference, KeyAlgorithm',
  ),
  aws_certificate_size: error(
    'The certificate parameter may have {0} characters; "{1}" needs {2} as base64 of PEM. Ask its issuer for a smaller certificate.',
    'AWS Payment Cryptography API reference, CertificateType',
  ),
  aws_certificate_weak_issuer: error(
    'The issuer\'s key must be at least as strong as the keys it certifies: "{0}" ({1}) was issued by "{2}" ({3}). Use a chain under a stronger issuer.',
    guide,
  ),
  aws_certificate_mixed_issuer: error(
    'A certificate with an EC key must be issued by an EC key: "{0}" ({1}) was issued by "{2}" ({3}). Use a chain of EC keys.',
    guide,
  ),
  aws_certificate_other_issuer: warning(
    'The AWS user guide does not state whether "{0}" ({1}) may be issued by "{2}" ({3}).',
    inferred,
  ),
  aws_certificate_signature: error(
    'The signature on "{0}" does not verify with the key of "{1}"; AWS will not build this chain. Get both certificates again from their issuers.',
    inferred,
  ),
  aws_certificate_signature_unchecked: warning(
    'The signature on "{0}" could not be checked here; AWS will check it.',
    inferred,
  ),
  aws_certificate_chain_incomplete: error(
    'The chain stops at "{0}": import needs every certificate up to the root, and "{1}" is missing. Add its certificate.',
    guide,
  ),
  aws_certificate_basic_constraints: warning(
    '"{0}" issues certificates, but its basicConstraints do not mark it as a CA. It is not documented whether AWS accepts this.',
    inferred,
  ),
  aws_certificate_key_usage: warning(
    'The keyUsage of "{0}" lacks {1}. Whether AWS accepts this is not documented.',
    inferred,
  ),
  aws_certificate_leaf_import: info(
    'Do not import "{0}" as a key; pass it in the import call itself.',
    guide,
  ),
});

export type AwsCertificateRuleCode = FindingCode<typeof awsCertificateFinding>;

/** Most characters of a certificate parameter. */
export const mostCertificateCharacters = 32_768;

/** The form that import parameters want: base64 of the PEM text. */
export function awsCertificateParameter(certificate: Pick<Certificate, 'raw'>): string {
  // PEM is ASCII: one byte a character.
  const pem = toPem('CERTIFICATE', certificate.raw);
  return encodeBase64(Uint8Array.from(pem, (character) => character.charCodeAt(0)));
}

/** KeyAlgorithm of the API for a certificate's key; undefined where AWS has none. */
export function awsKeyAlgorithm(key: PublicKeyInfo): KeyAlgorithm | undefined {
  const name =
    key.algorithm === 'RSA'
      ? `RSA_${key.bits}`
      : key.algorithm === 'EC'
        ? `ECC_NIST_${key.curve?.replace('-', '') ?? ''}`
        : undefined;
  return keyAlgorithms.find((one) => one === name);
}

/** Rules on one certificate by itself, at the moment of import. */
export function awsCertificateFindings(certificate: Certificate, at: Date): Finding[] {
  if (!certificate.wellFormed) return [awsCertificateFinding('aws_certificate_unreadable')];
  const findings: Finding[] = [];
  const { notBefore, notAfter, publicKey, subject } = certificate;
  if (notAfter?.date && at > notAfter.date) {
    findings.push(
      withSpan(
        awsCertificateFinding('aws_certificate_expired', undefined, [subject.text, day(notAfter.date)]),
        notAfter.span,
      ),
    );
  }
  if (notBefore?.date && at < notBefore.date) {
    findings.push(
      withSpan(
        awsCertificateFinding('aws_certificate_not_yet_valid', undefined, [
          subject.text,
          day(notBefore.date),
        ]),
        notBefore.span,
      ),
    );
  }
  if (awsKeyAlgorithm(publicKey) === undefined) {
    findings.push(
      withSpan(
        awsCertificateFinding('aws_certificate_key', undefined, [subject.text, publicKey.name]),
        publicKey.span,
      ),
    );
  }
  const characters = awsCertificateParameter(certificate).length;
  if (characters > mostCertificateCharacters) {
    findings.push(
      awsCertificateFinding('aws_certificate_size', undefined, [
        mostCertificateCharacters,
        subject.text,
        characters,
      ]),
    );
  }
  return findings;
}

function withSpan(one: Finding, span: Finding['span']): Finding {
  return span ? { ...one, span } : one;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/**
 * "All certificates imported must be at least as strong as their issuing certificate" stands the
 * wrong way round against the guide's own examples; the issuer is what must be at least as strong.
 */
export function awsStrengthFindings(subject: Certificate, issuer: Certificate): Finding[] {
  const [below, above] = [subject.publicKey, issuer.publicKey];
  const args = [subject.subject.text, below.name, issuer.subject.text, above.name] as const;
  if (awsKeyAlgorithm(below) === undefined || awsKeyAlgorithm(above) === undefined) return [];
  if (below.algorithm === above.algorithm)
    return above.bits >= below.bits
      ? []
      : [awsCertificateFinding('aws_certificate_weak_issuer', undefined, args)];
  return [
    awsCertificateFinding(
      below.algorithm === 'EC' ? 'aws_certificate_mixed_issuer' : 'aws_certificate_other_issuer',
      undefined,
      args,
    ),
  ];
}

export interface CertificatePlan {
  /** In the order of the calls: root first. */
  readonly steps: readonly CertificateStep[];
  /** The imported certificate whose KeyArn the later call names; undefined where none is imported. */
  readonly authority: number | undefined;
  readonly findings: readonly Finding[];
  /** What AWS refuses the chain for: nothing of it is worth doing before that is mended. */
  readonly refusals: readonly Finding[];
  /** One sentence for each certificate, root first; none where the chain is refused. */
  readonly advice: readonly ChainAdvice[];
}

/**
 * Which certificate of a checked way up is imported as what, and in which order. A chain of one
 * self-signed certificate is both: imported as root, and given as the leaf (as AWS's ECDH sample does).
 */
export function awsCertificatePlan(
  chain: CheckedChain,
  path: CheckedPath,
  purpose: ChainPurpose,
): CertificatePlan {
  const { certificates } = chain;
  const findings: Finding[] = path.certificates.flatMap((i) =>
    awsCertificateFindings(certificates[i]!, chain.at),
  );
  for (const { subject, issuer, signature } of path.links) {
    const child = certificates[subject]!;
    const parent = issuer === undefined ? undefined : certificates[issuer]!;
    if (!parent) {
      findings.push(
        awsCertificateFinding('aws_certificate_chain_incomplete', undefined, [
          child.subject.text,
          child.issuer.text,
        ]),
      );
      continue;
    }
    if (signature?.verdict === 'invalid') {
      findings.push(
        awsCertificateFinding('aws_certificate_signature', undefined, [
          child.subject.text,
          parent.subject.text,
        ]),
      );
    } else if (signature?.verdict === 'cannot_check') {
      findings.push(
        awsCertificateFinding('aws_certificate_signature_unchecked', undefined, [child.subject.text]),
      );
    }
    if (subject !== issuer) findings.push(...awsStrengthFindings(child, parent), ...issuerRole(parent));
  }
  const [leaf] = path.certificates;
  if (leaf !== undefined && purpose !== 'PUBLIC_KEY')
    findings.push(...leafRole(certificates[leaf]!, purpose));
  const steps = planSteps(chain, path, purpose);
  // A chain that is not whole here may be so with a certificate that AWS has: nothing in it is refused.
  const refusals = findings.filter(
    ({ severity, code }) => severity === 'error' && code !== 'aws_certificate_chain_incomplete',
  );
  const inCall = steps.find(({ importAs }) => importAs === 'none');
  // One that is a root as well is imported.
  if (inCall && !steps.some((step) => step !== inCall && step.certificate === inCall.certificate))
    findings.push(
      awsCertificateFinding('aws_certificate_leaf_import', undefined, [
        certificates[inCall.certificate]!.subject.text,
      ]),
    );
  return {
    steps,
    authority: steps.findLast(({ importAs }) => importAs !== 'none')?.certificate,
    findings,
    refusals,
    advice: refusals.length > 0 ? [] : chainAdvice(steps, certificates, purpose),
  };
}

function issuerRole(issuer: Certificate): Finding[] {
  const findings: Finding[] = [];
  const name = issuer.subject.text;
  if (issuer.basicConstraints?.ca !== true)
    findings.push(awsCertificateFinding('aws_certificate_basic_constraints', undefined, [name]));
  if (issuer.keyUsage && !issuer.keyUsage.includes('keyCertSign')) {
    findings.push(awsCertificateFinding('aws_certificate_key_usage', undefined, [name, 'keyCertSign']));
  }
  return findings;
}

/** Real KDH and KRD certificates often lack the bit (tr34 samples): a warning. */
function leafRole(leaf: Certificate, purpose: ChainPurpose): Finding[] {
  const wanted = {
    TR34_SIGNER: 'digitalSignature',
    TR34_RECIPIENT: 'keyEncipherment',
    ECDH_PARTNER: 'keyAgreement',
    PUBLIC_KEY: '',
  }[purpose];
  const missing = leaf.keyUsage !== undefined && !leaf.keyUsage.includes(wanted);
  return missing
    ? [awsCertificateFinding('aws_certificate_key_usage', undefined, [leaf.subject.text, wanted])]
    : [];
}

function planSteps(
  { certificates }: CheckedChain,
  path: CheckedPath,
  purpose: ChainPurpose,
): CertificateStep[] {
  const topDown = [...path.certificates].reverse();
  const alone = topDown.length === 1;
  const steps: CertificateStep[] = [];
  topDown.forEach((certificate, place) => {
    const { publicKey } = certificates[certificate]!;
    const keyAlgorithm = awsKeyAlgorithm(publicKey);
    const parent = topDown[place - 1];
    const isLeaf = place === topDown.length - 1;
    const isRoot = place === 0 && path.complete;
    const base = { certificate, parent, keyAlgorithm };
    if (isRoot || !isLeaf) {
      const importAs = isRoot ? 'RootCertificatePublicKey' : 'TrustedCertificatePublicKey';
      steps.push({
        ...base,
        importAs,
        keyUsage: 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
        modes: ['Verify'],
      });
    }
    if (!isLeaf) return;
    const authority = alone && path.complete ? certificate : parent;
    if (purpose === 'PUBLIC_KEY') {
      steps.push({
        ...base,
        parent: authority,
        importAs: 'TrustedCertificatePublicKey',
        keyUsage: 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION',
        modes: ['Encrypt', 'Wrap'],
      });
    } else {
      steps.push({ ...base, parent: authority, importAs: 'none', keyUsage: '', modes: [] });
    }
  });
  return steps;
}
