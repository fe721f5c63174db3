/** X.509 certificates to plain values with findings: RFC 5280 section 4. */
import { readAsn1 } from '../asn1/read';
import type { Asn1Node } from '../asn1/node';
import { Tag } from '../asn1/tags';
import { oidValue, setBits, smallInteger, stringOctets, timeValue } from '../asn1/value';
import { phrase, type Finding, type Localisable } from '../findings';
import { sameOctets } from '../octets';
import { readAlgorithm } from './algorithm';
import { certificateFindings } from './certificateFindings';
import type { Certificate, ValidityDate } from './certificateTypes';
import type { Extension } from './certificateExtension';
import { extensionPart, readExtension } from './certificateExtension';
import { keyUsageNames } from './bitNames';
import { x509Finding } from './findingTexts';
import { readName } from './name';
import { readPublicKey } from './publicKey';
import { readSerial } from './serial';

/** Reads one certificate in DER (or BER). Never throws; trailing bytes and broken parts are findings. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const document = readAsn1(bytes);
  const certificate = certificateOf(document.roots[0]);
  return { ...certificate, findings: [...document.findings(), ...certificate.findings] };
}

/** The certificate at a node of a larger document; spans count in that document, BER findings stay with it. */
export function certificateOf(node: Asn1Node | undefined): Certificate {
  const [tbs, outer, signature, ...more] = node?.children() ?? [];
  const parts = tbs?.children() ?? [];
  let at = 0;
  const versionNode = parts[0]?.isContext(0) ? parts[at++]?.children()[0] : undefined;
  const serialNode = parts[at]?.is(Tag.integer) ? parts[at++] : undefined;
  const [inner, issuer, validity, subject, key] = parts.slice(at, at + 5);
  const tail = parts.slice(at + 5);
  const extensionList = tail.find((part) => part.isContext(3))?.children()[0];
  const extensions = (extensionList?.children() ?? []).slice(0, 1000).map(readExtension);
  const find = (name: string): Extension | undefined =>
    extensions.find((extension) => extension.name === name);
  const [from, to] = validity?.children() ?? [];
  const issuerName = readName(issuer);
  const subjectName = readName(subject);
  const constraints = find('basicConstraints')?.node?.children();
  const usage = find('keyUsage')?.node;
  const purposes = find('extKeyUsage');
  const skid = find('subjectKeyIdentifier')?.node;
  const problem = shapeProblem(node, tbs, [inner, issuer, validity, subject, key], outer, signature);
  const base: Omit<Certificate, 'findings'> = {
    kind: 'certificate',
    raw: node?.raw ?? new Uint8Array(),
    tbs: tbs?.raw ?? new Uint8Array(),
    version: (smallInteger(versionNode) ?? 0) + 1,
    serial: readSerial(serialNode),
    signatureAlgorithm: readAlgorithm(outer),
    innerAlgorithm: readAlgorithm(inner),
    signature: signature?.is(Tag.bitString) ? stringOctets(signature) : new Uint8Array(),
    issuer: issuerName,
    subject: subjectName,
    notBefore: validityDate(from),
    notAfter: validityDate(to),
    publicKey: readPublicKey(key),
    extensions,
    basicConstraints: constraints && {
      ca: constraints.some((part) => part.is(Tag.boolean) && part.content[0] !== 0),
      pathLength: smallInteger(constraints.find((part) => part.is(Tag.integer))),
    },
    keyUsage: usage?.is(Tag.bitString)
      ? setBits(usage.content).map((bit) => keyUsageNames[bit] ?? `bit ${bit}`)
      : undefined,
    extendedKeyUsage: purposes?.node?.children().map((oid) => oidValue(oid) ?? '?'),
    subjectKeyId: skid?.is(Tag.octetString) ? stringOctets(skid) : undefined,
    authorityKeyId: extensionPart(find('authorityKeyIdentifier'), 0)?.content,
    selfIssued: sameOctets(issuerName.raw, subjectName.raw) && issuerName.raw.length > 0,
    wellFormed: problem === undefined,
  };
  const findings: Finding[] = [];
  if (problem !== undefined)
    findings.push(x509Finding('x509_structure', node?.span, [phrase('certificate'), problem]));
  const inside =
    problem === undefined ? tail.filter((part) => ![1, 2, 3].some((tag) => part.isContext(tag))) : [];
  findings.push(...trailing(more, phrase('certificate')), ...trailing(inside, phrase('signed part')));
  if (problem === undefined) findings.push(...certificateFindings(base, extensionList?.span));
  return { ...base, findings };
}

function trailing(nodes: readonly Asn1Node[], where: Localisable): Finding[] {
  const start = nodes[0]?.start;
  const end = nodes.at(-1)?.end;
  if (start === undefined || end === undefined) return [];
  return [x509Finding('x509_trailing_data', { start, end }, [end - start, where])];
}

function shapeProblem(
  node: Asn1Node | undefined,
  tbs: Asn1Node | undefined,
  fields: readonly (Asn1Node | undefined)[],
  algorithm: Asn1Node | undefined,
  signature: Asn1Node | undefined,
): Localisable | undefined {
  if (!node) return phrase('there is nothing to read');
  if (!node.is(Tag.sequence)) return phrase('it begins with {0}, not SEQUENCE', node.tagName);
  if (tbs?.is(Tag.sequence) !== true) return phrase('the signed part (TBSCertificate) is missing');
  const labels = [
    phrase('signature algorithm'),
    phrase('issuer'),
    phrase('validity'),
    phrase('subject'),
    phrase('public key'),
  ];
  const missing = labels.find((_, i) => fields[i]?.is(Tag.sequence) !== true);
  if (missing !== undefined) return phrase('the {0} of the signed part is missing or no SEQUENCE', missing);
  if (algorithm?.is(Tag.sequence) !== true)
    return phrase('the signature algorithm after the signed part is missing');
  return signature?.is(Tag.bitString) === true
    ? undefined
    : phrase('the signature is missing or no BIT STRING');
}

function validityDate(node: Asn1Node | undefined): ValidityDate | undefined {
  const time = timeValue(node);
  return node && time ? { ...time, type: node.tagName, span: node.span } : undefined;
}
