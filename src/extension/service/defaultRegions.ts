/** The Regions to which new keys of an account replicate: read when a page or a confirmation needs them, and said there. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { DefaultRegions, Replication } from '../../keyservice/plans/replication';
import { regionsText } from '../../keyservice/rules/regions';
import type { Asked } from './accountAnswers';
import { failureWords } from './callService';

/** Only reads. That they cannot be read is an answer, too. */
export async function readDefaultRegions({ service, target }: Asked): Promise<DefaultRegions> {
  const { account } = target;
  try {
    const { output } = await service.call(
      'GetDefaultKeyReplicationRegions',
      {},
      account === undefined ? {} : { account },
    );
    return { kind: 'read', regions: [...output.EnabledReplicationRegions].sort() };
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    const { what, service: own } = failureWords(error, target.kind === 'simulator');
    return { kind: 'unread', reason: [what, own].filter((line) => line !== undefined).join(' ') };
  }
}

/** Where a new key will also exist, as a line of a confirmation that deserves a second look; none for one Region. */
export function replicationLines(replication: Replication | undefined): string[] {
  switch (replication?.by) {
    case 'chosen':
      return [vscode.l10n.t('Also in: {0}', regionsText(replication.regions))];
    case 'default':
      return defaultLines(replication.defaults);
    case 'none':
      return replication.defaults.kind === 'read' && replication.defaults.regions.length > 0
        ? [
            vscode.l10n.t(
              'Only in this Region, against the defaults of the account ({0}). Whether AWS does this is not documented.',
              regionsText(replication.defaults.regions),
            ),
          ]
        : defaultLines(replication.defaults);
    case undefined:
      return [];
  }
}

function defaultLines(defaults: DefaultRegions): string[] {
  if (defaults.kind === 'unread')
    return [
      vscode.l10n.t(
        'Also in: not known. The default Regions of the account could not be read. {0}',
        defaults.reason,
      ),
    ];
  return defaults.regions.length === 0
    ? []
    : [vscode.l10n.t('Also in: {0} (defaults of the account)', regionsText(defaults.regions))];
}
