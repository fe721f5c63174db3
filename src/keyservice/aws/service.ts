/**
 * The port on the AWS SDK: one pace for the account and Region, every failure a KeyServiceError. Each call goes in
 * this order: its turn, one set of credentials (an MFA code is asked for here), the account behind that very set,
 * `ready` of the caller, then the call, signed with that set.
 */
import { isLoopback } from '../loopback';
import { KeyServiceError } from '../errors';
import { namedResources } from '../iam/refusal';
import type { OperationName } from '../model/shapes';
import {
  readOperations,
  type CallOptions,
  type CancelSignal,
  type InputOf,
  type KeyService,
  type OutputOf,
  type Reply,
  type ServiceIdentity,
  type ServiceTarget,
} from '../operations';
import { isLive } from '../rules/live';
import { accountOfKeys, isComplete, readAnswer } from './answers';
import { sendOperation } from './command';
import {
  abortForMany,
  Deadline,
  joined,
  pause,
  SharedAnswer,
  throwIfCancelled,
  unlessCancelled,
} from './cancel';
import type { CredentialsProvider } from './credentials';
import { IdentityWaits } from './identityWaits';
import { RateQueue } from './rateQueue';
import { rawFailure, type Metadata } from './rawFailure';
import { Signers, type Connection, type Signer } from './signingSets';

/** What the log may say of a call: no input, no output. */
export interface CallRecord {
  readonly operation: OperationName | 'GetCallerIdentity';
  readonly host: string;
  readonly milliseconds: number;
  readonly attempt: number;
  readonly status?: number;
  readonly requestId?: string;
  /** Name of the error, never its text. */
  readonly error?: string;
}

export interface AwsServiceOptions {
  readonly target: ServiceTarget;
  readonly credentials: CredentialsProvider;
  /**
   * Where the account behind credentials is asked for, of `resolveStsEndpoint`; without it the ARNs of keys count. A
   * target on this machine is asked itself, and nothing on this machine is ever shown the keys of a live one.
   */
  readonly stsEndpoint?: string;
  /** Shared by all services of the same account and Region. */
  readonly queue?: RateQueue;
  readonly log?: (record: CallRecord) => void;
  /** Milliseconds that one answer may take; default 30 000. */
  readonly timeout?: number;
  /** Where the wait for STS is shown and limited. */
  readonly waits?: IdentityWaits;
  /** For tests: leads the name of a live host to this machine. */
  readonly lookup?: Connection['lookup'];
}

export interface AwsService extends KeyService {
  /**
   * Whose the credentials are with which the next call would be signed; asked once for each set of them. Rejects with
   * KeyServiceError.
   */
  identity(signal?: CancelSignal): Promise<ServiceIdentity>;
  /** Ends its waits for an identity, and closes its connections. */
  close(): void;
}

/** Attempts at a call that changes nothing; all others are sent once. */
const mostAttempts = 4;

type Identified = Signer<SharedAnswer<ServiceIdentity>>;

