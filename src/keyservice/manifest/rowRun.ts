/** One row of a run: import, comparison of check values, alias. */
import { KeyServiceError, type FailureKind } from '../errors';
import { importOnce, type ImportIntent, type ImportResult, type IntentStore } from '../importOnce';
import type { OperationName } from '../model/shapes';
import type { CancelSignal, InputOf, KeyService, OutputOf } from '../operations';
import { isLive } from '../rules/custody';
import { keyId, type JournalLine } from './journal';
import { sameCheckValue, type PreflightRow } from './preflight';
import type { RowOutcome, RowResult, RunPorts } from './run';

/** Times that a call with no answer is made again for one row. */
const mostLost = 3;
const longestPause = 30_000;

/** Failures that every following row would meet too. */
const ofService: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'expiredCredentials',
  'badCredentials',
  'clockSkew',
  'quota',
  'unavailable',
  'unreachable',
  'timedOut',
  'wrongEndpoint',
  'cancelled',
]);

type ImportedKey = Pick<RowOutcome, 'kcv' | 'requestId' | 'found' | 'key'> & { readonly arn: string };

/** The service as a whole failed. */
export class ServiceStopped extends Error {
  constructor(readonly error: KeyServiceError) {
    super(error.message);
  }
}
/** The run was cancelled while it waited. */
export class Cancelled extends Error {}

/** One row: import, comparison of check values, alias. */
export class RowRun {
  private waits = 0;

  constructor(
    private readonly wanted: PreflightRow,
    private readonly ports: RunPorts & { readonly told: Set<string> },
    private readonly write: (line: JournalLine) => Promise<void>,
    private readonly waiting: (milliseconds: number) => void,
  ) {}

  async run(): Promise<RowOutcome> {
    const { record } = this.wanted;
    if (record)
      return this.withAlias({ arn: record.arn, ...kcvOf(record.kcv), ...requestOf(record.requestId) });
    const imported = await this.import();
    if ('number' in imported) return imported;
    const { checkValue } = this.wanted.row;
    if (checkValue !== undefined && imported.kcv !== undefined && !sameCheckValue(checkValue, imported.kcv))
      return this.outcome('differs', imported);
    return this.withAlias(imported);
  }

  private outcome(result: RowResult, more: Partial<RowOutcome>): RowOutcome {
    return { ...more, number: this.wanted.row.number, result, at: this.ports.now() };
  }

  private async import(): Promise<RowOutcome | ImportedKey> {
    const { plan, hash, row } = this.wanted;
    if (!plan || hash === undefined) throw new TypeError('a row without a plan is not wanted');
    for (let lost = 0; ;) {
      const over: string[] = [];
      let result: ImportResult;
      try {
        result = await importOnce(
          this.listing(hash),
          { input: plan.request, hash },
          { store: this.store(hash, over), newId: this.ports.newId, now: this.ports.now },
        );
      } catch (error) {
        if (over.length > 0) await this.write({ t: 'settled', settles: over });
        if (!(error instanceof KeyServiceError)) throw error;
        if (error.retryable && (error.kind === 'throttled' || ++lost < mostLost)) {
          await this.wait();
          continue;
        }
        return this.failed(error);
      }
      if (result.kind === 'imported') {
        const { key, requestId, found } = result;
        const at = this.ports.now();
        await this.write({
          t: 'imported',
          row: row.number,
          hash,
          arn: key.KeyArn,
          at,
          ...kcvOf(key.KeyCheckValue),
          ...requestOf(requestId),
          ...(found ? { found } : {}),
          settles: over,
        });
        return {
          arn: key.KeyArn,
          key,
          ...kcvOf(key.KeyCheckValue),
          ...requestOf(requestId),
          ...(found ? { found } : {}),
        };
      }
      if (over.length > 0) await this.write({ t: 'settled', settles: over });
      if (result.kind === 'unclear' && result.candidates.length > 0)
        return this.outcome('unclear', {
          error: result.cause,
          candidates: result.candidates.map(({ KeyArn }) => KeyArn),
        });
      // Not there yet, or it could not be looked for: the next try looks first.
      if (++lost >= mostLost) throw new ServiceStopped(result.cause);
      await this.wait();
    }
  }

