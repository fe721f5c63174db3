/**
 * Findings of a report as faults: one fault is one finding, with what follows from it. The command line loads this at its
 * start, so it needs nothing else.
 */
import type { Severity } from '../findings';
import type { ReportedFinding } from './types';

/** One fault: a finding with those that follow from it. */
export interface Fault {
  readonly cause: ReportedFinding;
  readonly follows: readonly ReportedFinding[];
  /** The worst of all of them: what follows from a damaged frame may be worse than the damage. */
  readonly severity: Severity;
}

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** Whether the first is graver than the second. */
export const isGraver = (one: Severity, other: Severity): boolean => ranks[one] > ranks[other];

/** The faults of a list, in its order. */
export function faultsOf(findings: readonly ReportedFinding[]): Fault[] {
  const faults: { cause: ReportedFinding; follows: ReportedFinding[]; severity: Severity }[] = [];
  for (const finding of findings) {
    const last = faults.findLast(({ cause }) => cause.code === finding.followsFrom) ?? faults.at(-1);
    if (finding.followsFrom === null || !last) {
      faults.push({ cause: finding, follows: [], severity: finding.severity });
      continue;
    }
    last.follows.push(finding);
    if (isGraver(finding.severity, last.severity)) last.severity = finding.severity;
  }
  return faults;
}
