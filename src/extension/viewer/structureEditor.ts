import * as vscode from 'vscode';
import { wipe } from '../../core/crypto/bytes';
import { logFailure } from '../ui/log';
import { inspectKeyBlock, kindOfGiven } from './givenMaterial';
import { runStructureAction } from './structureActions';
import { FileTooLarge, fileOf, nameOf, readFile, type StructureFile } from '../material/structureFile';
import { sessionActive, sessionClosed, sessionOpened, StructureSession } from '../material/structureSession';
import { StructureView } from './structureView';
import { structurePanelViewType } from '../ui/settings';
import { webviewHtml, webviewOptions } from '../ui/webviewHtml';

/** A file in the custom editor. */
export class StructureDocument implements vscode.CustomDocument {
  constructor(
    readonly uri: vscode.Uri,
    public session: StructureSession,
  ) {}

  dispose(): void {
    sessionClosed(this.session);
  }
}

/** Read-only: what a file is made of. */
export async function openStructureDocument(uri: vscode.Uri): Promise<StructureDocument> {
  return new StructureDocument(uri, new StructureSession(await readOrExplain(uri)));
}

/** Throws with a sentence for the user where nothing can be shown. */
async function readOrExplain(uri: vscode.Uri): Promise<StructureFile> {
  try {
    return await readFile(uri);
  } catch (error) {
    if (error instanceof FileTooLarge) {
      const size = error.size.toLocaleString(vscode.env.language);
      throw new Error(
        vscode.l10n.t(
          'The file has {0} bytes, and this host can only read entire files. Open it in desktop VS Code.',
          size,
        ),
        { cause: error },
      );
    }
    logFailure('Opening a structure', error);
    throw new Error(vscode.l10n.t('The file cannot be read: {0}', nameOf(uri)), { cause: error });
  }
}

export function resolveStructureEditor(
  context: vscode.ExtensionContext,
  document: StructureDocument,
  panel: vscode.WebviewPanel,
): void {
  attach(context, panel, document.session, false);
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(document.uri, '..'), nameOf(document.uri)),
  );
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const reload = async (): Promise<void> => {
    try {
      const file = await readFile(document.uri);
      const { part, tab, isWhole, partCount } = document.session;
      document.session = new StructureSession(file);
      document.session.part = Math.min(part, document.session.partCount - 1);
      // What was one structure and is several now is shown as that.
      if (partCount > 1 === document.session.partCount > 1) {
        document.session.isWhole = isWhole;
        document.session.tab = tab;
      }
      attach(context, panel, document.session, false);
    } catch {
      // Gone or half written: what was read last stays on the screen.
    }
  };
  const later = (): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void reload(), 300);
  };
  watcher.onDidChange(later);
  watcher.onDidCreate(later);
  panel.onDidDispose(() => {
    clearTimeout(waiting);
    watcher.dispose();
  });
}

/** What ends with the session that a panel shows. */
const attached = new WeakMap<vscode.WebviewPanel, vscode.Disposable>();

/** Puts a session into a panel; the one that was in it is closed, and nothing holds it any more. */
function attach(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  session: StructureSession,
  restorable: boolean,
  isRunning = false,
): void {
  attached.get(panel)?.dispose();
  sessionOpened(session);
  if (panel.active) sessionActive(session);
  panel.webview.options = webviewOptions(context.extensionUri);
  const view = new StructureView(
    session,
    panel.webview,
    restorable,
    (id, of, node) => runStructureAction((...given) => showStructure(context, ...given), id, of, node),
    (name, bytes) => openGiven(context, fileOf(name, bytes)),
  );
  const ending: vscode.Disposable = vscode.Disposable.from(
    panel.onDidChangeViewState(() => {
      if (panel.active) sessionActive(session);
    }),
    panel.onDidDispose(() => void ending.dispose()),
    view,
    { dispose: () => sessionClosed(session) },
  );
  attached.set(panel, ending);
  if (isRunning) {
    void view.begin();
    return;
  }
  panel.webview.html = webviewHtml(panel.webview, context.extensionUri, {
    script: 'structure.js',
    style: 'structure.css',
    title: session.file.name,
  });
  // The tree is read while the page starts, so that it is there when the page asks.
  setTimeout(() => void session.rows(), 0);
}

/**
 * Shows what was selected, pasted or taken out of another structure, beside the active editor.
 * @param endsAt when the page closes and its bytes are overwritten, where they are private; milliseconds since 1970
 */
export function showStructure(context: vscode.ExtensionContext, file: StructureFile, endsAt?: number): void {
  const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  const panel = vscode.window.createWebviewPanel(
    structurePanelViewType,
    file.name,
    { viewColumn: column, preserveFocus: false },
    webviewOptions(context.extensionUri),
  );
  const session = new StructureSession(file);
  session.endsAt = endsAt;
  attach(context, panel, session, true);
  if (endsAt === undefined) return;
  const closing = setTimeout(() => void panel.dispose(), Math.max(0, endsAt - Date.now()));
  panel.onDidDispose(() => {
    clearTimeout(closing);
    wipe(file.bytes);
  });
}

/** Shows a structure in a panel whose page runs and asked for it. */
export function showStructureIn(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  file: StructureFile,
): void {
  panel.title = file.name;
  attach(context, panel, new StructureSession(file), true, true);
}

/** False where there is nothing in it to show. */
async function openGiven(context: vscode.ExtensionContext, file: StructureFile): Promise<boolean> {
  const kind = kindOfGiven(file);
  if (kind === 'structure') showStructure(context, file);
  else if (kind === 'keyBlock') await inspectKeyBlock(file);
  return kind !== 'nothing';
}

/** After a reload: what stood in a document is read again. False where it was pasted, and is gone. */
export async function restoreStructure(
  context: vscode.ExtensionContext,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<boolean> {
  const { restoredFile } = await import('./structureText');
  const file = await restoredFile(state).catch((error: unknown) => {
    logFailure('Restoring the structure viewer', error);
    return undefined;
  });
  if (!file) return false;
  attach(context, panel, new StructureSession(file), true);
  return true;
}
