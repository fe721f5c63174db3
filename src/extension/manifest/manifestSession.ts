/**
 * The page of one manifest: read, judged, confirmed natively, run row by row, and then its report. It keeps nothing
 * that the notes on imports do not keep too; checking again begins from those.
 */
import * as vscode from 'vscode';
import type { KeyServiceError } from '../../keyservice/errors';
import { isWanted, type Preflight } from '../../keyservice/manifest/preflight';
import type { RowOutcome, RunStep } from '../../keyservice/manifest/outcome';
import type { ImportFailureView, ImportVerdict } from '../../protocol/importPage';
import type {
  FromManifestPage,
  ManifestPageModel,
  ManifestRowView,
  ToManifestPage,
} from '../../protocol/manifestPage';
import { likenessWords } from '../import/aliasOfKey';
import type { Asking } from '../import/importRun';
import { failureText } from '../service/callService';
import { copyStatement, statementFor } from '../service/policyStatement';
import { connectedTarget, sameTarget } from '../service/target';
import { setAside } from './damagedJournal';
import type { ManifestProblems } from './manifestProblems';
import { saveReport } from './manifestReport';
import { manifestModel } from './manifestModel';
import { openRows, rowView, type Results } from './manifestRows';
import { confirmRun, endView, runRows, runSummary, stepText } from './manifestRun';
import { showRow } from './showRow';
import { ManifestReading } from './manifestReading';
import type { ManifestWork } from './manifestWork';
import { copyScript } from './manifestCli';

/** Where the page is. */
export interface ManifestPort {
  post(message: ToManifestPage): void;
}

export class ManifestSession {
  private readonly reading: ManifestReading;
  private results: Results | undefined;
  private rows: readonly ManifestRowView[] = [];
  private failure: ImportFailureView | undefined;
  /** Why the last run ended early, where the service refused something. */
  private refused: KeyServiceError | undefined;
  private notice: ImportVerdict | undefined;
  private busy = '';
  private progress: ManifestPageModel['progress'];
  private cancel: AbortController | undefined;
  private disposed = false;
  private readonly listeners: vscode.Disposable;
  /** Told when a run has ended. */
  onEnd: (summary: string) => void = () => undefined;

