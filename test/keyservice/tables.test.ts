// Tables of the key service, whole, and what is read from them: requests, enumerations, failures, names, endpoints.
import { phrase } from '../../src/core/findings';
import { expect, it } from 'vitest';
import { resolveEndpoint, resolveStsEndpoint } from '../../src/keyservice/endpoints';
import { KeyServiceError } from '../../src/keyservice/errors';
import { failureTexts } from '../../src/keyservice/failureTexts';
import * as enums from '../../src/keyservice/model/enums';
import * as names from '../../src/keyservice/model/names';
import * as members from '../../src/keyservice/model/members';
import * as shapes from '../../src/keyservice/model/shapes';
import { violations } from '../../src/keyservice/model/violations';
import { readOperations } from '../../src/keyservice/operations';
import { summaryLabels } from '../../src/keyservice/plans/plan';
import type { IniSections } from '../../src/keyservice/profiles';
import { publishedCheckValues } from '../../src/keyservice/rules/knownTestKeys';
import { wholeText } from '../whole';

const json = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (member instanceof RegExp ? String(member) : member));

it('requests, member by member', async () => {
  const lines = Object.entries({ ...members, ...shapes })
    .filter(([, shape]) => typeof shape !== 'function')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, shape]) => `${name}: ${json(shape)}`);
  const inputs = Object.entries(shapes.operationInputs).map(([name, shape]) => `${name}: ${json(shape)}`);
  await expect(
    [
      ...lines.filter((line) => !line.startsWith('operationInputs')),
      ...inputs,
      json(Object.entries(enums).sort()),
    ].join('\n'),
  ).toMatchFileSnapshot('whole/shapes.txt');
});

it('what does not fit into a request', async () => {
  const shape = {
    kind: 'structure',
    members: {
      text: { shape: { kind: 'string', min: 2, max: 4, pattern: /^[a-z😀]+$/u }, required: true },
      secret: {
        shape: { kind: 'string', pattern: /^[0-9]+$/, sensitive: true, means: phrase('digits') },
        required: false,
      },
      one: { shape: { kind: 'enum', values: ['A', 'B'] }, required: false },
      count: { shape: { kind: 'integer', min: 3, max: 5 }, required: false },
      flag: { shape: { kind: 'boolean' }, required: false },
      list: { shape: { kind: 'list', of: { kind: 'boolean' }, max: 2 }, required: false },
      map: {
        shape: { kind: 'map', key: { kind: 'string', max: 3 }, value: { kind: 'string', max: 3 } },
        required: false,
      },
      choice: {
        shape: { kind: 'union', members: { a: { kind: 'boolean' }, b: { kind: 'boolean' } } },
        required: false,
      },
    },
  } as const;
  const members: Record<string, readonly unknown[]> = {
    text: [
      undefined,
      null,
      1,
      'a',
      'ab',
      'abcd',
      'abcde',
      'AB',
      '😀😀',
      '😀😀😀😀',
      '😀',
      ['ab'],
      'X'.repeat(70),
    ],
    secret: ['12', 'ab', ''],
    one: ['A', 'C', 1, 'C'.repeat(70)],
    count: [2, 3, 5, 6, 3.5, '3'],
    flag: [true, false, 0, 'true', null],
    list: [[], [true, false], [true, false, true], [1, true], {}, 'x'],
    map: [{}, { abc: 'x' }, { abcd: 'x' }, { a: 'long' }, { ['k'.repeat(20)]: 1 }, [], 'x', null],
    choice: [
      {},
      { a: true },
      { a: true, b: false },
      { a: 1 },
      { c: true },
      { a: null, b: true },
      [],
      'x',
      { ['y'.repeat(70)]: 1, a: true },
    ],
    other: [1, null, undefined],
    ['long'.repeat(20)]: [1],
  };
  const cases = Object.entries(members).flatMap(([name, values]) =>
    values.map(
      (value) => [`${name}: ${json(value)}`, violations(shape, { text: 'ab', [name]: value })] as const,
    ),
  );
  const many = violations(
    { kind: 'list', of: { kind: 'boolean' }, max: 100 } as never,
    Array.from({ length: 30 }, () => 1),
  );
  /** Lists in each other, with something wrong in the innermost. */
  const nested = (depth: number): number => {
    let inner: unknown = { kind: 'boolean' };
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) [inner, value] = [{ kind: 'list', of: inner, max: 1 }, [value]];
    return violations(inner as never, value).length;
  };
  await expect(
    wholeText([
      ...cases,
      ['many', many.length],
      ['deep', [11, 12, 13].map(nested)],
      ['no structure', [[], 'x', null].map((value) => violations(shape, value))],
    ]),
  ).toMatchFileSnapshot('whole/violations.txt');
});

