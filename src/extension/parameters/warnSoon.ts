import * as vscode from 'vscode';
import { escapeNotification } from '../ui/markdown';
import type { ServiceTools } from '../service/tools';
import type { KeptParameters } from '../service/parameterStore';
import { expiryOf, expiryText, parametersTitle, serviceName } from '../service/importTexts';

const stateKey = 'keyMaterial.expiryTold';
const mostRemembered = 200;

/** Those about to expire that nobody was told of yet; now they count as told. */
export async function newlySoon(
  { context }: Pick<ServiceTools, 'context'>,
  list: readonly KeptParameters[],
  now: number,
): Promise<readonly KeptParameters[]> {
  const told = context.globalState.get<readonly string[]>(stateKey, []);
  const soon = list.filter(
    ({ id, validUntil }) => expiryOf(validUntil, now) === 'soon' && !told.includes(id),
  );
  if (soon.length > 0)
    await context.globalState.update(stateKey, [...told, ...soon.map(({ id }) => id)].slice(-mostRemembered));
  return soon;
}

/** Says once of each set of parameters that it expires soon: one notification, however many there are. */
export async function warnSoon(
  tools: Pick<ServiceTools, 'context'>,
  list: readonly KeptParameters[],
  tell: (message: string, action: string) => PromiseLike<string | undefined> = (message, action) =>
    vscode.window.showInformationMessage(message, action),
): Promise<void> {
  const now = Date.now();
  const soon = await newlySoon(tools, list, now);
  const [first] = soon;
  if (!first) return;
  const get = vscode.l10n.t('Get Import Parameters…');
  const message =
    soon.length === 1
      ? vscode.l10n.t(
          'The import parameters {0} of {1}: {2}. Import material that was wrapped for them before that.',
          parametersTitle(first),
          serviceName(first),
          expiryText(first.validUntil, now),
        )
      : vscode.l10n.t(
          '{0} sets of import parameters expire within 3 days. Import material that was wrapped for them before that.',
          soon.length,
        );
  const answer = await tell(escapeNotification(message), get);
  if (answer === get) await vscode.commands.executeCommand('keyMaterial.importParameters.get');
}
