/** A planned call, sent and looked for until it is known what became of it or the user leaves. */
import * as vscode from 'vscode';
import type { KeyServiceError } from '../../../keyservice/errors';
import type { Key, KeyService } from '../../../keyservice/operations';
import type { ImportPlan } from '../../../keyservice/plans/plan';
import type { ServiceTools } from '../keyService/tools';
import { intentsOf } from './importFolder';
import type { ImportPrompts } from './importPrompts';
import { materialHash, sendImport, type SendLabels, type SendResult } from './sendImport';
import {
  doingText,
  tellElsewhere,
  tellFailure,
  tellLost,
  tellNotNoted,
  tellUnclear,
  type Found,
  type Onward,
} from './sending';

export interface SettledImport {
  readonly kind: 'found';
  readonly key: Key;
  readonly requestId: string | undefined;
  /** Its answer was lost; it was looked for. */
  readonly looked: boolean;
}

export interface SettleLabels extends SendLabels {
  /** What to look at where the service refuses it. */
  readonly advice?: (error: KeyServiceError) => string | undefined;
}

export async function sendUntilSettled(
  tools: ServiceTools,
  asks: ImportPrompts,
  service: KeyService,
  plan: ImportPlan,
  { advice, ...labels }: SettleLabels,
): Promise<SettledImport | Onward> {
  const intents = intentsOf(tools);
  for (;;) {
    const result = await asks.progress(vscode.l10n.t('Importing'), (signal, report) =>
      sendImport(service, intents, plan, labels, {
        signal,
        report: (doing, left) => report(doingText(doing, left)),
      }),
    );
    const found = await judge(result);
    if (found === 'again') continue;
    if (typeof found !== 'object') return found;
    const imported = result.kind === 'imported' ? result : undefined;
    return {
      kind: 'found',
      key: found.key,
      requestId: imported?.requestId,
      looked: imported === undefined || imported.found,
    };
  }

  async function judge(result: SendResult): Promise<Found> {
    const looking = { service, intents, asks };
    switch (result.kind) {
      case 'imported':
        return { kind: 'found', key: result.key };
      case 'failed':
        return tellFailure(asks, result.cause, service.target.kind === 'simulator', advice?.(result.cause));
      case 'elsewhere':
        return tellElsewhere(asks);
      case 'notNoted':
        return tellNotNoted(asks, result.problem);
      case 'lost':
        return tellLost(looking, result, materialHash(plan.request));
      case 'unclear':
        return tellUnclear(looking, result);
    }
  }
}
