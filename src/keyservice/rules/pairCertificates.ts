/**
 * Certificates that one's own certificate authority issued for key pairs of the account: run-time certificates, given in
 * a call in place of a token. User guide, page on using one's own certificate authority; what it leaves open is a warning.
 */
import { toUpperHex } from '../../core/crypto/bytes';
import { digestOf } from '../../core/crypto/hmac';
import { counting, error, type Finding, type FindingCode, findingTable, warning } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkIssuerSignature, type IssuerSignature } from '../../core/x509/issuerSignature';
import type { PublicKeyInfo } from '../../core/x509/publicKey';
import { signingAlgorithmTypes, type SigningAlgorithmType } from '../model/enums';
import { awsCertificateFinding, awsCertificateFindings, awsStrengthFindings } from './certificates';
import { type PairPurpose, purposeKeyUsage } from './pairPurposes';

const guide = 'AWS Payment Cryptography user guide, page on using your own certificate authority';
const inferred = `${guide} (inferred)`;

/** Every finding of these rules besides those on any certificate. */
export const awsPairCertificateFinding = findingTable(
  'AWS Payment Cryptography: certificates of own key pairs',
  {
    aws_pair_certificate_key: error(
      'The certificate "{0}" and the key pair {1} do not match: the SHA-256 of the certificate\'s public key is {2}, of the key pair\'s {3}. Select the key pair of the request, or have the certificate issued again.',
      guide,
    ),
    aws_pair_certificate_key_unread: warning(
      'The public key of {0} could not be read, so the certificate "{1}" was not compared with it. AWS rejects a certificate for another key.',
      guide,
    ),
    aws_pair_certificate_authority: warning(
      '"{0}" is a CA certificate (basicConstraints). Whether AWS accepts it is not documented. Ask your CA for one that cannot issue certificates.',
      inferred,
    ),
    aws_pair_certificate_ends_soon: counting(
      warning('The certificate "{0}" expires at {1}, in {2} hours.', inferred),
      'The certificate "{0}" expires at {1}, in {2} hour.',
      2,
    ),
  },
);

export type AwsPairCertificateRule = FindingCode<typeof awsPairCertificateFinding>;

/** SHA-256 over SubjectPublicKeyInfo, upper-case hex: what people compare of a request and a certificate. */
export function publicKeyDigest({ raw }: Pick<PublicKeyInfo, 'raw'>): string {
  return toUpperHex(digestOf('SHA-256', raw));
}

/**
 * SigningAlgorithm values for the request of a key, the usual one first: the model has hashes only, and a hash that is
 * weaker than the key is not proposed first.
 */
export function requestAlgorithms(keyAlgorithm: string): readonly SigningAlgorithmType[] {
  const usual: SigningAlgorithmType =
    keyAlgorithm === 'ECC_NIST_P521' ? 'SHA512' : keyAlgorithm === 'ECC_NIST_P384' ? 'SHA384' : 'SHA256';
  return [usual, ...signingAlgorithmTypes.filter((one) => one !== usual)];
}

export interface PairCertificate {
  readonly certificate: Certificate;
  readonly purpose: PairPurpose;
  /** Alias or ARN of the key pair, for the texts. */
  readonly pair: string;
  /** `publicKeyDigest` of the key pair as the service gave it; undefined where it could not be read. */
  readonly publicKey: string | undefined;
}

const soon = 24 * 3_600_000;

/** What stands against a certificate in a call: key, form, dates, role. No signature is checked. */
export function pairCertificateFindings(
  { certificate, purpose, pair, publicKey }: PairCertificate,
  at: Date,
): Finding[] {
  const name = certificate.subject.text;
  const own = publicKeyDigest(certificate.publicKey);
  const left = (certificate.notAfter?.date?.getTime() ?? Infinity) - at.getTime();
  const lacking = certificate.keyUsage?.includes(purposeKeyUsage[purpose]) === false;
  const found: (readonly [AwsPairCertificateRule, ...(string | number)[]])[] = [
    ...(publicKey === undefined
      ? [['aws_pair_certificate_key_unread', pair, name] as const]
      : publicKey === own
        ? []
        : [['aws_pair_certificate_key', name, pair, own, publicKey] as const]),
    ...(certificate.basicConstraints?.ca === true ? [['aws_pair_certificate_authority', name] as const] : []),
    ...(left > 0 && left < soon
      ? [
          [
            'aws_pair_certificate_ends_soon',
            name,
            certificate.notAfter!.date!.toISOString(),
            Math.ceil(left / 3_600_000),
          ] as const,
        ]
      : []),
  ];
  return [
    ...found.map(([code, ...args]) => awsPairCertificateFinding(code, undefined, args)),
    ...awsCertificateFindings(certificate, at),
    ...(lacking
      ? [awsCertificateFinding('aws_certificate_key_usage', undefined, [name, purposeKeyUsage[purpose]])]
      : []),
  ];
}

export interface PairCertificateVerdict {
  readonly key: 'same' | 'other' | 'notRead';
  /** By the issuers that are there. */
  readonly signature: IssuerSignature;
  readonly findings: readonly Finding[];
}

/**
 * A certificate that came back from the CA: all of `pairCertificateFindings`, the issuer's signature, and how strong
 * hash and issuer are.
 * @param issuers certificates that came with it
 */
export async function judgePairCertificate(
  given: PairCertificate,
  issuers: readonly Certificate[],
  at: Date,
): Promise<PairCertificateVerdict> {
  const { certificate, publicKey } = given;
  const signature = await checkIssuerSignature(certificate, [certificate, ...issuers]);
  const names = [certificate.subject.text, certificate.issuer.text];
  return {
    key:
      publicKey === undefined
        ? 'notRead'
        : publicKey === publicKeyDigest(certificate.publicKey)
          ? 'same'
          : 'other',
    signature,
    findings: [
      ...pairCertificateFindings(given, at),
      ...(signature.verdict === 'invalid'
        ? [awsCertificateFinding('aws_certificate_signature', undefined, names)]
        : []),
      ...(signature.verdict === 'valid' ? awsStrengthFindings(certificate, signature.by) : []),
      ...certificate.findings.filter(({ code }) => code === 'x509_weak_hash'),
    ],
  };
}
