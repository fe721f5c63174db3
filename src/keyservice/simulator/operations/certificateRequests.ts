/** GetCertificateSigningRequest: a request for a key pair of the account, really signed by it. */
import { sign } from 'node:crypto';
import type { NamePart } from '../../../core/make/certificates';
import { toPem } from '../../../core/input/pem';
import type { InputOf } from '../../operations';
import type { Account } from '../account';
import { fromBase64 } from '../authority';
import { pairOf, privateKeyOf } from '../keyPairs';
import { type Answer, invalid } from '../serviceError';

const hashes = { SHA224: 'SHA-224', SHA256: 'SHA-256', SHA384: 'SHA-384', SHA512: 'SHA-512' } as const;

export async function getCertificateRequest(
  account: Account,
  input: InputOf<'GetCertificateSigningRequest'>,
): Promise<Answer> {
  const record = account.usableKey(input.KeyIdentifier, 'key pair');
  const { KeyUsage, KeyAlgorithm } = record.attributes;
  const pair = pairOf(record);
  // User guide, page on one's own certificate authority.
  if (!pair || !/^TR31_(K2|K3|S0)_/.test(KeyUsage))
    throw invalid(
      `KeyIdentifier must name a key pair of usage TR31_K2, TR31_S0 or TR31_K3, not ${KeyUsage}.`,
    );
  const hash = hashes[input.SigningAlgorithm];
  const { makeCertificateRequest } = await import('../../../core/make/certificateRequests');
  const request = await makeCertificateRequest({
    subject: subjectOf(input.CertificateSubject),
    publicKey: new Uint8Array(fromBase64(pair.spki)),
    family: KeyAlgorithm.startsWith('RSA') ? 'RSA' : 'ECC',
    hash,
    sign: (octets) => new Uint8Array(sign(hash.replace('-', ''), octets, privateKeyOf(pair.pkcs8))),
  });
  return {
    CertificateSigningRequest: Buffer.from(toPem('CERTIFICATE REQUEST', request), 'latin1').toString(
      'base64',
    ),
  };
}

/** From the whole to the part, as names are written in certificates. */
function subjectOf(given: InputOf<'GetCertificateSigningRequest'>['CertificateSubject']): NamePart[] {
  const parts: readonly (readonly [NamePart[0], string | undefined])[] = [
    ['C', given.Country],
    ['ST', given.StateOrProvince],
    ['L', given.City],
    ['O', given.Organization],
    ['OU', given.OrganizationUnit],
    ['CN', given.CommonName],
    ['emailAddress', given.EmailAddress],
  ];
  return parts.flatMap(([type, value]): NamePart[] => (value === undefined ? [] : [[type, value]]));
}
