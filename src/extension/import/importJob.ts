/**
 * All that one confirmation covers: certificates that have to be there first, in their order, then the key. What would be
 * refused is said before anything is asked; what is sent goes to the account that was confirmed.
 */
import * as vscode from 'vscode';
import type { KeyServiceError } from '../../keyservice/errors';
import {
  openRoot,
  openSteps,
  planStep,
  stepChoices,
  type ChainStep,
} from '../../keyservice/draft/chainSteps';
import type { Draft } from '../../keyservice/draft/draft';
import type { ImportChoices, ImportContext, ImportPlan, KnownKey } from '../../keyservice/plans/plan';
import { isLive } from '../../keyservice/rules/live';
import { once } from '../flow/flow';
import { copyAsCli } from '../service/cliCopy';
import { askFingerprint } from '../service/confirmChange';
import { custodyRefusal } from '../service/custody';
import { readRegionsAfter, type RegionsAfter } from '../service/regionsAfter';
import type { ServiceAction } from '../service/serviceAction';
import { connectedTarget, sameTarget } from '../service/target';
import { localised } from '../ui/localise';
import { nameAndEnable } from './aliasOfKey';
import { confirmationText, dangerLines } from './confirmationText';
import {
  aliasesOf,
  ImportRun,
  type Imported,
  type ImportOutcome,
  type ImportRefused,
  type ImportWaiting,
  type Tagging,
} from './importRun';
import { sendUntilSettled } from './sendImport';

/** What the draft of an import comes to, as it was judged last. */
export type ReadyDraft = Draft & { readonly work: NonNullable<Draft['work']> };

export type Confirmation =
  | 'send'
  /** The user left the dialog. */
  | 'left'
  /** Another account or service was selected in the meantime. */
  | 'moved'
  /** Custody: nothing may be sent there. */
  | { readonly refused: string };

/** Accounts in which something was changed since this window opened. */
const changedIn = new Set<string>();

/** Typed fingerprint of a new root, then the native confirmation. Nothing is sent. */
export async function confirmDraft(action: ServiceAction, draft: ReadyDraft): Promise<Confirmation> {
  const { tools, ui, target } = action;
  const { work, plan, choices, checks } = draft;
  const refused = await refusalOf(action, draft);
  if (refused !== undefined) return { refused };
  const root = openRoot(work.steps);
  if (root) {
    const typed = await once(vscode.l10n.t('Import Root Certificate'), (frame) =>
      askFingerprint(ui, frame, root),
    );
    if (typed !== true) return 'left';
  }
  const confirmed = {
    plan,
    steps: work.steps,
    target,
    approval: draft.approval,
    replication: choices.replication,
    choices,
    checks,
  };
  const send = vscode.l10n.t('Import');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  const cancel = vscode.l10n.t('Cancel');
  // Enter imports only where there is nothing to look at twice.
  const careful =
    isLive(target) &&
    (dangerLines(confirmed).length > 0 || !changedIn.has(`${target.account} ${target.region}`));
  for (;;) {
    const chosen = await ui.confirm(
      questionOf(draft),
      confirmationText(confirmed),
      ...(careful ? [cancel, send] : [send]),
      ...(plan && openSteps(work.steps).length === 0 ? [cli] : []),
    );
    if (chosen === cli && plan) {
      await copyAsCli(tools, plan, target, ui, {
        alias: choices.alias,
        expected: choices.expectedCheckValues?.[0]?.value,
      });
      continue;
    }
    if (chosen !== send) return 'left';
    const again = await refusalOf(action, draft);
    if (again !== undefined) return { refused: again };
    const now = await connectedTarget(tools);
    return now && sameTarget(now.target, target) ? 'send' : 'moved';
  }
}

function questionOf({ plan, work }: ReadyDraft): string {
  const count = openSteps(work.steps).length;
  if (plan && !plan.kind.endsWith('CertificatePublicKey'))
    return count === 0
      ? vscode.l10n.t('Import this key?')
      : vscode.l10n.t('Import this key and the certificates that it needs?');
  return count === 1
    ? vscode.l10n.t('Import this certificate?')
    : vscode.l10n.t('Import {0} certificates?', count);
}

function refusalOf(action: ServiceAction, { work }: ReadyDraft): Promise<string | undefined> {
  const trusts = [...work.relied, ...openSteps(work.steps).map(({ certificate }) => certificate)];
  return custodyRefusal(action.tools, action.target, {
    trusts,
    ...(work.ofPair ? { ofPair: work.ofPair } : {}),
  });
}

export type JobEnd =
  | {
      readonly kind: 'imported';
      readonly run: ImportRun;
      readonly imported: Imported;
      /** The alias that it has in the end. */
      readonly alias: string | undefined;
      /** Where it was to exist in one Region only, against the defaults of the account: what was read after the import. */
      readonly regions?: RegionsAfter | undefined;
    }
  | { readonly kind: 'failed'; readonly cause: KeyServiceError; readonly at: ChainStep | undefined }
  | { readonly kind: 'notNoted'; readonly problem: string }
  /** Nothing after it was sent. */
  | (ImportWaiting & { readonly run: ImportRun; readonly at: ChainStep | undefined })
  | (ImportRefused & { readonly at: ChainStep | undefined })
  /** Time passed: what was right when it was confirmed is not any more. */
  | { readonly kind: 'blocked'; readonly plan: ImportPlan }
  | { readonly kind: 'left' };

