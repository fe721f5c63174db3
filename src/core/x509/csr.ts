/** Certification requests, PKCS#10: RFC 2986. */
import { readAsn1 } from '../asn1/read';
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger, stringOctets, toHex, valueText } from '../asn1/value';
import { meant, phrase, type Field, type Finding, type Localisable } from '../findings';
import type { AlgorithmInfo } from './algorithm';
import { readAlgorithm } from './algorithm';
import type { Extension } from './certificateExtension';
import { readExtension } from './certificateExtension';
import { signatureFindings } from './certificateFindings';
import { x509Finding } from './findingTexts';
import type { Name } from './name';
import { nameFindings, readName } from './name';
import type { PublicKeyInfo } from './publicKey';
import { readPublicKey } from './publicKey';
import { checkSignature } from './signature';
import type { SignatureCheck } from './signature';

export interface Csr {
  readonly kind: 'csr';
  readonly raw: Uint8Array;
  /** CertificationRequestInfo as received: what is signed. */
  readonly info: Uint8Array;
  readonly version: number;
  readonly subject: Name;
  readonly publicKey: PublicKeyInfo;
  readonly signatureAlgorithm: AlgorithmInfo;
  readonly signature: Uint8Array;
  /** Of the extensionRequest attribute. */
  readonly extensions: readonly Extension[];
  /** All attributes, one line each. */
  readonly attributes: readonly Field[];
  readonly wellFormed: boolean;
  readonly findings: readonly Finding[];
}

/** Reads one request. Never throws. */
export function readCsr(bytes: Uint8Array): Csr {
  const document = readAsn1(bytes);
  const node = document.roots[0];
  const [info, algorithm, signature] = node?.children() ?? [];
  const [version, subject, key, attributes] = info?.children() ?? [];
  const problem = csrProblem(node, [info, subject, key, algorithm], version, signature);
  const list = attributes?.isContext(0) === true ? attributes.children().slice(0, 1000) : [];
  const requested = list.find(
    (attribute) => oidName(oidValue(attribute.children()[0]) ?? '') === 'extensionRequest',
  );
  const extensions = (requested?.children()[1]?.children()[0]?.children() ?? [])
    .slice(0, 1000)
    .map(readExtension);
  const publicKey = readPublicKey(key);
  const name = readName(subject);
  const signatureAlgorithm = readAlgorithm(algorithm);
  const findings: Finding[] = [...document.findings()];
  if (problem !== undefined)
    findings.push(x509Finding('x509_structure', node?.span, [phrase('certification request'), problem]));
  else {
    findings.push(
      ...signatureFindings(signatureAlgorithm),
      ...nameFindings(name, phrase('subject')),
      ...publicKey.findings,
    );
    findings.push(...extensions.flatMap((extension) => extension.findings));
  }
  return {
    kind: 'csr',
    raw: node?.raw ?? new Uint8Array(),
    info: info?.raw ?? new Uint8Array(),
    version: (smallInteger(version) ?? 0) + 1,
    subject: name,
    publicKey,
    signatureAlgorithm,
    signature: signature?.is(Tag.bitString) ? stringOctets(signature) : new Uint8Array(),
    extensions,
    attributes: list.map(attributeField),
    wellFormed: problem === undefined,
    findings,
  };
}

function csrProblem(
  node: Asn1Node | undefined,
  sequences: readonly (Asn1Node | undefined)[],
  version: Asn1Node | undefined,
  signature: Asn1Node | undefined,
): Localisable | undefined {
  if (!node) return phrase('there is nothing to read');
  if (version?.is(Tag.integer) !== true) return phrase('the version is missing');
  const labels = [
    phrase('signed part'),
    phrase('subject'),
    phrase('public key'),
    phrase('signature algorithm'),
  ];
  const missing = labels.find((_, i) => sequences[i]?.is(Tag.sequence) !== true);
  if (missing !== undefined) return phrase('the {0} is missing', missing);
  if (sequences[2]?.children()[1]?.is(Tag.bitString) !== true) return phrase('the public key is missing');
  return signature?.is(Tag.bitString) === true
    ? undefined
    : phrase('the signature is missing or no BIT STRING');
}

function attributeField(node: Asn1Node): Field {
  const [type, values] = node.children();
  const oid = oidValue(type) ?? '';
  const secret = oidName(oid) === 'challengePassword';
  const meaning = (values?.children() ?? []).map((value) => valueText(value)).join(', ');
  return {
    id: oid,
    name: oidName(oid) ?? (oid || '?'),
    raw: secret ? '' : toHex(node.raw.subarray(0, 4096)),
    ...meant(secret ? phrase('(a password; not shown)') : meaning),
    span: node.span,
  };
}

/** A request proves possession of its key by being signed with it (RFC 2986 3). */
export function checkCsrSignature(csr: Csr): Promise<SignatureCheck> {
  return checkSignature(csr.publicKey, csr.signatureAlgorithm, csr.signature, csr.info);
}
