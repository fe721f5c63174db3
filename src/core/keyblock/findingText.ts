import type { Severity } from '../findings';

/** What a finding of a code says. Templates carry what was expected, what was found, what to do. */
export interface FindingText {
  readonly severity: Severity;
  readonly template: string;
  readonly reference: string;
}

export function text(severity: Severity, template: string, reference: string): FindingText {
  return { severity, template, reference };
}
