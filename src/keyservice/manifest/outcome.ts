/** What a run over a manifest works with, and what becomes of its rows. */
import type { KeyServiceError } from '../errors';
import type { ImportClock } from '../imports/clock';
import type { NoteStore } from '../imports/noteStore';
import type { CancelSignal, Key, KeyService } from '../operations';
import type { JournalPort } from './journal';
import type { PreflightRow } from './preflight';

export interface RunPorts {
  readonly service: KeyService;
  readonly journal: JournalPort;
  /** Notes of all imports of this machine, and the time they go by. */
  readonly store: NoteStore;
  readonly clock: ImportClock;
  /** 32 random hex digits. */
  readonly newId: () => string;
  /** A person agreed that keys go without tags, as tagging is refused. */
  readonly untagged?: true;
  /** What went wrong beside the import itself, for the log. */
  readonly problem?: (error: unknown) => void;
  /** Ends the run behind the row under way. */
  readonly signal?: CancelSignal;
  readonly progress?: (step: RunStep) => void;
}

export interface RunStep {
  readonly row: PreflightRow;
  /** Rows of this run that are behind, and all of them. */
  readonly done: number;
  readonly of: number;
  /** Milliseconds that are waited for, as the service throttles or did not answer. */
  readonly waiting?: number;
  /** What just became of the row. */
  readonly outcome?: RowOutcome;
}

/**
 * 'imported' with all that was asked for; 'differs': the check value is another, so no alias was made; 'noAlias': the
 * key is there, the alias is not; 'notCompared': its check value could not be compared with the expected
 * one, so it has no alias, and stays disabled where it was sent so;
 * 'unclear': a person has to decide (`why`), and nothing is sent again; 'elsewhere':
 * another window imports the same, or may.
 */
export type RowResult =
  'imported' | 'differs' | 'noAlias' | 'notCompared' | 'failed' | 'unclear' | 'elsewhere';

/**
 * 'noTag', 'tagsDenied': one of `candidates` may be it; 'unseen': keys may not be listed; 'differs': its key is there
 * and is not as it is wanted now; 'unreadable': its note in `file` cannot be read; 'waiting': an approval team decides about
 * its key; 'refused': one did not approve it, nothing was imported.
 */
export type Unclear = 'noTag' | 'tagsDenied' | 'unseen' | 'differs' | 'unreadable' | 'waiting' | 'refused';

export interface RowOutcome {
  readonly number: number;
  readonly result: RowResult;
  readonly at: number;
  readonly arn?: string;
  readonly kcv?: string;
  readonly requestId?: string;
  /** The answer was lost, and the key was found. */
  readonly found?: true;
  /** It was imported without tags: tagging is refused, and a person agreed. */
  readonly untagged?: true;
  readonly alias?: string;
  readonly error?: KeyServiceError;
  readonly why?: Unclear;
  /** ARNs: of keys that it may be, or of the one that has the alias. */
  readonly candidates?: readonly string[];
  /** Of the note, or of a lock that may be anybody's. */
  readonly file?: string;
  /** As the service gave it; of rows imported in this run. */
  readonly key?: Key;
}
