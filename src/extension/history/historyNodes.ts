/** Entries of the history in the user's words. */
import * as vscode from 'vscode';
import { isWaiting, type ImportedNote, type OpenNote } from '../../keyservice/imports/note';
import { accountText, keyIdOf } from '../../keyservice/model/names';
import { noteStoreOf } from '../service/importPorts';
import { localTime } from '../service/importTexts';
import { sessionStateWords, usageWords } from '../service/names';
import type { ServiceTools } from '../service/tools';
import { logFailure } from '../ui/log';
import { escapeMarkdown } from '../ui/markdown';
import { historyOf, type KeptEntry } from './historyStore';

export type HistoryNode =
  | { readonly kind: 'open'; readonly note: OpenNote }
  | { readonly kind: 'imported'; readonly note: ImportedNote }
  | { readonly kind: 'kept'; readonly entry: KeptEntry };

const most = 300;

/** All entries in their order. */
export async function historyNodes(tools: Pick<ServiceTools, 'context'>): Promise<HistoryNode[]> {
  const store = noteStoreOf(tools);
  try {
    const [{ notes: open }, imported, kept] = await Promise.all([
      store.open(),
      store.imported(),
      historyOf(tools.context).list(),
    ]);
    const settled: HistoryNode[] = [
      ...imported.map((note): HistoryNode => ({ kind: 'imported', note })),
      ...kept.map((entry): HistoryNode => ({ kind: 'kept', entry })),
    ];
    return [
      // What waits for others comes before what never got a response.
      ...[...open.filter(isWaiting), ...open.filter((note) => !isWaiting(note))].map((note): HistoryNode => ({
        kind: 'open',
        note,
      })),
      ...settled.sort((a, b) => timeOf(b) - timeOf(a)).slice(0, most),
    ];
  } catch (error) {
    logFailure('The history', error);
    return [];
  }
}

function timeOf(node: HistoryNode): number {
  if (node.kind === 'open') return node.note.startedAt;
  return node.kind === 'imported' ? node.note.importedAt : node.entry.time;
}

/** ARN of the key that an entry is about. */
export function arnOf(node: HistoryNode): string | undefined {
  if (node.kind === 'open') return node.note.waiting?.arn;
  return node.kind === 'imported' ? node.note.arn : node.entry.arn;
}

export function historyItem(node: HistoryNode): vscode.TreeItem {
  const facts = historyFacts(node);
  const item = new vscode.TreeItem(titleOf(node));
  item.description = localTime(timeOf(node));
  item.tooltip = new vscode.MarkdownString(
    facts.map(([label, value]) => `${escapeMarkdown(label)}: ${escapeMarkdown(value)}`).join('  \n'),
  );
  item.accessibilityInformation = { label: [titleOf(node), item.description].join(', ') };
  switch (node.kind) {
    case 'open':
      if (isWaiting(node.note)) {
        item.iconPath = new vscode.ThemeIcon('watch');
        item.description = vscode.l10n.t('waiting for approval');
        item.contextValue = 'historyWaiting';
        item.accessibilityInformation = { label: [titleOf(node), item.description].join(', ') };
        item.command = {
          command: 'keyMaterial.history.checkApproval',
          title: vscode.l10n.t('Check Approval'),
          arguments: [node],
        };
        return item;
      }
      item.iconPath = new vscode.ThemeIcon('warning');
      item.description = vscode.l10n.t('no response: check the import status');
      item.contextValue = 'historyOpen';
      item.command = { command: 'keyMaterial.importKey', title: vscode.l10n.t('Check Import Status') };
      return item;
    case 'imported':
      item.iconPath = new vscode.ThemeIcon('cloud-download');
      item.contextValue = 'historyImport';
      return item;
    case 'kept':
      item.iconPath = new vscode.ThemeIcon(node.entry.kind === 'export' ? 'cloud-upload' : 'file');
      item.contextValue = node.entry.file === undefined ? 'historyExport' : 'historyFile';
      if (node.entry.file !== undefined)
        item.command = {
          command: 'vscode.open',
          title: vscode.l10n.t('Open'),
          arguments: [vscode.Uri.parse(node.entry.file)],
        };
      return item;
  }
}

function titleOf(node: HistoryNode): string {
  if (node.kind === 'kept') return node.entry.title;
  const { alias, headline, wanted } = node.note;
  const what = headline ?? (wanted.usage === undefined ? vscode.l10n.t('a key') : usageWords(wanted.usage));
  if (node.kind === 'open') return vscode.l10n.t('Import of {0}', what);
  return vscode.l10n.t('Imported {0}', alias ?? keyIdOf(node.note.arn));
}

/** Labelled facts of an entry: for its tooltip and for copying. */
export function historyFacts(node: HistoryNode): readonly (readonly [string, string])[] {
  const line = (label: string, value: string | undefined): (readonly [string, string])[] =>
    value === undefined || value === '' ? [] : [[label, value]];
  const time = line(vscode.l10n.t('Time'), new Date(timeOf(node)).toISOString());
  if (node.kind === 'kept') {
    const { title, arn, kcv, profile, account, region, requestId, file } = node.entry;
    return [
      ...line(vscode.l10n.t('Item'), title),
      ...time,
      ...line(vscode.l10n.t('ARN'), arn),
      ...line(vscode.l10n.t('KCV'), kcv),
      ...line(vscode.l10n.t('Profile'), profile),
      ...line(vscode.l10n.t('Account'), account && accountText(account)),
      ...line(vscode.l10n.t('Region'), region),
      ...line(vscode.l10n.t('Request ID'), requestId),
      ...line(vscode.l10n.t('File'), file),
    ];
  }
  const { note } = node;
  const { headline, wanted, alias, profile, identity } = note;
  return [
    ...line(vscode.l10n.t('Item'), headline),
    ...time,
    ...(note.state === 'imported'
      ? [
          ...line(vscode.l10n.t('ARN'), note.arn),
          ...line(vscode.l10n.t('KCV'), note.kcv),
          ...line(vscode.l10n.t('Request ID'), note.requestId),
          ...line(vscode.l10n.t('Approval session'), note.session),
        ]
      : waitingFacts(note)),
    ...line(vscode.l10n.t('Alias'), alias),
    ...line(vscode.l10n.t('Usage'), wanted.usage && usageWords(wanted.usage)),
    ...line(vscode.l10n.t('Profile'), profile),
    ...line(vscode.l10n.t('Account'), accountText(identity.account)),
    ...line(vscode.l10n.t('Region'), identity.region),
  ];
}

/** As they were read last. */
function waitingFacts({ waiting }: OpenNote): (readonly [string, string])[] {
  if (!waiting) return [];
  const { arn, session, status, since, message, requestId } = waiting;
  const facts: (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Last known approval state'), status && sessionStateWords(status)],
    [vscode.l10n.t('Approval requested'), since === undefined ? undefined : new Date(since).toISOString()],
    [vscode.l10n.t('Approval message'), message],
    [vscode.l10n.t('Approval session'), session],
    [vscode.l10n.t('ARN'), arn],
    [vscode.l10n.t('Request ID'), requestId],
  ];
  return facts.flatMap(([label, value]) => (value === undefined || value === '' ? [] : [[label, value]]));
}
