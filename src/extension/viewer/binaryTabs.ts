/**
 * Files that VS Code would call "binary or unsupported encoding" open in the structure viewer where they are BER or DER,
 * whatever they are called: VS Code chooses editors by names only. No document tells of such a tab; the tab groups do.
 */
import * as vscode from 'vscode';
import { rangeAccess } from '../host/files';
import { logFailure } from '../ui/log';
import { setting, structureViewType } from '../ui/settings';

/** Octets that tell. */
const headOctets = 512;
/** Where a file can only be read whole, larger ones are left to VS Code. */
const mostWholeBytes = 4 * 1024 * 1024;

const stateKey = 'openedAsText';
/** Files that are remembered as text. */
const mostKept = 100;

/** A text editor that opens so soon after the viewer of the same file was closed takes its place. Milliseconds. */
const replacedWithin = 1000;

/** A text editor's tab of a file; diffs, source control and what is made up by extensions have other tabs or schemes. */
function textTabFile(tab: vscode.Tab): vscode.Uri | undefined {
  const { input } = tab;
  if (!(input instanceof vscode.TabInputText) || tab.isDirty) return undefined;
  return vscode.workspace.fs.isWritableFileSystem(input.uri.scheme) === true ? input.uri : undefined;
}

/** The first octets of a file and its size; undefined where it is no file, or too large to be read for that. */
async function headOf(uri: vscode.Uri): Promise<{ head: Uint8Array; size: number } | undefined> {
  const { size, type } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.File) === 0) return undefined;
  const file = await rangeAccess(uri)?.open(uri.fsPath);
  if (!file) {
    if (size > mostWholeBytes) return undefined;
    return { head: (await vscode.workspace.fs.readFile(uri)).slice(0, headOctets), size };
  }
  try {
    const head = new Uint8Array(headOctets);
    return { head: head.subarray(0, await file.read(head, 0)), size: file.size };
  } finally {
    await file.close();
  }
}

/** Whether a file is binary and one structure, by its first octets. */
async function isBerFile(uri: vscode.Uri): Promise<boolean> {
  const found = await headOf(uri);
  // Nearly every file ends here, before the readers are loaded.
  if (found?.head[0] !== 0x30) return false;
  const { startsAsBer } = await import('../../core/input/berFile');
  return startsAsBer(found.head, found.size);
}

const tabsOf = (uri: vscode.Uri, is: (input: unknown) => boolean): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => is(input) && (input as vscode.TabInputText).uri.toString() === uri.toString());

const isViewer = (input: unknown): boolean =>
  input instanceof vscode.TabInputCustom && input.viewType === structureViewType;

const keptNames = (kept: unknown): string[] =>
  Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string').slice(-mostKept) : [];

/** Opens the viewer in the column of a text tab, in its place. */
async function openInViewer(tab: vscode.Tab, uri: vscode.Uri): Promise<void> {
  const { viewColumn } = tab.group;
  await vscode.commands.executeCommand('vscode.openWith', uri, structureViewType, {
    viewColumn,
    preview: tab.isPreview,
    preserveFocus: !tab.group.isActive,
  });
  // This tab only: meanwhile the user may have asked for the text in another.
  if (tabsOf(uri, (input) => input instanceof vscode.TabInputText).includes(tab) && !tab.isDirty)
    await vscode.window.tabGroups.close(tab, true);
}

/**
 * Watches the tabs. A file that was in the viewer and is reopened as text stays text until its tab is closed, also after
 * a reload of the window.
 */
export function registerBinaryTabs(state: vscode.Memento): vscode.Disposable {
  /** Addresses of files whose text the user asked for. */
  const asText = new Set(keptNames(state.get(stateKey)));
  const keep = (): void => void state.update(stateKey, [...asText].slice(-mostKept));
  /** When the viewer of a file was closed last, in milliseconds. */
  const left = new Map<string, number>();
  // VS Code tells of an editor that takes the place of another as of one that closes, and then of one that opens.
  const justLeft = (name: string): boolean => Date.now() - (left.get(name) ?? 0) < replacedWithin;
  const look = async (tab: vscode.Tab, uri: vscode.Uri): Promise<void> => {
    try {
      // Also the text that VS Code would show of it, as garbage: what decides is the file.
      const isShown = (): boolean =>
        tab.isActive && tab.group.tabs.includes(tab) && textTabFile(tab)?.toString() === uri.toString();
      if ((await isBerFile(uri)) && isShown()) await openInViewer(tab, uri);
    } catch (error) {
      // Gone meanwhile, or not to be read: VS Code's own tab says so.
      logFailure('Looking at a file that was opened', error);
    }
  };
  // What was opened before this extension was awake.
  for (const { activeTab } of vscode.window.tabGroups.all) {
    const uri = activeTab && textTabFile(activeTab);
    if (uri && !asText.has(uri.toString()) && setting('openBinaryFiles', uri) === true)
      void look(activeTab, uri);
  }
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, changed, closed }) => {
    for (const { input } of closed) {
      if (input instanceof vscode.TabInputText && asText.delete(input.uri.toString())) keep();
      if (input instanceof vscode.TabInputCustom && isViewer(input))
        left.set(input.uri.toString(), Date.now());
    }
    // A preview tab that shows the next file has changed, not opened.
    for (const tab of [...opened, ...changed]) {
      const uri = textTabFile(tab);
      if (!uri) continue;
      const name = uri.toString();
      if (asText.has(name)) continue;
      if (justLeft(name) || tabsOf(uri, isViewer).length > 0) {
        asText.add(name);
        keep();
        continue;
      }
      if (tab.isActive && setting('openBinaryFiles', uri) === true) void look(tab, uri);
    }
  });
}
