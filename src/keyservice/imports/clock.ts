/** Time as imports need it: a clock that nobody can set for waiting, and the one on the wall for people only. */
import type { CancelSignal } from '../operations';
import type { Moment } from './note';

export interface ImportClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since this machine was started, and which machine it is. */
  moment(): Moment;
  /** Resolves after the time, or when the signal is aborted. */
  pause(milliseconds: number, signal: CancelSignal | undefined): Promise<void>;
  /** How long a service may still act on a call after nothing of it can leave this machine any more, milliseconds. */
  readonly patience: number;
}

/** Half a minute may pass before a service gives up on a request that it took; a half more to be sure. */
export const importPatience = 45_000;

/**
 * Milliseconds that have certainly passed since a moment, by clocks that nobody can set. After a restart of the
 * machine at least its whole new uptime has passed; of another machine nothing is known.
 */
export function passedSince(moment: Moment, now: Moment): number {
  if (moment.host !== now.host) return 0;
  const passed =
    now.milliseconds >= moment.milliseconds ? now.milliseconds - moment.milliseconds : now.milliseconds;
  // Some systems count uptime in whole seconds.
  return Math.max(0, passed - 1000);
}
