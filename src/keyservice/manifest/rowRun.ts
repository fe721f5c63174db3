/** One row of a run: import, comparison of check values, alias. */
import { KeyServiceError, type FailureKind } from '../errors';
import { credentialsProblems } from '../identity';
import { importOnce } from '../imports/importOnce';
import type { ImportedNote } from '../imports/note';
import type { ImportResult } from '../imports/result';
import { differencesOf } from '../imports/settle';
import type { InputOf, Key, OutputOf } from '../operations';
import { compareRowCheckValue, type PreflightRow } from './preflight';
import type { RowOutcome, RowResult, RunPorts } from './outcome';

/** Times that a call with no answer is made again for one row. */
const mostLost = 3;
/** Times that another window is waited for that imports the same. */
const mostElsewhere = 5;
const longestPause = 30_000;

/** Failures that every following row would meet too. */
const ofService: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'expiredCredentials',
  'badCredentials',
  'noCredentials',
  ...Object.values(credentialsProblems),
  'clockSkew',
  'quota',
  'unavailable',
  'unreachable',
  'timedOut',
  'wrongEndpoint',
  'cancelled',
  'otherAccount',
  'accountUnknown',
]);

type ImportedKey = Pick<RowOutcome, 'kcv' | 'requestId' | 'found' | 'untagged' | 'key'> & {
  readonly arn: string;
};

/** The service as a whole failed. */
export class ServiceStopped extends Error {
  constructor(readonly error: KeyServiceError) {
    super(error.message);
  }
}
/** The run was cancelled while it waited. */
export class Cancelled extends Error {}
/** The service refuses tags: of every row, and nothing was imported for this one. */
export class TagRefused extends Error {
  constructor(readonly error: KeyServiceError) {
    super(error.message);
  }
}
/** What is sent could not be noted on this machine. */
export class NotNoted extends Error {}

/** One row: import, comparison of check values, alias. */
export class RowRun {
  private waits = 0;

  constructor(
    private readonly wanted: PreflightRow,
    private readonly ports: RunPorts,
    private readonly waiting: (milliseconds: number) => void,
  ) {}

  async run(): Promise<RowOutcome> {
    const { record } = this.wanted;
    const key = record ? keyOfNote(record) : await this.import();
    if ('number' in key) return key;
    if (this.wanted.row.checkValue !== undefined) {
      const compared = compareRowCheckValue(this.wanted, key.kcv);
      // A key of another check value is the wrong one, and one of which that cannot be said may be: nothing may come
      // to use it by its alias.
      if (compared === 'different') return this.outcome('differs', key);
      if (compared !== 'equal') return this.outcome('notCompared', key);
      if (this.wanted.enable) await this.enable(key.arn);
    }
    return this.withAlias(key);
  }

  /** It was sent disabled, and is the key that was expected. */
  private async enable(arn: string): Promise<void> {
    for (let lost = 0; ;)
      try {
        await this.call('StartKeyUsage', { KeyIdentifier: arn });
        return;
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (!error.retryable || (error.kind !== 'throttled' && ++lost >= mostLost))
          throw new ServiceStopped(error);
        await this.wait();
      }
  }

  private outcome(result: RowResult, more: Partial<RowOutcome>): RowOutcome {
    return { ...more, number: this.wanted.row.number, result, at: this.ports.clock.now() };
  }

  private async import(): Promise<RowOutcome | ImportedKey> {
    for (let lost = 0, elsewhere = 0; ;) {
      const result = await this.once();
      switch (result.kind) {
        case 'imported':
          return {
            ...keyOfNote(result.note),
            key: result.key,
            ...(result.found ? { found: true as const } : {}),
            ...(this.ports.untagged && !result.found ? { untagged: true as const } : {}),
          };
        case 'before':
          return this.importedBefore(result.notes.at(-1)!);
        case 'tagRefused':
          throw new TagRefused(result.cause);
        case 'failed': {
          const { cause } = result;
          if (cause.retryable && (cause.kind === 'throttled' || ++lost < mostLost)) break;
          if (stops(cause)) throw new ServiceStopped(cause);
          return this.outcome('failed', { error: cause });
        }
        case 'lost':
        case 'unclear':
          // The next try waits until the service cannot be at it any more, looks, and only then sends.
          if (++lost >= mostLost) throw new ServiceStopped(result.cause);
          break;
        case 'elsewhere':
          if (++elsewhere >= mostElsewhere || result.holder?.provable === false)
            return this.outcome(
              'elsewhere',
              result.holder?.provable === false ? { file: result.holder.file } : {},
            );
          break;
        case 'notNoted':
          throw new NotNoted(result.problem);
        case 'candidates':
          return this.outcome('unclear', {
            why: result.why,
            candidates: result.candidates.map(({ KeyArn }) => KeyArn),
          });
        case 'unseen':
          return this.outcome('unclear', { why: 'unseen', error: result.cause });
        // A manifest has no roots, so no team decides today. Run again once one has, it is settled.
        case 'waiting':
        case 'refused':
          return this.outcome('unclear', { why: result.kind, candidates: [result.key.KeyArn] });
        case 'differs':
          return this.outcome('unclear', { why: 'differs', candidates: [result.key.KeyArn] });
        case 'unreadable':
          return this.outcome('unclear', { why: 'unreadable', file: result.note.path });
      }
      await this.wait();
    }
  }

