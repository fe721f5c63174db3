// The adapter that the extension uses, against the simulator: calls, failures, what is tried again, and its log.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RateQueue } from '../../src/keyservice/aws/rateQueue';
import { connectAws, type AwsService, type CallRecord } from '../../src/keyservice/aws/service';
import { KeyServiceError } from '../../src/keyservice/errors';
import { policyStatement } from '../../src/keyservice/iam/refusal';
import { importOnce } from '../../src/keyservice/imports/importOnce';
import type { ImportKeyInput } from '../../src/keyservice/operations';
import { replies, type Fault } from '../../src/keyservice/simulator/faults';
import { testCryptogram } from '../../src/keyservice/testsource/payloads';
import { arnsOf, notesIn, ports } from './imports/importing';
import { allFour, attributes, service } from './simulator/client';

const at = service();
const records: CallRecord[] = [];

function connected(more: { rate?: number; timeout?: number; queue?: RateQueue } = {}): AwsService {
  const { url, region, account, credentials } = at().simulator;
  return connectAws({
    target: { kind: 'simulator', profile: 'simulator', region, account, endpoint: url },
    credentials: () => Promise.resolve(credentials),
    queue: more.queue ?? new RateQueue({ rate: more.rate ?? 1000 }),
    log: (record) => void records.push(record),
    ...(more.timeout === undefined ? {} : { timeout: more.timeout }),
  });
}

const failure = (promise: Promise<unknown>): Promise<KeyServiceError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof KeyServiceError) return error;
      throw error;
    },
  );

/** An import with everything in it that no log may hold. */
async function cryptogram(aws: AwsService): Promise<{ input: ImportKeyInput; secrets: string[] }> {
  const { output } = await aws.call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const WrappedKeyCryptogram = testCryptogram(randomBytes(16), output.WrappingKeyCertificate);
  return {
    input: {
      KeyMaterial: {
        KeyCryptogram: {
          KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_128', allFour),
          Exportable: true,
          WrappedKeyCryptogram,
          ImportToken: output.ImportToken,
          WrappingSpec: 'RSA_OAEP_SHA_256',
        },
      },
    },
    secrets: [
      WrappedKeyCryptogram.slice(0, 32),
      output.ImportToken,
      output.WrappingKeyCertificate.slice(0, 64),
    ],
  };
}

