/**
 * The end of every import, whatever its material: the questions that all have, findings, confirmation, the call,
 * and what follows it. What was entered stays until there is a key or the user leaves.
 */
import * as vscode from 'vscode';
import type { Finding } from '../../core/findings';
import type { Key } from '../../keyservice/operations';
import { compareCheckValues } from '../../keyservice/rules/checkValues';
import { flowWithin, made } from '../flow/flow';
import { back, type Answer, type Frame } from '../flow/ui';
import {
  askAlias,
  askCheckValue,
  askTags,
  checkValueToCompare,
  suggestAlias,
  tagsText,
} from '../service/choices';
import { copyAsCli } from '../service/cliCopy';
import { askFingerprint, showFindings } from '../service/confirmChange';
import { custodyRefusal } from '../service/custody';
import { confirmationLines, notableFindings, row } from '../service/importTexts';
import { connectedTarget } from '../service/target';
import { findingHere } from '../ui/localise';
import { escapeNotification } from '../ui/markdown';
import { tellResult } from './afterImport';
import { nameAndEnable } from './aliasOfKey';
import { aliasesOf, ImportRun, type Asking, type ImportDraft, type ImportOutcome } from './importRun';
import { sendUntilSettled } from './sendImport';

/** Questions that `finishImport` asks, for the count of a flow around it. */
export const finishSteps = 4;

/** As finishImport, where a flow has asked for all of it: what would be refused is shown before a name is typed. */
export async function checkAndFinish(asking: Asking, frame: Frame, draft: ImportDraft): Promise<Answer<Key>> {
  const connected = await connectedTarget(asking.tools);
  if (!connected) return undefined;
  const plan = draft.plan({}, { target: connected.target, now: new Date() });
  if (!plan.blocked) return finishImport(asking, frame, draft);
  const end = await showFindings(asking.ui, frame, notableFindings(plan));
  return end === 'next' ? back : end;
}

/**
 * Imports what a draft describes. Back from its first question gives `back`; undefined where the user left, or
 * was told why nothing is imported.
 */
export async function finishImport(asking: Asking, frame: Frame, draft: ImportDraft): Promise<Answer<Key>> {
  const run = await ImportRun.begin(asking, draft);
  if (!run) return undefined;
  let change = false;
  for (;;) {
    const answered = await askRest(run, frame, change);
    if (answered === undefined || answered === back) return answered;
    const outcome = await confirmAndSend(run);
    if (typeof outcome === 'object') return outcome.key;
    if (outcome === 'end') return undefined;
    if (outcome === 'profile') await vscode.commands.executeCommand('keyMaterial.selectProfile');
    change = outcome === 'change';
    if (!(await run.connect())) return undefined;
  }
}

/** @param change begins at the last question, from where Back leads to all others */
async function askRest(run: ImportRun, frame: Frame, change: boolean): Promise<Answer<object>> {
  const { draft, entered } = run;
  const { tools, ui } = run.action;
  const aliases = aliasesOf(tools);
  // The names of the account, read once; where they cannot be, the service will say which are in use.
  if (tools.catalogue.readAt === undefined)
    await ui.progress(vscode.l10n.t('Reading the names of keys'), (signal) =>
      tools.catalogue.refresh(signal),
    );
  const isKey = (): boolean => !run.planNow().kind.endsWith('CertificatePublicKey');
  const notable = (): readonly Finding[] => [...checkValueFindings(run), ...notableFindings(run.planNow())];
  const last = (): 'root' | 'findings' | 'expected' | 'tags' =>
    draft.root ? 'root' : notable().length > 0 ? 'findings' : isKey() ? 'expected' : 'tags';
  return flowWithin(frame)
    .ask('alias', async (inner) => {
      const proposed =
        entered.alias ?? draft.suggestedAlias ?? suggestAlias(row(run.planNow(), 'usage'), aliases);
      return made(await askAlias(ui, inner, proposed, aliases), (alias) => (entered.alias = alias));
    })
    .ask('tags', async (inner) =>
      made(await askTags(ui, inner, tagsText(entered.tags)), (tags) => (entered.tags = tags)),
    )
    .askWhen(isKey, 'expected', async (inner) =>
      made(
        await askCheckValue(ui, inner, entered.expected, draft.checkValue),
        (value) => (entered.expected = value),
      ),
    )
    .askWhen(
      () => notable().length > 0,
      'findings',
      (inner) => showFindings(ui, inner, notable()),
    )
    .askWhen(
      () => draft.root !== undefined,
      'root',
      (inner) => askFingerprint(ui, inner, draft.root!),
    )
    .run(change ? { at: last() } : {});
}

/** A sheet that says another value than the key has here is worth a word before the call. */
function checkValueFindings({ entered, draft: { checkValue } }: ImportRun): readonly Finding[] {
  if (entered.expected === '' || !checkValue) return [];
  const ours = checkValueToCompare(checkValue);
  const typed = { value: entered.expected, ...(ours.method === undefined ? {} : { method: ours.method }) };
  if (compareCheckValues(typed, ours) !== 'different') return [];
  return [
    findingHere(
      'check_value_differs_here',
      'warning',
      vscode.l10n.t(
        'The KCV that you typed, {0}, is not the one computed here, {1} ({2}).',
        entered.expected,
        checkValue.value,
        checkValue.algorithm,
      ),
    ),
  ];
}

async function confirmAndSend(run: ImportRun): Promise<ImportOutcome> {
  const { tools, ui, target } = run.action;
  const refusal = await refused(run);
  if (refusal) return refusal;
  const send = vscode.l10n.t('Import');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  for (;;) {
    const plan = run.planNow();
    // Time went on since the findings were read: a token or certificate may have ended.
    if (plan.blocked) return 'change';
    const chosen = await ui.confirm(
      escapeNotification(vscode.l10n.t('Import {0}?', run.draft.headline)),
      confirmationLines(plan, target).join('\n'),
      send,
      cli,
    );
    if (chosen === undefined) return 'end';
    if (chosen === send) {
      const outcome = (await refused(run)) ?? (await movedAway(run)) ?? (await sendAndName(run));
      if (outcome !== 'cli') return outcome;
    }
    await copyAsCli(tools, plan, target, ui);
  }
}

async function refused({
  action: { tools, ui, target },
  draft,
}: ImportRun): Promise<ImportOutcome | undefined> {
  const reason = await custodyRefusal(tools, target, { trusts: draft.relied ?? [] });
  if (reason === undefined) return undefined;
  const profile = vscode.l10n.t('Select AWS Profile…');
  const chosen = await ui.failed(vscode.l10n.t('This is not imported.'), escapeNotification(reason), profile);
  return chosen === profile ? 'profile' : 'end';
}

/** What was confirmed named a service; nothing goes to another that was chosen since. */
async function movedAway(run: ImportRun): Promise<ImportOutcome | undefined> {
  if (await run.sameService()) return undefined;
  const { ui, target } = run.action;
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

async function sendAndName(run: ImportRun): Promise<ImportOutcome> {
  const outcome = await sendUntilSettled(run);
  if (typeof outcome !== 'object') return outcome;
  run.at = new Date();
  const { action, expected, plan } = run;
  action.tools.catalogue.keyChanged(outcome.key);
  await run.remember();
  const { key, name } = await nameAndEnable(action, outcome.key, {
    alias: run.entered.alias ?? '',
    expected,
    enable: plan.request.Enabled === false && expected.length > 0 && outcome.by !== 'user',
    taken: aliasesOf(action.tools),
  });
  const imported = { ...outcome, key };
  action.ui.afterwards(() => tellResult(run, imported, name));
  return imported;
}
