/** Certificates in requests: base64 of PEM, as the service takes them, and who has to have signed them. */
import { english } from '../../core/findings';
import { findPemBlocks, toPem } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkSignature } from '../../core/x509/signature';
import { awsCertificateFindings, awsKeyAlgorithm, awsStrengthFindings } from '../rules/certificates';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import type { Account } from './account';
import { fromBase64 } from './authority';
import { usableKeyFor } from './otherAccounts';
import type { KeyRecord } from './store';
import { invalid } from './serviceError';

/** Throws ValidationException where it is not exactly one sound certificate in PEM in base64, valid now. */
export function certificateIn(text: string, member: string, now: number): Certificate {
  if (!/^[A-Za-z0-9+/\s]+(?:=+\s*)?$/.test(text)) throw invalid(`${member} is not base64.`);
  const pem = fromBase64(text).toString('latin1');
  const blocks = findPemBlocks(pem);
  const [block] = blocks;
  if (!block || blocks.length > 1 || block.label !== 'CERTIFICATE' || block.problem !== undefined)
    throw invalid(`${member} must be one PEM certificate, encoded in base64.`);
  const certificate = readCertificate(block.bytes);
  const wrong = awsCertificateFindings(certificate, new Date(now)).find(
    ({ severity }) => severity === 'error',
  );
  if (wrong) throw invalid(`${member}: ${wrong.message}`);
  return certificate;
}

/** Throws ValidationException where the issuer is too weak or its key does not verify the signature. */
export async function checkIssued(subject: Certificate, issuer: Certificate, member: string): Promise<void> {
  const weak = awsStrengthFindings(subject, issuer).find(({ severity }) => severity === 'error');
  if (weak) throw invalid(`${member}: ${weak.message}`);
  const { tbs, signature, signatureAlgorithm } = subject;
  const { verdict, reason } = await checkSignature(issuer.publicKey, signatureAlgorithm, signature, tbs);
  if (verdict !== 'valid')
    throw invalid(
      `the signature on ${member} ("${subject.subject.text}") does not verify with the key of "${issuer.subject.text}"${reason === undefined ? '' : `: ${english(reason)}`}.`,
    );
}

/**
 * The certificate of an imported authority that a request names; its role is to verify signatures.
 * @param operation for which it may be of another account
 */
export function authorityOf(
  account: Account,
  identifier: string,
  operation?: 'ImportKey',
): { key: KeyRecord; certificate: Certificate } {
  const name = 'certificate authority';
  const key = operation
    ? usableKeyFor(account, identifier, name, operation)
    : account.usableKey(identifier, name);
  if (key.material.kind !== 'certificate' || !key.attributes.KeyUsage.startsWith('TR31_S0'))
    throw invalid(
      'CertificateAuthorityPublicKeyIdentifier must name an imported certificate of usage TR31_S0.',
    );
  const certificate = readCertificate(fromBase64(key.material.certificate));
  const wrong = awsCertificateFindings(certificate, new Date(account.now)).find(
    ({ severity }) => severity === 'error',
  );
  if (wrong) throw invalid(`the certificate authority: ${wrong.message}`);
  return { key, certificate };
}

/** A leaf of a request that has to come from an imported authority; it may be that authority's own certificate. */
export async function leafUnder(
  account: Account,
  text: string,
  member: string,
  authority: string,
  operation?: 'ImportKey',
): Promise<{ leaf: Certificate; authority: KeyRecord }> {
  const above = authorityOf(account, authority, operation);
  const leaf = certificateIn(text, member, account.now);
  await checkIssued(leaf, above.certificate, member);
  return { leaf, authority: above.key };
}

/** KeyAlgorithm of a certificate's key, which was checked to have one. */
export function algorithmOf(certificate: Certificate): KeyAlgorithm {
  return awsKeyAlgorithm(certificate.publicKey)!;
}

/** The form of answers: base64 of PEM, several one after another. */
export function certificateAnswer(...certificates: readonly string[]): string {
  const pem = certificates.map((one) => toPem('CERTIFICATE', new Uint8Array(fromBase64(one)))).join('');
  return Buffer.from(pem, 'latin1').toString('base64');
}
