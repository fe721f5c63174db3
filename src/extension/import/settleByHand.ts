/** What a person says of an import that cannot be told otherwise: nothing of it by Enter, and nothing too early. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { passedSince } from '../../keyservice/imports/clock';
import { isOver, isWaiting, type Moment, type OpenNote } from '../../keyservice/imports/note';
import { UnreadableNote } from '../../keyservice/imports/noteStore';
import { differencesOf, keyAt as readKey, type Candidate } from '../../keyservice/imports/settle';
import { patienceLeft, settleByHand, type ByHand } from '../../keyservice/imports/unsettled';
import type { Key } from '../../keyservice/operations';
import { arnEnd, keyIdOf } from '../../keyservice/model/names';
import { escapeNotificationLines } from '../ui/markdown';
import type { Choice } from '../flow/ui';
import { once } from '../flow/flow';
import { importPorts } from '../service/importPorts';
import type { ServiceAction } from '../service/serviceAction';
import { differenceLines, doingText, keyFacts, tellUnreadable, typed, type Of } from './importFailures';
import type { ImportOutcome } from './importRun';

/** First the time passes in which the service may still be at it: what a person says before says nothing. */
export async function settleWithoutLook(looking: ServiceAction, note: OpenNote): Promise<ImportOutcome> {
  const { ui, tools } = looking;
  const ports = importPorts(tools);
  if (!(await waitedOut(looking, note))) return 'end';
  const noneAt = ports.clock.moment();
  const title = vscode.l10n.t('Resolve Import Manually');
  const keyGone = isWaiting(note) && !isOver(note.waiting) && (await isGone(looking, note.waiting.arn));
  const arn = await once(title, (frame) =>
    ui.input(frame, {
      prompt: keyGone
        ? vscode.l10n.t(
            'The key no longer exists. Make sure that approval session {0} is closed. ARN of the key that the import created (leave empty if there is none)',
            note.waiting.session ?? vscode.l10n.t('(not reported)'),
          )
        : vscode.l10n.t('ARN of the key that the import created (leave empty if there is none)'),
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
    }),
  );
  if (typeof arn !== 'string') return 'end';
  if (arn.trim() === '') {
    if (!(await typed(ui, title, vscode.l10n.t('not imported')))) return 'end';
    return outcomeByHand(looking, await settleNote(looking, note, { noneAt, keyGone }));
  }
  const KeyArn = arn.trim();
  const key = await keyAt(looking, KeyArn);
  if (key) return confirmCandidate(looking, note, key);
  if (!(await typed(ui, title, arnEnd(KeyArn)))) return 'end';
  const settled = await settleNote(looking, note, { key: { KeyArn } });
  if (settled === 'settled') void ui.tell(vscode.l10n.t('Resolved: the import created {0}.', KeyArn));
  return settled === 'settled' ? 'end' : outcomeByHand(looking, settled);
}

/** The key as the service shows it; undefined where it may not be read, or does not exist. */
async function keyAt({ service }: ServiceAction, arn: string): Promise<Key | undefined> {
  try {
    return (await service.call('GetKey', { KeyIdentifier: arn })).output.Key;
  } catch (error) {
    if (error instanceof KeyServiceError) return undefined;
    throw error;
  }
}

/** Whether the service reports that a key does not exist; false where it cannot be read. */
function isGone({ service }: ServiceAction, arn: string): Promise<boolean> {
  return readKey(service, arn, undefined).then(
    () => false,
    (error: unknown) => error instanceof KeyServiceError && error.kind === 'notFound',
  );
}

type ByHandResult = Awaited<ReturnType<typeof settleByHand>>;

/** A note that cannot be read by now is shown with its way out, and nothing is settled. */
async function settleNote(
  { tools, ui }: ServiceAction,
  note: OpenNote,
  answer: ByHand,
): Promise<ByHandResult | 'unreadable'> {
  try {
    return await settleByHand(note, answer, importPorts(tools));
  } catch (error) {
    if (!(error instanceof UnreadableNote)) throw error;
    await tellUnreadable({ tools, ui }, { kind: 'unreadable', note: error });
    return 'unreadable';
  }
}

