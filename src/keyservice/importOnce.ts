/**
 * ImportKey, sent once. The call is not idempotent: sent again after an answer that was lost, it makes a
 * second key. So each call carries a tag of its own, and an intent with that tag is written down before it;
 * where the answer is lost, the key with the tag is looked for before anything is sent again.
 */
import { KeyServiceError } from './errors';
import type { KeyUsage } from './model/enums';
import type {
  CancelSignal,
  ImportKeyInput,
  Key,
  KeyAttributes,
  KeyService,
  KeySummary,
  ServiceTarget,
} from './operations';

/** The tag that every import carries; its value is the intent's `id`. */
export const importTag = 'key-material-inspector:import';

/** What is known of an import before it is sent. Holds no key material, not even wrapped. */
export interface ImportIntent {
  /** 32 hex digits, random. */
  readonly id: string;
  /** SHA-256 of the request as JSON, hex: the same import is known again by it. */
  readonly hash: string;
  readonly profile: string;
  readonly region: string;
  readonly endpoint: string;
  /** A simulator that begins anew has another endpoint: it is known again by this. */
  readonly service?: ServiceTarget['kind'];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Where the material says them. */
  readonly attributes?: KeyAttributes;
  /** Where the material says no more than that. */
  readonly usage?: KeyUsage;
  /** What a person reads of it, when it is asked about later. */
  readonly headline?: string;
  /** Name that the key was to get. */
  readonly alias?: string;
  /** KCV as known here, hex; of most imports it is not. */
  readonly keyCheckValue?: string;
  /** ARNs that were there before; present where the service refused the tag. */
  readonly knownArns?: readonly string[];
}