const failureNames =
  'AccessDeniedException AccessDenied NotAuthorized OptInRequired ExpiredToken ExpiredTokenException UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId IncompleteSignature IncompleteSignatureException MissingAuthenticationToken MissingAuthenticationTokenException InvalidSignatureException SignatureDoesNotMatch CredentialsProviderError RequestExpired RequestTimeTooSkewed RequestInTheFuture ResourceNotFoundException ValidationException ValidationError PublicPolicyException MalformedHttpRequestException RequestEntityTooLargeException SerializationException ThrottlingException Throttling TooManyRequestsException RequestLimitExceeded SlowDown ConflictException ServiceQuotaExceededException LimitExceededException InternalServerException InternalFailure InternalServerError ServiceUnavailableException ServiceUnavailable UnknownOperationException UnknownOperation TimeoutError AbortError OtherAccount AccountUnknown SsoExpired MfaCancelled MfaRefused RoleRefused ProcessFailed ProgramMissing IdentityTimedOut IdentityUnreachable IncompleteAnswer SyntaxError SomethingElse RequestAbortedException'.split(
    ' ',
  );
const networkCodes =
  'ECONNREFUSED ENOTFOUND EAI_AGAIN ERR_INVALID_URL EHOSTUNREACH ENETUNREACH ECONNRESET EPIPE ENETDOWN CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY ERR_TLS_CERT_ALTNAME_INVALID EPROTO ETIMEDOUT ESOCKETTIMEDOUT EOTHER'.split(
    ' ',
  );
const statuses = [undefined, 200, 307, 399, 400, 401, 403, 404, 405, 429, 499, 500, 503];

it('failures, by name, network code and status', async () => {
  const endpoint = 'https://host.example:8443/path';
  const told = (failure: object, operation: 'ImportKey' | 'ListKeys' = 'ImportKey'): string => {
    const { kind, effect, retryable, serviceText, args } = new KeyServiceError({
      operation,
      endpoint,
      ...failure,
    });
    return `${kind}, ${effect}${retryable ? ', again' : ''} ${[...args.slice(1), serviceText].join(' | ')}`;
  };
  /** Statuses by what they make. */
  const grouped = (name: string, failure: object): string[] => {
    const groups = new Map<string, (number | undefined)[]>();
    for (const status of statuses) {
      const text = told({ ...failure, ...(status === undefined ? {} : { status }) });
      groups.set(text, [...(groups.get(text) ?? []), status]);
    }
    return [...groups].map(([text, all]) => `${name} ${all.map((one) => one ?? 'none').join(' ')}: ${text}`);
  };
  const more: readonly (readonly [string, object])[] = [
    ['no name', {}],
    ['a text', { message: 'as it is' }],
    ['no text', { message: '' }],
    ['unknown text', { message: 'UnknownError' }],
    ['cancelled', { cancelled: true, name: 'ValidationException' }],
    ['not sent', { sent: false, name: 'TimeoutError' }],
    ['sent', { sent: true, name: 'TimeoutError' }],
    ['expired', { name: 'SignatureDoesNotMatch', message: 'Signature EXPIRED: now' }],
    ['early', { name: 'InvalidSignatureException', message: 'not yet current' }],
    ['other', { name: 'ValidationException', message: 'expired' }],
    ['found', { name: 'ResourceNotFoundException', resourceId: 'alias/x' }],
    ['account', { name: 'OtherAccount', message: '222222222222' }],
  ];
  const lines = [
    ...failureNames.flatMap((name) => grouped(name, { name })),
    ...networkCodes.flatMap((networkCode) => grouped(networkCode, { networkCode })),
    ...more.flatMap(([name, failure]) => grouped(name, failure)),
    ...failureNames.map((name) => `ListKeys ${name}: ${told({ name }, 'ListKeys')}`),
    `no URL: ${told({ endpoint: 'as it is' })}`,
    `reading: ${[...readOperations].sort().join(' ')}`,
    wholeText([['texts', failureTexts]]),
  ];
  await expect(lines.join('\n')).toMatchFileSnapshot('whole/failures.txt');
});

it('check values that are published, and labels', async () => {
  const lines = publishedCheckValues.map(
    ({ source, cipher, method, value }) => `${value} ${cipher} ${method}: ${source}`,
  );
  await expect([...lines, json(summaryLabels)].join('\n')).toMatchFileSnapshot('whole/published.txt');
});

