import { describe, expect, it } from 'vitest';
import { KeyServiceError, type FailureKind, type RawFailure } from '../../src/keyservice/errors';
import { failureTexts } from '../../src/keyservice/failureTexts';

const endpoint = 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com';
const base: RawFailure = { operation: 'ImportKey', endpoint };

const cases: [failure: Partial<RawFailure>, kind: FailureKind, effect: 'none' | 'unknown'][] = [
  [{ name: 'AccessDeniedException', status: 400 }, 'notAuthorised', 'none'],
  [{ name: 'ExpiredTokenException', status: 400 }, 'expiredCredentials', 'none'],
  [{ name: 'UnrecognizedClientException', status: 400 }, 'badCredentials', 'none'],
  [
    {
      name: 'InvalidSignatureException',
      status: 400,
      message: 'The request signature we calculated does not match',
    },
    'badCredentials',
    'none',
  ],
  [
    {
      name: 'InvalidSignatureException',
      status: 400,
      message: 'Signature expired: 20261125T000000Z is now earlier than',
    },
    'clockSkew',
    'none',
  ],
  [
    { name: 'InvalidSignatureException', status: 400, message: 'Signature not yet current: …' },
    'clockSkew',
    'none',
  ],
  [
    { name: 'ResourceNotFoundException', message: 'UnknownError', resourceId: 'alias/kek', status: 400 },
    'notFound',
    'none',
  ],
  [
    {
      name: 'ValidationException',
      message: 'KeyBlock data in the imported payload is invalid.',
      status: 400,
    },
    'validation',
    'none',
  ],
  [
    {
      name: 'ValidationException',
      message: 'Actual KeyAlgorithm of the WrappedKey is mismatching with KeyAttributes',
      status: 400,
    },
    'wrappedAlgorithm',
    'none',
  ],
  [{ name: 'ThrottlingException', status: 400 }, 'throttled', 'none'],
  [{ status: 429 }, 'throttled', 'unknown'],
  [{ name: 'ConflictException', status: 400 }, 'conflict', 'none'],
  [{ name: 'ServiceQuotaExceededException', status: 400 }, 'quota', 'none'],
  [{ name: 'InternalServerException', status: 500 }, 'unavailable', 'unknown'],
  [{ name: 'ServiceUnavailableException', status: 503 }, 'unavailable', 'unknown'],
  [{ name: '500', status: 500 }, 'unavailable', 'unknown'],
  [{ name: 'SyntaxError', status: 502 }, 'unavailable', 'unknown'],
  [{ name: 'SyntaxError', status: 200 }, 'wrongEndpoint', 'unknown'],
  [{ name: 'UnknownOperationException', status: 404 }, 'wrongEndpoint', 'none'],
  [{ status: 404 }, 'wrongEndpoint', 'unknown'],
  [{ status: 301 }, 'wrongEndpoint', 'unknown'],
  [{ name: 'SyntaxError', status: 404 }, 'wrongEndpoint', 'unknown'],
  [{ name: 'SyntaxError', status: 429 }, 'wrongEndpoint', 'unknown'],
  [{ status: 401 }, 'badCredentials', 'unknown'],
  [{ status: 403 }, 'notAuthorised', 'unknown'],
  [{ status: 400 }, 'unexpected', 'unknown'],
  [{ name: 'ValidationException', status: 500 }, 'validation', 'unknown'],
  [{ name: 'ThrottlingException', status: 503 }, 'throttled', 'unknown'],
  [{ name: 'ConflictException', status: 200 }, 'conflict', 'unknown'],
  [{ name: 'ValidationException' }, 'validation', 'unknown'],
  [{ name: 'Throttling', status: 400 }, 'throttled', 'unknown'],
  [{ name: 'RequestAbortedException', status: 400 }, 'unexpected', 'unknown'],
  [{ name: 'RequestTimeoutException', status: 408 }, 'unexpected', 'unknown'],
  [{ name: 'PublicPolicyException', status: 400 }, 'validation', 'none'],
  [{ name: 'MissingAuthenticationTokenException', status: 403 }, 'badCredentials', 'none'],
  [{ name: 'SerializationException', status: 400 }, 'validation', 'none'],
  [{ name: 'CredentialsProviderError', sent: false }, 'noCredentials', 'none'],
  [{ name: 'SsoExpired', message: 'The SSO session has expired.', sent: false }, 'ssoExpired', 'none'],
  [{ name: 'MfaCancelled', message: 'cancelled', sent: false }, 'mfaCancelled', 'none'],
  [{ name: 'MfaRefused', message: 'AccessDenied: invalid code.', sent: false }, 'mfaRefused', 'none'],
  [{ name: 'RoleRefused', message: 'AccessDenied: no.', sent: false }, 'roleRefused', 'none'],
  [{ name: 'ProcessFailed', message: '3', sent: false }, 'processFailed', 'none'],
  [{ name: 'ProgramMissing', sent: false }, 'programMissing', 'none'],
  [{ name: 'IdentityTimedOut', message: '30', sent: false }, 'identityTimedOut', 'none'],
  [
    { name: 'IdentityUnreachable', message: 'ENOTFOUND a.example', sent: false },
    'identityUnreachable',
    'none',
  ],
  [{ name: 'IncompleteAnswer', status: 200 }, 'unexpected', 'unknown'],
  [{ networkCode: 'ECONNREFUSED' }, 'unreachable', 'none'],
  [{ networkCode: 'ENOTFOUND' }, 'unreachable', 'none'],
  [{ networkCode: 'ECONNRESET' }, 'unreachable', 'unknown'],
  [{ networkCode: 'EHOSTUNREACH' }, 'unreachable', 'unknown'],
  [{ networkCode: 'EHOSTUNREACH', sent: false }, 'unreachable', 'none'],
  [{ networkCode: 'ETIMEDOUT' }, 'timedOut', 'unknown'],
  [{ name: 'TimeoutError', sent: false }, 'timedOut', 'none'],
  [{ name: 'TimeoutError' }, 'timedOut', 'unknown'],
  [{ name: 'AbortError', cancelled: true }, 'cancelled', 'unknown'],
  [{ operation: 'ListKeys', networkCode: 'ECONNRESET' }, 'unreachable', 'none'],
  [{ name: 'SomethingNew', status: 400, message: 'odd' }, 'unexpected', 'unknown'],
  [{ name: 'OtherAccount', message: '222222222222', sent: false }, 'otherAccount', 'none'],
  [{ name: 'AccountUnknown', sent: false }, 'accountUnknown', 'none'],
  [{ name: 'constructor', status: 400 }, 'unexpected', 'unknown'],
];

