/** Import from Manifest: read, judged as a table, confirmed, run in order; what an earlier run did is not done again. */
import * as vscode from 'vscode';
import type { Finding, Span } from '../../core/findings';
import type { Manifest, ManifestRow } from '../../keyservice/manifest/format';
import { isWanted, preflight, rowIdentities, type Preflight } from '../../keyservice/manifest/preflight';
import { readManifest } from '../../keyservice/manifest/read';
import { isLive } from '../../keyservice/rules/custody';
import { nameOf } from '../material/structureFile';
import { rangeAccess } from '../host/files';
import { escapeNotification, escapeNotificationLines } from '../ui/markdown';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import { failureText } from '../service/callService';
import { setting } from '../ui/settings';
import { noteStoreOf } from '../service/importPorts';
import { typed } from '../import/importFailures';
import { findingText, targetLines } from '../service/importTexts';
import { connectedTarget, sameTarget } from '../service/target';
import { type ServiceTools, testAccounts } from '../service/tools';
import { JournalFolder, type DamagedJournal } from './journalFolder';
import { copyScript } from './manifestCli';
import { runAndTell } from './manifestRun';
import { countLines, headingOf, type ManifestWork } from './manifestWork';
import type { ManifestProblem, ManifestTable } from './manifestTable';
import { keysWords, manifestTable } from './manifestWords';

/** @param argument a Uri of a manifest; nothing for the one in the editor, one that was not finished, or a file */
export async function importFromManifest(
  tools: ServiceTools,
  ui: Ui,
  table: ManifestTable,
  argument: unknown,
): Promise<void> {
  const folder = journalFolder(tools);
  if (!folder) return;
  const uri = await chooseManifest(ui, folder, argument);
  if (!uri) return;
  const document = await open(ui, uri);
  if (!document) return;
  const name = nameOf(uri);
  const manifest = readManifest(document.getText(), /\.(csv|tsv)$/i.test(uri.path) ? 'csv' : undefined);
  table.setProblems(document, problemsOf(manifest));
  const broken = manifest.findings.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) {
    await ui.failed(
      vscode.l10n.t('Nothing of {0} can be imported as it is.', name),
      [
        ...broken.slice(0, 5).map(findingText),
        vscode.l10n.t('The places are marked in the editor and listed in Problems.'),
      ].join('\n'),
    );
    await vscode.window.showTextDocument(document);
    return;
  }
  const connected = await connectedTarget(tools);
  if (!connected) return;
  const { service, target } = connected;
  const damage = await folder.damage(uri.toString());
  if (damage && !(await setAside(ui, damage))) return;
  await judgeAndRun({ tools, ui, table, uri, name, service, target, folder }, document, manifest);
}

/** A journal that cannot be read hides what was done: a person looks at it first. False where nothing is to go on. */
async function setAside(ui: Ui, { path, line, problem }: DamagedJournal): Promise<boolean> {
  const setAsideAction = vscode.l10n.t('Set the File Aside…');
  const chosen = await ui.failed(
    vscode.l10n.t('Nothing was sent: the journal of earlier imports of this manifest cannot be read.'),
    escapeNotificationLines(
      [
        vscode.l10n.t('File: {0}', path),
        line === undefined
          ? vscode.l10n.t('Problem: {0}', problem ?? '')
          : vscode.l10n.t('Problem: line {0} is damaged', line),
        vscode.l10n.t(
          'The notes on each import are separate and still prevent second keys. Set the journal aside to go on without its history.',
        ),
      ].join('\n'),
    ),
    setAsideAction,
  );
  if (chosen !== setAsideAction || !(await typed(ui, setAsideAction, vscode.l10n.t('set aside'))))
    return false;
  const from = vscode.Uri.file(path);
  const aside = `${from.path}.${new Date().toISOString().replace(/[:.]/g, '-')}.aside`;
  await vscode.workspace.fs.rename(from, from.with({ path: aside }));
  return true;
}

async function judgeAndRun(
  work: ManifestWork,
  document: vscode.TextDocument,
  manifest: Manifest,
): Promise<void> {
  const { ui, table, uri, name, target } = work;
  const version = document.version;
  for (;;) {
    const judged = await judge(work, manifest);
    if (!judged) return;
    table.setProblems(document, problemsOf(manifest, judged));
    await table.show(uri, name, manifestTable(headingOf(work, judged), judged));
    if (!judged.rows.some(isWanted)) {
      await ui.failed(
        judged.counts.imported === judged.rows.length
          ? judged.rows.length === 1
            ? vscode.l10n.t('The key of this manifest has been imported.')
            : vscode.l10n.t('All {0} keys of this manifest have been imported.', judged.rows.length)
          : vscode.l10n.t('No row of this manifest can be imported.'),
        vscode.l10n.t('The table beside tells of each row.'),
      );
      return;
    }
    if (!(await confirmed(work, judged))) return;
    if (document.version !== version) {
      ui.warn(vscode.l10n.t('The manifest was changed meanwhile; nothing was sent. Run it again.'));
      return;
    }
    const again = await connectedTarget(work.tools);
    if (!again || !sameTarget(again.target, target)) {
      ui.warn(vscode.l10n.t('Another key service was chosen meanwhile, so nothing was sent.'));
      return;
    }
    // A run that the service stopped may be gone on with; what it did is in the journal.
    if ((await runAndTell(work, judged)) !== 'again') return;
  }
}

function journalFolder({ context }: ServiceTools): JournalFolder | undefined {
  const uri = vscode.Uri.joinPath(context.globalStorageUri, 'manifest-runs');
  const files = rangeAccess(uri);
  if (!files) return undefined;
  return new JournalFolder(files, uri.fsPath, async () => {
    await vscode.workspace.fs.createDirectory(uri);
    return (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name);
  });
}

