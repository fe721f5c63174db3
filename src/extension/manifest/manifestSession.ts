/**
 * The page of one manifest: read, judged, confirmed natively, run row by row, and then its report. It keeps nothing
 * that the notes on imports do not keep too; checking again begins from those.
 */
import * as vscode from 'vscode';
import type { Manifest } from '../../keyservice/manifest/format';
import { isWanted, type Preflight } from '../../keyservice/manifest/preflight';
import type { RowOutcome, RunStep } from '../../keyservice/manifest/outcome';
import { readManifest } from '../../keyservice/manifest/read';
import type { ImportFailureView, ImportVerdict } from '../../protocol/importPage';
import type {
  FromManifestPage,
  ManifestPageModel,
  ManifestRowView,
  ToManifestPage,
} from '../../protocol/manifestPage';
import { likenessWords } from '../import/aliasOfKey';
import type { Asking } from '../import/importRun';
import { nameOf } from '../material/structureFile';
import { failureText } from '../service/callService';
import { connectedTarget, sameTarget } from '../service/target';
import { otherColumn } from '../ui/openTabs';
import { setAside } from './damagedJournal';
import type { ManifestProblems } from './manifestProblems';
import { saveReport } from './manifestReport';
import { manifestModel } from './manifestModel';
import { keysText, openRows, rowView, rowsText, type Results } from './manifestRows';
import { confirmRun, endView, runRows, stepText } from './manifestRun';
import { judgeManifest, journalFolder, type ManifestWork } from './manifestWork';
import { copyScript } from './manifestCli';
import type { DamagedJournal } from './journalFolder';

/** Where the page is. */
export interface ManifestPort {
  post(message: ToManifestPage): void;
}

/** Keys that were read longer ago are read again before an import. Milliseconds. */
const freshFor = 60_000;

