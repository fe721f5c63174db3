/**
 * Copy File Report as JSON: what is in a file, a selection or the page that is shown, as the report that the command line
 * and the agent tools give of the same bytes.
 */
import * as vscode from 'vscode';
import { reportOf, reportText } from '../../core/report/report';
import type { Report } from '../../core/report/types';
import { awsReportJudge } from '../../keyservice/rules/reportJudge';
import { mostFileBytes } from '../material/structureFile';
import { activeSession } from '../material/structureSession';
import { isOfEditor } from '../ui/openTabs';

/** @param argument a file of the Explorer or of an editor's menu */
export async function copyFileReport(argument: unknown): Promise<void> {
  const report = await reportHere(argument, new Date());
  if (!report) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a file first, or select one in the Explorer.'),
    );
    return;
  }
  if (report === 'tooLarge') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The file is too large for this. Use Find Key Blocks, or key-material find.'),
    );
    return;
  }
  const { length } = report.materials;
  if (length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No key material was found.'));
    return;
  }
  await vscode.env.clipboard.writeText(reportText(report));
  vscode.window.setStatusBarMessage(
    length === 1
      ? vscode.l10n.t('Report on 1 item copied as JSON')
      : vscode.l10n.t('Report on {0} items copied as JSON', length),
    3000,
  );
}

/** The report of what the user means; undefined where nothing is open. @param at moment at which validity is judged */
export async function reportHere(argument: unknown, at: Date): Promise<Report | 'tooLarge' | undefined> {
  if (argument instanceof vscode.Uri && !isOfEditor(argument)) return fileReport(argument, at);
  const editor = vscode.window.activeTextEditor;
  if (editor && editor.document.uri.scheme !== 'key-material-structure') return editorReport(editor, at);
  const file = activeSession()?.file;
  if (file) return made(file.bytes, file.range || !file.uri ? undefined : nameOf(file.uri), at);
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom ? fileReport(input.uri, at) : undefined;
}

/** Its bytes, as every other door reads them. */
async function fileReport(uri: vscode.Uri, at: Date): Promise<Report | 'tooLarge'> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > mostFileBytes) return 'tooLarge';
  return made(await vscode.workspace.fs.readFile(uri), nameOf(uri), at);
}

function editorReport({ document, selection }: vscode.TextEditor, at: Date): ReturnType<typeof reportHere> {
  const isAsSaved = !document.isDirty && !document.isUntitled;
  if (selection.isEmpty)
    return isAsSaved
      ? fileReport(document.uri, at)
      : Promise.resolve(made(document.getText(), nameOf(document.uri), at));
  const text = document.getText(selection);
  // Places are those of the document.
  const { line, character } = selection.start;
  const report = made('\n'.repeat(line) + ' '.repeat(character) + text, nameOf(document.uri), at);
  return Promise.resolve({
    ...report,
    source: { ...report.source, size: { unit: 'characters', count: text.length } },
  });
}

const made = (input: string | Uint8Array, name: string | undefined, at: Date): Report =>
  reportOf(input, { at, judge: awsReportJudge, name });

/** Path inside the workspace, as a search shows it; of a file elsewhere only its name, as the path may name a person. */
function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(uri)
    ? vscode.workspace.asRelativePath(uri)
    : (uri.path.split('/').at(-1) ?? '');
}
