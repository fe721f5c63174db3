/**
 * The Import Key page from its first question to its result: it keeps what the user answered, judges it anew with each
 * change, and sends nothing but what was confirmed natively. Bound to the account that it was filled for.
 */
import * as vscode from 'vscode';
import { openSteps } from '../../keyservice/draft/chainSteps';
import { fieldIds, type DraftAnswers } from '../../keyservice/draft/draft';
import type {
  FromImportPage,
  ImportFailureView,
  ImportPageModel,
  ImportShell,
  ToImportPage,
} from '../../protocol/importPage';
import type { ImportSource } from '../material/importSource';
import { terminalShell } from '../service/cliShell';
import { copyStatement } from '../service/policyStatement';
import type { ServiceAction } from '../service/serviceAction';
import { intakeOf, type Intake } from './importIntake';
import { confirmDraft, runDraft, type ReadyDraft } from './importJob';
import { rememberAnswers } from './importKnown';
import type { Asking } from './importRun';
import { revealSource } from './openMaterial';
import { PageAccount } from './pageAccount';
import { PageApproval } from './pageApproval';
import { PageDraft } from './pageDraft';
import { PageEnd, type Finished } from './pageEnd';
import { PageMaterial } from './pageMaterial';
import { pageModel } from './pageModel';
import { PageWork } from './pageWork';
import { resultAction } from './resultActions';
import { restoredWaiting } from './waitingImports';

/** Where the page is. */
export interface PagePort {
  post(message: ToImportPage): void;
  title(text: string): void;
}

/** What was chosen before the page opened. */
export interface ImportWishes {
  readonly answers: DraftAnswers;
  /** Why there is no material; '' for no reason that is known. */
  readonly problem?: string;
}

export class ImportSession {
  private readonly account: PageAccount;
  private readonly material: PageMaterial;
  private readonly filled: PageDraft;
  private readonly work = new PageWork(() => this.show());
  private readonly end = new PageEnd();
  private readonly approval = new PageApproval({
    show: () => this.show(),
    unfinished: (title) => this.onApproved(title),
    approved: (finished, more) => {
      if (!more) this.end.finished = finished;
      this.show();
      this.onImported(finished);
    },
    notImported: async (failure) => {
      this.end.failure = failure;
      await this.filled.judge();
      this.show('import');
      this.onRefused(failure.title);
    },
    proceed: async () => {
      await this.filled.judge();
      this.show('import');
      return this.import();
    },
  });
  private shell: ImportShell = { posix: 'bash', powerShell: 'powershell', cmd: 'cmd' }[
    terminalShell()
  ] as ImportShell;
  private disposed = false;
  private restored = false;
  private readonly listeners: vscode.Disposable[] = [];
  private soon: ReturnType<typeof setTimeout> | undefined;
  /** Whether something was answered or sent: a page that was not is used again. */
  touched = false;