/** What became of a settlement by hand that is not a key: said, unless it can simply be sent now. */
function outcomeByHand({ ui }: ServiceAction, settled: ByHandResult | 'unreadable'): ImportOutcome {
  if (typeof settled === 'object') return settled;
  switch (settled) {
    case 'settled':
      return 'again';
    case 'unreadable':
      return 'end';
    case 'gone':
      ui.warn(
        vscode.l10n.t('Another window is working on this import, or has resolved it. Nothing was changed.'),
      );
      return 'end';
    case 'taken':
      ui.warn(vscode.l10n.t('That key belongs to another import from this machine. Nothing was changed.'));
      return 'end';
    case 'undecided':
      ui.warn(
        vscode.l10n.t(
          'The approval team may still approve this import. Nothing was changed. Close the approval session first, then check again.',
        ),
      );
      return 'end';
    case 'early':
      ui.warn(vscode.l10n.t('The import may have arrived after that. Nothing was changed. Check again.'));
      return 'end';
  }
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

/** Waits until the service cannot be at a call any more; false where the user leaves. */
async function waitedOut({ ui, tools }: ServiceAction, note: OpenNote): Promise<boolean> {
  const { clock } = importPorts(tools);
  return ui.progress(vscode.l10n.t('Resolving an import'), async (signal, report) => {
    const begun = clock.moment();
    for (;;) {
      // A note from before this machine got another name says nothing about the time: then it begins now.
      const left = Math.min(patienceLeft(note, clock), patienceLeft({ ...note, quiet: begun }, clock));
      if (left <= 0) return true;
      report(doingText('wait', left));
      await clock.pause(Math.min(left, 5000), signal);
      if (signal.aborted) return false;
    }
  });
}

/**
 * One of these keys may be it: a person compares and decides, and nothing is decided by Enter. A single one is asked
 * about, too. What could still arrive must have arrived before anything is decided.
 */
export async function pickCandidate(
  looking: ServiceAction,
  result: Of<'candidates'>,
  lookAgain: (note: OpenNote) => Promise<ImportOutcome>,
): Promise<ImportOutcome> {
  const { ui, tools } = looking;
  const { why, candidates, note, at } = result;
  const ports = importPorts(tools);
  const early = patienceLeft(note, ports.clock) > 0 || !isAfterPatience(note, at, ports);
  const chosen = await once(vscode.l10n.t('Which key did the import create?'), (frame) =>
    ui.pick<Candidate | 'none' | 'later' | 'wait'>(frame, {
      placeholder:
        why === 'noTag'
          ? vscode.l10n.t('The response was lost and the import has no tag. Compare date, usage and KCV.')
          : vscode.l10n.t(
              'The response was lost and tags cannot be read: payment-cryptography:ListTagsForResource is not allowed. Compare date, usage and KCV.',
            ),
      choices: [
        {
          label: `$(clock) ${vscode.l10n.t('Decide later')}`,
          description: vscode.l10n.t('nothing is sent until then'),
          value: 'later',
        },
        ...(early
          ? [
              {
                label: `$(sync) ${vscode.l10n.t('Wait and check again')}`,
                description: vscode.l10n.t('the key may still appear'),
                value: 'wait' as const,
              },
            ]
          : []),
        ...candidates.map((key, place): Choice<Candidate> => ({
          label: `$(key) ${keyIdOf(key.KeyArn)}`,
          description: keyFacts(key),
          value: key,
          ...(place === 0 ? { group: vscode.l10n.t('Keys that were imported') } : {}),
        })),
        ...(early
          ? []
          : [
              {
                label: `$(circle-slash) ${vscode.l10n.t('None of these: the import did not take effect')}`,
                description: vscode.l10n.t('it can be imported again'),
                value: 'none' as const,
                group: vscode.l10n.t('No key'),
              },
            ]),
      ],
    }),
  );
  // Left open, it is asked about the next time.
  if (chosen === undefined || chosen === 'later') return 'end';
  if (chosen === 'wait') return (await waitedOut(looking, note)) ? lookAgain(note) : 'end';
  if (chosen === 'none') {
    if (!(await typed(ui, vscode.l10n.t('None of These'), vscode.l10n.t('not imported')))) return 'end';
    return outcomeByHand(looking, await settleNote(looking, note, { noneAt: at }));
  }
  return confirmCandidate(looking, note, chosen);
}

function isAfterPatience(
  { quiet }: OpenNote,
  at: Moment,
  { clock }: ReturnType<typeof importPorts>,
): boolean {
  return quiet !== undefined && clock.patience - passedSince(quiet, at) <= 0;
}

/** Facts of the key, and in what it is not as it was wanted, before the note says that it is the one. */
async function confirmCandidate(
  looking: ServiceAction,
  note: OpenNote,
  candidate: Candidate,
): Promise<ImportOutcome> {
  const { ui } = looking;
  const keep = vscode.l10n.t('Decide Later');
  const use = vscode.l10n.t('This Is the Key');
  const chosen = await ui.confirm(
    vscode.l10n.t('Did the import create this key?'),
    escapeNotificationLines(
      [
        ...differenceLines(differencesOf(candidate, note.wanted)),
        keyFacts(candidate),
        candidate.KeyArn,
        vscode.l10n.t('Only you can decide this: its tag cannot be compared.'),
      ].join('\n'),
    ),
    keep,
    use,
  );
  if (chosen !== use) return 'end';
  const settled = await settleNote(looking, note, { key: candidate });
  return settled === 'settled'
    ? { kind: 'imported', key: candidate, by: 'user' }
    : outcomeByHand(looking, settled);
}

/** The key of an earlier call is there, and is not as it is wanted now. */
export async function askDiffering(
  looking: ServiceAction,
  { key, differences, note }: Of<'differs'>,
): Promise<ImportOutcome> {
  const { ui } = looking;
  const use = vscode.l10n.t('Use This Key');
  const show = vscode.l10n.t('Show Key');
  const chosen = await ui.failed(
    vscode.l10n.t(
      'An earlier import of this material succeeded, but its key does not match the current request.',
    ),
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
  const settled = await settleNote(looking, note, { key });
  // Its tag was found: it is the key of this import, however it is now.
  return settled === 'settled' ? { kind: 'imported', key, by: 'tag' } : outcomeByHand(looking, settled);
}
