/** The 16 characters of a key block header: X9.143:2021 table 1. */
import { english, meant, named, ofTable, phrase, type Field, type Span } from '../findings';
import { decimalAt, firstOutside, isAlphanumeric } from './characters';
import { coded, entries, entry, fieldNames, fieldSpans, type Entry } from './headerFields';
import type { Report } from './report';
import {
  algorithmRow,
  algorithmsOf,
  modeRow,
  thalesUsages,
  usageRow,
  versionRow,
  type VersionRow,
} from './tables';
import type { CodedValue, KeyBlock } from './types';

export type HeaderValues = Pick<
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
> & { readonly lmkId?: string };

/** Only in Thales key blocks: in others the digits are any maker's. */
const thalesUsage = entries('usage', thalesUsages);
const unversioned = entry('keyVersion', '00', phrase('not used'), true);
const reservedZero = entry('reserved', '0', phrase('reserved'), true);
const noOptionalBlocks = entry('optionalBlockCount', '00', phrase('none'), true);
const lmkSpan: Span = { start: 14, end: 16 };

/** Reads characters 0 to 15 and reports what is wrong with each of them; `actual` is the length of the text. */
export function readHeader(
  text: string,
  actual: number,
  part: KeyBlock['part'],
  report: Report,
): { values: HeaderValues; version: VersionRow | undefined; fields: Field[] } {
  if (actual < 16) report.add('header_too_short', { start: 0, end: actual }, [actual]);
  const version = coded('version', text, report);
  const row = version.value.known ? versionRow(version.value.code) : undefined;

  const lengthCode = text.slice(1, 5);
  const declared = lengthCode.length === 4 ? decimalAt(text, 1, 5) : -1;
  if (declared < 0 && lengthCode.length === 4)
    report.add('length_field_not_numeric', fieldSpans.length, [lengthCode], { found: lengthCode });
  const lengthWords =
    lengthCode.length < 4
      ? phrase('missing')
      : declared < 0
        ? phrase('not a number')
        : phrase('{0} characters', declared);
  const length = {
    code: lengthCode,
    name: english(lengthWords),
    words: lengthWords,
    known: declared >= 0,
    value: declared < 0 ? undefined : declared,
    actual,
  };

  const usage =
    (row?.proprietary ? readThalesUsage(text, report) : undefined) ?? coded('usage', text, report);
  const algorithm = coded('algorithm', text, report);
  const mode = coded('mode', text, report);
  const keyVersion = readKeyVersion(text, report);
  const exportability = coded('exportability', text, report);
  const count = readCount(text, report);
  const tail = row?.proprietary ? readLmkId(text, report) : readContext(text, report);

  if (declared >= 0 && part === 'block') judgeLength(declared, lengthCode, actual, row, report);
  judgeCombination(usage.value, algorithm.value, mode.value, report);
  if (row?.proprietary)
    report.lint('version_proprietary', fieldSpans.version, [row.code, text.slice(14, 16)]);
  if (row?.deprecated) report.lint('version_deprecated', fieldSpans.version, [row.code]);

  const fields: Field[] = [
    version.field,
    {
      id: 'length',
      name: fieldNames.length,
      raw: lengthCode,
      meaning: length.name,
      words: lengthWords,
      span: fieldSpans.length,
    },
    usage.field,
    algorithm.field,
    mode.field,
    keyVersion.field,
    exportability.field,
    count.entry.field,
    ...tail.fields,
  ];
  return {
    values: {
      version: version.value,
      length,
      usage: usage.value,
      algorithm: algorithm.value,
      mode: mode.value,
      keyVersion: keyVersion.value,
      exportability: exportability.value,
      optionalBlockCount: count.value,
      keyContext: tail.keyContext,
      reserved: tail.reserved,
      ...(tail.lmkId === undefined ? {} : { lmkId: tail.lmkId }),
    },
    version: row,
    fields: text.length < 16 ? present(fields, text.length) : fields,
  };
}

/** Of a text that ends inside the header: the fields that have a character, cut where it ends. */
function present(fields: readonly Field[], length: number): Field[] {
  return fields
    .filter(({ span }) => span.start < length)
    .map((field) => ({ ...field, span: { start: field.span.start, end: Math.min(field.span.end, length) } }));
}

/** Digits are usages of Thales's own; undefined for letters, which are those of X9.143. */
function readThalesUsage(text: string, report: Report): Entry | undefined {
  const code = text.slice(5, 7);
  if (code.length < 2 || decimalAt(code, 0, 2) < 0) return undefined;
  const known = thalesUsage.get(code);
  if (known) return known;
  report.lint('usage_thales_unknown', fieldSpans.usage, [code], { found: code });
  return entry('usage', code, phrase('usage {0} of Thales, in no public table', code), false);
}

