/** The part of the Import Key page that is about an approval team: asked once, followed while it decides, and what comes of it. */
import * as vscode from 'vscode';
import type { Draft } from '../../keyservice/draft/draft';
import { openRoot } from '../../keyservice/draft/chainSteps';
import type { ServiceTarget } from '../../keyservice/operations';
import type { ImportFailureView, ImportResultView } from '../../protocol/importPage';
import type { ImportSource } from '../material/importSource';
import { AccountAnswers } from '../service/accountAnswers';
import { readRootApproval } from '../service/rootApproval';
import type { ServiceAction } from '../service/serviceAction';
import { logFailure } from '../ui/log';
import { closedView, refusedView } from './approvalView';
import { ApprovalWatch, type ApprovalEnd, type WaitingImport } from './approvalWatch';
import { confirmAlias } from './finishApproved';
import { finishImport, type JobEnd } from './importJob';
import type { Imported } from './importRun';
import { waitingImport } from './waitingImports';

type Finished = Extract<JobEnd, { kind: 'imported' }>;

/** What the page does with it. */
export interface ApprovalPage {
  show(): void;
  /** It was approved, and its alias waits for the user. */
  unfinished(title: string): void;
  /** It was approved, and has its alias. @param more other imports come after it: then the page keeps showing it until the user continues */
  approved(end: Finished, more: boolean): void;
  /** Nothing was imported. */
  notImported(failure: ImportFailureView): Promise<void>;
  /** The user wants the imports that come after it: judged, and confirmed as any others. */
  proceed(): Promise<void>;
}

export class PageApproval {
  readonly teams = new AccountAnswers(readRootApproval);
  private watch: ApprovalWatch | undefined;
  /** While a team is asked for. */
  private asking: AbortController | undefined;
  /** Approved; the user has not confirmed its alias. */
  private unfinished: Imported | undefined;
  /** ARN of the key that was not approved last. */
  private refused = '';

  constructor(private readonly page: ApprovalPage) {}

  /** Whether the page shows an import that waits, or was approved, instead of its fields. */
  get shown(): boolean {
    return this.watch !== undefined;
  }

  /** Of the import that is shown. */
  get target(): ServiceTarget | undefined {
    return this.watch?.of.run.action.target;
  }

  get view(): ImportResultView | undefined {
    return this.watch?.view();
  }

  /** In a sentence, for a screen reader. */
  get words(): string {
    return this.watch?.words ?? '';
  }

  /** What is under way, for the progress of the page; '' for nothing. */
  get busy(): string {
    return this.asking ? vscode.l10n.t('Checking whether a team must approve the import…') : '';
  }

  /** Ends the question whether a team decides: then that is not known, and the page goes on. */
  cancel(): void {
    this.asking?.abort();
  }

  leave(): void {
    this.watch?.dispose();
    this.watch = this.unfinished = undefined;
  }

  /** Asks whether a team decides about the new root of a draft. @returns whether it was asked now */
  async ask(action: ServiceAction | undefined, draft: Draft | undefined): Promise<boolean> {
    const root = draft?.work && openRoot(draft.work.steps);
    if (!action || !root || this.teams.known(action.target)) return false;
    const asking = (this.asking ??= new AbortController());
    this.page.show();
    try {
      await this.teams.read(action, asking.signal);
    } finally {
      if (this.asking === asking) this.asking = undefined;
    }
    return true;
  }

  /** An import of this material that waits already is followed, never sent again. @returns whether there is one */
  async find(
    action: ServiceAction | undefined,
    source: ImportSource | undefined,
    draft: Draft | undefined,
  ): Promise<boolean> {
    if (this.watch || !action) return this.shown;
    const found = await waitingImport(action, source, draft);
    if (found) this.follow(found);
    return found !== undefined;
  }

  follow(waiting: WaitingImport): void {
    this.leave();
    const watch = new ApprovalWatch(waiting, (end) => {
      if (this.watch !== watch) return;
      if (end === undefined) this.page.show();
      else this.ended(watch, end).catch((error: unknown) => logFailure('The end of an approval', error));
    });
    this.watch = watch;
    watch.start();
  }

  /** Not approved in the very answer, or found so. */
  refusedNow(arn: string): void {
    this.refused = arn;
  }

  /** What can be done while it waits, once it was approved, or with what was not. @returns whether it was for this part */
  async act(id: string): Promise<boolean> {
    const { watch, refused } = this;
    const arn = watch?.arn ?? refused;
    if (id === 'show' && arn !== '') {
      await vscode.commands.executeCommand('keyMaterial.keys.reveal', arn);
      return true;
    }
    if (!watch) return false;
    switch (id) {
      case 'check':
        if (watch.needsAnswer) await watch.ask(false);
        else watch.start();
        return true;
      case 'stop':
        watch.stop();
        return true;
      case 'settle':
        await watch.ask(true);
        return true;
      case 'finish':
        await this.confirmAndFinish(watch);
        return true;
      case 'continue':
        this.leave();
        await this.page.proceed();
        return true;
      default:
        return false;
    }
  }

  private async ended(watch: ApprovalWatch, end: ApprovalEnd): Promise<void> {
    if (end !== 'gone' && end.kind === 'imported') {
      const { action, task } = watch.of.run;
      const { alias = '' } = task.choices;
      if (alias === '') return this.finish(watch, end);
      action.tools.catalogue.keyChanged(end.key);
      this.unfinished = end;
      watch.approved(end.key, alias);
      this.page.show();
      this.page.unfinished(watch.view().title);
      return;
    }
    this.leave();
    this.refused = end === 'gone' ? '' : end.key.KeyArn;
    await this.page.notImported(end === 'gone' ? closedView() : refusedView(end));
  }

  /** Two windows may follow it, and days may have passed: a change needs the user. */
  private async confirmAndFinish(watch: ApprovalWatch): Promise<void> {
    const { unfinished: end } = this;
    if (!end) return;
    this.unfinished = undefined;
    const { action, task } = watch.of.run;
    if (await confirmAlias(action, end.key, task.choices.alias ?? '')) return this.finish(watch, end);
    if (this.watch === watch) this.unfinished = end;
  }

  private async finish(watch: ApprovalWatch, end: Imported): Promise<void> {
    const { run, more } = watch.of;
    const finished = await finishImport(run, end);
    if (this.watch !== watch) return;
    if (more) watch.approved(end.key, '');
    else this.leave();
    this.page.approved(finished, more);
  }
}
