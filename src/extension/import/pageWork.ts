/** What the Import Key page is doing: one thing at a time, said in words, and ended when the user wants it. */

/** @param report what is being done, in a few words */
type Task<T> = (signal: AbortSignal, report: (words: string) => void) => Promise<T>;

export class PageWork {
  /** What is under way; '' for nothing. */
  words = '';
  private cancel: AbortController | undefined;
  private changes = false;

  constructor(private readonly show: () => void) {}

  get running(): boolean {
    return this.cancel !== undefined;
  }

  /** Whether calls are being sent that change something: reads run, too. */
  get importing(): boolean {
    return this.changes;
  }

  abort(): void {
    this.cancel?.abort();
  }

  async read<T>(doing: string, task: Task<T>): Promise<T> {
    const cancel = new AbortController();
    this.cancel = cancel;
    const say = (words: string): void => {
      this.words = words;
      this.show();
    };
    say(doing);
    try {
      return await task(cancel.signal, say);
    } finally {
      this.words = '';
      if (this.cancel === cancel) this.cancel = undefined;
    }
  }

  async change<T>(doing: string, task: Task<T>): Promise<T> {
    this.changes = true;
    try {
      return await this.read(doing, task);
    } finally {
      this.changes = false;
    }
  }
}
