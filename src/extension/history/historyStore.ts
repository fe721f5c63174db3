/**
 * Exports and saved records and reports of this computer: facts only, no material. Imports are not kept here: their notes
 * are what keeps one import one key, and the history reads them. One small file for each entry, so that windows do not
 * overwrite what others added.
 */
import * as vscode from 'vscode';
import * as v from 'valibot';
import { logFailure } from '../ui/log';

const text = v.pipe(v.string(), v.maxLength(2000));
const entryShape = v.object({
  v: v.literal(1),
  /** Milliseconds since 1970. */
  time: v.pipe(v.number(), v.safeInteger()),
  kind: v.picklist(['export', 'record', 'report']),
  /** What, in the user's language at that time: "TR-31 export of alias/pek-01". */
  title: text,
  arn: v.optional(text),
  kcv: v.optional(text),
  profile: v.optional(text),
  account: v.optional(text),
  region: v.optional(text),
  requestId: v.optional(text),
  /** Of a record or report: where it was saved. */
  file: v.optional(text),
});

export type HistoryEntry = Omit<v.InferOutput<typeof entryShape>, 'v'>;
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
      const read = v.safeParse(entryShape, JSON.parse(new TextDecoder().decode(bytes)));
      return read.success ? read.output : undefined;
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
