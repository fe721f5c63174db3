/**
 * What is written down of an import before it is sent, and of what became of it. A note holds no key material, not
 * even wrapped: the SHA-256 of the bytes, and facts that people read.
 */
import type { CheckValue } from '../rules/checkValues';
import type { KeyModesOfUse } from '../rules/keyAttributes';
import { identityName, type ImportIdentity } from './identity';

/** The tag that every import carries; its value is the note's `id`. */
export const importTag = 'key-material-inspector:import';

/** What the key was to be, where the request or the material says it. */
export interface WantedKey {
  readonly usage?: string;
  /** Several where only unwrapping shows which. */
  readonly algorithms?: readonly string[];
  readonly modes?: KeyModesOfUse;
  readonly exportable?: boolean;
  readonly enabled?: boolean;
  /** Asked for disabled: an equal check value does not enable it. */
  readonly staysDisabled?: boolean;
}

/** A moment on the clock of a machine that nobody can set: milliseconds since it was started. */
export interface Moment {
  readonly host: string;
  readonly milliseconds: number;
}

interface NoteFacts {
  readonly v: 1;
  /** 32 hex digits, random: the value of the tag. */
  readonly id: string;
  readonly identity: ImportIdentity;
  /** From 1: the same bytes were imported again on purpose, each with a note of its own. */
  readonly number: number;
  readonly profile: string;
  readonly endpoint: string;
  /** Milliseconds since 1970, for people only: clocks are set. */
  readonly startedAt: number;
  readonly wanted: WantedKey;
  /** What a person reads of it. */
  readonly headline?: string;
  /** Alias that the key was to get. */
  readonly alias?: string;
  /** Check values that its key must have: typed from a key ceremony form, or computed here from the key itself. */
  readonly expected?: readonly CheckValue[];
  /** Why the same bytes were sent again, in the user's words, and after which number. */
  readonly again?: { readonly reason: string; readonly after: number };
}

/** The key of an import that was answered and is not decided yet, as it was read last. */
export interface WaitingKey {
  readonly arn: string;
  /** Of the call that was answered; unknown where its answer was lost and the key was found. */
  readonly requestId?: string;
  /** ARN of the approval session; unknown where an answer left it out. */
  readonly session?: string;
  /** PENDING, APPROVED, FAILED or CANCELLED, or as the service names it. */
  readonly status?: string;
  /** When the session was opened, milliseconds since 1970. */
  readonly since?: number;
  /** The service's own words. */
  readonly message?: string;
  /** Its answer was lost; the key was found by its tag, or named by the user. */
  readonly found?: 'tag' | 'user';
}

/** Sent, or about to be, and not settled. */
export interface OpenNote extends NoteFacts {
  readonly state: 'open';
  /** False where the service refused the tag: then nothing but a person can say which key it is. */
  readonly tagged: boolean;
  /** Of an untagged one: ids of the keys that were listed directly before the call; undefined where they could not be. */
  readonly knownKeys?: readonly string[];
  /** Since when nothing of this call can leave this machine any more; undefined while it may. */
  readonly quiet?: Moment;
  /** It was answered: a team decides about this key. Until then the note stays, and nothing is sent. */
  readonly waiting?: WaitingKey;
}

/** An import about which an approval team decides. */
export type WaitingNote = OpenNote & { readonly waiting: WaitingKey };

export const isWaiting = (note: ImportNote): note is WaitingNote =>
  note.state === 'open' && note.waiting !== undefined;

/** Whether its session has ended without an approval; as AWS names the states. */
export const isOver = ({ status }: Pick<WaitingKey, 'status'>): boolean =>
  status === 'FAILED' || status === 'CANCELLED';

/** Settled: it became this key. */
export interface ImportedNote extends NoteFacts {
  readonly state: 'imported';
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly importedAt: number;
  readonly kcv?: string;
  readonly requestId?: string;
  /** Its answer was lost; the key was found by a look, or named by the user. */
  readonly found?: 'tag' | 'user';
  /** ARN of the session in which a team approved it. */
  readonly session?: string;
}

