/** CreateKey is not idempotent: where its answer was lost, the new key is looked for, and a person says whether it is it. */
import * as vscode from 'vscode';
import type { Key, KeyAttributes, KeyService } from '../../keyservice/operations';
import { dateWords } from './names';
import type { ServiceAction } from './serviceAction';

/** Most keys that are read one by one to find a new one. */
const mostCandidates = 20;
/** Clocks differ. */
const leeway = 5 * 60_000;

/** The key of an answer that was lost: one with these attributes that came since; a person says whether it is. */
export async function lookForNew(
  action: ServiceAction,
  wanted: KeyAttributes,
  since: Date,
): Promise<{ readonly Key: Key } | undefined> {
  const { service, ui, tools } = action;
  const known = new Set(tools.catalogue.keys.map(({ summary }) => summary.KeyArn));
  const candidates = await ui.progress(vscode.l10n.t('Looking whether the key was made'), () =>
    newKeys(service, wanted, since, known),
  );
  for (const key of candidates) {
    tools.catalogue.keyChanged(key, action.choice);
    const yes = vscode.l10n.t('This Is It');
    const chosen = await ui.confirm(
      vscode.l10n.t('The answer was lost. Is this the new key?'),
      [
        key.KeyArn,
        vscode.l10n.t('KCV {0}', key.KeyCheckValue ?? '?'),
        vscode.l10n.t('created {0}', dateWords(key.CreateTimestamp)),
      ].join('\n'),
      yes,
    );
    if (chosen === yes) return { Key: key };
  }
  return undefined;
}

async function newKeys(
  service: KeyService,
  wanted: KeyAttributes,
  since: Date,
  known: ReadonlySet<string>,
): Promise<readonly Key[]> {
  const found: Key[] = [];
  let read = 0;
  let token: string | undefined;
  do {
    const { output } = await service.call('ListKeys', {
      MaxResults: 100,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { KeyArn, KeyAttributes } of output.Keys) {
      const fits =
        KeyAttributes.KeyUsage === wanted.KeyUsage && KeyAttributes.KeyAlgorithm === wanted.KeyAlgorithm;
      if (!fits || known.has(KeyArn) || read++ >= mostCandidates) continue;
      const { Key } = (await service.call('GetKey', { KeyIdentifier: KeyArn })).output;
      if (Key.CreateTimestamp.getTime() >= since.getTime() - leeway) found.push(Key);
    }
    token = output.NextToken;
  } while (token !== undefined && read < mostCandidates);
  return found;
}
