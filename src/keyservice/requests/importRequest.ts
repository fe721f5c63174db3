/** The request of an ImportKey call: its values, and what is wrong with them, in its document. */
import { readTr34 } from '../../core/cms/tr34/read';
import { toUpperHex } from '../../core/crypto/bytes';
import type { Span } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import type { Certificate } from '../../core/x509/certificateTypes';
import { jsonMembers, jsonSpan, jsonValue, type JsonMember, type JsonNode } from '../jsonTree';
import { importTag } from '../imports/note';
import type { KeyClass, KeyUsage } from '../model/enums';
import { modesText } from '../model/names';
import { operationInputs } from '../model/shapes';
import { violations } from '../model/violations';
import type { Tag } from '../operations';
import type { ImportKind } from '../plans/plan';
import { symmetricFindings } from '../plans/tokenPlans';
import { awsKeyAlgorithm } from '../rules/certificates';
import { keyAlgorithms, modeLetter, usageAttributesOf, type KeyAlgorithm } from '../rules/keyAttributes';
import { blockFaults, judgeKeyBlock } from '../rules/keyBlocks';
import {
  type RequestNodes,
  importWays,
  memberOf,
  objectOf,
  otherWays,
  flagOfMember,
  textOfMember,
} from './kinds';
import { shownText, type RequestJudge } from './judge';
import { judgeMembers } from './memberNames';
import { isPlaceholder, judgeMistakes, onlyWay, placesOf } from './mistakes';
import { certificateParameter, hexParameter } from './parameterForms';
import type { RequestMaterial, RequestValues } from './requestTypes';

/** @param text of the document: a block that is in it as it is has places in it */
export function readImportRequest(nodes: RequestNodes, judge: RequestJudge, text: string): RequestValues {
  const { input, material } = nodes;
  const way = onlyWay(material);
  const served = way && importWays.includes(way.name) ? way : undefined;
  judgeUnion(nodes, way, judge);
  judgeMembers(nodes, served, judge);
  const places = [
    ...(input
      ? placesOf(input).filter(({ object, name }) => object === input && name !== 'KeyMaterial')
      : []),
    ...(served ? placesOf(served.value, served.name) : []),
  ];
  for (const place of places) if (judge.goesOn()) judgeMistakes(place, judge);
  const values = valuesOf(input, served);
  if (served) {
    judgeModel(nodes, served, judge);
    judgeToken(served, judge);
    judgeMaterial(served, values, judge, text);
    judgeAttributes(served, values, judge);
  } else if (input) judgeModel(nodes, undefined, judge);
  judgeTags(input, judge);
  return values;
}

function judgeUnion({ material }: RequestNodes, way: JsonMember | undefined, judge: RequestJudge): void {
  if (way && otherWays.includes(way.name)) {
    judge.add('request_way_not_served', way.key, [way.name]);
    return;
  }
  if (way && importWays.includes(way.name)) return;
  const names = jsonMembers(material).map(({ name }) => shownText(name));
  judge.add('request_union', { start: material.offset, end: material.offset + 1 }, [
    names.length === 0 ? 'none' : names.join(', '),
    importWays.join(', '),
  ]);
}

