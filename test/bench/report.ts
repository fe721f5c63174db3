/** Rows for the table of `npm run bench`: our time beside that of a peer at the same task in the same run. */

export interface BenchRow {
  readonly task: string;
  /** 'ours', or the peer's name; "(quoted)" in it where it was not run here. */
  readonly who: string;
  readonly milliseconds: number;
}

/** Row of a table; scripts/bench.mjs takes these lines out of the output. */
export function report(task: string, who: string, milliseconds: number): void {
  const row: BenchRow = { task, who, milliseconds };
  if (process.env.KMI_BENCH) console.log(`BENCH ${JSON.stringify(row)}`);
}

/** A peer that is not there, and what to do about it. */
export function skipped(task: string, who: string, why: string): void {
  console.log(`${task}: ${who} left out, ${why}`);
}
