/**
 * The Import Key page from its first question to its result: it keeps what the user answered, judges it anew with each
 * change, and sends nothing but what was confirmed natively. Bound to the account that it was filled for.
 */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { Draft, DraftAnswers, DraftMaterial, FieldId } from '../../keyservice/draft/draft';
import { fieldIds } from '../../keyservice/draft/draft';
import { openSteps } from '../../keyservice/draft/chainSteps';
import type {
  FromImportPage,
  ImportFailureView,
  ImportPageModel,
  ImportResultView,
  ImportShell,
  ImportStep,
  ImportVerdict,
  ToImportPage,
} from '../../protocol/importPage';
import { fingerprintOf } from '../service/confirmChange';
import { DefaultRegionsRead } from '../service/defaultRegions';
import type { ImportSource } from '../material/importSource';
import { terminalShell } from '../service/cliShell';
import { copyStatement, statementFor } from '../service/policyStatement';
import type { ServiceAction } from '../service/serviceAction';
import { connectedTarget, sameTarget } from '../service/target';
import { fieldAction } from './fieldActions';
import { intakeOf, type Intake } from './importIntake';
import { ImportJudge } from './importJudge';
import { confirmDraft, runDraft, type JobEnd, type ReadyDraft } from './importJob';
import { materialOf, rememberAnswers, type Loaded } from './importKnown';
import { adviceFor, failureView, resultView } from './importResult';
import { actionWith, type Asking } from './importRun';
import { resultAction } from './resultActions';
import { pageModel } from './pageModel';
import { revealSource } from './openMaterial';
import { PageApproval } from './pageApproval';
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
  private action: ServiceAction | undefined;
  private answers: DraftAnswers;
  private source: ImportSource | undefined;
  private material: DraftMaterial | undefined;
  private readonly judgement = new ImportJudge(
    () => {
      const { action, source, material, loaded, answers } = this;
      const approval = action && this.approval.teams.known(action.target);
      const defaultRegions = action && this.regions.known(action.target);
      return { action, source, material, loaded, answers, approval, defaultRegions };
    },
    () => this.disposed,
  );
  private readonly regions = new DefaultRegionsRead();
  private loaded: Loaded = { certificates: [], randomNumbers: [] };
  private problem = '';
  private notice: ImportVerdict | undefined;
  private busy = '';
  private cancel: AbortController | undefined;
  /** Whether calls are being sent that change something; `cancel` is there for reads, too. */
  private importing = false;
  private end: Extract<JobEnd, { kind: 'imported' }> | undefined;
  private failure: ImportFailureView | undefined;
  /** Of the last failure: what would allow what was refused. */
  private statement: string | undefined;
  /** Of an import that waited before a reload, as it was read last. */
  private kept: ImportResultView | undefined;
  private readonly approval = new PageApproval({
    show: () => this.show(),
    unfinished: (title) => this.onApproved(title),
    approved: (end, more) => {
      if (!more) this.end = end;
      this.show();
      this.onImported(end);
    },
    notImported: async (failure) => {
      this.failure = failure;
      await this.judge();
      this.show('import');
      this.onRefused(failure.title);
    },
    proceed: async () => {
      await this.judge();
      this.show('import');
      return this.import();
    },
  });
  private shell: ImportShell = { posix: 'bash', powerShell: 'powershell', cmd: 'cmd' }[
    terminalShell()
  ] as ImportShell;
  private readonly steps = new Map<string, ImportStep['state']>();
  private disposed = false;
  private restored = false;
  private readonly listeners: vscode.Disposable[] = [];
  /** Whether something was answered or sent: a page that was not is used again. */
  touched = false;

  constructor(
    private readonly asking: Asking,
    private readonly page: PagePort,
    private sources: readonly ImportSource[],
    { answers, problem = '' }: ImportWishes,
  ) {
    this.answers = answers;
    const { connection, catalogue, parameters } = asking.tools;
    this.listeners.push(
      connection.onDidChange(() => void this.serviceChanged()),
      catalogue.onDidChange(() => this.judgeSoon()),
      parameters.onDidChange(() => this.judgeSoon()),
      vscode.workspace.onDidOpenTextDocument(() => this.judgeSoon()),
    );
    const [only] = sources;
    if (only) this.take(only);
    else this.problem = problem;
  }

  dispose(): void {
    this.disposed = true;
    this.cancel?.abort();
    this.approval.cancel();
    this.approval.leave();
    for (const listener of this.listeners) listener.dispose();
    this.source = this.material = undefined;
    this.judgement.forget();
  }

  /** The page may have been closed while something was awaited. */
  private isOver(): boolean {
    return this.disposed;
  }

  private get draft(): Draft | undefined {
    return this.judgement.draft;
  }

  get sending(): boolean {
    return this.cancel !== undefined;
  }

  /** Of a page that came back after a reload: nothing is read before the user asks for it. */
  async wait(): Promise<void> {
    this.restored = true;
    this.kept = await restoredWaiting(this.asking.tools, this.source);
    if (!this.kept)
      this.failure = {
        title: vscode.l10n.t('Restored after a reload'),
        lines: [vscode.l10n.t('Your input was not saved. Keys have not been loaded, and nothing was sent.')],
        field: '',
        actions: [{ id: 'connect', label: vscode.l10n.t('Load Keys') }],
      };
    this.show();
  }

  /** Reads the account, then shows the page with the focus where the user goes on. */
  async open(): Promise<void> {
    const connected = await connectedTarget(this.asking.tools);
    if (!connected || this.disposed) return;
    this.action = actionWith(this.asking, connected);
    await this.judge();
    this.show(this.draft && !this.draft.obstacle ? 'import' : undefined);
    await this.readKeys();
    await this.readRegions();
    await this.findWaiting();
    this.show(this.focusNext());
    await this.confirmRequest();
  }

  /**
   * A request file that leaves nothing to answer goes straight to the confirmation; leaving that leads back to the page.
   * With an error in it, or a warning of a check, the page is read first.
   */
  private async confirmRequest(): Promise<void> {
    const { source, draft } = this;
    if (this.disposed || this.restored || this.touched || source?.request?.document.values === undefined)
      return;
    if (!draft?.work || draft.obstacle) return;
    const { findings } = source.request.document;
    if (findings.some(({ severity }) => severity === 'error')) return;
    if (draft.checks.some(({ state }) => state === 'warning')) return;
    await this.import();
  }

  /** All pages of keys: a candidate that is missing would be proposed as "the only one". */
  private async readKeys(again = false): Promise<void> {
    const { catalogue } = this.asking.tools;
    if (!again && catalogue.complete && catalogue.readAt !== undefined && !catalogue.failure) return;
    await this.while(vscode.l10n.t('Reading keys…'), async (signal) => {
      await (again ? catalogue.refresh(signal) : catalogue.loadAll(signal));
      await catalogue.loadAll(signal);
    });
    await this.judge();
  }

  /** Where new keys of the account also go, read once for the page: whoever confirms sees it. */
  private async readRegions(): Promise<void> {
    const { action, regions } = this;
    if (!action || regions.known(action.target)) return;
    await regions.read(action);
    await this.judge(false);
  }

  private focusNext(): string | undefined {
    const { draft } = this;
    if (!draft) return undefined;
    return draft.obstacle ? (draft.obstacle.field ?? undefined) : 'import';
  }

  async receive(message: FromImportPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.show(this.focusNext());
        return;
      case 'set':
        return this.set(message.field, message.value);
      case 'act':
        return this.act(message.field, message.id);
      case 'source': {
        const chosen = this.sources[Number(message.id)];
        if (chosen && !this.sending) await this.change(chosen);
        return;
      }
      case 'paste':
      case 'drop':
      case 'chooseFile':
        return this.given(await intakeOf(this.asking.ui, message));
      case 'reveal':
        return revealSource(this.source);
      case 'import':
        return this.import();
      case 'cancel':
        this.cancel?.abort();
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
    const { action, draft, source, sources, problem, notice, busy, end, failure, shell, steps, approval } =
      this;
    return pageModel({
      target: action?.target,
      catalogueFailure: this.asking.tools.catalogue.failure,
      draft,
      source,
      sources,
      problem,
      notice,
      busy: busy || approval.busy || approval.words,
      result: end ? resultView(end) : (approval.view ?? this.kept),
      failure,
      shell,
      steps,
    });
  }

  private show(focus?: string): void {
    if (this.disposed) return;
    const model = this.model();
    this.page.title(model.result?.title ?? model.title);
    this.page.post({ type: 'show', model, ...(focus === undefined ? {} : { focus }) });
  }

  private take(source: ImportSource): void {
    this.source = source;
    this.material = materialOf(source);
    this.problem = '';
    this.end = this.kept = undefined;
    this.failure = undefined;
    this.approval.leave();
    this.steps.clear();
  }

  private async change(source: ImportSource): Promise<void> {
    this.take(source);
    this.answers = {};
    await this.judge();
    await this.findWaiting();
    this.show(this.focusNext());
  }

  private async given(intake: Intake | undefined): Promise<void> {
    if (!intake || this.sending) return;
    if ('problem' in intake) {
      this.problem = intake.problem;
      this.show();
      return;
    }
    const found = intake.sources;
    this.touched = true;
    this.sources = [...found, ...this.sources.filter((one) => !found.includes(one))];
    await this.change(found[0]);
  }

  private async set(field: string, value: string): Promise<void> {
    const id = fieldIds.find((one) => one === field);
    // What was typed just before something is read counts: only while a call is sent, nothing changes.
    if (id === undefined || this.importing || this.approval.shown) return;
    this.touched = true;
    this.notice = undefined;
    this.answers = { ...this.answers, [id]: value };
    if (this.failure) this.failure = { ...this.failure, past: true };
    await this.readDetail(id, value);
    await this.judge(false);
    this.show();
  }

  /** What a key pair derives only GetKey tells. */
  private async readDetail(id: FieldId, value: string): Promise<void> {
    const { catalogue } = this.asking.tools;
    if (id !== 'pair' || value === '' || catalogue.find(value)?.detail) return;
    await catalogue.detail(value).catch((error: unknown) => {
      if (!(error instanceof KeyServiceError)) throw error;
    });
  }

  private async act(field: string, id: string): Promise<void> {
    if (this.sending) return;
    if (field === '') return this.actOnEnd(id);
    const { action, draft } = this;
    if (!action || !draft) return;
    this.touched = true;
    if (id === 'policy') {
      const { approval } = draft;
      if (approval?.kind === 'unread' && approval.statement !== undefined)
        await copyStatement(action.ui, approval.statement);
      return;
    }
    if (id === 'askTeam') {
      this.approval.teams.forget();
      await this.judge();
      this.show(field);
      return;
    }
    if (id === 'reloadRegions') {
      this.regions.forget();
      await this.readRegions();
      this.show(field);
      return;
    }
    if (id === 'reload') {
      await this.readKeys(true);
      this.show(field);
      return;
    }
    const change = await fieldAction(action, draft, field, id, this.source);
    if (!change) return;
    this.loaded = {
      certificates: [...(change.certificates ?? []), ...this.loaded.certificates],
      randomNumbers: [...(change.randomNumbers ?? []), ...this.loaded.randomNumbers],
      foreignKeys: [...(change.foreignKeys ?? []), ...(this.loaded.foreignKeys ?? [])],
    };
    this.answers = { ...this.answers, ...change.answers };
    await this.judge();
    this.show(field);
  }

  private async actOnEnd(id: string): Promise<void> {
    if (id === 'connect') {
      this.kept = undefined;
      this.failure = undefined;
      await this.open();
      return;
    }
    if (id === 'profile') {
      await vscode.commands.executeCommand('keyMaterial.selectProfile');
      return;
    }
    if (id === 'policy') {
      if (this.statement !== undefined) await copyStatement(this.asking.ui, this.statement);
      return;
    }
    if (id === 'importAgain') return this.import();
    if (id === 'another') {
      this.approval.leave();
      this.end = undefined;
      this.source = this.material = undefined;
      this.judgement.forget();
      this.sources = [];
      this.answers = {};
      this.touched = false;
      this.show();
      return;
    }
    if (this.end) await resultAction(this.end, id);
    else if (await this.approval.act(id)) return;
    this.show();
  }

  private async copy(what: 'json' | 'cli' | 'row', id: string): Promise<void> {
    const model = this.model();
    const text =
      what === 'row'
        ? model.result?.rows.find((row) => row.id === id)?.value
        : what === 'json'
          ? model.request?.json
          : model.request?.cli;
    if (text === undefined) return;
    await this.asking.ui.copy(text);
    this.page.post({ type: 'copied' });
  }

  private async import(): Promise<void> {
    if (this.sending) return;
    this.touched = true;
    this.failure = undefined;
    await this.readRegions();
    await this.judge();
    if (await this.findWaiting()) {
      this.show();
      return;
    }
    const { action, draft } = this;
    if (!action || !draft?.work || draft.obstacle) {
      this.show(this.focusNext());
      return;
    }
    const ready = draft as ReadyDraft;
    const confirmation = await confirmDraft(action, ready);
    if (confirmation === 'send') return this.send(action, ready);
    if (confirmation === 'moved') await this.serviceChanged();
    else if (confirmation !== 'left')
      this.failure = {
        title: vscode.l10n.t('This was not imported'),
        lines: [confirmation.refused],
        field: '',
        actions: [{ id: 'profile', label: vscode.l10n.t('Select AWS Profile…') }],
      };
    this.show('import');
  }

  private async send(action: ServiceAction, draft: ReadyDraft): Promise<void> {
    this.steps.clear();
    this.importing = true;
    const end = await this.while(vscode.l10n.t('Importing…'), (signal, report) =>
      runDraft(
        { ...action, ui: { ...action.ui, progress: (_title, task) => task(signal, report) } },
        draft,
        ({ certificate, step }, state) => {
          this.steps.set(`${fingerprintOf(certificate)} ${step.keyUsage}`, state);
          this.show();
        },
      ),
    ).finally(() => {
      this.importing = false;
    });
    if (end.kind === 'imported') {
      this.end = { ...end };
      await rememberAnswers(action.tools, draft.way, this.answered(draft));
    } else if (end.kind === 'waiting') {
      await rememberAnswers(action.tools, draft.way, this.answered(draft));
      const more = draft.way !== 'certificates' || openSteps(draft.work.steps).length > 1;
      this.approval.follow({ run: end.run, note: end.note, more });
    } else if (end.kind !== 'left') {
      if (end.kind === 'refused') this.approval.refusedNow(end.key.KeyArn);
      // A team may have been associated since it was asked.
      this.approval.teams.forget();
      this.failure = failureView(action, end, adviceFor(draft.way));
      this.statement = end.kind === 'failed' ? statementFor(end.cause, action.target) : undefined;
    }
    // The result shows the answers as they were sent; a failure may be that of another account.
    if (!this.end && !this.approval.shown) {
      await this.judge();
      await this.serviceChanged(this.failure);
    }
    this.show(this.end ? undefined : 'import');
    if (this.end) this.onImported(this.end);
  }

  /** @returns whether an import of this material waits for approval: then the page follows it */
  private async findWaiting(): Promise<boolean> {
    const { action, source, draft } = this;
    return !this.isOver() && this.approval.find(action, source, draft);
  }

  /** Told once an approval ended without a key. */
  onRefused: (title: string) => void = () => undefined;

  /** Told once an import was approved whose alias waits for the user. */
  onApproved: (title: string) => void = () => undefined;

  /** Told once something was imported; the history and a notification follow it. */
  onImported: (end: Extract<JobEnd, { kind: 'imported' }>) => void = () => undefined;

  private answered({ fields }: Draft): DraftAnswers {
    return Object.fromEntries(fields.map(({ id, value }) => [id, value]));
  }

  private async while<T>(
    doing: string,
    task: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
  ): Promise<T> {
    const cancel = new AbortController();
    this.cancel = cancel;
    const say = (message: string): void => {
      this.busy = message;
      this.show();
    };
    say(doing);
    try {
      return await task(cancel.signal, say);
    } finally {
      this.busy = '';
      if (this.cancel === cancel) this.cancel = undefined;
    }
  }

  private soon: ReturnType<typeof setTimeout> | undefined;

  /** Something around the page changed: a document, the keys of the account, kept parameters. */
  private judgeSoon(): void {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => {
      if (this.disposed || this.sending || this.end || this.approval.shown) return;
      void this.judge().then(() => this.show());
    }, 200);
  }

  /** A new root is judged with what is known of an approval team, which is asked once. */
  private async judge(again?: boolean): Promise<void> {
    await this.judgement.judge(again);
    if (await this.approval.ask(this.action, this.draft)) await this.judgement.judge(false);
  }

  /** Another account or service: what belongs to the one before is emptied, and that is said. */
  private async serviceChanged(failure?: ImportFailureView): Promise<void> {
    const { action } = this;
    if (!action || this.sending || this.disposed) return;
    const connected = await connectedTarget(this.asking.tools);
    if (!connected || this.isOver()) return;
    if (sameTarget(connected.target, action.target)) return;
    this.approval.leave();
    const { account, region, kind } = action.target;
    const other = connected.target;
    this.judgement.forget();
    this.action = actionWith(this.asking, connected);
    if (account === other.account && region === other.region && kind === other.kind) {
      await this.judge();
      this.show();
      return;
    }
    const kept = Object.entries(this.answers).filter(([id]) => !ofAccount.has(id));
    this.answers = Object.fromEntries(kept);
    this.failure = failure;
    this.notice = {
      state: 'warning',
      text: vscode.l10n.t(
        'Another account, Region or service was selected. Wrapping key, import parameters, certificate authority, alias and Regions were cleared.',
      ),
    };
    await this.readKeys();
    await this.readRegions();
    await this.judge();
    this.show();
  }
}

/** Answers that mean something in one account only. */
const ofAccount: ReadonlySet<string> = new Set([
  'wrappingKey',
  'parameters',
  'pair',
  'authority',
  'alias',
  'regions',
  'otherRegions',
]);