function valuesOf(input: JsonNode | undefined, way: JsonMember | undefined): RequestValues {
  const node = way?.value;
  const attributes = objectOf(node, 'KeyAttributes');
  const modes = objectOf(attributes, 'KeyModesOfUse');
  const given = (name: string): string | undefined => {
    const text = textOfMember(node, name);
    return text === undefined || isPlaceholder(text) ? undefined : text;
  };
  const certificate = certificateOf(
    given(way?.name === 'Tr34KeyBlock' ? 'SigningKeyCertificate' : 'PublicKeyCertificate'),
  );
  return {
    way: way?.name as ImportKind | undefined,
    material: way && materialOf(way, certificate),
    usage: textOfMember(attributes, 'KeyUsage'),
    algorithm: textOfMember(attributes, 'KeyAlgorithm'),
    keyClass: textOfMember(attributes, 'KeyClass'),
    modes: modes && jsonMembers(modes).flatMap(({ name, value }) => (value.value === true ? [name] : [])),
    exportable: flagOfMember(node, 'Exportable'),
    spec: given('WrappingSpec'),
    wrappingKey: given('WrappingKeyIdentifier'),
    authority: given('CertificateAuthorityPublicKeyIdentifier'),
    pair: given('PrivateKeyIdentifier'),
    certificate,
    receiver: way?.name === 'Tr34KeyBlock' ? certificateOf(given('WrappingKeyCertificate')) : undefined,
    derived: given('DeriveKeyAlgorithm'),
    derivation: given('KeyDerivationFunction'),
    hash: given('KeyDerivationHashAlgorithm'),
    sharedInformation: textOfMember(objectOf(node, 'DerivationData'), 'SharedInformation'),
    nonce: given('RandomNonce'),
    token: given('ImportToken'),
    checkValueAlgorithm: textOfMember(input, 'KeyCheckValueAlgorithm'),
    enabled: flagOfMember(input, 'Enabled'),
    comment: textOfMember(input, 'RequesterComment'),
    tags: tagsOf(input),
    regions: regionsOf(input),
    region: firstText(input, ['Region', 'region', '--region', 'AwsRegion']),
    endpoint: firstText(input, ['EndpointUrl', 'endpoint_url', 'endpoint-url', '--endpoint-url', 'Endpoint']),
  };
}

const firstText = (node: JsonNode | undefined, names: readonly string[]): string | undefined =>
  names.map((name) => textOfMember(node, name)).find((text) => text !== undefined && !isPlaceholder(text));

const certificateOf = (text: string | undefined): Certificate | undefined =>
  text === undefined ? undefined : certificateParameter(text)?.certificate;

function materialOf(
  { name, value }: JsonMember,
  certificate: Certificate | undefined,
): RequestMaterial | undefined {
  const wrapped = memberOf(
    value,
    name === 'KeyCryptogram' ? 'WrappedKeyCryptogram' : 'WrappedKeyBlock',
  )?.value;
  const text = wrapped?.type === 'string' ? (wrapped.value as string) : undefined;
  switch (name) {
    case 'RootCertificatePublicKey':
    case 'TrustedCertificatePublicKey': {
      const holder = memberOf(value, 'PublicKeyCertificate')?.value;
      return certificate && holder && { kind: 'certificate', certificate, span: jsonSpan(holder) };
    }
    case 'Tr31KeyBlock':
    case 'DiffieHellmanTr31KeyBlock':
      // Whether it is sound the decoder says.
      return wrapped && text !== undefined && !isPlaceholder(text) && !/^fileb?:/.test(text)
        ? { kind: 'keyBlock', text, span: jsonSpan(wrapped) }
        : undefined;
    default:
      return wrapped && text !== undefined ? wrappedBytes(name, text, jsonSpan(wrapped)) : undefined;
  }
}

/** A token or a cryptogram, as hexadecimal digits or what can be written as such. */
function wrappedBytes(way: string, text: string, span: Span): RequestMaterial | undefined {
  const bytes = hexParameter(text)?.bytes;
  if (!bytes) return undefined;
  if (way === 'KeyCryptogram') return { kind: 'cryptogram', bytes, span };
  const token = readTr34(bytes);
  return token?.kind === 'KT_KDH' ? { kind: 'tr34', token, span } : undefined;
}

function tagsOf(input: JsonNode | undefined): readonly Tag[] | undefined {
  const list = input && memberOf(input, 'Tags')?.value;
  if (list?.type !== 'array') return undefined;
  const tags = (list.children ?? []).flatMap((tag): Tag[] => {
    const [Key, Value] = [textOfMember(tag, 'Key'), textOfMember(tag, 'Value')];
    return Key === undefined || Value === undefined || Key === importTag ? [] : [{ Key, Value }];
  });
  return tags;
}

