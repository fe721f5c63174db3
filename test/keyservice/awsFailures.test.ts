// What is kept of failures of the SDK: the connection that was never there, and words of credentials.
import { describe, expect, it } from 'vitest';
import { asCredentialsError, credentialsProblem } from '../../src/keyservice/aws/credentialsProblem';
import { rawFailure } from '../../src/keyservice/aws/rawFailure';

const failure = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });

describe('a failure of a call', () => {
  const connect = { syscall: 'connect' };
  it.each<[string, unknown, unknown]>([
    ['no connection', failure('Error', 'm', connect), false],
    ['no address', failure('Error', 'm', { syscall: 'getaddrinfo' }), false],
    ['a read', failure('Error', 'm', { syscall: 'read' }), undefined],
    ['no address that connects', failure('AggregateError', '', { errors: [connect, connect] }), false],
    ['one that failed otherwise', failure('AggregateError', '', { errors: [connect, {}] }), undefined],
    ['one that is nothing', failure('AggregateError', '', { errors: [connect, null] }), undefined],
    ['one that is a text', failure('AggregateError', '', { errors: ['connect'] }), undefined],
    ['no errors', failure('AggregateError', '', { errors: [] }), undefined],
  ])('was sent or not: %s', (_name, error, sent) => {
    expect((rawFailure(error) as { sent?: boolean }).sent).toBe(sent);
  });

  it('keeps its own members, and of anything else its text', () => {
    expect(
      rawFailure(
        failure('X', 'm', {
          code: 'ECONNRESET',
          ResourceId: 'r',
          $metadata: { httpStatusCode: 400, requestId: 'id' },
          $response: 'hidden',
        }),
      ),
    ).toEqual({
      name: 'X',
      message: 'm',
      networkCode: 'ECONNRESET',
      resourceId: 'r',
      status: 400,
      requestId: 'id',
    });
    expect(rawFailure(failure('AbortError', 'm'))).toEqual({
      name: 'AbortError',
      message: 'm',
      cancelled: true,
    });
    expect([rawFailure('text'), rawFailure(null)]).toEqual([{ message: 'text' }, { message: 'null' }]);
  });
});

describe('why there are no credentials', () => {
  it.each<[string, string, string, string]>([
    [
      'Error',
      'The SSO session has expired or is invalid',
      'ssoExpired',
      'The SSO session has expired or is invalid',
    ],
    ['CredentialsProviderError', 'Run aws sso login', 'ssoExpired', 'Run aws sso login'],
    ['TokenError', 'Run aws sso login', 'ssoExpired', 'TokenError: Run aws sso login'],
    ['UnauthorizedException', 'no', 'ssoExpired', 'UnauthorizedException: no'],
    ['AccessDenied', 'not yours', 'roleRefused', 'AccessDenied: not yours'],
    ['Error', 'AccessDenied: not yours', 'roleRefused', 'AccessDenied: not yours'],
    [
      'AccessDenied',
      'MultiFactorAuthentication failed',
      'mfaRefused',
      'AccessDenied: MultiFactorAuthentication failed',
    ],
    ['Error', 'Command failed: get-keys', 'processFailed', 'Command failed: get-keys'],
    [
      'CredentialsProviderError',
      'connect ECONNREFUSED 127.0.0.1:9 x',
      'identityUnreachable',
      'ECONNREFUSED 127.0.0.1:9',
    ],
  ])('%s: %s', (name, message, problem, words) => {
    const error = failure(name, message);
    expect(credentialsProblem(error)).toBe(problem);
    expect(asCredentialsError(error)).toMatchObject({ message: words, cause: error });
  });

  it('a connection that failed under its code alone', () => {
    const error = failure('Error', 'no words', { code: 'ECONNRESET' });
    expect(asCredentialsError(error)).toMatchObject({ message: 'ECONNRESET' });
    expect(credentialsProblem(failure('Error', 'connect ECONNREFUSED'))).toBe('other');
  });
});
