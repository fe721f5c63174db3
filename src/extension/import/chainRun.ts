/** The end of an import of certificates: one confirmation for all, then a call for each in its order. */
import * as vscode from 'vscode';
import type { Finding } from '../../core/findings';
import { keyIdOf } from '../../keyservice/model/names';
import type { Key } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import { flowWithin } from '../flow/flow';
import { back, type Answer, type Frame } from '../flow/ui';
import { askAlias, suggestAlias } from '../service/choices';
import { askFingerprint, showFindings } from '../service/confirmChange';
import { custodyRefusal } from '../service/custody';
import { findingText } from '../service/importTexts';
import type { ServiceAction } from '../service/serviceAction';
import { connectedTarget, sameTarget } from '../service/target';
import { escapeNotification } from '../ui/markdown';
import { nameKey } from './aliasOfKey';
import {
  chainScript,
  confirmationText,
  headlineOf,
  plansAhead,
  planStep,
  withFindings,
  withoutRepeats,
  type ChainStep,
  type PlannedStep,
} from './chainSteps';
import { finishImport } from './confirmImport';
import { aliasesOf, ImportRun } from './importRun';
import { sendUntilSettled } from './sendImport';

interface ChainImport {
  /** With the service whose account was checked. */
  readonly action: ServiceAction;
  readonly steps: readonly ChainStep[];
  /** On the chain as a whole. */
  readonly findings: readonly Finding[];
}

/** @returns the key of the last certificate that is imported or was: the authority of later calls */
export async function finishChain(chain: ChainImport, frame: Frame): Promise<Answer<KnownKey>> {
  const imports = chain.steps.filter(({ step }) => step.importAs !== 'none');
  const open = imports.filter(({ known }) => !known);
  const [only] = open;
  if (only) return open.length === 1 ? finishOne(chain, only, frame) : finishSeveral(chain, frame);
  const last = imports.at(-1)?.known;
  chain.action.ui.warn(
    last
      ? vscode.l10n.t('All of these certificates are imported already.')
      : vscode.l10n.t('None of these certificates is imported: the last one is given with the call itself.'),
  );
  return last;
}

async function finishOne(
  { action, steps, findings }: ChainImport,
  step: ChainStep,
  frame: Frame,
): Promise<Answer<Key>> {
  const { certificate } = step;
  const authority = step.above ?? (step.parent === undefined ? undefined : steps[step.parent]?.known);
  return finishImport(action, frame, {
    headline: headlineOf(step),
    plan: (choices, context) => withFindings(planStep(step, authority, choices, context), findings),
    relied: [certificate],
    ...(step.step.importAs === 'RootCertificatePublicKey' ? { root: certificate } : {}),
  });
}

async function finishSeveral(chain: ChainImport, frame: Frame): Promise<Answer<KnownKey>> {
  const { action, steps, findings } = chain;
  const { ui, target } = action;
  const aliases = aliasesOf(action.tools);
  const root = steps.find(({ step, known }) => step.importAs === 'RootCertificatePublicKey' && !known);
  const plans = plansAhead(steps, target);
  const notable = withoutRepeats([...findings, ...plans.flatMap(({ plan }) => plan.findings)]);
  const answers = await flowWithin(frame)
    .ask('alias', (inner, _, former: string | undefined) =>
      askAlias(ui, inner, former ?? suggestAlias('TR31_S0', aliases), aliases),
    )
    .askWhen(
      () => notable.length > 0,
      'findings',
      (inner) => showFindings(ui, inner, notable),
    )
    .askWhen(
      () => root !== undefined,
      'root',
      (inner) => askFingerprint(ui, inner, root!.certificate),
    )
    .run();
  if (answers === undefined || answers === back) return answers;
  const { alias } = answers;
  return (await confirmed(chain, plans, alias)) ? runAll(chain, alias) : undefined;
}

async function confirmed(
  { action, steps }: ChainImport,
  plans: readonly PlannedStep[],
  alias: string,
): Promise<boolean> {
  const { tools, ui, target } = action;
  const relied = plans.map(({ place }) => steps[place]!.certificate);
  const send = vscode.l10n.t('Import');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  for (;;) {
    const refusal = await custodyRefusal(tools, target, { trusts: relied });
    if (refusal !== undefined) {
      await ui.failed(vscode.l10n.t('This is not imported.'), escapeNotification(refusal));
      return false;
    }
    const chosen = await ui.confirm(
      vscode.l10n.t('Import {0} certificates?', plans.length),
      confirmationText(steps, target, alias),
      send,
      cli,
    );
    if (chosen === undefined) return false;
    if (chosen === send) {
      const now = await connectedTarget(tools);
      if (now && sameTarget(now.target, target)) return true;
      ui.warn(vscode.l10n.t('Another key service was chosen meanwhile, so nothing was sent.'));
      return false;
    }
    await vscode.env.clipboard.writeText(chainScript(plans, steps, target));
    void ui.tell(
      vscode.l10n.t(
        'Copied for sh, bash and zsh: one command for each certificate, to run in this order. Running them twice imports the certificates twice.',
      ),
    );
  }
}

/** Stops where one fails; what was imported stays, is remembered, and is left out the next time. */
async function runAll({ action, steps }: ChainImport, alias: string): Promise<KnownKey | undefined> {
  const { tools, ui } = action;
  const keys: (KnownKey | undefined)[] = [];
  let imported = 0;
  let last: KnownKey | undefined;
  for (const step of steps) {
    if (step.known || step.step.importAs === 'none') {
      keys.push(step.known);
      last = step.known ?? last;
      continue;
    }
    const authority = step.above ?? (step.parent === undefined ? undefined : keys[step.parent]);
    const run = new ImportRun(action, {
      headline: headlineOf(step),
      plan: (_, { target, now }) => planStep(step, authority, {}, { target, now }),
    });
    const { blocked, findings } = run.plan;
    const outcome = blocked ? 'change' : await sendUntilSettled(run, true);
    if (typeof outcome !== 'object') {
      if (blocked)
        await ui.failed(
          vscode.l10n.t('"{0}" cannot be imported now.', step.certificate.subject.text),
          findings
            .filter(({ severity }) => severity === 'error')
            .map(findingText)
            .join('\n'),
        );
      if (imported > 0)
        ui.warn(
          escapeNotification(
            vscode.l10n.t(
              '{0} certificates were imported, "{1}" was not. Import them again: what is there is left out.',
              imported,
              step.certificate.subject.text,
            ),
          ),
        );
      return undefined;
    }
    tools.catalogue.keyChanged(outcome.key);
    keys.push(outcome.key);
    last = outcome.key;
    imported++;
  }
  if (!last) return undefined;
  const name = await nameKey(action, last as Key, alias, aliasesOf(tools));
  tellDone(action, imported, name ?? keyIdOf(last.KeyArn), last.KeyArn);
  return last;
}

function tellDone({ ui, target }: ServiceAction, count: number, name: string, arn: string): void {
  const show = vscode.l10n.t('Show in Tree');
  const copy = vscode.l10n.t('Copy ARN');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(
        target.kind === 'simulator'
          ? vscode.l10n.t(
              'Imported {0} certificates into the simulator. Later calls name {1} as their authority.',
              count,
              name,
            )
          : vscode.l10n.t('Imported {0} certificates. Later calls name {1} as their authority.', count, name),
      ),
      show,
      copy,
    );
    if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', arn);
    if (chosen === copy) await vscode.env.clipboard.writeText(arn);
  });
}
