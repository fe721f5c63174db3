/** SignedData and SignerInfo: RFC 5652 section 5, PKCS#7 1.5, and the orders that real tokens have. */
import type { Asn1Node } from '../asn1/node';
import { isSetOrdered } from '../asn1/check';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { smallInteger, stringOctets, timeValue } from '../asn1/value';
import { phrase, type Finding } from '../findings';
import { hashOf, readAlgorithm } from '../x509/algorithm';
import { cmsFinding } from './findingTexts';
import { mostMembers, readAttributes, readBag, readReference, typeName } from './parts';
import type { Attribute, SignedData, SignerInfo } from './types';

/**
 * The members of a SignedData SEQUENCE; given apart from it, because TR-34 tokens carry them without
 * their SEQUENCE header. Findings are added to `findings`.
 */
export function readSignedParts(parts: readonly Asn1Node[], findings: Finding[]): SignedData {
  const version = parts.find((part) => part.is(Tag.integer));
  const sets = parts.filter((part) => part.is(Tag.set));
  const encapsulated = parts.find((part) => part.is(Tag.sequence));
  const certificateSet = parts.find((part) => part.isContext(0));
  const crlSet = parts.find((part) => part.isContext(1));
  const digests = sets[0];
  const signerSet = sets.length > 1 ? sets.at(-1) : undefined;
  const [type, explicit] = encapsulated?.children() ?? [];
  const eContentNode = explicit?.children()[0];
  const eContentType = typeName(type);
  if (!encapsulated || !digests) {
    const span = parts[0] && { start: parts[0].start, end: parts.at(-1)!.end };
    findings.push(
      cmsFinding('cms_content_structure', span, [
        'SignedData',
        phrase('digest algorithms or content are missing'),
      ]),
    );
  }
  // Published CT_KDH samples have it the wrong way round.
  for (const [set, name] of [
    [certificateSet, phrase('certificates')],
    [crlSet, phrase('CRLs')],
  ] as const) {
    if (set && signerSet && set.start > signerSet.start)
      findings.push(cmsFinding('cms_order', set.span, [phrase('signers'), name]));
  }
  const bag = readBag(certificateSet, crlSet);
  const digestAlgorithms = (digests?.children() ?? []).slice(0, mostMembers).map(readAlgorithm);
  const signers = (signerSet?.children() ?? [])
    .slice(0, mostMembers)
    .map((node) => readSigner(node, eContentType.oid, findings));
  for (const signer of signers) {
    const listed = digestAlgorithms.some(({ oid }) => oid === signer.digestAlgorithm.oid);
    if (!listed)
      findings.push(cmsFinding('cms_digest_not_listed', signer.span, [signer.digestAlgorithm.name]));
  }
  if (encapsulated && signers.length === 0) findings.push(cmsFinding('cms_degenerate', undefined));
  else if (encapsulated && !eContentNode) findings.push(cmsFinding('cms_no_content', encapsulated.span));
  const octets = eContentNode?.is(Tag.octetString) === true;
  if (eContentNode && !octets)
    findings.push(cmsFinding('cms_content_not_octets', eContentNode.span, [eContentNode.tagName]));
  const found = smallInteger(version);
  const expected = expectedVersion(bag.others, eContentType.name, signers);
  if (found !== undefined && found !== expected) {
    findings.push(cmsFinding('cms_version', version?.span, ['SignedData', versionText(found), expected]));
  }
  return {
    type: 'signedData',
    version: found,
    digestAlgorithms,
    eContentType,
    eContent: eContentNode && (octets ? stringOctets(eContentNode) : eContentNode.content),
    eContentNode,
    ...bag,
    signers,
  };
}

/** RFC 5652 5.1; other kinds of certificates (versions 4 and 5) are told by their number only. */
function expectedVersion(others: number, eContentType: string, signers: readonly SignerInfo[]): number {
  if (others > 0) return 5;
  return signers.some(({ sid }) => sid.kind === 'keyIdentifier') || eContentType !== 'data' ? 3 : 1;
}

/** X9.73 numbers its own version 73. */
function versionText(version: number): string {
  return version === 73 ? '73 (vx9-73)' : String(version);
}

