/** Certificates that another action needs, imported with a confirmation of their own: the authority of a recipient. */
import * as vscode from 'vscode';
import type { DraftAnswers, RootApproval } from '../../keyservice/draft/draft';
import { openRoot } from '../../keyservice/draft/chainSteps';
import { importDraft } from '../../keyservice/draft/importDraft';
import type { KnownKey } from '../../keyservice/plans/plan';
import type { Certificate } from '../../core/x509/certificateTypes';
import { readDefaultRegions } from '../service/defaultRegions';
import type { ServiceAction } from '../service/serviceAction';
import { readKeys } from '../service/pickKey';
import { escapeNotificationLines } from '../ui/markdown';
import { confirmAlias } from './finishApproved';
import { confirmDraft, finishImport, runDraft, type ReadyDraft } from './importJob';
import { readRootApproval } from '../service/rootApproval';
import { tellApproval } from './approvalTold';
import { knownFor, surroundingsOf } from './importKnown';
import { waitingImport } from './waitingImports';
import { adviceFor, failureView } from './importResult';
import { obstacleText } from './importView';
import { lookFor } from './unanswered';

const askTeam = (action: ServiceAction): Promise<RootApproval> =>
  action.ui.progress(vscode.l10n.t('Checking whether a team must approve the import…'), (signal) =>
    readRootApproval(action, signal),
  );

/** The key that a later call names as its authority; undefined where it was not imported, and that was said. */
export async function importAuthorityNow(
  action: ServiceAction,
  certificates: readonly Certificate[],
  answers: DraftAnswers,
): Promise<KnownKey | undefined> {
  const { ui, tools } = action;
  if (!(await readKeys(tools, ui))) return undefined;
  const source = { kind: 'certificates', certificates, place: '' } as const;
  const known = knownFor(
    action,
    source,
    { kind: 'certificates', certificates },
    await surroundingsOf(action, { certificates: [], randomNumbers: [] }),
    await ui.shortly(() => readDefaultRegions(action)),
  );
  let draft = await importDraft(known, answers);
  if (draft.work && openRoot(draft.work.steps))
    draft = await importDraft({ ...known, approval: await askTeam(action) }, answers);
  if (!draft.work || draft.obstacle) {
    await ui.failed(
      vscode.l10n.t('The certificate authority cannot be imported.'),
      escapeNotificationLines(obstacleText(draft.obstacle)),
    );
    return undefined;
  }
  const waits = await waitingImport(action, source, draft);
  if (waits) {
    const outcome = await lookFor(action, waits.note);
    if (typeof outcome !== 'object') return undefined;
    if (outcome.kind === 'waiting' || outcome.kind === 'refused') await tellApproval(action, outcome);
    if (outcome.kind !== 'imported') return undefined;
    const { alias = '' } = waits.run.task.choices;
    if (alias === '' || (await confirmAlias(action, outcome.key, alias)))
      await finishImport(waits.run, outcome);
    ui.done(vscode.l10n.t('The root was approved. Start again to continue with it.'));
    return undefined;
  }
  const confirmation = await confirmDraft(action, draft as ReadyDraft);
  if (confirmation !== 'send') {
    if (typeof confirmation === 'object')
      await ui.failed(vscode.l10n.t('This was not imported'), escapeNotificationLines(confirmation.refused));
    return undefined;
  }
  const end = await runDraft(action, draft as ReadyDraft, () => undefined);
  if (end.kind === 'imported') return end.imported.key;
  if (end.kind === 'left') return undefined;
  if (end.kind === 'waiting') {
    await tellApproval(action, end);
    return undefined;
  }
  const { title, lines } = failureView(action, end, adviceFor(draft.way));
  await ui.failed(title, escapeNotificationLines(lines.join('\n')));
  return undefined;
}
