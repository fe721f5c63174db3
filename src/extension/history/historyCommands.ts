/** What can be done with an entry of the history. */
import * as vscode from 'vscode';
import type { Ui } from '../flow/ui';
import type { ServiceTools } from '../service/tools';
import { historyOf } from './historyStore';
import { arnOf, historyFacts, type HistoryNode } from './historyNodes';

function isNode(argument: unknown): argument is HistoryNode {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    ['open', 'imported', 'kept'].includes(String((argument as { kind?: unknown }).kind))
  );
}

/** Copies the labelled facts of an entry, a line each. */
export async function copyFacts(_tools: ServiceTools, ui: Ui, argument: unknown): Promise<void> {
  if (!isNode(argument)) return;
  await ui.copy(
    historyFacts(argument)
      .map(([label, value]) => `${label}: ${value}`)
      .join('\n'),
  );
}

export async function copyHistoryArn(_tools: ServiceTools, ui: Ui, argument: unknown): Promise<void> {
  const arn = isNode(argument) ? arnOf(argument) : undefined;
  if (arn !== undefined) await ui.copy(arn);
}

export async function showHistoryKey(_tools: ServiceTools, _ui: Ui, argument: unknown): Promise<void> {
  const arn = isNode(argument) ? arnOf(argument) : undefined;
  if (arn !== undefined) await vscode.commands.executeCommand('keyMaterial.keys.reveal', arn);
}

/** Takes an entry out of the list. Notes of imports stay: they prevent a second key from the same material. */
export async function removeFromHistory(
  { context }: ServiceTools,
  _ui: Ui,
  argument: unknown,
): Promise<void> {
  if (isNode(argument) && argument.kind === 'kept') await historyOf(context).remove(argument.entry.name);
}
