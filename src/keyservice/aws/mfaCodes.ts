/**
 * Codes of MFA devices. AWS takes each code once, and a device shows one for half a minute: a second question in the
 * same half minute could only get the code that was used.
 */
import type { AskMfa } from '../identity';
import type { CancelSignal } from '../operations';
import { pause } from './cancel';
import type { Awaited, IdentityWaits } from './identityWaits';

/** Milliseconds that a code is shown for (RFC 6238, as AWS uses it). */
const usualStep = 30_000;

export class MfaCodes {
  /** By device: profiles may share one. */
  private readonly given = new Map<string, { readonly step: number; readonly code: string }>();

  constructor(
    private readonly ask: AskMfa,
    private readonly waits: IdentityWaits,
    private readonly step = usualStep,
  ) {}

  async get(serial: string, awaited: Omit<Awaited, 'kind'>, signal: CancelSignal): Promise<string> {
    const { profile } = awaited;
    const before = this.given.get(serial);
    const left = before ? (before.step + 1) * this.step - Date.now() : 0;
    if (left > 0)
      await this.waits.run({ ...awaited, kind: 'nextCode', subject: serial }, signal, (waiting) =>
        pause(left, waiting.signal),
      );
    const code = await this.waits.run({ ...awaited, kind: 'mfa', subject: serial }, signal, (waiting) =>
      this.ask({ serial, profile, signal: waiting.signal, used: (typed) => typed === before?.code }),
    );
    const kept = { step: Math.floor(Date.now() / this.step), code };
    this.given.set(serial, kept);
    // No longer than a device with a slow clock may show it.
    setTimeout(() => {
      if (this.given.get(serial) === kept) this.given.delete(serial);
    }, 3 * this.step).unref();
    return code;
  }
}
