/** Check Approval of an entry of the history: reads how an import stands that waits, and ends it as its page would. */
import * as vscode from 'vscode';
import { importPlace, samePlace } from '../../keyservice/imports/identity';
import { isWaiting, type WaitingNote } from '../../keyservice/imports/note';
import { accountText } from '../../keyservice/model/names';
import type { Ui } from '../flow/ui';
import type { HistoryNode } from '../history/historyNodes';
import { actionOn, type ServiceAction } from '../service/serviceAction';
import { connectedTarget } from '../service/target';
import type { ServiceTools } from '../service/tools';
import { tellResultOfFound } from './afterImport';
import { nameAndEnable } from './aliasOfKey';
import { tellApproval } from './approvalTold';
import { confirmAlias } from './finishApproved';
import { aliasesOf, type ImportOutcome } from './importRun';
import { settleWithoutLook } from './settleByHand';
import { lookFor } from './unanswered';

export async function checkApproval(tools: ServiceTools, ui: Ui, argument: unknown): Promise<void> {
  const note = noteOf(argument);
  if (!note) return;
  const connected = await connectedTarget(tools);
  if (!connected) return;
  const { service } = connected;
  const place = importPlace(service.target);
  const { identity, profile } = note;
  if (!place || !samePlace(identity, place)) {
    ui.warn(
      vscode.l10n.t(
        'This import belongs to account {0}, Region {1}. Select its profile ({2}), then check again.',
        accountText(identity.account),
        identity.region,
        profile,
      ),
    );
    return;
  }
  await follow(actionOn(tools, ui, service), note);
}

async function follow(action: ServiceAction, begun: WaitingNote): Promise<void> {
  let note = begun;
  let outcome: ImportOutcome = await lookFor(action, note);
  while (typeof outcome === 'object' && outcome.kind === 'waiting') {
    note = outcome.note;
    const wish = await tellApproval(action, outcome);
    if (wish === undefined) return;
    outcome = wish === 'again' ? await lookFor(action, note) : await settleWithoutLook(action, note);
  }
  if (typeof outcome !== 'object') return;
  if (outcome.kind === 'refused') await tellApproval(action, outcome);
  if (outcome.kind !== 'imported') return;
  action.tools.catalogue.keyChanged(outcome.key);
  const expected = note.expected ?? [];
  const { alias = '' } = note;
  const end = await nameAndEnable(action, outcome.key, {
    alias: alias !== '' && (await confirmAlias(action, outcome.key, alias)) ? alias : '',
    expected,
    enable: false,
    taken: aliasesOf(action.tools),
  });
  await tellResultOfFound(action, end, expected);
}

function noteOf(argument: unknown): WaitingNote | undefined {
  const { kind, note } = (argument ?? {}) as Partial<Extract<HistoryNode, { kind: 'open' }>>;
  return kind === 'open' && note && isWaiting(note) ? note : undefined;
}
