import { Journals, journalName, readJournal, type JournalPort } from '../../../keyservice/manifest/journal';
import type { ServiceTarget } from '../../../keyservice/operations';
import type { FileAccess } from '../../support/files';

/** A journal that is being written. */
export interface OpenJournal extends JournalPort {
  close(): Promise<void>;
}

/** Journals of manifest imports: a file for each manifest, in the folder that all windows of this machine share. */
export class JournalFolder {
  /** @param list names of the files in the folder; none where it is not there */
  constructor(
    private readonly files: FileAccess,
    private readonly folder: string,
    private readonly list: () => Promise<readonly string[]>,
  ) {}

  /** All that was written so far, by any window. */
  async read(): Promise<Journals> {
    const journals = new Journals();
    for (const name of [...(await this.list())].sort())
      if (name.endsWith('.jsonl')) journals.file()(...readJournal(await this.textOf(name)));
    return journals;
  }

  /** @param manifest URI */
  async open(manifest: string): Promise<OpenJournal> {
    const file = await this.files.appendLines(this.path(journalName(manifest)));
    return {
      append: (...lines) => file.append(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
      close: () => file.close(),
    };
  }

  /**
   * One import of manifests at a time for an account and Region, whatever window it runs in.
   * @returns gives the lock back; undefined where another has it
   */
  async lock({
    region,
    account,
  }: Pick<ServiceTarget, 'region' | 'account'>): Promise<(() => Promise<void>) | undefined> {
    // Makes the folder where it is not there.
    await (await this.files.appendLines(this.path('locks.log'))).close();
    return this.files.lock(this.path(`${region}-${account ?? 'unknown'}.lock`));
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
