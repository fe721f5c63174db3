/** Reports for people at a terminal. Texts of a report have no control characters: nothing in them acts on it. */
import { faultsOf, isGraver } from '../core/report/faults';
import type {
  ReportedField,
  ReportedFinding,
  ReportedMaterial,
  ReportedPlace,
  Withheld,
} from '../core/report/types';
import { quoted } from '../core/report/values';

/** "file:3:12", or "file@0" in a binary file. */
export function placeText(name: string, place: ReportedPlace | null): string {
  const shown = quoted(name);
  if (!place) return shown;
  return place.unit === 'lines' ? `${shown}:${place.line}:${place.column}` : `${shown}@${place.start}`;
}

const withheldText = ({ reason, size, sha256 }: Withheld): string =>
  `(${reason}, ${size.count} ${size.unit}${sha256 === null ? '' : `, SHA-256 ${sha256}…`})`;

/** One material: title, fields, findings and the verdict of AWS. */
export function materialText(name: string, material: ReportedMaterial): string {
  const { fields, findings, aws, coats, place } = material;
  const rows = rowsOf(fields, '');
  const widths = [0, 1].map((column) => Math.min(48, Math.max(0, ...rows.map((row) => row[column]!.length))));
  const table = rows.map(([left, middle, right]) =>
    `  ${left.padEnd(widths[0]!)}  ${middle.padEnd(widths[1]!)}  ${right}`.trimEnd(),
  );
  const inCoats = coats.length > 0 ? ` in ${coats.join(' in ')}` : '';
  const lines = [`${placeText(name, place)}  ${material.name}${inCoats}`, ...table];
  for (const finding of findings) lines.push(`  ${findingText(finding)}`);
  if (aws) {
    lines.push(`  AWS ${aws.importable}: ${quoted(aws.summary)}`);
    for (const finding of aws.findings) lines.push(`    ${findingText(finding)}`);
  }
  return `${lines.join('\n')}\n\n`;
}

/** One finding; what follows from another says so. */
export const findingText = ({ severity, code, message, followsFrom }: ReportedFinding): string =>
  `${severity} ${code}: ${message}${followsFrom === null ? '' : ` (follows from ${followsFrom})`}`;

function rowsOf(fields: readonly ReportedField[], indent: string): [string, string, string][] {
  return fields.flatMap(({ name, value, withheld, meaning, fields: parts }) => [
    [indent + name, value ?? (withheld ? withheldText(withheld) : ''), meaning === value ? '' : meaning] as [
      string,
      string,
      string,
    ],
    ...rowsOf(parts, `${indent}  `),
  ]);
}

/** One line: where, what, and how grave its worst finding is. */
export function foundText(
  name: string,
  { place, name: what, fields, findings, aws }: ReportedMaterial,
): string {
  const facts = ['usage', 'algorithm', 'subject', 'publicKey']
    .map((id) => fields.find((field) => field.id === id))
    .filter((field) => field?.value !== undefined)
    .map((field) => `${field!.value ?? ''}${field!.meaning === '' ? '' : ` (${field!.meaning})`}`);
  const faults = faultsOf(findings);
  const fault = faults.find(({ severity }) => faults.every((one) => !isGraver(one.severity, severity)));
  const worst = fault ? [`${fault.severity} ${fault.cause.code}`] : [];
  const service = aws ? [`AWS ${aws.importable}`] : [];
  return `${[placeText(name, place), what, ...facts, ...worst, ...service].join('  ')}\n`;
}

/** One line of lint. */
export function lintText(name: string, material: ReportedMaterial, finding: ReportedFinding): string {
  return `${placeText(name, finding.place ?? material.place)}: ${findingText(finding)}\n`;
}
