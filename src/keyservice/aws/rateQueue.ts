import type { CancelSignal } from '../operations';

export interface RateQueueOptions {
  /** Calls a second; the control plane's quota is 5 for all its operations together. */
  readonly rate?: number;
  /** Milliseconds now, and after a time; for tests. */
  readonly now?: () => number;
  readonly after?: (milliseconds: number, then: () => void) => () => void;
}

interface Waiting {
  readonly begin: () => void;
}

/** Longest pause between calls that throttling leads to, in milliseconds. */
const longestPause = 4000;

/**
 * Lets the calls of one account and Region begin one after another, no more than `rate` a second; slower
 * after each throttled one, and back again step by step.
 */
export class RateQueue {
  private readonly waiting: Waiting[] = [];
  private readonly shortest: number;
  private pause: number;
  private free = 0;
  private timer: (() => void) | undefined;
  private readonly now: () => number;
  private readonly after: NonNullable<RateQueueOptions['after']>;

  constructor({ rate = 5, now = () => performance.now(), after = afterTimeout }: RateQueueOptions = {}) {
    this.shortest = 1000 / rate;
    this.pause = this.shortest;
    this.now = now;
    this.after = after;
  }

  /** Calls that wait for their turn. */
  get length(): number {
    return this.waiting.length;
  }

  /** Milliseconds between two calls at present. */
  get interval(): number {
    return this.pause;
  }

  /** Resolves when it is this call's turn; rejects with an AbortError when it is cancelled before. */
  turn(signal?: CancelSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancelled = (): void => {
        const at = this.waiting.indexOf(entry);
        if (at >= 0) this.waiting.splice(at, 1);
        reject(new DOMException('cancelled', 'AbortError'));
      };
      const entry: Waiting = {
        begin: () => {
          signal?.removeEventListener('abort', cancelled);
          resolve();
        },
      };
      if (signal?.aborted) {
        reject(new DOMException('cancelled', 'AbortError'));
        return;
      }
      signal?.addEventListener('abort', cancelled);
      this.waiting.push(entry);
      this.schedule();
    });
  }

  /** Tells how a call ended, which sets the pace of the next. */
  ended(throttled: boolean): void {
    if (throttled) {
      this.pause = Math.min(longestPause, Math.max(this.pause * 2, this.shortest * 2));
      this.free = Math.max(this.free, this.now() + this.pause);
    } else this.pause = Math.max(this.shortest, this.pause * 0.85);
  }

  private schedule(): void {
    if (this.timer !== undefined || this.waiting.length === 0) return;
    const wait = this.free - this.now();
    if (wait > 0) {
      this.timer = this.after(wait, () => {
        this.timer = undefined;
        this.schedule();
      });
      return;
    }
    this.free = this.now() + this.pause;
    this.waiting.shift()?.begin();
    this.schedule();
  }
}

function afterTimeout(milliseconds: number, then: () => void): () => void {
  const timer = setTimeout(then, milliseconds);
  return () => clearTimeout(timer);
}