export interface IntentStore {
  list(): Promise<readonly ImportIntent[]>;
  /** Resolves when it would be found again after a crash. */
  put(intent: ImportIntent): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface ImportOnce extends Pick<
  ImportIntent,
  'hash' | 'attributes' | 'usage' | 'keyCheckValue' | 'headline' | 'alias'
> {
  readonly input: ImportKeyInput;
}

/**
 * How long after an unanswered call the service may still be at it: before that is over, a key that is not there
 * is looked for again, and nothing is sent.
 */
export interface Patience {
  readonly milliseconds: number;
  /** Resolves after that time, or when the signal says so. */
  readonly pause: (milliseconds: number, signal: CancelSignal | undefined) => Promise<void>;
}

export interface ImportOnceOptions {
  readonly store: IntentStore;
  /** 32 random hex digits. */
  readonly newId: () => string;
  readonly now: () => number;
  readonly signal?: CancelSignal;
  readonly patience?: Patience;
  /** What is being done, for a progress; called with 'wait' before each pause. */
  readonly report?: (doing: 'look' | 'wait' | 'send', millisecondsLeft: number) => void;
}

/** What became of an import whose answer is not there. */
export type Settled =
  | { readonly kind: 'found'; readonly key: Key }
  /** Looked through everything; it is not there, and may be sent again. */
  | { readonly kind: 'absent' }
  /** It may be one of these; a person has to decide, and nothing is sent again. */
  | { readonly kind: 'unclear'; readonly candidates: readonly Key[] };

export type ImportResult =
  | { readonly kind: 'imported'; readonly key: Key; readonly requestId?: string; readonly found: boolean }
  /** The answer was lost and the key is not there. Called again, this looks once more and then sends. */
  | { readonly kind: 'lost'; readonly cause: KeyServiceError }
  | {
      readonly kind: 'unclear';
      readonly cause: KeyServiceError;
      readonly candidates: readonly Key[];
      readonly intent: ImportIntent;
    };

/**
 * Imports a key once. Before it sends anything, intents of the same request that were never settled are
 * looked into: their key is the answer where it is there.
 * @throws {KeyServiceError} where it is certain that nothing was imported
 */
export async function importOnce(
  service: KeyService,
  wanted: ImportOnce,
  options: ImportOnceOptions,
): Promise<ImportResult> {
  const { store, signal } = options;
  const { profile, region, endpoint, kind } = service.target;
  for (const open of await store.list()) {
    if (open.hash !== wanted.hash || !isOf(open, service.target)) continue;
    const settled = await settlePatiently(service, open, options);
    if (settled.kind === 'unclear')
      return { kind: 'unclear', cause: lostBefore(service), candidates: settled.candidates, intent: open };
    await store.remove(open.id);
    if (settled.kind === 'found') return { kind: 'imported', key: settled.key, found: true };
  }
  const intent: ImportIntent = {
    id: options.newId(),
    hash: wanted.hash,
    profile,
    region,
    endpoint,
    service: kind,
    startedAt: options.now(),
    ...(wanted.attributes && { attributes: wanted.attributes }),
    ...(wanted.usage && { usage: wanted.usage }),
    ...(wanted.headline !== undefined && { headline: wanted.headline }),
    ...(wanted.alias !== undefined && { alias: wanted.alias }),
    ...(wanted.keyCheckValue !== undefined && { keyCheckValue: wanted.keyCheckValue }),
  };
  const tags = [...(wanted.input.Tags ?? []), { Key: importTag, Value: intent.id }];
  options.report?.('send', 0);
  try {
    return await send(service, { ...wanted.input, Tags: tags }, intent, options);
  } catch (error) {
    if (!tagRefused(error)) throw error;
    // Without the tag, what was there before tells what is new.
    const knownArns = (await listKeys(service, signal)).map(({ KeyArn }) => KeyArn);
    return send(service, wanted.input, { ...intent, knownArns }, options);
  }
}

async function send(
  service: KeyService,
  input: ImportKeyInput,
  intent: ImportIntent,
  { store, signal, report }: ImportOnceOptions,
): Promise<ImportResult> {
  await store.put(intent);
  try {
    const { output, requestId } = await service.call('ImportKey', input, signal && { signal });
    await store.remove(intent.id);
    return {
      kind: 'imported',
      key: output.Key,
      found: false,
      ...(requestId === undefined ? {} : { requestId }),
    };
  } catch (error) {
    if (!(error instanceof KeyServiceError)) throw error;
    if (error.effect === 'none') {
      await store.remove(intent.id);
      throw error;
    }
    // Without the signal: a cancelled import is looked for all the same.
    report?.('look', 0);
    const settled = await settleImport(service, intent).catch((): Settled => ({
      kind: 'unclear',
      candidates: [],
    }));
    if (settled.kind === 'unclear')
      return { kind: 'unclear', cause: error, candidates: settled.candidates, intent };
    // The intent of a lost one stays: the service may still be at it, and the next try looks again first.
    if (settled.kind === 'absent') return { kind: 'lost', cause: error };
    await store.remove(intent.id);
    return { kind: 'imported', key: settled.key, found: true };
  }
}

/** Whether an intent was for this service: the same profile may lead elsewhere by now. */
export function isOf(intent: ImportIntent, target: ServiceTarget): boolean {
  return (
    intent.region === target.region &&
    (intent.endpoint === target.endpoint || (intent.service === 'simulator' && target.kind === 'simulator'))
  );
}

/** Looks, and where nothing is there while the service may still be at it, looks again until it cannot be. */
export async function settlePatiently(
  service: KeyService,
  intent: ImportIntent,
  { now, signal, patience, report }: Pick<ImportOnceOptions, 'now' | 'signal' | 'patience' | 'report'>,
): Promise<Settled> {
  for (;;) {
    report?.('look', 0);
    // The time is taken before the look: a key that comes during it is found by the next.
    const whole = patience?.milliseconds ?? 0;
    const left = intent.startedAt + whole - now();
    const settled = await settleImport(service, intent, signal);
    // A clock that was set back must not make anybody wait for longer than that.
    if (!patience || settled.kind !== 'absent' || left <= 0 || left > whole) return settled;
    report?.('wait', left);
    await patience.pause(Math.min(left, 5_000), signal);
    if (signal?.aborted)
      throw new KeyServiceError({
        operation: 'ListKeys',
        endpoint: service.target.endpoint,
        name: 'AbortError',
        cancelled: true,
      });
  }
}

/** Looks whether the key of an intent is there. Only reads. */
export async function settleImport(
  service: KeyService,
  intent: ImportIntent,
  signal?: CancelSignal,
): Promise<Settled> {
  const options = signal && { signal };
  const known = new Set(intent.knownArns ?? []);
  const possible = (await listKeys(service, signal)).filter(
    (key) =>
      !known.has(key.KeyArn) &&
      key.KeyState !== 'DELETE_COMPLETE' &&
      (!intent.attributes || sameAttributes(key.KeyAttributes, intent.attributes)) &&
      (!intent.usage || key.KeyAttributes.KeyUsage === intent.usage),
  );
  const read = async (arn: string): Promise<Key> =>
    (await service.call('GetKey', { KeyIdentifier: arn }, options)).output.Key;
  if (intent.knownArns === undefined) {
    for (const { KeyArn } of possible)
      if (await hasTag(service, KeyArn, intent.id, signal)) return { kind: 'found', key: await read(KeyArn) };
    return { kind: 'absent' };
  }
  const candidates: Key[] = [];
  for (const { KeyArn } of possible) {
    const key = await read(KeyArn);
    // A minute for clocks that differ.
    const recent = key.CreateTimestamp.getTime() > intent.startedAt - 60_000;
    const kcv = intent.keyCheckValue;
    if (
      recent &&
      key.KeyOrigin === 'EXTERNAL' &&
      (kcv === undefined || sameKcv(kcv, key.KeyCheckValue ?? ''))
    )
      candidates.push(key);
  }
  const [only] = candidates;
  if (only === undefined) return { kind: 'absent' };
  return candidates.length === 1 && intent.keyCheckValue !== undefined
    ? { kind: 'found', key: only }
    : { kind: 'unclear', candidates };
}

async function listKeys(service: KeyService, signal: CancelSignal | undefined): Promise<KeySummary[]> {
  const keys: KeySummary[] = [];
  let token: string | undefined;
  do {
    const { output } = await service.call(
      'ListKeys',
      { MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) },
      signal && { signal },
    );
    keys.push(...output.Keys);
    token = output.NextToken;
  } while (token !== undefined);
  return keys;
}