describe('failures of the service', () => {
  it.each(cases)('%o', (failure, kind, effect) => {
    const error = new KeyServiceError({ ...base, ...failure });
    expect([error.kind, error.effect]).toEqual([kind, effect]);
    for (const text of [error.message, error.likelyCause, error.action]) {
      expect(text).toMatch(/\S\.$/);
      expect(text).not.toMatch(/\{\d\}|undefined/);
    }
  });

  it.each<[Partial<RawFailure>, boolean, string?]>([
    [{ name: 'AccessDeniedException', status: 400, message: 'no' }, true, 'no'],
    [{ name: 'SomethingNew', message: 'odd' }, true, 'odd'],
    [{ status: 500, requestId: 'r-1' }, true],
    [{ name: 'UnknownError', message: 'UnknownError', status: 500, requestId: 'r-1' }, true],
    [{ name: 'UnknownError', message: 'UnknownError', status: 502 }, false],
    [{ name: 'TimeoutError', message: 'socket hang up' }, false, 'socket hang up'],
    [{ name: 'Error', networkCode: 'ECONNRESET', message: 'read ECONNRESET' }, false, 'read ECONNRESET'],
    [
      {
        name: 'SyntaxError',
        status: 200,
        requestId: 'r-1',
        message: `Unexpected token '<'\n  Deserialization error: to see the raw response, inspect the hidden field`,
      },
      false,
      "Unexpected token '<'",
    ],
    [{ name: 'CredentialsProviderError', message: 'no profile' }, false, 'no profile'],
  ])('%o is the word of the service: %s', (failure, ofService, text) => {
    const error = new KeyServiceError({ ...base, ...failure });
    expect([error.ofService, error.serviceText]).toEqual([ofService, text]);
  });

  it('every kind is reached', () => {
    expect(new Set(cases.map(([, kind]) => kind))).toEqual(new Set(Object.keys(failureTexts)));
  });

  it('names the account that the credentials belong to', () => {
    const failure = { ...base, name: 'OtherAccount', message: '222222222222', sent: false };
    expect(new KeyServiceError(failure).foundAccount).toBe('222222222222');
    expect(new KeyServiceError({ ...base, name: 'ValidationException' }).foundAccount).toBeUndefined();
  });

  it('keeps what the service said', () => {
    const error = new KeyServiceError({
      ...base,
      name: 'ValidationException',
      message: 'As is.',
      requestId: 'r-1',
    });
    expect(error).toMatchObject({
      serviceName: 'ValidationException',
      serviceText: 'As is.',
      requestId: 'r-1',
    });
  });

  it('names what was not found, where the SDK gives no text', () => {
    const failure = {
      ...base,
      name: 'ResourceNotFoundException',
      message: 'UnknownError',
      resourceId: 'alias/kek',
    };
    const error = new KeyServiceError(failure);
    expect(error.message).toBe('alias/kek was not found.');
    expect(error.serviceText).toBeUndefined();
  });

  it('shows the host, not the path or a secret in it', () => {
    const error = new KeyServiceError({
      ...base,
      endpoint: 'http://127.0.0.1:4711/s3cr3t',
      networkCode: 'ECONNREFUSED',
    });
    expect(error.message).toBe('127.0.0.1:4711 cannot be reached.');
  });
});

it('the words of the service, where it gave any', () => {
  const said = (message: string | undefined): string | undefined =>
    new KeyServiceError({
      ...base,
      name: 'ValidationException',
      status: 400,
      ...(message === undefined ? {} : { message }),
    }).serviceText;
  expect([undefined, '', 'UnknownError', 'UnknownErrors', 'no such key.'].map(said)).toEqual([
    undefined,
    undefined,
    undefined,
    'UnknownErrors',
    'no such key.',
  ]);
});
