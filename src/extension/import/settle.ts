/** A planned call, sent and looked for until it is known what became of it or the user leaves. */
import * as vscode from 'vscode';
import type { KeyServiceError } from '../../keyservice/errors';
import { importOnce, type ImportRequest } from '../../keyservice/imports/importOnce';
import type { ImportResult } from '../../keyservice/imports/result';
import { differencesOf } from '../../keyservice/imports/settle';
import type { Key, KeyService } from '../../keyservice/operations';
import type { ImportPlan } from '../../keyservice/plans/plan';
import { actionOn } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';
import { askBefore, keyOfNote, type BeforeAnswer } from './importedBefore';
import { importPorts } from '../service/importPorts';
import type { Ui } from '../flow/ui';
import { doingText, tellFailure, tellNotNoted, type Onward } from './sending';
import { settle } from './unanswered';

export interface SettledImport {
  readonly kind: 'found';
  readonly key: Key;
  readonly requestId: string | undefined;
  /** Whether the answer, the tag or a person said that it is the key. */
  readonly by: 'answer' | 'tag' | 'user';
  /** Why the same bytes were imported again. */
  readonly again?: string;
}

export interface SettleLabels extends Pick<ImportRequest, 'headline' | 'alias' | 'expected'> {
  /** What to look at where the service refuses it. */
  readonly advice?: (error: KeyServiceError) => string | undefined;
  /** True where a key of the same bytes that can be used is what is wanted, without a question: of a chain. */
  readonly reuse?: boolean;
}

export async function sendUntilSettled(
  tools: ServiceTools,
  ui: Ui,
  service: KeyService,
  plan: ImportPlan,
  { advice, reuse = false, ...labels }: SettleLabels,
): Promise<SettledImport | Onward> {
  let again: ImportRequest['again'];
  for (;;) {
    const request: ImportRequest = {
      input: plan.request,
      wanted: plan.wanted,
      ...labels,
      ...(again ? { again } : {}),
    };
    const result = await ui.progress(vscode.l10n.t('Importing'), (signal, report) =>
      importOnce(service, request, {
        ...importPorts(tools),
        signal,
        report: (doing, left) => report(doingText(doing, left)),
      }),
    );
    const found = await judge(result);
    if (found === 'again') continue;
    if (typeof found !== 'object') return found;
    if (found.kind === 'once more') {
      again = found.again;
      continue;
    }
    return {
      ...found,
      requestId: result.kind === 'imported' ? result.requestId : undefined,
      // A key of before was not imported again, whatever was asked for on the way.
      ...(again && result.kind !== 'before' ? { again: again.reason } : {}),
    };
  }

  async function judge(result: ImportResult): Promise<BeforeAnswer> {
    const looking = actionOn(tools, ui, service);
    switch (result.kind) {
      case 'imported':
        return { kind: 'found', key: result.key, by: result.found ? 'tag' : 'answer' };
      case 'before': {
        const key = reuse ? await keyOfNote(looking, result.notes.at(-1)!).catch(() => undefined) : undefined;
        if (key && differencesOf(key, plan.wanted).length === 0) return { kind: 'found', key, by: 'answer' };
        return askBefore(looking, result);
      }
      case 'failed':
        return tellFailure(ui, result.cause, service.target.kind === 'simulator', advice?.(result.cause));
      case 'notNoted':
        return tellNotNoted(ui, result.problem);
      default:
        return settle(looking, result);
    }
  }
}