/** X9.143:2021 table 5. */
function readKeyVersion(text: string, report: Report): Entry {
  const code = text.slice(9, 11);
  if (code === '00') return unversioned;
  if (code.length < 2) return entry('keyVersion', code, phrase('missing'), false);
  const wrong = firstOutside(code, 0, 2, isAlphanumeric);
  if (wrong >= 0) {
    report.add('key_version_invalid', { start: 9 + wrong, end: 10 + wrong }, [code], { found: code });
    return entry('keyVersion', code, phrase('not allowed here'), false);
  }
  const name = code.startsWith('c')
    ? phrase('the payload is key component number {0}', code.slice(1))
    : phrase('version {0} of the key', code);
  return entry('keyVersion', code, name, true);
}

function readCount(text: string, report: Report): { entry: Entry; value: number | undefined } {
  const code = text.slice(12, 14);
  if (code === '00') return { entry: noOptionalBlocks, value: 0 };
  if (code.length < 2)
    return { entry: entry('optionalBlockCount', code, phrase('missing'), false), value: undefined };
  const value = decimalAt(text, 12, 14);
  if (value >= 0) return { entry: entry('optionalBlockCount', code, ofTable(String(value)), true), value };
  report.add('optional_block_count_not_numeric', fieldSpans.optionalBlockCount, [code], { found: code });
  return { entry: entry('optionalBlockCount', code, phrase('not a number'), false), value: undefined };
}

interface HeaderEnd {
  readonly keyContext: CodedValue;
  readonly reserved: string;
  readonly lmkId?: string;
  readonly fields: readonly Field[];
}

function readContext(text: string, report: Report): HeaderEnd {
  const context = coded('keyContext', text, report);
  const reserved = text.slice(15, 16);
  if (reserved === '0')
    return { keyContext: context.value, reserved, fields: [context.field, reservedZero.field] };
  if (reserved.length === 1) {
    if (!isAlphanumeric(reserved.charCodeAt(0)))
      report.add('header_not_alphanumeric', fieldSpans.reserved, [reserved], { found: reserved });
    else report.lint('reserved_nonzero', fieldSpans.reserved, [reserved], { expected: '0', found: reserved });
  }
  const { field } = entry('reserved', reserved, phrase('reserved, should be 0'), false);
  return { keyContext: context.value, reserved, fields: [context.field, field] };
}

/** Thales key blocks have the identifier of the LMK where X9.143 has key context and a reserved character. */
function readLmkId(text: string, report: Report): HeaderEnd {
  const lmkId = text.slice(14, 16);
  const wrong = firstOutside(lmkId, 0, lmkId.length, isAlphanumeric);
  if (wrong >= 0)
    report.add('header_not_alphanumeric', { start: 14 + wrong, end: 15 + wrong }, [lmkId], { found: lmkId });
  const words = phrase('local master key (LMK) {0}', lmkId);
  return {
    keyContext: {
      code: lmkId.slice(0, 1),
      name: english(words),
      words,
      known: wrong < 0 && lmkId.length === 2,
    },
    reserved: lmkId.slice(1),
    lmkId,
    fields: [{ id: 'lmkId', ...named(phrase('LMK identifier')), raw: lmkId, ...meant(words), span: lmkSpan }],
  };
}

function judgeLength(
  declared: number,
  code: string,
  actual: number,
  version: VersionRow | undefined,
  report: Report,
): void {
  if (declared !== actual)
    report.addFollowing('length_field_mismatch', fieldSpans.length, [code, actual], {
      ...(actual <= 9999 ? { expected: String(actual).padStart(4, '0') } : {}),
      found: code,
    });
  if (version?.padded && declared % version.blockSize !== 0)
    report.addFollowing('length_not_block_multiple', fieldSpans.length, [
      version.code,
      version.blockSize,
      declared,
    ]);
}

const listed = (codes: string): string => codes.split('').join(', ');

/** Findings on fields that are sound by themselves but do not go together. */
function judgeCombination(
  { code: usageCode }: CodedValue,
  { code: algorithm }: CodedValue,
  { code: mode }: CodedValue,
  report: Report,
): void {
  const usage = usageRow(usageCode);
  if (!usage) return;
  const allowed = algorithmsOf[usage.algorithms];
  if (!allowed.includes(algorithm) && algorithmRow(algorithm))
    report.lint(
      'algorithm_illegal_for_usage',
      fieldSpans.algorithm,
      [algorithm, usageCode, listed(allowed)],
      {
        expected: listed(allowed),
        found: algorithm,
      },
    );
  if (usage.modes === undefined || mode === 'N' || usage.modes.includes(mode) || !modeRow(mode)) return;
  const legal = listed(usage.modes.includes('N') ? usage.modes : `${usage.modes}N`);
  report.lint('mode_illegal_for_usage', fieldSpans.mode, [mode, usageCode, legal], {
    expected: legal,
    found: mode,
  });
}
