import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../src/keyservice/simulator/server';
import { clientOf, failureOf, send, service, startService } from './client';

const entries: LogEntry[] = [];
const at = service({ log: (entry) => void entries.push(entry) });

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A request that no SDK would send. */
function raw(options: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(at().simulator.url);
    const sent = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: options.method ?? 'POST',
        path: options.path ?? '/',
        headers: options.headers ?? {},
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

describe('signatures', () => {
  it.each([
    ['another access key', { accessKeyId: 'OTHER' }, 'UnrecognizedClientException'],
    ['another secret', { secretAccessKey: 'other' }, 'InvalidSignatureException'],
    ['a session token', { sessionToken: 'token' }, 'UnrecognizedClientException'],
  ] as const)('refuses %s', async (_, change, name) => {
    const client = clientOf(at().simulator, { credentials: { ...at().simulator.credentials, ...change } });
    const failure = await failureOf(send(client, 'ListKeys', {}));
    expect(failure.name).toBe(name);
    expect(failure.message).toMatch(/^Simulator: /);
  });

  it.each(['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'])(
    'refuses the real access key %s on purpose',
    async (accessKeyId) => {
      const client = clientOf(at().simulator, { credentials: { accessKeyId, secretAccessKey: 'x' } });
      const failure = await failureOf(send(client, 'ListKeys', {}));
      expect(failure.message).toMatch(/real AWS account.*on purpose/);
    },
  );

  it('refuses another Region and another time', async () => {
    const elsewhere = clientOf(at().simulator, { region: 'eu-west-1' });
    expect(await failureOf(send(elsewhere, 'ListKeys', {}))).toMatchObject({
      name: 'InvalidSignatureException',
    });
    const late = clientOf(at().simulator, { systemClockOffset: 10 * 60_000 });
    expect((await failureOf(send(late, 'ListKeys', {}))).message).toMatch(/not yet current/);
    const early = clientOf(at().simulator, { systemClockOffset: -10 * 60_000 });
    expect((await failureOf(send(early, 'ListKeys', {}))).message).toMatch(/Signature expired/);
  });

  it('refuses a request without one, and one whose body was changed', async () => {
    const target = 'PaymentCryptographyControlPlane.ListKeys';
    const { status, text } = await raw({ headers: { 'x-amz-target': target }, body: '{}' });
    expect([status, (JSON.parse(text) as { __type: string }).__type]).toEqual([
      400,
      'MissingAuthenticationTokenException',
    ]);
    const client = clientOf(at().simulator);
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = '{"MaxResults":9}';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    expect((await failureOf(send(client, 'ListKeys', { MaxResults: 1 }))).name).toBe(
      'InvalidSignatureException',
    );
  });

  it('takes an endpoint with a path', async () => {
    const client = clientOf({ ...at().simulator, url: `${at().simulator.url}/sim` });
    expect(await send(client, 'ListKeys', {})).toMatchObject({ Keys: [] });
  });

  it('makes a new secret for each start', async () => {
    const other = await startService();
    expect(other.simulator.credentials.secretAccessKey).not.toBe(at().simulator.credentials.secretAccessKey);
    await other.close();
  });
});

describe('who may ask', () => {
  it('listens on the loopback address only', () => {
    expect(new URL(at().simulator.url).hostname).toBe('127.0.0.1');
  });

  it.each(['evil.example', '127.0.0.1.evil.example', '10.0.0.1:80', ''])('refuses Host %s', async (host) => {
    const { status } = await raw({ headers: { host } });
    expect(status === 403 || (host === '' && status === 400)).toBe(true);
  });

  it('refuses web pages, and allows no other origin', async () => {
    const { port } = new URL(at().simulator.url);
    const page = await raw({ headers: { origin: `http://127.0.0.1:${port}` }, body: '{}' });
    expect(page.status).toBe(403);
    const preflight = await raw({ method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } });
    expect(preflight.status).toBe(405);
    for (const { headers } of [page, preflight])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('says what it is to a browser', async () => {
    const { status, text } = await raw({ method: 'GET' });
    expect([status, text]).toEqual([405, expect.stringContaining('simulator')]);
  });
});

describe('bounds', () => {
  it('refuses a large body, with and without a length', async () => {
    expect((await raw({ body: 'x'.repeat(1_100_000) })).status).toBe(413);
    const chunked = { 'transfer-encoding': 'chunked' };
    for (const headers of [{}, chunked]) {
      // As much as may be is read; it is the signature that is missing then.
      expect((await raw({ headers, body: 'x'.repeat(1024 * 1024) })).status).toBe(400);
      const refused = await raw({ headers, body: 'x'.repeat(1024 * 1024 + 1) });
      expect([refused.status, refused.text]).toEqual([413, 'A request may have at most 1048576 bytes.\n']);
      expect(refused.headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        connection: 'close',
      });
    }
    const { port } = new URL(at().simulator.url);
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n');
        const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
        for (let i = 0; i < 20; i++) socket.write(chunk);
      });
      socket.once('data', (data) => {
        resolve(data.toString().slice(0, 12));
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(status).toBe('HTTP/1.1 413');
  });

  it('outlives nonsense', async () => {
    for (const text of [
      '\0\0\0\0',
      'GET\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{',
    ]) {
      const { port } = new URL(at().simulator.url);
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
        socket.resume();
      });
    }
    expect((await at().call('ListKeys', {})).Keys).toEqual([]);
  });
});

