/** The parts that CMS types share: certificates, attributes, algorithms, references, encrypted content. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidValue, stringOctets, toHex, valueText } from '../asn1/value';
import { type Field, type Finding, ofTable, phrase } from '../findings';
import { hashOf, readAlgorithm } from '../x509/algorithm';
import type { Certificate } from '../x509/certificateTypes';
import { certificateOf } from '../x509/certificate';
import type { Crl } from '../x509/crl';
import { crlOf } from '../x509/crl';
import { readName } from '../x509/name';
import { readPublicKey } from '../x509/publicKey';
import { readSerial } from '../x509/serial';
import { cmsFinding } from './findingTexts';
import type { Attribute, CertificateReference, EncryptedContent, OaepParameters, TypeName } from './types';

/** More than any real message has; what goes beyond stays in the tree. */
export const mostMembers = 1000;

/**
 * An OBJECT IDENTIFIER with its name from the OID table; the dotted OID as name if it is not in there, "none" if there
 * is no OID.
 */
export function typeName(node: Asn1Node | undefined): TypeName {
  const oid = oidValue(node) ?? '';
  return { oid, name: oidName(oid) ?? (oid || 'none') };
}

/** CertificateSet and RevocationInfoChoices: RFC 5652 10.2. */
export function readBag(
  certificateSet: Asn1Node | undefined,
  crlSet: Asn1Node | undefined,
): { certificates: Certificate[]; crls: Crl[]; others: number } {
  const first = certificateSet?.children().slice(0, mostMembers) ?? [];
  const second = crlSet?.children().slice(0, mostMembers) ?? [];
  const certificates = first.filter((node) => node.is(Tag.sequence)).map(certificateOf);
  const crls = second.filter((node) => node.is(Tag.sequence)).map(crlOf);
  return { certificates, crls, others: first.length + second.length - certificates.length - crls.length };
}

/** SET OF Attribute, however it is tagged. */
export function readAttributes(node: Asn1Node | undefined): Attribute[] {
  return (node?.children() ?? []).slice(0, mostMembers).map((attribute) => {
    const [type, set] = attribute.children();
    const name = typeName(type);
    const values = set?.children() ?? [];
    const text = values.slice(0, 20).map(attributeText).join(', ');
    const field: Field = {
      id: name.oid,
      name: name.name,
      raw: toHex(attribute.raw.subarray(0, 4096)),
      meaning: text,
      span: attribute.span,
    };
    return { ...name, values, text, field, span: attribute.span };
  });
}

function attributeText(node: Asn1Node): string {
  return valueText(node) || toHex(node.content.subarray(0, 64));
}

/** IssuerAndSerialNumber, [0] key identifier (or other tags for the same), raw public key. */
export function readReference(node: Asn1Node | undefined): CertificateReference {
  if (!node) return { kind: 'unknown', text: phrase('nobody') };
  const [first, second] = node.children();
  if (node.is(Tag.sequence) && second?.is(Tag.integer) === true) {
    const issuer = readName(first);
    const serial = readSerial(second);
    return {
      kind: 'issuerAndSerial',
      issuer,
      serial,
      raw: node.raw,
      text: phrase('{0}, serial {1}', issuer.text, serial.hex),
    };
  }
  if (node.is(Tag.sequence) && second?.is(Tag.bitString) === true) {
    const key = readPublicKey(node);
    return { kind: 'publicKey', key, text: phrase('public key {0}', key.name) };
  }
  // RecipientKeyIdentifier is a SEQUENCE that begins with the identifier.
  const id = node.constructed
    ? first?.is(Tag.octetString) === true
      ? first.content
      : undefined
    : node.content;
  if (!id) return { kind: 'unknown', text: ofTable('{0}', valueText(node) || node.tagName) };
  return {
    kind: 'keyIdentifier',
    id,
    text: phrase('key identifier {0}', toHex(id.subarray(0, 64)).toUpperCase()),
  };
}

/** Block length in bytes of ciphers in CBC mode, by name in the OID table. */
const blockLength: Readonly<Record<string, number>> = {
  'des-CBC': 8,
  'des-EDE3-CBC': 8,
  'rc2-CBC': 8,
  'aes128-CBC': 16,
  'aes192-CBC': 16,
  'aes256-CBC': 16,
};

/** EncryptedContentInfo: RFC 5652 6.1; the nested place of TR-34 messages is found too. */
export function readEncryptedContent(
  node: Asn1Node | undefined,
  findings: Finding[],
): EncryptedContent | undefined {
  if (!node) return undefined;
  const [type, algorithmNode, ...rest] = node.children();
  const algorithm = readAlgorithm(algorithmNode);
  const [, parameters, ...extra] = algorithmNode?.children() ?? [];
  const sibling = rest.find((part) => part.isContext(0));
  const nested = extra.find((part) => part.isContext(0));
  const found = sibling ?? nested;
  // AEAD parameters are a SEQUENCE that begins with the nonce, RC2's one that ends with the IV.
  const inner = parameters?.children().find((part) => part.is(Tag.octetString));
  const iv =
    parameters?.is(Tag.octetString) === true ? stringOctets(parameters) : inner && stringOctets(inner);
  const ciphertext = found && stringOctets(found, false);
  const position = sibling ? 'sibling' : nested ? 'inside_algorithm' : 'absent';
  if (position === 'inside_algorithm') findings.push(cmsFinding('cms_content_in_algorithm', nested?.span));
  const block = blockLength[algorithm.name];
  if (block !== undefined) {
    if (iv && iv.length !== block)
      findings.push(cmsFinding('cms_iv_length', parameters?.span, [iv.length, algorithm.name, block]));
    if (ciphertext && (ciphertext.length === 0 || ciphertext.length % block !== 0)) {
      findings.push(
        cmsFinding('cms_ciphertext_length', found.span, [ciphertext.length, block, algorithm.name]),
      );
    }
  }
  return { contentType: typeName(type), algorithm, iv, ciphertext, position, span: node.span };
}

/** Parameters of id-RSAES-OAEP as they stand; undefined for any other algorithm. */
export function readOaep(algorithm: Asn1Node | undefined): OaepParameters | undefined {
  const [oid, parameters] = algorithm?.children() ?? [];
  if (oidName(oidValue(oid) ?? '') !== 'id-RSAES-OAEP') return undefined;
  const parts = parameters?.children() ?? [];
  const tagged = parts.some((part) => part.tagClass === 'context');
  const part = (number: number): Asn1Node | undefined =>
    tagged ? parts.find((one) => one.isContext(number))?.children()[0] : parts[number];
  const [hash, mgf, source] = [part(0), part(1), part(2)];
  const label = source?.children()[1];
  return {
    form: parts.length === 0 ? 'defaults' : tagged ? 'tagged' : 'untagged',
    hash: hash ? hashOf(hash) : 'SHA-1',
    mgfHash: mgf ? hashOf(mgf.children()[1]) : 'SHA-1',
    label: label ? stringOctets(label) : new Uint8Array(),
    hashNull: hash?.children()[1]?.is(Tag.null) === true,
  };
}