  /** The alias is made until it points to the key: whether an earlier try made it, the service tells. */
  private async withAlias(key: ImportedKey): Promise<RowOutcome> {
    const { row, hash } = this.wanted;
    const { alias } = row;
    if (alias === undefined) return this.outcome('imported', key);
    for (let lost = 0; ;) {
      try {
        await this.ports.service.call('CreateAlias', { AliasName: alias, KeyArn: key.arn });
        break;
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (error.kind === 'conflict' || error.effect === 'unknown') {
          const pointsTo = await this.target(alias);
          if (pointsTo === key.arn) break;
          if (pointsTo !== undefined) return this.outcome('noAlias', { ...key, error });
        }
        if (!error.retryable && error.kind !== 'conflict') {
          if (stops(error)) throw new ServiceStopped(error);
          return this.outcome('noAlias', { ...key, error });
        }
        if (error.kind !== 'throttled' && ++lost >= mostLost) throw new ServiceStopped(error);
        await this.wait();
      }
    }
    await this.write({ t: 'alias', row: row.number, hash: hash!, alias, at: this.ports.now() });
    return this.outcome('imported', { ...key, alias });
  }

  /** ARN that an alias points to, '' for none; undefined where the alias is not there. */
  private async target(alias: string): Promise<string | undefined> {
    for (let lost = 0; ;)
      try {
        return (await this.ports.service.call('GetAlias', { AliasName: alias })).output.Alias.KeyArn ?? '';
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (error.kind === 'notFound') return undefined;
        if (!error.retryable || (error.kind !== 'throttled' && ++lost >= mostLost))
          throw new ServiceStopped(error);
        await this.wait();
      }
  }

  private failed(error: KeyServiceError): RowOutcome {
    if (stops(error)) throw new ServiceStopped(error);
    return this.outcome('failed', { error });
  }

  /** Longer each time; a cancelled run does not wait. */
  private async wait(): Promise<void> {
    const milliseconds = Math.min(longestPause, 500 * 2 ** this.waits++);
    this.waiting(milliseconds);
    await this.ports.pause(milliseconds, this.ports.signal);
    if (this.ports.signal?.aborted) throw new Cancelled();
  }

  /**
   * Intents in the journal. What `importOnce` removes is only noted: the line that tells of the key settles it too,
   * so that there is no moment in which neither is there.
   */
  private store(hash: string, over: string[]): IntentStore {
    const { target } = this.ports.service;
    return {
      list: () =>
        Promise.resolve(
          this.ports.journals.open
            .filter((intent) => intent.hash === hash)
            // A simulator that began anew has another port, and still its keys.
            .map((intent) =>
              isLive({ kind: 'aws', endpoint: intent.endpoint }) || isLive(target)
                ? intent
                : { ...intent, endpoint: target.endpoint },
            ),
        ),
      put: (intent) =>
        this.write({ t: 'sent', row: this.wanted.row.number, hash, intent: this.withNewArns(intent) }),
      remove: (id) => Promise.resolve(void over.push(id)),
    };
  }

  /** ARNs known before are many, and told once for a run. */
  private withNewArns(intent: ImportIntent): ImportIntent {
    if (!intent.knownArns) return intent;
    const { told, knownArns, journals } = this.ports;
    const all = new Set([...intent.knownArns, ...knownArns, ...journals.arns]);
    const fresh = [...all].filter((arn) => !told.has(arn));
    fresh.forEach((arn) => told.add(arn));
    return { ...intent, knownArns: fresh };
  }

  /**
   * The service, where a key is looked for: those of other rows are left out, and those that were there when the run
   * began that sent the request. Each would cost a call.
   */
  private listing(hash: string): KeyService {
    const { service, journals, knownArns } = this.ports;
    const others = journals.arns;
    const before = journals.isOpen(hash) ? journals.knownBefore(hash) : undefined;
    const hidden = (arn: string): boolean =>
      others.has(arn) || (before ? before.has(keyId(arn)) : knownArns.has(arn));
    return {
      target: service.target,
      call: async <Name extends OperationName>(
        operation: Name,
        input: InputOf<Name>,
        options?: { readonly signal?: CancelSignal },
      ) => {
        const reply = await service.call(operation, input, options);
        if (operation !== 'ListKeys') return reply;
        const output = reply.output as OutputOf<'ListKeys'>;
        return {
          ...reply,
          output: { ...output, Keys: output.Keys.filter(({ KeyArn }) => !hidden(KeyArn)) },
        };
      },
    };
  }
}

function stops({ kind, requestId }: KeyServiceError): boolean {
  // What no service answered (a credential helper, an MFA code that was not given) meets the next row too.
  return ofService.has(kind) || (kind === 'unexpected' && requestId === undefined);
}

function kcvOf(kcv: string | undefined): { kcv?: string } {
  return kcv === undefined || kcv === '' ? {} : { kcv };
}
function requestOf(requestId: string | undefined): { requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}
