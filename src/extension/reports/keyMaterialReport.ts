/** Key Material Report…: what the workspace, selected files or an account hold, and the reasons to move it. */
import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import { cbomOf } from '../../keyservice/materialReport/cbom';
import {
  assetsOfAccount,
  assetsOfFile,
  keyBlockAsset,
  largestFile,
  type Asset,
} from '../../keyservice/materialReport/inventory';
import {
  materialReport,
  materialReportCsv,
  materialReportJson,
  materialReportMarkdown,
  type MaterialReport,
  type ReportScope,
} from '../../keyservice/materialReport/report';
import { accountText } from '../../keyservice/model/names';
import type { CancelSignal } from '../../keyservice/operations';
import { once } from '../flow/flow';
import type { Choice, Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { scanFile } from '../search/scanFile';
import { filesOfWorkspace } from '../search/walk';
import { readKeys } from '../service/pickKey';
import { openAction } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';
import { serviceToolsHere } from '../service/toolsHere';
import { localised } from '../ui/localise';
import { openReport, type Report } from './reportPages';

type Scope = 'workspace' | 'files' | 'account' | 'both';

/** @param argument a file or folder of the Explorer, with all that are selected */
export async function reportCommand(argument: unknown, selected: unknown): Promise<void> {
  const uris = [...(Array.isArray(selected) ? (selected as unknown[]) : []), argument].filter(
    (one): one is vscode.Uri => one instanceof vscode.Uri,
  );
  const done = await keyMaterialReport(vscodeUi, await serviceToolsHere(), distinct(uris));
  if (done) await openReport(done.page);
}

const distinct = (uris: readonly vscode.Uri[]): vscode.Uri[] => [
  ...new Map(uris.map((uri) => [uri.toString(), uri])).values(),
];

/** Looks through what was asked for; undefined where the user gave up. */
export async function keyMaterialReport(
  ui: Ui,
  tools: ServiceTools | undefined,
  given: readonly vscode.Uri[],
): Promise<{ readonly report: MaterialReport; readonly page: Report } | undefined> {
  const scope: Scope | undefined = given.length > 0 ? 'files' : await askScope(ui, tools);
  if (scope === undefined) return undefined;
  const files =
    scope === 'files' && given.length === 0
      ? await ui.files({ title: vscode.l10n.t('Key Material Report') })
      : given;
  if (scope === 'files' && files.length === 0) return undefined;
  const found: Found = { assets: [], names: [], files: 0, skipped: [] };
  if (scope !== 'account' && (await readFiles(ui, files, found)) === 'cancelled') return undefined;
  if ((scope === 'account' || scope === 'both') && !(await readAccount(ui, tools, found))) return undefined;
  const of: ReportScope = {
    name: found.names.join(', '),
    skipped: found.skipped,
    ...(scope === 'account' ? {} : { files: found.files }),
  };
  const report = materialReport(of, found.assets, new Date());
  return { report, page: pageOf(report) };
}

interface Found {
  readonly assets: Asset[];
  /** What was looked through, in words. */
  readonly names: string[];
  files: number;
  readonly skipped: { readonly path: string; readonly reason: string }[];
}

async function askScope(ui: Ui, tools: ServiceTools | undefined): Promise<Scope | undefined> {
  const choices: Choice<Scope>[] = [];
  const workspace = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  if (workspace) choices.push({ label: vscode.l10n.t('Files of the workspace'), value: 'workspace' });
  choices.push({ label: vscode.l10n.t('Select Files…'), value: 'files' });
  if (tools) {
    choices.push({ label: vscode.l10n.t('Keys of the selected profile and Region'), value: 'account' });
    if (workspace)
      choices.push({ label: vscode.l10n.t('Files of the workspace and these keys'), value: 'both' });
  }
  return once(vscode.l10n.t('Key Material Report'), (frame) =>
    ui.pick(frame, { placeholder: vscode.l10n.t('What should the report cover?'), choices }),
  );
}

/** Items of a report: more is said aloud, and not read. */
const mostAssets = 100_000;

function readFiles(ui: Ui, given: readonly vscode.Uri[], found: Found): Promise<'cancelled' | 'done'> {
  return ui.progress(vscode.l10n.t('Searching for key material'), async (signal, report) => {
    const source = new vscode.CancellationTokenSource();
    try {
      for await (const { uri, path } of filesOf(given, source.token, found)) {
        if (signal.aborted) return 'cancelled';
        if (found.assets.length >= mostAssets) {
          found.skipped.push({
            path,
            reason: vscode.l10n.t('the report already has {0} items: this and later files', mostAssets),
          });
          return 'done';
        }
        report(vscode.l10n.t('{0} found, {1}', found.assets.length, path));
        await readFile(uri, path, signal, found);
      }
      return 'done';
    } finally {
      source.dispose();
    }
  });
}

/** Files that were given, those below folders that were given, or those of the workspace; by their paths as shown. */
async function* filesOf(
  given: readonly vscode.Uri[],
  token: vscode.CancellationToken,
  found: Found,
): AsyncGenerator<{ readonly uri: vscode.Uri; readonly path: string }> {
  const unreadable = (uri: vscode.Uri): void =>
    void found.skipped.push({
      path: vscode.workspace.asRelativePath(uri),
      reason: vscode.l10n.t('folder could not be listed'),
    });
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  if (given.length === 0)
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      found.names.push(folder.name);
      for await (const { uri, path } of filesOfWorkspace(folder, token, unreadable))
        yield { uri, path: several ? `${folder.name}/${path}` : path };
    }
  for (const uri of given) {
    const path = vscode.workspace.asRelativePath(uri);
    found.names.push(path);
    const isFolder = await Promise.resolve(vscode.workspace.fs.stat(uri)).then(
      ({ type }) => (type & vscode.FileType.Directory) !== 0,
      () => false,
    );
    if (!isFolder) yield { uri, path };
    else {
      const folder: vscode.WorkspaceFolder = { uri, name: path, index: 0 };
      for await (const inner of filesOfWorkspace(folder, token, unreadable))
        yield { uri: inner.uri, path: `${path}/${inner.path}` };
    }
  }
}

