import { type Frame, back } from './ui';

/** How a step ended. */
export type StepEnd = 'next' | typeof back | undefined;

export interface Step {
  /** Left out, and not counted, where it says false; asked anew before every step. */
  readonly when?: () => boolean;
  readonly ask: (frame: Frame) => Promise<StepEnd>;
  /** How many questions it asks, where it is a sequence of its own that counts on; 1 where not given. */
  readonly count?: number;
}

/**
 * Asks the steps in turn. Back goes to the step before that applies, and out of the first one into the
 * sequence around this one, where there is one; its count goes on here. Ends with 'next' after the last,
 * undefined on Escape.
 * @param from the step to begin at, with those before it behind it
 */
export async function runSteps(
  title: string,
  steps: readonly Step[],
  outer?: Frame,
  from = 0,
): Promise<StepEnd> {
  const trail: number[] = [];
  for (let before = 0; before < from; before++) if (steps[before]!.when?.() !== false) trail.push(before);
  const before = (outer?.step ?? 1) - 1;
  let at = nextStep(steps, from);
  while (at < steps.length) {
    const applicable = steps.filter((step) => step.when?.() !== false);
    const asked = applicable.reduce((sum, { count = 1 }) => sum + count, 0);
    const step = before + trail.reduce((sum, one) => sum + (steps[one]!.count ?? 1), 0) + 1;
    const totalSteps = Math.max(before + asked, step, outer?.totalSteps ?? 0);
    const end = await steps[at]!.ask({
      title,
      canGoBack: trail.length > 0 || outer?.canGoBack === true,
      // "1/1" says nothing.
      ...(totalSteps > 1 ? { step, totalSteps } : {}),
    });
    if (end === undefined) return undefined;
    if (end === 'next') {
      trail.push(at);
      at = nextStep(steps, at + 1);
      continue;
    }
    const last = trail.pop();
    if (last === undefined) return back;
    at = last;
  }
  return 'next';
}

function nextStep(steps: readonly Step[], from: number): number {
  let at = from;
  while (at < steps.length && steps[at]?.when?.() === false) at++;
  return at;
}
