/** AWS Signature Version 4 of a request, verified: docs.aws.amazon.com, "Create a signed AWS API request". */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../serviceError';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

const mostSkew = 5 * 60_000;
/** Prefixes of real access key ids: long-lived, temporary, and those of services. */
const realKey = /^A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{8,}$/;

/** What the signature must be scoped to. */
export interface Scope {
  readonly region: string;
  readonly service: 'payment-cryptography' | 'sts';
}

/**
 * Throws ServiceError with the name that AWS gives; where the signature is right, returns whose it is.
 *
 * @param signers by access key id
 */
export function verifySignature<Signer extends { readonly credentials: Credentials }>(
  request: SignedRequest,
  signers: ReadonlyMap<string, Signer>,
  { region, service }: Scope,
  now = Date.now(),
): Signer {
  const { accessKeyId, date, scope, signedHeaders, signature } = readAuthorization(
    request.headers.authorization,
  );
  if (realKey.test(accessKeyId))
    throw refuse(
      'UnrecognizedClientException',
      'this looks like the access key of a real AWS account, and is refused on purpose; use the credentials that the simulator printed.',
    );
  const signer = signers.get(accessKeyId);
  if (!signer || request.headers['x-amz-security-token'] !== undefined)
    throw refuse('UnrecognizedClientException', 'the access key is not that of this simulator.');
  if (scope !== `${date}/${region}/${service}/aws4_request`)
    throw refuse(
      'InvalidSignatureException',
      `the credential should be scoped to ${region}/${service}, not ${scope.slice(0, 100)}.`,
    );
  const time = headerText(request.headers, 'x-amz-date');
  checkTime(time, date, now);
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date'))
    throw refuse('InvalidSignatureException', 'the headers Host and X-Amz-Date have to be signed.');
  const payload = sha256(request.body);
  const declared = request.headers['x-amz-content-sha256'];
  if (declared !== undefined && declared !== payload)
    throw refuse('InvalidSignatureException', 'x-amz-content-sha256 is not the hash of the body.');
  const toSign = [
    'AWS4-HMAC-SHA256',
    time,
    scope,
    sha256(canonicalRequest(request, signedHeaders, payload)),
  ].join('\n');
  const expected = hmac(signingKey(signer.credentials.secretAccessKey, date, region, service), toSign);
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refuse(
      'InvalidSignatureException',
      'the signature does not match: the secret access key is another one, or the request was changed on its way.',
    );
  return signer;
}

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined) throw refuse('MissingAuthenticationTokenException', 'the request is not signed.');
  const parts =
    /^AWS4-HMAC-SHA256\s+Credential=([\w.+=@-]+)\/(\d{8})\/([^,\s]+),\s*SignedHeaders=([a-z0-9;_-]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!parts)
    throw refuse('InvalidSignatureException', 'the Authorization header is not one of Signature Version 4.');
  const [, accessKeyId = '', date = '', rest = '', names = '', signature = ''] = parts;
  return { accessKeyId, date, scope: `${date}/${rest}`, signedHeaders: names.split(';'), signature };
}

function checkTime(time: string, date: string, now: number): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!parts || !time.startsWith(date))
    throw refuse('InvalidSignatureException', 'X-Amz-Date is missing or not that of the credential.');
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year!, month! - 1, day, hour, minute, second);
  if (at < now - mostSkew)
    throw refuse('InvalidSignatureException', `Signature expired: ${time} is more than 5 minutes ago.`);
  if (at > now + mostSkew)
    throw refuse(
      'InvalidSignatureException',
      `Signature not yet current: ${time} is more than 5 minutes ahead.`,
    );
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[], payload: string): string {
  const { pathname, searchParams } = new URL(request.target, 'http://localhost');
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders.map(
    (name) => `${name}:${headerText(request.headers, name).trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    // Every path but S3's is encoded once more.
    pathname.split('/').map(encode).join('/'),
    query,
    headers.join(''),
    signedHeaders.join(';'),
    payload,
  ].join('\n');
}

function headerText(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
}

function refuse(type: ServiceError['type'], text: string): ServiceError {
  return new ServiceError(type, text);
}
