/**
 * Imports the rows of a manifest in order, one at a time. Every step is in the journal before the next: killed at
 * any point and run again, it doubles nothing and loses nothing.
 */
import type { KeyServiceError } from '../errors';
import type { CancelSignal, Key, KeyService } from '../operations';
import { keyId, type JournalLine, type JournalPort, type Journals } from './journal';
import { isWanted, type PreflightRow } from './preflight';
import { Cancelled, RowRun, ServiceStopped } from './rowRun';

export interface RunPorts {
  readonly service: KeyService;
  readonly journal: JournalPort;
  /** All that was known at the beginning; the run adds its own lines. */
  readonly journals: Journals;
  /** ARNs that were there when the run began. */
  readonly knownArns: ReadonlySet<string>;
  /** 32 random hex digits. */
  readonly newId: () => string;
  readonly now: () => number;
  /** Resolves after the time, or when the signal is aborted. */
  readonly pause: (milliseconds: number, signal: CancelSignal | undefined) => Promise<void>;
  /** Ends the run behind the row under way. */
  readonly signal?: CancelSignal;
  readonly progress?: (step: RunStep) => void;
}

export interface RunManifest {
  /** URI and name of the manifest. */
  readonly manifest: string;
  readonly name: string;
  /** All rows; those with nothing to do are passed over. */
  readonly rows: readonly PreflightRow[];
}

export interface RunStep {
  readonly row: PreflightRow;
  /** Rows of this run that are behind, and all of them. */
  readonly done: number;
  readonly of: number;
  /** Milliseconds that are waited for, as the service throttles or did not answer. */
  readonly waiting?: number;
  /** What just became of the row. */
  readonly outcome?: RowOutcome;
}

/**
 * 'imported' with all that was asked for; 'differs': the check value is another, so no alias was made; 'noAlias': the
 * key is there, the alias is not; 'unclear': it may be one of `candidates`, and nothing is sent again.
 */
export type RowResult = 'imported' | 'differs' | 'noAlias' | 'failed' | 'unclear';

export interface RowOutcome {
  readonly number: number;
  readonly result: RowResult;
  readonly at: number;
  readonly arn?: string;
  readonly kcv?: string;
  readonly requestId?: string;
  /** The answer was lost, and the key was found. */
  readonly found?: true;
  readonly alias?: string;
  readonly error?: KeyServiceError;
  readonly candidates?: readonly string[];
  /** As the service gave it; of rows imported in this run. */
  readonly key?: Key;
}

export type RunEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancelled' }
  /** The service as a whole, not the row: to be run again when that is mended. */
  | { readonly kind: 'service'; readonly error: KeyServiceError }
  /** Rows in succession came out wrong in the same way: more of it would not help. */
  | { readonly kind: 'repeated'; readonly result: RowResult; readonly error?: KeyServiceError };

export interface RunResult {
  readonly outcomes: readonly RowOutcome[];
  readonly end: RunEnd;
}

/** In succession, after which a run stops by itself. */
const mostInSuccession = 3;

/** Rejects only where the journal cannot be written: nothing may be sent then. */
export async function runManifest(
  { manifest, name, rows }: RunManifest,
  ports: RunPorts,
): Promise<RunResult> {
  const wanted = rows.filter(isWanted);
  const take = ports.journals.file();
  // An alias is found again at the service: its line waits for the next one.
  let waiting: JournalLine[] = [];
  const write = async (line: JournalLine): Promise<void> => {
    waiting.push(line);
    take(line);
    if (line.t === 'alias') return;
    const lines = waiting;
    waiting = [];
    await ports.journal.append(...lines);
  };
  const run = ports.newId();
  await write({
    t: 'begin',
    v: 1,
    run,
    manifest,
    name,
    wanted: wanted.length,
    rows: rows.length,
    target: ports.service.target,
    known: [...ports.knownArns].map(keyId).join(' '),
    at: ports.now(),
  });
  const outcomes: RowOutcome[] = [];
  const told = new Set<string>();
  let end: RunEnd = { kind: 'complete' };
  for (const row of wanted) {
    if (ports.signal?.aborted) {
      end = { kind: 'cancelled' };
      break;
    }
    const step = { row, done: outcomes.length, of: wanted.length };
    ports.progress?.(step);
    try {
      const outcome = await new RowRun(row, { ...ports, told }, write, (waiting) =>
        ports.progress?.({ ...step, waiting }),
      ).run();
      outcomes.push(outcome);
      if (outcome.result !== 'imported')
        await write({
          t: 'failed',
          row: row.row.number,
          hash: row.hash!,
          kind: outcome.result,
          at: outcome.at,
        });
      ports.progress?.({ ...step, done: outcomes.length, outcome });
    } catch (error) {
      if (error instanceof Cancelled) end = { kind: 'cancelled' };
      else if (error instanceof ServiceStopped) end = { kind: 'service', error: error.error };
      else throw error;
      break;
    }
    const repeated = repetition(outcomes);
    if (repeated && outcomes.length < wanted.length) {
      end = repeated;
      break;
    }
  }
  // What came out wrong is told by its own lines; a run that went through all rows is over.
  await write({ t: 'end', run, complete: end.kind === 'complete', at: ports.now() });
  return { outcomes, end };
}

function repetition(outcomes: readonly RowOutcome[]): RunEnd | undefined {
  const last = outcomes.slice(-mostInSuccession);
  const [first] = last;
  if (!first || last.length < mostInSuccession || first.result === 'imported') return undefined;
  const same = last.every(
    ({ result, error }) => result === first.result && error?.kind === first.error?.kind,
  );
  // Blocks that are refused one by one are what a run is to find out.
  const telling = first.result === 'differs' || first.error?.kind === 'notAuthorised';
  return same && telling
    ? { kind: 'repeated', result: first.result, ...(first.error ? { error: first.error } : {}) }
    : undefined;
}
