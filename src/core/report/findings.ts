/** Findings as a report has them. */
import { bySeverity, type Finding, type Span, unfolded } from '../findings';
import type { ReportedFinding, ReportedPlace } from './types';
import { mostFields, quoted } from './values';

/** From a span of a material to its place in the source. */
export type PlaceOf = (span: Span) => ReportedPlace | null;

/** Worst first, each once; those that are folded under another come right after it. */
export function reportedFindings(findings: readonly Finding[], placeOf: PlaceOf): ReportedFinding[] {
  const seen = new Set<string>();
  return bySeverity(findings)
    .flatMap((finding) => [
      reported(finding, null, placeOf),
      ...unfolded(finding.folded ?? []).map((folded) => reported(folded, finding.code, placeOf)),
    ])
    .filter(({ code, message, place }) => {
      const key = `${code} ${JSON.stringify(place)} ${message}`;
      return seen.has(key) ? false : (seen.add(key), true);
    })
    .slice(0, mostFields);
}

function reported(
  { code, severity, message, span, reference }: Finding,
  followsFrom: string | null,
  placeOf: PlaceOf,
): ReportedFinding {
  return {
    code,
    severity,
    message: quoted(message),
    reference: reference ?? null,
    followsFrom,
    place: span ? placeOf(span) : null,
  };
}