/** Told as each certificate is begun and done. */
export type StepListener = (step: ChainStep, state: 'running' | 'done' | 'waiting' | 'failed') => void;

/** Sends what was confirmed, each call once. What was imported stays, and is left out the next time. */
export async function runDraft(
  action: ServiceAction,
  draft: ReadyDraft,
  onStep: StepListener,
): Promise<JobEnd> {
  const { work, choices } = draft;
  changedIn.add(`${action.target.account} ${action.target.region}`);
  const isKey = draft.way !== 'certificates';
  const open = openSteps(work.steps);
  const last = isKey ? undefined : open.at(-1);
  const tagging: Tagging = { without: false };
  const keys: (KnownKey | undefined)[] = [];
  for (const step of work.steps) {
    if (step.known || step.step.importAs === 'none') {
      keys.push(step.known);
      continue;
    }
    const authority = step.above ?? (step.parent === undefined ? undefined : keys[step.parent]);
    const task = {
      headline: step === last && open.length === 1 ? localised(work.headline) : stepHeadline(step),
      plan: (chosen: ImportChoices, context: ImportContext) => planStep(step, authority, chosen, context),
      relied: [step.certificate],
      // Alias and tags are for what the user imports, not for what it needs.
      choices: isKey
        ? stepChoices(choices)
        : step === last
          ? choices
          : { ...tagsOf(choices), ...stepChoices(choices) },
    };
    const run = new ImportRun(action, task, tagging);
    onStep(step, 'running');
    const end = await send(run, isKey || open.length > 1);
    onStep(step, end.kind === 'imported' ? 'done' : end.kind === 'waiting' ? 'waiting' : 'failed');
    if (end.kind === 'failed' || end.kind === 'waiting' || end.kind === 'refused')
      return { ...end, at: step };
    if (end.kind !== 'imported' || step === last) return end;
    keys.push(end.imported.key);
  }
  const issuer = work.authorityStep === undefined ? undefined : keys[work.authorityStep];
  const task = {
    headline: localised(work.headline),
    plan: (chosen: ImportChoices, context: ImportContext) => work.plan!(chosen, context, issuer),
    relied: work.relied,
    choices,
  };
  return send(new ImportRun(action, task, tagging), false);
}

const tagsOf = ({ tags }: ImportChoices): ImportChoices => (tags ? { tags } : {});

export function stepHeadline({ certificate, step }: ChainStep): string {
  const name = certificate.subject.label || certificate.subject.text;
  return step.importAs === 'RootCertificatePublicKey'
    ? vscode.l10n.t('root certificate "{0}"', name)
    : step.keyUsage.startsWith('TR31_D1')
      ? vscode.l10n.t('public key of "{0}"', name)
      : vscode.l10n.t('trusted certificate "{0}"', name);
}

/** @param reuse a key of the same bytes that can be used is what is wanted, without a question: of a chain */
async function send(run: ImportRun, reuse: boolean): Promise<JobEnd> {
  if (run.plan.blocked) return { kind: 'blocked', plan: run.plan };
  const outcome: ImportOutcome = await sendUntilSettled(run, reuse);
  if (typeof outcome === 'string') return { kind: 'left' };
  if (outcome.kind === 'failed') return { ...outcome, at: undefined };
  if (outcome.kind === 'notNoted') return outcome;
  if (outcome.kind === 'waiting' || outcome.kind === 'refused') {
    run.action.tools.catalogue.keyChanged(outcome.key);
    return outcome.kind === 'waiting' ? { ...outcome, run, at: undefined } : { ...outcome, at: undefined };
  }
  return finishImport(run, outcome);
}

/** Alias and enabling, as they were confirmed with the import. */
export async function finishImport(
  run: ImportRun,
  outcome: Imported,
): Promise<Extract<JobEnd, { kind: 'imported' }>> {
  run.at = new Date();
  const { action, expected, plan, task } = run;
  action.tools.catalogue.keyChanged(outcome.key);
  const { key, name } = await nameAndEnable(action, outcome.key, {
    alias: task.choices.alias ?? '',
    expected,
    enable:
      plan.request.Enabled === false &&
      plan.wanted.staysDisabled !== true &&
      expected.length > 0 &&
      outcome.by !== 'user',
    taken: aliasesOf(action.tools),
  });
  const after = await readRegionsAfter(action, task.choices.replication, key);
  return {
    kind: 'imported',
    run,
    imported: { ...outcome, key: after?.key ?? key },
    alias: name,
    ...(after ? { regions: after } : {}),
  };
}