export class ManifestSession {
  private document: vscode.TextDocument | undefined;
  private manifest: Manifest | undefined;
  private version = -1;
  private work: ManifestWork | undefined;
  private judged: Preflight | undefined;
  private results: Results | undefined;
  private rows: readonly ManifestRowView[] = [];
  private failure: ImportFailureView | undefined;
  private damage: DamagedJournal | undefined;
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
    private readonly problems: ManifestProblems,
  ) {
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document === this.document && contentChanges.length > 0) this.changedSoon();
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

  get running(): boolean {
    return this.progress !== undefined;
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
    this.failure = this.notice = this.results = this.damage = undefined;
    if ((await this.readManifest()) && (await this.readAccount(true))) await this.judge();
    this.show();
    this.showRows();
  }

  private async readManifest(): Promise<boolean> {
    const { uri } = this;
    this.judged = undefined;
    this.rows = [];
    try {
      this.document = await vscode.workspace.openTextDocument(uri);
    } catch {
      this.failure = {
        title: vscode.l10n.t('{0} cannot be opened', nameOf(uri)),
        lines: [
          vscode.l10n.t(
            'It no longer exists, is not text, or is larger than VS Code can open. Nothing was sent.',
          ),
        ],
        field: '',
        actions: [{ id: 'check', label: vscode.l10n.t('Check Again') }],
      };
      return false;
    }
    return this.take(this.document);
  }

  /** False where nothing of the manifest can be imported as it is. */
  private take(document: vscode.TextDocument): boolean {
    const manifest = readManifest(
      document.getText(),
      /\.(csv|tsv)$/i.test(this.uri.path) ? 'csv' : undefined,
    );
    this.manifest = manifest;
    this.version = document.version;
    this.problems.set(document, manifest);
    const broken = manifest.findings.some(({ severity }) => severity === 'error');
    if (broken) {
      this.judged = undefined;
      this.rows = [];
    }
    return !broken;
  }

  /** False where the keys of the account are not known. @param always also those that were read just now */
  private async readAccount(always: boolean): Promise<boolean> {
    const { tools, ui } = this.asking;
    const folder = journalFolder(tools);
    const connected = folder && (await connectedTarget(tools));
    if (!folder || !connected || this.disposed) {
      this.work = undefined;
      this.failure ??= {
        title: vscode.l10n.t('No key service is connected, so the rows were not checked'),
        lines: [],
        field: '',
        actions: [
          { id: 'profile', label: vscode.l10n.t('Select AWS Profile…') },
          { id: 'check', label: vscode.l10n.t('Check Again') },
        ],
      };
      return false;
    }
    const { service, target } = connected;
    this.work = { tools, ui, uri: this.uri, name: nameOf(this.uri), service, target, folder };
    this.damage = await folder.damage(this.uri.toString());
    if (this.damage) {
      this.failure = setAside.view(this.damage);
      return false;
    }
    const { catalogue } = tools;
    const fresh =
      catalogue.complete && !catalogue.failure && Date.now() - (catalogue.readAt?.getTime() ?? 0) < freshFor;
    if (always || !fresh)
      await this.while(vscode.l10n.t('Reading keys…'), async (signal) => {
        await catalogue.refresh(signal);
        await catalogue.loadAll(signal);
      });
    if (catalogue.complete && !catalogue.failure) return true;
    this.failure = {
      title: vscode.l10n.t('The keys of this account could not be read. Nothing was sent'),
      lines: catalogue.failure ? failureText(catalogue.failure, target.kind === 'simulator').split('\n') : [],
      field: '',
      actions: [{ id: 'check', label: vscode.l10n.t('Check Again') }],
    };
    return false;
  }

  private async judge(): Promise<void> {
    const { work, manifest, document } = this;
    if (!work || !manifest || !document) return;
    this.judged = await judgeManifest(work, manifest);
    this.problems.set(document, manifest, this.judged);
    this.rowsAnew();
  }

  private soon: ReturnType<typeof setTimeout> | undefined;

  /** The manifest is being edited: judged again by the keys that were read. */
  private changedSoon(): void {
    clearTimeout(this.soon);
    if (this.cancel || this.disposed) return;
    this.soon = setTimeout(() => void this.changed(), 500);
  }

  private async changed(): Promise<void> {
    const { document } = this;
    if (!document || this.cancel || this.disposed || document.version === this.version) return;
    if (this.results) {
      this.notice = {
        state: 'warning',
        text: vscode.l10n.t('The manifest was changed after this import. Check it again to import more.'),
      };
    } else {
      this.notice = undefined;
      if (this.take(document)) await this.judge();
      this.showRows();
    }
    this.show();
  }

  /** Another account or Region: what was judged does not count there. */
  private async serviceChanged(): Promise<void> {
    if (this.isBusy() || !this.work) return;
    const connected = await connectedTarget(this.asking.tools);
    if (this.isBusy() || (connected && sameTarget(connected.target, this.work.target))) return;
    this.work = this.judged = this.results = undefined;
    this.rows = [];
    this.failure = {
      title: vscode.l10n.t('Another key service was selected, so the rows must be checked again'),
      lines: [vscode.l10n.t('Nothing was sent.')],
      field: '',
      actions: [{ id: 'check', label: vscode.l10n.t('Check Again') }],
    };
    this.show();
    this.showRows();
  }

  /** Something may have begun, or the page may have been closed, while something was awaited. */
  private isBusy(): boolean {
    return this.disposed || this.cancel !== undefined;
  }

  private async import(): Promise<void> {
    if (this.cancel || !this.document) return;
    const shown = standing(this.judged, this.results);
    const continues = this.results !== undefined;
    this.failure = this.notice = undefined;
    const read = this.take(this.document) && (await this.readAccount(false));
    if (read) await this.judge();
    const { work, judged, document } = this;
    if (!read || !work || !judged?.rows.some(isWanted)) {
      this.results = undefined;
      this.rowsAnew();
      this.show();
      this.showRows();
      return;
    }
    const results = this.results;
    this.results = undefined;
    this.rowsAnew();
    this.show();
    this.showRows();
    // After a run, what it did is new to the notes; nothing else may have changed under the user's eyes.
    if (!continues && standing(judged, undefined) !== shown) {
      this.notice = {
        state: 'warning',
        text: vscode.l10n.t('Rows changed since they were checked. Look at them again before you import.'),
      };
      this.show();
      return;
    }
    const { version } = document;
    const confirmed = await confirmRun(work, judged);
    if (!confirmed) {
      this.results = results;
      this.rowsAnew();
      this.show();
      this.showRows();
      return;
    }
    if (document.version !== version) {
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
    await this.run(work, judged);
  }

  private async run(work: ManifestWork, judged: Preflight): Promise<void> {
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
      runRows(work, judged, signal, (step) => {
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
    this.failure = endView(ran.end, outcomes.size, simulator);
    const summary = this.summary(work, judged, ran.end.kind);
    this.rowsAnew();
    this.show();
    this.showRows();
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

  /** "terminals.keymanifest.json: 24 keys imported, 1 row needs attention." */
  private summary({ name }: ManifestWork, judged: Preflight, end: string): string {
    const outcomes = [...(this.results?.outcomes.values() ?? [])];
    const good = outcomes.filter(({ result }) => result === 'imported').length;
    const wrong = outcomes.length - good;
    const left = openRows(judged, this.results).length;
    return [
      vscode.l10n.t('{0}: {1} imported', name, keysText(good)),
      ...(wrong === 0
        ? []
        : [
            wrong === 1
              ? vscode.l10n.t('1 row needs attention')
              : vscode.l10n.t('{0} rows need attention', wrong),
          ]),
      ...(end === 'complete' ? [] : [vscode.l10n.t('stopped with {0} left', rowsText(left))]),
    ].join(', ');
  }

  private async act(id: string): Promise<void> {
    const { work, judged, results, damage } = this;
    switch (id) {
      case 'check':
        return this.check();
      case 'import':
        return this.import();
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
    const one = this.judged?.rows[row - 1];
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

  /** The line of a row in the manifest, in the group where it is open; 0 for its beginning. */
  private async reveal(row: number): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const open = vscode.window.tabGroups.all.find((group) =>
      group.tabs.some(
        ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === this.uri.toString(),
      ),
    );
    const span = this.manifest?.rows[row - 1]?.span;
    const at = document.positionAt(span?.start ?? 0);
    await vscode.window.showTextDocument(document, {
      viewColumn: open?.viewColumn ?? otherColumn(),
      ...(span ? { selection: new vscode.Range(at, document.positionAt(span.end)) } : {}),
    });
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

  private rowsAnew(): void {
    const { judged, document, results } = this;
    if (!judged || !document) {
      this.rows = [];
      return;
    }
    const lineAt = (offset: number): number => document.positionAt(offset).line + 1;
    this.rows = judged.rows.map((row) => rowView(row, { results, lineAt }));
  }

  private rowChanged(number: number, running: number | undefined): void {
    const one = this.judged?.rows[number - 1];
    const before = this.rows[number - 1];
    if (!one || !before) return;
    const view = rowView(one, { results: this.results, running, lineAt: () => before.line });
    this.rows = this.rows.with(number - 1, view);
    if (!this.disposed) this.page.post({ type: 'changed', rows: [view] });
  }

  private showRows(): void {
    if (!this.disposed) this.page.post({ type: 'rows', rows: this.rows });
  }

  private show(): void {
    if (!this.disposed) this.page.post({ type: 'show', model: this.model() });
  }

  /** What the page shows now, beside its rows. */
  model(): ManifestPageModel {
    const { uri, work, judged, results, manifest, notice, busy, progress, failure, rows } = this;
    const target = work?.target;
    return manifestModel({ uri, target, judged, results, manifest, notice, busy, progress, failure, rows });
  }
}

/** What a user has seen of the rows: each verdict and its reason. */
function standing(judged: Preflight | undefined, results: Results | undefined): string {
  if (!judged || results) return '';
  return judged.rows
    .map(({ verdict, findings }) => `${verdict} ${findings.map(({ code }) => code).join(' ')}`)
    .join('\n');
}