export function connectAws(options: AwsServiceOptions): AwsService {
  const { target, queue = new RateQueue(), log, timeout = 30_000, lookup } = options;
  const { waits = new IdentityWaits() } = options;
  /** Ends the waits for an identity: another service was chosen. Calls that are under way are let finish. */
  const left = abortForMany();
  const { endpoint, region } = target;
  const live = isLive(target);
  const signers = new Signers<SharedAnswer<ServiceIdentity>>(
    { region, endpoint, timeout, ...(lookup ? { lookup } : {}) },
    (signer) => new SharedAnswer((signal) => identityOf(signer, signal)),
  );

  /** A failure before anything of the call itself was sent. */
  const notSent = (operation: OperationName, error: unknown): KeyServiceError =>
    error instanceof KeyServiceError
      ? error
      : new KeyServiceError({ ...rawFailure(error), operation, endpoint, sent: false });

  async function identityOf(signer: Identified, signal: CancelSignal): Promise<ServiceIdentity> {
    // Loaded when it is first asked: lists of keys need no STS.
    const { callerIdentity } = await import('./account');
    const sts = stsEndpoint();
    let refused: unknown;
    if (sts !== undefined) {
      const at = performance.now();
      try {
        const found = await waits.run({ kind: 'sts', profile: target.profile, region }, signal, (waiting) =>
          callerIdentity(signer.set, {
            region,
            endpoint: sts,
            signal: waiting.signal,
            timeout,
            ...(lookup ? { lookup } : {}),
          }),
        );
        log?.(record('GetCallerIdentity', 1, at, {}, sts));
        return found;
      } catch (error) {
        log?.(record('GetCallerIdentity', 1, at, error, sts));
        throwIfCancelled(signal);
        // By whom it waits, not by who asked.
        if (rawFailure(error).cancelled) throw error;
        refused = error;
      }
    }
    return { account: await accountByKeys(signer, signal, refused), by: 'key' };
  }

  function stsEndpoint(): string | undefined {
    if (!live) return endpoint;
    const given = options.stsEndpoint;
    return given !== undefined && isLoopback(new URL(given).hostname) ? undefined : given;
  }

  async function accountByKeys(signer: Identified, signal: CancelSignal, refused: unknown): Promise<string> {
    let failed = refused;
    try {
      await queue.turn(signal);
      const { output } = await once(signer, 'ListKeys', { MaxResults: 100 }, signal);
      const account = accountOfKeys(output.Keys.map(({ KeyArn }) => KeyArn));
      if (account !== undefined) return account;
    } catch (error) {
      throwIfCancelled(signal);
      failed = error;
    }
    // Credentials that are not accepted at all are named as that.
    const failure = notSent('ListKeys', failed);
    throw ['expiredCredentials', 'badCredentials', 'clockSkew'].includes(failure.kind)
      ? failure
      : new KeyServiceError({ name: 'AccountUnknown', operation: 'ListKeys', endpoint, sent: false });
  }

  /** Turn, credentials and account of a call; the signer is held. Throws KeyServiceError: nothing was sent. */
  async function prepared(
    operation: OperationName,
    { account, signal }: CallOptions,
    attempt: number,
  ): Promise<Identified> {
    const at = performance.now();
    let signer: Identified | undefined;
    const waiting = joined(signal, left.signal);
    try {
      // Nothing is changed in a live account that nobody confirmed.
      if (account === undefined && live && !readOperations.has(operation))
        throw new KeyServiceError({ name: 'AccountUnknown', operation, endpoint, sent: false });
      await queue.turn(signal);
      signer = await signed(waiting.signal);
      if (account !== undefined) await expectAccount(signer, operation, account, waiting.signal);
      return signer;
    } catch (error) {
      signer?.release();
      log?.(record(operation, attempt, at, error));
      throw notSent(operation, error);
    } finally {
      waiting.end();
    }
  }

  /** The signer of the credentials of now, held. */
  async function signed(signal: CancelSignal): Promise<Identified> {
    return signers.hold(await unlessCancelled(options.credentials(signal), signal));
  }

  async function expectAccount(
    signer: Identified,
    operation: OperationName,
    account: string,
    signal: CancelSignal | undefined,
  ): Promise<void> {
    const found = await signer.kept.get(signal).catch((error: unknown) => {
      // Asked for by a ListKeys of its own; the failure is that of the call.
      throw error instanceof KeyServiceError && error.kind === 'accountUnknown'
        ? new KeyServiceError({ name: 'AccountUnknown', operation, endpoint, sent: false })
        : error;
    });
    if (found.account === account) return;
    throw new KeyServiceError({
      name: 'OtherAccount',
      message: found.account,
      operation,
      endpoint,
      sent: false,
    });
  }

  /** The call itself, sent once and signed with the set of the signer. */
  async function once<Name extends OperationName>(
    signer: Identified,
    operation: Name,
    input: InputOf<Name>,
    signal: CancelSignal | undefined,
    attempt = 1,
  ): Promise<Reply<OutputOf<Name>>> {
    const at = performance.now();
    let sent = false;
    // The SDK's own limit ends with the headers: a body that stalls would be waited for without end.
    const whole = new Deadline(timeout, signal);
    try {
      throwIfCancelled(signal);
      sent = true;
      const { $metadata, ...members } = await sendOperation(signer.client, operation, input, whole.signal);
      queue.ended(false);
      log?.(record(operation, attempt, at, { $metadata }));
      const requestId = $metadata.requestId;
      if (!isComplete(operation, members)) throw incomplete(operation, $metadata);
      return {
        // What the reading made sure of is what the types say.
        output: readAnswer(members) as unknown as OutputOf<Name>,
        ...(requestId === undefined ? {} : { requestId }),
      };
    } catch (error) {
      if (error instanceof KeyServiceError) throw error;
      const named = namedResources(operation, input);
      const raw = whole.isOver ? { name: 'TimeoutError' } : rawFailure(error);
      const failure = new KeyServiceError({ sent, ...raw, operation, endpoint, named });
      if (sent) queue.ended(failure.kind === 'throttled');
      log?.(record(operation, attempt, at, error));
      throw failure;
    } finally {
      whole.end();
    }
  }

  function incomplete(operation: OperationName, { httpStatusCode, requestId }: Metadata): KeyServiceError {
    return new KeyServiceError({
      name: 'IncompleteAnswer',
      operation,
      endpoint,
      ...(httpStatusCode === undefined ? {} : { status: httpStatusCode }),
      ...(requestId === undefined ? {} : { requestId }),
    });
  }

  async function call<Name extends OperationName>(
    operation: Name,
    input: InputOf<Name>,
    callOptions: CallOptions = {},
  ): Promise<Reply<OutputOf<Name>>> {
    const { signal, ready } = callOptions;
    const again = async (error: unknown, attempt: number): Promise<void> => {
      const repeats = error instanceof KeyServiceError && error.retryable && readOperations.has(operation);
      if (!repeats || attempt >= mostAttempts) throw error;
      await pause(150 * 2 ** attempt, signal);
    };
    for (let attempt = 1; ; attempt++) {
      let signer: Identified;
      try {
        signer = await prepared(operation, callOptions, attempt);
      } catch (error) {
        await again(error, attempt);
        continue;
      }
      try {
        // Outside of what is judged: its rejection is passed on as it is, and nothing was sent.
        await ready?.();
        const outcome = await once(signer, operation, input, signal, attempt).then(
          (reply) => ({ reply }),
          (error: unknown) => ({ error }),
        );
        if ('reply' in outcome) return outcome.reply;
        await again(outcome.error, attempt);
      } finally {
        signer.release();
      }
    }
  }

  async function identity(signal?: CancelSignal): Promise<ServiceIdentity> {
    const waiting = joined(signal, left.signal);
    let signer: Identified | undefined;
    try {
      signer = await signed(waiting.signal);
      return await signer.kept.get(waiting.signal);
    } catch (error) {
      throw notSent('ListKeys', error);
    } finally {
      waiting.end();
      signer?.release();
    }
  }

  function close(): void {
    left.abort();
    signers.close();
  }

  const record = (
    operation: CallRecord['operation'],
    attempt: number,
    at: number,
    result: unknown,
    url = endpoint,
  ): CallRecord => {
    const { status, requestId, name } = rawFailure(result);
    return {
      operation,
      host: new URL(url).host,
      attempt,
      milliseconds: Math.round(performance.now() - at),
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(name === undefined ? {} : { error: name }),
    };
  };
  return { target, honoursReady: true, call, identity, close };
}