describe('the adapter on the AWS SDK', () => {
  it('gives the output, plain, and the request id', async () => {
    const aws = connected();
    const { output, requestId } = await aws.call('ListKeys', { MaxResults: 5 });
    expect(Array.isArray(output.Keys)).toBe(true);
    expect(Object.keys(output)).not.toContain('$metadata');
    expect(requestId).toMatch(/[0-9a-f-]{36}/);
    aws.close();
  });

  it('tells failures by kind, with what the service said', async () => {
    const aws = connected();
    const missing = await failure(aws.call('GetKey', { KeyIdentifier: 'alias/not-there' }));
    expect(missing).toMatchObject({ kind: 'notFound', effect: 'none' });
    const wrong = await failure(aws.call('GetKey', { KeyIdentifier: '?' }));
    expect(wrong.kind).toBe('validation');
    expect(wrong.serviceText).toMatch(/^Simulator: /);
    expect(wrong.requestId).toBeDefined();
    aws.close();
    const nobody = connectAws({
      target: { ...aws.target, endpoint: 'http://127.0.0.1:9' },
      credentials: () => Promise.resolve(at().simulator.credentials),
      queue: new RateQueue({ rate: 1000 }),
    });
    expect(await failure(nobody.call('CreateAlias', { AliasName: 'alias/x1234' }))).toMatchObject({
      kind: 'unreachable',
      effect: 'none',
    });
    nobody.close();
  });

  it('does not take for the word of the service what the SDK says of a page or a lost connection', async () => {
    const aws = connected();
    const failed = async (fault: Fault): Promise<KeyServiceError> => {
      at().simulator.setFaults(() => fault);
      try {
        return await failure(aws.call('DeleteAlias', { AliasName: 'alias/x1234' }));
      } finally {
        at().simulator.setFaults(undefined);
      }
    };
    const page = await failed({ kind: 'reply', reply: replies.html, when: 'before' });
    expect([page.ofService, page.serviceName]).toEqual([false, 'SyntaxError']);
    expect(page.serviceText).not.toContain('hidden field');
    expect((await failed({ kind: 'drop', when: 'before' })).ofService).toBe(false);
    expect((await failed({ kind: 'throttle' })).ofService).toBe(true);
    aws.close();
  });

  it('gives the key and alias of a refused call with the failure, for a statement on these', async () => {
    const aws = connected();
    const { simulator } = at();
    const key = `arn:aws:payment-cryptography:${simulator.region}:${simulator.account}:key/kwapwa6qaifllw2h`;
    simulator.setPolicy('{"Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}');
    try {
      const refused = await failure(aws.call('UpdateAlias', { AliasName: 'alias/kek', KeyArn: key }));
      expect(refused.named).toEqual({ alias: 'alias/kek', key });
      const { refusal, operation, named } = refused;
      const statement = refusal && policyStatement(refusal, operation, simulator, named);
      expect(JSON.parse(statement ?? '')).toMatchObject({
        Resource: [key.replace('key/kwapwa6qaifllw2h', 'alias/kek'), key],
      });
    } finally {
      simulator.setPolicy(undefined);
    }
    aws.close();
  });

  it('says that nothing was sent where there are no credentials', async () => {
    const { target } = connected();
    const aws = connectAws({ target, credentials: () => Promise.reject(new Error('no MFA code')) });
    expect(await failure(aws.call('DeleteAlias', { AliasName: 'alias/x1234' }))).toMatchObject({
      effect: 'none',
    });
    aws.close();
  });

  it('tries reads again, and slows down when it is throttled; changes are sent once', async () => {
    const aws = connected();
    const seen: string[] = [];
    let left = 2;
    at().simulator.setFaults(({ operation }) => {
      seen.push(operation);
      return left-- > 0 ? { kind: 'throttle' } : undefined;
    });
    try {
      await aws.call('ListAliases', {});
      expect(seen).toEqual(['ListAliases', 'ListAliases', 'ListAliases']);
      seen.length = 0;
      left = 99;
      const throttled = await failure(
        aws.call('CreateKey', {
          KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_128', allFour),
          Exportable: true,
        }),
      );
      expect(throttled).toMatchObject({ kind: 'throttled', retryable: true });
      expect(seen).toEqual(['CreateKey']);
    } finally {
      at().simulator.setFaults(undefined);
      aws.close();
    }
  });

  it('calls at half the pace after each that was throttled, and faster again after any other', async () => {
    const queue = new RateQueue({ rate: 1000 });
    const aws = connected({ queue });
    const input = {
      KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_128', allFour),
      Exportable: true,
    };
    const interval = async (fault: Fault): Promise<number> => {
      at().simulator.setFaults(() => fault);
      await failure(aws.call('CreateKey', input));
      return queue.interval;
    };
    try {
      expect(queue.interval).toBe(1);
      expect([await interval({ kind: 'throttle' }), await interval({ kind: 'throttle' })]).toEqual([2, 4]);
      expect(await interval({ kind: 'error', status: 503, when: 'before' })).toBe(3.4);
      expect(await interval({ kind: 'drop', when: 'before' })).toBeCloseTo(2.89);
    } finally {
      at().simulator.setFaults(undefined);
      aws.close();
    }
  });

  it.each(['ListKeys', 'ListAliases'] as const)(
    'takes a list that %s did not give as a failure, not as empty',
    async (name) => {
      const aws = connected();
      at().simulator.setFaults(({ operation }) =>
        operation === name ? { kind: 'reply', reply: replies.withoutKey, when: 'after' } : undefined,
      );
      const error = await failure(aws.call(name, {}));
      at().simulator.setFaults(undefined);
      expect(error).toMatchObject({ serviceName: 'IncompleteAnswer', effect: 'none' });
      expect(error.message).toContain('the answer is incomplete');
      aws.close();
    },
  );

  it('stops where it is cancelled, also while it waits for its turn', async () => {
    const slow = connected({ rate: 0.5 });
    await slow.call('ListKeys', {});
    const stop = new AbortController();
    const waiting = failure(slow.call('ListKeys', {}, { signal: stop.signal }));
    stop.abort();
    expect(await waiting).toMatchObject({ kind: 'cancelled', effect: 'none' });
    slow.close();
  });

  it('imports once though the answer is lost, and notes the key that was found', async () => {
    const aws = connected();
    const { input } = await cryptogram(aws);
    const before = (await arnsOf(aws)).length;
    at().simulator.setFaults(({ operation }) =>
      operation === 'ImportKey' ? { kind: 'drop', when: 'after' } : undefined,
    );
    const folder = mkdtempSync(path.join(tmpdir(), 'kmi-aws-'));
    const result = await importOnce(aws, { input, wanted: {} }, ports(folder));
    at().simulator.setFaults(undefined);
    expect(result).toMatchObject({ kind: 'imported', found: true });
    expect(notesIn(folder)).toEqual(['1.imported.json']);
    rmSync(folder, { recursive: true });
    expect((await arnsOf(aws)).length - before).toBe(1);
    aws.close();
  });

  it('logs operation, host, status, time and request id, and nothing of what is sent or answered', async () => {
    records.length = 0;
    const aws = connected();
    const { input, secrets } = await cryptogram(aws);
    await aws.call('ImportKey', { ...input, Tags: [{ Key: 'secret-tag', Value: 'secret-value' }] });
    await failure(
      aws.call('ImportKey', {
        KeyMaterial: {
          Tr31KeyBlock: {
            WrappingKeyIdentifier: 'alias/nobody',
            WrappedKeyBlock:
              'D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E31DA05F7425509593D03A457DC34',
          },
        },
      }),
    );
    const said = JSON.stringify(records);
    expect(records.map(({ operation }) => operation)).toEqual([
      'GetParametersForImport',
      'ImportKey',
      'ImportKey',
    ]);
    expect(records.every(({ requestId, status }) => requestId !== undefined && status !== undefined)).toBe(
      true,
    );
    const { secretAccessKey } = at().simulator.credentials;
    for (const secret of [
      ...secrets,
      secretAccessKey,
      'secret-tag',
      'secret-value',
      'B82679114F47',
      'alias/nobody',
    ])
      expect(said).not.toContain(secret);
    aws.close();
  });
});
