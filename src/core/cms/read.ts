/** Cryptographic Message Syntax to plain values: RFC 5652, 5083, PKCS#7. Tolerant: by structure, not by schema. */
import type { Asn1Node } from '../asn1/node';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { smallInteger, stringOctets } from '../asn1/value';
import { phrase, type Finding, type Localisable } from '../findings';
import { hashOf, readAlgorithm } from '../x509/algorithm';
import { cmsFinding } from './findingTexts';
import { readAttributes, readBag, readEncryptedContent, typeName } from './parts';
import { readRecipients } from './recipients';
import { readSignedParts } from './signedData';
import type {
  AuthenticatedData,
  Cms,
  CmsContent,
  DigestedData,
  EncryptedData,
  EnvelopedData,
  TypeName,
} from './types';

/** Reads one message. Never throws; what is not CMS says so in its findings. */
export function readCms(bytes: Uint8Array): Cms {
  const document = readAsn1(bytes);
  const cms = cmsOf(document.roots[0]);
  return { ...cms, findings: [...document.findings(), ...cms.findings] };
}

/** The message at a node of a larger document; spans count in that document. */
export function cmsOf(node: Asn1Node | undefined): Cms {
  const findings: Finding[] = [];
  const raw = node?.raw ?? new Uint8Array();
  const [type, explicit] = node?.children() ?? [];
  if (
    node?.is(Tag.sequence) === true &&
    type?.is(Tag.oid) === true &&
    (explicit === undefined || explicit.isContext(0))
  ) {
    const contentType = typeName(type);
    const value = explicit?.children()[0];
    if (!value)
      findings.push(
        cmsFinding('cms_content_structure', node.span, [contentType.name, phrase('there is no content')]),
      );
    const content = readContent(contentType, value, findings);
    return {
      kind: 'cms',
      raw,
      contentType,
      contentInfo: true,
      content,
      wellFormed: value !== undefined,
      findings,
    };
  }
  const bare = node && guessType(node);
  if (node && bare) {
    findings.push(cmsFinding('cms_bare', node.span, [bare.name]));
    return {
      kind: 'cms',
      raw,
      contentType: bare,
      contentInfo: false,
      content: readContent(bare, node, findings),
      wellFormed: true,
      findings,
    };
  }
  const why = node
    ? phrase('it is not a SEQUENCE of a content type and [0]')
    : phrase('there is nothing to read');
  findings.push(cmsFinding('cms_structure', node?.span, [why]));
  return {
    kind: 'cms',
    raw,
    contentType: typeName(undefined),
    contentInfo: false,
    content: { type: 'other', octets: undefined },
    wellFormed: false,
    findings,
  };
}

const prefix = '1.2.840.113549.1.7.';

/** A SignedData, EnvelopedData or EncryptedData SEQUENCE that stands by itself. */
function guessType(node: Asn1Node): TypeName | undefined {
  const [version, second, third, fourth] = node.children();
  if (!node.is(Tag.sequence) || version?.is(Tag.integer) !== true) return undefined;
  if (isTyped(second)) return { oid: `${prefix}6`, name: 'encryptedData' };
  const set = second?.isContext(0) === true ? third : second;
  const content = second?.isContext(0) === true ? fourth : third;
  if (set?.is(Tag.set) !== true || !isTyped(content)) return undefined;
  const [, inside] = content!.children();
  return inside?.is(Tag.sequence) === true
    ? { oid: `${prefix}3`, name: 'envelopedData' }
    : { oid: `${prefix}2`, name: 'signedData' };
}

function isTyped(node: Asn1Node | undefined): boolean {
  return node?.is(Tag.sequence) === true && node.children()[0]?.is(Tag.oid) === true;
}

function readContent(type: TypeName, node: Asn1Node | undefined, findings: Finding[]): CmsContent {
  const parts = node?.children() ?? [];
  switch (type.name) {
    case 'signedData':
      return readSignedParts(parts, findings);
    case 'envelopedData':
    case 'authEnvelopedData':
      return readEnvelopedParts(parts, findings, type.name);
    case 'encryptedData':
      return readEncryptedParts(parts, findings);
    case 'digestedData':
      return readDigestedParts(parts, findings);
    case 'authData':
      return readAuthenticatedParts(parts, findings);
    case 'data':
      return {
        type: 'data',
        octets: node?.is(Tag.octetString) === true ? stringOctets(node) : node?.content,
      };
    default:
      findings.push(cmsFinding('cms_type_unknown', node?.span, [type.name]));
      return { type: 'other', octets: node?.raw };
  }
}

function incomplete(what: string, missing: Localisable, parts: readonly Asn1Node[]): Finding {
  const span = parts[0] && { start: parts[0].start, end: parts.at(-1)!.end };
  return cmsFinding('cms_content_structure', span, [what, phrase('{0} is missing', missing)]);
}

