/** The fields of a key block header (X9.143:2021 table 1): where each stands, and what a code in it means. */
import {
  english,
  meant,
  ofTable,
  phrase,
  textTable,
  type Field,
  type Localisable,
  type Span,
} from '../findings';
import { decimalAt, firstOutside, isAlphanumeric } from './characters';
import type { KeyBlockFindingCode } from './findingTexts';
import type { Report } from './report';
import {
  algorithms,
  doubtfulUsages,
  exportabilities,
  keyContexts,
  modes,
  proprietaryNames,
  rowName,
  usages,
  versions,
  type TableRow,
} from './tables';
import type { CodedValue } from './types';

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

export type HeaderField = keyof typeof headerLayout;

/** What each field is called. */
export const fieldNames = textTable<Readonly<Record<HeaderField, string>>>(
  {
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
  },
  (name) => [name],
);

const spanOf = (id: HeaderField): Span => {
  const [start, size] = headerLayout[id];
  return { start, end: start + size };
};
/** Where each field stands. */
export const fieldSpans = Object.fromEntries(
  (Object.keys(headerLayout) as HeaderField[]).map((id) => [id, spanOf(id)]),
) as Readonly<Record<HeaderField, Span>>;

/** What a code of a field is: made once for each row of the tables, so that reading a header is looking up. */
export interface Entry {
  readonly value: CodedValue;
  readonly field: Field;
}

/** The entry of a code. @param known whether a table has it */
export function entry(
  id: HeaderField,
  code: string,
  words: Localisable,
  known: boolean,
  span = fieldSpans[id],
): Entry {
  return {
    value: { code, name: english(words), words, known },
    field: { id, name: fieldNames[id], raw: code, ...meant(words), span },
  };
}

/** The entries of a table, by code. */
export function entries(id: HeaderField, rows: readonly TableRow[]): ReadonlyMap<string, Entry> {
  return new Map(rows.map((row) => [row.code, entry(id, row.code, ofTable(rowName(row)), true)]));
}

const known = {
  version: entries('version', versions),
  usage: entries('usage', usages),
  algorithm: entries('algorithm', algorithms),
  mode: entries('mode', modes),
  exportability: entries('exportability', exportabilities),
  keyContext: entries('keyContext', keyContexts),
};

/** Codes of the findings on a field: a character that no field may have, a code in no table, a maker's code. */
const verdicts: Readonly<
  Record<
    keyof typeof known,
    { invalid: KeyBlockFindingCode; unknown: KeyBlockFindingCode; proprietary: KeyBlockFindingCode }
  >
> = {
  version: {
    invalid: 'version_unsupported',
    unknown: 'version_unsupported',
    proprietary: 'version_unsupported',
  },
  usage: { invalid: 'key_usage_invalid', unknown: 'usage_unknown', proprietary: 'usage_proprietary' },
  algorithm: {
    invalid: 'algorithm_invalid',
    unknown: 'algorithm_unknown',
    proprietary: 'algorithm_proprietary',
  },
  mode: { invalid: 'mode_of_use_invalid', unknown: 'mode_unknown', proprietary: 'mode_proprietary' },
  exportability: {
    invalid: 'exportability_invalid',
    unknown: 'exportability_unknown',
    proprietary: 'exportability_proprietary',
  },
  keyContext: {
    invalid: 'header_not_alphanumeric',
    unknown: 'key_context_unknown',
    proprietary: 'key_context_unknown',
  },
};

/** A field that stands in a table: its meaning, or why there is none. */
export function coded(id: keyof typeof known, text: string, report: Report): Entry {
  const span = fieldSpans[id];
  const code = text.slice(span.start, span.end);
  return known[id].get(code) ?? stranger(id, code, report);
}

function stranger(id: keyof typeof known, code: string, report: Report): Entry {
  const span = fieldSpans[id];
  if (code.length < span.end - span.start) return entry(id, code, phrase('missing'), false);
  const { invalid, unknown, proprietary } = verdicts[id];
  const wrong = firstOutside(code, 0, code.length, isAlphanumeric);
  if (wrong >= 0) {
    const at = span.start + wrong;
    report.add(invalid, { start: at, end: at + 1 }, [code], { found: code });
    return entry(id, code, phrase('not allowed here'), false);
  }
  // In lower case the letter says nothing: no table has one.
  const meant = known[id].get(code.toUpperCase());
  if (meant) {
    report.lower(span);
    return { ...meant, field: { ...meant.field, raw: code } };
  }
  const more = { found: code };
  if (id === 'version') {
    report.add('version_unsupported', span, [code], more);
    const name = /[0-9]/.test(code) ? phrase('proprietary, its layout is not published') : phrase('unknown');
    return entry(id, code, name, false);
  }
  if (decimalAt(code, 0, code.length) >= 0) {
    report.lint(proprietary, span, [code], more);
    const maker = proprietaryNames[id]?.[code];
    const other = id === 'keyContext' ? phrase('unknown') : phrase('proprietary');
    return entry(id, code, maker === undefined ? other : ofTable(maker), false);
  }
  report.lint(unknown, span, [code], more);
  if (id === 'usage' && doubtfulUsages.has(code))
    return entry(id, code, phrase('unknown: named in one secondary source only'), false);
  return entry(id, code, phrase('unknown, in no table of the standards'), false);
}
