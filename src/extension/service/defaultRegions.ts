/** The Regions to which new keys of an account replicate: read when a page or a confirmation needs them, and said there. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import type { DefaultRegions, Replication } from '../../keyservice/plans/replication';
import { regionsText } from '../../keyservice/rules/regions';
import { failureWords } from './callService';

/** The service with its account, as far as it is known. */
interface Asked {
  readonly service: KeyService;
  readonly target: ServiceTarget;
}

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

/** The default Regions of accounts, each read once until they are forgotten. */
export class DefaultRegionsRead {
  private readonly asked = new Map<string, Promise<DefaultRegions>>();
  private readonly answers = new Map<string, DefaultRegions>();

  /** As they were read; undefined while they were not. */
  known(target: ServiceTarget): DefaultRegions | undefined {
    return this.answers.get(nameOf(target));
  }

  async read(of: Asked): Promise<DefaultRegions> {
    const name = nameOf(of.target);
    const asked = this.asked.get(name) ?? readDefaultRegions(of);
    this.asked.set(name, asked);
    try {
      const answer = await asked;
      if (this.asked.get(name) === asked) this.answers.set(name, answer);
      return answer;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** They are read again the next time. */
  forget(): void {
    this.asked.clear();
    this.answers.clear();
  }
}

const nameOf = ({ endpoint, account, region, store }: ServiceTarget): string =>
  JSON.stringify([endpoint, account, region, store]);

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
