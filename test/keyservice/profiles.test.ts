import fc from '../properties';
import { describe, expect, it } from 'vitest';
import { resolveEndpoint, resolveStsEndpoint } from '../../src/keyservice/endpoints';
import { isLoopback } from '../../src/keyservice/loopback';
import { listProfiles, readProfile, signInProfile, type SharedFiles } from '../../src/keyservice/profiles';
import { wholeText } from '../whole';

const keys = { aws_access_key_id: 'TESTKEY', aws_secret_access_key: 'test' };
const role = 'arn:aws:iam::111122223333:role/import';
const files = (config: SharedFiles['config'], credentials: SharedFiles['credentials'] = {}): SharedFiles => ({
  config,
  credentials,
});
const codes = (shared: SharedFiles, name: string): string[] =>
  readProfile(shared, {}, name).findings.map(({ code }) => code);

describe('kinds of profiles', () => {
  const region = 'us-east-1';
  it.each([
    ['static', { ...keys, region }],
    ['session', { ...keys, aws_session_token: 't', region }],
    ['role', { role_arn: role, source_profile: 'base', region }],
    ['role', { role_arn: role, credential_source: 'Environment', region }],
    ['webIdentity', { role_arn: role, web_identity_token_file: '/token', region }],
    ['process', { credential_process: 'get-keys', region }],
    ['sso', { sso_session: 's', sso_account_id: '111122223333', sso_role_name: 'Custodian', region }],
    ['incomplete', { region }],
    ['incomplete', { aws_access_key_id: 'TESTKEY', region }],
    ['incomplete', { login_session: 'x', region }],
  ])('%s', (kind, settings) => {
    const shared = files({
      p: settings,
      base: { ...keys, region },
      'sso-session.s': { sso_start_url: 'https://example.awsapps.com/start', sso_region: region },
    });
    expect(readProfile(shared, {}, 'p').kind).toBe(kind);
  });

  it('a role wins over keys, as in the SDK; the credentials file wins over the config file', () => {
    const shared = files(
      { p: { role_arn: role, source_profile: 'p', region, aws_access_key_id: 'A' } },
      { p: { ...keys } },
    );
    expect(readProfile(shared, {}, 'p')).toMatchObject({
      kind: 'role',
      account: '111122223333',
      sources: ['p'],
    });
  });

  it('names what is missing', () => {
    expect(codes(files({ p: { role_arn: role, region } }), 'p')).toEqual(['profile_role_without_source']);
    expect(codes(files({ p: { role_arn: role, source_profile: 'q', region } }), 'p')).toEqual([
      'profile_source_unknown',
    ]);
    expect(codes(files({ p: { role_arn: role, source_profile: 'q', region }, q: { region } }), 'p')).toEqual([
      'profile_no_credentials',
    ]);
    expect(
      codes(
        files({ p: { role_arn: role, source_profile: 'q', credential_source: 'Environment', region } }),
        'p',
      ),
    ).toEqual(['profile_role_with_two_sources', 'profile_source_unknown']);
    expect(codes(files({ p: { sso_session: 's', region } }), 'p')).toEqual([
      'profile_sso_session_unknown',
      'profile_sso_incomplete',
    ]);
    expect(codes(files({ p: { ...keys } }), 'p')).toEqual(['profile_region_missing']);
    expect(codes(files({ p: { ...keys, region, services: 'none' } }), 'p')).toEqual([
      'profile_services_unknown',
    ]);
    expect(codes(files({}), 'p')).toEqual(['profile_unknown']);
  });

  it('follows chained roles, and ends on rings', () => {
    const chained = files({
      a: { role_arn: role, source_profile: 'b', region },
      b: { role_arn: role, source_profile: 'c', region },
      c: { ...keys },
    });
    expect(readProfile(chained, {}, 'a')).toMatchObject({ kind: 'role', sources: ['b', 'c'], findings: [] });
    const ring = files({
      a: { role_arn: role, source_profile: 'b', region },
      b: { role_arn: role, source_profile: 'a', region },
    });
    expect(codes(ring, 'a')).toEqual(['profile_source_ring']);
  });

  it('lists [default] first, and the keys of the environment before it', () => {
    const shared = files({ z: keys, default: keys, 'services.s': {}, 'sso-session.t': {} }, { b: keys });
    expect(listProfiles(shared, {}).map(({ name }) => name)).toEqual(['default', 'b', 'z']);
    const environment = { AWS_ACCESS_KEY_ID: 'K', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'eu-west-1' };
    expect(listProfiles(shared, environment)[0]).toMatchObject({ kind: 'environment', region: 'eu-west-1' });
  });

  it('takes the Region of the profile before that of the environment', () => {
    const shared = files({ p: { ...keys, region } });
    expect(readProfile(shared, { AWS_REGION: 'eu-west-1' }, 'p').region).toBe(region);
    expect(readProfile(files({ p: keys }), { AWS_DEFAULT_REGION: 'eu-west-1' }, 'p').region).toBe(
      'eu-west-1',
    );
  });

  it('whole: what is read of each, and what is said', async () => {
    const sso = { sso_session: 's', sso_account_id: '111122223333', sso_role_name: 'Custodian' };
    const shared = files(
      {
        default: { ...keys, region },
        plain: keys,
        'half keys': { aws_access_key_id: 'TESTKEY', region },
        'empty secret': { aws_access_key_id: 'TESTKEY', aws_secret_access_key: '', region },
        'session keys': { ...keys, aws_session_token: 't', region },
        'an empty token': { ...keys, aws_session_token: '', region },
        empty: {},
        process: { credential_process: 'get-keys', region },
        login: { login_session: 'x', region },
        sso: { ...sso, region },
        'sso without its section': { ...sso, sso_session: 'none', region },
        'sso with half a section': { ...sso, sso_session: 'half', region },
        'sso without a role': { sso_session: 's', sso_account_id: '111122223333', region },
        'sso of the old form': {
          sso_start_url: 'https://example.awsapps.com/start',
          sso_region: region,
          sso_account_id: '444455556666',
          sso_role_name: 'Custodian',
          region,
        },
        'half of the old form': { sso_start_url: 'https://example.awsapps.com/start', region },
        web: { role_arn: role, web_identity_token_file: '/token', mfa_serial: 'm', region },
        'web without a role': { web_identity_token_file: '/token', region },
        role: { role_arn: role, source_profile: 'default', mfa_serial: 'arn:aws:iam::1:mfa/x', region },
        'role by environment': { role_arn: role, credential_source: 'Environment', region },
        'role of no account': {
          role_arn: 'arn:aws:sts::111122223333:role/x',
          source_profile: 'default',
          region,
        },
        'role without a source': { role_arn: role, region },
        'role with two sources': {
          role_arn: role,
          source_profile: 'default',
          credential_source: 'Environment',
          region,
        },
        'role by a role': { role_arn: role, source_profile: 'role', region },
        'role by sso': { role_arn: role, source_profile: 'sso', region },
        'role by a role by sso': { role_arn: role, source_profile: 'role by sso', region },
        'role by half keys': { role_arn: role, source_profile: 'half keys', region },
        'role by a process': { role_arn: role, source_profile: 'process', region },
        'role by keys that have a role': { role_arn: role, source_profile: 'keys and role', region },
        'keys and role': { ...keys, role_arn: role, source_profile: 'role', region },
        'role by itself': { ...keys, role_arn: role, source_profile: 'role by itself', region },
        'role by itself without keys': {
          role_arn: role,
          source_profile: 'role by itself without keys',
          region,
        },
        'role by nobody': { role_arn: role, source_profile: 'nobody', region },
        'role by a role by nobody': { role_arn: role, source_profile: 'role by nobody', region },
        'role by a role without a source': {
          role_arn: role,
          source_profile: 'role without a source',
          region,
        },
        'into a ring': { role_arn: role, source_profile: 'ring a', region },
        'ring a': { role_arn: role, source_profile: 'ring b', region },
        'ring b': { role_arn: role, source_profile: 'ring a', region },
        services: { ...keys, services: 'there', region },
        'services that are not there': { ...keys, services: 'none', region },
        'no keys, services that are not there': { services: 'none', region },
        'sso-session.s': { sso_start_url: 'https://example.awsapps.com/start', sso_region: region },
        'sso-session.half': { sso_region: region },
        'services.there': {},
      },
      { 'half keys': { region: 'eu-west-1' }, 'only there': { ...keys, region: 'eu-west-1' } },
    );
    const listed = listProfiles(shared, {});
    const cases = [
      ...listed.map(
        (profile) => [profile.name, { ...profile, signsIn: signInProfile(shared, profile.name) }] as const,
      ),
      ['nobody', readProfile(shared, {}, 'nobody')] as const,
      ...[
        {},
        { AWS_ACCESS_KEY_ID: 'K' },
        { AWS_ACCESS_KEY_ID: 'K', AWS_SECRET_ACCESS_KEY: 's' },
        { AWS_REGION: 'eu-west-1' },
        { AWS_DEFAULT_REGION: 'eu-west-2' },
        { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
      ].flatMap((environment) =>
        ['', 'plain', 'default', 'nobody'].map(
          (name) =>
            [`"${name}" in ${JSON.stringify(environment)}`, readProfile(shared, environment, name)] as const,
        ),
      ),
    ];
    await expect(wholeText(cases, ['template', 'args'])).toMatchFileSnapshot('whole/profiles.txt');
  });

  it('never throws, whatever the files hold', () => {
    const setting = fc.constantFrom(
      ...['role_arn', 'source_profile', 'sso_session', 'services', 'region', 'aws_access_key_id'],
      ...['aws_secret_access_key', 'credential_process', 'endpoint_url', '__proto__', 'constructor'],
    );
    const name = fc.constantFrom('a', 'b', 'c', 'default', 'services.a', 'sso-session.a', 'toString');
    const sections = fc.dictionary(name, fc.dictionary(setting, fc.oneof(name, fc.string())));
    fc.assert(
      fc.property(sections, sections, (config, credentials) => {
        const shared = { config, credentials };
        for (const profile of listProfiles(shared, {}))
          resolveEndpoint(shared, {}, profile.name, 'us-east-1');
      }),
    );
  });
});

describe('endpoints', () => {
  const shared = files({
    default: { endpoint_url: 'https://default.example' },
    lab: { ...keys, endpoint_url: 'https://lab.example' },
    sim: { ...keys, services: 'sim', endpoint_url: 'https://other.example' },
    broken: { ...keys, services: 'none' },
    off: { ...keys, endpoint_url: 'https://lab.example', ignore_configured_endpoint_urls: 'true' },
    plain: keys,
    'services.sim': { 'payment_cryptography.endpoint_url': 'http://127.0.0.1:4000' },
  });
  const at = (name: string, environment = {}) => resolveEndpoint(shared, environment, name, 'us-east-1');
  const aws = 'https://controlplane.payment-cryptography.us-east-1.amazonaws.com';

  it.each([
    ['plain', {}, aws],
    ['lab', {}, 'https://lab.example'],
    ['sim', {}, 'http://127.0.0.1:4000'],
    ['off', {}, aws],
    ['sim', { AWS_ENDPOINT_URL: 'https://env.example' }, 'https://env.example'],
    [
      'sim',
      {
        AWS_ENDPOINT_URL: 'https://env.example',
        AWS_ENDPOINT_URL_PAYMENT_CRYPTOGRAPHY: 'https://apc.example',
      },
      'https://apc.example',
    ],
    ['lab', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' }, aws],
  ])('of %s with %j', (name, environment, url) => expect(at(name, environment).url).toBe(url));

  it('never goes to AWS where a services section is named and missing', () => {
    expect(at('broken')).toMatchObject({ url: undefined, findings: [{ code: 'profile_services_unknown' }] });
  });

  it.each([
    ['http://10.0.0.1:4000', 'endpoint_insecure'],
    ['http://127.0.0.1.evil.example', 'endpoint_insecure'],
    ['http://localhost@evil.example/', 'endpoint_malformed'],
    ['apc.example', 'endpoint_malformed'],
    ['ftp://127.0.0.1', 'endpoint_malformed'],
  ])('%s is refused', (url, code) => {
    const found = resolveEndpoint(shared, { AWS_ENDPOINT_URL: url }, 'plain', 'us-east-1');
    expect(found.url).toBeUndefined();
    expect(found.findings.map((f) => f.code)).toEqual([code]);
  });

  it('a profile whose sign-in would go to another machine in clear text is refused', () => {
    const plainly = 'http://sts.example';
    expect(at('plain', { AWS_ENDPOINT_URL_STS: plainly }).url).toBeUndefined();
    expect(at('sim', { AWS_ENDPOINT_URL_SSO: plainly }).findings.map(({ code }) => code)).toEqual([
      'endpoint_insecure',
    ]);
    const byDefault = { config: { ...shared.config, default: { endpoint_url: plainly } }, credentials: {} };
    expect(resolveEndpoint(byDefault, {}, 'plain', 'us-east-1').url).toBeUndefined();
    const bySection = {
      config: { ...shared.config, 'services.sim': { 'sts.endpoint_url': plainly } },
      credentials: {},
    };
    expect(resolveEndpoint(bySection, {}, 'sim', 'us-east-1').url).toBeUndefined();
    expect(at('plain', { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' }).url).toBe(aws);
  });

  it('knows this machine', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '::1'])
      expect(isLoopback(host)).toBe(true);
    for (const host of ['128.0.0.1', 'localhost.example', '127.0.0.1.example', '0.0.0.0', '[::2]'])
      expect(isLoopback(host)).toBe(false);
  });
});

describe('hosts that a Region or the environment names', () => {
  it.each(['evil.example/', 'x.evil.example', 'us-east-1@evil.example', 'us-east-1#', '', '-a', 'a b'])(
    'no Region leads elsewhere: %s',
    (region) => {
      for (const { url, findings } of [
        resolveEndpoint(files({ p: keys }), {}, 'p', region),
        resolveStsEndpoint({}, region),
      ]) {
        expect(url).toBeUndefined();
        expect(findings.map(({ code }) => code)).toEqual(['region_malformed']);
      }
    },
  );

  it.each([
    [{}, 'us-east-1', 'https://sts.us-east-1.amazonaws.com'],
    [{}, 'cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn'],
    [{ AWS_ENDPOINT_URL_STS: '' }, 'us-east-1', 'https://sts.us-east-1.amazonaws.com'],
    [{ AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:4566' }, 'us-east-1', 'http://127.0.0.1:4566'],
    [{ AWS_ENDPOINT_URL_STS: 'https://sts.example' }, 'us-east-1', 'https://sts.example'],
    [{ AWS_ENDPOINT_URL_STS: 'http://10.0.0.1' }, 'us-east-1', undefined],
    [{ AWS_ENDPOINT_URL_STS: 'file:///etc/passwd' }, 'us-east-1', undefined],
    [
      { AWS_ENDPOINT_URL_STS: 'http://10.0.0.1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'us-east-1',
      'https://sts.us-east-1.amazonaws.com',
    ],
  ])('STS is asked by https or on this machine: %j in %s', (environment, region, url) => {
    expect(resolveStsEndpoint(environment, region).url).toBe(url);
  });
});

describe('keys of the environment', () => {
  const of = (environment: Record<string, string>) => {
    const { kind, findings } = readProfile(files({}), environment, '');
    return [kind, ...findings.map(({ code }) => code)];
  };
  it('are a profile where both are there, else incomplete', () => {
    expect(of({ AWS_ACCESS_KEY_ID: 'TESTKEY', AWS_SECRET_ACCESS_KEY: 'test' })).toEqual(['environment']);
    for (const half of [{ AWS_ACCESS_KEY_ID: 'TESTKEY' }, { AWS_SECRET_ACCESS_KEY: 'test' }, {}])
      expect(of(half as Record<string, string>)).toEqual(['incomplete', 'profile_key_without_secret']);
  });
});
