/** Where the parts of a signed token stand. */
import type { Asn1Node } from '../../asn1/node';
import { oidValue } from '../../asn1/value';
import type { Span } from '../../findings';
import { sameOctets } from '../../octets';
import type { CertificateReference, EnvelopedData, SignedData } from '../types';
import type { Tr34Attributes } from './attributes';
import type { Identifiers, InnerContent } from './contents';
import type { Tr34Part } from './statements';

/** What lies in the signed content, as far as it could be read. */
export interface Inside {
  readonly content?: InnerContent;
  readonly envelope?: EnvelopedData;
  readonly inner?: SignedData;
  readonly identifiers?: Identifiers;
}

/** Where the parts of a token stand, where it says so. */
export function spansOf(
  parts: readonly Asn1Node[],
  signed: SignedData,
  inside: Inside,
  attributes: Tr34Attributes,
  crl: Span | undefined,
): Partial<Record<Tr34Part, Span>> {
  const [signer] = signed.signers;
  const type = parts.find((part) => oidValue(part.children()[0]) === signed.eContentType.oid)?.children()[0];
  const content = signed.eContentNode?.span;
  const placed = inside.content?.placed !== false;
  const at = (span: Span | undefined): Span | undefined => (placed ? span : content);
  const recipient = inside.envelope?.recipients[0];
  const encrypted = inside.envelope?.content;
  const rid = recipient?.names[0];
  const certificate = signed.certificates[0] ?? inside.inner?.certificates[0];
  const sets = parts.filter((part) => part.isContext(0));
  const spans: Partial<Record<Tr34Part, Span | undefined>> = {
    eContentType: type?.span,
    eContent: content,
    recipient: at(recipient?.span),
    recipientId: at(rid?.kind === 'issuerAndSerial' ? around(rid) : recipient?.span),
    keyEncryption: at(recipient?.algorithm.span),
    contentEncryption: at(encrypted?.algorithm.span),
    ciphertext: at(encrypted?.span),
    certificate: signed.certificates.length > 0 ? sets[0]?.span : certificate && content,
    crl,
    signer: signer?.span,
    signerId: signer?.sid.kind === 'issuerAndSerial' ? around(signer.sid) : signer?.span,
    signedAttributes: signer?.signedAttributes?.[0] && {
      start: signer.signedAttributes[0].span.start,
      end: signer.signedAttributes.at(-1)!.span.end,
    },
    ...attributes.spans,
    signature: signer && { start: signer.span.end - signer.signature.length, end: signer.span.end },
    krdId: inside.identifiers?.spans[0] ?? content,
    kdhId: inside.identifiers?.spans[1] ?? content,
  };
  const known = Object.entries(spans).filter(([, span]) => span !== undefined);
  return Object.fromEntries(known);
}

function around({ issuer, serial }: Extract<CertificateReference, { kind: 'issuerAndSerial' }>): Span {
  return { start: issuer.span.start, end: serial.span.end };
}

/** Names of a token's two parties that are the same bytes. */
export function sameReference(
  a: CertificateReference | undefined,
  b: CertificateReference | undefined,
): boolean {
  return a?.kind === 'issuerAndSerial' && b?.kind === 'issuerAndSerial' && sameOctets(a.raw, b.raw);
}
