/**
 * What a scheduled deletion takes from a key and a restore does not give back: its aliases, which the service
 * unassigns at once, and that it is enabled. Names are noted when they go, as the service does not keep them.
 */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { keyLines } from '../service/confirmChange';
import type { CatalogueKey } from '../service/keyCatalogue';
import { changeState, knownTo } from '../service/keyState';
import { keyName } from '../service/names';
import { changing, type ServiceAction } from '../service/serviceAction';
import { lookAtAlias, point } from './aliasActions';

const stateKey = 'keyMaterial.lostAliases';
/** Keys whose names are kept; the oldest are forgotten first. */
const mostKeys = 100;

type Lost = Readonly<Record<string, readonly string[]>>;

function lostAliases({ tools }: ServiceAction): Lost {
  const value = tools.context.globalState.get<unknown>(stateKey);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (one): one is [string, string[]] =>
        Array.isArray(one[1]) && one[1].every((name) => typeof name === 'string'),
    ),
  );
}

/** Call it once the deletion is scheduled: the view shows them without a key, and a restore can offer them. */
export async function noteLostAliases(
  action: ServiceAction,
  { summary, aliases }: CatalogueKey,
): Promise<void> {
  if (aliases.length === 0) return;
  const { catalogue, context } = action.tools;
  for (const name of aliases) catalogue.aliasChanged(name, undefined, action.choice);
  const others = Object.entries(lostAliases(action)).filter(([arn]) => arn !== summary.KeyArn);
  await context.globalState.update(
    stateKey,
    Object.fromEntries([...others.slice(1 - mostKeys), [summary.KeyArn, aliases]]),
  );
}

/** Says what is not as before, and offers to put it back, one confirmed change after another. */
export async function offerPutBack(action: ServiceAction, restored: Key): Promise<void> {
  let enabled = restored.Enabled;
  let names = await namesToAssign(action, restored.KeyArn);
  for (;;) {
    const key = knownTo(action, enabled === undefined ? restored : { ...restored, Enabled: enabled });
    const enable = vscode.l10n.t('Enable Key');
    const assign = names.map((name) => [vscode.l10n.t('Assign {0}', name), name] as const);
    if (enabled !== false && assign.length === 0) return;
    const chosen = await action.ui.tell(
      [
        vscode.l10n.t('{0} is restored.', keyName(key)),
        ...(enabled === false ? [vscode.l10n.t('It is disabled and cannot be used yet.')] : []),
        ...(names.length === 0
          ? []
          : [vscode.l10n.t('Former aliases that point to no key now: {0}', names.join(', '))]),
      ].join(' '),
      ...(enabled === true ? [] : [enable]),
      ...assign.map(([label]) => label),
    );
    if (chosen === undefined) return;
    // The message may have stood for an hour.
    const there = await changing(action);
    if (!there) return;
    const name = assign.find(([label]) => label === chosen)?.[1];
    if (name === undefined) enabled = (await changeState(there, key, 'StartKeyUsage'))?.Enabled ?? enabled;
    else if (await assignAgain(there, key, name)) names = names.filter((one) => one !== name);
  }
}

/** Names that the key had when its deletion was scheduled here, and that nothing has taken since. */
async function namesToAssign(action: ServiceAction, arn: string): Promise<readonly string[]> {
  const lost = lostAliases(action)[arn] ?? [];
  const free = await Promise.all(lost.map(async (name) => !(await lookAtAlias(action, name))));
  return lost.filter((_, place) => free[place]);
}

async function assignAgain(action: ServiceAction, key: CatalogueKey, name: string): Promise<boolean> {
  // It may have been taken while the message was there.
  const target = await lookAtAlias(action, name);
  if (target) {
    action.ui.warn(vscode.l10n.t('{0} now points to another key.', name));
    return true;
  }
  const done = await point(action, name, key, {
    operation: target === null ? 'CreateAlias' : 'UpdateAlias',
    question: vscode.l10n.t('Assign {0} to the restored key?', name),
    lines: keyLines(key),
    action: vscode.l10n.t('Assign Alias'),
    doing: vscode.l10n.t('Assigning {0}', name),
  });
  return done === true;
}
