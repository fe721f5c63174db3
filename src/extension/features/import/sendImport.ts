/** One import sent once: a lock that other windows see, an intent on the disk, then the call. */
import { toHex } from '../../../core/asn1/value';
import { digestOf } from '../../../core/crypto/hmac';
import { KeyServiceError } from '../../../keyservice/errors';
import {
  importOnce,
  isOf,
  type ImportResult,
  type IntentStore,
  type Patience,
} from '../../../keyservice/importOnce';
import type { KeyUsage } from '../../../keyservice/model/enums';
import type { CancelSignal, ImportKeyInput, KeyAttributes, KeyService } from '../../../keyservice/operations';
import type { ImportPlan } from '../../../keyservice/plans/plan';
import { logFailure } from '../../support/log';
import type { FolderIntents } from './intents';

export type SendResult =
  | ImportResult
  /** Another window, or another process, is importing the same material now; nothing was sent. */
  | { readonly kind: 'elsewhere' }
  /** Nothing was imported, that is certain. */
  | { readonly kind: 'failed'; readonly cause: KeyServiceError }
  /** It could not be noted on this machine, and so was not sent. */
  | { readonly kind: 'notNoted'; readonly problem: string };

export interface SendOptions {
  readonly signal?: CancelSignal;
  readonly report?: (doing: 'look' | 'wait' | 'send', millisecondsLeft: number) => void;
  readonly patience?: Patience;
}

/** What a person reads of an import, and the name its key gets: kept with the intent. */
export interface SendLabels {
  readonly headline: string;
  readonly alias?: string;
  /** Computed here from the key itself, never typed. */
  readonly keyCheckValue?: string;
}

/** Half a minute may pass before a call times out; what came late was done by then. */
export const patience: Patience = {
  milliseconds: 45_000,
  pause: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener('abort', done);
      if (signal?.aborted) done();
    }),
};

/** SHA-256 of what is imported, hex. Tags and the like are no part of it: the same block is the same import. */
export function materialHash(input: ImportKeyInput): string {
  return toHex(
    digestOf('SHA-256', new TextEncoder().encode(JSON.stringify(input.KeyMaterial))),
  ).toLowerCase();
}

export function newImportId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(16))).toLowerCase();
}

export async function sendImport(
  service: KeyService,
  intents: FolderIntents,
  plan: ImportPlan,
  labels: SendLabels,
  options: SendOptions = {},
): Promise<SendResult> {
  const hash = materialHash(plan.request);
  // What stays of a note is looked into the next time; it must not hide that the key is there.
  const store: IntentStore = {
    list: () => intents.list(),
    put: (intent) => intents.put(intent),
    remove: (id) => intents.remove(id).catch((error: unknown) => logFailure('Removing a note', error)),
  };
  let release: (() => Promise<void>) | undefined;
  try {
    release = await intents.lock(hash);
    if (!release) return { kind: 'elsewhere' };
    return await importOnce(
      service,
      { input: plan.request, hash, ...labels, ...knownOf(plan) },
      {
        store,
        newId: newImportId,
        now: () => Date.now(),
        patience: options.patience ?? patience,
        ...(options.signal ? { signal: options.signal } : {}),
        ...(options.report ? { report: options.report } : {}),
      },
    );
  } catch (error) {
    if (!(error instanceof KeyServiceError))
      return { kind: 'notNoted', problem: error instanceof Error ? error.message : String(error) };
    // An earlier call of the same import was never answered, and could not be looked for.
    const open = (await intents.list().catch(() => [])).find(
      (intent) => intent.hash === hash && isOf(intent, service.target),
    );
    return open
      ? { kind: 'unclear', cause: error, candidates: [], intent: open }
      : { kind: 'failed', cause: error };
  } finally {
    await release?.().catch((error: unknown) => logFailure('Giving back a lock', error));
  }
}

/** What the key will be: narrows the search for it. */
function knownOf(plan: ImportPlan): { attributes?: KeyAttributes; usage?: KeyUsage } {
  const material = Object.values(plan.request.KeyMaterial)[0] as { KeyAttributes?: KeyAttributes };
  if (material.KeyAttributes) return { attributes: material.KeyAttributes };
  const usage = plan.summary.find(({ row }) => row === 'usage')?.value;
  return usage === undefined ? {} : { usage: usage as KeyUsage };
}
