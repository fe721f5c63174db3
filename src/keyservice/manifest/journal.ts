/**
 * The journal of manifest imports: a line for each step, on the disk before the next one. What was imported is
 * known by the hash of block and wrapping key, so that a manifest may be edited, moved or copied and nothing in it
 * is imported twice. It holds hashes, ARNs, check values, request ids and times, never a block.
 */
import { toHex } from '../../core/asn1/value';
import { digestOf } from '../../core/crypto/hmac';
import type { ImportIntent } from '../importOnce';
import type { ServiceTarget } from '../operations';

/** One run over one manifest begins. */
export interface RunBegan {
  readonly t: 'begin';
  readonly v: 1;
  /** Random. */
  readonly run: string;
  /** URI of the manifest, and its name for people. */
  readonly manifest: string;
  readonly name: string;
  /** Rows that this run is to import, and rows of the manifest. */
  readonly wanted: number;
  readonly rows: number;
  readonly target: ServiceTarget;
  /** Ids of the keys that were there, parted by spaces: none of them can come of this run. */
  readonly known: string;
  /** Milliseconds since 1970, as all times here. */
  readonly at: number;
}

/** Written before a request is sent. ARNs known before are told once: here only those that are new. */
export interface RowSent {
  readonly t: 'sent';
  readonly row: number;
  readonly hash: string;
  readonly intent: ImportIntent;
}

export interface RowImported {
  readonly t: 'imported';
  readonly row: number;
  readonly hash: string;
  readonly arn: string;
  readonly at: number;
  readonly kcv?: string;
  readonly requestId?: string;
  /** The answer was lost; the key was found by its tag. */
  readonly found?: true;
  /** Intents that are over with this. */
  readonly settles: readonly string[];
}

export type JournalLine =
  | RunBegan
  | RowSent
  | RowImported
  | {
      readonly t: 'alias';
      readonly row: number;
      readonly hash: string;
      readonly alias: string;
      readonly at: number;
    }
  /** These intents led to nothing: refused, or looked for and not there. */
  | { readonly t: 'settled'; readonly settles: readonly string[] }
  | {
      readonly t: 'failed';
      readonly row: number;
      readonly hash: string;
      readonly kind: string;
      readonly at: number;
    }
  | { readonly t: 'end'; readonly run: string; readonly complete: boolean; readonly at: number };

/** Appends lines; resolves when they would be found again after a crash. */
export interface JournalPort {
  append(...lines: readonly JournalLine[]): Promise<void>;
}

/** The id of a key: the end of its ARN. */
export function keyId(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** What is known of a row that was imported. */
export interface RowRecord extends Omit<RowImported, 't' | 'settles'> {
  /** The alias that it got. */
  readonly alias?: string;
}

/** A run that was begun and did not come to the end of its rows. */
export interface UnfinishedRun extends RunBegan {
  readonly done: number;
}

/** Names a row: SHA-256, in hex, of the block and the ARN of its wrapping key. */
export function rowHash(keyBlock: string, wrappingKeyArn: string): string {
  return digestOfText(`${wrappingKeyArn}\n${keyBlock}`);
}

/** Names a manifest's file, among journals, by its URI. */
export function journalName(manifest: string): string {
  return `${digestOfText(manifest).slice(0, 32)}.jsonl`;
}

/** Over two octets a character: every text has its own. */
function digestOfText(text: string): string {
  const octets = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    octets[2 * i] = unit >> 8;
    octets[2 * i + 1] = unit & 0xff;
  }
  return toHex(digestOf('SHA-256', octets));
}

/** Lines of a journal as they were written; a last one that was cut off, and what is no line, are left out. */
export function readJournal(text: string): JournalLine[] {
  const lines: JournalLine[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (isLine(value)) lines.push(value);
    } catch {
      // Cut off by the end of its process: what it would have said did not happen yet, or is looked for.
    }
  }
  return lines;
}

