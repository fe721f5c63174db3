/**
 * Reports as read-only Markdown documents, shown by VS Code's own preview. They are in memory only: a report that VS
 * Code restores has to be made again. Saved in each of their forms by one command.
 */
import * as vscode from 'vscode';
import type { Ui } from '../flow/ui';
import { once } from '../flow/flow';
import { reportScheme } from '../ui/settings';

const previewEditor = 'vscode.markdown.preview.editor';

/** A form in which a report is saved. */
export interface ReportForm {
  readonly label: string;
  readonly detail?: string;
  /** Ending of the file name, without a dot: "csv". */
  readonly extension: string;
  /** Made when it is saved. */
  readonly text: () => string | undefined | Promise<string | undefined>;
}

export interface Report {
  /** Title of its tab and file name that is proposed, without ending. */
  readonly name: string;
  readonly markdown: string;
  /** Besides Markdown. */
  readonly forms?: readonly ReportForm[];
}

/** Reports of this window; older ones are dropped. */
const most = 20;
const reports = new Map<string, Report>();
let count = 0;

/** What the document of a report shows. @param uri as `openReport` gave it */
export function reportMarkdown(uri: vscode.Uri): string {
  return (
    reports.get(uri.toString())?.markdown ??
    vscode.l10n.t('This report was made in an earlier session. Run its command again.')
  );
}

/** Opens a report in a new tab; its document. */
export async function openReport(report: Report): Promise<vscode.Uri> {
  const uri = vscode.Uri.from({ scheme: reportScheme, path: `/${report.name}.md`, query: String(++count) });
  reports.set(uri.toString(), report);
  for (const old of [...reports.keys()].slice(0, -most)) reports.delete(old);
  try {
    await vscode.commands.executeCommand('vscode.openWith', uri, previewEditor);
  } catch {
    // The preview of Markdown can be disabled as any built-in extension.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  }
  return uri;
}

function activeReport(argument: unknown): Report | undefined {
  if (argument instanceof vscode.Uri) return reports.get(argument.toString());
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText)
    return reports.get(input.uri.toString());
  return undefined;
}

/** Save Report As…: the form is picked, then the place. */
export async function saveReport(ui: Ui, argument: unknown): Promise<vscode.Uri | undefined> {
  const report = activeReport(argument);
  if (!report) {
    ui.warn(
      vscode.l10n.t(
        'Open a report first: a key material report, a reconciliation, or explained check values.',
      ),
    );
    return undefined;
  }
  const markdown: ReportForm = { label: 'Markdown', extension: 'md', text: () => report.markdown };
  const forms = [markdown, ...(report.forms ?? [])];
  const title = vscode.l10n.t('Save Report As');
  const form =
    forms.length === 1
      ? markdown
      : await once(title, (frame) =>
          ui.pick(frame, {
            placeholder: vscode.l10n.t('In which form?'),
            choices: forms.map((value) => ({
              label: value.label,
              value,
              ...(value.detail === undefined ? {} : { detail: value.detail }),
            })),
          }),
        );
  const text = await form?.text();
  if (!form || text === undefined) return undefined;
  return saveText(ui, title, `${report.name}.${form.extension}`, text);
}

/** Writes a text where the user chooses; undefined where nowhere. */
export async function saveText(
  ui: Ui,
  title: string,
  name: string,
  text: string,
): Promise<vscode.Uri | undefined> {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  const uri = await ui.save({ title, name, filters: { [ending.toUpperCase()]: [ending] } });
  if (!uri) return undefined;
  // A spreadsheet recognises UTF-8 by this mark only.
  const mark = ending === 'csv' ? '\uFEFF' : '';
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(mark + text));
  } catch {
    ui.warn(vscode.l10n.t('The report could not be written there. Select another location.'));
    return undefined;
  }
  ui.done(`$(check) ${vscode.l10n.t('Saved as {0}', uri.path.split('/').at(-1) ?? '')}`);
  return uri;
}
