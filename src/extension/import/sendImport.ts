/**
 * A plan, sent and looked for until it is known what became of it or the user leaves; and the question where the same
 * bytes were imported before: what became of that key, and whether a second one is really wanted.
 */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { ImportedNote } from '../../keyservice/imports/note';
import type { ImportResult } from '../../keyservice/imports/result';
import { differencesOf } from '../../keyservice/imports/settle';
import type { Key } from '../../keyservice/operations';
import { escapeNotificationLines } from '../ui/markdown';
import { failureText } from '../service/callService';
import { once } from '../flow/flow';
import { changeState, knownTo } from '../service/keyState';
import { doingText, keyFacts } from './importFailures';
import type { ImportOutcome, ImportRun } from './importRun';
import type { ServiceAction } from '../service/serviceAction';
import { exportableWords } from '../service/names';
import { settle } from './unanswered';
import { askUntagged } from './untagged';

/** @param reuse a key of the same bytes that can be used is what is wanted, without a question: of a chain */
export async function sendUntilSettled(run: ImportRun, reuse = false): Promise<ImportOutcome> {
  run.again = undefined;
  for (;;) {
    const result = await run.action.ui.progress(vscode.l10n.t('Importing'), (signal, report) =>
      run.send({ signal, report: (doing, milliseconds) => report(doingText(doing, milliseconds)) }),
    );
    const outcome = await judge(run, result, reuse);
    if (outcome !== 'again') return outcome;
  }
}

async function judge(run: ImportRun, result: ImportResult, reuse: boolean): Promise<ImportOutcome> {
  const { action, plan } = run;
  switch (result.kind) {
    case 'imported':
      return { kind: 'imported', key: result.key, by: result.note.found ?? 'answer' };
    case 'before': {
      const key = reuse ? await keyOfNote(action, result.notes.at(-1)!).catch(() => undefined) : undefined;
      if (key && differencesOf(key, plan.wanted).length === 0) return { kind: 'imported', key, by: 'answer' };
      return askBefore(run, result.notes);
    }
    case 'tagRefused':
      return askUntagged(run, result);
    case 'failed':
    case 'notNoted':
    case 'waiting':
    case 'refused':
      return result;
    default:
      return settle(action, result, true);
  }
}

/** What GetKey says of a key that was imported before; undefined where it no longer exists. */
async function keyOfNote({ service }: ServiceAction, { arn }: ImportedNote): Promise<Key | undefined> {
  try {
    return (await service.call('GetKey', { KeyIdentifier: arn })).output.Key;
  } catch (error) {
    if (error instanceof KeyServiceError && error.kind === 'notFound') return undefined;
    throw error;
  }
}

/** Asks what is wanted. A second key comes last, never by Enter, with a reason that its record keeps. */
async function askBefore(run: ImportRun, notes: readonly ImportedNote[]): Promise<ImportOutcome> {
  const { action } = run;
  const { ui, tools, service } = action;
  const last = notes.at(-1)!;
  const show = vscode.l10n.t('Show Key');
  const restore = vscode.l10n.t('Restore Key');
  const enable = vscode.l10n.t('Enable Key');
  const retry = vscode.l10n.t('Try Again');
  const copy = vscode.l10n.t('Copy ARN');
  const more = vscode.l10n.t('Import Again…');
  for (;;) {
    let key: Key | undefined;
    let unread: string | undefined;
    try {
      key = await keyOfNote(action, last);
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      unread = failureText(error, service.target.kind === 'simulator');
    }
    const remedy =
      key?.KeyState === 'DELETE_PENDING'
        ? [restore]
        : key?.KeyState === 'CREATE_COMPLETE' && key.Enabled === false
          ? [enable]
          : [];
    const chosen = await ui.confirm(
      notes.length === 1
        ? vscode.l10n.t('This material was already imported.')
        : vscode.l10n.t('This material was already imported {0} times.', notes.length),
      escapeNotificationLines(
        [...beforeLines(tools, last), unread ?? stateText(key), ...(key ? [keyFacts(key)] : [])].join('\n'),
      ),
      // Enter must never lead to a second key.
      key ? show : unread === undefined ? copy : retry,
      ...remedy,
      more,
    );
    if (chosen === undefined) return 'end';
    if (chosen === retry) continue;
    if (chosen === copy) {
      await vscode.env.clipboard.writeText(last.arn);
      return 'end';
    }
    if (chosen === show) {
      await vscode.commands.executeCommand('keyMaterial.keys.reveal', last.arn);
      return 'end';
    }
    if (key && (chosen === restore || chosen === enable)) {
      await changeState(action, knownTo(action, key), chosen === restore ? 'RestoreKey' : 'StartKeyUsage');
      continue;
    }
    if (chosen !== more) return 'end';
    const reason = await once(vscode.l10n.t('Import Again'), (frame) =>
      ui.input(frame, {
        prompt: vscode.l10n.t('Reason for a second key from the same material; saved in the import record'),
        check: (text, entered) =>
          !entered || text.trim().length >= 3
            ? undefined
            : { message: vscode.l10n.t('Enter a reason.'), severity: 'error' },
      }),
    );
    if (typeof reason !== 'string') continue;
    run.again = { reason: reason.trim(), after: last.number };
    return 'again';
  }
}

function beforeLines(
  { catalogue }: ServiceAction['tools'],
  { arn, importedAt, profile, again, kcv }: ImportedNote,
): string[] {
  const aliases = catalogue.find(arn)?.aliases ?? [];
  return [
    vscode.l10n.t('Key: {0}', arn),
    ...(aliases.length === 0 ? [] : [vscode.l10n.t('Alias: {0}', aliases.join(', '))]),
    vscode.l10n.t('Imported: {0}, profile {1}', new Date(importedAt).toISOString(), profile),
    ...(kcv === undefined ? [] : [vscode.l10n.t('KCV at that time: {0}', kcv)]),
    ...(again === undefined ? [] : [vscode.l10n.t('Reason for importing again: {0}', again.reason)]),
  ];
}

function stateText(key: Key | undefined): string {
  if (!key) return vscode.l10n.t('State: the key no longer exists');
  const exportable = exportableWords(key.Exportable);
  if (key.KeyState === 'DELETE_PENDING') return vscode.l10n.t('State: waiting for deletion, {0}', exportable);
  if (key.KeyState === 'DELETE_COMPLETE') return vscode.l10n.t('State: deleted');
  if (key.KeyState !== 'CREATE_COMPLETE') return vscode.l10n.t('State: {0}', key.KeyState);
  if (key.Enabled === undefined)
    return vscode.l10n.t('State: enabled or disabled is not reported, {0}', exportable);
  return key.Enabled
    ? vscode.l10n.t('State: enabled, {0}', exportable)
    : vscode.l10n.t('State: disabled, {0}', exportable);
}
