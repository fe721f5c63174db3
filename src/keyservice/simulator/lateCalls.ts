/** What the simulator does later than it answers. Nothing of it happens after the simulator was closed. */
export class LateCalls {
  /** Ends a pause early. */
  readonly #waiting = new Set<() => void>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  /** Resolves after so many milliseconds with true, or with false where the simulator is closed first. */
  pause(milliseconds: number): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (passed: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(cancel);
        resolve(passed);
      };
      const cancel = (): void => end(false);
      const timer = setTimeout(() => end(true), milliseconds);
      this.#waiting.add(cancel);
    });
  }

  /** Runs a call later. Nobody waits for its answer, so its failure is no one's either. */
  start(milliseconds: number, call: () => Promise<unknown>): void {
    const running = this.pause(milliseconds)
      .then(async (passed) => {
        if (passed) await call();
      })
      .catch(() => undefined)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when every call that was started is done. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Cancels what has not begun, and waits for what has. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of [...this.#waiting]) cancel();
    await this.settled();
  }
}
