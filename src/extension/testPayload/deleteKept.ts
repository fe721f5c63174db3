/** What test parties and keys are kept, and deleting them: files with keys are overwritten first. */
import * as vscode from 'vscode';
import { readCertificate } from '../../core/x509/certificate';
import { rangeAccess } from '../host/files';
import { log } from '../ui/log';
import { once } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import { localTime } from '../service/importTexts';
import {
  deleteKey,
  deleteParties,
  keptDer,
  keptKeys,
  knownParties,
  partyKinds,
  type KeptKey,
  type PartyStore,
} from '../testKeys/kept';
import { algorithmOf } from './questions';

type Kept = { readonly key: KeptKey } | { readonly folder: vscode.Uri };

/** How many were deleted. */
export async function deleteKept(store: PartyStore, ui: Ui): Promise<number> {
  const title = vscode.l10n.t('Delete Test Parties and Keys');
  // Also where none may be kept any more, they can be deleted.
  const files = rangeAccess(store.globalStorageUri);
  const choices = files ? await keptChoices(store) : [];
  if (!files || choices.length === 0) {
    void ui.tell(vscode.l10n.t('No test parties and no test keys are kept.'));
    return 0;
  }
  const chosen = await once(title, (frame) =>
    ui.pickMany<Kept>(frame, {
      placeholder: vscode.l10n.t('What shall be deleted? Private keys are overwritten first'),
      choices,
      picked: choices.map(({ value }) => value),
    }),
  );
  if (!chosen || chosen.length === 0) return 0;
  const yes = vscode.l10n.t('Delete');
  const answer = await ui.confirm(
    chosen.length === 1
      ? vscode.l10n.t('Delete 1 set of test keys from this machine?')
      : vscode.l10n.t('Delete {0} sets of test keys from this machine?', chosen.length),
    vscode.l10n.t(
      'Tokens that wait for them cannot be opened or built any more. What was imported with them stays where it is. That these certificates were made here stays remembered, by their fingerprints.',
    ),
    yes,
  );
  if (answer !== yes) return 0;
  for (const one of chosen)
    await ('key' in one ? deleteKey(files, one.key) : deleteParties(files, one.folder));
  log().info(`${chosen.length} sets of test keys were deleted.`);
  void ui.tell(
    chosen.length === 1
      ? vscode.l10n.t('1 set of test keys was overwritten and deleted.')
      : vscode.l10n.t('{0} sets of test keys were overwritten and deleted.', chosen.length),
  );
  return chosen.length;
}

async function keptChoices(store: PartyStore): Promise<Choice<Kept>[]> {
  const sets: Choice<Kept>[] = [];
  for (const kind of partyKinds)
    for (const folder of await knownParties(store, kind)) sets.push(await setChoice(folder));
  const keys = (await keptKeys(store)).map((key) => ({
    label: `$(key) ${algorithmOf(key.cipher, key.bytes)} · KCV ${key.kcv}`,
    value: { key },
  }));
  const grouped = (choices: Choice<Kept>[], group: string): Choice<Kept>[] =>
    choices.map((choice, place) => (place === 0 ? { ...choice, group } : choice));
  return [
    ...grouped(sets, vscode.l10n.t('Test parties')),
    ...grouped(keys, vscode.l10n.t('Key encryption keys of test payloads')),
  ];
}

/** Who is in a set, and until when. */
async function setChoice(folder: vscode.Uri): Promise<Choice<Kept>> {
  const names: string[] = [];
  let ends = Infinity;
  for (const [name] of await vscode.workspace.fs.readDirectory(folder)) {
    if (!name.endsWith('.crt.pem')) continue;
    const der = await keptDer(vscode.Uri.joinPath(folder, name)).catch(() => undefined);
    if (!der) continue;
    const { subject, notAfter } = readCertificate(der);
    names.push(subject.label);
    ends = Math.min(ends, notAfter?.date?.getTime() ?? Infinity);
  }
  return {
    label: `$(organization) ${names.join(', ') || vscode.l10n.t('without certificates')}`,
    ...(Number.isFinite(ends) ? { description: vscode.l10n.t('valid until {0}', localTime(ends)) } : {}),
    value: { folder },
  };
}
