/** The test parties, keys and payloads that are kept, and how they are deleted: files are overwritten first. */
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
import { deletePayloads, keptPayloads } from '../testKeys/payloadFiles';
import { algorithmOf } from './kbpk';

type Kept =
  { readonly key: KeptKey } | { readonly folder: vscode.Uri } | { readonly payloads: readonly vscode.Uri[] };

/** Returns how many choices were deleted: sets of parties, keys, and all payloads as one. */
export async function deleteKept(store: PartyStore, ui: Ui): Promise<number> {
  const title = vscode.l10n.t('Delete Test Parties and Keys');
  // Also where none may be kept any more, they can be deleted.
  const files = rangeAccess(store.globalStorageUri);
  const choices = files ? await keptChoices(store) : [];
  if (!files || choices.length === 0) {
    void ui.tell(vscode.l10n.t('There are no test keys or test payloads to delete.'));
    return 0;
  }
  const chosen = await once(title, (frame) =>
    ui.pickMany<Kept>(frame, {
      placeholder: vscode.l10n.t(
        'Select the test keys and payloads to delete. Private keys are overwritten first',
      ),
      choices,
      picked: choices.map(({ value }) => value),
    }),
  );
  if (!chosen || chosen.length === 0) return 0;
  const yes = vscode.l10n.t('Delete');
  const answer = await ui.confirm(
    vscode.l10n.t('Delete the selected test keys and payloads from this machine?'),
    [
      ...labelsOf(choices, chosen),
      '',
      vscode.l10n.t(
        'Tokens for these parties can no longer be opened or built. Imported keys are not deleted. The fingerprints of the test certificates are kept, so that they are still rejected for live accounts.',
      ),
    ].join('\n'),
    yes,
  );
  if (answer !== yes) return 0;
  for (const one of chosen) {
    if ('key' in one) await deleteKey(files, one.key);
    else if ('folder' in one) await deleteParties(files, one.folder);
    else await deletePayloads(files, one.payloads);
  }
  log().info(`Test keys and payloads were deleted: ${chosen.length} entries of the list.`);
  void ui.tell(vscode.l10n.t('The selected test keys and payloads were overwritten and deleted.'));
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
  const payloads = await keptPayloads(store);
  const documents =
    payloads.length === 0
      ? []
      : [
          {
            label: `$(file) ${
              payloads.length === 1
                ? vscode.l10n.t('1 test payload')
                : vscode.l10n.t('{0} test payloads', payloads.length)
            }`,
            description: vscode.l10n.t('documents, without clear keys'),
            value: { payloads },
          },
        ];
  const grouped = (choices: Choice<Kept>[], group: string): Choice<Kept>[] =>
    choices.map((choice, place) => (place === 0 ? { ...choice, group } : choice));
  return [
    ...grouped(sets, vscode.l10n.t('Test parties')),
    ...grouped(keys, vscode.l10n.t('Key encryption keys of test payloads')),
    ...grouped(documents, vscode.l10n.t('Test payloads')),
  ];
}

/** Labels of the choices that were made, without icons, as lines. */
function labelsOf(choices: readonly Choice<Kept>[], chosen: readonly Kept[]): string[] {
  return choices
    .filter(({ value }) => chosen.includes(value))
    .map(({ label }) => label.replace(/^\$\([a-z-]+\) /, ''));
}

/** The parties of a set, and when it expires. */
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
