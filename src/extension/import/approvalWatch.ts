/** Follows an import that an approval team decides about, for a page: reads while it waits, and tells what came of it. */
import { awaitApproval, type Approval } from '../../keyservice/imports/approval';
import type { KeyServiceError } from '../../keyservice/errors';
import type { WaitingNote } from '../../keyservice/imports/note';
import type { Key } from '../../keyservice/operations';
import { keyAt } from '../../keyservice/imports/settle';
import type { ImportResultView } from '../../protocol/importPage';
import { importPorts } from '../service/importPorts';
import { logFailure } from '../ui/log';
import { standing, waitingView, type Reading } from './approvalView';
import type { Imported, ImportRefused, ImportRun } from './importRun';
import { settleWithoutLook } from './settleByHand';
import { lookFor } from './unanswered';

/** What is followed. */
export interface WaitingImport {
  readonly run: ImportRun;
  readonly note: WaitingNote;
  /** Whether other imports come after it. */
  readonly more: boolean;
}

/** How it ended; 'gone': another window closed it as not imported. */
export type ApprovalEnd = Imported | ImportRefused | 'gone';

export class ApprovalWatch {
  private reading: Reading = 'stopped';
  private note: WaitingNote;
  private problem: KeyServiceError | undefined;
  private question = false;
  private alias = '';
  private checkedAt: Date | undefined;
  private cancel: AbortController | undefined;

  /** @param changed told after each read, and with how it ended */
  constructor(
    readonly of: WaitingImport,
    private readonly changed: (end?: ApprovalEnd) => void,
  ) {
    this.note = of.note;
  }

  /** Reads at once, then with pauses; one that is under way is ended. */
  start(): void {
    const { action } = this.of.run;
    this.cancel?.abort();
    const cancel = (this.cancel = new AbortController());
    this.reading = 'reading';
    this.problem = undefined;
    this.question = false;
    this.changed();
    const ports = {
      ...importPorts(action.tools),
      signal: cancel.signal,
      told: (state: Approval) => this.cancel === cancel && this.told(state),
    };
    awaitApproval(action.service, this.note, ports)
      .then((state) => (this.cancel === cancel ? this.ended(state) : undefined))
      .catch((error: unknown) => {
        logFailure('An import that waits for approval', error);
        if (this.cancel === cancel) this.stop();
      });
  }

  stop(): void {
    this.dispose();
    this.reading = 'stopped';
    this.changed();
  }

  dispose(): void {
    this.cancel?.abort();
    this.cancel = undefined;
  }

  /** What the page keeps showing until the user goes on. @param alias that it gets once the user confirms it; '' for none */
  approved(key: Key, alias: string): void {
    this.dispose();
    this.reading = 'approved';
    this.alias = alias;
    const { Status: status, StatusMessage: message } = key.MpaStatus ?? { Status: 'APPROVED' };
    const { arn, requestId, session, since } = this.note.waiting;
    const waiting = Object.fromEntries(
      Object.entries({ requestId, session, since, message }).filter(([, value]) => value !== undefined),
    );
    this.note = { ...this.note, waiting: { ...waiting, arn, status } };
    this.checkedAt = new Date();
  }

  /** With dialogs, where reads alone do not settle it. */
  async ask(byHand: boolean): Promise<void> {
    const { action } = this.of.run;
    this.dispose();
    const outcome = await (byHand ? settleWithoutLook(action, this.note) : lookFor(action, this.note));
    if (outcome === 'again') {
      this.changed('gone');
      return;
    }
    if (outcome === 'end' || outcome.kind === 'failed' || outcome.kind === 'notNoted') {
      this.stop();
      return;
    }
    if (outcome.kind !== 'waiting') {
      this.changed(outcome);
      return;
    }
    this.note = outcome.note;
    this.start();
  }

  /** Whether only a person can go on. */
  get needsAnswer(): boolean {
    return this.question;
  }

  get arn(): string {
    return this.note.waiting.arn;
  }

  /** In a sentence, for a screen reader. */
  get words(): string {
    return this.reading === 'approved' ? '' : standing(this.note.waiting);
  }

  view(): ImportResultView {
    const { note, reading, problem, question, checkedAt, alias, of } = this;
    const simulator = of.run.action.target.kind === 'simulator';
    return waitingView({ note, reading, problem, question, checkedAt, alias, simulator, more: of.more });
  }

  private told(state: Approval): void {
    if (state.kind === 'waiting') {
      const before = this.note.waiting;
      this.note = state.note;
      this.checkedAt = new Date();
      if (before.status !== state.note.waiting.status)
        this.of.run.action.tools.catalogue.keyChanged(state.key);
    }
    this.problem = state.kind === 'unclear' ? state.cause : undefined;
    this.changed();
  }

  private async ended(state: Approval): Promise<void> {
    const { run } = this.of;
    switch (state.kind) {
      case 'imported':
        run.result = state;
        this.changed({ kind: 'imported', key: state.key, by: state.note.found ?? 'answer' });
        return;
      case 'before': {
        // Another window read it first.
        const { service } = run.action;
        const last = state.notes.at(-1)!;
        const key = await keyAt(service, last.arn, undefined);
        this.changed({ kind: 'imported', key, by: last.found ?? 'answer' });
        return;
      }
      case 'refused':
        run.action.tools.catalogue.keyChanged(state.key);
        this.changed(state);
        return;
      case 'absent':
      case 'closed':
        this.changed('gone');
        return;
      default:
        this.told(state);
        this.question = state.kind !== 'waiting' && state.kind !== 'unclear';
        this.stop();
    }
  }
}
