/** A manifest as its document has it, and its rows judged by the account that is selected. */
import * as vscode from 'vscode';
import type { Manifest } from '../../keyservice/manifest/format';
import type { Preflight } from '../../keyservice/manifest/preflight';
import { readManifest } from '../../keyservice/manifest/read';
import type { ImportFailureView } from '../../protocol/importPage';
import type { Asking } from '../import/importRun';
import { nameOf } from '../material/structureFile';
import { failureText } from '../service/callService';
import { policyAction } from '../service/policyStatement';
import { connectedTarget } from '../service/target';
import { setAside } from './damagedJournal';
import type { DamagedJournal } from './journalFolder';
import type { ManifestProblems } from './manifestProblems';
import { judgeManifest, journalFolder, type ManifestWork } from './manifestWork';

/** Keys that were read longer ago are read again before an import. Milliseconds. */
const freshFor = 60_000;

const again = (): ImportFailureView['actions'][number] => ({
  id: 'check',
  label: vscode.l10n.t('Check Again'),
});

export class ManifestReading {
  document: vscode.TextDocument | undefined;
  manifest: Manifest | undefined;
  /** The account that the rows are judged by; undefined before one was read. */
  work: ManifestWork | undefined;
  judged: Preflight | undefined;
  damage: DamagedJournal | undefined;
  private version = -1;

  /** @param busy shows what is being done, with Cancel */
  constructor(
    private readonly asking: Asking,
    private readonly uri: vscode.Uri,
    private readonly problems: ManifestProblems,
    private readonly busy: <T>(doing: string, task: (signal: AbortSignal) => Promise<T>) => Promise<T>,
  ) {}

  /** Whether the document is as it was read. */
  get isCurrent(): boolean {
    return this.document?.version === this.version;
  }

  /** Whether nothing of the manifest can be imported as it is. */
  get isBroken(): boolean {
    return this.manifest?.findings.some(({ severity }) => severity === 'error') === true;
  }

  /** Nothing that was judged counts any more. */
  forget(): void {
    this.work = this.judged = undefined;
  }

  /** Opens the document and reads it. @returns why that cannot be done */
  async open(): Promise<ImportFailureView | undefined> {
    this.judged = undefined;
    try {
      this.document = await vscode.workspace.openTextDocument(this.uri);
    } catch {
      return {
        title: vscode.l10n.t('{0} cannot be opened', nameOf(this.uri)),
        lines: [
          vscode.l10n.t(
            'It no longer exists, is not text, or is larger than VS Code can open. Nothing was sent.',
          ),
        ],
        field: '',
        actions: [again()],
      };
    }
    this.take();
    return undefined;
  }

  /** Reads the document as it is now. */
  take(): void {
    const { document } = this;
    if (!document) return;
    const form = /\.(?:csv|tsv)$/i.test(this.uri.path)
      ? 'csv'
      : /\.jsonc?$/i.test(this.uri.path)
        ? 'json'
        : undefined;
    this.manifest = readManifest(document.getText(), form);
    this.version = document.version;
    this.problems.set(document, this.manifest);
    if (this.isBroken) this.judged = undefined;
  }

  /**
   * Reads the keys of the account that is selected.
   * @param always also those that were read just now
   * @returns why the rows cannot be judged
   */
  async readAccount(always: boolean): Promise<ImportFailureView | undefined> {
    const { tools, ui } = this.asking;
    const folder = journalFolder(tools);
    const connected = folder && (await connectedTarget(tools));
    if (!folder || !connected) {
      this.work = undefined;
      return {
        title: vscode.l10n.t('No key service is connected, so the rows were not checked'),
        lines: [],
        field: '',
        actions: [{ id: 'profile', label: vscode.l10n.t('Select AWS Profile…') }, again()],
      };
    }
    const { service, target } = connected;
    this.work = { tools, ui, uri: this.uri, name: nameOf(this.uri), service, target, folder };
    this.damage = await folder.damage(this.uri.toString());
    if (this.damage) return setAside.view(this.damage);
    const { catalogue } = tools;
    const fresh =
      catalogue.complete && !catalogue.failure && Date.now() - (catalogue.readAt?.getTime() ?? 0) < freshFor;
    if (always || !fresh)
      await this.busy(vscode.l10n.t('Reading keys…'), async (signal) => {
        await catalogue.refresh(signal);
        await catalogue.loadAll(signal);
      });
    if (catalogue.complete && !catalogue.failure) return undefined;
    return {
      title: vscode.l10n.t('The keys of this account could not be read. Nothing was sent'),
      lines: catalogue.failure ? failureText(catalogue.failure, target.kind === 'simulator').split('\n') : [],
      field: '',
      actions: [again(), ...(catalogue.failure ? policyAction(catalogue.failure, target) : [])],
    };
  }

  /** Judges every row by what was read. */
  async judge(): Promise<void> {
    const { work, manifest, document } = this;
    if (!work || !manifest || !document || this.isBroken) return;
    this.judged = await judgeManifest(work, manifest);
    this.problems.set(document, manifest, this.judged);
  }
}
