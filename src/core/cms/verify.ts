/**
 * Signatures of SignedData over the bytes as received: RFC 5652 5.4 and 5.6. Says which order of
 * the signed attributes held, because verifiers differ in it.
 */
import { toHex } from '../asn1/value';
import { phrase, type Finding, type Localisable } from '../findings';
import { sameOctets } from '../octets';
import { hostSubtle } from '../platform';
import type { Certificate } from '../x509/certificateTypes';
import type { SignatureCheck } from '../x509/signature';
import { checkSignature } from '../x509/signature';
import { cmsFinding } from './findingTexts';
import type { CertificateReference, DigestedData, SignedData, SignerInfo } from './types';

export interface SignerCheck {
  /** Number in `SignedData.signers`. */
  readonly signer: number;
  /** Certificate that the signer names; undefined where it is not at hand. */
  readonly certificate: Certificate | undefined;
  /** 'not_used': no signed attributes, the signature itself is over the content. */
  readonly digest: 'match' | 'differs' | 'no_content' | 'cannot_check' | 'not_used';
  readonly signature: SignatureCheck;
  /** Over which form of the attributes the signature holds. */
  readonly over: 'as_received' | 'sorted' | 'both' | 'content' | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Checks every signer. The certificate is looked for in the message and in `certificates`; `content`
 * is what a detached signature signed. Trust in the certificate is not judged: see `checkChain`.
 */
export async function checkSigners(
  signed: SignedData,
  certificates: readonly Certificate[] = [],
  content?: Uint8Array,
): Promise<SignerCheck[]> {
  const known = [...signed.certificates, ...certificates];
  const octets = signed.eContent ?? content;
  const checks: SignerCheck[] = [];
  for (const [place, signer] of signed.signers.entries())
    checks.push(await checkSigner(place, signer, known, octets));
  return checks;
}

async function checkSigner(
  place: number,
  signer: SignerInfo,
  certificates: readonly Certificate[],
  content: Uint8Array | undefined,
): Promise<SignerCheck> {
  const findings: Finding[] = [];
  const digest = await checkDigest(signer, content, findings);
  const certificate = findCertificate(signer.sid, certificates);
  const base = { signer: place, certificate, digest, findings };
  if (!certificate) {
    findings.push(cmsFinding('cms_signer_missing', signer.span, [signer.sid.text]));
    return {
      ...base,
      signature: { verdict: 'cannot_check', reason: phrase('the certificate is not here') },
      over: undefined,
    };
  }
  const name = certificate.subject.text;
  const verify = (data: Uint8Array): Promise<SignatureCheck> =>
    checkSignature(certificate.publicKey, signer.signatureAlgorithm, signer.signature, data, signer.hash);
  const { attributesAsReceived, attributesSorted } = signer;
  if (!attributesAsReceived || !attributesSorted) {
    const signature: SignatureCheck = content
      ? await verify(content)
      : { verdict: 'cannot_check', reason: phrase('the signed content is not here') };
    findings.push(...verdictFindings(signature, signer, name));
    return { ...base, signature, over: signature.verdict === 'valid' ? 'content' : undefined };
  }
  const received = await verify(attributesAsReceived);
  const same = sameOctets(attributesAsReceived, attributesSorted);
  const sorted = same ? received : await verify(attributesSorted);
  const [holdsReceived, holdsSorted] = [received.verdict === 'valid', sorted.verdict === 'valid'];
  const signature = holdsSorted ? sorted : received;
  findings.push(...verdictFindings(signature, signer, name));
  const over = holdsReceived ? (holdsSorted ? 'both' : 'as_received') : holdsSorted ? 'sorted' : undefined;
  if (over === 'as_received')
    findings.push(
      cmsFinding('cms_signature_order', signer.span, [phrase('as they were sent'), phrase('in DER order')]),
    );
  if (over === 'sorted')
    findings.push(
      cmsFinding('cms_signature_order', signer.span, [phrase('in DER order'), phrase('as they were sent')]),
    );
  return { ...base, signature, over };
}

function verdictFindings(signature: SignatureCheck, signer: SignerInfo, name: string): Finding[] {
  if (signature.verdict === 'invalid') return [cmsFinding('cms_signature_invalid', signer.span, [name])];
  if (signature.verdict === 'valid') return [];
  return [cmsFinding('cms_signature_unchecked', signer.span, [name, signature.reason ?? ''])];
}

async function checkDigest(
  signer: SignerInfo,
  content: Uint8Array | undefined,
  findings: Finding[],
): Promise<SignerCheck['digest']> {
  if (!signer.signedAttributes) return 'not_used';
  if (!content) return 'no_content';
  const { hash, messageDigest, span } = signer;
  const result = await compareDigest(hash, messageDigest, content);
  if ('template' in result) {
    findings.push(cmsFinding('cms_digest_unchecked', span, [result]));
    return 'cannot_check';
  }
  if (result.same) return 'match';
  findings.push(
    cmsFinding('cms_digest_differs', span, [
      hash ?? '',
      result.computed,
      toHex(messageDigest ?? new Uint8Array()),
    ]),
  );
  return 'differs';
}

/** A text says why it could not be computed. */
async function compareDigest(
  hash: string | undefined,
  expected: Uint8Array | undefined,
  content: Uint8Array,
): Promise<Localisable | { same: boolean; computed: string }> {
  const subtle = hostSubtle();
  if (!subtle) return phrase('this host has no WebCrypto');
  if (!expected) return phrase('no digest was signed');
  try {
    const computed = new Uint8Array(await subtle.digest(hash ?? '', content));
    return { same: sameOctets(computed, expected), computed: toHex(computed) };
  } catch {
    return phrase('{0} is not available here', hash ?? phrase('the digest algorithm'));
  }
}

/** DigestedData: the digest inside against the content inside. */
export async function checkDigestedData(
  data: DigestedData,
): Promise<'match' | 'differs' | 'no_content' | 'cannot_check'> {
  if (!data.eContent) return 'no_content';
  const result = await compareDigest(data.hash, data.digest, data.eContent);
  return 'template' in result ? 'cannot_check' : result.same ? 'match' : 'differs';
}

/**
 * The certificate that a reference names. Issuer and serial number are compared byte for byte, both:
 * in TR-34 samples the same serial numbers occur under different issuers.
 */
export function findCertificate(
  reference: CertificateReference,
  certificates: readonly Certificate[],
): Certificate | undefined {
  switch (reference.kind) {
    case 'issuerAndSerial':
      return certificates.find(
        ({ issuer, serial }) =>
          sameOctets(issuer.raw, reference.issuer.raw) &&
          sameOctets(serial.content, reference.serial.content),
      );
    case 'keyIdentifier':
      return certificates.find(
        ({ subjectKeyId }) => subjectKeyId !== undefined && sameOctets(subjectKeyId, reference.id),
      );
    case 'publicKey':
      return certificates.find(({ publicKey }) => sameOctets(publicKey.raw, reference.key.raw));
    case 'unknown':
      return undefined;
  }
}
