/** Answers of the AWS CLI: exported keys, import parameters, keys. What an answer does not have is not known. */
import { readTr34 } from '../../core/cms/tr34/read';
import { jsonMembers, jsonSpan, type JsonNode } from '../jsonTree';
import { keyUsages } from '../model/enums';
import { keyAlgorithms } from '../rules/keyAttributes';
import { flagOfMember, memberOf, objectOf, textOfMember } from './kinds';
import type { RequestJudge } from './judge';
import { isPlaceholder } from './mistakes';
import { certificateParameter, hexParameter } from './parameterForms';
import type { ExportedValues, KeyValues, ParameterValues, RequestMaterial } from './requestTypes';

/** @param root the answer, or the value of WrappedKey in it */
export function readExportedKey(root: JsonNode, judge: RequestJudge): ExportedValues {
  const wrapped = objectOf(root, 'WrappedKey') ?? root;
  const format = textOfMember(wrapped, 'WrappedKeyMaterialFormat');
  const node = memberOf(wrapped, 'KeyMaterial')?.value;
  const text = textOfMember(wrapped, 'KeyMaterial') ?? '';
  const material = node && exportedMaterial(format, text, node);
  const formatNode = memberOf(wrapped, 'WrappedKeyMaterialFormat')?.value;
  if (node && isPlaceholder(text))
    judge.add('request_placeholder', node, ['KeyMaterial', text === '' ? '""' : text.slice(0, 40)]);
  else if (!material && formatNode && format !== undefined)
    judge.add('request_exported_format', formatNode, [format.slice(0, 64)]);
  return {
    format,
    material,
    wrappingKeyArn: textOfMember(wrapped, 'WrappingKeyArn'),
    checkValue: textOfMember(wrapped, 'KeyCheckValue'),
    checkValueAlgorithm: textOfMember(wrapped, 'KeyCheckValueAlgorithm'),
  };
}

const cryptogramBytes: readonly number[] = [256, 384, 512];

/** By its format; an answer without one is judged by what it holds. */
function exportedMaterial(
  format: string | undefined,
  text: string,
  node: JsonNode,
): RequestMaterial | undefined {
  const span = jsonSpan(node);
  const wants = (name: string): boolean => format === undefined || format === name;
  if (wants('TR31_KEY_BLOCK') && /^[A-E01]\d{4}[0-9A-Za-z]{11}/.test(text))
    return { kind: 'keyBlock', text, span };
  const bytes = hexParameter(text)?.bytes;
  if (!bytes) return undefined;
  if (wants('TR34_KEY_BLOCK')) {
    const token = readTr34(bytes);
    if (token?.kind === 'KT_KDH') return { kind: 'tr34', token, span };
  }
  return wants('KEY_CRYPTOGRAM') && cryptogramBytes.includes(bytes.length)
    ? { kind: 'cryptogram', bytes, span }
    : undefined;
}

/** @param now to judge the validity by */
export function readImportParameters(root: JsonNode, judge: RequestJudge, now: Date): ParameterValues {
  const token = textOfMember(root, 'ImportToken');
  const validUntil = dateOf(root, 'ParametersValidUntilTimestamp');
  const tokenNode = memberOf(root, 'ImportToken')?.value;
  if (tokenNode && token !== undefined && isPlaceholder(token))
    judge.add('request_placeholder', tokenNode, ['ImportToken', token.slice(0, 40) || '""']);
  const ends = memberOf(root, 'ParametersValidUntilTimestamp')?.value;
  if (ends && validUntil && validUntil <= now)
    judge.add('request_parameters_expired', ends, [validUntil.toISOString()]);
  const certificate = textOfMember(root, 'WrappingKeyCertificate');
  return {
    token: token !== undefined && /^import-token-[0-9a-zA-Z]{16,64}$/.test(token) ? token : undefined,
    algorithm: textOfMember(root, 'WrappingKeyAlgorithm'),
    certificate: certificate === undefined ? undefined : certificateParameter(certificate)?.certificate,
    validUntil,
  };
}

/** @param root the answer, or the value of Key in it */
export function readKeyAnswer(root: JsonNode, judge: RequestJudge): KeyValues {
  const key = objectOf(root, 'Key') ?? root;
  const attributes = objectOf(key, 'KeyAttributes');
  const modes = objectOf(attributes, 'KeyModesOfUse');
  const usage = textOfMember(attributes, 'KeyUsage');
  const algorithm = textOfMember(attributes, 'KeyAlgorithm');
  const at = (name: string): JsonNode => memberOf(attributes, name)?.value ?? key;
  // Values may be newer than this model: only what the guide is known to have wrong is told.
  if (usage === 'TR31_K1_KEY_ENCRYPTION_KEY') judge.add('request_usage_k1', at('KeyUsage'), [usage]);
  if (algorithm === 'ECC')
    judge.add('request_algorithm', at('KeyAlgorithm'), [
      algorithm,
      keyAlgorithms.filter((one) => one.startsWith('ECC')).join(', '),
    ]);
  return {
    arn: textOfMember(key, 'KeyArn'),
    usage,
    algorithm,
    keyClass: textOfMember(attributes, 'KeyClass'),
    modes: modes && jsonMembers(modes).flatMap(({ name, value }) => (value.value === true ? [name] : [])),
    exportable: flagOfMember(key, 'Exportable'),
    enabled: flagOfMember(key, 'Enabled'),
    state: textOfMember(key, 'KeyState'),
    origin: textOfMember(key, 'KeyOrigin'),
    checkValue: textOfMember(key, 'KeyCheckValue'),
    checkValueAlgorithm: textOfMember(key, 'KeyCheckValueAlgorithm'),
    created: dateOf(key, 'CreateTimestamp'),
    derives: textOfMember(key, 'DeriveKeyUsage'),
  };
}

export const isKnownUsage = (usage: string): boolean => (keyUsages as readonly string[]).includes(usage);

/** AWS CLI version 1 writes seconds since 1970, version 2 ISO 8601. */
function dateOf(node: JsonNode, name: string): Date | undefined {
  const value: unknown = memberOf(node, name)?.value.value;
  const date =
    typeof value === 'number'
      ? new Date(value * 1000)
      : typeof value === 'string'
        ? new Date(value)
        : undefined;
  return date && Number.isFinite(date.getTime()) ? date : undefined;
}
