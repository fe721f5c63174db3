/**
 * Mistakes in values of a request that have a known right form: those of the AWS user guide and of the AWS CLI's own
 * pages, and what people paste. Each is told in its own words; the constraints of the API say the rest.
 */
import { phrase } from '../../core/findings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { cleanKeyBlockText } from '../../core/input/selection';
import { jsonMembers, jsonSpan, type JsonMember, type JsonNode } from '../jsonTree';
import { keyUsages } from '../model/enums';
import { awsCertificateParameter, awsKeyAlgorithm } from '../rules/certificates';
import { keyAlgorithms, modeNames, usageAttributesOf } from '../rules/keyAttributes';
import { memberOf, objectOf } from './kinds';
import { shownText, writeText, type FixParts, type RequestJudge } from './judge';
import {
  asHexParameter,
  certificateParameter,
  hexParameter,
  oddDigits,
  tokenParameter,
} from './parameterForms';

/** A member with the object that it is in, and that object's name. */
export interface Place extends JsonMember {
  readonly object: JsonNode;
  /** Name of the object; '' for the root. */
  readonly within: string;
}

/** Every member of a request below an object, from outside in. Tags are the user's own text. */
export function placesOf(root: JsonNode, within = ''): Place[] {
  return jsonMembers(root).flatMap((member) => {
    const place: Place = { ...member, object: root, within };
    return member.name === 'Tags' ? [place] : [place, ...placesOf(member.value, member.name)];
  });
}

const certificateMembers: ReadonlySet<string> = new Set([
  'PublicKeyCertificate',
  'SigningKeyCertificate',
  'WrappingKeyCertificate',
]);

/** Looks at one member; what it says of it stands for all that is wrong there. */
export function judgeMistakes(place: Place, judge: RequestJudge): void {
  const { name, value } = place;
  if (value.type === 'string') {
    if (judgeReference(place, judge) || judgePlaceholder(place, judge)) return;
    if (name === 'KeyUsage') judgeUsage(place, judge);
    else if (name === 'KeyAlgorithm') judgeAlgorithm(place, judge);
    else if (name === 'DeriveKeyAlgorithm') judgeSpelling(place, keyAlgorithms, judge);
    else if (certificateMembers.has(name)) judgeCertificate(place, judge);
    else if (name === 'WrappedKeyBlock') judgeBlock(place, judge);
    else if (name === 'WrappedKeyCryptogram') judgeHex(place, judge);
    else if (name === 'ImportToken') judgeToken(place, judge);
    else if (name === 'Exportable' || name === 'Enabled') judgeBoolean(place, judge);
    else if (place.within === 'KeyModesOfUse') judgeBoolean(place, judge);
  }
  if (name === 'KeyModesOfUse') judgeModes(place, judge);
  if (place.within === 'KeyModesOfUse') judgeMode(place, judge);
}

const textOf = ({ value }: JsonMember): string => String(value.value);

