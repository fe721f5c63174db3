/**
 * What may be chosen for each field of a new header, given the fields before it: X9.143:2021 tables 1 to 6.
 * The rules are those by which the reader judges a header, so that what is offered as legal gets no warning.
 */
import type { KeyBlockHeader } from './blockHeader';
import {
  algorithmRow,
  algorithms,
  algorithmsOf,
  exportabilities,
  keyContexts,
  modeRow,
  modes,
  usageRow,
  usages,
  versions,
  type TableRow,
  type VersionRow,
} from './tables';

export interface Choices<Row extends TableRow = TableRow> {
  /** The usual one first. */
  readonly legal: readonly Row[];
  /** Codes that exist, but not in this combination. */
  readonly other: readonly Row[];
}

const letters = (codes: string): string[] => codes.split('');

function split<Row extends TableRow>(
  rows: readonly Row[],
  legal: readonly (Row | undefined)[],
): Choices<Row> {
  const first = legal.filter((row) => row !== undefined);
  return { legal: first, other: rows.filter((row) => !first.includes(row)) };
}

const usualVersions = { TDES: 'BC', AES: 'DE' } as const;

/** Versions for a KBPK. Deprecated and proprietary ones are legal no more; those of the other cipher are left out. */
export function versionChoices(cipher: 'TDES' | 'AES'): Choices<VersionRow> {
  const rows = versions.filter((row) => row.cipher === cipher);
  const usual: string = usualVersions[cipher];
  return split(
    rows,
    letters(usual).map((code) => rows.find((row) => row.code === code)),
  );
}

/** Usages; the ones that no edition of a standard names are apart. */
export function usageChoices(): Choices {
  return split(
    usages,
    usages.filter((row) => row.source.startsWith('X9.143')),
  );
}

/**
 * Algorithms for a usage (X9.143:2021 table 2); all are legal for a usage that no table has. Single DES is never
 * offered as legal.
 */
export function algorithmChoices(usage: string): Choices {
  const row = usageRow(usage);
  // Without a rule for the usage, everything is as legal as anything else.
  if (!row) return { legal: algorithms, other: [] };
  // Single DES is in the table for backwards compatibility only.
  const codes = letters(algorithmsOf[row.algorithms]).filter((code) => code !== 'D');
  return split(algorithms, codes.map(algorithmRow));
}

/** Modes; N ("no special restrictions") goes with every usage. */
export function modeChoices(usage: string): Choices {
  const row = usageRow(usage);
  if (row?.modes === undefined) return { legal: modes, other: [] };
  return split(modes, [...new Set(letters(`${row.modes}N`))].map(modeRow));
}

/** Every exportability (X9.143:2021 table 6): no other field limits it. */
export function exportabilityChoices(): Choices {
  return { legal: exportabilities, other: [] };
}

/** Every key context (X9.143:2021 table 1, character 14): no other field limits it. */
export function contextChoices(): Choices {
  return { legal: keyContexts, other: [] };
}

/** What a key of `code` may become when it travels on, the present value first. */
const narrowerExportability: Readonly<Record<string, string>> = { S: 'SEN', E: 'EN', N: 'N' };
const narrowerModes: Readonly<Record<string, string>> = { B: 'BED', C: 'CGV', T: 'TSD' };
const narrowerContexts: Readonly<Record<string, string>> = { '0': '012', '1': '1', '2': '2' };

/** What rewrapping may make of a header: the same or stricter, the present value first. All else stays. */
export interface RewrapChoices {
  readonly exportability: readonly string[];
  readonly mode: readonly string[];
  readonly keyContext: readonly string[];
}

/**
 * Exportability only stricter (S, E, N), mode of use only narrower (B to E or D, C to G or V, N to what
 * the usage allows), key context only more definite. Unknown and proprietary codes stay as they are.
 */
export function rewrapChoices(header: KeyBlockHeader): RewrapChoices {
  const { usage, mode, exportability, keyContext = '0' } = header;
  const allowed = usageRow(usage)?.modes;
  const narrower =
    mode === 'N'
      ? letters(`N${allowed ?? ''}`)
      : letters(narrowerModes[mode] ?? mode).filter(
          (code) => code === mode || allowed === undefined || allowed.includes(code),
        );
  return {
    exportability: letters(narrowerExportability[exportability] ?? exportability),
    mode: [...new Set(narrower)],
    keyContext: letters(narrowerContexts[keyContext] ?? keyContext),
  };
}
