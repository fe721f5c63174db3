/** The end of an import of certificates: one confirmation for all, then a call for each in its order. */
import * as vscode from 'vscode';
import { bySeverity, type Finding } from '../../core/findings';
import type { Key } from '../../keyservice/operations';
import { keyIdOf } from '../../keyservice/model/names';
import { planCliText, type ImportContext, type ImportPlan, type KnownKey } from '../../keyservice/plans/plan';
import { escapeNotification } from '../ui/markdown';
import type { Answer, Frame, Ui } from '../flow/ui';
import { runSteps } from '../flow/steps';
import { custodyRefusal } from '../service/custody';
import { actionOn } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';
import { nameKey } from './aliasOfKey';
import { futureKey, planStep, type ChainStep } from './chainSteps';
import { askAlias, suggestAlias, type TakenAliases } from '../service/choices';
import { askFingerprint, fingerprintOf, showFindings } from '../service/confirmation';
import { finishImport } from './finishImport';
import { findingText, grouped, targetLines } from '../service/importTexts';
import { sendUntilSettled } from './settle';
import { connectedTarget, sameTarget, type Connected } from '../service/target';

/** @returns the key of the last certificate that is imported or was: the authority of later calls */
export async function finishChain(
  tools: ServiceTools,
  ui: Ui,
  connected: Connected,
  steps: readonly ChainStep[],
  findings: readonly Finding[],
  frame: Frame,
): Promise<Answer<KnownKey>> {
  const imports = steps.filter(({ step }) => step.importAs !== 'none');
  const open = imports.filter(({ known }) => !known);
  const [only] = open;
  if (!only) {
    const last = imports.at(-1)?.known;
    ui.warn(
      last
        ? vscode.l10n.t('All of these certificates are imported already.')
        : vscode.l10n.t(
            'None of these certificates is imported: the last one is given with the call itself.',
          ),
    );
    return last;
  }
  return open.length === 1
    ? finishOne(tools, ui, steps, only, findings, frame)
    : finishSeveral(tools, ui, connected, steps, findings, frame);
}

async function finishOne(
  tools: ServiceTools,
  ui: Ui,
  steps: readonly ChainStep[],
  step: ChainStep,
  findings: readonly Finding[],
  frame: Frame,
): Promise<Answer<Key>> {
  const { certificate } = step;
  const authority = step.above ?? (step.parent === undefined ? undefined : steps[step.parent]?.known);
  return finishImport(
    tools,
    {
      headline: headlineOf(step),
      plan: (choices, context) => withFindings(planStep(step, authority, choices, context), findings),
      relied: [certificate],
      ...(step.step.importAs === 'RootCertificatePublicKey' ? { root: certificate } : {}),
    },
    ui,
    frame,
  );
}

function headlineOf({ certificate, step }: ChainStep): string {
  const name = certificate.subject.label || certificate.subject.text;
  return step.importAs === 'RootCertificatePublicKey'
    ? vscode.l10n.t('root certificate "{0}"', name)
    : step.keyUsage.startsWith('TR31_D1')
      ? vscode.l10n.t('public key of "{0}"', name)
      : vscode.l10n.t('trusted certificate "{0}"', name);
}

/** Findings on the chain as a whole, beside those of this certificate. */
function withFindings(plan: ImportPlan, findings: readonly Finding[]): ImportPlan {
  const more = findings.filter(
    ({ code, message }) => !plan.findings.some((one) => one.code === code && one.message === message),
  );
  return {
    ...plan,
    findings: bySeverity([...plan.findings, ...more]),
    blocked: plan.blocked || more.some(({ severity }) => severity === 'error'),
  };
}

async function finishSeveral(
  tools: ServiceTools,
  ui: Ui,
  connected: Connected,
  steps: readonly ChainStep[],
  findings: readonly Finding[],
  frame: Frame,
): Promise<Answer<KnownKey>> {
  const { target } = connected;
  const { catalogue } = tools;
  const taken: TakenAliases = { targetOf: (name) => catalogue.aliasTarget(name) };
  const root = steps.find(({ step, known }) => step.importAs === 'RootCertificatePublicKey' && !known);
  let alias = suggestAlias('TR31_S0', taken);
  const plans = plansAhead(steps, connected);
  const notable = withoutRepeats([...findings, ...plans.flatMap(({ plan }) => plan.findings)]);
  const end = await runSteps(
    frame.title,
    [
      {
        ask: async (inner) => {
          const answer = await askAlias(ui, inner, alias, taken);
          if (typeof answer !== 'string') return answer;
          alias = answer;
          return 'next';
        },
      },
      {
        when: () => notable.length > 0,
        ask: (inner) => showFindings(ui, inner, notable),
      },
      {
        when: () => root !== undefined,
        ask: async (inner) => {
          const answer = await askFingerprint(ui, inner, root!.certificate);
          return answer === true ? 'next' : answer;
        },
      },
    ],
    frame,
  );
  if (end !== 'next') return end;
  if (!(await confirmed(tools, ui, connected, steps, plans, alias))) return undefined;
  return runAll(tools, ui, connected, steps, alias, taken, target.kind === 'simulator');
}

