/** Names of members of a request: unknown ones, those given twice, and what the user meant by them. */
import { jsonMembers, type JsonMember, type JsonNode } from '../jsonTree';
import type { Shape } from '../model/shape';
import { importKeyMaterial, operationInputs } from '../model/shapes';
import { memberOf, type RequestNodes } from './kinds';
import { shownText, writeText, type RequestJudge } from './judge';

/** Members that the API has, and that an import from here does not send. */
const notServed: Readonly<Record<string, readonly string[]>> = {
  KeyCryptogram: ['WrappingKeyIdentifier', 'WrappingKeyCertificate'],
};

/** Attributes that the header of a key block has. */
const ofHeader: ReadonlySet<string> = new Set([
  ...[
    'KeyAttributes',
    'KeyUsage',
    'KeyAlgorithm',
    'KeyClass',
    'KeyModesOfUse',
    'Exportable',
    'KeyExportability',
  ],
]);
const blockWays: ReadonlySet<string> = new Set(['Tr31KeyBlock', 'Tr34KeyBlock', 'DiffieHellmanTr31KeyBlock']);

/** Global options of the AWS CLI, without their dashes. */
const globalOptions =
  /^(?:region|profile|endpointurl|output|query|debug|nosignrequest|cliinputjson|awsregion|endpoint|generatecliskeleton)$/;

/** @param way the one way of import, where it can be served */
export function judgeMembers(
  { input, material }: RequestNodes,
  way: JsonMember | undefined,
  judge: RequestJudge,
): void {
  if (input) judgeObject(input, operationInputs.ImportKey, '', way, judge);
  else judgeTwice(material, judge);
  const shape = way && importKeyMaterial.members[way.name];
  if (way && shape) judgeObject(way.value, shape, way.name, way, judge);
}

function judgeTwice(object: JsonNode, judge: RequestJudge): void {
  const seen = new Set<string>();
  for (const { name, key } of jsonMembers(object)) {
    if (seen.has(name)) judge.add('request_twice', key, [shownText(name)]);
    seen.add(name);
  }
}

function judgeObject(
  object: JsonNode,
  shape: Shape,
  name: string,
  way: JsonMember | undefined,
  judge: RequestJudge,
): void {
  if (object.type === 'array' && shape.kind === 'list') {
    for (const item of object.children ?? [])
      if (judge.goesOn()) judgeObject(item, shape.of, name, way, judge);
    return;
  }
  if (object.type !== 'object') return;
  if (shape.kind !== 'structure' && shape.kind !== 'union') return;
  judgeTwice(object, judge);
  const known: Readonly<Record<string, Shape>> =
    shape.kind === 'union'
      ? shape.members
      : Object.fromEntries(Object.entries(shape.members).map(([one, { shape: of }]) => [one, of]));
  for (const member of jsonMembers(object)) {
    if (!judge.goesOn()) return;
    const inside = Object.hasOwn(known, member.name) ? known[member.name] : undefined;
    if (!inside) judgeUnknown(object, member, name, Object.keys(known), way, judge);
    // Modes have words of their own, and the way was looked at by itself.
    // Of every way but this one it is not asked for, and not sent.
    else if (
      notServed[name]?.includes(member.name) ||
      (name === '' && member.name === 'RequesterComment' && way?.name !== 'RootCertificatePublicKey')
    )
      judge.add('request_not_served', member.key, [member.name]);
    else if (member.name !== 'KeyModesOfUse' && member.name !== 'KeyMaterial')
      judgeObject(member.value, inside, member.name, way, judge);
    else judgeTwice(member.value, judge);
  }
}

const squeezed = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

function judgeUnknown(
  object: JsonNode,
  { name, key }: JsonMember,
  within: string,
  known: readonly string[],
  way: JsonMember | undefined,
  judge: RequestJudge,
): void {
  const shown = shownText(name);
  const asked = squeezed(name);
  const meant = known.find((one) => squeezed(one) === asked);
  const write =
    meant === undefined || memberOf(object, meant)
      ? []
      : [{ title: 'write' as const, args: [meant], edits: writeText(key, meant) }];
  if (meant !== undefined) judge.excuse(object, meant);
  const isOption = name.startsWith('--') || name.endsWith('=') || /^[a-z]+(?:-[a-z]+)+$/.test(name);
  if (notServed[within]?.includes(name)) judge.add('request_not_served', key, [shown]);
  else if (meant !== undefined && isOption) judge.add('request_cli_option', key, [shown, meant], ...write);
  else if (meant !== undefined) judge.add('request_spelling', key, [shown, meant], ...write);
  else if (isOption || (within === '' && globalOptions.test(squeezed(name))))
    judge.add('request_cli_option_outside', key, [shown]);
  else if (within === '' && name === 'KeyMaterialType') judge.add('request_material_type', key);
  else if (ofHeader.has(name) && way && (blockWays.has(within) || (within === '' && blockWays.has(way.name))))
    judge.add('request_from_header', key, [shown]);
  else if (within === '' && way && ofWay(way.name).includes(name))
    judge.add('request_elsewhere_in_file', key, [shown, way.name]);
  else judge.add('request_unknown', key, [shown, known.join(', ')]);
}

function ofWay(name: string): readonly string[] {
  const shape = importKeyMaterial.members[name];
  return shape?.kind === 'structure' ? Object.keys(shape.members) : [];
}
