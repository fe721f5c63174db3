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

  it.each<[string, string, string]>([
    ['Error', 'the SSO session associated with this profile is Invalid', 'ssoExpired'],
    ['Error', 'Token for SSO session x not found', 'ssoExpired'],
    ['Error', 'first line\nSSO session x has expired', 'ssoExpired'],
    // Each line by itself, and what stands behind the session.
    ['Error', 'SSO session\nhas expired', 'other'],
    ['Error', 'The token has expired', 'other'],
    ['Error', 'invalid: SSO session', 'other'],
    ['Error', 'SSO session', 'other'],
    ['Error', 'UnauthorizedException: no', 'ssoExpired'],
    ['Error', 'Error: UnauthorizedException', 'ssoExpired'],
    ['Error', 'no UnauthorizedException', 'other'],
    ['Error', 'UnauthorizedExceptions', 'other'],
    ['Error', 'the TokenCode is wrong', 'mfaRefused'],
    ['Error', 'mfa', 'mfaRefused'],
    ['Error', 'credential_process returned nothing', 'processFailed'],
    ['Error', 'it says Command failed', 'other'],
    ['AbortError', 'Command failed', 'cancelled'],
    ...[
      'AccessDeniedException',
      'ForbiddenException',
      'ValidationError',
      'RegionDisabledException',
      'MalformedPolicyDocumentException',
      'PackedPolicyTooLargeException',
      'IDPRejectedClaimException',
      'InvalidIdentityTokenException',
    ].map((name): [string, string, string] => [name, 'no', 'roleRefused']),
    ['AccessDeniedElsewhere', 'no', 'other'],
    ['Error', 'Error: AccessDenied', 'roleRefused'],
    ['Error', 'was AccessDenied', 'other'],
    ['Error', 'getaddrinfo ENOTFOUND host', 'other'],
    ['CredentialsProviderError', 'getaddrinfo ENOTFOUND host', 'identityUnreachable'],
    ['CredentialsProviderError', 'XENOTFOUND host', 'other'],
    ['Error', '', 'other'],
  ])('%s "%s" is %s', (name, message, problem) => {
    expect(credentialsProblem(failure(name, message))).toBe(problem);
  });

  it('what is no error, and what is told apart already, stays as it is', () => {
    for (const one of ['ENOTFOUND', undefined, { name: 'AbortError' }, failure('Error', 'nothing known')])
      expect([credentialsProblem(one), asCredentialsError(one)]).toEqual(['other', one]);
    const named = asCredentialsError(failure('Error', 'Run aws sso login'));
    expect(asCredentialsError(named)).toBe(named);
    expect(credentialsProblem(named)).toBe('ssoExpired');
    const connection = failure('Error', 'connect ECONNRESET [::1]:9', { code: 'ECONNRESET' });
    expect(asCredentialsError(connection)).toMatchObject({ message: 'ECONNRESET [::1]:9' });
    expect(credentialsProblem(failure('Error', 'ENOTFOUND', { code: 'EPIPE' }))).toBe('other');
  });

  it('a connection that failed under its code alone', () => {
    const error = failure('Error', 'no words', { code: 'ECONNRESET' });
    expect(asCredentialsError(error)).toMatchObject({ message: 'ECONNRESET' });
    expect(credentialsProblem(failure('Error', 'connect ECONNREFUSED'))).toBe('other');
  });
});
