/** Which of the AWS CLI's documents a JSON object is, by its members. */
import { jsonMembers, type JsonMember, type JsonNode } from '../jsonTree';
import { importKeyMaterial, operationInputs } from '../model/shapes';
import type { RequestKind } from './requestTypes';

/** Ways of import that the API has and this extension does not serve. */
export const otherWays: readonly string[] = ['As2805KeyCryptogram'];

export const importWays: readonly string[] = Object.keys(importKeyMaterial.members).filter(
  (name) => !otherWays.includes(name),
);

const allWays: ReadonlySet<string> = new Set([...importWays, ...otherWays]);

/** Members that only ways of import have: one of them makes an object under KeyMaterial a request. */
const materialMembers: ReadonlySet<string> = new Set([
  ...allWays,
  'KeyAttributes',
  'PublicKeyCertificate',
  'SigningKeyCertificate',
  'WrappedKeyBlock',
  'WrappedKeyCryptogram',
  'WrappingKeyIdentifier',
  'ImportToken',
]);

/** An input of ImportKey, or the value of its KeyMaterial alone. */
export interface RequestNodes {
  /** Undefined where the document is the value of KeyMaterial. */
  readonly input: JsonNode | undefined;
  readonly material: JsonNode;
}

/** A document that has none of them is not parsed. */
export const requestMarks =
  /"(?:KeyMaterial|RootCertificatePublicKey|TrustedCertificatePublicKey|Tr3[14]KeyBlock|KeyCryptogram|DiffieHellmanTr31KeyBlock|As2805KeyCryptogram|WrappedKey|WrappedKeyMaterialFormat|ImportToken|KeyArn|KeyAttributes)"\s{0,100}:/;

const byName = new WeakMap<JsonNode, ReadonlyMap<string, JsonMember>>();

/** The last of that name, as the AWS CLI reads it. */
export function memberOf(node: JsonNode | undefined, name: string): JsonMember | undefined {
  if (!node) return undefined;
  const known = byName.get(node) ?? new Map(jsonMembers(node).map((member) => [member.name, member]));
  byName.set(node, known);
  return known.get(name);
}

/** The object that a name leads to; undefined where it is no object. */
export function objectOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  const value = memberOf(node, name)?.value;
  return value?.type === 'object' ? value : undefined;
}

export function textOfMember(node: JsonNode | undefined, name: string): string | undefined {
  const value = memberOf(node, name)?.value;
  return value?.type === 'string' ? (value.value as string) : undefined;
}

export function flagOfMember(node: JsonNode | undefined, name: string): boolean | undefined {
  const value = memberOf(node, name)?.value;
  return value?.type === 'boolean' ? (value.value as boolean) : undefined;
}

/** Undefined where it is none of them. */
export function requestKindOf(root: JsonNode): RequestKind | undefined {
  const has = (name: string): boolean => memberOf(root, name) !== undefined;
  const material = objectOf(root, 'KeyMaterial');
  if (material) return kindOfInput(root, material);
  const ways = jsonMembers(root).filter(({ name, value }) => allWays.has(name) && value.type === 'object');
  if (ways.length > 0) return ways.every(({ value }) => isExport(value)) ? 'exportKey' : 'keyMaterial';
  const wrapped = objectOf(root, 'WrappedKey') ?? root;
  if (
    textOfMember(wrapped, 'KeyMaterial') !== undefined &&
    (memberOf(wrapped, 'WrappedKeyMaterialFormat') ?? memberOf(wrapped, 'WrappingKeyArn'))
  )
    return 'exportedKey';
  if (has('ImportToken') && (has('WrappingKeyCertificate') || has('ParametersValidUntilTimestamp')))
    return 'importParameters';
  const key = objectOf(root, 'Key') ?? root;
  return memberOf(key, 'KeyArn') && objectOf(key, 'KeyAttributes') ? 'key' : undefined;
}

const inputMembers: ReadonlySet<string> = new Set([
  ...Object.keys(operationInputs.ImportKey.members),
  'ReplicationRegions',
  'RequesterComment',
]);

function kindOfInput(root: JsonNode, material: JsonNode): RequestKind | undefined {
  if (memberOf(root, 'ExportKeyIdentifier') ?? memberOf(root, 'ExportAttributes')) return 'exportKey';
  const members = jsonMembers(material);
  const isRequest =
    members.some(({ name }) => materialMembers.has(name)) ||
    (members.length === 0 && jsonMembers(root).every(({ name }) => inputMembers.has(name)));
  return isRequest ? 'importKey' : undefined;
}

/** What only a way of export has: it names what to wrap under, and holds nothing wrapped. */
const isExport = (way: JsonNode): boolean =>
  memberOf(way, 'ExportToken') !== undefined || memberOf(way, 'KeyBlockHeaders') !== undefined;
