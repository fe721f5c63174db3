/**
 * The journal of manifest imports: which run was begun over which manifest, and what became of its rows. It is for
 * people, to go on with an import and to report on it; that nothing is sent twice rests on the notes of each import
 * (imports/noteStore.ts) and not on this file. It holds hashes, ARNs, check values and times, never a block.
 */
import type { ServiceTarget } from '../operations';
import { textName } from '../imports/identity';

/** One run over one manifest begins. */
export interface RunBegan {
  readonly t: 'begin';
  readonly v: 2;
  /** Random. */
  readonly run: string;
  /** URI of the manifest, and its name for people. */
  readonly manifest: string;
  readonly name: string;
  /** Rows that this run is to import, and rows of the manifest. */
  readonly wanted: number;
  readonly rows: number;
  readonly target: ServiceTarget;
  /** Milliseconds since 1970, as all times here. */
  readonly at: number;
}

export type JournalLine =
  | RunBegan
  | {
      readonly t: 'row';
      readonly row: number;
      /** `RowResult`. */
      readonly result: string;
      readonly at: number;
      readonly arn?: string;
    }
  | { readonly t: 'end'; readonly run: string; readonly complete: boolean; readonly at: number };

/** Appends lines; resolves when they would be found again after a crash. */
export interface JournalPort {
  append(...lines: readonly JournalLine[]): Promise<void>;
}

/** A run that was begun and did not come to the end of its rows. */
export interface UnfinishedRun extends RunBegan {
  readonly done: number;
}

/** Names a manifest's file, among journals, by its URI. */
export function journalName(manifest: string): string {
  return `${textName(manifest).slice(0, 32)}.jsonl`;
}

export interface ReadJournal {
  readonly lines: readonly JournalLine[];
  /** Number, from 1, of the first line that is not whole and is not the last one: the file was damaged. */
  readonly damaged?: number;
}

/** A last line that is not whole was cut off by the end of its process, and is left out. */
export function readJournal(text: string): ReadJournal {
  const lines: JournalLine[] = [];
  const all = text.split('\n');
  while (all.at(-1) === '') all.pop();
  for (const [place, line] of all.entries()) {
    const value = lineOf(line);
    if (value) lines.push(value);
    // Its process ended there; the next one closed it with a line end and went on with a run of its own.
    else if (place < all.length - 1 && lineOf(all[place + 1]!)?.t !== 'begin')
      return { lines, damaged: place + 1 };
  }
  return { lines };
}

/** All runs of this machine that were not finished, the latest first. */
export function unfinishedRuns(journals: readonly ReadJournal[]): readonly UnfinishedRun[] {
  const runs = new Map<string, { began: RunBegan; done: Set<number>; complete: boolean }>();
  for (const { lines } of journals) {
    let run: { began: RunBegan; done: Set<number>; complete: boolean } | undefined;
    for (const line of lines)
      switch (line.t) {
        case 'begin':
          run = { began: line, done: new Set(), complete: false };
          // A new run over a manifest takes the place of the one before.
          runs.set(`${line.manifest}\n${line.target.region}\n${line.target.account ?? ''}`, run);
          break;
        case 'row':
          if (line.result === 'imported') run?.done.add(line.row);
          break;
        case 'end':
          if (run?.began.run === line.run) run.complete = line.complete;
      }
  }
  return [...runs.values()]
    .filter(({ complete }) => !complete)
    .map(({ began, done }) => ({ ...began, done: done.size }))
    .sort((a, b) => b.at - a.at);
}

function lineOf(text: string): JournalLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is JournalLine {
  if (!isRecord(value)) return false;
  switch (value.t) {
    case 'begin':
      return (
        ['run', 'manifest', 'name'].every((name) => typeof value[name] === 'string') &&
        isRecord(value.target) &&
        typeof value.target.region === 'string' &&
        Number.isFinite(value.at)
      );
    case 'row':
      return Number.isInteger(value.row) && typeof value.result === 'string';
    case 'end':
      return typeof value.run === 'string';
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
