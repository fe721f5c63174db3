/** What an import runs on, and what can become of it. */
import type { KeyServiceError } from '../errors';
import type { CancelSignal, Key } from '../operations';
import type { ImportClock } from './clock';
import type { ImportedNote, Moment, OpenNote, WaitingNote } from './note';
import type { ImportLockHolder, NoteStore, UnreadableNote } from './noteStore';
import type { Candidate, Difference } from './settle';

export interface ImportPorts {
  readonly store: NoteStore;
  readonly clock: ImportClock;
  /** 32 random hex digits. */
  readonly newId: () => string;
  readonly signal?: CancelSignal;
  /** Ends waiting and looking before anything is sent, never a call under way. */
  readonly stop?: CancelSignal;
  readonly report?: (doing: 'look' | 'wait' | 'send', millisecondsLeft: number) => void;
  /** What went wrong beside the import itself, for the log. */
  readonly problem?: (error: unknown) => void;
}

export type ImportResult =
  | {
      readonly kind: 'imported';
      readonly key: Key;
      readonly note: ImportedNote;
      readonly requestId?: string;
      /** The answer was lost; the key was found by its tag. */
      readonly found: boolean;
    }
  /** The key of an earlier call that was lost is there, and is not as it is wanted now: a question. */
  | {
      readonly kind: 'differs';
      readonly key: Key;
      readonly differences: readonly Difference[];
      readonly note: OpenNote;
    }
  /** A team decides about this key. Its note stays open until then, and nothing is sent again. */
  | { readonly kind: 'waiting'; readonly key: Key; readonly note: WaitingNote }
  /** The key is in CREATE_FAILED: nothing was imported, that is certain, and its note is gone. */
  | { readonly kind: 'refused'; readonly key: Key; readonly note: OpenNote }
  /** These bytes were imported before. Nothing was sent. */
  | { readonly kind: 'before'; readonly notes: readonly ImportedNote[] }
  /** No answer, and the key is not there yet. Called again, this waits, looks, and then sends. */
  | { readonly kind: 'lost'; readonly cause: KeyServiceError; readonly note: OpenNote }
  /** One of these may be it. Nothing is sent until a person has decided. */
  | {
      readonly kind: 'candidates';
      readonly why: 'noTag' | 'tagsDenied';
      readonly candidates: readonly Candidate[];
      /** When the look began: only of one after the whole patience can "none of these" be said. */
      readonly at: Moment;
      readonly note: OpenNote;
    }
  /** Listing keys is denied: nothing was looked at. Nothing is sent until a person has decided. */
  | { readonly kind: 'unseen'; readonly cause: KeyServiceError; readonly note: OpenNote }
  /** An earlier call was not answered, and could not be looked for now. Nothing was sent. */
  | { readonly kind: 'unclear'; readonly cause: KeyServiceError; readonly note: OpenNote }
  /** Another window or process is importing the same, or may be; nothing was sent. */
  | { readonly kind: 'elsewhere'; readonly holder?: ImportLockHolder }
  /** A note on this import is there and cannot be read; nothing was sent. */
  | { readonly kind: 'unreadable'; readonly note: UnreadableNote }
  /**
   * The service refused the call for its tags. Nothing was imported, that is certain; it can go without tags where a
   * person agrees (`ImportRequest.untagged`).
   */
  | { readonly kind: 'tagRefused'; readonly cause: KeyServiceError }
  /** Nothing was imported, that is certain. */
  | { readonly kind: 'failed'; readonly cause: KeyServiceError }
  /** It could not be noted on this machine, and so was not sent. */
  | { readonly kind: 'notNoted'; readonly problem: string };
