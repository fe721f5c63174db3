/** What came of the last sending, as the Import Key page shows it: a result, or a failure with what helps. */
import * as vscode from 'vscode';
import type { ChainStep } from '../../keyservice/draft/chainSteps';
import type { DraftWay } from '../../keyservice/draft/draft';
import type { ImportFailureView, ImportResultView, ImportStep } from '../../protocol/importPage';
import { fingerprintOf } from '../service/confirmChange';
import { statementFor } from '../service/policyStatement';
import type { ServiceAction } from '../service/serviceAction';
import type { JobEnd } from './importJob';
import { adviceFor, failureView, resultView } from './importResult';

export type Finished = Extract<JobEnd, { kind: 'imported' }>;
type Failed = Exclude<JobEnd, { kind: 'imported' | 'waiting' | 'left' }>;

export class PageEnd {
  finished: Finished | undefined;
  failure: ImportFailureView | undefined;
  /** What would allow what was refused. */
  statement: string | undefined;
  /** Of an import that waited before a reload, as it was read last. */
  kept: ImportResultView | undefined;
  /** How far each certificate of a chain is. */
  readonly steps = new Map<string, ImportStep['state']>();

  get result(): ImportResultView | undefined {
    return this.finished ? resultView(this.finished) : this.kept;
  }

  /** Other material, or none. */
  clear(): void {
    this.finished = this.kept = this.failure = undefined;
    this.steps.clear();
  }

  step({ certificate, step }: ChainStep, state: ImportStep['state']): void {
    this.steps.set(`${fingerprintOf(certificate)} ${step.keyUsage}`, state);
  }

  failed(action: ServiceAction, end: Failed, way: DraftWay): void {
    this.failure = failureView(action, end, adviceFor(way));
    this.statement = end.kind === 'failed' ? statementFor(end.cause, action.target) : undefined;
  }

  /** The failure of before an answer was changed is told as such. */
  answerChanged(): void {
    if (this.failure) this.failure = { ...this.failure, past: true };
  }

  /** Custody: nothing may be sent there. */
  refused(reason: string): void {
    this.failure = {
      title: vscode.l10n.t('This was not imported'),
      lines: [reason],
      field: '',
      actions: [{ id: 'profile', label: vscode.l10n.t('Select AWS Profile…') }],
    };
  }

  /** @param kept of an import that waited; without one, keys are loaded only when the user asks */
  restored(kept: ImportResultView | undefined): void {
    this.kept = kept;
    if (kept) return;
    this.failure = {
      title: vscode.l10n.t('Restored after a reload'),
      lines: [vscode.l10n.t('Your input was not saved. Keys have not been loaded, and nothing was sent.')],
      field: '',
      actions: [{ id: 'connect', label: vscode.l10n.t('Load Keys') }],
    };
  }
}