async function readFile(uri: vscode.Uri, path: string, signal: CancelSignal, found: Found): Promise<void> {
  const open = vscode.workspace.textDocuments.find(
    (one) => one.isDirty && one.uri.toString() === uri.toString(),
  );
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > largestFile) {
      await readLarge(uri, path, signal, found);
      return;
    }
    const bytes = open ? new TextEncoder().encode(open.getText()) : await vscode.workspace.fs.readFile(uri);
    found.assets.push(...assetsOfFile(bytes, path));
    found.files++;
  } catch {
    found.skipped.push({ path, reason: vscode.l10n.t('could not be read') });
  }
}

/** Of a large file the key blocks only, piece by piece as the search reads it. */
async function readLarge(uri: vscode.Uri, path: string, signal: CancelSignal, found: Found): Promise<void> {
  const source = new vscode.CancellationTokenSource();
  try {
    const outcome = await scanFile({
      uri,
      token: source.token,
      found: ({ material, start }) => {
        found.assets.push(keyBlockAsset(material.text, `${path}:${start.line + 1}`));
        if (signal.aborted) source.cancel();
      },
      progress: () => {
        if (signal.aborted) source.cancel();
      },
    });
    const megabytes = largestFile / (1024 * 1024);
    if (outcome.kind === 'searched') {
      found.files++;
      found.skipped.push({
        path,
        reason: vscode.l10n.t('larger than {0} MB: only key blocks were searched for', megabytes),
      });
    } else found.skipped.push({ path, reason: vscode.l10n.t('larger than {0} MB', megabytes) });
  } finally {
    source.dispose();
  }
}

/** All keys; of disabled ones the details, which have the date. False where they could not be read, which was said. */
async function readAccount(ui: Ui, tools: ServiceTools | undefined, found: Found): Promise<boolean> {
  const action = tools && (await openAction(tools, ui));
  if (!tools || !action || !(await readKeys(tools, ui))) return false;
  const { catalogue } = tools;
  await ui.progress(vscode.l10n.t('Reading details of disabled keys'), async (signal) => {
    for (const { summary, detail } of catalogue.keys) {
      if (signal.aborted) return;
      if (summary.Enabled !== false || detail || summary.KeyState.startsWith('DELETE')) continue;
      try {
        await catalogue.detail(summary.KeyArn, signal, true);
      } catch (error) {
        // The date is all that is missing then.
        if (!(error instanceof KeyServiceError)) throw error;
      }
    }
  });
  const { profile, account, region } = action.target;
  const name = [profile, account === undefined ? '' : accountText(account), region].filter(Boolean).join(' ');
  found.names.push(name);
  found.assets.push(...assetsOfAccount(catalogue.keys, name));
  return true;
}

function pageOf(report: MaterialReport): Report {
  const bom = (kcv: boolean): string =>
    cbomOf(report, {
      kcv,
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      tool: { name: 'Key Material Inspector', version: extensionVersion() },
    });
  return {
    name: vscode.l10n.t('Key Material Report'),
    markdown: materialReportMarkdown(report, localised),
    forms: [
      {
        label: 'CSV',
        detail: vscode.l10n.t('every item and every rule that applies to it'),
        extension: 'csv',
        text: () => materialReportCsv(report, localised),
      },
      {
        label: 'JSON',
        detail: vscode.l10n.t('for programs'),
        extension: 'json',
        text: () => materialReportJson(report),
      },
      {
        label: 'CycloneDX 1.6',
        detail: vscode.l10n.t('cryptography bill of materials, without KCVs'),
        extension: 'cdx.json',
        text: () => bom(false),
      },
      {
        label: vscode.l10n.t('CycloneDX 1.6 with KCVs'),
        detail: vscode.l10n.t('six digits of each KCV that is written in the material'),
        extension: 'cdx.json',
        text: () => bom(true),
      },
    ],
  };
}

function extensionVersion(): string {
  const extension = vscode.extensions.getExtension<unknown>('key-material-inspector.key-material-inspector');
  const { version } = (extension?.packageJSON ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : '';
}