/**
 * The members of an EnvelopedData (RFC 5652 6.1) or AuthEnvelopedData (RFC 5083) SEQUENCE; given
 * apart from it, because TR-34 tokens carry them without their SEQUENCE header.
 */
export function readEnvelopedParts(
  parts: readonly Asn1Node[],
  findings: Finding[],
  type: EnvelopedData['type'] = 'envelopedData',
): EnvelopedData {
  const originator =
    parts[0]?.is(Tag.integer) === true && parts[1]?.isContext(0) === true ? parts[1] : undefined;
  const set = parts.find((part) => part.is(Tag.set));
  const encrypted = parts.find(isTyped);
  if (!set) findings.push(incomplete(type, phrase('the set of recipients'), parts));
  if (!encrypted) findings.push(incomplete(type, phrase('the encrypted content'), parts));
  const [certificateSet, crlSet] = [0, 1].map((number) =>
    originator?.children().find((part) => part.isContext(number)),
  );
  const { certificates, crls } = readBag(certificateSet, crlSet);
  const behind = encrypted ? parts.slice(parts.indexOf(encrypted) + 1) : [];
  const authenticated = type === 'authEnvelopedData';
  const mac = behind.find((part) => part.is(Tag.octetString));
  if (authenticated && !mac) findings.push(incomplete(type, phrase('the authentication code'), parts));
  return {
    type,
    version: smallInteger(parts.find((part) => part.is(Tag.integer))),
    certificates,
    crls,
    recipients: readRecipients(set, findings),
    content: readEncryptedContent(encrypted, findings),
    authenticatedAttributes: authenticated ? readAttributes(behind.find((part) => part.isContext(1))) : [],
    mac: mac && stringOctets(mac),
    unprotectedAttributes: readAttributes(behind.find((part) => part.isContext(authenticated ? 2 : 1))),
  };
}

/** RFC 5652 section 8. */
function readEncryptedParts(parts: readonly Asn1Node[], findings: Finding[]): EncryptedData {
  const encrypted = parts.find(isTyped);
  if (!encrypted) findings.push(incomplete('encryptedData', phrase('the encrypted content'), parts));
  return {
    type: 'encryptedData',
    version: smallInteger(parts.find((part) => part.is(Tag.integer))),
    content: readEncryptedContent(encrypted, findings),
    unprotectedAttributes: readAttributes(parts.find((part) => part.isContext(1))),
  };
}

/** RFC 5652 section 7. */
function readDigestedParts(parts: readonly Asn1Node[], findings: Finding[]): DigestedData {
  const [version, algorithm, encapsulated, digest] = parts;
  if (digest?.is(Tag.octetString) !== true)
    findings.push(incomplete('digestedData', phrase('the digest'), parts));
  return {
    type: 'digestedData',
    version: smallInteger(version),
    digestAlgorithm: readAlgorithm(algorithm),
    hash: hashOf(algorithm),
    ...encapsulatedContent(encapsulated),
    digest: digest ? stringOctets(digest) : new Uint8Array(),
  };
}

/** RFC 5652 section 9. */
function readAuthenticatedParts(parts: readonly Asn1Node[], findings: Finding[]): AuthenticatedData {
  const originator = parts[1]?.isContext(0) === true ? parts[1] : undefined;
  const set = parts.find((part) => part.is(Tag.set));
  const behind = set ? parts.slice(parts.indexOf(set) + 1) : [];
  const [macAlgorithm, encapsulated] = behind.filter((part) => part.is(Tag.sequence));
  const digest = behind.find((part) => part.isContext(1));
  const mac = behind.find((part) => part.is(Tag.octetString));
  if (!set || !macAlgorithm || !encapsulated || !mac) {
    findings.push(
      incomplete('authenticatedData', phrase('recipients, algorithm, content or authentication code'), parts),
    );
  }
  const [certificateSet, crlSet] = [0, 1].map((number) =>
    originator?.children().find((part) => part.isContext(number)),
  );
  const { certificates, crls } = readBag(certificateSet, crlSet);
  return {
    type: 'authenticatedData',
    version: smallInteger(parts[0]),
    certificates,
    crls,
    recipients: readRecipients(set, findings),
    macAlgorithm: readAlgorithm(macAlgorithm),
    digestAlgorithm: digest && readAlgorithm(digest),
    ...encapsulatedContent(encapsulated),
    authenticatedAttributes: readAttributes(behind.find((part) => part.isContext(2))),
    mac: mac ? stringOctets(mac) : new Uint8Array(),
    unauthenticatedAttributes: readAttributes(behind.find((part) => part.isContext(3))),
  };
}

function encapsulatedContent(node: Asn1Node | undefined): {
  eContentType: TypeName;
  eContent: Uint8Array | undefined;
} {
  const [type, explicit] = node?.children() ?? [];
  const value = explicit?.children()[0];
  const eContent = value && (value.is(Tag.octetString) ? stringOctets(value) : value.content);
  return { eContentType: typeName(type), eContent };
}
