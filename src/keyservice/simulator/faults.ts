/** Faults on demand, so that what stands in front of the service can be tested against them. */
import type { OperationName } from '../model/shapes';
import { ServiceError } from './serviceError';

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

/** What the endpoint answers: the operations of the service, and the one of STS. */
export type SimulatorOperation = OperationName | 'GetCallerIdentity';

/** Before anything was done, or after it was done. */
export type When = 'before' | 'after';

/** Sent as it is, in place of the right answer. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** In lower case; the content type is that of the protocol where it is not given. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers from which no client can know whether its call was done. */
export const replies = {
  withoutKey: { status: 200, body: '{}' },
  /** As of a proxy that asks for a login. */
  html: {
    status: 200,
    body: '<!doctype html><title>Simulator: not the service</title>',
    headers: { 'content-type': 'text/html' },
  },
  unknownError: {
    status: 400,
    body: '{"__type":"SomethingNew","Message":"Simulator: an error that the model does not name."}',
  },
  /** To a port at which nothing listens. */
  redirect: { status: 307, body: '', headers: { location: 'http://127.0.0.1:9/' } },
} as const satisfies Record<string, Reply>;

export type Fault =
  /** Waits so many milliseconds before the call is done (without `when`), or between that and the answer. */
  | { readonly kind: 'latency'; readonly milliseconds: number; readonly when?: When }
  | { readonly kind: 'throttle' }
  /** An error of the service. */
  | { readonly kind: 'error'; readonly status: 500 | 503; readonly when: When }
  /** Closes the connection without an answer. */
  | { readonly kind: 'drop'; readonly when: When }
  /** Leaves the connection open without an answer, until the client gives up. */
  | { readonly kind: 'silence'; readonly when: When }
  | { readonly kind: 'reply'; readonly reply: Reply; readonly when: When }
  /** Closes the connection after so many bytes of the body of the right answer. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** Answers at once with `meanwhile`, an error by its status; the call is done so many milliseconds later. */
  | {
      readonly kind: 'late';
      readonly milliseconds: number;
      readonly meanwhile: 'drop' | 'silence' | 500 | 503 | Reply;
    };

export interface FaultyCall {
  readonly operation: SimulatorOperation;
  /** The account whose credentials signed the call; 12 digits. */
  readonly account: string;
  /** Of the credentials that signed it. */
  readonly accessKeyId: string;
  /** Counts the calls of this simulator, from 1. */
  readonly call: number;
}

/** Asked once for every call that is signed rightly; undefined for none. */
export type FaultSource = (call: FaultyCall) => Fault | readonly Fault[] | undefined;

/** The call ends otherwise than by an answer of the service. */
export class Ended extends Error {
  constructor(readonly how: 'drop' | 'silence' | Reply) {
    super();
  }
}

/** Runs a call with its faults around it. Rejects with Ended, or with the error of the service. */
export async function withFaults<Result>(
  faults: readonly Fault[],
  late: LateCalls,
  call: () => Promise<Result>,
): Promise<Result> {
  await pause(faults, 'before', late);
  if (faults.some(({ kind }) => kind === 'throttle')) throw throttled();
  strike(faults, 'before');
  for (const fault of faults)
    if (fault.kind === 'late') {
      late.start(fault.milliseconds, call);
      throw typeof fault.meanwhile === 'number' ? failed(fault.meanwhile) : new Ended(fault.meanwhile);
    }
  const result = await call();
  await pause(faults, 'after', late);
  strike(faults, 'after');
  return result;
}

async function pause(faults: readonly Fault[], when: When, late: LateCalls): Promise<void> {
  for (const fault of faults)
    if (fault.kind === 'latency' && (fault.when ?? 'before') === when)
      if (!(await late.pause(fault.milliseconds))) throw new Ended('drop');
}

function strike(faults: readonly Fault[], when: When): void {
  for (const fault of faults) {
    if (!('when' in fault) || fault.when !== when) continue;
    if (fault.kind === 'drop' || fault.kind === 'silence') throw new Ended(fault.kind);
    if (fault.kind === 'reply') throw new Ended(fault.reply);
    if (fault.kind === 'error') throw failed(fault.status);
  }
}

function failed(status: 500 | 503): ServiceError {
  return new ServiceError(
    status === 500 ? 'InternalServerException' : 'ServiceUnavailableException',
    'a fault that was asked for.',
  );
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
