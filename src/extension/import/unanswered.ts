/** Imports that got no answer: looked for by reads, and settled by a person where reads do not settle them. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { importPlace, samePlace } from '../../keyservice/imports/identity';
import { isWaiting, type OpenNote } from '../../keyservice/imports/note';
import { keyAt } from '../../keyservice/imports/settle';
import { lookForImport, type Look } from '../../keyservice/imports/unsettled';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { failureText } from '../service/callService';
import { copyPolicyLabel, copyStatement, statementFor } from '../service/policyStatement';
import type { ServiceTools } from '../service/tools';
import { tellResultOfFound } from './afterImport';
import { nameAndEnable } from './aliasOfKey';
import { askDiffering, pickCandidate, settleWithoutLook } from './settleByHand';
import { importPorts, noteStoreOf } from '../service/importPorts';
import type { Ui } from '../flow/ui';
import { actionOn, type ServiceAction } from '../service/serviceAction';
import { tellApproval } from './approvalTold';
import { closedView } from './approvalView';
import { doingText, tellElsewhere, tellUnreadable, type Of } from './importFailures';
import { aliasesOf, type ImportOutcome } from './importRun';
import { connectedTarget } from '../service/target';

/** Results that only more looking, or a person, can settle. */
type Unsettled = Of<'differs' | 'lost' | 'candidates' | 'unseen' | 'unclear' | 'elsewhere' | 'unreadable'>;

/** @param sends whether the caller sends where the outcome is 'again': then that is offered */
export async function settle(
  looking: ServiceAction,
  result: Unsettled,
  sends: boolean,
): Promise<ImportOutcome> {
  const look: LookAgain = (note) => lookFor(looking, note, sends);
  switch (result.kind) {
    case 'lost':
      return tellLost(looking, result, look);
    case 'unclear':
      return tellUnclear(looking, result, look);
    case 'unseen':
      return tellUnseen(looking, result, look);
    case 'candidates':
      return pickCandidate(looking, result, look);
    case 'differs':
      return askDiffering(looking, result);
    case 'elsewhere':
      return tellElsewhere(looking, result);
    case 'unreadable':
      return tellUnreadable(looking, result);
  }
}

type LookAgain = (note: OpenNote) => Promise<ImportOutcome>;

/** No answer came, and the key was not there when it was looked for. */
async function tellLost(
  looking: ServiceAction,
  { cause, note }: Of<'lost'>,
  lookAgain: LookAgain,
): Promise<ImportOutcome> {
  const { ui, service } = looking;
  const look = vscode.l10n.t('Check Again');
  const again = vscode.l10n.t('Import Again');
  const chosen = await ui.failed(
    cause.kind === 'cancelled'
      ? vscode.l10n.t('Cancelled. The key has not appeared yet.')
      : vscode.l10n.t('No response was received, and the key has not appeared yet.'),
    escapeNotificationLines(
      [
        ...(cause.kind === 'cancelled' ? [] : [failureText(cause, service.target.kind === 'simulator')]),
        vscode.l10n.t(
          'The call may still take effect. "Import Again" first waits until that is no longer possible and checks again, so that there are never two keys. If you close this, Import Key… offers the check next time.',
        ),
      ].join('\n\n'),
    ),
    look,
    again,
  );
  if (chosen === again) return 'again';
  return chosen === look ? lookAgain(note) : 'end';
}

/** The service could not be asked. */
async function tellUnclear(
  looking: ServiceAction,
  { cause, note }: Of<'unclear'>,
  lookAgain: LookAgain,
): Promise<ImportOutcome> {
  const { ui, service } = looking;
  const look = vscode.l10n.t('Check Again');
  const chosen = await ui.failed(
    cause.kind === 'cancelled'
      ? vscode.l10n.t('Import status unknown: the check was cancelled.')
      : vscode.l10n.t('Import status unknown: the endpoint could not be reached.'),
    escapeNotificationLines(
      [
        ...(cause.kind === 'cancelled' ? [] : [failureText(cause, service.target.kind === 'simulator')]),
        vscode.l10n.t(
          'Nothing is resent. Check again when the endpoint can be reached; Import Key… also offers this check next time.',
        ),
      ].join('\n\n'),
    ),
    look,
  );
  return chosen === look ? lookAgain(note) : 'end';
}

/** Listing keys is denied: nothing was looked at. */
async function tellUnseen(
  looking: ServiceAction,
  { cause, note }: Of<'unseen'>,
  lookAgain: LookAgain,
): Promise<ImportOutcome> {
  const { ui, service } = looking;
  const look = vscode.l10n.t('Check Again');
  const byHand = vscode.l10n.t('Resolve Manually…');
  const statement = statementFor(cause, service.target);
  const chosen = await ui.failed(
    vscode.l10n.t('Import status unknown: this profile is not allowed to list keys, so nothing was checked.'),
    escapeNotificationLines(
      [
        failureText(cause, service.target.kind === 'simulator'),
        vscode.l10n.t(
          'Nothing is sent again until this is resolved. Allow ListKeys and ListTagsForResource and check again, or ask someone with access to look for the key.',
        ),
      ].join('\n\n'),
    ),
    look,
    byHand,
    ...(statement === undefined ? [] : [copyPolicyLabel()]),
  );
  if (statement !== undefined && chosen === copyPolicyLabel()) await copyStatement(ui, statement);
  if (chosen === look) return lookAgain(note);
  return chosen === byHand ? settleWithoutLook(looking, note) : 'end';
}