async function hasTag(
  service: KeyService,
  arn: string,
  id: string,
  signal: CancelSignal | undefined,
): Promise<boolean> {
  let token: string | undefined;
  do {
    const { output } = await service.call(
      'ListTagsForResource',
      { ResourceArn: arn, ...(token === undefined ? {} : { NextToken: token }) },
      signal && { signal },
    );
    if (output.Tags.some(({ Key, Value }) => Key === importTag && Value === id)) return true;
    token = output.NextToken;
  } while (token !== undefined);
  return false;
}

function sameAttributes(a: KeyAttributes, b: KeyAttributes): boolean {
  return a.KeyUsage === b.KeyUsage && a.KeyAlgorithm === b.KeyAlgorithm;
}

/** Check values of different lengths are compared as prefixes. */
function sameKcv(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return length > 0 && a.slice(0, length).toUpperCase() === b.slice(0, length).toUpperCase();
}

function tagRefused(error: unknown): boolean {
  return (
    error instanceof KeyServiceError &&
    error.kind === 'notAuthorised' &&
    (error.serviceText ?? '').includes('TagResource')
  );
}

/** Stands for the failure of an earlier run, of which only the intent is left. */
function lostBefore(service: KeyService): KeyServiceError {
  return new KeyServiceError({
    operation: 'ImportKey',
    endpoint: service.target.endpoint,
    name: 'TimeoutError',
    message: 'An earlier import of the same request was never answered.',
  });
}
