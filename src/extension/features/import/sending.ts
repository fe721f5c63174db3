/** The call and everything that can become of it: each state ends in a plain sentence and something to do. */
import * as vscode from 'vscode';
import { KeyServiceError, type FailureKind } from '../../../keyservice/errors';
import { isOf, settlePatiently, type ImportIntent, type Settled } from '../../../keyservice/importOnce';
import type { Key, KeyService } from '../../../keyservice/operations';
import { escapeNotification, escapeNotificationLines } from '../../support/markdown';
import { failureText } from '../../support/serviceFailure';
import { back, type Choice } from '../../support/prompts';
import { alone } from '../flowPrompts';
import { keyIdOf } from './choices';
import type { ImportPrompts } from './importPrompts';
import type { FolderIntents } from './intents';
import { patience, type SendResult } from './sendImport';

/** What the user wants after a call that did not end in a key. */
export type Onward = 'again' | 'change' | 'profile' | 'cli' | 'end';

/** Kinds of failure that another profile may mend. */
const ofProfile: ReadonlySet<FailureKind> = new Set([
  'notAuthorised',
  'expiredCredentials',
  'badCredentials',
  'wrongEndpoint',
  'unreachable',
]);

const ofInput: ReadonlySet<FailureKind> = new Set(['validation', 'conflict', 'notFound', 'unexpected']);

/** Words of what is being done, for a progress. */
export function doingText(doing: 'look' | 'wait' | 'send', millisecondsLeft: number): string {
  switch (doing) {
    case 'look':
      return vscode.l10n.t('Looking whether the key arrived…');
    case 'wait':
      return vscode.l10n.t(
        'An earlier call was not answered and may still arrive; looking again for {0} s before anything is sent…',
        Math.ceil(millisecondsLeft / 1000),
      );
    case 'send':
      return vscode.l10n.t('Sending…');
  }
}

/** A call that certainly imported nothing. */
export async function tellFailure(
  asks: ImportPrompts,
  error: KeyServiceError,
  simulator: boolean,
  advice: string | undefined,
): Promise<Onward> {
  const again = vscode.l10n.t('Try Again');
  const change = vscode.l10n.t('Change…');
  const profile = vscode.l10n.t('Select AWS Profile…');
  const cli = vscode.l10n.t('Copy as AWS CLI');
  const actions = ofInput.has(error.kind)
    ? [change, again, cli]
    : ofProfile.has(error.kind)
      ? [again, profile, cli]
      : [again, change, cli];
  const chosen = await asks.failed(
    error.kind === 'cancelled'
      ? vscode.l10n.t('Cancelled before anything was sent. What you entered is still here.')
      : vscode.l10n.t('The key was not imported. What you entered is still here.'),
    escapeNotificationLines([failureText(error, simulator), ...(advice ? [advice] : [])].join('\n\n')),
    ...actions,
  );
  switch (chosen) {
    case again:
      return 'again';
    case change:
      return 'change';
    case profile:
      return 'profile';
    case cli:
      return 'cli';
    default:
      return 'end';
  }
}

export async function tellElsewhere(asks: ImportPrompts): Promise<Onward> {
  const again = vscode.l10n.t('Try Again');
  const chosen = await asks.failed(
    vscode.l10n.t('Another window is importing this now.'),
    vscode.l10n.t(
      'Nothing was sent from here, so that there are not two keys. Wait for the other window, then look at its result.',
    ),
    again,
  );
  return chosen === again ? 'again' : 'end';
}

export async function tellNotNoted(asks: ImportPrompts, problem: string): Promise<Onward> {
  const again = vscode.l10n.t('Try Again');
  const chosen = await asks.failed(
    vscode.l10n.t('Nothing was sent: the import could not be noted on this machine first.'),
    escapeNotification(
      vscode.l10n.t(
        'Without the note a second key could be made if the answer is lost. Make room or grant access, then try again. The system says: {0}',
        problem,
      ),
    ),
    again,
  );
  return chosen === again ? 'again' : 'end';
}

/** What a look at an unanswered import needs. */
export interface Looking {
  readonly service: KeyService;
  readonly intents: FolderIntents;
  readonly asks: ImportPrompts;
}

export type Found = { readonly kind: 'found'; readonly key: Key } | Onward;

