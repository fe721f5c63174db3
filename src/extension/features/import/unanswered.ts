/** Imports that got no answer: looked for by reads, and settled by a person where reads do not settle them. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../../keyservice/errors';
import { importPlace, samePlace } from '../../../keyservice/imports/identity';
import type { OpenNote } from '../../../keyservice/imports/note';
import type { ImportResult } from '../../../keyservice/imports/result';
import type { Candidate } from '../../../keyservice/imports/settle';
import { lookForImport, patienceLeft, settleByHand } from '../../../keyservice/imports/unsettled';
import type { Key, KeyService } from '../../../keyservice/operations';
import { escapeNotification, escapeNotificationLines } from '../../support/markdown';
import { back, type Choice } from '../../support/prompts';
import { failureText } from '../../support/serviceFailure';
import { alone } from '../flowPrompts';
import type { ServiceTools } from '../keyService/tools';
import { nameKey, tellResultOfFound } from './afterImport';
import { keyIdOf } from './choices';
import { importPorts, noteStoreOf } from './importFolder';
import type { ImportPrompts } from './importPrompts';
import {
  differenceLines,
  doingText,
  keyFacts,
  tellElsewhere,
  tellUnreadable,
  typed,
  type Onward,
} from './sending';
import { connectedTarget } from './target';

/** What looking at an import needs. */
export interface Looking {
  readonly tools: ServiceTools;
  readonly service: KeyService;
  readonly asks: ImportPrompts;
}

export type Found = { readonly kind: 'found'; readonly key: Key } | Onward;

/** Results that only more looking, or a person, can settle. */
export type Unsettled = Extract<
  ImportResult,
  { kind: 'differs' | 'lost' | 'candidates' | 'unseen' | 'unclear' | 'elsewhere' | 'unreadable' }
>;

export async function settle(looking: Looking, result: Unsettled): Promise<Found> {
  switch (result.kind) {
    case 'lost':
      return tellLost(looking, result);
    case 'unclear':
      return tellUnclear(looking, result);
    case 'unseen':
      return tellUnseen(looking, result);
    case 'candidates':
      return pickCandidate(looking, result);
    case 'differs':
      return askDiffering(looking, result);
    case 'elsewhere':
      return tellElsewhere(looking.tools, looking.asks, result);
    case 'unreadable':
      return tellUnreadable(looking.tools, looking.asks, result);
  }
}

type Of<Kind extends Unsettled['kind']> = Extract<Unsettled, { kind: Kind }>;

/** No answer came, and the key was not there when it was looked for. */
async function tellLost(looking: Looking, { cause, note }: Of<'lost'>): Promise<Found> {
  const { asks, service } = looking;
  const look = vscode.l10n.t('Check Again');
  const again = vscode.l10n.t('Import Again');
  const chosen = await asks.failed(
    cause.kind === 'cancelled'
      ? vscode.l10n.t('Cancelled. The key has not arrived yet.')
      : vscode.l10n.t('No response was received, and the key has not arrived yet.'),
    escapeNotificationLines(
      [
        ...(cause.kind === 'cancelled' ? [] : [failureText(cause, service.target.kind === 'simulator')]),
        vscode.l10n.t(
          'The call may still take effect. "Import Again" first waits until that is no longer possible and checks once more, so that there are never two keys. If you close this, Import Key… offers to check the next time.',
        ),
      ].join('\n\n'),
    ),
    look,
    again,
  );
  if (chosen === again) return 'again';
  return chosen === look ? lookFor(looking, note) : 'end';
}

/** The service could not be asked. */
async function tellUnclear(looking: Looking, { cause, note }: Of<'unclear'>): Promise<Found> {
  const { asks, service } = looking;
  const look = vscode.l10n.t('Check Again');
  const chosen = await asks.failed(
    cause.kind === 'cancelled'
      ? vscode.l10n.t('Import status unknown: the check was cancelled.')
      : vscode.l10n.t('Import status unknown: the service could not be reached.'),
    escapeNotificationLines(
      [
        ...(cause.kind === 'cancelled' ? [] : [failureText(cause, service.target.kind === 'simulator')]),
        vscode.l10n.t(
          'Nothing is sent again. Check again when the service can be reached; Import Key… also offers it the next time.',
        ),
      ].join('\n\n'),
    ),
    look,
  );
  return chosen === look ? lookFor(looking, note) : 'end';
}

