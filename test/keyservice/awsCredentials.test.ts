// Every kind of profile against stand-ins for STS and SSO on loopback: the SDK's own code asks, nothing leaves here.
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callerIdentity } from '../../src/keyservice/aws/account';
import { CredentialsCache } from '../../src/keyservice/aws/credentials';
import { credentialsProblem } from '../../src/keyservice/aws/credentialsProblem';
import { IdentityWaits } from '../../src/keyservice/aws/identityWaits';
import { readSharedFiles } from '../../src/keyservice/aws/sharedFiles';
import { listProfiles } from '../../src/keyservice/profiles';

const account = '111122223333';
const role = `arn:aws:iam::${account}:role/import`;
const region = 'us-east-2';
const later = new Date(Date.now() + 3_600_000);

/** What the stand-ins were asked. */
const asked: { path: string; action: string | null; parameters: URLSearchParams; authorization: string }[] =
  [];
let refuse: string | undefined;
let server: Server;
let endpoint: string;
let home: string;
const saved = { ...process.env };

function stsAnswer(action: string | null, parameters: URLSearchParams): [number, string] {
  const code = parameters.get('TokenCode');
  if (refuse !== undefined || (code !== null && code !== '123456'))
    return [
      403,
      `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${
        refuse ?? 'MultiFactorAuthentication failed with invalid MFA one time pass code.'
      }</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    ];
  if (action === 'GetCallerIdentity')
    return [
      200,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${role}</Arn><UserId>U</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    ];
  const name = action ?? '';
  return [
    200,
    `<${name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${name}Result><Credentials><AccessKeyId>ROLEKEY</AccessKeyId><SecretAccessKey>role</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${later.toISOString()}</Expiration></Credentials></${name}Result></${name}Response>`,
  ];
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const parameters = new URLSearchParams(Buffer.concat(chunks).toString());
      const action = parameters.get('Action');
      asked.push({
        path: url.pathname,
        action,
        parameters,
        authorization:
          request.headers.authorization ?? String(request.headers['x-amz-sso_bearer_token'] ?? ''),
      });
      if (url.pathname === '/federation/credentials') {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            roleCredentials: {
              accessKeyId: 'SSOKEY',
              secretAccessKey: 'sso',
              sessionToken: 'token',
              expiration: later.getTime(),
            },
          }),
        );
        return;
      }
      const [status, body] = stsAnswer(action, parameters);
      response.writeHead(status, { 'content-type': 'text/xml' });
      response.end(body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  home = mkdtempSync(path.join(tmpdir(), 'kmi-profiles-'));
  const token = path.join(home, 'web-identity');
  writeFileSync(token, 'web.identity.token');
  writeFileSync(
    path.join(home, 'config'),
    `[profile base]
region = ${region}
aws_access_key_id = BASEKEY
aws_secret_access_key = base
[profile session]
region = ${region}
[profile role]
region = ${region}
role_arn = ${role}
source_profile = base
external_id = outside
[profile mfa]
region = ${region}
role_arn = ${role}
source_profile = base
mfa_serial = arn:aws:iam::${account}:mfa/custodian
[profile chained]
region = ${region}
role_arn = ${role}
source_profile = role
[profile env]
region = ${region}
role_arn = ${role}
credential_source = Environment
[profile web]
region = ${region}
role_arn = ${role}
web_identity_token_file = ${token}
[profile process]
region = ${region}
credential_process = ${process.execPath} ${path.join(home, 'process.mjs')}
[profile broken-process]
region = ${region}
credential_process = ${process.execPath} -e process.exit(3)
[profile sso]
region = ${region}
sso_session = company
sso_account_id = ${account}
sso_role_name = Custodian
[profile sso-out]
region = ${region}
sso_session = other
sso_account_id = ${account}
sso_role_name = Custodian
[sso-session company]
sso_start_url = https://company.example/start
sso_region = ${region}
[sso-session other]
sso_start_url = https://other.example/start
sso_region = ${region}
`,
  );
  writeFileSync(
    path.join(home, 'credentials'),
    '[session]\naws_access_key_id = SESSIONKEY\naws_secret_access_key = session\naws_session_token = token\n',
  );
  writeFileSync(
    path.join(home, 'process.mjs'),
    `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'PROCESSKEY', SecretAccessKey: 'process' }));`,
  );
  mkdirSync(path.join(home, '.aws/sso/cache'), { recursive: true });
  writeFileSync(
    path.join(home, `.aws/sso/cache/${createHash('sha1').update('company').digest('hex')}.json`),
    JSON.stringify({ accessToken: 'sso-token', expiresAt: later.toISOString() }),
  );
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    HOME: home,
    USERPROFILE: home,
    AWS_CONFIG_FILE: path.join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'credentials'),
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_ENDPOINT_URL_SSO: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});

afterAll(async () => {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, saved);
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

beforeEach(() => {
  asked.length = 0;
  refuse = undefined;
});

/** Half minutes are over at once, so that no code is waited for. */
const cache = (mfaCode = () => Promise.resolve('123456')) => new CredentialsCache({ mfaCode, mfaStep: 1 });

describe('credentials of each kind of profile', () => {
  it('the files are read as they are, and every profile is told by kind', async () => {
    const kinds = Object.fromEntries(
      listProfiles(await readSharedFiles(), {}).map(({ name, kind }) => [name, kind]),
    );
    expect(kinds).toEqual({
      base: 'static',
      session: 'session',
      role: 'role',
      mfa: 'role',
      chained: 'role',
      env: 'role',
      web: 'webIdentity',
      process: 'process',
      'broken-process': 'process',
      sso: 'sso',
      'sso-out': 'sso',
    });
  });

  it.each([
    ['base', 'BASEKEY', []],
    ['session', 'SESSIONKEY', []],
    ['process', 'PROCESSKEY', []],
    ['role', 'ROLEKEY', ['AssumeRole']],
    ['chained', 'ROLEKEY', ['AssumeRole', 'AssumeRole']],
    ['web', 'ROLEKEY', ['AssumeRoleWithWebIdentity']],
    ['sso', 'SSOKEY', [null]],
  ])('%s', async (profile, key, actions) => {
    const found = await cache().of(profile, region)();
    expect(found.accessKeyId).toBe(key);
    expect(asked.map(({ action }) => action)).toEqual(actions);
    if (profile === 'role') expect(asked[0]?.parameters.get('ExternalId')).toBe('outside');
    if (profile === 'sso') expect(asked[0]?.authorization).toBe('sso-token');
  });

  it.each([
    ['process', ['process ']],
    ['role', [`sts ${role}`]],
    ['chained', [`sts ${role}`, `sts ${role}`]],
    ['web', [`sts ${role}`]],
    ['sso', ['sso ']],
    ['mfa', ['mfa arn:aws:iam::' + account + ':mfa/custodian', `sts ${role}`]],
    ['base', []],
  ])('of %s, what is waited for is shown', async (profile, expected) => {
    const shown: string[] = [];
    const waits = new IdentityWaits({
      listener: ({ kind, subject, profile: of, region: where }, over) => {
        expect([of, where]).toEqual([profile, region]);
        if (over) shown.push(`${kind} ${subject}`);
      },
    });
    const from = new CredentialsCache({ mfaCode: () => Promise.resolve('123456'), mfaStep: 1, waits });
    await from.of(profile, region)();
    expect(shown).toEqual(expected);
  });

  it('a role by the keys of the environment, and those keys themselves', async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'ENVKEY', AWS_SECRET_ACCESS_KEY: 'env' });
    try {
      expect((await cache().of('', region)()).accessKeyId).toBe('ENVKEY');
      expect((await cache().of('env', region)()).accessKeyId).toBe('ROLEKEY');
      expect(asked[0]?.authorization).toContain('ENVKEY');
    } finally {
      Reflect.deleteProperty(process.env, 'AWS_ACCESS_KEY_ID');
      Reflect.deleteProperty(process.env, 'AWS_SECRET_ACCESS_KEY');
    }
  });

  it('an MFA code is asked for once, for all clients of the profile', async () => {
    let times = 0;
    const one = cache(() => {
      times++;
      return Promise.resolve('123456');
    });
    await Promise.all([one.of('mfa', region)(), one.of('mfa', region)(), one.of('mfa', region)()]);
    await one.of('mfa', region)();
    expect(times).toBe(1);
    expect(asked.map(({ parameters }) => parameters.get('TokenCode'))).toEqual(['123456']);
    expect(asked[0]?.parameters.get('SerialNumber')).toBe(`arn:aws:iam::${account}:mfa/custodian`);
  });

  it('a wrong code, a cancelled one, a session that is over and a process that fails are told apart', async () => {
    const problem = async (profile: string, from = cache()): Promise<string> =>
      from
        .of(profile, region)()
        .then(
          () => 'none',
          (error: unknown) => credentialsProblem(error),
        );
    expect(
      await problem(
        'mfa',
        cache(() => Promise.resolve('000000')),
      ),
    ).toBe('mfaRefused');
    const cancelled = Object.assign(new Error('cancelled'), { name: 'MfaCancelled' });
    expect(
      await problem(
        'mfa',
        cache(() => Promise.reject(cancelled)),
      ),
    ).toBe('mfaCancelled');
    expect(await problem('sso-out')).toBe('ssoExpired');
    expect(await problem('broken-process')).toBe('processFailed');
    refuse = 'not authorized to perform: sts:AssumeRole';
    expect(await problem('role')).toBe('roleRefused');
  });

  it('a failure is not kept: the next call asks again', async () => {
    const one = cache();
    refuse = 'not now';
    await expect(one.of('role', region)()).rejects.toThrow('not now');
    refuse = undefined;
    expect((await one.of('role', region)()).accessKeyId).toBe('ROLEKEY');
  });

  it('the account is what STS says of the credentials', async () => {
    const set = await cache().of('base', region)();
    expect(await callerIdentity(set, { region, endpoint })).toEqual({ account, by: 'sts' });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ action: 'GetCallerIdentity' });
    expect(asked[0]?.authorization).toContain('BASEKEY');
  });
});