const isManifestName = (path: string): boolean => /\.keymanifest\.json$/i.test(path);

async function chooseManifest(
  ui: Ui,
  folder: JournalFolder,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  const document = vscode.window.activeTextEditor?.document;
  if (document && (isManifestName(document.uri.path) || looksLikeCsv(document))) return document.uri;
  const unfinished = await folder.unfinished();
  if (unfinished.length > 0) {
    const chosen = await once(vscode.l10n.t('Import from Manifest'), (frame) =>
      ui.pick<vscode.Uri | 'file'>(frame, {
        placeholder: vscode.l10n.t(
          'These imports were not finished; go on with one, or choose another manifest',
        ),
        choices: [
          ...unfinished.slice(0, 20).map(({ manifest, name, done, wanted, at }) => ({
            label: `$(history) ${name}`,
            description: vscode.l10n.t('{0} of {1} rows · {2}', done, wanted, new Date(at).toLocaleString()),
            detail: manifest,
            value: vscode.Uri.parse(manifest),
          })),
          { label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`, value: 'file' as const },
        ],
      }),
    );
    if (!chosen) return undefined;
    if (chosen !== 'file') return chosen;
  }
  return ui.file({
    title: vscode.l10n.t('Import Manifest'),
    openLabel: vscode.l10n.t('Check'),
    filters: { [vscode.l10n.t('Manifests')]: ['json', 'csv'] },
  });
}

/** A table whose first line names the columns of a manifest. */
function looksLikeCsv(document: vscode.TextDocument): boolean {
  if (!/\.(csv|tsv)$/i.test(document.uri.path) && document.languageId !== 'csv') return false;
  const head = document.lineAt(0).text;
  return /key_?\s?block/i.test(head) && /wrapping_?\s?key/i.test(head);
}

async function open(ui: Ui, uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    await ui.failed(
      vscode.l10n.t('{0} cannot be opened.', nameOf(uri)),
      vscode.l10n.t(
        'It is not there any more, is no text, or is larger than VS Code opens. Nothing was sent.',
      ),
    );
    return undefined;
  }
}

function problemsOf(manifest: Manifest, judged?: Preflight): ManifestProblem[] {
  const rows = judged
    ? judged.rows.flatMap(({ row, findings }) =>
        // Those of the block itself have places in the block: they are told at its row.
        findings
          .filter(({ severity }) => severity !== 'info')
          .map((finding) => ({ ...finding, span: placeOf(finding, row) })),
      )
    : manifest.rows.flatMap(({ findings }) => findings);
  return [...manifest.findings, ...rows].map((finding) => ({ finding, text: findingText(finding) }));
}

/** Spans of findings on the block count in the block: their place here is that of the block. */
function placeOf({ code, span }: Finding, { places, span: whole }: ManifestRow): Span {
  return (code.startsWith('manifest_') ? span : places.keyBlock) ?? whole;
}

/** Everything anew from the service, so that nothing is judged by what was. */
async function judge(
  { tools, ui, target }: ManifestWork,
  manifest: Manifest,
): Promise<Preflight | undefined> {
  const { catalogue } = tools;
  for (;;) {
    await ui.progress(vscode.l10n.t('Reading the keys of the service'), async (signal) => {
      await catalogue.refresh(signal);
      await catalogue.loadAll(signal);
    });
    if (catalogue.complete && !catalogue.failure) break;
    const again = vscode.l10n.t('Try Again');
    const { failure } = catalogue;
    const chosen = await ui.failed(
      vscode.l10n.t('The keys of the service could not be read; nothing was sent.'),
      failure ? escapeNotification(failureText(failure, target.kind === 'simulator')) : '',
      again,
    );
    if (chosen !== again) return undefined;
  }
  return preflight(manifest, {
    target,
    now: new Date(),
    keys: catalogue.keys.map(({ summary }) => summary),
    aliases: new Map(catalogue.aliasNames.map((name) => [name, catalogue.aliasTarget(name) ?? ''])),
    notes: await noteStoreOf(tools).lookUp(rowIdentities(manifest, target)),
    testAccounts: testAccounts(),
    enableAfterMatch: setting('import.enableAfterMatch') ?? false,
  });
}

/** Calls a second that the service allows an account. */
const callsASecond = 5;

async function confirmed(work: ManifestWork, judged: Preflight): Promise<boolean> {
  const { ui, target, name } = work;
  const wanted = judged.rows.filter(isWanted).length;
  const first = judged.rows.find(({ record }) => record)?.record;
  const send = wanted === 1 ? vscode.l10n.t('Import 1 Key') : vscode.l10n.t('Import {0} Keys', wanted);
  const cli = vscode.l10n.t('Copy as AWS CLI');
  const seconds = Math.ceil(judged.calls / (isLive(target) ? callsASecond : 100));
  const detail = [
    ...countLines(judged),
    seconds < 90
      ? vscode.l10n.t('takes about {0} s', seconds)
      : vscode.l10n.t('takes about {0} min, at {1} calls a second', Math.ceil(seconds / 60), callsASecond),
    ...targetLines(target),
    vscode.l10n.t('The table beside tells of each row.'),
  ].join('\n');
  const message =
    first && judged.counts.imported > 0
      ? vscode.l10n.t(
          '{0} of {1} keys of {2} were imported on {3}. Go on with the other {4}?',
          judged.counts.imported,
          judged.rows.length,
          name,
          new Date(first.importedAt).toLocaleDateString(),
          wanted,
        )
      : vscode.l10n.t('Import {0} from {1}?', keysWords(wanted), name);
  for (;;) {
    const chosen = await ui.confirm(escapeNotification(message), detail, send, cli);
    if (chosen !== cli) return chosen === send;
    await copyScript(work, judged);
  }
}
