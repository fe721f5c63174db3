/**
 * Waits for an identity: each can be cancelled, and those on machines end by themselves. A wait on a person lasts as
 * long as whoever asks the person allows.
 */
import { CredentialsError, type IdentityWait, type WaitKind, type WaitListener } from '../identity';
import type { CancelSignal } from '../operations';
import { throwIfCancelled, unlessCancelled } from './cancel';

/** Milliseconds that a machine may take. */
const usualPatience = 30_000;

export interface IdentityWaitsOptions {
  readonly patience?: number;
  readonly listener?: WaitListener;
}

export interface Awaited {
  readonly kind: WaitKind;
  readonly profile: string;
  readonly region: string;
  readonly subject?: string;
}

/** What may be done to a wait from within. */
export interface Waiting {
  readonly signal: AbortSignal;
  /** It turned out to wait on a person: no limit, and shown as that. */
  onPerson(): void;
}

const ofPeople: ReadonlySet<WaitKind> = new Set(['mfa', 'nextCode', 'browser']);

export class IdentityWaits {
  readonly patience: number;
  private readonly patient = new Set<string>();

  constructor(private readonly options: IdentityWaitsOptions = {}) {
    this.patience = options.patience ?? usualPatience;
  }

  /** The next waits of a profile last until they end or are cancelled: `Keep Waiting` after one was over. */
  keepWaiting(profile: string): void {
    this.patient.add(profile);
  }

  /**
   * Waits for the body. Rejects with an AbortError where it was cancelled, and with IdentityTimedOut where its time was
   * over; the signal of the body is aborted in both cases, and what it then still does is not waited for.
   * @param onPerson asked when the time is over: true where a person is waited on after all
   */
  async run<T>(
    awaited: Awaited,
    outer: CancelSignal | undefined,
    body: (waiting: Waiting) => Promise<T>,
    onPerson?: () => Promise<boolean>,
  ): Promise<T> {
    throwIfCancelled(outer);
    const { kind, profile, region, subject = '' } = awaited;
    const controller = new AbortController();
    // Set by the timer, which the compiler cannot follow.
    let timedOut = false as boolean;
    let limit = ofPeople.has(kind) || this.patient.has(profile) ? undefined : this.patience;
    let shown = kind;
    const cancel = (): void => controller.abort();
    const changed = (over = false): void => this.options.listener?.(wait, over);
    const lift = (): void => {
      clearTimeout(timer);
      limit = undefined;
      if (!controller.signal.aborted) changed();
    };
    const wait: IdentityWait = {
      get kind() {
        return shown;
      },
      get limit() {
        return limit;
      },
      profile,
      region,
      subject,
      keepWaiting: lift,
      cancel,
    };
    const toPerson = (): void => {
      shown = 'browser';
      lift();
    };
    const end = async (): Promise<void> => {
      if ((await onPerson?.()) && !controller.signal.aborted) {
        toPerson();
        return;
      }
      // Taken away while it was looked.
      if (limit === undefined) return;
      timedOut = true;
      controller.abort();
    };
    const timer = limit === undefined ? undefined : setTimeout(() => void end(), limit);
    outer?.addEventListener('abort', cancel);
    changed();
    try {
      return await unlessCancelled(
        body({ signal: controller.signal, onPerson: toPerson }),
        controller.signal,
      );
    } catch (error) {
      if (!timedOut) throw error;
      throw new CredentialsError('IdentityTimedOut', String(Math.round(this.patience / 1000)));
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', cancel);
      // One that timed out is tried again with the patience that was asked for.
      if (!timedOut && !isQuestion(kind)) this.patient.delete(profile);
      changed(true);
    }
  }
}

const isQuestion = (kind: WaitKind): boolean => kind === 'mfa' || kind === 'nextCode';
