/** One request: who signed it, what it asks, what is answered. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationName } from '../model/shapes';
import type { Account } from './account';
import {
  Ended,
  type FaultSource,
  type LateCalls,
  type RateLimit,
  type SimulatorOperation,
  throttled,
  withFaults,
} from './faults';
import { operationOf, readBody, run } from './dispatch';
import type { AccessControl } from './policy/access';
import { ServiceError } from './serviceError';
import { sparsely, type Sparse } from './sparse';
import type { Store } from './store';
import { callerIdentity, stsFailure, stsOperationOf } from './sts';
import { fromHere, largestBody, readAll, refuse, send, sendPart, single } from './transport/http';
import { verifySignature, type Credentials } from './transport/sigV4';

export interface LogEntry {
  readonly operation: SimulatorOperation | undefined;
  /** 0 where nothing was answered. */
  readonly status: number;
  readonly error?: string;
  readonly requestId: string;
  readonly milliseconds: number;
  /** Paths of members that the model does not have. */
  readonly ignored?: readonly string[];
}

/** Whose calls a pair of credentials signs. */
export interface Signer {
  readonly credentials: Credentials;
  /** By Region; the first is the simulator's own. */
  readonly accounts: ReadonlyMap<string, Account>;
  readonly rate: RateLimit | undefined;
}

export interface Context {
  readonly store: Store;
  /** The Regions that are served; the first is the simulator's own. */
  readonly regions: readonly string[];
  /** By access key id. */
  readonly signers: Map<string, Signer>;
  readonly access: AccessControl;
  readonly late: LateCalls;
  faults: FaultSource | undefined;
  sparse: Sparse | undefined;
  readonly log: ((entry: LogEntry) => void) | undefined;
  calls: number;
}

/** The two services behind the endpoint differ in how they speak. */
interface Protocol {
  readonly service: 'payment-cryptography' | 'sts';
  readonly contentType: string;
  failure(error: ServiceError, requestId: string): { readonly status: number; readonly body: string };
}

const awsJson: Protocol = {
  service: 'payment-cryptography',
  contentType: 'application/x-amz-json-1.0',
  failure: ({ status, body }) => ({ status, body }),
};
const awsQuery: Protocol = { service: 'sts', contentType: 'text/xml', failure: stsFailure };

const protocolOf = ({ headers }: IncomingMessage): Protocol =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '') ? awsQuery : awsJson;

export async function answer(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const started = performance.now();
  const protocol = protocolOf(request);
  let operation: SimulatorOperation | undefined;
  const ignored: string[] = [];
  const log = (status: number, error?: string): void =>
    context.log?.({
      operation,
      status,
      ...(error === undefined ? {} : { error }),
      requestId,
      milliseconds: performance.now() - started,
      ...(ignored.length === 0 ? {} : { ignored }),
    });
  try {
    if (!fromHere(request)) {
      refuse(request, response, 403, 'Only requests to the loopback address are answered.');
      return;
    }
    if (request.method !== 'POST') {
      refuse(
        request,
        response,
        405,
        'This is the Key Material Inspector simulator of AWS Payment Cryptography; it accepts signed POST requests.',
      );
      return;
    }
    const body = await readAll(request);
    if (!body) {
      refuse(request, response, 413, `A request may have at most ${largestBody} bytes.`);
      return;
    }
    const region = regionAsked(context, request);
    const { accounts, rate, credentials } = await verifySignature(
      { method: request.method, target: request.url ?? '/', headers: request.headers, body },
      context.signers,
      { region, service: protocol.service },
    );
    const account = accounts.get(region)!;
    const call = protocol === awsQuery ? readStsCall(body) : readCall(request, body);
    operation = call.operation;
    if (rate?.take() === false) throw throttled();
    const denied = context.access.refusal(account, context.store.id, call.operation, call.input);
    const faults = [
      context.faults?.({
        operation: call.operation,
        account: account.options.account,
        accessKeyId: credentials.accessKeyId,
        call: ++context.calls,
      }) ?? [],
    ].flat();
    const output = await withFaults(faults, context.late, async () => {
      if (denied) throw denied;
      if (call.operation === 'GetCallerIdentity') return callerIdentity(account, context.store.id, requestId);
      const result = await run(account, call.operation, call.input, (member) => {
        if (ignored.length < 20) ignored.push(member);
      });
      // Not before it is on the disk is anything acknowledged, nor shown.
      await context.store.settled();
      return JSON.stringify(context.sparse ? sparsely(result, context.sparse) : result);
    });
    const right = { status: 200, body: output, headers: { 'content-type': protocol.contentType } };
    const cut = faults.find((fault) => fault.kind === 'cut');
    if (cut) sendPart(response, right, cut.bytes, requestId);
    else send(response, right, requestId);
    log(200, cut && 'cut off');
  } catch (error) {
    if (error instanceof Ended) {
      end(error.how);
      return;
    }
    // An error may rest on what another call is just writing: that has to be durable too.
    const failure = await context.store
      .settled()
      .then(() => (error instanceof ServiceError ? error : internal(error)), internal);
    const { status, body } = protocol.failure(failure, requestId);
    send(response, { status, body, headers: { 'content-type': protocol.contentType } }, requestId);
    log(status, failure.type);
  }

  /** As a fault asks for it. */
  function end(how: Ended['how']): void {
    if (how === 'drop') {
      request.socket.destroy();
      log(0, 'dropped');
    } else if (how === 'silence') log(0, 'not answered');
    else {
      const headers = { 'content-type': protocol.contentType, ...how.headers };
      send(response, { ...how, headers }, requestId);
      log(how.status, 'replaced');
    }
  }
}

/** The Region for which a request is signed, where it is one that is served. */
function regionAsked({ regions }: Context, { headers }: IncomingMessage): string {
  // Credential=<access key id>/<date>/<Region>/<service>/…
  const [, , signed] = (headers.authorization ?? '').split('/', 3);
  return regions.find((one) => one === signed) ?? regions[0]!;
}

type Call =
  | { readonly operation: OperationName; readonly input: Record<string, unknown> }
  | { readonly operation: 'GetCallerIdentity'; readonly input: Record<string, never> };

function readCall(request: IncomingMessage, body: Uint8Array): Call {
  return { operation: operationOf(single(request.headers['x-amz-target'])), input: readBody(body) };
}

function readStsCall(body: Uint8Array): Call {
  return { operation: stsOperationOf(body), input: {} };
}

function internal(error: unknown): ServiceError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown fault';
  return new ServiceError('InternalServerException', `a fault of the simulator itself (${what}).`);
}
