/** Drives the Import Key page without its webview: answers fields by what they show, and presses Import. */
import { beginImport } from '../../../src/extension/import/importKey';
import { ImportSession } from '../../../src/extension/import/importSession';
import type {
  ImportFailureView,
  ImportField,
  ImportPageModel,
  ImportResultView,
  ToImportPage,
} from '../../../src/protocol/importPage';
import { CheckFailed } from './check';
import { type Answers, type Reply, type ScriptedUi, scriptedUi } from './scriptedUi';
import type { TestService } from './serviceTools';

export class ImportDriver {
  private constructor(
    readonly session: ImportSession,
    readonly ui: ScriptedUi,
    /** Everything that was posted, in order. */
    readonly posted: readonly ToImportPage[],
  ) {}

  /** Opens the page as Import Key does. @param actions of dialogs, in order */
  static async open(
    test: TestService,
    argument: unknown,
    actions: readonly string[] = [],
    {
      replies = [],
      change = (ui) => ui,
      ...more
    }: Answers & {
      readonly replies?: readonly Reply[];
      readonly change?: (ui: ScriptedUi) => ScriptedUi;
    } = {},
  ): Promise<ImportDriver> {
    const ui = change(scriptedUi(replies, { actions, ...more }));
    const asking = { tools: test.tools, ui };
    const beginning = await beginImport(asking, argument);
    if (!beginning) throw new CheckFailed('the import did not begin');
    const posted: ToImportPage[] = [];
    const port = { post: (message: ToImportPage) => void posted.push(message), title: () => undefined };
    const session = new ImportSession(asking, port, beginning.sources, beginning);
    await session.open();
    return new ImportDriver(session, ui, posted);
  }

  /** As the page shows it now. */
  get model(): ImportPageModel {
    return this.session.model();
  }

  /** Where the focus was moved last. */
  get focus(): string | undefined {
    const last = this.posted.at(-1);
    return last?.type === 'show' ? last.focus : undefined;
  }

  /** The native confirmation. */
  get confirmation(): ScriptedUi['shown'][number] {
    return this.needed(
      this.ui.shown.find(({ kind }) => kind === 'confirm'),
      'confirmation',
    );
  }

  get result(): ImportResultView {
    return this.needed(this.model.result, 'result');
  }

  get failure(): ImportFailureView {
    return this.needed(this.model.failure, 'failure');
  }

  private needed<T>(value: T | undefined, what: string): T {
    if (value === undefined) throw new CheckFailed(`no ${what}: ${this.said}`);
    return value;
  }

  field(id: string): ImportField {
    const field = this.model.fields.find((one) => one.id === id);
    if (!field) throw new CheckFailed(`no field ${id}: ${this.model.fields.map((one) => one.id).join(', ')}`);
    return field;
  }

  /** The label of the option that is chosen, or the text. */
  shown(id: string): string {
    const { kind, value, options } = this.field(id);
    return kind === 'choice' ? (options.find((one) => one.id === value)?.label ?? '') : value;
  }

  /** All verdicts of the page and its fields, a line each. */
  get said(): string {
    const { verdicts, fields, obstacle, failure, result } = this.model;
    return [
      ...verdicts,
      ...fields.flatMap((field) => field.verdicts),
      ...(result?.verdicts ?? []),
      ...(failure ? [{ state: 'failed', text: [failure.title, ...failure.lines].join('\n') }] : []),
      { state: 'obstacle', text: obstacle },
    ]
      .map(({ state, text }) => `${state}: ${text}`)
      .join('\n');
  }

  /** A text, or the option whose label has this part. */
  async answer(id: string, answer: string): Promise<this> {
    const { kind, options } = this.field(id);
    const option = options.find(({ label, refusal }) => refusal === '' && label.includes(answer));
    if (kind === 'choice' && !option && answer !== '')
      throw new CheckFailed(
        `${id} has no option "${answer}": ${options.map((one) => `${one.label} ${one.refusal}`).join(' / ')}`,
      );
    await this.session.receive({
      type: 'set',
      field: id,
      value: kind === 'choice' ? (option?.id ?? '') : answer,
    });
    return this;
  }

  async act(field: string, id: string): Promise<this> {
    await this.session.receive({ type: 'act', field, id });
    return this;
  }

  /** Presses Import; what is left of the script is an error. */
  async import(): Promise<this> {
    if (!this.model.ready) throw new CheckFailed(`not ready: ${this.said}`);
    await this.session.receive({ type: 'import' });
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
