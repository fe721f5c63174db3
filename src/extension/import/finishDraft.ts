/** The last step of a flow: what would be refused is shown before anybody types a name for it. */
import { type Answer, type Frame, type Ui, back } from '../flow/ui';
import type { StepEnd } from '../flow/steps';
import type { ServiceTools } from '../service/tools';
import { showFindings } from '../service/confirmation';
import { finishImport, type ImportDraft } from './finishImport';
import { notableFindings } from '../service/importTexts';
import { connectedTarget } from '../service/target';

export { finishSteps } from './finishImport';

/** The end of a step that asks one thing. */
export function take<T>(answer: Answer<T>, put: (value: T) => void): StepEnd {
  if (answer === undefined) return undefined;
  if (answer === back) return back;
  put(answer);
  return 'next';
}

export async function finishDraft(
  tools: ServiceTools,
  ui: Ui,
  frame: Frame,
  draft: ImportDraft,
): Promise<StepEnd> {
  const connected = await connectedTarget(tools);
  if (!connected) return undefined;
  const plan = draft.plan({}, { target: connected.target, now: new Date() });
  if (plan.blocked) {
    const end = await showFindings(ui, frame, notableFindings(plan));
    return end === 'next' ? back : end;
  }
  return take(await finishImport(tools, draft, ui, frame), () => undefined);
}
