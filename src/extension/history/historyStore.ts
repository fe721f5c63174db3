/**
 * Exports and saved records and reports of this computer: facts only, no material. Imports are not kept here: their notes
 * are what keeps one import one key, and the history reads them. One small file for each entry, so that windows do not
 * overwrite what others added.
 */
import * as vscode from 'vscode';
import { logFailure } from '../ui/log';

export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly kind: 'export' | 'record' | 'report';
  /** What, in the user's language at that time: "Exported alias/pek-01". */
  readonly title: string;
  readonly arn?: string;
  readonly kcv?: string;
  readonly profile?: string;
  readonly account?: string;
  readonly region?: string;
  readonly requestId?: string;
  /** Of a record or report: where it was saved. */
  readonly file?: string;
}

const facts = ['arn', 'kcv', 'profile', 'account', 'region', 'requestId', 'file'] as const;
const longest = 2000;

/** What a file says; undefined where it is not an entry of ours. Members that are not known are left out. */
function entryOf(value: unknown): HistoryEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Record<string, unknown>;
  const { time, kind, title } = found;
  if (found.v !== 1 || !Number.isSafeInteger(time) || !isText(title)) return undefined;
  if (kind !== 'export' && kind !== 'record' && kind !== 'report') return undefined;
  const given = facts.flatMap((name) => (isText(found[name]) ? [[name, found[name]] as const] : []));
  return { time: time as number, kind, title, ...Object.fromEntries(given) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= longest;

/** With the name of its file. */
export type KeptEntry = HistoryEntry & { readonly name: string };

const most = 200;

export class HistoryStore {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly folder: vscode.Uri;

  constructor(storage: vscode.Uri) {
    this.folder = vscode.Uri.joinPath(storage, 'history');
  }

  /** What cannot be kept is logged: it must not stop what was done. */
  async add(entry: HistoryEntry): Promise<void> {
    try {
      await vscode.workspace.fs.createDirectory(this.folder);
      const random = Array.from(crypto.getRandomValues(new Uint8Array(6)), (one) =>
        one.toString(16).padStart(2, '0'),
      ).join('');
      const uri = vscode.Uri.joinPath(this.folder, `${String(entry.time).padStart(15, '0')}-${random}.json`);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify({ v: 1, ...entry })));
      for (const name of (await this.names()).slice(most)) await this.remove(name);
    } catch (error) {
      logFailure('The history', error);
    }
    this.changes.fire();
  }

  /** Newest first. A file that is not whole is left out. */
  async list(): Promise<readonly KeptEntry[]> {
    const found: KeptEntry[] = [];
    for (const name of (await this.names()).slice(0, most)) {
      const entry = await this.read(name);
      if (entry) found.push({ ...entry, name });
    }
    return found;
  }

  async remove(name: string): Promise<void> {
    if (!namePattern.test(name)) return;
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(this.folder, name)).then(undefined, () => undefined);
    this.changes.fire();
  }

  private async names(): Promise<string[]> {
    const all = await vscode.workspace.fs.readDirectory(this.folder).then(
      (files) => files.map(([name]) => name),
      () => [],
    );
    // Names begin with the time.
    return all
      .filter((name) => namePattern.test(name))
      .sort()
      .reverse();
  }

  private async read(name: string): Promise<HistoryEntry | undefined> {
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.folder, name));
      return entryOf(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      return undefined;
    }
  }
}

const namePattern = /^\d{15}-[0-9a-f]{12}\.json$/;

const stores = new Map<string, HistoryStore>();

/** The one store of this window. */
export function historyOf({ globalStorageUri }: { readonly globalStorageUri: vscode.Uri }): HistoryStore {
  const key = globalStorageUri.toString();
  const store = stores.get(key) ?? new HistoryStore(globalStorageUri);
  stores.set(key, store);
  return store;
}