function judgeReference(place: Place, judge: RequestJudge): boolean {
  const text = textOf(place);
  if (!/^fileb?:\/\//.test(text)) return false;
  return judge.add('request_file_reference', place.value, [shownText(text)]);
}

/** What the guide, our own templates and `--generate-cli-skeleton` leave to be filled in. */
export function isPlaceholder(text: string): boolean {
  return text.trim() === '' || text.includes('…') || text.includes('...') || /^<[^<>]*>$/.test(text);
}

function judgePlaceholder(place: Place, judge: RequestJudge): boolean {
  const text = textOf(place);
  if (!isPlaceholder(text)) return false;
  return judge.add('request_placeholder', place.value, [
    place.name,
    text.trim() === '' ? '""' : shownText(text),
  ]);
}

const squeezed = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** The one of several that a text means, whatever its case and separators. */
function meant(text: string, values: readonly string[]): string | undefined {
  return values.find((one) => squeezed(one) === squeezed(text));
}

/** @returns whether a finding was made */
function judgeSpelling(place: Place, values: readonly string[], judge: RequestJudge): boolean {
  const text = textOf(place);
  const right = values.includes(text) ? undefined : meant(text, values);
  if (right === undefined) return false;
  return judge.add('request_spelling', place.value, [shownText(text), right], {
    title: 'write',
    args: [right],
    edits: writeText(place.value, right),
  });
}

const s0 = 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE';
const usageOfK1Mix = 'TR31_K1_KEY_ENCRYPTION_KEY';
const knownUsages: readonly string[] = [...keyUsages, 'TR31_M0_ISO_16609_MAC_KEY'];

function judgeUsage(place: Place, judge: RequestJudge): void {
  const text = textOf(place);
  if (knownUsages.includes(text)) return;
  if (text === usageOfK1Mix) {
    judge.add(
      'request_usage_k1',
      place.value,
      [text],
      ...['TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'TR31_K0_KEY_ENCRYPTION_KEY'].map((right): FixParts => ({
        title: 'write',
        args: [right],
        edits: writeText(place.value, right),
        certain: false,
      })),
    );
    return;
  }
  if (/^(?:LS0t|MI[A-P]|-----BEGIN)/.test(text)) {
    const way = wayOf(place);
    if (way) judge.excuse(way, 'PublicKeyCertificate');
    judge.add('request_usage_certificate', place.value, [s0], ...moveCertificate(place, text));
    return;
  }
  if (judgeSpelling(place, knownUsages, judge)) return;
  const code = /^(?:TR31_)?([A-Z][0-9])(?:_|$)/i.exec(text)?.[1]?.toUpperCase();
  const row = code === undefined ? undefined : usageAttributesOf(code);
  if (row)
    judge.add('request_usage', place.value, [shownText(text), row.keyUsage], {
      title: 'write',
      args: [row.keyUsage],
      edits: writeText(place.value, row.keyUsage),
    });
  else if (code === undefined) judge.add('request_usage_unknown', place.value, [shownText(text)]);
  else judge.add('request_usage_none', place.value, [shownText(text), code]);
}

/** The object that the attributes belong to, of one of their members. */
function wayOf({ object, within }: Place): JsonNode | undefined {
  const { parent } = object;
  return within === 'KeyAttributes' && parent?.type === 'property' ? parent.parent : undefined;
}

/** Where the object is the one the guide means: attributes of a certificate that is missing beside them. */
function moveCertificate(place: Place, text: string): FixParts[] {
  const { object, value } = place;
  const way = wayOf(place);
  if (!way || memberOf(way, 'PublicKeyCertificate')) return [];
  const end = object.offset + object.length;
  return [
    {
      title: 'move_certificate',
      edits: [
        { span: jsonSpan(value), text: JSON.stringify(s0) },
        {
          span: { start: end, end },
          text: `, "PublicKeyCertificate": ${JSON.stringify(text)}`,
        },
      ],
    },
  ];
}

function judgeAlgorithm(place: Place, judge: RequestJudge): void {
  const text = textOf(place);
  const known: readonly string[] = keyAlgorithms;
  if (known.includes(text) || judgeSpelling(place, known, judge)) return;
  const family = known.filter((one) => one.startsWith(`${text.toUpperCase()}_`));
  const real = algorithmBeside(place);
  const fits = real !== undefined && (family.length === 0 || family.includes(real));
  judge.add(
    'request_algorithm',
    place.value,
    [shownText(text), (family.length > 0 ? family : known).join(', ')],
    ...(fits ? [{ title: 'write' as const, args: [real], edits: writeText(place.value, real) }] : []),
  );
}

/** Of certificates, by their value: one that is given many algorithms is read once. */
const algorithms = new WeakMap<JsonNode, string>();

/** KeyAlgorithm of the certificate that attributes belong to. */
function algorithmBeside(place: Place): string | undefined {
  const way = wayOf(place);
  const value = way && memberOf(way, 'PublicKeyCertificate')?.value;
  if (value?.type !== 'string') return undefined;
  const known = algorithms.get(value);
  if (known !== undefined) return known || undefined;
  const found = certificateParameter(value.value as string);
  const algorithm = found && awsKeyAlgorithm(found.certificate.publicKey);
  algorithms.set(value, algorithm ?? '');
  return algorithm;
}

const modes: readonly string[] = modeNames;
const modesExample = '{"Encrypt": true, "Wrap": true}';

