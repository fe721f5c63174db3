/**
 * Looking for the key of an import whose answer is not there. Only reads. The tag alone settles: without it nobody
 * but a person can say which key it is, and dates decide nothing, as clocks are set.
 */
import { KeyServiceError } from '../errors';
import type { CallOptions, CancelSignal, Key, KeyService, KeySummary, Tag } from '../operations';
import { keyIdOf } from '../model/names';
import { passedSince, type ImportClock } from './clock';
import { importTag, type Moment, type OpenNote, type WantedKey } from './note';

/** A key that may be the one; with its date and origin where GetKey may be called. */
export type Candidate = KeySummary & Partial<Pick<Key, 'CreateTimestamp' | 'KeyOrigin'>>;

/** What became of an import whose answer is not there. */
export type Settled =
  | { readonly kind: 'found'; readonly key: Key }
  /** All keys were looked at; it is not there. Final only after the whole patience. */
  | { readonly kind: 'absent' }
  /** It may be one of these; a person decides, and nothing is sent. */
  | {
      readonly kind: 'candidates';
      readonly why: 'noTag' | 'tagsDenied';
      readonly candidates: readonly Candidate[];
      /** When this look began: only of one after the whole patience can "none of these" be said. */
      readonly at: Moment;
    }
  /** ListKeys is denied: nothing was looked at, and a person decides. */
  | { readonly kind: 'unseen'; readonly cause: KeyServiceError };

export interface LookPorts {
  readonly clock: ImportClock;
  readonly signal?: CancelSignal;
  /** ARNs that other settled imports became. */
  readonly knownArns: ReadonlySet<string>;
  /** What is being done, for a progress; called with 'wait' before each pause. */
  readonly report?: (doing: 'look' | 'wait' | 'send', millisecondsLeft: number) => void;
}

/**
 * Looks, and while the service may still be at it, looks again. "Absent" comes only after the whole patience since
 * the call ended, and after a look at every key.
 * @throws {KeyServiceError} where the service could not be asked, or the user cancelled
 */
export async function settlePatiently(
  service: KeyService,
  note: OpenNote,
  ports: LookPorts,
): Promise<Settled> {
  const { clock, signal, report } = ports;
  const seen = new Set<string>();
  for (;;) {
    report?.('look', 0);
    // The time is taken before the look: a key that comes during it is found by the next.
    const at = clock.moment();
    const left = note.quiet ? clock.patience - passedSince(note.quiet, at) : clock.patience;
    const settled = await look(service, note, { ...ports, at }, seen, left > 0 ? 'likely' : 'every');
    if (settled.kind !== 'absent' || left <= 0) return settled;
    report?.('wait', left);
    await clock.pause(Math.min(left, clock.patience / 9), signal);
    if (signal?.aborted) throw cancelledLook(service);
  }
}

/**
 * One look.
 * @param seen ARNs whose tags were read before: a key has its tags from its first moment
 * @param which 'likely': keys of the usage that was wanted; 'every' one, as a last look must not rest on our tables
 */
export async function look(
  service: KeyService,
  note: OpenNote,
  { signal, knownArns, at }: Pick<LookPorts, 'signal' | 'knownArns'> & { readonly at: Moment },
  seen: Set<string>,
  which: 'likely' | 'every',
): Promise<Settled> {
  let keys: readonly KeySummary[];
  try {
    keys = await listKeys(service, signal);
  } catch (error) {
    if (isDenied(error)) return { kind: 'unseen', cause: error };
    throw error;
  }
  const likely = ({ KeyAttributes }: KeySummary): boolean =>
    note.wanted.usage === undefined || KeyAttributes.KeyUsage === note.wanted.usage;
  const possible = keys.filter(({ KeyArn }) => !knownArns.has(KeyArn));
  const first = possible.filter(likely);
  const others = which === 'every' ? possible.filter((key) => !likely(key)) : [];
  if (!note.tagged) {
    const before = note.knownKeys && new Set(note.knownKeys);
    const fresh = before
      ? possible.filter(({ KeyArn }) => !before.has(keyIdOf(KeyArn)))
      : [...first, ...others];
    return candidatesOf(service, fresh, { why: 'noTag', at }, signal);
  }
  try {
    for (const summary of [...first, ...others]) {
      const { KeyArn } = summary;
      if (seen.has(KeyArn)) continue;
      if (await hasTag(service, KeyArn, note.id, signal))
        return { kind: 'found', key: await getKey(service, summary, signal) };
      seen.add(KeyArn);
    }
  } catch (error) {
    if (!isDenied(error)) throw error;
    return candidatesOf(service, [...first, ...others], { why: 'tagsDenied', at }, signal);
  }
  return { kind: 'absent' };
}

/** GetKey is asked for so many at most: a person compares them one by one. */
const mostCandidates = 50;

/**
 * Keys that were imported, those of the wanted usage first, each by date, the latest first, where dates may be read.
 * 'absent' only where no key is possible at all.
 */
