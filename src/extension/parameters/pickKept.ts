/** Which of the kept parameters a command means, and forgetting them. */
import * as vscode from 'vscode';
import { once } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import type { ServiceTools } from '../service/tools';
import type { KeptParameters } from '../service/parameterStore';
import { expiryText, ownerName, parametersTitle, serviceName } from '../service/importTexts';
import { isOf } from './view';

type Tools = Pick<ServiceTools, 'parameters' | 'connection'>;

/**
 * @param argument a node of the view, or the id of kept parameters; anything else is asked for
 * @param title of the command that asks
 */
export async function keptOf(
  tools: Tools,
  ui: Ui,
  argument: unknown,
  title: string,
): Promise<KeptParameters | undefined> {
  const list = await tools.parameters.list();
  const id = idOf(argument);
  const found = list.find((one) => one.id === id);
  if (found) return found;
  if (list.length === 0) {
    const get = vscode.l10n.t('Get Import Parameters…');
    ui.afterwards(async () => {
      const answer = await ui.tell(vscode.l10n.t('No import parameters are kept.'), get);
      if (answer === get) await vscode.commands.executeCommand('keyMaterial.importParameters.get');
    });
    return undefined;
  }
  return once(title, (frame) =>
    ui.pick(frame, {
      placeholder: vscode.l10n.t('Select the import parameters'),
      choices: keptChoices(tools, list),
    }),
  );
}

function idOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument;
  const kept = (argument as { kept?: { id?: unknown } } | undefined)?.kept;
  return typeof kept?.id === 'string' ? kept.id : undefined;
}

function keptChoices({ connection }: Tools, list: readonly KeptParameters[]): Choice<KeptParameters>[] {
  const { choice, account } = connection.chosen ?? {};
  const here = list.filter((one) => isOf(one, choice, account));
  const others = list.filter((one) => !here.includes(one));
  const choiceOf = (one: KeptParameters): Choice<KeptParameters> => ({
    label: parametersTitle(one),
    description: expiryText(one.validUntil, Date.now()),
    detail: ownerName(one),
    value: one,
  });
  return [
    ...here.map(choiceOf),
    ...others.map((one, place) => ({
      ...choiceOf(one),
      ...(place === 0 ? { group: vscode.l10n.t('Of other accounts and services') } : {}),
    })),
  ];
}

/** After a confirmation: what was wrapped for these parameters can then be imported no more. */
export async function forget(tools: Tools, ui: Ui, kept: KeptParameters): Promise<boolean> {
  const yes = vscode.l10n.t('Forget');
  const answer = await ui.confirm(
    vscode.l10n.t('Forget the import parameters {0} of {1}?', parametersTitle(kept), serviceName(kept)),
    kept.validUntil > Date.now()
      ? vscode.l10n.t('Material that was wrapped for them can then no longer be imported from here.')
      : vscode.l10n.t('They have expired: nothing can be imported with them.'),
    yes,
  );
  if (answer !== yes) return false;
  await tools.parameters.forget(kept.id);
  return true;
}

/** How many were forgotten. */
export async function forgetExpired(tools: Tools, ui: Ui): Promise<number> {
  const expired = (await tools.parameters.list()).filter(({ validUntil }) => validUntil <= Date.now());
  if (expired.length === 0) {
    void ui.tell(vscode.l10n.t('None of the import parameters has expired.'));
    return 0;
  }
  for (const { id } of expired) await tools.parameters.forget(id);
  void ui.tell(
    expired.length === 1
      ? vscode.l10n.t('1 expired set of import parameters was forgotten.')
      : vscode.l10n.t('{0} expired sets of import parameters were forgotten.', expired.length),
  );
  return expired.length;
}
