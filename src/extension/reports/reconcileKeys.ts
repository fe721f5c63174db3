/** Reconcile Keys…: an HSM's list against the keys of the selected profile and Region, or against another list. */
import * as vscode from 'vscode';
import { accountList, answerList, manifestList, needsDetails } from '../../keyservice/reconcile/accountList';
import { keysOfTable, readListTable } from '../../keyservice/reconcile/columns';
import type { KeyList } from '../../keyservice/reconcile/listedKey';
import { missingManifest } from '../../keyservice/reconcile/missingManifest';
import {
  reconciliationCsv,
  reconciliationJson,
  reconciliationMarkdown,
} from '../../keyservice/reconcile/page';
import { reconcile, type Reconciliation } from '../../keyservice/reconcile/reconcile';
import { KeyServiceError } from '../../keyservice/errors';
import { accountText, aliasOf } from '../../keyservice/model/names';
import { flow, once } from '../flow/flow';
import { back, type Answer, type Choice, type Frame, type Ui } from '../flow/ui';
import { vscodeUi } from '../flow/vscodeUi';
import { readWhole } from '../host/files';
import { tellFailure } from '../service/callService';
import { readKeys } from '../service/pickKey';
import { openAction } from '../service/serviceAction';
import type { ServiceTools } from '../service/tools';
import { serviceToolsHere } from '../service/toolsHere';
import { localised } from '../ui/localise';
import { escapeNotification } from '../ui/markdown';
import { openTextDocuments } from '../ui/openTabs';
import { columnsOf, type ColumnState } from './listColumns';
import { openReport, type Report } from './reportPages';

export async function reconcileCommand(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : undefined;
  const done = await reconcileKeys(vscodeUi, context.globalState, await serviceToolsHere(), uri);
  if (done) await openReport(done.report);
}

/** Asks for both lists and compares them; undefined where the user gave up. */
export async function reconcileKeys(
  ui: Ui,
  state: ColumnState,
  tools: ServiceTools | undefined,
  first?: vscode.Uri,
): Promise<{ readonly result: Reconciliation; readonly report: Report } | undefined> {
  const files = await listFiles();
  const answers = await flow(vscode.l10n.t('Reconcile Keys'))
    .askWhen(
      () => first === undefined,
      'hereFile',
      (frame) => askFile(ui, frame, vscode.l10n.t('First list: the keys of the HSM'), files, undefined),
    )
    .ask('here', (frame, { hereFile }) => askList(ui, frame, state, first ?? (hereFile as vscode.Uri)))
    .ask('thereFile', (frame, { hereFile }) =>
      askFile(
        ui,
        frame,
        vscode.l10n.t('Second list: what to compare it with'),
        files.filter((uri) => uri.toString() !== (first ?? hereFile)?.toString()),
        tools,
      ),
    )
    .ask('there', (frame, { thereFile }) =>
      thereFile === 'account' ? keysOfAccount(ui, tools) : askList(ui, frame, state, thereFile),
    )
    .run();
  if (!answers) return undefined;
  const result = reconcile(answers.here, answers.there);
  return { result, report: reportOf(ui, result) };
}

function reportOf(ui: Ui, result: Reconciliation): Report {
  const report: Report = {
    name: vscode.l10n.t('Reconciled Keys'),
    markdown: reconciliationMarkdown(result, localised),
    forms: [
      {
        label: 'CSV',
        detail: vscode.l10n.t('all rows, with every column that was compared'),
        extension: 'csv',
        text: () => reconciliationCsv(result, localised),
      },
      {
        label: 'JSON',
        detail: vscode.l10n.t('for programs'),
        extension: 'json',
        text: () => reconciliationJson(result),
      },
    ],
  };
  if (!result.rows.some(({ kind, here }) => kind === 'missingThere' && here?.keyBlock !== undefined))
    return report;
  return {
    ...report,
    forms: [
      ...report.forms!,
      {
        label: vscode.l10n.t('Make Manifest'),
        detail: vscode.l10n.t('an import manifest of the keys that are missing in the second list'),
        extension: 'keymanifest.json',
        text: () => askManifest(ui, result),
      },
    ],
  };
}

/** The manifest of what is missing; undefined where the user gave up. */
export async function askManifest(ui: Ui, result: Reconciliation): Promise<string | undefined> {
  const wrappingKey = await once(vscode.l10n.t('Make Manifest'), (frame) =>
    ui.input(frame, {
      prompt: vscode.l10n.t('Wrapping key of rows that name none: alias or ARN (optional)'),
      placeholder: 'alias/kek-main',
      check: () => undefined,
    }),
  );
  if (wrappingKey === undefined) return undefined;
  const name = wrappingKey.trim();
  const made = missingManifest(result, name.startsWith('arn:') ? name : aliasOf(name));
  if (made.without > 0)
    ui.warn(
      vscode.l10n.t(
        'Missing keys without a key block in the list, and so not in the manifest: {0}.',
        made.without,
      ),
    );
  return made.text;
}