  constructor(
    private readonly asking: Asking,
    private readonly page: ManifestPort,
    private readonly uri: vscode.Uri,
    problems: ManifestProblems,
  ) {
    this.reading = new ManifestReading(asking, uri, problems, (doing, task) => this.while(doing, task));
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.reading.document && contentChanges.length > 0) this.changedSoon();
      }),
      asking.tools.connection.onDidChange(() => void this.serviceChanged()),
    );
  }

  /** A run ends behind the row under way: that row is noted, and continued by whoever checks again. */
  dispose(): void {
    this.disposed = true;
    this.cancel?.abort();
    clearTimeout(this.soon);
    this.listeners.dispose();
  }

  /** Whether a run is under way, or its report is shown. */
  get hasRun(): boolean {
    return this.results !== undefined;
  }

  async receive(message: FromManifestPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.show();
        this.page.post({ type: 'rows', rows: this.rows });
        return;
      case 'reveal':
        return this.reveal(message.row);
      case 'act':
        return message.row === 0 ? this.act(message.id) : this.actOnRow(message.row, message.id);
      case 'import':
        return this.import();
      case 'stop':
        this.cancel?.abort();
        return;
      case 'copy': {
        const arn = this.rows[message.row - 1]?.arn ?? '';
        if (arn === '') return;
        await this.asking.ui.copy(arn);
        this.page.post({ type: 'copied' });
        return;
      }
    }
  }

  /** Of a page that came back after a reload: nothing is read before the user asks for it. */
  wait(): void {
    this.failure = {
      title: vscode.l10n.t('Restored after a reload'),
      lines: [vscode.l10n.t('Keys have not been loaded, and nothing was sent.')],
      field: '',
      actions: [{ id: 'check', label: vscode.l10n.t('Check Again') }],
    };
    this.show();
  }

  /** Reads manifest and account, and judges every row. What an earlier run did is known from its notes. */
  async check(): Promise<void> {
    if (this.cancel) return;
    const { reading } = this;
    this.failure = this.notice = this.results = this.refused = reading.damage = undefined;
    this.failure = await reading.open();
    if (!this.failure && !reading.isBroken) {
      this.failure = await reading.readAccount(true);
      if (!this.failure) await reading.judge();
    }
    this.showAll();
  }

  private soon: ReturnType<typeof setTimeout> | undefined;

  /** The manifest is being edited: judged again by the keys that were read. */
  private changedSoon(): void {
    clearTimeout(this.soon);
    if (this.cancel || this.disposed) return;
    this.soon = setTimeout(() => void this.changed(), 500);
  }

  private async changed(): Promise<void> {
    const { reading } = this;
    if (this.isBusy() || reading.isCurrent) return;
    if (this.results) {
      this.notice = {
        state: 'warning',
        text: vscode.l10n.t('The manifest was changed after this import. Check it again to import more.'),
      };
      this.show();
      return;
    }
    this.notice = undefined;
    reading.take();
    await reading.judge();
    this.showAll();
  }

  /** Another account or Region: what was judged does not count there. */
  private async serviceChanged(): Promise<void> {
    const { work } = this.reading;
    if (this.isBusy() || !work) return;
    const connected = await connectedTarget(this.asking.tools);
    if (this.isBusy() || (connected && sameTarget(connected.target, work.target))) return;
    this.reading.forget();
    this.results = undefined;
    this.failure = {
      title: vscode.l10n.t('Another key service was selected, so the rows must be checked again'),
      lines: [vscode.l10n.t('Nothing was sent.')],
      field: '',
      actions: [{ id: 'check', label: vscode.l10n.t('Check Again') }],
    };
    this.showAll();
  }

  /** Something may have begun, or the page may have been closed, while something was awaited. */
  private isBusy(): boolean {
    return this.disposed || this.cancel !== undefined;
  }

  /** @param untagged without tags, as the service refuses them */
  private async import(untagged = false): Promise<void> {
    const { reading, results: before } = this;
    const { document } = reading;
    if (this.cancel || !document) return;
    const shown = standing(reading.judged);
    this.failure = this.notice = this.results = this.refused = undefined;
    reading.take();
    if (!reading.isBroken) this.failure = await reading.readAccount(false);
    if (!this.failure) await reading.judge();
    const { work, judged } = reading;
    this.showAll();
    if (this.failure || !work || !judged?.rows.some(isWanted)) return;
    // After a run, what it did is new to the notes; nothing else may have changed under the user's eyes.
    if (!before && standing(judged) !== shown) {
      this.notice = {
        state: 'warning',
        text: vscode.l10n.t('Rows changed since they were checked. Review them again before you import.'),
      };
      this.show();
      return;
    }
    if (!(await confirmRun(work, judged, untagged))) {
      this.results = before;
      this.showAll();
      return;
    }
    if (!reading.isCurrent) {
      await this.check();
      this.notice = {
        state: 'warning',
        text: vscode.l10n.t('The manifest was changed in the meantime. Nothing was sent.'),
      };
      this.show();
      return;
    }
    const now = await connectedTarget(work.tools);
    if (!now || !sameTarget(now.target, work.target)) return this.serviceChanged();
    await this.run(work, judged, untagged);
  }

  private async run(work: ManifestWork, judged: Preflight, untagged: boolean): Promise<void> {
    const { tools, target } = work;
    const simulator = target.kind === 'simulator';
    const outcomes = new Map<number, RowOutcome>();
    this.results = {
      outcomes,
      failure: ({ error }) => (error ? failureText(error, simulator).replaceAll('\n', ' ') : undefined),
      likeness: ({ key }) => (key ? likenessWords(tools, key, target) : []),
    };
    this.progress = { done: 0, of: openRows(judged, undefined).length };
    const ran = await this.while(vscode.l10n.t('Importing…'), (signal) =>
      runRows(work, judged, { signal, untagged }, (step) => {
        this.stepped(step, outcomes);
      }),
    );
    this.progress = undefined;
    if ('outcomes' in ran)
      for (const outcome of ran.outcomes) {
        outcomes.set(outcome.number, outcome);
        if (outcome.key) tools.catalogue.keyChanged(outcome.key);
        if (outcome.alias !== undefined && outcome.arn !== undefined)
          tools.catalogue.aliasChanged(outcome.alias, outcome.arn);
      }
    this.failure = endView(ran.end, outcomes.size, target, judged);
    this.refused = 'error' in ran.end ? ran.end.error : undefined;
    const summary = runSummary(work, judged, this.results, ran.end.kind);
    this.showAll();
    this.onEnd(summary);
  }

  private stepped(step: RunStep, outcomes: Map<number, RowOutcome>): void {
    const { outcome, row, done, of } = step;
    if (outcome) outcomes.set(outcome.number, outcome);
    this.busy = stepText(step);
    this.progress = { done, of };
    this.rowChanged(row.row.number, outcome ? undefined : row.row.number);
    this.show();
  }

  private async act(id: string): Promise<void> {
    const { results, reading } = this;
    const { work, judged, damage } = reading;
    switch (id) {
      case 'check':
        return this.check();
      case 'import':
        return this.import();
      case 'untagged':
        return this.import(true);
      case 'policy': {
        const error = this.refused ?? this.asking.tools.catalogue.failure;
        const statement = error && work && statementFor(error, work.target);
        if (statement !== undefined) await copyStatement(this.asking.ui, statement);
        return;
      }
      case 'profile':
        await vscode.commands.executeCommand('keyMaterial.selectProfile');
        return;
      case 'aside':
        if (damage && (await setAside.ask(this.asking.ui, damage))) await this.check();
        return;
      case 'report':
        if (work && judged && results) await saveReport(work, judged, results);
        return;
      case 'cli':
        if (work && judged) await copyScript(work, judged);
        return;
      case 'open':
        return this.reveal(0);
    }
  }

  private async actOnRow(row: number, id: string): Promise<void> {
    const view = this.rows[row - 1];
    const one = this.reading.judged?.rows[row - 1];
    if (!view || !one) return;
    if (id === 'show') await vscode.commands.executeCommand('keyMaterial.keys.reveal', view.arn);
    if (id === 'import') {
      const { start, end } = one.row.places.keyBlock ?? one.row.span;
      await vscode.commands.executeCommand('keyMaterial.importKey', {
        uri: this.uri.toString(),
        start,
        end,
        ...(one.wrappingKey ? { wrappingKey: one.wrappingKey.KeyArn } : {}),
      });
    }
  }

  /** 0 for the beginning. */
  private reveal(row: number): Promise<void> {
    return showRow(this.uri, this.reading.manifest?.rows[row - 1]?.span);
  }

  private async while<T>(doing: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const cancel = new AbortController();
    this.cancel = cancel;
    this.busy = doing;
    this.show();
    try {
      return await task(cancel.signal);
    } finally {
      this.busy = '';
      if (this.cancel === cancel) this.cancel = undefined;
    }
  }

  /** Model and rows, made from what is known now. */
  private showAll(): void {
    const { results } = this;
    const { judged, document } = this.reading;
    const lineAt = (offset: number): number => (document?.positionAt(offset).line ?? 0) + 1;
    this.rows = judged?.rows.map((row) => rowView(row, { results, lineAt })) ?? [];
    this.show();
    if (!this.disposed) this.page.post({ type: 'rows', rows: this.rows });
  }

  private rowChanged(number: number, running: number | undefined): void {
    const one = this.reading.judged?.rows[number - 1];
    const before = this.rows[number - 1];
    if (!one || !before) return;
    const view = rowView(one, { results: this.results, running, lineAt: () => before.line });
    this.rows = this.rows.with(number - 1, view);
    if (!this.disposed) this.page.post({ type: 'changed', rows: [view] });
  }

  private show(): void {
    if (!this.disposed) this.page.post({ type: 'show', model: this.model() });
  }

  /** What the page shows now, beside its rows. */
  model(): ManifestPageModel {
    const { uri, results, notice, busy, progress, failure, rows } = this;
    const { work, judged, manifest } = this.reading;
    const target = work?.target;
    return manifestModel({ uri, target, judged, results, manifest, notice, busy, progress, failure, rows });
  }
}

/** What a user has seen of the rows: each verdict and its reasons. */
function standing(judged: Preflight | undefined): string {
  return (judged?.rows ?? [])
    .map(({ verdict, findings }) => `${verdict} ${findings.map(({ code }) => code).join(' ')}`)
    .join('\n');
}
