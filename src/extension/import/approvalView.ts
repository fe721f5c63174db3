/** An import about which an approval team decides, in words: on the page, in a dialog, and as what did not come of it. */
import * as vscode from 'vscode';
import { isOver, type OpenNote, type WaitingKey, type WaitingNote } from '../../keyservice/imports/note';
import type { KeyServiceError } from '../../keyservice/errors';
import type { Key } from '../../keyservice/operations';
import type {
  ImportAction,
  ImportFailureView,
  ImportResultView,
  ImportVerdict,
} from '../../protocol/importPage';
import { failureText } from '../service/callService';
import { sessionStateWords } from '../service/names';

/** How the reading of a waiting import stands. */
export type Reading =
  | 'reading'
  /** The user stopped it, or it needs a person. */
  | 'stopped'
  /** Approved; its alias, and what comes after it, are not sent before the user wants them. */
  | 'approved';

/** What the page shows of it. */
export interface WaitingState {
  readonly note: WaitingNote;
  readonly reading: Reading;
  /** Whether other imports come after it. */
  readonly more: boolean;
  /** Of one that was approved: the alias that it gets once the user confirms it; '' for none. */
  readonly alias: string;
  /** When the service was asked last. */
  readonly checkedAt: Date | undefined;
  /** Why it could not be read the last time. */
  readonly problem: KeyServiceError | undefined;
  /** It needs an answer: its key is not as wanted, or the note cannot be read. */
  readonly question: boolean;
  readonly simulator: boolean;
}

export const headlineOf = ({ headline, wanted }: OpenNote): string =>
  headline ?? wanted.usage ?? vscode.l10n.t('a key');

/** Labelled facts of the session. */
export function sessionFacts({
  arn,
  session,
  status,
  since,
  message,
}: WaitingKey): (readonly [id: string, label: string, value: string])[] {
  const line = (
    id: string,
    label: string,
    value: string | undefined,
  ): (readonly [string, string, string])[] =>
    value === undefined || value === '' ? [] : [[id, label, value]];
  return [
    ...line('state', vscode.l10n.t('Approval'), status && sessionStateWords(status)),
    ...line(
      'since',
      vscode.l10n.t('Requested'),
      since === undefined ? undefined : new Date(since).toISOString(),
    ),
    ...line('message', vscode.l10n.t('Status message'), message),
    ...line('session', vscode.l10n.t('Approval session'), session),
    ...line('arn', vscode.l10n.t('Key ARN'), arn),
  ];
}

/** In a sentence, how it stands: for the page, and for a screen reader when it changes. */
export function standing({ status }: WaitingKey): string {
  switch (status) {
    case 'PENDING':
      return vscode.l10n.t('Waiting for approval: the team has not decided yet.');
    case 'APPROVED':
      return vscode.l10n.t('The team approved the import. The key is still being created.');
    case 'FAILED':
      return vscode.l10n.t('The approval session failed, but the key is not reported as failed yet.');
    case 'CANCELLED':
      return vscode.l10n.t(
        'The approval session was cancelled or has lapsed, but the key is not reported as failed yet.',
      );
    case undefined:
      return vscode.l10n.t(
        'The key is still being created. The service does not report an approval session.',
      );
    default:
      return vscode.l10n.t('Waiting for approval: the session is in state {0}.', status);
  }
}

export function waitingView(state: WaitingState): ImportResultView {
  const { note, reading, checkedAt } = state;
  const { waiting } = note;
  const approved = reading === 'approved';
  return {
    title: approved
      ? vscode.l10n.t('Approved and imported: {0}', headlineOf(note))
      : vscode.l10n.t('Waiting for approval: {0}', headlineOf(note)),
    waiting: !approved,
    verdicts: verdictsOf(state),
    rows: [
      ...sessionFacts(waiting),
      ...(waiting.requestId === undefined
        ? []
        : [['requestId', vscode.l10n.t('Request ID'), waiting.requestId] as const]),
      ...(checkedAt ? [['checked', vscode.l10n.t('Last checked'), checkedAt.toISOString()] as const] : []),
    ].map(([id, label, value]) => ({ id, label, value, danger: false })),
    actions: actionsOf(state),
  };
}

