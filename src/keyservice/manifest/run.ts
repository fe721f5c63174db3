/**
 * Imports the rows of a manifest in order, one at a time. Each is noted and locked by itself, as any import is: killed
 * at any point and run again, in whatever window, it doubles nothing and loses nothing.
 */
import type { KeyServiceError } from '../errors';
import type { RowOutcome, RowResult, RunPorts } from './outcome';
import { isWanted, type PreflightRow } from './preflight';
import { Cancelled, RowRun, ServiceStopped, TagRefused } from './rowRun';

export interface RunManifest {
  /** URI and name of the manifest. */
  readonly manifest: string;
  readonly name: string;
  /** All rows; those with nothing to do are passed over. */
  readonly rows: readonly PreflightRow[];
}

export type RunEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancelled' }
  /** The service as a whole, not the row: to be run again when that is mended. */
  | { readonly kind: 'service'; readonly error: KeyServiceError }
  /** Keys cannot be tagged: a person decides whether they go without. Nothing was imported for the row under way. */
  | { readonly kind: 'tagRefused'; readonly error: KeyServiceError }
  /** Rows in succession came out wrong in the same way: more of it would not help. */
  | { readonly kind: 'repeated'; readonly result: RowResult; readonly error?: KeyServiceError };

export interface RunResult {
  readonly outcomes: readonly RowOutcome[];
  readonly end: RunEnd;
}

/** In succession, after which a run stops by itself. */
const mostInSuccession = 3;

/** Rejects only where note or journal cannot be written: nothing was sent then. */
export async function runManifest(
  { manifest, name, rows }: RunManifest,
  ports: RunPorts,
): Promise<RunResult> {
  const wanted = rows.filter(isWanted);
  const run = ports.newId();
  await ports.journal.append({
    t: 'begin',
    v: 2,
    run,
    manifest,
    name,
    wanted: wanted.length,
    rows: rows.length,
    target: ports.service.target,
    at: ports.clock.now(),
  });
  const outcomes: RowOutcome[] = [];
  let end: RunEnd = { kind: 'complete' };
  for (const row of wanted) {
    if (ports.signal?.aborted) {
      end = { kind: 'cancelled' };
      break;
    }
    const step = { row, done: outcomes.length, of: wanted.length };
    ports.progress?.(step);
    try {
      const outcome = await new RowRun(row, ports, (waiting) => ports.progress?.({ ...step, waiting })).run();
      outcomes.push(outcome);
      const { result, arn, at } = outcome;
      await ports.journal.append({
        t: 'row',
        row: row.row.number,
        result,
        at,
        ...(arn === undefined ? {} : { arn }),
      });
      ports.progress?.({ ...step, done: outcomes.length, outcome });
    } catch (error) {
      if (error instanceof Cancelled) end = { kind: 'cancelled' };
      else if (error instanceof TagRefused) end = { kind: 'tagRefused', error: error.error };
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
  await ports.journal.append({
    t: 'end',
    run,
    complete: end.kind === 'complete',
    at: ports.clock.now(),
  });
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
