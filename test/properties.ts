/**
 * Property tests, with inputs that are the same in every run: what fails is then of the change at hand, and fails again.
 * `PROPERTY_SEED=random npx vitest run` walks new ones; `npm run fuzz` and `npm run soak` do so at length.
 */
import fc from 'fast-check';

const { PROPERTY_SEED: seed = '1' } = process.env;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });

export default fc;
