/**
 * What became of a key that was wanted in one Region only, against the defaults of the account: how to say that to AWS
 * is not documented, so the key is read again, and what happened is shown.
 */
import * as vscode from 'vscode';
import type { Key } from '../../keyservice/operations';
import { mayReplicate, type Replication } from '../../keyservice/plans/replication';
import { isPrimary, regionsText, replicationOf } from '../../keyservice/rules/regions';
import type { ImportVerdict } from '../../protocol/importPage';
import { escapeNotification } from '../ui/markdown';
import { readKeyAgain } from './confirmChange';
import type { ServiceAction } from './serviceAction';

export type RegionsAfter =
  | { readonly kind: 'alone'; readonly key: Key }
  | { readonly kind: 'replicated'; readonly key: Key; readonly regions: readonly string[] }
  /** GetKey failed, or is not allowed. */
  | { readonly kind: 'unread'; readonly key?: undefined };

/** Only reads. */
export async function regionsNow(action: ServiceAction, arn: string): Promise<RegionsAfter> {
  const key = await readKeyAgain(action, arn);
  if (!key) return { kind: 'unread' };
  const regions = replicationOf(key).map(([region]) => region);
  return regions.length > 0 || isPrimary(key) ? { kind: 'replicated', key, regions } : { kind: 'alone', key };
}

/** Undefined where nothing was asked for that could have gone otherwise. */
export async function readRegionsAfter(
  action: ServiceAction,
  replication: Replication | undefined,
  { KeyArn }: Key,
): Promise<RegionsAfter | undefined> {
  return replication?.by === 'none' && mayReplicate(replication.defaults)
    ? regionsNow(action, KeyArn)
    : undefined;
}

export function regionsVerdicts(after: RegionsAfter | undefined): ImportVerdict[] {
  switch (after?.kind) {
    case 'alone':
      return [
        {
          state: 'verified',
          text: vscode.l10n.t(
            'Read after the import: the key is in no other Region. Replication can begin later: look at its details again.',
          ),
        },
      ];
    case 'replicated':
      return [
        {
          state: 'warning',
          text:
            after.regions.length === 0
              ? vscode.l10n.t('The key was replicated to other Regions, although none was wanted.')
              : vscode.l10n.t(
                  'The key was replicated to {0}, although no other Region was wanted. To delete it there, use Remove Replication Regions.',
                  regionsText(after.regions),
                ),
        },
      ];
    case 'unread':
      return [
        {
          state: 'notChecked',
          text: vscode.l10n.t(
            'Whether the key was replicated to other Regions could not be read. Look at its details.',
          ),
        },
      ];
    case undefined:
      return [];
  }
}

/** The same in a message, where it is not as it was wanted or not known. */
export async function tellRegionsAfter(action: ServiceAction, { KeyArn }: Key): Promise<void> {
  const [verdict] = regionsVerdicts(await regionsNow(action, KeyArn));
  if (verdict && verdict.state !== 'verified') action.ui.warn(escapeNotification(verdict.text));
}
