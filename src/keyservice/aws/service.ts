/** The port on the AWS SDK: one client, one pace for the account and Region, every failure a KeyServiceError. */
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DeleteKeyCommand,
  ExportKeyCommand,
  GetAliasCommand,
  GetKeyCommand,
  GetParametersForExportCommand,
  GetParametersForImportCommand,
  GetPublicKeyCertificateCommand,
  ImportKeyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListTagsForResourceCommand,
  PaymentCryptographyClient,
  RestoreKeyCommand,
  StartKeyUsageCommand,
  StopKeyUsageCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-payment-cryptography';
import { KeyServiceError, type RawFailure } from '../errors';
import type { OperationName } from '../model/shapes';
import {
  readOperations,
  type CancelSignal,
  type InputOf,
  type KeyService,
  type OutputOf,
  type Reply,
  type ServiceTarget,
} from '../operations';
import type { CredentialsProvider } from './credentials';
import { RateQueue } from './rateQueue';

/** What the log may say of a call: no input, no output. */
export interface CallRecord {
  readonly operation: OperationName;
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
  /** Shared by all services of the same account and Region. */
  readonly queue?: RateQueue;
  readonly log?: (record: CallRecord) => void;
  /** Milliseconds that one answer may take; default 30 000. */
  readonly timeout?: number;
}

export interface AwsService extends KeyService {
  /** Closes its connections. */
  close(): void;
}

const commands = {
  CreateAlias: CreateAliasCommand,
  CreateKey: CreateKeyCommand,
  DeleteAlias: DeleteAliasCommand,
  DeleteKey: DeleteKeyCommand,
  ExportKey: ExportKeyCommand,
  GetAlias: GetAliasCommand,
  GetKey: GetKeyCommand,
  GetParametersForExport: GetParametersForExportCommand,
  GetParametersForImport: GetParametersForImportCommand,
  GetPublicKeyCertificate: GetPublicKeyCertificateCommand,
  ImportKey: ImportKeyCommand,
  ListAliases: ListAliasesCommand,
  ListKeys: ListKeysCommand,
  ListTagsForResource: ListTagsForResourceCommand,
  RestoreKey: RestoreKeyCommand,
  StartKeyUsage: StartKeyUsageCommand,
  StopKeyUsage: StopKeyUsageCommand,
  TagResource: TagResourceCommand,
  UntagResource: UntagResourceCommand,
  UpdateAlias: UpdateAliasCommand,
} as const satisfies Record<OperationName, unknown>;

/** Attempts at a call that changes nothing; all others are sent once. */
const mostAttempts = 4;

type Command = Parameters<PaymentCryptographyClient['send']>[0];
type MakeCommand = new (input: unknown) => Command;

export function connectAws(options: AwsServiceOptions): AwsService {
  const { target, queue = new RateQueue(), log, timeout = 30_000 } = options;
  // Region, endpoint and credentials are always given: what is missing the SDK takes from [default].
  const client = new PaymentCryptographyClient({
    region: target.region,
    endpoint: target.endpoint,
    credentials: options.credentials,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: timeout, throwOnRequestTimeout: true },
  });
  const host = new URL(target.endpoint).host;

  async function call<Name extends OperationName>(
    operation: Name,
    input: InputOf<Name>,
    { signal }: { readonly signal?: CancelSignal } = {},
  ): Promise<Reply<OutputOf<Name>>> {
    for (let attempt = 1; ; attempt++) {
      const began = { sent: false, at: performance.now() };
      try {
        await queue.turn(signal);
        // Asked before the call, so that a failure of theirs is known to have sent nothing.
        await options.credentials();
        began.at = performance.now();
        began.sent = true;
        // Each command class takes the input of its own name; the map cannot say so to the compiler.
        const Make = commands[operation] as unknown as MakeCommand;
        const answer: { $metadata: Metadata } = await client.send(
          new Make(input),
          signal && { abortSignal: signal as AbortSignal },
        );
        const { $metadata, ...output } = answer;
        queue.ended(false);
        const requestId = $metadata.requestId;
        log?.(record(operation, attempt, began.at, { $metadata }));
        return { output: output, ...(requestId === undefined ? {} : { requestId }) };
      } catch (error) {
        const failure = new KeyServiceError({
          ...rawFailure(error),
          operation,
          endpoint: target.endpoint,
          sent: began.sent,
        });
        queue.ended(failure.kind === 'throttled');
        log?.(record(operation, attempt, began.at, error));
        if (!readOperations.has(operation) || !failure.retryable || attempt >= mostAttempts) throw failure;
        await pause(150 * 2 ** attempt, signal);
      }
    }
  }

  const record = (operation: OperationName, attempt: number, at: number, result: unknown): CallRecord => {
    const { status, requestId, name } = rawFailure(result);
    return {
      operation,
      host,
      attempt,
      milliseconds: Math.round(performance.now() - at),
      ...(status === undefined ? {} : { status }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(name === undefined ? {} : { error: name }),
    };
  };
  return { target, call, close: () => client.destroy() };
}

interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
}

/** What the SDK's errors hold, of their own members only: `$response` is hidden and holds everything. */
function rawFailure(error: unknown): Omit<RawFailure, 'operation' | 'endpoint'> {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { name, message, code, ResourceId, $metadata } = error as Partial<
    Record<'name' | 'message' | 'code' | 'ResourceId', unknown> & { $metadata: Metadata }
  >;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const found = {
    name: text(name),
    message: text(message),
    networkCode: text(code),
    resourceId: text(ResourceId),
    status: $metadata?.httpStatusCode,
    requestId: $metadata?.requestId,
    cancelled: name === 'AbortError' ? true : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function pause(milliseconds: number, signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
}