/** Listing keys is denied: nothing was looked at. */
async function tellUnseen(looking: Looking, { cause, note }: Of<'unseen'>): Promise<Found> {
  const { asks, service } = looking;
  const look = vscode.l10n.t('Check Again');
  const byHand = vscode.l10n.t('Settle by Hand…');
  const chosen = await asks.failed(
    vscode.l10n.t('Import status unknown: this profile may not list keys, so nothing was checked.'),
    escapeNotificationLines(
      [
        failureText(cause, service.target.kind === 'simulator'),
        vscode.l10n.t(
          'Nothing is sent again until this is settled. Allow ListKeys and ListTagsForResource and check again, or have somebody with access look for the key.',
        ),
      ].join('\n\n'),
    ),
    look,
    byHand,
  );
  if (chosen === look) return lookFor(looking, note);
  return chosen === byHand ? settleWithoutLook(looking, note) : 'end';
}

async function settleWithoutLook(looking: Looking, note: OpenNote): Promise<Found> {
  const { asks, tools } = looking;
  const arn = await asks.input(alone(vscode.l10n.t('Settle Import by Hand')), {
    prompt: vscode.l10n.t('ARN of the key that the import created; leave it empty if there is none'),
    check: (text, entered) =>
      !entered || text.trim() === '' || isArnOf(note, text.trim())
        ? undefined
        : {
            message: vscode.l10n.t(
              'Enter the ARN of a key in account {0}, Region {1}.',
              note.identity.account,
              note.identity.region,
            ),
            severity: 'error',
          },
  });
  if (typeof arn !== 'string') return 'end';
  if (arn.trim() !== '') {
    await settleByHand(note, { KeyArn: arn.trim() }, importPorts(tools));
    void asks.tell(vscode.l10n.t('Settled: the import created {0}.', arn.trim()));
    return 'end';
  }
  const title = vscode.l10n.t('Settle Import by Hand');
  if (!(await typed(asks, title, vscode.l10n.t('not imported')))) return 'end';
  return settledAsNone(looking, note);
}

function isArnOf({ identity }: OpenNote, text: string): boolean {
  const [arn, , service, region, account, key] = text.split(':');
  return (
    arn === 'arn' &&
    service === 'payment-cryptography' &&
    region === identity.region &&
    account === identity.account &&
    key?.startsWith('key/') === true
  );
}

/** Nothing came of it, a person says; first the time passes in which the service may still be at it. */
async function settledAsNone(looking: Looking, note: OpenNote): Promise<Found> {
  if (!(await waitedOut(looking, note))) return 'end';
  return (await settleByHand(note, undefined, importPorts(looking.tools))) ? 'again' : 'end';
}

/** Waits until the service cannot be at a call any more; false where the user leaves. */
async function waitedOut({ asks, tools }: Looking, note: OpenNote): Promise<boolean> {
  const { clock } = importPorts(tools);
  return asks.progress(vscode.l10n.t('Settling an import'), async (signal, report) => {
    for (let left = patienceLeft(note, clock); left > 0; left = patienceLeft(note, clock)) {
      report(doingText('wait', left));
      await clock.pause(Math.min(left, 5000), signal);
      if (signal.aborted) return false;
    }
    return true;
  });
}

/** Looks for the key of a note, and asks where that is not enough. */
export async function lookFor(looking: Looking, note: OpenNote): Promise<Found> {
  const { asks, service, tools } = looking;
  let result: ImportResult | { readonly kind: 'absent' };
  try {
    result = await asks.progress(vscode.l10n.t('Checking an import'), (signal, report) =>
      lookForImport(service, note, {
        ...importPorts(tools),
        signal,
        report: (doing, left) => report(doingText(doing, left)),
      }),
    );
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    return tellUnclear(looking, { kind: 'unclear', cause: error, note });
  }
  switch (result.kind) {
    case 'imported':
      return { kind: 'found', key: result.key };
    case 'absent': {
      const again = vscode.l10n.t('Import Again');
      const chosen = await asks.confirm(
        vscode.l10n.t('The key did not arrive.'),
        vscode.l10n.t('All keys were checked. Nothing was imported, so it can be imported again.'),
        again,
      );
      return chosen === again ? 'again' : 'end';
    }
    case 'before':
    case 'failed':
    case 'notNoted':
      return 'again';
    default:
      return settle(looking, result);
  }
}

