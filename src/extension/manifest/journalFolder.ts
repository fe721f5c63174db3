import {
  journalName,
  readJournal,
  unfinishedRuns,
  type JournalPort,
  type ReadJournal,
  type UnfinishedRun,
} from '../../keyservice/manifest/journal';
import type { FileAccess } from '../host/files';

/** A journal that is being written. */
export interface OpenJournal extends JournalPort {
  close(): Promise<void>;
}

/** A journal that cannot be read: nothing is imported from its manifest until a person has looked at it. */
export interface DamagedJournal {
  readonly path: string;
  /** Line number, from 1; undefined where the file cannot be read at all. */
  readonly line?: number;
  readonly problem?: string;
}

/** Journals of manifest imports: a file for each manifest, in the folder that all windows of this machine share. */
export class JournalFolder {
  /** @param list names of the files in the folder; none where it does not exist */
  constructor(
    private readonly files: FileAccess,
    private readonly folder: string,
    private readonly list: () => Promise<readonly string[]>,
  ) {}

  /** Runs that did not come to their end, of any window. Journals that cannot be read are left out here. */
  async unfinished(): Promise<readonly UnfinishedRun[]> {
    const journals: ReadJournal[] = [];
    for (const name of [...(await this.list())].sort())
      if (name.endsWith('.jsonl')) {
        const text = await this.textOf(name).catch(() => undefined);
        if (text !== undefined) journals.push(readJournal(text));
      }
    return unfinishedRuns(journals);
  }

  /** What is wrong with the journal of a manifest; undefined where it is whole or does not exist. */
  async damage(manifest: string): Promise<DamagedJournal | undefined> {
    const name = journalName(manifest);
    if (!(await this.list()).includes(name)) return undefined;
    const path = this.path(name);
    try {
      const { damaged } = readJournal(await this.textOf(name));
      return damaged === undefined ? undefined : { path, line: damaged };
    } catch (error) {
      return { path, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  /** @param manifest URI */
  async open(manifest: string): Promise<OpenJournal> {
    const file = await this.files.appendLines(this.path(journalName(manifest)));
    return {
      append: (...lines) => file.append(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
      close: () => file.close(),
    };
  }

  private path(name: string): string {
    return `${this.folder}/${name}`;
  }

  private async textOf(name: string): Promise<string> {
    const file = await this.files.open(this.path(name));
    try {
      const bytes = new Uint8Array(file.size);
      let at = 0;
      for (;;) {
        const came = await file.read(bytes.subarray(at), at);
        at += came;
        if (came === 0 || at === bytes.length) return new TextDecoder().decode(bytes.subarray(0, at));
      }
    } finally {
      await file.close();
    }
  }
}
