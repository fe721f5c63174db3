/**
 * Every operation of the key service as a command of the pinned AWS SDK, which lacks some of them, and in those that it has
 * drops members of answers that are newer. Its own ListKeysCommand carries them all: client, endpoint, signature, retries
 * and errors are the SDK's; operation, request and answer are the call's own.
 *
 * One protocol makes that possible: AWS JSON 1.0 sends every operation to one path, and names it in a header.
 */
import { ListKeysCommand, type PaymentCryptographyClient } from '@aws-sdk/client-payment-cryptography';
import type { OperationName } from '../model/shapes';
import type { InputOf } from '../operations';
import type { Metadata } from './rawFailure';

type Members = Readonly<Record<string, unknown>>;

/** An answer as it came: timestamps are epoch seconds, unknown members are there. */
export type RawAnswer = Members & { readonly $metadata: Metadata };

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}
/** What the SDK gives to those who read answers. */
interface Context {
  streamCollector(body: unknown): Promise<Uint8Array>;
  utf8Encoder(bytes: Uint8Array): string;
}
type Deserialize = (response: Response, context: Context) => Promise<object>;
interface Request {
  headers: Record<string, string>;
  body?: string;
}

/** Sends one call. Rejects with the errors of the SDK. */
export async function sendOperation<Name extends OperationName>(
  client: PaymentCryptographyClient,
  operation: Name,
  input: InputOf<Name>,
  abortSignal: AbortSignal,
): Promise<RawAnswer> {
  const command = new ListKeysCommand({});
  const body = JSON.stringify(input);
  command.middlewareStack.add(
    (next) => (given) => {
      const request = given.request as Request;
      request.headers['x-amz-target'] = `PaymentCryptographyControlPlane.${operation}`;
      request.headers['content-length'] = String(new TextEncoder().encode(body).length);
      request.body = body;
      return next(given);
    },
    { step: 'build', name: 'operation', priority: 'high' },
  );
  const carrier = command as unknown as { deserialize: Deserialize };
  const errors = carrier.deserialize;
  carrier.deserialize = async (response, context) => {
    if (response.statusCode >= 300) return errors(response, context);
    const text = context.utf8Encoder(await context.streamCollector(response.body));
    // A page instead of JSON is a SyntaxError, as in the SDK's own commands.
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    return { ...membersOf(answer), $metadata: metadataOf(response) };
  };
  // To the compiler the carrier answers as ListKeys does.
  return (await client.send(command, { abortSignal })) as unknown as RawAnswer;
}

const membersOf = (answer: unknown): Members =>
  typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? (answer as Members) : {};

function metadataOf({ statusCode, headers }: Response): Metadata {
  const requestId =
    headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id'];
  return { httpStatusCode: statusCode, ...(requestId === undefined ? {} : { requestId }) };
}