/** One of these keys may be it: a person compares and decides. A single one is asked about, too. */
async function pickCandidate(looking: Looking, { why, candidates, note }: Of<'candidates'>): Promise<Found> {
  const { asks, tools } = looking;
  const chosen = await asks.pick<Candidate | 'none'>(
    alone(vscode.l10n.t('Which key did the import create?')),
    {
      placeholder:
        why === 'noTag'
          ? vscode.l10n.t('The response was lost and the import carries no tag. Compare date, usage and KCV.')
          : vscode.l10n.t('The response was lost and tags cannot be read. Compare date, usage and KCV.'),
      choices: [
        ...candidates.map((key): Choice<Candidate> => ({
          label: `$(key) ${keyIdOf(key.KeyArn)}`,
          description: keyFacts(key),
          value: key,
        })),
        {
          label: `$(circle-slash) ${vscode.l10n.t('None of these: the import did not arrive')}`,
          description: vscode.l10n.t('it can be imported again after the wait'),
          value: 'none',
        },
      ],
    },
  );
  // Left open, it is asked about the next time.
  if (chosen === undefined || chosen === back) return 'end';
  if (chosen === 'none') {
    const ports = importPorts(tools);
    if (patienceLeft(note, ports.clock) <= 0)
      return (await settleByHand(note, undefined, ports)) ? 'again' : 'end';
    // What could still arrive must have arrived before "none" can be said: it is asked again after that.
    return (await waitedOut(looking, note)) ? lookFor(looking, note) : 'end';
  }
  if (!(await settleByHand(note, chosen, importPorts(tools)))) return 'again';
  return { kind: 'found', key: chosen as Key };
}

/** The key of an earlier call is there, and is not as it is wanted now. */
async function askDiffering(looking: Looking, { key, differences, note }: Of<'differs'>): Promise<Found> {
  const { asks, tools } = looking;
  const use = vscode.l10n.t('Use This Key');
  const show = vscode.l10n.t('Show Key');
  const chosen = await asks.failed(
    vscode.l10n.t('An earlier import of this material arrived, but its key is not as requested now.'),
    escapeNotificationLines(
      [
        ...differenceLines(differences),
        keyFacts(key),
        key.KeyArn,
        vscode.l10n.t('Nothing was sent. Use this key as it is, or change or delete it in the Keys view.'),
      ].join('\n'),
    ),
    show,
    use,
  );
  if (chosen === show) await vscode.commands.executeCommand('keyMaterial.keys.reveal', key.KeyArn);
  if (chosen !== use) return 'end';
  return (await settleByHand(note, key, importPorts(tools))) ? { kind: 'found', key } : 'again';
}

/**
 * Imports that got no answer, of a window that was closed or a call that was lost: offered once each time, and looked
 * for when asked. False where the user leaves.
 */
export async function offerUnanswered(tools: ServiceTools, asks: ImportPrompts): Promise<boolean> {
  const { notes, unreadable } = await noteStoreOf(tools).open();
  for (const note of unreadable) await offerUnreadable(tools, asks, note);
  if (notes.length === 0) return true;
  const connected = await connectedTarget(tools);
  if (!connected) return false;
  const { service } = connected;
  const place = importPlace(service.target);
  for (const note of notes) {
    // Only the account that the note names can say what became of it.
    if (!place || !samePlace(note.identity, place)) continue;
    const look = vscode.l10n.t('Check Whether It Arrived');
    const later = vscode.l10n.t('Not Now');
    const what = note.headline ?? note.wanted.usage ?? vscode.l10n.t('a key');
    const chosen = await asks.confirm(
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
    const found = await lookFor({ tools, service, asks }, note);
    if (typeof found !== 'object') continue;
    tools.catalogue.keyChanged(found.key);
    const after = { tools, service, asks };
    const alias =
      note.alias === undefined
        ? undefined
        : await nameKey(after, found.key, note.alias, {
            targetOf: (name) => tools.catalogue.aliasTarget(name),
          });
    await tellResultOfFound(after, found.key, alias);
  }
  return true;
}

const offered = new Set<string>();

/** Once a window: another program may have the file, and it stops only its own import. */
async function offerUnreadable(
  tools: ServiceTools,
  asks: ImportPrompts,
  note: Of<'unreadable'>['note'],
): Promise<void> {
  if (offered.has(note.path)) return;
  offered.add(note.path);
  await tellUnreadable(tools, asks, { kind: 'unreadable', note });
}