export type ImportNote = OpenNote | ImportedNote;

/** The latest note of an import that became a key, of those that are there. */
export function lastImported(notes: readonly ImportNote[]): ImportedNote | undefined {
  return notes.findLast((note): note is ImportedNote => note.state === 'imported');
}

/** Undefined where a text is not a whole note of ours, or names another import than its file does. */
export function parseNote(text: string, name: string): ImportNote | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isNote(value) && noteName(value) === name ? value : undefined;
}

/** Name of its file: the identity, the number and the state can be read without opening it. */
export function noteName({
  identity,
  number,
  state,
}: Pick<ImportNote, 'identity' | 'number' | 'state'>): string {
  return fileName(identityName(identity), number, state);
}

export function fileName(identity: string, number: number, state: ImportNote['state']): string {
  return `${identity}.${number}.${state}.json`;
}

/** Parts of a name; undefined where it is not that of a note. */
export function readName(
  name: string,
): { identity: string; number: number; state: ImportNote['state'] } | undefined {
  const [, identity, number, state] =
    /^([0-9a-f]{64})\.([1-9]\d{0,5})\.(open|imported)\.json$/.exec(name) ?? [];
  return identity === undefined
    ? undefined
    : { identity, number: Number(number), state: state as ImportNote['state'] };
}

function isNote(value: unknown): value is ImportNote {
  if (!isRecord(value)) return false;
  const { identity, wanted, again, quiet, knownKeys, state } = value;
  const common =
    value.v === 1 &&
    typeof value.id === 'string' &&
    /^[0-9a-f]{32}$/.test(value.id) &&
    isRecord(identity) &&
    ['service', 'account', 'region', 'kind', 'material'].every((one) => typeof identity[one] === 'string') &&
    Number.isInteger(value.number) &&
    isTime(value.startedAt) &&
    isWanted(wanted) &&
    ['profile', 'endpoint'].every((one) => typeof value[one] === 'string') &&
    ['headline', 'alias'].every((one) => isTextOrNothing(value[one])) &&
    (value.expected === undefined || (Array.isArray(value.expected) && value.expected.every(isCheckValue))) &&
    (again === undefined ||
      (isRecord(again) && typeof again.reason === 'string' && Number.isInteger(again.after)));
  if (!common) return false;
  if (state === 'open')
    return (
      typeof value.tagged === 'boolean' &&
      (knownKeys === undefined ||
        (Array.isArray(knownKeys) && knownKeys.every((one) => typeof one === 'string'))) &&
      (quiet === undefined ||
        (isRecord(quiet) && typeof quiet.host === 'string' && Number.isFinite(quiet.milliseconds))) &&
      (value.waiting === undefined || isWaitingKey(value.waiting))
    );
  return (
    state === 'imported' &&
    typeof value.arn === 'string' &&
    isTime(value.importedAt) &&
    ['kcv', 'requestId', 'found', 'session'].every((one) => isTextOrNothing(value[one]))
  );
}

function isWaitingKey(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.arn === 'string' &&
    ['requestId', 'session', 'status', 'message', 'found'].every((one) => isTextOrNothing(value[one])) &&
    (value.since === undefined || isTime(value.since))
  );
}

function isWanted(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { usage, algorithms, modes, exportable, enabled, staysDisabled } = value;
  return (
    isTextOrNothing(usage) &&
    (algorithms === undefined ||
      (Array.isArray(algorithms) && algorithms.every((one) => typeof one === 'string'))) &&
    (modes === undefined || isRecord(modes)) &&
    [exportable, enabled, staysDisabled].every((one) => one === undefined || typeof one === 'boolean')
  );
}

function isCheckValue(value: unknown): boolean {
  return isRecord(value) && typeof value.value === 'string' && isTextOrNothing(value.method);
}

/** Milliseconds that a Date can hold. */
function isTime(value: unknown): boolean {
  return Number.isFinite(value) && Math.abs(value as number) <= 8.64e15;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isTextOrNothing = (value: unknown): boolean => value === undefined || typeof value === 'string';
