/** Import from Manifest: finds the manifest and opens its page. */
import * as vscode from 'vscode';
import { once } from '../flow/flow';
import type { Ui } from '../flow/ui';
import type { ServiceTools } from '../service/tools';
import { openManifestPage } from './manifestPage';
import type { ManifestProblems } from './manifestProblems';
import { journalFolder } from './manifestWork';

/** @param argument a Uri of a manifest; nothing for the one in the editor, one that was not finished, or a file */
export async function importFromManifest(
  extensionUri: vscode.Uri,
  tools: ServiceTools,
  ui: Ui,
  problems: ManifestProblems,
  argument: unknown,
): Promise<void> {
  const uri = await chooseManifest(tools, ui, argument);
  if (uri) await openManifestPage(extensionUri, { tools, ui }, problems, uri);
}

const isManifestName = (path: string): boolean => /\.keymanifest\.json$/i.test(path);

/** Undefined where none was chosen. */
export async function chooseManifest(
  tools: ServiceTools,
  ui: Ui,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  const document = vscode.window.activeTextEditor?.document;
  if (document && (isManifestName(document.uri.path) || looksLikeCsv(document))) return document.uri;
  const unfinished = (await journalFolder(tools)?.unfinished()) ?? [];
  if (unfinished.length > 0) {
    const chosen = await once(vscode.l10n.t('Import from Manifest'), (frame) =>
      ui.pick<vscode.Uri | 'file'>(frame, {
        placeholder: vscode.l10n.t('Continue an unfinished import, or select another manifest'),
        choices: [
          ...unfinished.slice(0, 20).map(({ manifest, name, done, wanted, at }) => ({
            label: `$(history) ${name}`,
            description: vscode.l10n.t('{0} of {1} rows · {2}', done, wanted, new Date(at).toLocaleString()),
            detail: manifest,
            value: vscode.Uri.parse(manifest),
          })),
          { label: `$(folder-opened) ${vscode.l10n.t('Select a File…')}`, value: 'file' as const },
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