  constructor(
    private readonly asking: Asking,
    private readonly page: PagePort,
    sources: readonly ImportSource[],
    { answers, problem = '' }: ImportWishes,
  ) {
    const { connection, catalogue, parameters } = asking.tools;
    this.account = new PageAccount(asking);
    this.material = new PageMaterial(sources, problem);
    const { account, material, approval, work } = this;
    this.filled = new PageDraft({ account, material, approval, work }, answers, () => this.disposed);
    this.listeners.push(
      connection.onDidChange(() => void this.serviceChanged()),
      catalogue.onDidChange(() => this.judgeSoon()),
      parameters.onDidChange(() => this.judgeSoon()),
      vscode.workspace.onDidOpenTextDocument(() => this.judgeSoon()),
    );
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.soon);
    this.work.abort();
    this.approval.cancel();
    this.approval.leave();
    for (const listener of this.listeners) listener.dispose();
    this.filled.clear();
  }

  /** The page may have been closed while something was awaited. */
  private isOver(): boolean {
    return this.disposed;
  }

  get sending(): boolean {
    return this.work.running;
  }

  /** Of a page that came back after a reload: nothing is read before the user asks for it. */
  async wait(): Promise<void> {
    this.restored = true;
    this.end.restored(await restoredWaiting(this.asking.tools, this.material.source));
    this.show();
  }

  /** Reads the account, then shows the page with the focus where the user goes on. */
  async open(): Promise<void> {
    const { filled } = this;
    const selected = await this.account.selected();
    if (!selected || this.disposed) return;
    this.account.action = selected;
    await filled.judge();
    this.show(filled.draft && !filled.draft.obstacle ? 'import' : undefined);
    await filled.readKeys();
    await filled.readRegions();
    await this.findWaiting();
    this.show(filled.next);
    await this.confirmRequest();
  }

  /** A request file that leaves nothing to answer goes straight to the confirmation; leaving that leads back to the page. */
  private async confirmRequest(): Promise<void> {
    if (this.disposed || this.restored || this.touched) return;
    if (this.filled.isWholeRequest) await this.import();
  }

  async receive(message: FromImportPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.show(this.filled.next);
        return;
      case 'set':
        return this.set(message.field, message.value);
      case 'act':
        return this.act(message.field, message.id);
      case 'source': {
        const chosen = this.material.at(message.id);
        if (chosen && !this.sending) await this.change(chosen);
        return;
      }
      case 'paste':
      case 'drop':
      case 'chooseFile':
        return this.given(await intakeOf(this.asking.ui, message));
      case 'reveal':
        return revealSource(this.material.source);
      case 'import':
        return this.import();
      case 'cancel':
        this.work.abort();
        this.approval.cancel();
        return;
      case 'shell':
        this.shell = message.shell;
        this.show();
        return;
      case 'copy':
        return this.copy(message.what, message.id);
    }
  }

  /** What the page shows now. */
  model(): ImportPageModel {
    const { filled, material, end, shell, approval } = this;
    return pageModel({
      // A result stays where it is, whatever is selected after it.
      target: end.finished?.run.action.target ?? approval.target ?? this.account.action?.target,
      catalogueFailure: this.asking.tools.catalogue.failure,
      draft: filled.draft,
      source: material.source,
      sources: material.sources,
      problem: material.problem,
      notice: filled.notice,
      busy: this.work.words || approval.busy || approval.words,
      locked: this.work.importing || approval.shown,
      result: end.finished ? end.result : (approval.view ?? end.result),
      failure: end.failure,
      shell,
      steps: end.steps,
    });
  }

  private show(focus?: string): void {
    if (this.disposed) return;
    const model = this.model();
    this.page.title(model.result?.title ?? model.title);
    this.page.post({ type: 'show', model, ...(focus === undefined ? {} : { focus }) });
  }

  private async change(source: ImportSource): Promise<void> {
    this.end.clear();
    this.approval.leave();
    await this.filled.take(source);
    await this.findWaiting();
    this.show(this.filled.next);
  }

  private async given(intake: Intake | undefined): Promise<void> {
    if (!intake || this.sending) return;
    const source = this.material.add(intake);
    this.touched ||= source !== undefined;
    if (source) await this.change(source);
    else this.show();
  }

  private async set(field: string, value: string): Promise<void> {
    const id = fieldIds.find((one) => one === field);
    // What was typed just before something is read counts: only while a call is sent, nothing changes.
    if (id === undefined || this.work.importing || this.approval.shown) return;
    this.touched = true;
    this.end.answerChanged();
    await this.filled.set(id, value);
    this.show();
  }

  private async act(field: string, id: string): Promise<void> {
    if (this.sending) return;
    if (field === '') return this.actOnEnd(id);
    this.touched ||= this.filled.draft !== undefined;
    if (await this.filled.act(field, id)) this.show(field);
  }

  private async actOnEnd(id: string): Promise<void> {
    const { end } = this;
    switch (id) {
      case 'connect':
        end.clear();
        return this.open();
      case 'profile':
        await vscode.commands.executeCommand('keyMaterial.selectProfile');
        return;
      case 'policy':
        if (end.statement !== undefined) await copyStatement(this.asking.ui, end.statement);
        return;
      case 'importAgain':
        return this.import();
      case 'another':
        this.approval.leave();
        end.clear();
        this.filled.clear();
        this.touched = false;
        break;
      default:
        if (end.finished) await resultAction(end.finished, id);
        else if (await this.approval.act(id)) return;
    }
    this.show();
  }

  private async copy(what: 'json' | 'cli' | 'row', id: string): Promise<void> {
    const { result, request } = this.model();
    const text = what === 'row' ? result?.rows.find((row) => row.id === id)?.value : request?.[what];
    if (text === undefined) return;
    await this.asking.ui.copy(text);
    this.page.post({ type: 'copied' });
  }

  private async import(): Promise<void> {
    if (this.sending) return;
    this.touched = true;
    this.end.failure = undefined;
    await this.filled.readRegions();
    await this.filled.judge();
    const waits = await this.findWaiting();
    const { draft } = this.filled;
    const { action } = this.account;
    if (waits) this.show();
    else if (action && draft?.work && !draft.obstacle) await this.confirm(action, draft as ReadyDraft);
    else this.show(this.filled.next);
  }

  private async confirm(action: ServiceAction, draft: ReadyDraft): Promise<void> {
    const confirmation = await confirmDraft(action, draft);
    if (confirmation === 'send') return this.send(action, draft);
    if (confirmation === 'moved') await this.serviceChanged();
    else if (confirmation !== 'left') this.end.refused(confirmation.refused);
    this.show('import');
  }

  private async send(action: ServiceAction, draft: ReadyDraft): Promise<void> {
    const { end: page } = this;
    page.steps.clear();
    const end = await this.work.change(vscode.l10n.t('Importing…'), (signal, report) =>
      runDraft(
        { ...action, ui: { ...action.ui, progress: (_title, task) => task(signal, report) } },
        draft,
        (step, state) => {
          page.step(step, state);
          this.show();
        },
      ),
    );
    if (end.kind === 'imported') {
      page.finished = { ...end };
      await rememberAnswers(action.tools, draft);
    } else if (end.kind === 'waiting') {
      await rememberAnswers(action.tools, draft);
      const more = draft.way !== 'certificates' || openSteps(draft.work.steps).length > 1;
      this.approval.follow({ run: end.run, note: end.note, more });
    } else if (end.kind !== 'left') {
      if (end.kind === 'refused') this.approval.refusedNow(end.key.KeyArn);
      // A team may have been associated since it was asked.
      this.approval.teams.forget();
      page.failed(action, end, draft.way);
    }
    // The result shows the answers as they were sent; a failure may be that of another account.
    if (!page.finished && !this.approval.shown) {
      await this.filled.judge();
      await this.serviceChanged(page.failure);
    }
    this.show(page.finished ? undefined : 'import');
    if (page.finished) this.onImported(page.finished);
  }

  /** @returns whether an import of this material waits for approval: then the page follows it */
  private async findWaiting(): Promise<boolean> {
    const { account, material, filled } = this;
    return !this.isOver() && this.approval.find(account.action, material.source, filled.draft);
  }

  /** Told once an approval ended without a key. */
  onRefused: (title: string) => void = () => undefined;

  /** Told once an import was approved whose alias waits for the user. */
  onApproved: (title: string) => void = () => undefined;

  /** Told once something was imported; the history and a notification follow it. */
  onImported: (end: Finished) => void = () => undefined;

  /** Something around the page changed: a document, the keys of the account, kept parameters. */
  private judgeSoon(): void {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      if (this.disposed || this.sending || this.end.finished || this.approval.shown) return;
      void this.filled.judge().then(() => this.show());
    }, 200);
  }

  /** Another account or service was selected. @param failure of before that is still to be told */
  private async serviceChanged(failure?: ImportFailureView): Promise<void> {
    if (this.sending || this.disposed) return;
    const other = await this.account.other();
    if (!other || this.isOver()) return;
    if (this.account.isOther(other)) this.end.failure = failure;
    await this.filled.moveTo(other);
    this.show();
  }
}
