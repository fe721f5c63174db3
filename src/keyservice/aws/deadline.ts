import type { CancelSignal } from '../operations';

/** Ends a call after a time, the body of its answer included, or when it is cancelled. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly cancel = (): void => this.controller.abort();
  /** True where the time ended it. */
  isOver = false;

  constructor(
    milliseconds: number,
    private readonly outer: CancelSignal | undefined,
  ) {
    this.timer = setTimeout(() => {
      this.isOver = true;
      this.controller.abort();
    }, milliseconds);
    outer?.addEventListener('abort', this.cancel);
    if (outer?.aborted) this.cancel();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** It answered, or failed by itself. */
  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.cancel);
  }
}
