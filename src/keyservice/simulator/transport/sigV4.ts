/** AWS Signature Version 4 of a request, verified: docs.aws.amazon.com, "Create a signed AWS API request". */
import { createHash, createHmac, timingSafeEqual, type BinaryLike } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
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
export async function verifySignature<Signer extends { readonly credentials: Credentials }>(
  request: SignedRequest,
  signers: ReadonlyMap<string, Signer>,
  { region, service }: Scope,
  now = Date.now(),
): Promise<Signer> {
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
    throw refuse('UnrecognizedClientException', 'the access key does not belong to this simulator.');
  if (scope !== `${date}/${region}/${service}/aws4_request`)
    throw refuse(
      'InvalidSignatureException',
      `the credential should be scoped to ${region}/${service}, not ${scope.slice(0, 100)}.`,
    );
  const time = headerText(request.headers, 'x-amz-date');
  const signingDate = checkedTime(time, date, now);
  if (!signedHeaders.includes('host') || !signedHeaders.includes('x-amz-date'))
    throw refuse('InvalidSignatureException', 'the headers Host and X-Amz-Date must be signed.');
  const payload = sha256(request.body);
  const declared = request.headers['x-amz-content-sha256'];
  if (declared !== undefined && declared !== payload)
    throw refuse('InvalidSignatureException', 'x-amz-content-sha256 is not the hash of the body.');
  const expected = await signatureOf(
    request,
    signedHeaders,
    signer.credentials,
    { region, service },
    signingDate,
  );
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw refuse(
      'InvalidSignatureException',
      'the signature does not match: the secret access key is wrong, or the request was changed in transit.',
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

function checkedTime(time: string, date: string, now: number): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!parts || !time.startsWith(date))
    throw refuse('InvalidSignatureException', 'X-Amz-Date is missing or does not match the credential.');
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year!, month! - 1, day, hour, minute, second);
  if (at < now - mostSkew)
    throw refuse('InvalidSignatureException', `Signature expired: ${time} is more than 5 minutes ago.`);
  if (at > now + mostSkew)
    throw refuse(
      'InvalidSignatureException',
      `Signature not yet current: ${time} is more than 5 minutes ahead.`,
    );
  return new Date(at);
}

/** What the request would be signed with, by the signer of the AWS SDK, over the headers that the client chose. */
async function signatureOf(
  request: SignedRequest,
  signedHeaders: readonly string[],
  credentials: Credentials,
  scope: Scope,
  signingDate: Date,
): Promise<Buffer> {
  const { pathname, searchParams } = new URL(request.target, 'http://localhost');
  const signer = new SignatureV4({ ...scope, credentials, sha256: Sha256, applyChecksum: false });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'localhost',
      path: pathname,
      query: Object.fromEntries(
        [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]),
      ),
      headers: Object.fromEntries(signedHeaders.map((name) => [name, headerText(request.headers, name)])),
      body: request.body,
    },
    // It leaves out headers that proxies change; a client that signed one is held to it.
    { signingDate, signableHeaders: new Set(signedHeaders) },
  );
  return Buffer.from(/Signature=([0-9a-f]{64})$/.exec(signed.headers.authorization ?? '')?.[1] ?? '', 'hex');
}

/** SHA-256, or HMAC with it where there is a secret, in the shape that the signer asks for. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac(
            'sha256',
            secret instanceof ArrayBuffer ? new Uint8Array(secret) : (secret as BinaryLike),
          );
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  /** It is asked for, and not called. */
  reset(): void {
    throw new Error('a hash is used once');
  }
}

function headerText(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');

function refuse(type: ServiceError['type'], text: string): ServiceError {
  return new ServiceError(type, text);
}