/**
 * Looks for the key of a note, and asks where that is not enough.
 * @param sends whether the caller sends where the outcome is 'again'; without it, that says that nothing was imported
 */
export async function lookFor(looking: ServiceAction, note: OpenNote, sends = false): Promise<ImportOutcome> {
  const { ui, service, tools } = looking;
  let result: Look;
  try {
    result = await ui.progress(vscode.l10n.t('Checking an import'), (signal, report) =>
      lookForImport(service, note, {
        ...importPorts(tools),
        signal,
        report: (doing, left) => report(doingText(doing, left)),
      }),
    );
    // Another window read first that it was approved.
    if (result.kind === 'before' && isWaiting(note))
      return {
        kind: 'imported',
        key: await keyAt(service, result.notes.at(-1)!.arn, undefined),
        by: result.notes.at(-1)!.found ?? 'answer',
      };
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    return settle(looking, { kind: 'unclear', cause: error, note }, sends);
  }
  switch (result.kind) {
    case 'imported':
      return { kind: 'imported', key: result.key, by: result.note.found ?? 'answer' };
    case 'absent':
    case 'closed': {
      const again = vscode.l10n.t('Import Again');
      const { title, lines } =
        result.kind === 'closed'
          ? closedView()
          : {
              title: vscode.l10n.t('The key was not imported.'),
              lines: [
                vscode.l10n.t(
                  'All keys were checked. Nothing was imported, so you can import the key again.',
                ),
              ],
            };
      const chosen = await ui.confirm(title, lines.join('\n'), ...(sends ? [again] : []));
      return !sends || chosen === again ? 'again' : 'end';
    }
    case 'waiting':
    case 'refused':
      return result;
    case 'before':
    case 'tagRefused':
    case 'failed':
    case 'notNoted':
      return 'again';
    default:
      return settle(looking, result, sends);
  }
}

/**
 * Imports that got no answer, of a window that was closed or a call that was lost: offered once each time, and looked
 * for when asked. False where the user leaves.
 */
export async function offerUnanswered(tools: ServiceTools, ui: Ui): Promise<boolean> {
  const { notes, unreadable } = await noteStoreOf(tools).open();
  for (const note of unreadable) await offerUnreadable(tools, ui, note);
  if (notes.every(isWaiting)) return true;
  const connected = await connectedTarget(tools);
  if (!connected) return false;
  const { service } = connected;
  const place = importPlace(service.target);
  for (const note of notes) {
    // Only the account that the note names can say what became of it.
    if (!place || !samePlace(note.identity, place)) continue;
    // It was answered, and may wait for days: the history shows it, and its page follows it.
    if (isWaiting(note)) continue;
    const look = vscode.l10n.t('Check Import Status');
    const later = vscode.l10n.t('Not Now');
    const what = note.headline ?? note.wanted.usage ?? vscode.l10n.t('a key');
    const chosen = await ui.confirm(
      escapeNotification(vscode.l10n.t('The import of {0} never got a response.', what)),
      escapeNotificationLines(
        [
          vscode.l10n.t('Started: {0}', new Date(note.startedAt).toLocaleString()),
          vscode.l10n.t('Profile: {0}', note.profile),
          vscode.l10n.t('Account: {0}', note.identity.account),
          vscode.l10n.t('Region: {0}', note.identity.region),
          vscode.l10n.t('Checking is read-only; nothing is resent.'),
        ].join('\n'),
      ),
      look,
      later,
    );
    if (chosen === undefined) return false;
    if (chosen !== look) continue;
    const after = actionOn(tools, ui, service);
    const found = await lookFor(after, note);
    if (typeof found === 'object' && (found.kind === 'waiting' || found.kind === 'refused'))
      await tellApproval(after, found);
    if (typeof found !== 'object' || found.kind !== 'imported') continue;
    tools.catalogue.keyChanged(found.key);
    const end = await nameAndEnable(after, found.key, {
      alias: note.alias ?? '',
      expected: note.expected ?? [],
      enable:
        note.wanted.enabled === false &&
        note.wanted.staysDisabled !== true &&
        (note.expected ?? []).length > 0 &&
        found.by !== 'user',
      taken: aliasesOf(tools),
    });
    await tellResultOfFound(after, end, note.expected ?? []);
  }
  return true;
}

const offered = new Set<string>();

/** Once a window: another program may have the file, and it stops only its own import. */
async function offerUnreadable(tools: ServiceTools, ui: Ui, note: Of<'unreadable'>['note']): Promise<void> {
  if (offered.has(note.path)) return;
  offered.add(note.path);
  await tellUnreadable({ tools, ui }, { kind: 'unreadable', note });
}
