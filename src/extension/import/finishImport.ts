/**
 * The end of every import, whatever its material: the questions that all have, findings, confirmation, the call,
 * and what follows it. What was entered stays until there is a key or the user leaves.
 */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import type { ImportPlan } from '../../keyservice/plans/plan';
import { escapeNotification } from '../ui/markdown';
import type { Answer, Frame, Ui } from '../flow/ui';
import { runSteps, type Step } from '../flow/steps';
import { custodyRefusal } from '../service/custody';
import { actionOn } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';
import { tellResult } from './afterImport';
import { nameAndEnable } from './aliasOfKey';
import { checkValuesGiven } from './importRecord';
import { parseTags, tagsText, type TakenAliases } from '../service/choices';
import { copyAsCli } from '../service/cliCopy';
import { confirmationLines } from '../service/importTexts';
import { Plans, questions, type Entered, type ImportDraft } from './questions';
import { sendUntilSettled } from './settle';
import type { Onward } from './sending';
import type { Found } from './looking';
import { connectedTarget, sameTarget, type Connected } from '../service/target';

export type { ImportDraft } from './questions';

/** Questions that `finishImport` asks, for the count of a sequence around it (Step.count). */
export const finishSteps = 4;

const tagsKey = 'keyMaterial.import.tags';

/**
 * Imports what a draft describes. Back from its first question gives `back`; undefined where the user left, or
 * was told why nothing is imported.
 */
export async function finishImport(
  tools: ServiceTools,
  draft: ImportDraft,
  ui: Ui,
  frame: Frame,
): Promise<Answer<Key>> {
  const remembered = parseTags(tools.context.globalState.get<string>(tagsKey, ''));
  const entered: Entered = {
    alias: undefined,
    tags: typeof remembered === 'string' ? [] : remembered,
    expected: draft.checkValue?.value ?? '',
  };
  let from = 0;
  for (;;) {
    const connected = await connectedTarget(tools);
    if (!connected) return undefined;
    const taken = await takenAliases(tools, ui);
    const plans = new Plans(draft, connected, tools, entered);
    const steps = questions(draft, plans, ui, entered, taken);
    const end = await runSteps(frame.title, steps, frame, from);
    if (end !== 'next') return end;
    const onward = await confirmAndSend(tools, draft, ui, connected, plans, entered, taken);
    if (typeof onward === 'object') return onward.key;
    if (onward === 'end') return undefined;
    if (onward === 'profile') await vscode.commands.executeCommand('keyMaterial.selectProfile');
    // Changing begins at the last question, from where Back leads to all others.
    from = onward === 'change' ? lastQuestion(steps) : 0;
  }
}

function lastQuestion(steps: readonly Step[]): number {
  return Math.max(
    0,
    steps.findLastIndex((step) => step.when?.() !== false),
  );
}

/** The names of the account, read once; where they cannot be, the service will say which are taken. */
async function takenAliases({ catalogue }: ServiceTools, ui: Ui): Promise<TakenAliases> {
  if (catalogue.readAt === undefined)
    await ui.progress(vscode.l10n.t('Reading the names of keys'), (signal) => catalogue.refresh(signal));
  return { targetOf: (name) => catalogue.aliasTarget(name) };
}

async function confirmAndSend(
  tools: ServiceTools,
  draft: ImportDraft,
  ui: Ui,
  connected: Connected,
  plans: Plans,
  entered: Entered,
  taken: TakenAliases,
): Promise<Found> {
  const { target } = connected;
  const refused = async (): Promise<Onward | undefined> => {
    const reason = await custodyRefusal(tools, target, { trusts: draft.relied ?? [] });
    return reason === undefined ? undefined : tellRefusal(ui, escapeNotification(reason));
  };
  let onward: Onward | undefined = await refused();
  if (onward) return onward;
  const send = vscode.l10n.t('Import');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  for (;;) {
    const plan = plans.now();
    // Time went on since the findings were read: a token or certificate may have ended.
    if (plan.blocked) return 'change';
    const chosen = await ui.confirm(
      escapeNotification(vscode.l10n.t('Import {0}?', draft.headline)),
      confirmationLines(plan, target).join('\n'),
      send,
      cli,
    );
    if (chosen === undefined) return 'end';
    if (chosen === cli) {
      await copyAsCli(tools, plan, target, ui);
      continue;
    }
    onward = (await refused()) ?? (await movedAway(tools, connected, ui));
    if (onward) return onward;
    const found = await sendAndSettle(tools, draft, ui, connected, plan, entered, taken);
    if (found === 'cli') await copyAsCli(tools, plan, target, ui);
    else return found;
  }
}

async function tellRefusal(ui: Ui, reason: string): Promise<Onward> {
  const profile = vscode.l10n.t('Select AWS Profile…');
  const chosen = await ui.failed(vscode.l10n.t('This is not imported.'), reason, profile);
  return chosen === profile ? 'profile' : 'end';
}

/** What was confirmed named a service; nothing goes to another that was chosen since. */
async function movedAway(tools: ServiceTools, { target }: Connected, ui: Ui): Promise<Onward | undefined> {
  const now = await connectedTarget(tools);
  if (now && sameTarget(now.target, target)) return undefined;
  ui.warn(
    escapeNotification(
      vscode.l10n.t(
        'Another key service was chosen meanwhile, so nothing was sent to {0}. Confirm again.',
        target.profile,
      ),
    ),
  );
  return 'change';
}

async function sendAndSettle(
  tools: ServiceTools,
  draft: ImportDraft,
  ui: Ui,
  connected: Connected,
  plan: ImportPlan,
  entered: Entered,
  taken: TakenAliases,
): Promise<Found> {
  const { service } = connected;
  const alias = entered.alias ?? '';
  const expected = checkValuesGiven(entered.expected, draft.checkValue);
  const found = await sendUntilSettled(tools, ui, service, plan, {
    headline: draft.headline,
    ...(alias === '' ? {} : { alias }),
    expected,
    ...(draft.advice ? { advice: draft.advice } : {}),
  });
  if (typeof found !== 'object') return found;
  tools.catalogue.keyChanged(found.key);
  await tools.context.globalState.update(tagsKey, tagsText(entered.tags));
  const after = actionOn(tools, ui, service);
  const at = new Date();
  const { key, name } = await nameAndEnable(after, found.key, {
    alias,
    expected,
    enable: plan.request.Enabled === false && expected.length > 0 && found.by !== 'user',
    taken,
  });
  const facts = {
    headline: draft.headline,
    plan,
    target: connected.target,
    at,
    requestId: found.requestId,
    key,
    alias: name,
    expected: entered.expected,
    computed: draft.checkValue,
    by: found.by,
    again: found.again,
  };
  ui.afterwards(() => tellResult(after, facts));
  return { ...found, key };
}
