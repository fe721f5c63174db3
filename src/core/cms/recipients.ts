/** RecipientInfo and its kinds: RFC 5652 6.2, KEMRecipientInfo RFC 9629. */
import type { Asn1Node } from '../asn1/node';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger, stringOctets, toHex } from '../asn1/value';
import { oidName } from '../asn1/oidNames';
import { type Field, type Finding, type Localisable, named, ofTable, phrase } from '../findings';
import type { AlgorithmInfo } from '../x509/algorithm';
import { readAlgorithm } from '../x509/algorithm';
import { cmsFinding } from './findingTexts';
import { mostMembers, readOaep, readReference } from './parts';
import type { CertificateReference, Recipient } from './types';

const titles: Readonly<Record<Recipient['kind'], Localisable>> = {
  keyTransport: phrase('key transport'),
  keyAgreement: phrase('key agreement'),
  kek: phrase('key encryption key'),
  password: phrase('password'),
  kem: phrase('key encapsulation'),
  other: phrase('other'),
};

/** RecipientInfos, a SET OF RecipientInfo, in the order of the bytes; at most 1000. Findings are appended. */
export function readRecipients(set: Asn1Node | undefined, findings: Finding[]): Recipient[] {
  return (set?.children() ?? []).slice(0, mostMembers).map((node) => readRecipient(node, findings));
}

function readRecipient(node: Asn1Node, findings: Finding[]): Recipient {
  const parts = node.children();
  if (node.is(Tag.sequence)) {
    const [version, rid, algorithm, key] = parts;
    const oaep = readOaep(algorithm);
    if (oaep?.form === 'untagged') findings.push(cmsFinding('cms_oaep_untagged', algorithm?.span));
    return make(
      findings,
      node,
      'keyTransport',
      version,
      [readReference(rid)],
      readAlgorithm(algorithm),
      key ? [key] : [],
      oaep,
    );
  }
  if (node.isContext(1)) return keyAgreement(node, findings);
  if (node.isContext(2)) {
    const [version, kekId, algorithm, key] = parts;
    return make(
      findings,
      node,
      'kek',
      version,
      [readReference(kekId)],
      readAlgorithm(algorithm),
      key ? [key] : [],
    );
  }
  if (node.isContext(3)) {
    const rest = parts.filter((part) => !part.isContext(0));
    const [version, algorithm, key] = rest;
    const derivation = parts.find((part) => part.isContext(0));
    const text = derivation
      ? phrase('whoever knows the passphrase ({0})', oidName(oidValue(derivation.children()[0]) ?? '') ?? '?')
      : phrase('whoever knows the passphrase');
    const reference: CertificateReference = { kind: 'unknown', text };
    return make(findings, node, 'password', version, [reference], readAlgorithm(algorithm), key ? [key] : []);
  }
  const [type, value] = parts;
  if (node.isContext(4) && oidName(oidValue(type) ?? '') === 'kemri' && value) {
    const [version, rid, kem, , , ...tail] = value.children();
    const wrapAndKey = tail.filter((part) => part.is(Tag.octetString));
    return make(
      findings,
      node,
      'kem',
      version,
      [readReference(rid)],
      readAlgorithm(kem),
      wrapAndKey.slice(-1),
    );
  }
  return make(
    findings,
    node,
    'other',
    undefined,
    [{ kind: 'unknown', text: ofTable('{0}', oidName(oidValue(type) ?? '') ?? phrase('unknown')) }],
    readAlgorithm(undefined),
    [],
  );
}

function keyAgreement(node: Asn1Node, findings: Finding[]): Recipient {
  const parts = node.children();
  const algorithm = parts.find((part) => part.is(Tag.sequence));
  const list = parts.at(-1);
  const keys = list !== undefined && list !== algorithm ? list.children().slice(0, mostMembers) : [];
  const names = keys.map((entry) => readReference(entry.children()[0]));
  return make(
    findings,
    node,
    'keyAgreement',
    parts[0],
    names,
    readAlgorithm(algorithm),
    keys.flatMap((entry) => entry.children()[1] ?? []),
  );
}

/** What is wrong with the encrypted keys of a recipient; of key agreement, each name has one. */
function wrongKey(
  names: readonly CertificateReference[],
  keys: readonly Asn1Node[],
): Localisable | undefined {
  if (keys.length === 0 || keys.length < names.length) return phrase('its encrypted key is missing');
  const other = keys.find((key) => !key.is(Tag.octetString));
  return other && phrase('its encrypted key is {0}, not an OCTET STRING', other.tagName);
}

function make(
  findings: Finding[],
  node: Asn1Node,
  kind: Recipient['kind'],
  version: Asn1Node | undefined,
  names: readonly CertificateReference[],
  algorithm: AlgorithmInfo,
  keys: readonly Asn1Node[],
  oaep?: Recipient['oaep'],
): Recipient {
  const wrong = kind === 'other' ? undefined : wrongKey(names, keys);
  if (wrong !== undefined && !node.truncated)
    findings.push(
      cmsFinding('cms_content_structure', node.span, [phrase('{0} recipient', titles[kind]), wrong]),
    );
  const meaning = `${names.map(({ text }) => text).join('; ')} by ${algorithm.name}`;
  const field: Field = {
    id: String(node.start),
    ...named(titles[kind]),
    raw: toHex(node.raw.subarray(0, 4096)),
    meaning,
    span: node.span,
  };
  return {
    kind,
    version: smallInteger(version),
    names,
    algorithm,
    oaep,
    encryptedKeys: keys.map((key) => stringOctets(key)),
    field,
    span: node.span,
  };
}