function readSigner(node: Asn1Node, eContentType: string, findings: Finding[]): SignerInfo {
  const parts = node.children();
  const [version, sid, digest] = parts;
  const signed = parts.slice(3).find((part) => part.isContext(0));
  const unsigned = parts.slice(3).find((part) => part.isContext(1));
  const [algorithm, signature] = parts.slice(3).filter((part) => part.tagClass === 'universal');
  if (algorithm?.is(Tag.sequence) !== true || signature?.is(Tag.octetString) !== true) {
    findings.push(
      cmsFinding('cms_content_structure', node.span, [
        'SignerInfo',
        phrase('signature algorithm or signature is missing'),
      ]),
    );
  }
  const reference = readReference(sid);
  const signedAttributes = signed && readAttributes(signed);
  const members = signed?.children() ?? [];
  const inDerOrder = members.every((member, i) => {
    const before = members[i - 1];
    const { bytes } = member.source;
    return !before || isSetOrdered(bytes, before.start, before.end, member.start, member.end);
  });
  const one = (name: string): Attribute | undefined =>
    signedAttributes?.find((attribute) => attribute.name === name);
  const contentType = one('contentType')?.values[0];
  const messageDigest = one('messageDigest')?.values[0];
  const hash = hashOf(digest);
  const signer: SignerInfo = {
    version: smallInteger(version),
    sid: reference,
    digestAlgorithm: readAlgorithm(digest),
    hash,
    signatureAlgorithm: readAlgorithm(algorithm),
    signature: signature ? stringOctets(signature) : new Uint8Array(),
    signedAttributes,
    attributesAsReceived:
      signed && (signed.indefinite ? retag(members.map(({ raw }) => raw)) : retagged(signed.raw)),
    attributesSorted: signed && retag(members.map(({ raw }) => raw).sort(compareEncodings)),
    inDerOrder,
    unsignedAttributes: readAttributes(unsigned),
    contentType: contentType && typeName(contentType),
    messageDigest: messageDigest?.is(Tag.octetString) === true ? stringOctets(messageDigest) : undefined,
    signingTime: timeValue(one('signingTime')?.values[0])?.date,
    span: node.span,
  };
  findings.push(...signerFindings(signer, signed, version, eContentType));
  return signer;
}

function signerFindings(
  signer: SignerInfo,
  signed: Asn1Node | undefined,
  version: Asn1Node | undefined,
  eContentType: string,
): Finding[] {
  const findings: Finding[] = [];
  const { signedAttributes, sid, hash } = signer;
  const expected = sid.kind === 'keyIdentifier' ? 3 : 1;
  if (signer.version !== undefined && signer.version !== expected) {
    findings.push(
      cmsFinding('cms_version', version?.span, ['SignerInfo', versionText(signer.version), expected]),
    );
  }
  if (hash !== undefined && ['MD2', 'MD4', 'MD5', 'SHA-0', 'SHA-1'].includes(hash)) {
    findings.push(cmsFinding('cms_weak_digest', signer.digestAlgorithm.span, [hash]));
  }
  if (!signedAttributes) {
    if (eContentType !== '1.2.840.113549.1.7.1') {
      findings.push(
        cmsFinding('cms_no_signed_attributes', signer.span, [oidName(eContentType) ?? eContentType]),
      );
    }
    return findings;
  }
  if (!signer.inDerOrder) findings.push(cmsFinding('cms_attributes_order', signed?.span));
  if (signed?.indefinite === true) findings.push(cmsFinding('cms_attributes_not_der', signed.span));
  const seen = new Set<string>();
  for (const { oid, name, values, span } of signedAttributes) {
    if (seen.has(oid)) findings.push(cmsFinding('cms_attribute_duplicate', span, [name]));
    seen.add(oid);
    if (['contentType', 'messageDigest', 'signingTime'].includes(name) && values.length !== 1) {
      findings.push(cmsFinding('cms_attribute_values', span, [name, values.length]));
    }
  }
  for (const name of ['contentType', 'messageDigest']) {
    if (!signedAttributes.some((attribute) => attribute.name === name)) {
      findings.push(cmsFinding('cms_attribute_missing', signed?.span, [name]));
    }
  }
  if (signer.contentType && signer.contentType.oid !== eContentType) {
    findings.push(
      cmsFinding('cms_content_type_differs', signed?.span, [signer.contentType.name, eContentType]),
    );
  }
  return findings;
}

const setTag = 0x31;

/** The [0] of the message read as the SET OF that was signed: RFC 5652 5.4. */
function retagged(raw: Uint8Array): Uint8Array {
  const copy = raw.slice();
  copy[0] = setTag;
  return copy;
}

function retag(members: readonly Uint8Array[]): Uint8Array {
  const length = members.reduce((sum, member) => sum + member.length, 0);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const header = length < 0x80 ? [setTag, length] : [setTag, 0x80 | octets.length, ...octets];
  const whole = new Uint8Array(header.length + length);
  whole.set(header);
  let at = header.length;
  for (const member of members) {
    whole.set(member, at);
    at += member.length;
  }
  return whole;
}

/** X.690 11.6: octet by octet, the shorter one as if padded with zeros. */
function compareEncodings(a: Uint8Array, b: Uint8Array): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
