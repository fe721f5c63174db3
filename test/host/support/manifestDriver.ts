/** Drives the page of a manifest without its webview: what it shows, and its buttons. */
import type * as vscode from 'vscode';
import { chooseManifest } from '../../../src/extension/manifest/manifestImport';
import type { ManifestProblems } from '../../../src/extension/manifest/manifestProblems';
import { ManifestSession } from '../../../src/extension/manifest/manifestSession';
import type { ManifestPageModel, ManifestRowView, ToManifestPage } from '../../../src/protocol/manifestPage';
import { CheckFailed } from './check';
import { type Answers, type Reply, type ScriptedUi, scriptedUi } from './scriptedUi';
import type { TestService } from './serviceTools';

export class ManifestDriver {
  /** What a run ended with, for a user who looks elsewhere. */
  summary = '';
  /** Called after each message, as the page would act on it at once. */
  watch: () => void = () => undefined;
  /** Rows as the page has them: it is sent all of them, then those that change. */
  rows: ManifestRowView[] = [];

  private constructor(
    readonly session: ManifestSession,
    readonly ui: ScriptedUi,
    /** Everything that was posted, in order. */
    readonly posted: readonly ToManifestPage[],
  ) {
    session.onEnd = (summary) => (this.summary = summary);
  }

  /** Opens the page as the command does. @param actions of dialogs, in order */
  static async open(
    test: TestService,
    problems: ManifestProblems,
    argument: vscode.Uri | undefined,
    actions: readonly string[] = [],
    {
      replies = [],
      change = (ui) => ui,
      waits = false,
      ...more
    }: Answers & {
      /** As after a reload. */
      readonly waits?: boolean;
      readonly replies?: readonly Reply[];
      readonly change?: (ui: ScriptedUi) => ScriptedUi;
    } = {},
  ): Promise<ManifestDriver> {
    const ui = change(scriptedUi(replies, { actions, ...more }));
    const uri = await chooseManifest(test.tools, ui, argument);
    if (!uri) throw new CheckFailed('no manifest was chosen');
    const posted: ToManifestPage[] = [];
    const port = {
      post: (message: ToManifestPage): void => {
        posted.push(message);
        if (message.type === 'rows') driver.rows = [...message.rows];
        if (message.type === 'changed') for (const row of message.rows) driver.rows[row.number - 1] = row;
        driver.watch();
      },
    };
    const session = new ManifestSession({ tools: test.tools, ui }, port, uri, problems);
    const driver = new ManifestDriver(session, ui, posted);
    if (waits) session.wait();
    else await session.check();
    return driver;
  }

  get model(): ManifestPageModel {
    return this.session.model();
  }

  /** The counts, as the page says them: "2 ready · 1 blocked". */
  get counts(): string {
    return this.model.counts.map(({ label }) => label).join(' · ');
  }

  row(number: number): ManifestRowView {
    const row = this.rows[number - 1];
    if (!row) throw new CheckFailed(`no row ${number}: ${this.said}`);
    return row;
  }

  /** All that is said of a row: state, KCVs, reasons. */
  about(number: number): string {
    const { state, word, expected, found, compared, reasons } = this.row(number);
    return [
      `${state}: ${word}`,
      `${expected} / ${found}${compared ? ` (${compared.state}: ${compared.text})` : ''}`,
      ...reasons.map((one) => `${one.state}: ${one.text}`),
    ].join('\n');
  }

  get said(): string {
    const { failure, verdicts } = this.model;
    return [
      this.counts,
      ...verdicts.map(({ state, text }) => `${state}: ${text}`),
      ...(failure ? [failure.title, ...failure.lines] : []),
    ].join('\n');
  }

  /** The native confirmation. */
  get confirmation(): ScriptedUi['shown'][number] {
    const shown = this.ui.shown.findLast(({ kind }) => kind === 'confirm');
    if (!shown) throw new CheckFailed(`no confirmation: ${this.said}`);
    return shown;
  }

  /** Presses Import, which must be there. */
  async import(): Promise<this> {
    if (this.model.import === '') throw new CheckFailed(`nothing to import: ${this.said}`);
    await this.session.receive({ type: 'import' });
    await this.ui.settled();
    return this;
  }

  /** Presses a command of the page (row 0) or of a row. */
  async act(id: string, row = 0): Promise<this> {
    const offered =
      row === 0 ? [...this.model.actions, ...(this.model.failure?.actions ?? [])] : this.row(row).actions;
    if (!offered.some((one) => one.id === id))
      throw new CheckFailed(`${id} is not offered: ${offered.map((one) => one.id).join(', ')}`);
    await this.session.receive({ type: 'act', row, id });
    await this.ui.settled();
    return this;
  }

  /** Waits, five seconds at most, for what the page does by itself. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 100 && !holds(); turn++) await new Promise((done) => setTimeout(done, 50));
    if (!holds()) throw new CheckFailed(`waited in vain: ${this.said}`);
  }

  close(): void {
    this.session.dispose();
    const left = this.ui.left();
    if (left > 0) throw new CheckFailed(`${left} replies left over`);
  }
}