function regionsOf(input: JsonNode | undefined): readonly string[] | undefined {
  const list = input && memberOf(input, 'ReplicationRegions')?.value;
  if (list?.type !== 'array') return undefined;
  return (list.children ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
}

function judgeTags(input: JsonNode | undefined, judge: RequestJudge): void {
  const list = input && memberOf(input, 'Tags')?.value;
  for (const tag of list?.type === 'array' ? (list.children ?? []) : [])
    if (textOfMember(tag, 'Key') === importTag) judge.add('request_own_tag', tag, [importTag]);
}

/** The constraints of the API model, for what no other rule has said something of. */
function judgeModel(
  { input, material }: RequestNodes,
  way: JsonMember | undefined,
  judge: RequestJudge,
): void {
  const whole: unknown = input ? jsonValue(input) : { KeyMaterial: jsonValue(material) };
  for (const { code, path, expected, found } of violations(operationInputs.ImportKey, whole)) {
    if (!judge.goesOn()) return;
    // Of the union all was said, and unknown members have words of their own.
    if (code === 'union' || code === 'unknown_member') continue;
    const { node, missing } = nodeAt(input, material, path);
    const name = nameOf(path);
    if (code === 'missing') {
      const runTime = name === 'ImportToken' && way && memberOf(way.value, 'WrappingKeyIdentifier');
      if (!runTime && missing && !judge.isExcused(missing, name))
        judge.add('request_missing', missingPlace(missing, way), [name]);
    } else if (node)
      judge.add('request_value', node, [
        name,
        expected,
        typeof found === 'string' ? shownText(found) : found,
      ]);
  }
}

/** Each missing member has a place of its own: the name of the object, and the characters behind its brace. */
function missingPlace(object: JsonNode, way: JsonMember | undefined): Span {
  const { parent } = object;
  const key = parent?.type === 'property' ? parent.children?.[0] : undefined;
  const named = key ?? (way?.value === object ? way.key : undefined);
  return named ? jsonSpan(named) : { start: object.offset, end: object.offset + 1 };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** The value that a path of a violation leads to; the object in which its last member is missing. */
function nodeAt(
  input: JsonNode | undefined,
  material: JsonNode,
  path: string,
): { readonly node?: JsonNode; readonly missing?: JsonNode } {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
  let node: JsonNode = input ?? material;
  if (!input) parts.shift();
  for (const [place, part] of parts.entries()) {
    const next = node.type === 'array' ? node.children?.[Number(part)] : memberOf(node, part)?.value;
    if (!next || next.type === 'null') return place === parts.length - 1 ? { missing: node } : {};
    node = next;
  }
  return { node };
}

/** Faults of a key block that are listed; the inspector has them all. */
const mostFaults = 3;

/** The model lets a token be left out, as a certificate of one's own CA may take its place: one of them must be there. */
function judgeToken(way: JsonMember, judge: RequestJudge): void {
  const has = (name: string): boolean => memberOf(way.value, name) !== undefined;
  if (way.name !== 'Tr34KeyBlock' || has('ImportToken') || has('WrappingKeyIdentifier')) return;
  if (!judge.isExcused(way.value, 'ImportToken')) judge.add('request_missing', way.key, ['ImportToken']);
}

/** What the decoders and the rules of AWS say of what is imported. */
function judgeMaterial(
  way: JsonMember,
  { material, nonce }: RequestValues,
  judge: RequestJudge,
  text: string,
): void {
  if (!material) {
    const wrapped = way.name === 'Tr34KeyBlock' ? memberOf(way.value, 'WrappedKeyBlock')?.value : undefined;
    if (wrapped?.type === 'string') judge.add('request_no_token', wrapped);
    return;
  }
  switch (material.kind) {
    case 'keyBlock': {
      const block = decodeKeyBlock(material.text);
      const inside = { start: material.span.start + 1, end: material.span.end - 1 };
      // A value that was spelled wrong has had its finding.
      if (judge.isJudgedAt(material.span.start)) return;
      const literal = text.slice(inside.start, inside.end) === material.text;
      const faults = blockFaults(block);
      // Of a block that is not sound, what AWS would say of its parts is no help.
      const said = faults.length > 0 ? faults.slice(0, mostFaults) : judgeKeyBlock(block).findings;
      for (const finding of said.filter(({ severity }) => severity === 'error')) {
        const { span } = finding;
        judge.take(
          finding,
          literal && span && span.end > span.start
            ? { start: inside.start + span.start, end: inside.start + span.end }
            : material.span,
        );
      }
      return;
    }
    case 'cryptogram': {
      const { length } = material.bytes;
      if (![256, 384, 512].includes(length)) judge.add('request_cryptogram_length', material.span, [length]);
      return;
    }
    case 'tr34': {
      const own = material.token.nonce && toUpperHex(material.token.nonce);
      const node = memberOf(way.value, 'RandomNonce')?.value;
      // Where the token has one, the rules on tokens compare it.
      if (node && nonce !== undefined && own === undefined) judge.add('request_nonce', node, [nonce, '–']);
      return;
    }
    case 'certificate': {
      const { certificate } = material;
      if (way.name === 'RootCertificatePublicKey' && certificate.subject.text !== certificate.issuer.text)
        judge.add('request_root_issued', material.span, [
          certificate.subject.label || certificate.subject.text,
          certificate.issuer.label || certificate.issuer.text,
        ]);
    }
  }
}

const s0 = 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE';
const d1 = 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION';
const isAlgorithm = (text: string): text is KeyAlgorithm =>
  (keyAlgorithms as readonly string[]).includes(text);

/** KeyUsage, KeyClass, KeyAlgorithm and KeyModesOfUse beside each other. */
function judgeAttributes(way: JsonMember, values: RequestValues, judge: RequestJudge): void {
  const attributes = objectOf(way.value, 'KeyAttributes');
  if (!attributes) return;
  const { usage, algorithm, keyClass, modes } = values;
  const at = (name: string): JsonNode => memberOf(attributes, name)?.value ?? attributes;
  const isCertificate = way.name.endsWith('CertificatePublicKey');
  const wantedClass: KeyClass = isCertificate ? 'PUBLIC_KEY' : 'SYMMETRIC_KEY';
  if (keyClass !== undefined && keyClass !== wantedClass && /^[A-Z]+_KEY(?:_PAIR)?$/.test(keyClass))
    judge.add('request_key_class', at('KeyClass'), [way.name, wantedClass, keyClass]);
  if (usage === undefined || !usageAttributesOf(usage) || judge.isJudged(at('KeyUsage'))) return;
  const named = Object.fromEntries((modes ?? []).map((name) => [name, true]));
  if (!isCertificate) {
    if (algorithm === undefined || !isAlgorithm(algorithm) || modes === undefined) return;
    const all = symmetricFindings({
      KeyUsage: usage as KeyUsage,
      KeyAlgorithm: algorithm,
      KeyClass: 'SYMMETRIC_KEY',
      KeyModesOfUse: named,
    });
    const modesNode = at('KeyModesOfUse');
    const wrongModes = jsonMembers(modesNode).some(
      ({ key, value }) => judge.isJudged(key) || judge.isJudged(value),
    );
    for (const finding of all) {
      if (finding.code === 'aws_plan_modes') {
        if (!judge.isJudged(modesNode) && !wrongModes) judge.take(finding, modesNode);
      } else judge.take(finding, at(finding.code === 'aws_plan_attributes' ? 'KeyAlgorithm' : 'KeyUsage'));
    }
    return;
  }
  const wanted = way.name === 'RootCertificatePublicKey' ? [s0] : [s0, d1];
  if (!wanted.includes(usage)) {
    judge.add('request_certificate_usage', at('KeyUsage'), [way.name, wanted.join(' / '), usage]);
    return;
  }
  const letter = usage === s0 ? 'V' : 'E';
  if (modes !== undefined && modeLetter(named) !== letter)
    judge.add('request_certificate_modes', at('KeyModesOfUse'), [
      usage,
      letter === 'V' ? 'Verify' : modesText({ Encrypt: true, Wrap: true }),
    ]);
  const real = values.certificate && awsKeyAlgorithm(values.certificate.publicKey);
  if (algorithm !== undefined && isAlgorithm(algorithm) && real !== undefined && real !== algorithm)
    judge.add('request_certificate_algorithm', at('KeyAlgorithm'), [algorithm, real]);
}
