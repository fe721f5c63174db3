/** All that the Import Key page shows at a moment. */
import * as vscode from 'vscode';
import type { Draft } from '../../keyservice/draft/draft';
import type { KeyServiceError } from '../../keyservice/errors';
import { isLive } from '../../keyservice/rules/live';
import type { ServiceTarget } from '../../keyservice/operations';
import type {
  ImportFailureView,
  ImportPageModel,
  ImportResultView,
  ImportShell,
  ImportStep,
  ImportVerdict,
} from '../../protocol/importPage';
import type { ImportSource } from '../material/importSource';
import { failureText } from '../service/callService';
import { sourceName } from './importKnown';
import { targetText } from '../service/importTexts';
import { becomesOf, fieldsOf, obstacleText, requestText, stepsOf, titleOf } from './importView';

/** What the page is made from. */
export interface PageState {
  readonly target: ServiceTarget | undefined;
  readonly catalogueFailure: KeyServiceError | undefined;
  readonly draft: Draft | undefined;
  readonly source: ImportSource | undefined;
  readonly sources: readonly ImportSource[];
  readonly problem: string;
  readonly notice: ImportVerdict | undefined;
  readonly busy: string;
  readonly locked: boolean;
  readonly result: ImportResultView | undefined;
  readonly failure: ImportFailureView | undefined;
  readonly shell: ImportShell;
  readonly steps: ReadonlyMap<string, ImportStep['state']>;
}

const mostSources = 200;

export function pageModel(state: PageState): ImportPageModel {
  const { target, draft, source, sources, notice } = state;
  const shown = draft && fieldsOf(draft);
  return {
    title: draft ? titleOf(draft) : vscode.l10n.t('Import Key'),
    target: target ? targetText(target) : '',
    live: target !== undefined && isLive(target),
    source: source && {
      place: source.place,
      excerpt: sourceName(source),
      reveal: source.origin !== undefined && source.origin.uri !== '',
    },
    sources: sources.slice(0, mostSources).map((one, place) => ({
      id: String(place),
      label: [sourceName(one), one.place].filter(Boolean).join(' · '),
      group: '',
      refusal: '',
    })),
    chosenSource: source ? String(sources.indexOf(source)) : '',
    problem: state.problem,
    fields: shown?.fields ?? [],
    steps: draft ? stepsOf(draft, state.steps) : [],
    becomes: draft ? becomesOf(draft) : [],
    verdicts: [...(notice ? [notice] : []), ...accountVerdicts(state), ...(shown?.verdicts ?? [])],
    request: draft && target && requestText(draft, target, state.shell),
    ready: draft !== undefined && draft.obstacle === undefined && target !== undefined,
    obstacle: draft ? obstacleText(draft.obstacle) : '',
    obstacleField: draft?.obstacle?.field ?? '',
    busy: state.busy,
    locked: state.locked,
    result: state.result,
    failure: state.failure,
    restore: restoreToken(state),
  };
}

function accountVerdicts({ target, catalogueFailure }: PageState): ImportVerdict[] {
  if (!target || !catalogueFailure) return [];
  return [
    {
      state: 'failed',
      text: vscode.l10n.t(
        'The keys of this account could not be read. {0}',
        failureText(catalogueFailure, target.kind === 'simulator').replaceAll('\n', ' '),
      ),
    },
  ];
}

/** What was pasted, or is in no file, cannot be read again. */
function restoreToken({ source, draft }: PageState): ImportPageModel['restore'] {
  const origin = source?.origin;
  if (!origin || origin.uri === '' || origin.uri.startsWith('untitled:')) return undefined;
  return { ...origin, way: draft?.way };
}
