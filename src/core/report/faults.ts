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
    const { severity, followsFrom } = finding;
    const fault =
      followsFrom === null
        ? undefined
        : (faults.findLast(({ cause }) => cause.code === followsFrom) ?? faults.at(-1));
    if (!fault) {
      faults.push({ cause: finding, follows: [], severity });
      continue;
    }
    fault.follows.push(finding);
    if (isGraver(severity, fault.severity)) fault.severity = severity;
  }
  return faults;
}
