/** Waiting that a user can end. */
import { setMaxListeners } from 'node:events';
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

function cancelled(): DOMException {
  return new DOMException('cancelled', 'AbortError');
}

/** Rejects with an AbortError where it was cancelled. */
export function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

/** What is awaited, or an AbortError as soon as it is cancelled; what was begun goes on by itself. */
export function unlessCancelled<T>(awaited: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (!signal) return awaited;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(cancelled());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    awaited.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** One that as many listen to as calls wait, which is no leak. */
export function abortForMany(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Cancelled where any of them is; `end` lets go of them. */
export function joined(...signals: readonly (CancelSignal | undefined)[]): {
  signal: CancelSignal;
  end: () => void;
} {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const one of signals) {
    one?.addEventListener('abort', abort);
    if (one?.aborted) abort();
  }
  return {
    signal: controller.signal,
    end: () => {
      for (const one of signals) one?.removeEventListener('abort', abort);
    },
  };
}

/** Resolves after a time, or as soon as it is cancelled. */
export function pause(milliseconds: number, signal?: CancelSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
}

interface Asking<Answer> {
  readonly answer: Promise<Answer>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * A question that is asked once for all who wait for its answer, and given up when the last of them was cancelled.
 * An answer is kept; a failure is not, so that the next one asks again.
 */
export class SharedAnswer<Answer> {
  private asking: Asking<Answer> | undefined;

  constructor(private readonly ask: (signal: CancelSignal) => Promise<Answer>) {}

  async get(signal?: CancelSignal): Promise<Answer> {
    throwIfCancelled(signal);
    const asking = (this.asking ??= this.begin());
    asking.waiting++;
    try {
      return await unlessCancelled(asking.answer, signal);
    } finally {
      if (--asking.waiting === 0) asking.stop.abort();
    }
  }

  private begin(): Asking<Answer> {
    const stop = new AbortController();
    const forget = (): void => {
      if (this.asking === asking) this.asking = undefined;
    };
    const answer = this.ask(stop.signal).then((found) => {
      stop.signal.removeEventListener('abort', forget);
      return found;
    });
    const asking = { answer, stop, waiting: 0 };
    stop.signal.addEventListener('abort', forget);
    answer.catch(forget);
    return asking;
  }
}
