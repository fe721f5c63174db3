// Several jobs at a time, each in the next lane that is free.

/**
 * Runs jobs in the order of the list, so many at a time.
 * @template T, R
 * @param {readonly T[]} jobs
 * @param {number} width lanes
 * @param {(job: T, lane: number) => Promise<R>} body lane: counted from 0; no two jobs are in one lane at a time
 * @returns {Promise<R[]>} what each gave, in the order of the list
 */
export async function inLanes(jobs, width, body) {
  /** @type {R[]} */
  const results = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, jobs.length) }, async (_, lane) => {
      while (next < jobs.length) {
        const index = next++;
        results[index] = await body(/** @type {T} */ (jobs[index]), lane);
      }
    }),
  );
  return results;
}
