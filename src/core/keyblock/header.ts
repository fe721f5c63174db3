import type { Field } from '../findings';
import type { finding } from './findingTexts';
import {
  algorithmRow,
  exportabilityRow,
  keyContextRow,
  modeRow,
  rowName,
  usageRow,
  versionRow,
  type AlgorithmSet,
  type TableRow,
  type VersionRow,
} from './tables';
import type { CodedValue, KeyBlock } from './types';

export type AddFinding = (...args: Parameters<typeof finding>) => void;

type HeaderValues = Pick<
  KeyBlock,
  | 'version'
  | 'length'
  | 'usage'
  | 'algorithm'
  | 'mode'
  | 'keyVersion'
  | 'exportability'
  | 'optionalBlockCount'
  | 'keyContext'
  | 'reserved'
>;

const alphanumeric = /^[0-9A-Za-z]*$/;
const digits = /^[0-9]+$/;

/** The fixed header: X9.143:2021 table 1, offset and length of each field in characters. */
export const headerLayout = {
  version: [0, 1],
  length: [1, 4],
  usage: [5, 2],
  algorithm: [7, 1],
  mode: [8, 1],
  keyVersion: [9, 2],
  exportability: [11, 1],
  optionalBlockCount: [12, 2],
  keyContext: [14, 1],
  reserved: [15, 1],
} as const;

const names: Record<keyof typeof headerLayout, string> = {
  version: 'Version',
  length: 'Length',
  usage: 'Key usage',
  algorithm: 'Algorithm',
  mode: 'Mode of use',
  keyVersion: 'Key version',
  exportability: 'Exportability',
  optionalBlockCount: 'Optional blocks',
  keyContext: 'Key context',
  reserved: 'Reserved',
};