/** No answer came, and the key was not there when it was looked for. */
export async function tellLost(
  looking: Looking,
  { cause }: Extract<SendResult, { kind: 'lost' }>,
  hash: string,
): Promise<Found> {
  const { asks, service, intents } = looking;
  const look = vscode.l10n.t('Look Again');
  const again = vscode.l10n.t('Import Again');
  const chosen = await asks.failed(
    cause.kind === 'cancelled'
      ? vscode.l10n.t('Cancelled. The key has not arrived.')
      : vscode.l10n.t('No answer came, and the key has not arrived.'),
    escapeNotificationLines(
      [
        ...(cause.kind === 'cancelled' ? [] : [failureText(cause, service.target.kind === 'simulator')]),
        vscode.l10n.t(
          'The service may still be at it. "Import Again" first waits until that cannot be and looks once more, so that there are never two keys. Otherwise Import Key offers to look the next time.',
        ),
      ].join('\n\n'),
    ),
    look,
    again,
  );
  if (chosen === again) return 'again';
  if (chosen !== look) return 'end';
  const open = (await intents.list()).find((intent) => intent.hash === hash && isOf(intent, service.target));
  return open ? lookFor(looking, open) : 'again';
}

/** It is not known whether there is a key: it could not be looked for, or one of several may be it. */
export async function tellUnclear(
  looking: Looking,
  { cause, candidates, intent }: Extract<SendResult, { kind: 'unclear' }>,
): Promise<Found> {
  const { asks, service } = looking;
  if (candidates.length > 0) return pickCandidate(looking, intent, candidates);
  const look = vscode.l10n.t('Look Again');
  const chosen = await asks.failed(
    vscode.l10n.t('Whether the key was imported is not known: the service could not be asked.'),
    escapeNotificationLines(
      [
        failureText(cause, service.target.kind === 'simulator'),
        vscode.l10n.t(
          'Nothing is sent again. Look again when the service can be reached; Import Key offers it the next time, too.',
        ),
      ].join('\n\n'),
    ),
    look,
  );
  return chosen === look ? lookFor(looking, intent) : 'end';
}

/** Looks for the key of an intent, and asks where that is not enough. Only reads; the note goes when it is settled. */
export async function lookFor(looking: Looking, intent: ImportIntent): Promise<Found> {
  const { asks, service, intents } = looking;
  let settled: Settled;
  try {
    settled = await asks.progress(vscode.l10n.t('Looking for an import'), (signal, report) =>
      settlePatiently(service, intent, {
        now: () => Date.now(),
        patience,
        signal,
        report: (doing, left) => report(doingText(doing, left)),
      }),
    );
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    return tellUnclear(looking, { kind: 'unclear', cause: error, candidates: [], intent });
  }
  if (settled.kind === 'found') {
    await intents.remove(intent.id);
    return settled;
  }
  if (settled.kind === 'unclear') return pickCandidate(looking, intent, settled.candidates);
  await intents.remove(intent.id);
  const again = vscode.l10n.t('Import Again');
  const chosen = await asks.confirm(
    vscode.l10n.t('The key did not arrive.'),
    vscode.l10n.t('All keys were looked through; nothing was imported, and it may be imported again.'),
    again,
  );
  return chosen === again ? 'again' : 'end';
}

async function pickCandidate(
  { asks, intents }: Looking,
  intent: ImportIntent,
  candidates: readonly Key[],
): Promise<Found> {
  const chosen = await asks.pick<Key | 'none'>(alone(vscode.l10n.t('Which key is it?')), {
    placeholder: vscode.l10n.t(
      'The answer was lost and the import carries no tag: these keys came since. Compare their KCV.',
    ),
    choices: [
      ...candidates.map((key): Choice<Key> => ({
        label: `$(key) ${keyIdOf(key.KeyArn)}`,
        description: [
          key.KeyAttributes.KeyUsage,
          key.KeyAttributes.KeyAlgorithm,
          ...(key.KeyCheckValue === undefined ? [] : [vscode.l10n.t('KCV {0}', key.KeyCheckValue)]),
          key.CreateTimestamp.toISOString(),
        ].join(' · '),
        value: key,
      })),
      {
        label: `$(circle-slash) ${vscode.l10n.t('None of these: the import did not arrive')}`,
        description: vscode.l10n.t('it may be imported again'),
        value: 'none',
      },
    ],
  });
  // Left open, it is asked about the next time.
  if (chosen === undefined || chosen === back) return 'end';
  await intents.remove(intent.id);
  return chosen === 'none' ? 'change' : { kind: 'found', key: chosen };
}
