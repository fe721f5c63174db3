/** Import Key: finds what is to be imported and opens the page for it. */
import type { Uri } from 'vscode';
import type { DraftAnswers } from '../../keyservice/draft/draft';
import type { Ui } from '../flow/ui';
import type { ServiceTools } from '../service/tools';
import { foundByArgument, foundHere } from './findSource';
import type { ImportSource } from '../material/importSource';
import { openImportPage } from './importPage';
import type { Asking } from './importRun';
import type { ImportWishes } from './importSession';
import { offerUnanswered } from './unanswered';

/** What the page begins with. */
export interface ImportBeginning extends ImportWishes {
  readonly sources: readonly ImportSource[];
}

/**
 * @param argument material ({text}, {uri, line, character}, {uri, start, end}, a Uri, an ImportSource as it is or as
 * `source`), with answers beside it: {flow, wrappingKey, parameters, purpose}; nothing for what is selected or asked for
 */
export async function importKey(
  extensionUri: Uri,
  tools: ServiceTools,
  ui: Ui,
  argument: unknown,
): Promise<void> {
  const beginning = await beginImport({ tools, ui }, argument);
  if (beginning) await openImportPage(extensionUri, { tools, ui }, beginning.sources, beginning);
}

/** Undefined where no service was chosen, or the user left a question about an import that was never answered. */
export async function beginImport(
  { tools, ui }: Asking,
  argument: unknown,
): Promise<ImportBeginning | undefined> {
  if (!(await tools.connection.connect())) return undefined;
  if (!(await offerUnanswered(tools, ui))) return undefined;
  const { sources, problem } = (await foundByArgument(argument)) ?? foundHere();
  return { sources, problem, answers: answersOf(argument) };
}

function answersOf(argument: unknown): DraftAnswers {
  if (typeof argument !== 'object' || argument === null) return {};
  const { wrappingKey, parameters, flow, purpose } = argument as Record<string, unknown>;
  return {
    ...(typeof wrappingKey === 'string' ? { wrappingKey, way: 'keyBlock' } : {}),
    ...(typeof parameters === 'string' ? { parameters } : {}),
    ...(typeof flow === 'string' ? { way: flow } : {}),
    ...(typeof purpose === 'string' ? { purpose } : {}),
  };
}
