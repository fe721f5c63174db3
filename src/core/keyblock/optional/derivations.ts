/** DA: X9.143:2021 table 12; IBM's verb takes the sets without the version "01". */
import { ofTable, phrase, type Field, type Localisable } from '../../findings';
import { algorithmRow, exportabilityRow, modeRow, usageRow, type TableRow } from '../tables';
import { dataField, dataSpan, wholeField, type DecodedData, type OptionalData } from './dataField';

const setLength = 5;

/** DA, derivations allowed: version, then sets of 5 characters (usage, algorithm, mode of use, exportability). */
export function readDerivations(input: OptionalData): DecodedData {
  const { data, report } = input;
  const versioned = data.startsWith('01');
  const bare = !versioned && data.length % setLength === 0 && usageRow(data.slice(0, 2)) !== undefined;
  if (!versioned && !bare) {
    report.lint('da_version_unknown', dataSpan(input, 0, 2), [data.slice(0, 2)], { found: data.slice(0, 2) });
    return { fields: wholeField(input, phrase('version not known')), summary: data };
  }
  if (bare) report.lint('da_version_missing', dataSpan(input, 0, 2), [data.slice(0, 2)]);
  const first = versioned ? 2 : 0;
  const sets = Math.floor((data.length - first) / setLength);
  const rest = first + sets * setLength;
  if (rest < data.length || sets === 0)
    report.lint('da_length_invalid', dataSpan(input, rest), [data.length - first]);
  const fields: Field[] = versioned ? [dataField(input, 0, 2, 'version', phrase('Version'), '01')] : [];
  for (let n = 1, at = first; n <= sets; n++, at += setLength) fields.push(readSet(input, at, n));
  if (rest < data.length)
    fields.push(
      dataField(input, rest, data.length, 'rest', phrase('Rest'), phrase('no whole set of 5 characters')),
    );
  const usages = fields.flatMap(({ children }) => (children ? [children[0]?.raw ?? ''] : []));
  return {
    fields,
    summary: sets === 0 ? phrase('no derivation') : phrase('may derive {0}', usages.join(', ')),
  };
}

function readSet(input: OptionalData, at: number, n: number): Field {
  const part = (
    from: number,
    to: number,
    id: string,
    name: Localisable,
    row: TableRow | undefined,
  ): { field: Field; words: Localisable } => {
    const code = input.data.slice(from, to);
    const proprietary = /^[0-9]+$/.test(code);
    if (!row && !proprietary)
      input.report.lint('da_code_unknown', dataSpan(input, from, to), [name, code], { found: code });
    const words = row
      ? ofTable(row.name)
      : proprietary
        ? phrase('proprietary {0}', code)
        : phrase('unknown {0}', code);
    return { field: dataField(input, from, to, id, name, words), words };
  };
  const { data } = input;
  const usage = part(at, at + 2, 'usage', phrase('Key usage'), usageRow(data.slice(at, at + 2)));
  const algorithm = part(
    at + 2,
    at + 3,
    'algorithm',
    phrase('Algorithm'),
    algorithmRow(data.slice(at + 2, at + 3)),
  );
  const mode = part(at + 3, at + 4, 'mode', phrase('Mode of use'), modeRow(data.slice(at + 3, at + 4)));
  const exporting = part(
    at + 4,
    at + 5,
    'exportability',
    phrase('Exportability'),
    exportabilityRow(data.slice(at + 4, at + 5)),
  );
  return dataField(
    input,
    at,
    at + setLength,
    `derivation-${n}`,
    phrase('Derivation {0}', n),
    phrase(
      'may derive a key of usage {0}; {1}; {2}; {3}',
      usage.words,
      algorithm.words,
      mode.words,
      exporting.words,
    ),
    [usage.field, algorithm.field, mode.field, exporting.field],
  );
}
