/**
 * A simulator behind a door that writes down what goes in: for journeys, which look at what the extension sent, and
 * at what the AWS CLI sends when the copied command is run.
 */
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keyCheckValue } from '../../../src/core/crypto/kcv';
import type { InputOf, Key } from '../../../src/keyservice/operations';
import type { SimulatorOptions } from '../../../src/keyservice/simulator/server';
import { testChain } from '../../../src/keyservice/testsource/parties';
import {
  testAgreedKeyBlock,
  testCryptogram,
  testKeyBlock,
} from '../../../src/keyservice/testsource/payloads';
import { allFour, attributes, startService, verifier } from './sdkClient';

export { testAgreedKeyBlock, testChain, testCryptogram, testKeyBlock };

/** KCV of a TDES key as the service gives it, six digits. */
export const checkValueOf = (key: Uint8Array): string =>
  keyCheckValue('ANSI_X9_24', key, { algorithm: 'TDES' }).slice(0, 6);

export interface Recorded {
  readonly operation: string;
  readonly body: Record<string, unknown>;
}

export type RecordedService = Awaited<ReturnType<typeof recordedService>>;

export async function recordedService(options: SimulatorOptions = {}) {
  const service = await startService(options);
  const { simulator } = service;
  const call: typeof service.call = (operation, input) => service.call(operation, input);
  const { port } = new URL(simulator.url);
  const bodies: Recorded[] = [];
  let open = true;
  const door = createServer((incoming, answer) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const body = Buffer.concat(parts);
      const target = incoming.headers['x-amz-target'];
      // Calls of STS, at the same address, name no target and are not JSON.
      if (typeof target === 'string')
        bodies.push({
          operation: target.split('.').at(-1) ?? '',
          body: JSON.parse(body.toString()) as Record<string, unknown>,
        });
      if (!open) {
        answer.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
        answer.end('{"__type":"ValidationException","Message":"the door is closed"}');
        return;
      }
      const { method = 'POST', url = '/', headers } = incoming;
      httpRequest({ host: '127.0.0.1', port, method, path: url, headers }, (from) => {
        answer.writeHead(from.statusCode ?? 500, from.headers);
        from.pipe(answer);
      }).end(body);
    });
  });
  await once(door.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;

  /** A key of known bytes, imported by RSA. */
  async function addKey(
    usage: InputOf<'CreateKey'>['KeyAttributes']['KeyUsage'],
    algorithm: 'AES_128' | 'TDES_2KEY',
    alias: string,
    bytes: Uint8Array = new Uint8Array(randomBytes(16)),
  ): Promise<{ key: Key; bytes: Uint8Array }> {
    const parameters = await call('GetParametersForImport', {
      KeyMaterialType: 'KEY_CRYPTOGRAM',
      WrappingKeyAlgorithm: 'RSA_3072',
    });
    const { Key: key } = await call('ImportKey', {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: attributes(usage, algorithm, allFour),
          Exportable: true,
          WrappedKeyCryptogram: testCryptogram(bytes, parameters.WrappingKeyCertificate),
          ImportToken: parameters.ImportToken,
          WrappingSpec: 'RSA_OAEP_SHA_256',
        },
      },
    });
    await call('CreateAlias', { AliasName: alias, KeyArn: key.KeyArn });
    return { key, bytes };
  }

  /** Every key that is there. */
  async function keys() {
    return (await call('ListKeys', { MaxResults: 100 })).Keys;
  }

  return {
    url,
    credentials: simulator.credentials,
    region: simulator.region,
    bodies,
    /** Closed, what comes is written down and refused. */
    close: (): void => void (open = false),
    reopen: (): void => void (open = true),
    call,
    addKey,
    keys,
    verifier,
    /** What the identity of the account may do; everything without a text. */
    setPolicy: (policy?: string): void => simulator.setPolicy(policy),
    decide: (as: Parameters<typeof simulator.decide>[0]) => simulator.decide(as),
    end: async (): Promise<void> => {
      door.closeAllConnections();
      door.close();
      await service.close();
    },
  };
}