const isList = (uri: vscode.Uri): boolean => /\.(?:csv|tsv|txt|keymanifest\.json)$/i.test(uri.path);

async function listFiles(): Promise<readonly vscode.Uri[]> {
  const documents = await openTextDocuments();
  const active = vscode.window.activeTextEditor?.document;
  return [...(active ? [active] : []), ...documents]
    .map(({ uri }) => uri)
    .filter(
      (uri, place, all) => isList(uri) && all.findIndex((one) => one.toString() === uri.toString()) === place,
    );
}

type Place = vscode.Uri | 'account';

async function askFile(
  ui: Ui,
  frame: Frame,
  placeholder: string,
  files: readonly vscode.Uri[],
  tools: ServiceTools | undefined,
): Promise<Answer<Place>> {
  const choices: Choice<Place | 'choose'>[] = [
    ...(tools
      ? [
          {
            label: `$(key) ${vscode.l10n.t('Keys of the selected profile and Region')}`,
            value: 'account' as const,
          },
        ]
      : []),
    ...files.map((uri) => ({
      label: `$(file) ${nameOf(uri)}`,
      description: vscode.workspace.asRelativePath(uri),
      value: uri,
    })),
    { label: `$(folder-opened) ${vscode.l10n.t('Select a File…')}`, value: 'choose' },
  ];
  const chosen = await ui.pick(frame, { placeholder, choices });
  if (chosen !== 'choose') return chosen;
  const uri = await ui.file({
    title: placeholder,
    filters: { [vscode.l10n.t('Key lists')]: ['csv', 'tsv', 'txt', 'json'] },
  });
  return uri ?? back;
}

const nameOf = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? '';

/** The keys of a file: a manifest, an answer of list-keys, or a table whose columns are asked for once. */
async function askList(ui: Ui, frame: Frame, state: ColumnState, uri: vscode.Uri): Promise<Answer<KeyList>> {
  const text = await textOf(uri);
  if (text === undefined) {
    ui.warn(vscode.l10n.t('The file could not be read, or is larger than 32 MB.'));
    return back;
  }
  const name = nameOf(uri);
  const known = text.trimStart().startsWith('{')
    ? (manifestList(name, text) ?? answerList(name, text))
    : undefined;
  if (known) return known;
  const table = readListTable(text);
  if (!table || table.rows.length === 0) {
    ui.warn(
      escapeNotification(
        vscode.l10n.t(
          '{0} is not a list of keys: it needs a header row, two columns or more, and rows.',
          name,
        ),
      ),
    );
    return back;
  }
  const roles = await columnsOf(ui, frame, state, name, table.header);
  if (roles === undefined || roles === back) return roles;
  if (table.cut) ui.warn(vscode.l10n.t('Only the first {0} rows are compared.', table.rows.length));
  return { name, keys: keysOfTable(table, roles) };
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    const bytes = await readWhole(uri);
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/** All keys of the account; of AES keys the details, which alone show the method of their KCV. */
async function keysOfAccount(ui: Ui, tools: ServiceTools | undefined): Promise<Answer<KeyList>> {
  const action = tools && (await openAction(tools, ui));
  if (!tools || !action || !(await readKeys(tools, ui))) return back;
  const { catalogue } = tools;
  const failed = await ui.progress(
    vscode.l10n.t('Reading the KCV method of AES keys'),
    async (signal, report) => {
      const wanted = catalogue.keys.filter(needsDetails);
      for (const [place, { summary }] of wanted.entries()) {
        if (signal.aborted) return 'cancelled';
        report(vscode.l10n.t('{0} of {1}', place + 1, wanted.length));
        try {
          await catalogue.detail(summary.KeyArn, signal, true);
        } catch (error) {
          if (!(error instanceof KeyServiceError)) throw error;
          // Without details the method is not known, and such keys are probable at most.
          if (error.kind === 'cancelled') return 'cancelled';
          if (error.serviceName !== 'ResourceNotFoundException') return error;
        }
      }
      return undefined;
    },
  );
  if (failed instanceof KeyServiceError) await tellFailure(action, failed);
  if (failed !== undefined)
    ui.warn(vscode.l10n.t('The KCV method of some AES keys is not known. They are probable at most.'));
  const { target } = action;
  const account = target.account === undefined ? '' : ` ${accountText(target.account)}`;
  return accountList(`${target.profile}${account} ${target.region}`, catalogue.keys);
}