it('how values are written', () => {
  const arn = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/k7x2m4pq9abcdefg';
  expect([
    ['TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'TR31_K1', 'xTR31_K1_A', 'TR31_k1_A'].map(names.usageCode),
    names.modesText({ Wrap: true, Encrypt: true, Decrypt: false }),
    [arn, 'abcdefghi', 'abcdefghij', 'a/b/c', ''].map(names.keyIdOf),
    [arn, 'abcdefgh', 'abcdefghi', 'abcdefghij', 'a/12345678901'].map(names.shortKeyId),
    [arn, '12345678', '123456789', ''].map(names.arnEnd),
    ['', ' ', 'kek', ' kek ', 'alias/kek', 'aliaskek', 'alias/'].map(names.aliasOf),
    ['alias/pos/kek', 'alias/', 'kek', 'xalias/kek'].map(names.aliasStem),
    ['alias/pos/kek', 'alias', arn].map(names.isAlias),
    ['111122223333', '11112222333', '1111222233334'].map(names.accountText),
  ]).toEqual([
    ['K1', 'TR31_K1', 'xTR31_K1_A', 'TR31_k1_A'],
    'Encrypt + Wrap',
    ['k7x2m4pq9abcdefg', 'abcdefghi', 'abcdefghij', 'c', ''],
    ['k7x2m4pq…', 'abcdefgh', 'abcdefghi', 'abcdefgh…', '12345678…'],
    ['9abcdefg', '12345678', '23456789', ''],
    ['', '', 'alias/kek', 'alias/kek', 'alias/kek', 'alias/aliaskek', 'alias/'],
    ['pos/kek', '', 'kek', 'xalias/kek'],
    [true, false, false],
    ['1111-2222-3333', '11112222333', '1111222233334'],
  ]);
});

it('where calls go', async () => {
  const url = 'https://a.example';
  const plain: IniSections = { p: { region: 'us-east-2' } };
  const section: IniSections = {
    p: { services: 's', endpoint_url: 'https://b.example' },
    'services.s': { 'payment_cryptography.endpoint_url': 'https://c.example' },
  };
  const cases: readonly (readonly [string, IniSections, Record<string, string>, string?])[] = [
    ['AWS', plain, {}],
    ['China', plain, {}, 'cn-north-1'],
    ['no Region', plain, {}, 'us.east'],
    ['an empty Region', plain, {}, ''],
    ['a Region of 63 characters', plain, {}, 'a'.repeat(63)],
    ['a Region of 64 characters', plain, {}, 'a'.repeat(64)],
    [
      'environment for the service',
      section,
      { AWS_ENDPOINT_URL_PAYMENT_CRYPTOGRAPHY: url, AWS_ENDPOINT_URL: 'https://x.example' },
    ],
    ['environment for all', section, { AWS_ENDPOINT_URL: url }],
    ['services section', section, {}],
    ['profile', { p: { endpoint_url: 'https://b.example' } }, {}],
    ['services that are not there', { p: { services: 's' } }, {}],
    [
      'ignored by the environment',
      section,
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE', AWS_ENDPOINT_URL: url },
    ],
    [
      'ignored by the profile',
      { ...section, p: { ...section.p, ignore_configured_endpoint_urls: 'true' } },
      {},
    ],
    ['not ignored', section, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }],
    ...[
      'http://localhost:1',
      'http://127.0.0.1',
      'http://[::1]:8080/x',
      'http://a.example',
      'ftp://a',
      'https://a@b',
      'https://',
      'HTTP://LOCALHOST',
      'http://127.0.0.1.example',
      'https://a:123456',
      'https://a?x',
      'https://[::1]/a b',
    ].map((one) => [one, plain, { AWS_ENDPOINT_URL: one }] as const),
    ...['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_SSO', 'AWS_ENDPOINT_URL_SSO_OIDC'].map(
      (key) => [`${key} in clear`, plain, { [key]: 'http://a.example' }] as const,
    ),
    ['STS elsewhere', plain, { AWS_ENDPOINT_URL_STS: url }],
    ['STS ignored', plain, { AWS_ENDPOINT_URL_STS: url, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
    ['the default profile in clear', { default: { endpoint_url: 'http://a.example' }, p: {} }, {}],
    ...['sts', 'sso', 'sso_oidc'].map(
      (service) =>
        [
          `${service} of services in clear`,
          { p: { services: 's' }, 'services.s': { [`${service}.endpoint_url`]: 'http://a.example' } },
          {},
        ] as const,
    ),
  ];
  await expect(
    wholeText(
      cases.map(([name, config, environment, region = 'us-east-2']) => [
        name,
        {
          service: resolveEndpoint({ config, credentials: {} }, environment, 'p', region),
          sts: resolveStsEndpoint(environment, region),
        },
      ]),
      ['template', 'args'],
    ),
  ).toMatchFileSnapshot('whole/endpoints.txt');
});
