/** Questions on the Regions of a key: the defaults of the account or others, and which. */
import * as vscode from 'vscode';
import type { ServiceTarget } from '../../keyservice/operations';
import type { DefaultRegions, Replication } from '../../keyservice/plans/replication';
import { regionsProblem } from '../../keyservice/draft/regionFields';
import { isRegions, readRegions, regionsText } from '../../keyservice/rules/regions';
import { type Answer, back, type Frame, type Ui } from '../flow/ui';
import { localised } from '../ui/localise';

/** Of a new key, where new keys of the account replicate, or may do so. */
export function askRegionsChoice(
  ui: Ui,
  frame: Frame,
  defaults: DefaultRegions,
  { region }: Pick<ServiceTarget, 'region'>,
  former: Replication['by'] | undefined,
): Promise<Answer<Replication['by']>> {
  return ui.pick<Replication['by']>(frame, {
    placeholder: vscode.l10n.t('In which other Regions will the key exist?'),
    choices: [
      {
        label: vscode.l10n.t('Account Default'),
        description:
          defaults.kind === 'read'
            ? regionsText(defaults.regions)
            : vscode.l10n.t('could not be read: the key may exist in other Regions'),
        value: 'default',
      },
      { label: vscode.l10n.t('Selected Regions…'), value: 'chosen' },
      {
        label: vscode.l10n.t('Only in {0}', region),
        description: vscode.l10n.t('whether AWS does this against the default is not documented'),
        value: 'none',
      },
    ],
    active: former ?? 'default',
  });
}

/**
 * Regions as text, one at least.
 * @param own Region of the key, which cannot be among them
 * @param present Regions in which it is already
 */
export async function askRegions(
  ui: Ui,
  frame: Frame,
  own: string,
  former: readonly string[] | undefined,
  present: ReadonlySet<string> = new Set(),
): Promise<Answer<readonly string[]>> {
  const text = await ui.input(frame, {
    prompt: vscode.l10n.t('Regions in which the key will also exist, with commas between them'),
    placeholder: 'us-west-2, eu-west-1',
    value: regionsText(former ?? []),
    check: (typed, entered) => {
      if (!entered) return undefined;
      const problem = regionsProblem(typed, own);
      if (problem) return { message: localised(problem), severity: 'error' };
      const read = readRegions(typed, own);
      const there = isRegions(read) ? read.find((region) => present.has(region)) : undefined;
      return there === undefined
        ? undefined
        : { message: vscode.l10n.t('The key is in {0} already.', there), severity: 'error' };
    },
  });
  if (text === undefined || text === back) return text;
  const read = readRegions(text, own);
  return isRegions(read) ? read : undefined;
}