/** Signed by the SDK, changed by hand before the signature. */
async function signed(target: string, body: string): Promise<{ name: string; message: string }> {
  const client = clientOf(at().simulator);
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = body;
      request.headers['x-amz-target'] = target;
      request.headers['content-length'] = String(Buffer.byteLength(body));
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return failureOf(send(client, 'ListKeys', {}));
}

describe('the protocol', () => {
  const target = 'PaymentCryptographyControlPlane.ListKeys';
  it.each([
    ['an unknown operation', 'PaymentCryptographyControlPlane.Nope', '{}', 'UnknownOperationException'],
    ['a name of Object', 'PaymentCryptographyControlPlane.toString', '{}', 'UnknownOperationException'],
    ['another service', 'TrentService.ListKeys', '{}', 'UnknownOperationException'],
    ['no JSON', target, '{', 'SerializationException'],
    ['no object', target, '[]', 'SerializationException'],
    ['a number', target, '5', 'SerializationException'],
    ['a member of another type', target, '{"MaxResults":"5"}', 'ValidationException'],
  ])('%s', async (_, operation, body, name) => {
    expect((await signed(operation, body)).name).toBe(name);
  });

  it('ignores members that the model does not have, and says so in its log', async () => {
    const target = 'PaymentCryptographyControlPlane.ListKeys';
    for (const [body, ignored] of [
      ['{"Limit":5}', ['Limit']],
      ['{"__proto__":{"MaxResults":500}}', ['__proto__']],
    ] as const) {
      entries.length = 0;
      await expect(signed(target, body)).rejects.toThrow('the call succeeded');
      expect(entries.map((entry) => entry.ignored)).toEqual([ignored]);
    }
    const many = JSON.stringify({
      ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`New${i}`, i])),
      MaxResults: 0,
    });
    expect((await signed(target, many)).name).toBe('ValidationException');
  });

  it('answers as JSON of AWS, in success and failure', async () => {
    const failed = await raw({ headers: { 'x-amz-target': target }, body: '{}' });
    const types: unknown[] = [[failed.status, failed.headers['content-type']]];
    const client = clientOf(at().simulator);
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { statusCode, headers } = result.response as {
          statusCode: number;
          headers: Record<string, string>;
        };
        types.push([statusCode, headers['content-type']]);
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    await send(client, 'ListKeys', {});
    expect(types).toEqual([
      [400, 'application/x-amz-json-1.0'],
      [200, 'application/x-amz-json-1.0'],
    ]);
  });

  it('answers with a request id, in success and failure', async () => {
    const output = (await at().call('ListKeys', {})) as unknown as { $metadata: { requestId: string } };
    expect(output.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const failure = await at().wrong('GetKey', { KeyIdentifier: 'alias/none' });
    expect(failure).toMatchObject({
      status: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('names what was not found, and gives no text, as the service does', async () => {
    const failure = await at().wrong('GetKey', { KeyIdentifier: 'alias/none' });
    expect(failure).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'UnknownError',
      resourceId: 'alias/none',
    });
  });

  it('lists all that breaks the model', async () => {
    const { message } = await at().wrong('DeleteKey', { KeyIdentifier: 'x', DeleteKeyInDays: 2 });
    expect(message).toMatch(
      /^Simulator: 2 members of DeleteKey break the API model: KeyIdentifier: .*DeleteKeyInDays: expected at least 3, found 2\.$/,
    );
  });

  it('logs operation, status and error, nothing else', async () => {
    const lines: unknown[] = [];
    const logged = await startService({ log: (entry) => lines.push(entry) });
    await logged.call('ListKeys', {});
    await logged.wrong('GetKey', { KeyIdentifier: 'alias/none' });
    await logged.close();
    expect(lines).toEqual([
      {
        operation: 'ListKeys',
        status: 200,
        requestId: expect.any(String) as string,
        milliseconds: expect.any(Number) as number,
      },
      {
        operation: 'GetKey',
        status: 400,
        error: 'ResourceNotFoundException',
        requestId: expect.any(String) as string,
        milliseconds: expect.any(Number) as number,
      },
    ]);
  });
});
