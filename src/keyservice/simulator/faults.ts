/** Faults on demand, so that what stands in front of the service can be tested against them. */
import type { SimulatorOperation } from './denials';
import { ServiceError } from './serviceError';

export type Fault =
  /** Answers so many milliseconds later. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  | { readonly kind: 'throttle' }
  /** An error of the service, before anything was done or after it was done. */
  | { readonly kind: 'error'; readonly status: 500 | 503; readonly when: 'before' | 'after' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' };

export interface FaultyCall {
  readonly operation: SimulatorOperation;
  /** The account whose credentials signed the call; 12 digits. */
  readonly account: string;
  /** Counts the calls of this simulator, from 1. */
  readonly call: number;
}

/** Asked once for every call that is signed rightly; undefined for none. */
export type FaultSource = (call: FaultyCall) => Fault | readonly Fault[] | undefined;

/** The connection is to be closed without an answer. */
export class Dropped extends Error {}

/** Runs a call with its faults around it. */
export async function withFaults<Result>(
  faults: readonly Fault[],
  call: () => Promise<Result>,
): Promise<Result> {
  for (const fault of faults)
    if (fault.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  for (const fault of faults) if (fault.kind === 'throttle') throw throttled();
  strike(faults, 'before');
  const result = await call();
  strike(faults, 'after');
  return result;
}

function strike(faults: readonly Fault[], when: 'before' | 'after'): void {
  for (const fault of faults) {
    if (fault.kind === 'drop' && fault.when === when) throw new Dropped();
    if (fault.kind === 'error' && fault.when === when)
      throw new ServiceError(
        fault.status === 500 ? 'InternalServerException' : 'ServiceUnavailableException',
        'a fault that was asked for.',
      );
  }
}

export function throttled(): ServiceError {
  return new ServiceError('ThrottlingException', 'more calls than the rate allows.');
}

/** All calls of an account and Region share one rate; a second's worth may come at once. */
export class RateLimit {
  #tokens: number;
  #at: number;

  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#tokens = perSecond;
    this.#at = now();
  }

  /** False where the call is one too many. */
  take(): boolean {
    const at = this.now();
    this.#tokens = Math.min(this.perSecond, this.#tokens + ((at - this.#at) / 1000) * this.perSecond);
    this.#at = at;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