async function candidatesOf(
  service: KeyService,
  keys: readonly KeySummary[],
  about: { readonly why: 'noTag' | 'tagsDenied'; readonly at: Moment },
  signal: CancelSignal | undefined,
): Promise<Settled> {
  const candidates: Candidate[] = [];
  // A replica came from another Region; an import makes a key of this one.
  const isReplica = ({ MultiRegionKeyType }: KeySummary): boolean => MultiRegionKeyType === 'REPLICA';
  const possible = keys.filter((key) => !isReplica(key));
  for (const summary of possible.slice(0, mostCandidates)) {
    const key: Candidate = await getKey(service, summary, signal);
    // Where the answer does not say, it may have been imported.
    if (!isReplica(key) && (key.KeyOrigin === undefined || key.KeyOrigin === 'EXTERNAL'))
      candidates.push(key);
  }
  candidates.push(...possible.slice(mostCandidates));
  if (candidates.length === 0) return { kind: 'absent' };
  const [usage] = keys.map(({ KeyAttributes }) => KeyAttributes.KeyUsage);
  const rank = (key: Candidate): number => (key.KeyAttributes.KeyUsage === usage ? 0 : 1);
  const timeOf = ({ CreateTimestamp }: Candidate): number => CreateTimestamp?.getTime() ?? 0;
  return {
    kind: 'candidates',
    ...about,
    candidates: candidates.sort((a, b) => rank(a) - rank(b) || timeOf(b) - timeOf(a)),
  };
}

/** In what a key is not as it is wanted now. */
export type Difference =
  | { readonly what: 'usage' | 'algorithm' | 'state'; readonly wanted: string; readonly found: string }
  | { readonly what: 'modes'; readonly wanted: readonly string[]; readonly found: readonly string[] }
  | { readonly what: 'exportable' | 'enabled'; readonly wanted: boolean; readonly found: boolean };

/** Compares only what both sides say: answers may be sparse. */
export function differencesOf(key: Key, wanted: WantedKey): readonly Difference[] {
  const all: Difference[] = [];
  const { KeyState, Enabled, Exportable } = key;
  const attributes = key.KeyAttributes as Partial<Key['KeyAttributes']>;
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse } = attributes;
  if (wanted.usage !== undefined && KeyUsage !== undefined && KeyUsage !== wanted.usage)
    all.push({ what: 'usage', wanted: wanted.usage, found: KeyUsage });
  const { algorithms = [] } = wanted;
  if (algorithms.length > 0 && KeyAlgorithm !== undefined && !algorithms.includes(KeyAlgorithm))
    all.push({ what: 'algorithm', wanted: algorithms.join(', '), found: KeyAlgorithm });
  const modes = wanted.modes && trueOf(wanted.modes);
  const found = KeyModesOfUse && trueOf(KeyModesOfUse);
  if (modes && found && modes.length > 0 && found.length > 0 && modes.join() !== found.join())
    all.push({ what: 'modes', wanted: modes, found });
  if (wanted.exportable !== undefined && Exportable !== undefined && Exportable !== wanted.exportable)
    all.push({ what: 'exportable', wanted: wanted.exportable, found: Exportable });
  const enabled = wanted.enabled ?? true;
  if (Enabled !== undefined && Enabled !== enabled)
    all.push({ what: 'enabled', wanted: enabled, found: Enabled });
  if (KeyState !== 'CREATE_COMPLETE') all.push({ what: 'state', wanted: 'CREATE_COMPLETE', found: KeyState });
  return all;
}

function trueOf(modes: object): string[] {
  return Object.entries(modes)
    .filter(([, value]) => value === true)
    .map(([name]) => name)
    .sort();
}

export async function listKeys(
  service: KeyService,
  signal: CancelSignal | undefined,
): Promise<readonly KeySummary[]> {
  const keys: KeySummary[] = [];
  let token: string | undefined;
  do {
    const { output } = await service.call(
      'ListKeys',
      { MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) },
      readOf(service, signal),
    );
    keys.push(...output.Keys);
    token = output.NextToken;
  } while (token !== undefined);
  return keys;
}

/** Reads are bound to the account as well: a look into another one would find that nothing was imported. */
function readOf({ target }: KeyService, signal: CancelSignal | undefined): CallOptions {
  return {
    ...(target.account === undefined ? {} : { account: target.account }),
    ...(signal ? { signal } : {}),
  };
}

export function isDenied(error: unknown): error is KeyServiceError {
  return error instanceof KeyServiceError && error.kind === 'notAuthorised';
}

/** @throws {KeyServiceError} */
export async function keyAt(
  service: KeyService,
  KeyIdentifier: string,
  signal: CancelSignal | undefined,
): Promise<Key> {
  return (await service.call('GetKey', { KeyIdentifier }, readOf(service, signal))).output.Key;
}

/** Where GetKey is denied, what the list says: its date and origin are missing then, as in any sparse answer. */
async function getKey(
  service: KeyService,
  summary: KeySummary,
  signal: CancelSignal | undefined,
): Promise<Key> {
  try {
    return await keyAt(service, summary.KeyArn, signal);
  } catch (error) {
    if (isDenied(error)) return summary;
    throw error;
  }
}

async function hasTag(
  service: KeyService,
  arn: string,
  id: string,
  signal: CancelSignal | undefined,
): Promise<boolean> {
  let token: string | undefined;
  do {
    const { output } = (await service
      .call(
        'ListTagsForResource',
        { ResourceArn: arn, ...(token === undefined ? {} : { NextToken: token }) },
        readOf(service, signal),
      )
      .catch((error: unknown) => {
        // Deleted since it was listed.
        if (error instanceof KeyServiceError && error.kind === 'notFound') return { output: { Tags: [] } };
        throw error;
      })) as { output: { Tags: readonly Tag[]; NextToken?: string } };
    if (output.Tags.some(({ Key, Value }) => Key === importTag && Value === id)) return true;
    token = output.NextToken;
  } while (token !== undefined);
  return false;
}

function cancelledLook(service: KeyService): KeyServiceError {
  return new KeyServiceError({
    operation: 'ListKeys',
    endpoint: service.target.endpoint,
    name: 'AbortError',
    cancelled: true,
  });
}
