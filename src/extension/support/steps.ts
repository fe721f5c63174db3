import { back, type Frame } from './prompts';

/** How a step ended. */
export type StepEnd = 'next' | typeof back | undefined;

export interface Step {
  /** Left out, and not counted, where it says false; asked anew before every step. */
  readonly when?: () => boolean;
  readonly ask: (frame: Frame) => Promise<StepEnd>;
}

/**
 * Asks the steps in turn. Back goes to the step before that applies, and out of the first one into the
 * sequence around this one, where there is one. Ends with 'next' after the last, undefined on Escape.
 */
export async function runSteps(title: string, steps: readonly Step[], outer?: Frame): Promise<StepEnd> {
  const trail: number[] = [];
  let at = nextStep(steps, 0);
  while (at < steps.length) {
    const applicable = steps.filter((step) => step.when?.() !== false);
    const totalSteps = Math.max(applicable.length, trail.length + 1);
    const end = await steps[at]!.ask({
      title,
      canGoBack: trail.length > 0 || outer?.canGoBack === true,
      // "1/1" says nothing.
      ...(totalSteps > 1 ? { step: trail.length + 1, totalSteps } : {}),
    });
    if (end === undefined) return undefined;
    if (end === 'next') {
      trail.push(at);
      at = nextStep(steps, at + 1);
      continue;
    }
    const before = trail.pop();
    if (before === undefined) return back;
    at = before;
  }
  return 'next';
}

function nextStep(steps: readonly Step[], from: number): number {
  let at = from;
  while (at < steps.length && steps[at]?.when?.() === false) at++;
  return at;
}