/** Reads characters 0 to 15 and reports what is wrong with each of them. */
export function readHeader(
  text: string,
  actual: number,
  part: KeyBlock['part'],
  add: AddFinding,
): { values: HeaderValues; version: VersionRow | undefined; fields: Field[] } {
  const raw = (id: keyof typeof headerLayout): string =>
    text.slice(headerLayout[id][0], headerLayout[id][0] + headerLayout[id][1]);
  const span = (id: keyof typeof headerLayout) => {
    const [start, size] = headerLayout[id];
    return { start: Math.min(start, text.length), end: Math.min(start + size, text.length) };
  };
  if (actual < 16) add('header_too_short', { start: 0, end: actual }, [actual]);

  /** A field that stands in a table: its meaning, or why there is none. */
  const coded = (
    id: keyof typeof headerLayout,
    row: TableRow | undefined,
    invalid: Parameters<typeof finding>[0],
    unknown: Parameters<typeof finding>[0] | undefined,
    proprietary?: Parameters<typeof finding>[0],
  ): CodedValue => {
    const code = raw(id);
    if (code.length < headerLayout[id][1]) return { code, name: 'missing', known: false };
    if (row) return { code, name: rowName(row), known: true };
    if (!alphanumeric.test(code)) {
      const at = span(id);
      const first = at.start + code.search(/[^0-9A-Za-z]/);
      add(invalid, { start: first, end: first + 1 }, [code], { found: code });
      return { code, name: 'not legal here', known: false };
    }
    if (digits.test(code)) {
      if (proprietary) add(proprietary, span(id), [code]);
      return { code, name: 'proprietary', known: false };
    }
    if (unknown) add(unknown, span(id), [code]);
    return { code, name: 'unknown, in no table of the standards', known: false };
  };

  const version = versionRow(raw('version'));
  const versionValue = coded(
    'version',
    version,
    'version_unsupported',
    'version_unsupported',
    'version_unsupported',
  );

  const lengthCode = raw('length');
  const declared = lengthCode.length === 4 && digits.test(lengthCode) ? Number(lengthCode) : undefined;
  if (lengthCode.length === 4) {
    if (declared === undefined)
      add('length_field_not_numeric', span('length'), [lengthCode], { found: lengthCode });
    else if (part === 'block') {
      if (declared !== actual)
        add('length_field_mismatch', span('length'), [lengthCode, actual], {
          expected: String(actual).padStart(4, '0'),
          found: lengthCode,
        });
      if (version?.padded && declared % version.blockSize !== 0)
        add('length_not_block_multiple', span('length'), [version.code, version.blockSize, declared]);
    }
  }

  const usage = coded(
    'usage',
    usageRow(raw('usage')),
    'key_usage_invalid',
    'usage_unknown',
    'usage_proprietary',
  );
  const algorithm = coded(
    'algorithm',
    algorithmRow(raw('algorithm')),
    'algorithm_invalid',
    'algorithm_unknown',
  );
  const mode = coded('mode', modeRow(raw('mode')), 'mode_of_use_invalid', 'mode_unknown', 'mode_proprietary');

  const keyVersionCode = raw('keyVersion');
  if (keyVersionCode.length === 2 && !alphanumeric.test(keyVersionCode))
    add('key_version_invalid', span('keyVersion'), [keyVersionCode], { found: keyVersionCode });
  const keyVersion: CodedValue = {
    code: keyVersionCode,
    known: keyVersionCode.length === 2 && alphanumeric.test(keyVersionCode),
    name: keyVersionName(keyVersionCode),
  };
  const exportability = coded(
    'exportability',
    exportabilityRow(raw('exportability')),
    'exportability_invalid',
    'exportability_unknown',
  );

  const countCode = raw('optionalBlockCount');
  const count = countCode.length === 2 && digits.test(countCode) ? Number(countCode) : undefined;
  if (countCode.length === 2 && count === undefined)
    add('optional_block_count_not_numeric', span('optionalBlockCount'), [countCode], { found: countCode });

  const keyContext = coded(
    'keyContext',
    keyContextRow(raw('keyContext')),
    'header_not_alphanumeric',
    'key_context_unknown',
    'key_context_unknown',
  );
  const reserved = raw('reserved');
  if (reserved.length === 1) {
    if (!alphanumeric.test(reserved))
      add('header_not_alphanumeric', span('reserved'), [reserved], { found: reserved });
    else if (reserved !== '0')
      add('reserved_nonzero', span('reserved'), [reserved], { expected: '0', found: reserved });
  }

  const values: HeaderValues = {
    version: versionValue,
    length: {
      code: lengthCode,
      name: declared === undefined ? 'not a number' : `${declared} characters`,
      known: declared !== undefined,
      value: declared,
      actual,
    },
    usage,
    algorithm,
    mode,
    keyVersion,
    exportability,
    optionalBlockCount: count,
    keyContext,
    reserved,
  };
  const meanings: Record<keyof typeof headerLayout, string> = {
    version: versionValue.name,
    length: values.length.name,
    usage: usage.name,
    algorithm: algorithm.name,
    mode: mode.name,
    keyVersion: keyVersion.name,
    exportability: exportability.name,
    optionalBlockCount: count === undefined ? 'not a number' : count === 0 ? 'none' : String(count),
    keyContext: keyContext.name,
    reserved: reserved === '0' ? 'reserved' : 'reserved, should be 0',
  };
  const fields = (Object.keys(headerLayout) as (keyof typeof headerLayout)[])
    .filter((id) => headerLayout[id][0] < text.length)
    .map((id): Field => ({ id, name: names[id], raw: raw(id), meaning: meanings[id], span: span(id) }));
  return { values, version, fields };
}

/** X9.143:2021 table 5. */
function keyVersionName(code: string): string {
  if (code.length < 2) return 'missing';
  if (code === '00') return 'not used';
  if (code.startsWith('c')) return `key component number ${code.slice(1)}`;
  return `version ${code} of the key`;
}

const members: Record<AlgorithmSet, string> = {
  symmetric: 'ADT',
  tdes: 'T',
  tdesOrAes: 'TA',
  hmac: 'HIJ',
  asymmetric: 'RES',
};

/** Findings on fields that are sound by themselves but do not go together. */
export function judgeCombination(values: HeaderValues, add: AddFinding): void {
  const usage = usageRow(values.usage.code);
  if (!usage) return;
  const mode = values.mode.code;
  if (values.mode.known && usage.modes !== undefined && mode !== 'N' && !usage.modes.includes(mode)) {
    const legal = (usage.modes.includes('N') ? usage.modes : `${usage.modes}N`).split('').join(', ');
    add('mode_illegal_for_usage', { start: 8, end: 9 }, [mode, usage.code, legal], {
      expected: legal,
      found: mode,
    });
  }
  const algorithm = values.algorithm.code;
  if (values.algorithm.known && !members[usage.algorithms].includes(algorithm))
    add('algorithm_illegal_for_usage', { start: 7, end: 8 }, [algorithm, usage.code], { found: algorithm });
}