function judgeModes({ value }: Place, judge: RequestJudge): void {
  if (value.type === 'object') return;
  const listed = value.type === 'array' ? (value.children ?? []).map((one) => one.value as unknown) : [];
  const names = listed.map((one) => (typeof one === 'string' ? meantMode(one) : undefined));
  const whole = names.length > 0 && names.every((one) => one !== undefined);
  judge.add(
    'request_modes_list',
    value,
    [modesExample],
    ...(whole
      ? [
          {
            title: 'write_modes' as const,
            edits: [
              {
                span: jsonSpan(value),
                text: `{${names.map((one) => `"${one}": true`).join(', ')}}`,
              },
            ],
          },
        ]
      : []),
  );
}

const meantMode = (text: string): string | undefined =>
  squeezed(text) === 'DERIVE' ? 'DeriveKey' : meant(text, modes);

function judgeMode({ name, key, object }: Place, judge: RequestJudge): void {
  if (modes.includes(name)) return;
  const right = meantMode(name);
  const fix: FixParts[] =
    right === undefined || memberOf(object, right)
      ? []
      : [{ title: 'write', args: [right], edits: writeText(key, right) }];
  if (name === 'Derive') judge.add('request_mode_derive', key, [], ...fix);
  else judge.add('request_mode', key, [shownText(name), modes.join(', ')], ...fix);
}

function judgeBoolean(place: Place, judge: RequestJudge): void {
  const right = /^(true|false)$/i.exec(textOf(place).trim())?.[1]?.toLowerCase();
  if (right === undefined) return;
  judge.add('request_boolean', place.value, [place.name], {
    title: 'write_true',
    args: [right],
    edits: [{ span: jsonSpan(place.value), text: right }],
  });
}

function judgeCertificate(place: Place, judge: RequestJudge): void {
  const { name, value, key, object } = place;
  const text = textOf(place);
  if (tokenParameter(text)) {
    // The token's line and the certificate's were merged: the token is what the member holds.
    const free = memberOf(object, 'WrappedKeyBlock') === undefined;
    judge.excuse(object, 'WrappedKeyBlock');
    judge.add(
      'request_token_as_certificate',
      value,
      [name],
      ...(free && name === 'SigningKeyCertificate'
        ? [
            {
              title: 'write_member' as const,
              args: ['WrappedKeyBlock'],
              edits: writeText(key, 'WrappedKeyBlock'),
            },
          ]
        : []),
    );
    return;
  }
  const found = certificateParameter(text);
  if (!found) judge.add('request_certificate_unreadable', value, [name]);
  else if (found.form !== 'base64 of PEM')
    judge.add('request_certificate_form', value, [name, found.form], {
      title: 'write_certificate',
      edits: writeText(value, awsCertificateParameter(found.certificate)),
    });
}

function judgeBlock(place: Place, judge: RequestJudge): void {
  if (place.within === 'Tr34KeyBlock') {
    judgeHex(place, judge);
    return;
  }
  const text = textOf(place);
  const clean = cleanKeyBlockText(text);
  if (clean === text || !/^[0-9A-Za-z]+$/.test(clean)) return;
  if (decodeKeyBlock(clean).length.value !== clean.length) return;
  judge.add('request_block_spaces', place.value, [], {
    title: 'write_block',
    edits: writeText(place.value, clean),
  });
}

const formWords = {
  'lower case': phrase('lower case'),
  'hexadecimal digits with others': phrase('hexadecimal digits with others'),
  base64: 'base64',
  PEM: 'PEM',
};

function judgeHex({ name, value }: Place, judge: RequestJudge): void {
  const text = String(value.value);
  const odd = oddDigits(text);
  if (odd !== undefined) judge.add('request_odd_digits', value, [name, odd]);
  const given = hexParameter(text);
  if (!given || given.form === 'upper case') return;
  const fix: FixParts = { title: 'write_hex', edits: writeText(value, asHexParameter(given.bytes)) };
  if (given.form === 'lower case') judge.add('request_lower_case', value, [name], fix);
  else judge.add('request_not_hex', value, [name, formWords[given.form]], fix);
}

function judgeToken({ value }: Place, judge: RequestJudge): void {
  if (String(value.value).startsWith('export-token-')) judge.add('request_export_token', value);
}

/** The way of import of a request, where it has exactly one that is an object. */
export function onlyWay(material: JsonNode): JsonMember | undefined {
  const given = jsonMembers(material).filter(({ value }) => value.type !== 'null');
  const [only] = given;
  return given.length === 1 && only && objectOf(material, only.name) ? only : undefined;
}
