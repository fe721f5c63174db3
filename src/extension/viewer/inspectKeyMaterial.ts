import * as vscode from 'vscode';
import type { StructureDocument } from './structureEditor';
import type { StructureFile } from '../material/structureFile';
import { structurePanelViewType, structureViewType } from '../ui/viewTypes';
import { clipboardText } from '../ui/clipboard';
import { logFailure } from '../ui/log';

/** Argument of a link in a hover or CodeLens: where the structure stands. */
interface Place {
  uri: string;
  start: number;
  end: number;
}

/** The structure viewer: as an editor of files, and as a command for what stands elsewhere. */
export function registerInspectKeyMaterial(context: vscode.ExtensionContext): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider<StructureDocument> = {
    async openCustomDocument(uri) {
      const { openStructureDocument } = await import('./structureEditor');
      return openStructureDocument(uri);
    },
    async resolveCustomEditor(document, panel) {
      const { resolveStructureEditor } = await import('./structureEditor');
      resolveStructureEditor(context, document, panel);
    },
  };
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(structureViewType, provider, {
      supportsMultipleEditorsPerDocument: false,
    }),
    vscode.window.registerWebviewPanelSerializer(structurePanelViewType, {
      async deserializeWebviewPanel(panel, state) {
        const { restoreStructure } = await import('./structureEditor');
        await restoreStructure(context, panel, state);
      },
    }),
    vscode.commands.registerCommand('keyMaterial.inspect', async (argument: unknown) => {
      try {
        await inspect(context, argument);
      } catch (error) {
        logFailure('Inspect Key Material', error);
        void vscode.window.showErrorMessage(
          vscode.l10n.t('The key material could not be shown. The log says where it failed.'),
        );
      }
    }),
  );
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { uri, start, end } = value as Record<string, unknown>;
  return typeof uri === 'string' && Number.isInteger(start) && Number.isInteger(end);
}

/** Text that a selection, the clipboard or a paste may have: more than any bundle. */
const longestText = 64_000_000;

async function inspect(context: vscode.ExtensionContext, argument: unknown): Promise<void> {
  if (argument instanceof vscode.Uri) {
    await vscode.commands.executeCommand('vscode.openWith', argument, structureViewType);
    return;
  }
  const { showStructure } = await import('./structureEditor');
  const { fileOfText, nameOf } = await import('../material/structureFile');
  const ofRange = (document: vscode.TextDocument, range: vscode.Range): StructureFile =>
    fileOfText(nameOf(document.uri), document.getText(range), {
      uri: document.uri,
      range: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
    });
  if (isPlace(argument)) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri, true));
    const range = new vscode.Range(document.positionAt(argument.start), document.positionAt(argument.end));
    showStructure(context, ofRange(document, range));
    return;
  }
  const editor = vscode.window.activeTextEditor;
  const found = editor && materialIn(ofRange, editor);
  if (found) {
    showStructure(context, found);
    return;
  }
  const pasted = await ask();
  if (pasted) showStructure(context, pasted);
}

/** The selection; where there is none, the structure at the cursor or else all of a document that has one. */
function materialIn(
  ofRange: (document: vscode.TextDocument, range: vscode.Range) => StructureFile,
  { document, selection }: vscode.TextEditor,
): StructureFile | undefined {
  if (!selection.isEmpty) return ofRange(document, selection);
  const text = document.getText();
  if (text.length > longestText) return undefined;
  const whole = ofRange(document, new vscode.Range(document.positionAt(0), document.positionAt(text.length)));
  const at = document.offsetAt(selection.active);
  const part = whole.parts.find(
    ({ span, encoding }) => encoding !== 'der' && span.start <= at && at <= span.end,
  );
  if (part)
    return ofRange(
      document,
      new vscode.Range(document.positionAt(part.span.start), document.positionAt(part.span.end)),
    );
  return whole.parts.some(({ encoding }) => encoding !== 'der') ? whole : undefined;
}

/** Clipboard, a file, or a box to paste into: never silence. The clipboard is read when it is chosen, not before. */
async function ask(): Promise<StructureFile | undefined> {
  const { fileOfText, readFile } = await import('../material/structureFile');
  const name = vscode.l10n.t('Clipboard');
  const chosen = await vscode.window.showQuickPick(
    [
      { id: 'clipboard', label: `$(clippy) ${name}` },
      { id: 'paste', label: `$(edit) ${vscode.l10n.t('Paste Text…')}`, description: 'PEM, base64, hex' },
      { id: 'file', label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}` },
    ],
    {
      title: vscode.l10n.t('Inspect Key Material'),
      placeHolder: vscode.l10n.t('Nothing is selected that could be key material. Where is it?'),
    },
  );
  if (chosen?.id === 'file') {
    const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false })) ?? [];
    return uri && readFile(uri);
  }
  if (chosen?.id === 'clipboard') {
    const clipboard = fileOfText(name, (await clipboardText(10_000)).slice(0, longestText));
    if (clipboard.parts.some(({ encoding }) => encoding !== 'der')) return clipboard;
    return pasted(vscode.l10n.t('The clipboard has no certificate, token or other structure.'));
  }
  return chosen?.id === 'paste' ? pasted(undefined) : undefined;
}

async function pasted(problem: string | undefined): Promise<StructureFile | undefined> {
  const { fileOfText } = await import('../material/structureFile');
  const wanted = vscode.l10n.t('PEM, base64 or hex of a certificate, token or any other structure');
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Inspect Key Material'),
    prompt: problem === undefined ? wanted : `${problem} ${wanted}`,
    ignoreFocusOut: true,
  });
  return text === undefined || text.trim() === ''
    ? undefined
    : fileOfText(vscode.l10n.t('Pasted'), text.slice(0, longestText));
}