/** All journals of this machine, put together. */
export class Journals {
  private readonly records = new Map<string, RowRecord>();
  private readonly intents = new Map<string, { intent: ImportIntent; began: RunBegan | undefined }>();
  private readonly settled = new Set<string>();
  private readonly runs = new Map<string, { began: RunBegan; done: Set<string>; complete: boolean }>();

  /** Takes one file's lines, all of them at once or as they are written. */
  file(): (...lines: readonly JournalLine[]) => void {
    const known: string[] = [];
    let run: { began: RunBegan; done: Set<string>; complete: boolean } | undefined;
    return (...lines) => {
      for (const line of lines)
        switch (line.t) {
          case 'begin':
            run = { began: line, done: new Set(), complete: false };
            // A new run over a manifest takes the place of the one before.
            this.runs.set(`${line.manifest}\n${line.target.region}\n${line.target.account ?? ''}`, run);
            break;
          case 'sent': {
            const { knownArns } = line.intent;
            if (knownArns) known.push(...knownArns);
            if (!this.settled.has(line.intent.id))
              this.intents.set(line.intent.id, {
                intent: { ...line.intent, ...(knownArns ? { knownArns: known.slice() } : {}) },
                began: run?.began,
              });
            break;
          }
          case 'imported': {
            this.records.set(line.hash, line);
            this.settle(line.settles);
            run?.done.add(line.hash);
            break;
          }
          case 'alias': {
            const record = this.records.get(line.hash);
            if (record) this.records.set(line.hash, { ...record, alias: line.alias });
            run?.done.add(line.hash);
            break;
          }
          case 'settled':
            this.settle(line.settles);
            break;
          case 'end':
            if (run?.began.run === line.run) run.complete = line.complete;
            break;
          case 'failed':
        }
    };
  }

  record(hash: string): RowRecord | undefined {
    return this.records.get(hash);
  }

  /** Intents that were never settled. */
  get open(): readonly ImportIntent[] {
    return [...this.intents.values()].map(({ intent }) => intent);
  }

  /** Ids of keys that were there before any request of this row was sent. */
  knownBefore(hash: string): ReadonlySet<string> {
    const sets = [...this.intents.values()]
      .filter(({ intent }) => intent.hash === hash)
      .map(({ began }) => new Set(began?.known.split(' ')));
    const [first = new Set<string>(), ...others] = sets;
    return new Set([...first].filter((id) => id !== '' && others.every((set) => set.has(id))));
  }

  /** One file may settle what another sent. */
  private settle(ids: readonly string[]): void {
    for (const id of ids) {
      this.settled.add(id);
      this.intents.delete(id);
    }
  }

  /** Whether a request of this row was sent, and nobody knows what became of it. */
  isOpen(hash: string): boolean {
    return this.open.some((intent) => intent.hash === hash);
  }

  get arns(): ReadonlySet<string> {
    return new Set([...this.records.values()].map(({ arn }) => arn));
  }

  /** The latest first. */
  get unfinished(): readonly UnfinishedRun[] {
    return [...this.runs.values()]
      .filter(({ complete }) => !complete)
      .map(({ began, done }) => ({ ...began, done: done.size }))
      .sort((a, b) => b.at - a.at);
  }
}

const texts: Readonly<Record<JournalLine['t'], readonly string[]>> = {
  begin: ['run', 'manifest', 'name', 'known'],
  sent: ['hash'],
  imported: ['hash', 'arn'],
  alias: ['hash', 'alias'],
  settled: [],
  failed: ['hash'],
  end: ['run'],
};

function isLine(value: unknown): value is JournalLine {
  if (typeof value !== 'object' || value === null) return false;
  const line = value as Record<string, unknown>;
  if (typeof line.t !== 'string' || !Object.hasOwn(texts, line.t)) return false;
  const kind = line.t as JournalLine['t'];
  if (!texts[kind].every((name) => typeof line[name] === 'string')) return false;
  if (kind === 'begin') return isRecord(line.target) && typeof line.target.region === 'string';
  if (kind === 'sent') return isRecord(line.intent) && typeof line.intent.id === 'string';
  return (kind !== 'imported' && kind !== 'settled') || Array.isArray(line.settles);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
