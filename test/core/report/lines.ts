/** Reports as lines for a file of expectations: every member of them, in few characters. */
import type {
  Report,
  ReportedField,
  ReportedFinding,
  ReportedMaterial,
  ReportedPlace,
} from '../../../src/core/report/types';

export function placeText(place: ReportedPlace | null): string {
  if (!place) return 'nowhere';
  if (place.unit === 'bytes') return `bytes ${place.start}-${place.end}`;
  const { line, column, endLine, endColumn } = place;
  return `${line}:${column}-${endLine}:${endColumn}`;
}

/** Id, name, value or what stands for it, meaning; parts below. */
export function fieldLines(fields: readonly ReportedField[], indent = '  '): string[] {
  return fields.flatMap(({ id, name, value, withheld, meaning, fields: parts }) => {
    const stands = withheld
      ? `(${withheld.reason}, ${withheld.size.count} ${withheld.size.unit}, ${withheld.sha256 ?? 'no hash'})`
      : value === null
        ? '(parts)'
        : JSON.stringify(value);
    return [
      `${indent}${id} | ${name} | ${stands}${meaning === '' ? '' : ` | ${meaning}`}`,
      ...fieldLines(parts, `${indent}  `),
    ];
  });
}

export const findingLines = (findings: readonly ReportedFinding[], indent = '  '): string[] =>
  findings.map(
    ({ code, severity, message, reference, followsFrom, place }) =>
      `${indent}! ${severity} ${code} ${placeText(place)}: ${message} (${reference ?? 'no reference'})${followsFrom === null ? '' : `, follows from ${followsFrom}`}`,
  );

export function materialLines({
  kind,
  name,
  place,
  coats,
  size,
  fields,
  findings,
  aws,
}: ReportedMaterial): string[] {
  return [
    `- ${kind} | ${name} | ${placeText(place)} | ${size.count} ${size.unit}${coats.length > 0 ? ` | ${coats.join(' in ')}` : ''}`,
    ...fieldLines(fields),
    ...findingLines(findings),
    ...(aws
      ? [
          `  AWS ${aws.importable}: ${aws.summary} | ${aws.keyUsage ?? 'no usage'} | ${aws.keyAlgorithms.join()} | ${aws.keyModesOfUse.join()} | ${aws.exportable ?? 'not said'}`,
          ...findingLines(aws.findings, '    '),
        ]
      : []),
  ];
}

export function reportLines(title: string, { materials, source, complete }: Report): string[] {
  const { name, size } = source;
  return [
    `# ${title}: ${name ?? 'no name'}, ${size.count} ${size.unit}${complete ? '' : ', not complete'}`,
    ...materials.flatMap(materialLines),
    '',
  ];
}
