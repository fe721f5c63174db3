/** How a command ends: exit codes, and what counts as a finding. */
import { readFileSync } from 'node:fs';
import type { Severity } from '../core/findings';
import { faultsOf } from '../core/report/faults';
import type { ReportedFinding } from '../core/report/types';
import { readMoment } from '../core/report/moment';
import { printable } from '../core/report/printable';

/** As linters have them. */
export const exitCodes = { clean: 0, findings: 1, failed: 2 } as const;

/** Something that the user can correct, in words; it holds nothing of what was read. */
export class CommandProblem extends Error {}

const levels = ['error', 'warning', 'info', 'material', 'never'] as const;
export type FailOn = (typeof levels)[number];

/** @throws CommandProblem */
export function failOn(given: string | undefined, usual: FailOn): FailOn {
  if (given === undefined) return usual;
  const level = levels.find((one) => one === given);
  if (level === undefined) throw new CommandProblem(`--fail-on must be one of ${levels.join(', ')}.`);
  return level;
}

/** @throws CommandProblem */
export function momentOf(given: string | undefined): Date {
  const at = given === undefined ? new Date() : readMoment(given);
  if (!at) throw new CommandProblem('--at must be a moment in ISO 8601.');
  return at;
}

/** Counts what was found. */
export class Tally {
  readonly counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  materials = 0;
  /** Sources that could not be read. */
  unread = 0;

  /** What follows from a fault is no fault of its own. */
  add(findings: readonly ReportedFinding[]): void {
    for (const { severity } of faultsOf(findings)) this.count(severity);
  }

  /** Of something that has no findings, and is as grave. */
  count(severity: Severity): void {
    this.counts[severity]++;
  }

  exitCode(level: FailOn): number {
    // What was not read was not judged either.
    if (this.unread > 0) return exitCodes.failed;
    const { error, warning, info } = this.counts;
    const count = {
      error,
      warning: error + warning,
      info: error + warning + info,
      material: this.materials,
      never: 0,
    }[level];
    return count > 0 ? exitCodes.findings : exitCodes.clean;
  }

  /** "2 errors, 1 warning in 3 key materials". */
  get words(): string {
    const { error, warning, info } = this.counts;
    const parts = [count(error, 'error'), count(warning, 'warning'), count(info, 'note')];
    return `${count(this.materials, 'item')} of key material: ${parts.join(', ')}`;
  }
}

export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** Writes, and waits where the reader is slower. */
export async function write(text: string): Promise<void> {
  if (text === '' || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', () => resolve()));
}

/** What was given, as a message may repeat it: in its place, a key may be on the command line, and messages are kept in logs. */
export function given(text: string): string {
  const mayBeKey = /[0-9A-Za-z+=]{16,}/.test(text) && /[0-9]/.test(text);
  return mayBeKey || text.length > 200 ? `(${text.length} characters)` : `"${text}"`;
}

/** Names of files are in such texts: nothing of them acts on a terminal. */
export function warn(text: string): void {
  process.stderr.write(`key-material: ${printable(text)}\n`);
}

/** Of this package. */
export function packageVersion(): string {
  // Beside the folder of the bundle that this is in, whichever of its files.
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as {
        version: string;
      };
      return manifest.version;
    } catch {
      continue;
    }
  }
  return '0.0.0';
}
