/** The pinned AWS SDK against a simulator of its own. */
import * as sdk from '@aws-sdk/client-payment-cryptography';
import { sendOperation } from '../../../src/keyservice/aws/command';
import type { OperationName } from '../../../src/keyservice/model/shapes';
import type { InputOf, OutputOf } from '../../../src/keyservice/operations';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/keyservice/simulator/server';

type Command = new (input: unknown) => Parameters<sdk.PaymentCryptographyClient['send']>[0];

export interface Service {
  readonly simulator: Simulator;
  readonly client: sdk.PaymentCryptographyClient;
  /** The output of the SDK; `$metadata` is left in. Rejects with the SDK's own errors. */
  call<Name extends OperationName>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
  /** The same with an input that no type would let through. */
  wrong(operation: OperationName, input: unknown): Promise<Failure>;
  close(): Promise<void>;
}

export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly resourceId: string | undefined;
}

export function clientOf(
  simulator: Pick<Simulator, 'url' | 'region' | 'credentials'>,
  more: Partial<sdk.PaymentCryptographyClientConfig> = {},
): sdk.PaymentCryptographyClient {
  return new sdk.PaymentCryptographyClient({
    endpoint: simulator.url,
    region: simulator.region,
    credentials: simulator.credentials,
    maxAttempts: 1,
    ...more,
  });
}

export async function send(
  client: sdk.PaymentCryptographyClient,
  operation: OperationName,
  input: unknown,
): Promise<Record<string, unknown>> {
  const command = (sdk as unknown as Record<string, Command | undefined>)[`${operation}Command`];
  // The pinned SDK lacks some; times in their answers are left as they came.
  if (!command) return sendOperation(client, operation, input as never, new AbortController().signal);
  return (await client.send(new command(input))) as unknown as Record<string, unknown>;
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    const { name, message, $metadata, ResourceId } = error as Error & {
      $metadata?: { httpStatusCode?: number; requestId?: string };
      ResourceId?: string;
    };
    return {
      name,
      message,
      status: $metadata?.httpStatusCode,
      requestId: $metadata?.requestId,
      resourceId: ResourceId,
    };
  }
  throw new Error('the call succeeded');
}

export async function startService(options: SimulatorOptions = {}): Promise<Service> {
  const simulator = await startSimulator(options);
  const client = clientOf(simulator);
  return {
    simulator,
    client,
    call: async (operation, input) => (await send(client, operation, input)) as never,
    wrong: (operation, input) => failureOf(send(client, operation, input)),
    close: async () => {
      client.destroy();
      await simulator.close();
    },
  };
}

export const allFour = { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true } as const;

export const attributes = (
  KeyUsage: InputOf<'CreateKey'>['KeyAttributes']['KeyUsage'],
  KeyAlgorithm: InputOf<'CreateKey'>['KeyAttributes']['KeyAlgorithm'],
  KeyModesOfUse: InputOf<'CreateKey'>['KeyAttributes']['KeyModesOfUse'],
  KeyClass: InputOf<'CreateKey'>['KeyAttributes']['KeyClass'] = 'SYMMETRIC_KEY',
): InputOf<'CreateKey'>['KeyAttributes'] => ({ KeyUsage, KeyAlgorithm, KeyModesOfUse, KeyClass });

export const verifier = (KeyAlgorithm: InputOf<'CreateKey'>['KeyAttributes']['KeyAlgorithm']) =>
  attributes('TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', KeyAlgorithm, { Verify: true }, 'PUBLIC_KEY');