interface PlannedStep {
  readonly place: number;
  readonly plan: ImportPlan;
}

/** Calls as they will be, with keys that stand for those that do not exist yet. */
function plansAhead(steps: readonly ChainStep[], { target }: Connected): readonly PlannedStep[] {
  const context: ImportContext = { target, now: new Date() };
  return steps.flatMap((step, place) => {
    if (step.known || step.step.importAs === 'none') return [];
    const { parent } = step;
    const authority =
      step.above ?? (parent === undefined ? undefined : (steps[parent]?.known ?? futureKey(parent, target)));
    if (step.step.importAs === 'TrustedCertificatePublicKey' && !authority) return [];
    return [{ place, plan: planStep(step, authority, {}, context) }];
  });
}

function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return bySeverity(findings).filter(({ code, message }) => {
    const key = `${code} ${message}`;
    return seen.has(key) || code === 'aws_plan_plaintext' ? false : (seen.add(key), true);
  });
}

async function confirmed(
  tools: ServiceTools,
  ui: Ui,
  connected: Connected,
  steps: readonly ChainStep[],
  plans: readonly PlannedStep[],
  alias: string,
): Promise<boolean> {
  const { target } = connected;
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
      confirmationText(steps, connected, alias),
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
    await vscode.env.clipboard.writeText(chainScript(plans, steps, connected));
    void ui.tell(
      vscode.l10n.t(
        'Copied for sh, bash and zsh: one command for each certificate, to run in this order. Running them twice imports the certificates twice.',
      ),
    );
  }
}

function confirmationText(steps: readonly ChainStep[], { target }: Connected, alias: string): string {
  const lines = steps.map((one, place) => {
    const { certificate, step, known } = one;
    const name = certificate.subject.text;
    const number = place + 1;
    if (known) return vscode.l10n.t('{0}. {1}: imported already', number, name);
    if (step.importAs === 'none')
      return vscode.l10n.t('{0}. {1}: not imported, it is given with the call itself', number, name);
    const as =
      step.importAs === 'RootCertificatePublicKey'
        ? vscode.l10n.t('as root, SHA-256 {0}', grouped(fingerprintOf(certificate)))
        : step.keyUsage.startsWith('TR31_D1')
          ? vscode.l10n.t('as public key to encrypt with (D1)')
          : vscode.l10n.t('as trusted certificate under the one before');
    return vscode.l10n.t('{0}. {1}: {2}', number, name, as);
  });
  return [
    ...lines.map(escapeNotification),
    alias === '' ? vscode.l10n.t('no alias') : vscode.l10n.t('{0} names the last one', alias),
    ...targetLines(target),
  ].join('\n');
}

/** Each command hands the ARN of its key to those after it. */
export function chainScript(
  plans: readonly PlannedStep[],
  steps: readonly ChainStep[],
  { target }: Connected,
): string {
  const lines = plans.map(({ place, plan }) => {
    let { posix } = planCliText(plan, target);
    for (const [before] of steps.entries())
      posix = posix.replaceAll(futureKey(before, target).KeyArn, `'"$CA${before + 1}"'`);
    // The AWS CLI would send a call again by itself after a lost answer.
    return `CA${place + 1}=$(AWS_MAX_ATTEMPTS=1 ${posix} --query Key.KeyArn --output text) && echo "$CA${place + 1}"`;
  });
  return `${lines.join(' &&\n')}\n`;
}

/** Stops where one fails; what was imported stays, is remembered, and is left out the next time. */
async function runAll(
  tools: ServiceTools,
  ui: Ui,
  { service, target }: Connected,
  steps: readonly ChainStep[],
  alias: string,
  taken: TakenAliases,
  simulator: boolean,
): Promise<KnownKey | undefined> {
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
    const plan = planStep(step, authority, {}, { target, now: new Date() });
    const found = plan.blocked
      ? 'change'
      : await sendUntilSettled(tools, ui, service, plan, { headline: headlineOf(step), reuse: true });
    if (typeof found !== 'object') {
      if (plan.blocked)
        await ui.failed(
          vscode.l10n.t('"{0}" cannot be imported now.', step.certificate.subject.text),
          plan.findings
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
    tools.catalogue.keyChanged(found.key);
    keys.push(found.key);
    last = found.key;
    imported++;
  }
  if (!last) return undefined;
  const name = await nameKey(actionOn(tools, ui, service), last as Key, alias, taken);
  tellDone(ui, imported, name ?? keyIdOf(last.KeyArn), last.KeyArn, simulator);
  return last;
}

function tellDone(ui: Ui, count: number, name: string, arn: string, simulator: boolean): void {
  const show = vscode.l10n.t('Show in Tree');
  const copy = vscode.l10n.t('Copy ARN');
  ui.afterwards(async () => {
    const chosen = await ui.tell(
      escapeNotification(
        simulator
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
