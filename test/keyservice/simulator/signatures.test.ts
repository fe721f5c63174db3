// Signatures as any client may make them, not only the SDK: what is taken, what is refused, and with which words.
import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { ServiceError } from '../../../src/keyservice/simulator/serviceError';
import {
  verifySignature,
  type Scope,
  type SignedRequest,
} from '../../../src/keyservice/simulator/transport/sigV4';

const credentials = { accessKeyId: 'TESTKEY', secretAccessKey: 'secret' };
const scope: Scope = { region: 'us-east-2', service: 'payment-cryptography' };
const now = Date.UTC(2026, 11, 1, 12, 0, 0);
const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

interface Given {
  readonly time?: string;
  readonly date?: string;
  readonly region?: string;
  readonly service?: string;
  readonly accessKeyId?: string;
  readonly secret?: string;
  readonly target?: string;
  /** Path and query in their canonical form, where they are not that already. */
  readonly canonical?: readonly [path: string, query: string];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** By the four steps of the documentation, without the SDK. */
function signed(given: Given = {}): SignedRequest {
  const { time = '20261201T120000Z', target = '/', body = '{}' } = given;
  const date = given.date ?? time.slice(0, 8);
  const [path = '', query = ''] = given.canonical ?? target.split('?');
  const headers: Record<string, string> = {
    host: '127.0.0.1:61310',
    'x-amz-date': time,
    'content-type': 'application/x-amz-json-1.0',
    ...given.headers,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    path,
    query,
    ...names.map((name) => `${name}:${headers[name]!.trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const parts = [date, given.region ?? scope.region, given.service ?? scope.service, 'aws4_request'];
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${given.secret ?? credentials.secretAccessKey}`);
  const text = ['AWS4-HMAC-SHA256', time, parts.join('/'), sha256(canonical)].join('\n');
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${given.accessKeyId ?? credentials.accessKeyId}/${parts.join('/')}`,
    `SignedHeaders=${names.join(';')}`,
    `Signature=${hmac(key, text).toString('hex')}`,
  ].join(', ');
  return { method: 'POST', target, headers: { ...headers, authorization }, body: Buffer.from(body) };
}

const signers = new Map(
  [credentials, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }].map((one) => [
    one.accessKeyId,
    { credentials: one },
  ]),
);

async function verdict(request: SignedRequest, at = now): Promise<string> {
  try {
    const signer = await verifySignature(request, signers, scope, at);
    return `taken, ${signer.credentials.accessKeyId}`;
  } catch (error) {
    return error instanceof ServiceError ? `${error.type}: ${error.message}` : String(error);
  }
}

it('is taken without the hash of the body among its headers, and with whatever else is signed', async () => {
  const body = '{"MaxResults":1}';
  for (const given of [
    {},
    { body },
    { body, headers: { 'x-amz-content-sha256': sha256(body) } },
    { headers: { 'user-agent': 'a client', 'x-amz-target': '  much   space ', connection: 'close' } },
    { target: '/sim/' },
    { target: '/?a=1&b=2' },
    { target: '/?b=2&a=3&a=1', canonical: ['/', 'a=1&a=3&b=2'] },
  ] satisfies Given[])
    expect(await verdict(signed(given))).toBe('taken, TESTKEY');
});

it('is held to its time, five minutes to each side', async () => {
  const moments = [300_001, 300_000, -300_000, -300_001].map((by) => verdict(signed(), now + by));
  expect(await Promise.all(moments)).toEqual([
    'InvalidSignatureException: Simulator: Signature expired: 20261201T120000Z is more than 5 minutes ago.',
    'taken, TESTKEY',
    'taken, TESTKEY',
    'InvalidSignatureException: Simulator: Signature not yet current: 20261201T120000Z is more than 5 minutes ahead.',
  ]);
});

it('is refused, with the reason', async () => {
  const changed = (change: Partial<SignedRequest>): SignedRequest => ({ ...signed(), ...change });
  const without = (name: string): SignedRequest => {
    const request = signed();
    return changed({
      headers: Object.fromEntries(Object.entries(request.headers).filter(([one]) => one !== name)),
    });
  };
  const authorised = (edit: (text: string) => string): SignedRequest => {
    const { headers } = signed();
    return changed({ headers: { ...headers, authorization: edit(headers.authorization ?? '') } });
  };
  const cases: readonly (readonly [string, SignedRequest])[] = [
    ['not signed', without('authorization')],
    ['no date', without('x-amz-date')],
    ['a date of another form', signed({ time: '2026-12-01T12:00:00Z', date: '20261201' })],
    ['a date that is not that of the credential', signed({ date: '20261130' })],
    ['another Region', signed({ region: 'eu-west-1' })],
    ['another service', signed({ service: 'sts' })],
    ['another key', signed({ accessKeyId: 'OTHER' })],
    ['a key of AWS', signed({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })],
    ['another secret', signed({ secret: 'other' })],
    ['a session token', signed({ headers: { 'x-amz-security-token': 't' } })],
    ['the hash of another body', signed({ headers: { 'x-amz-content-sha256': sha256('other') } })],
    ['another body', changed({ body: Buffer.from('{"a":1}') })],
    ['another path', changed({ target: '/other' })],
    ['another query', changed({ target: '/?a=1' })],
    ['another method', changed({ method: 'GET' })],
    ['another header', changed({ headers: { ...signed().headers, 'content-type': 'text/plain' } })],
    ['no host among its headers', authorised((text) => text.replace(';host', ''))],
    ['no date among its headers', authorised((text) => text.replace(';x-amz-date', ''))],
    ['another algorithm', authorised((text) => text.replace('SHA256', 'SHA512'))],
    ['a shorter signature', authorised((text) => text.slice(0, -1))],
    ['a signature in capitals', authorised((text) => text.slice(0, -64) + text.slice(-64).toUpperCase())],
    ['text behind it', authorised((text) => `${text} `)],
    ['text before it', authorised((text) => ` ${text}`)],
  ];
  const lines = await Promise.all(cases.map(async ([name, request]) => `${name}: ${await verdict(request)}`));
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/signatures.txt');
});
