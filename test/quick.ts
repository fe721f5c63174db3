/**
 * The quick tier: what `npm run test:quick` and `npm run mutate` leave out or make smaller. `npm test` runs everything.
 * Whole files that start processes or make bundles are called `*.process.test.ts` instead.
 */

/** Whether only the quick tier runs. */
export const quick = process.env.KMI_QUICK !== undefined;

/** How much of something is gone through: inputs of a property, keys in a list. A tenth where only the quick tier runs. */
export const runs = (whole: number): number => (quick ? Math.ceil(whole / 10) : whole);
