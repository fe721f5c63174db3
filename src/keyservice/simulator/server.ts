/**
 * A local AWS Payment Cryptography control plane: the wire protocol (AWS JSON 1.0, Signature Version 4), and
 * real cryptography behind it. It listens on 127.0.0.1 only and knows one pair of credentials, random for
 * each start.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationName } from '../model/shapes';
import { Account } from './account';
import { operationOf, readBody, run } from './dispatch';
import { Dropped, RateLimit, throttled, withFaults, type FaultSource } from './faults';
import { ServiceError } from './serviceError';
import { Store } from './store';
import { verifySignature, type Credentials } from './transport/sigV4';

export interface SimulatorOptions {
  /** A free one where not given. */
  readonly port?: number;
  readonly region?: string;
  /** 12 digits. */
  readonly account?: string;
  /** Random where not given. */
  readonly credentials?: Credentials;
  /** Keeps the state in this file; otherwise it ends with the simulator. It holds clear test keys. */
  readonly file?: string;
  /** Bytes from which the file is written anew without what is outdated; 4 MiB where not given. */
  readonly rewriteFrom?: number;
  /** Epoch milliseconds; tokens, certificates and deletions go by it. */
  readonly clock?: () => number;
  /** Calls a second, of all operations together; no limit where not given. The service's is 5. */
  readonly ratePerSecond?: number;
  readonly mostKeys?: number;
  readonly mostAliases?: number;
  readonly tokenDays?: number;
  readonly faults?: FaultSource;
  /** After every call; no input and no output. */
  readonly log?: (entry: LogEntry) => void;
}

export interface LogEntry {
  readonly operation: OperationName | undefined;
  /** 0 where the connection was dropped. */
  readonly status: number;
  readonly error?: string;
  readonly requestId: string;
  readonly milliseconds: number;
}

export interface Simulator {
  readonly url: string;
  readonly region: string;
  readonly account: string;
  readonly credentials: Credentials;
  /** Takes the place of `options.faults`. */
  setFaults(faults: FaultSource | undefined): void;
  /** Ends all connections; what was acknowledged is in the file. */
  close(): Promise<void>;
}

const largestBody = 1024 * 1024;
/** What the service documents now; older pages say 7 days. */
const tokenDays = 30;

/** Throws JournalError where the file cannot be used, and what listening throws (a port that is taken). */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const region = options.region ?? 'us-east-2';
  const account = options.account ?? '111122223333';
  const credentials = options.credentials ?? {
    accessKeyId: 'SIMULATOR',
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const store = await Store.open(options.file, options.rewriteFrom);
  const context: Context = {
    account: new Account(store, {
      account,
      region,
      now: options.clock ?? Date.now,
      mostKeys: options.mostKeys ?? 2000,
      mostAliases: options.mostAliases ?? 2000,
      tokenDays: options.tokenDays ?? tokenDays,
    }),
    store,
    region,
    credentials,
    faults: options.faults,
    rate: options.ratePerSecond === undefined ? undefined : new RateLimit(options.ratePerSecond),
    log: options.log,
    calls: 0,
  };
  const server = createServer(
    { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000 },
    (request, response) => void answer(context, request, response),
  );
  server.maxConnections = 512;
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    region,
    account,
    credentials,
    setFaults: (faults) => {
      context.faults = faults;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Context {
  readonly account: Account;
  readonly store: Store;
  readonly region: string;
  readonly credentials: Credentials;
  faults: FaultSource | undefined;
  readonly rate: RateLimit | undefined;
  readonly log: SimulatorOptions['log'];
  calls: number;
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID();
  const started = performance.now();
  let operation: OperationName | undefined;
  const log = (status: number, error?: string): void =>
    context.log?.({
      operation,
      status,
      ...(error === undefined ? {} : { error }),
      requestId,
      milliseconds: performance.now() - started,
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
        'This is the Key Material Inspector simulator of AWS Payment Cryptography; it takes signed POST requests.',
      );
      return;
    }
    const body = await readAll(request);
    if (!body) {
      refuse(request, response, 413, `A request may have ${largestBody} bytes.`);
      return;
    }
    verifySignature(
      { method: request.method, target: request.url ?? '/', headers: request.headers, body },
      context.credentials,
      context.region,
    );
    operation = operationOf(single(request.headers['x-amz-target']));
    const input = readBody(body);
    if (context.rate?.take() === false) throw throttled();
    const faults = [context.faults?.({ operation, call: ++context.calls }) ?? []].flat();
    const name = operation;
    const output = await withFaults(faults, async () => {
      const result = await run(context.account, name, input);
      // Not before it is on the disk is anything acknowledged, nor shown.
      await context.store.settled();
      return result;
    });
    send(response, 200, JSON.stringify(output), requestId);
    log(200);
  } catch (error) {
    if (error instanceof Dropped) {
      request.socket.destroy();
      log(0, 'dropped');
      return;
    }
    // An error may rest on what another call is just writing: that has to be durable too.
    const failure = await context.store
      .settled()
      .then(() => (error instanceof ServiceError ? error : internal(error)), internal);
    send(response, failure.status, failure.body, requestId);
    log(failure.status, failure.type);
  }
}

function internal(error: unknown): ServiceError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown fault';
  return new ServiceError('InternalServerException', `a fault of the simulator itself (${what}).`);
}

/** Names that lead here, and nothing that a web page elsewhere could have sent. */
function fromHere(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host) && request.headers.origin === undefined;
}

/** Undefined where it is too long. */
async function readAll(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largestBody) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`, () => request.destroy());
}

function send(response: ServerResponse, status: number, body: string, requestId: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
