/** What can become of a call that gave no key, each in a plain sentence with something to do. */
import * as vscode from 'vscode';
import type { ImportResult } from '../../keyservice/imports/result';
import type { Difference } from '../../keyservice/imports/settle';
import { modeNamesText } from '../../keyservice/model/names';
import { escapeNotificationLines } from '../ui/markdown';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import { noteStoreOf } from '../service/importPorts';
import { usageWords } from '../service/names';
import type { Asking, ImportOutcome } from './importRun';

/** Words of what is being done, for a progress. */
export function doingText(doing: 'look' | 'wait' | 'send', millisecondsLeft: number): string {
  switch (doing) {
    case 'look':
      return vscode.l10n.t('Checking import status…');
    case 'wait':
      return vscode.l10n.t(
        'An earlier call got no response and may still take effect. Checking again for {0} s before anything is sent…',
        Math.ceil(millisecondsLeft / 1000),
      );
    case 'send':
      return vscode.l10n.t('Sending…');
  }
}

/** A result of one kind. */
export type Of<Kind extends ImportResult['kind']> = Extract<ImportResult, { kind: Kind }>;

/** Another window holds the import, or something that cannot be asked from here does. */
export async function tellElsewhere(
  { tools, ui }: Asking,
  { holder }: Of<'elsewhere'>,
): Promise<ImportOutcome> {
  const again = vscode.l10n.t('Try Again');
  if (!holder || holder.provable) {
    const chosen = await ui.failed(
      vscode.l10n.t('Another window is importing this now.'),
      [
        ...(holder?.pid === undefined ? [] : [vscode.l10n.t('Process: {0}', holder.pid)]),
        vscode.l10n.t(
          'Nothing was sent from this window, to avoid creating two keys. Wait for the other window, then check its result.',
        ),
      ].join('\n'),
      again,
    );
    return chosen === again ? 'again' : 'end';
  }
  const release = vscode.l10n.t('Release the Lock…');
  const chosen = await ui.failed(
    vscode.l10n.t('Another machine or container may be importing this now.'),
    escapeNotificationLines(
      [
        ...(holder.host === undefined ? [] : [vscode.l10n.t('Host: {0}', holder.host)]),
        ...(holder.since === undefined
          ? []
          : [vscode.l10n.t('Since: {0}', new Date(holder.since).toISOString())]),
        vscode.l10n.t('Lock: {0}', holder.file),
        vscode.l10n.t(
          'It is unknown whether it is still running, so nothing was sent. Release the lock only if no other VS Code window is importing this key.',
        ),
      ].join('\n'),
    ),
    again,
    release,
  );
  if (chosen === again) return 'again';
  if (chosen !== release) return 'end';
  if (!(await typed(ui, release, vscode.l10n.t('release')))) return 'end';
  if (!(await noteStoreOf(tools).unlock(holder)))
    ui.warn(vscode.l10n.t('The lock was not released: a running window of this machine holds it.'));
  return 'again';
}

/** A note is there that cannot be read: it may be of an import that was sent. */
export async function tellUnreadable(
  { tools, ui }: Asking,
  { note }: Of<'unreadable'>,
): Promise<ImportOutcome> {
  const again = vscode.l10n.t('Try Again');
  const aside = vscode.l10n.t('Set the File Aside…');
  const chosen = await ui.failed(
    vscode.l10n.t('Nothing was sent: a note on an earlier import of this material cannot be read.'),
    escapeNotificationLines(
      [
        vscode.l10n.t('File: {0}', note.path),
        vscode.l10n.t('Problem: {0}', note.problem),
        vscode.l10n.t(
          'The earlier import may have created a key. If another program is using the file, try again. Otherwise look for the key in the Keys view first, and set the file aside only if it is not there.',
        ),
      ].join('\n'),
    ),
    again,
    aside,
  );
  if (chosen === again) return 'again';
  if (chosen !== aside || !(await typed(ui, aside, vscode.l10n.t('set aside')))) return 'end';
  const moved = await noteStoreOf(tools).setAside(note);
  if (moved === 'held') ui.warn(vscode.l10n.t('The file was left in place: its import is running now.'));
  else if (moved === 'readable')
    void ui.tell(vscode.l10n.t('The file can be read again and was left in place.'));
  else void ui.tell(vscode.l10n.t('The file is now {0}.', moved.path));
  return 'again';
}

/** A word that is typed, before something that cannot be checked is taken on trust. */
export async function typed(ui: Ui, title: string, word: string): Promise<boolean> {
  const answer = await once(title.replace(/…$/, ''), (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('Type "{0}" to confirm', word),
      check: (text, entered) =>
        !entered || text.trim().toLowerCase() === word.toLowerCase()
          ? undefined
          : { message: vscode.l10n.t('Type "{0}", or press Escape to cancel.', word), severity: 'error' },
    }),
  );
  return typeof answer === 'string';
}

/** In what a key that was found is not as it is wanted now, a line each. */
export function differenceLines(differences: readonly Difference[]): string[] {
  const yesNo = (value: boolean): string => (value ? vscode.l10n.t('yes') : vscode.l10n.t('no'));
  return differences.map((difference) => {
    switch (difference.what) {
      case 'usage':
        return vscode.l10n.t(
          'Usage: {0} requested, {1} found',
          usageWords(difference.wanted),
          usageWords(difference.found),
        );
      case 'algorithm':
        return vscode.l10n.t('Algorithm: {0} requested, {1} found', difference.wanted, difference.found);
      case 'modes':
        return vscode.l10n.t(
          'Modes of use: {0} requested, {1} found',
          modeNamesText(difference.wanted),
          modeNamesText(difference.found),
        );
      case 'exportable':
        return vscode.l10n.t(
          'Exportable: {0} requested, {1} found',
          yesNo(difference.wanted),
          yesNo(difference.found),
        );
      case 'enabled':
        return vscode.l10n.t(
          'Enabled: {0} requested, {1} found',
          yesNo(difference.wanted),
          yesNo(difference.found),
        );
      case 'state':
        return vscode.l10n.t('State: {0} expected, {1} found', difference.wanted, difference.found);
    }
  });
}

/** The facts of a key by which a person knows it, in a line. */
export function keyFacts(key: {
  readonly KeyArn: string;
  readonly KeyAttributes?: { readonly KeyUsage?: string; readonly KeyAlgorithm?: string };
  readonly KeyCheckValue?: string;
  readonly CreateTimestamp?: Date;
}): string {
  const { KeyAttributes = {}, KeyCheckValue, CreateTimestamp } = key;
  return [
    KeyAttributes.KeyUsage === undefined ? undefined : usageWords(KeyAttributes.KeyUsage),
    KeyAttributes.KeyAlgorithm,
    KeyCheckValue === undefined ? undefined : vscode.l10n.t('KCV {0}', KeyCheckValue),
    CreateTimestamp?.toISOString(),
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}
