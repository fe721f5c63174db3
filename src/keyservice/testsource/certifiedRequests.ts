/** One's own certificate authority, as a test has it: it certifies what GetCertificateSigningRequest gives. */
import { findPemBlocks } from '../../core/input/pem';
import { issueCertificate } from '../../core/make/certificates';
import { checkCsrSignature, readCsr, type Csr } from '../../core/x509/csr';
import { awsCertificateParameter } from '../rules/certificates';
import type { TestParty } from './parties';

const day = 86_400_000;

/** The request in an answer: base64 of PEM. Throws RangeError where it is none. */
export function requestOfAnswer(text: string): Csr {
  const [block] = findPemBlocks(Buffer.from(text, 'base64').toString('latin1'));
  if (block?.label !== 'CERTIFICATE REQUEST') throw new RangeError('this is no base64 of a PEM request');
  return readCsr(block.bytes);
}

/**
 * A certificate for the key of a request, valid from a day ago for a year, in the form of import parameters. Throws
 * RangeError where the request is not signed with its own key.
 */
export async function certifyRequest(
  text: string,
  issuer: Pick<TestParty, 'certificate' | 'privateKey'>,
  at = new Date(),
): Promise<string> {
  const request = requestOfAnswer(text);
  const { verdict } = await checkCsrSignature(request);
  if (verdict !== 'valid') throw new RangeError('the request is not signed with its own key');
  const { certificate } = await issueCertificate({
    name: request.subject.text,
    keys: { publicKey: request.publicKey.raw, privateKey: new Uint8Array() },
    issuer: {
      certificate: issuer.certificate,
      privateKey: new Uint8Array(issuer.privateKey.export({ type: 'pkcs8', format: 'der' })),
    },
    ca: false,
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    notBefore: new Date(at.getTime() - day),
    notAfter: new Date(at.getTime() + 365 * day),
  });
  return awsCertificateParameter({ raw: certificate });
}