function verdictsOf({
  note,
  reading,
  more,
  alias,
  problem,
  question,
  simulator,
}: WaitingState): ImportVerdict[] {
  if (reading === 'approved')
    return [
      { state: 'verified', text: vscode.l10n.t('Key creation is complete (CREATE_COMPLETE).') },
      ...(alias === ''
        ? []
        : [
            {
              state: 'info' as const,
              text: vscode.l10n.t(
                'The alias {0} is not assigned yet. Select Finish Import to confirm and assign it.',
                alias,
              ),
            },
          ]),
      ...(more
        ? [
            {
              state: 'info' as const,
              text: vscode.l10n.t(
                'The rest of this import was not sent. Press Continue to confirm and send it.',
              ),
            },
          ]
        : []),
    ];
  return [
    { state: isOver(note.waiting) ? 'warning' : 'notChecked', text: standing(note.waiting) },
    ...(question
      ? [
          {
            state: 'warning' as const,
            text: vscode.l10n.t('The import needs your decision. Select Check Now to see why.'),
          },
        ]
      : []),
    ...(problem
      ? [
          {
            state: 'warning' as const,
            text: vscode.l10n.t(
              'The state could not be read: {0}',
              failureText(problem, simulator).replaceAll('\n', ' '),
            ),
          },
        ]
      : []),
    {
      state: 'info',
      text: vscode.l10n.t(
        'Do not import this certificate again while approval is pending: that would be a second request. This computer keeps a note and sends nothing, even after VS Code restarts.',
      ),
    },
    {
      state: 'info',
      text:
        reading === 'reading'
          ? vscode.l10n.t('The state is checked every few seconds at first, then every 30 seconds.')
          : vscode.l10n.t('Checking has stopped. The request itself is not affected.'),
    },
    ...(more
      ? [
          {
            state: 'info' as const,
            text: vscode.l10n.t(
              'The rest of this import was not sent. It continues only when you confirm it.',
            ),
          },
        ]
      : []),
  ];
}

function actionsOf({ note, reading, problem, alias, more }: WaitingState): ImportAction[] {
  const show: ImportAction = { id: 'show', label: vscode.l10n.t('Show in Tree') };
  if (reading === 'approved')
    return [
      ...(alias === '' ? [] : [{ id: 'finish', label: vscode.l10n.t('Finish Import…') }]),
      ...(more ? [{ id: 'continue', label: vscode.l10n.t('Continue…') }] : []),
      show,
    ];
  // Whether a key that no longer exists came to nothing only a person can decide. One that may not be read still waits.
  const byHand = isOver(note.waiting) || problem?.kind === 'notFound';
  return [
    { id: 'check', label: vscode.l10n.t('Check Now') },
    ...(reading === 'reading' ? [{ id: 'stop', label: vscode.l10n.t('Stop Checking') }] : []),
    ...(byHand ? [{ id: 'settle', label: vscode.l10n.t('Resolve Manually…') }] : []),
    show,
    { id: 'another', label: vscode.l10n.t('Import Another Key…') },
  ];
}

/** Lines of what did not come of it: the key is in CREATE_FAILED, so that is certain. */
export function refusedLines(key: Key, note: OpenNote): string[] {
  const { MpaStatus } = key;
  const status = MpaStatus?.Status ?? note.waiting?.status;
  const message = MpaStatus?.StatusMessage ?? note.waiting?.message;
  const session = MpaStatus?.MpaSessionArn ?? note.waiting?.session;
  const line = (label: string, value: string | undefined): string[] =>
    value === undefined || value === '' ? [] : [`${label}: ${value}`];
  return [
    vscode.l10n.t('The service reports the key as CREATE_FAILED. Nothing was imported.'),
    ...line(vscode.l10n.t('Approval'), status && sessionStateWords(status)),
    ...line(vscode.l10n.t('Status message'), message),
    ...line(vscode.l10n.t('Approval session'), session),
    ...line(vscode.l10n.t('Key ARN'), key.KeyArn),
    vscode.l10n.t('Importing again sends a new request to the approval team.'),
  ];
}

export function refusedView({
  key,
  note,
}: {
  readonly key: Key;
  readonly note: OpenNote;
}): ImportFailureView {
  return {
    title: vscode.l10n.t('Not approved, not imported: {0}', headlineOf(note)),
    lines: refusedLines(key, note),
    field: '',
    actions: [
      { id: 'importAgain', label: vscode.l10n.t('Import Again…') },
      { id: 'show', label: vscode.l10n.t('Show in Tree') },
    ],
  };
}

/** Of an import that somebody settled as not imported. */
export const closedView = (): ImportFailureView => ({
  title: vscode.l10n.t('Not imported: this import was closed'),
  lines: [vscode.l10n.t('Its note was closed as not imported, here or in another window.')],
  field: '',
  actions: [],
});