  /** Another window imported it since the rows were judged: whether its key is what is wanted, the service says. */
  private async importedBefore(note: ImportedNote): Promise<RowOutcome | ImportedKey> {
    const key = await this.read(note.arn);
    if (key && differencesOf(key, this.wanted.plan?.wanted ?? note.wanted).length === 0)
      return { ...keyOfNote(note), kcv: key.KeyCheckValue ?? note.kcv ?? '' };
    return this.outcome('unclear', { why: 'differs', candidates: [note.arn] });
  }

  /** Undefined where it no longer exists. */
  private async read(arn: string): Promise<Key | undefined> {
    for (let lost = 0; ;)
      try {
        return (await this.call('GetKey', { KeyIdentifier: arn })).Key;
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (error.kind === 'notFound') return undefined;
        if (!error.retryable || (error.kind !== 'throttled' && ++lost >= mostLost))
          throw new ServiceStopped(error);
        await this.wait();
      }
  }

  private once(): Promise<ImportResult> {
    const { plan, row, again } = this.wanted;
    if (!plan) throw new TypeError('a row without a plan is not wanted');
    const { service, store, clock, newId, signal, problem, untagged } = this.ports;
    return importOnce(
      service,
      {
        input: plan.request,
        wanted: plan.wanted,
        headline: plan.summary.find((line) => line.row === 'action')?.value ?? '',
        ...(row.alias === undefined ? {} : { alias: row.alias }),
        ...(again ? { again } : {}),
        ...(untagged ? { untagged } : {}),
      },
      {
        store,
        clock,
        newId,
        ...(problem ? { problem } : {}),
        // The row under way is finished: only waiting and looking end.
        ...(signal ? { stop: signal } : {}),
        report: (doing, left) => {
          if (doing === 'wait') this.waiting(left);
        },
      },
    );
  }

  /** The alias is made until it points to the key: whether an earlier try made it, the service tells. */
  private async withAlias(key: ImportedKey): Promise<RowOutcome> {
    const { alias } = this.wanted.row;
    if (alias === undefined) return this.outcome('imported', key);
    for (let lost = 0; ;) {
      // The list that was read may be old: never is an alias made without asking who has it now.
      const pointsTo = await this.target(alias);
      if (pointsTo === key.arn) return this.outcome('imported', { ...key, alias });
      if (pointsTo !== undefined && pointsTo !== '')
        return this.outcome('noAlias', { ...key, candidates: [pointsTo] });
      try {
        // One that points to nothing is pointed here.
        await this.call(pointsTo === '' ? 'UpdateAlias' : 'CreateAlias', {
          AliasName: alias,
          KeyArn: key.arn,
        });
        return this.outcome('imported', { ...key, alias });
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (!error.retryable && error.kind !== 'conflict' && error.effect === 'none') {
          if (stops(error)) throw new ServiceStopped(error);
          return this.outcome('noAlias', { ...key, error });
        }
        if (error.kind !== 'throttled' && ++lost >= mostLost) throw new ServiceStopped(error);
        await this.wait();
      }
    }
  }

  /** ARN that an alias points to, '' for none; undefined where the alias does not exist. */
  private async target(alias: string): Promise<string | undefined> {
    for (let lost = 0; ;)
      try {
        return (await this.call('GetAlias', { AliasName: alias })).Alias.KeyArn ?? '';
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (error.kind === 'notFound') return undefined;
        if (!error.retryable || (error.kind !== 'throttled' && ++lost >= mostLost))
          throw new ServiceStopped(error);
        await this.wait();
      }
  }

  private async call<Name extends 'GetAlias' | 'CreateAlias' | 'UpdateAlias' | 'StartKeyUsage' | 'GetKey'>(
    operation: Name,
    input: InputOf<Name>,
  ): Promise<OutputOf<Name>> {
    const { service } = this.ports;
    const { account } = service.target;
    return (await service.call(operation, input, account === undefined ? {} : { account })).output;
  }

  /** Longer each time; a cancelled run does not wait. */
  private async wait(): Promise<void> {
    const milliseconds = Math.min(longestPause, 500 * 2 ** this.waits++);
    this.waiting(milliseconds);
    await this.ports.clock.pause(milliseconds, this.ports.signal);
    if (this.ports.signal?.aborted) throw new Cancelled();
  }
}

function keyOfNote({ arn, kcv, requestId, found }: ImportedNote): ImportedKey {
  return {
    arn,
    ...(kcv === undefined ? {} : { kcv }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(found === undefined ? {} : { found: true as const }),
  };
}

function stops({ kind, requestId }: KeyServiceError): boolean {
  // What no service answered (a credential helper, an MFA code that was not given) meets the next row too.
  return ofService.has(kind) || (kind === 'unexpected' && requestId === undefined);
}
