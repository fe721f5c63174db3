// Waits for credentials with real processes and sockets. The patience is a fraction of a second; nothing is left behind.
import dns from 'node:dns';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CredentialsCache, type CredentialsOptions } from '../../src/keyservice/aws/credentials';
import { IdentityWaits } from '../../src/keyservice/aws/identityWaits';
import type { IdentityWait } from '../../src/keyservice/identity';

const region = 'us-east-2';
const role = 'arn:aws:iam::111122223333:role/import';
const given = `'{"Version":1,"AccessKeyId":"KEY","SecretAccessKey":"secret"}'`;
/** A loaded machine needs longer. */
const patience = { timeout: 20_000, interval: 25 };
const saved = { ...process.env };

let folder: string;
let seen: { kind: string; limit: number | undefined; over: boolean }[];
let waiting: IdentityWait | undefined;
/** Called when a wait begins. */
let onWait: (wait: IdentityWait) => void;

const file = (name: string): string => path.join(folder, name);
const pid = async (name: string): Promise<number> => {
  await vi.waitFor(
    () => expect(existsSync(file(name)) && readFileSync(file(name), 'utf8')).toMatch(/\d\n/),
    patience,
  );
  return Number(readFileSync(file(name), 'utf8'));
};
function runs(process_: number): boolean {
  try {
    process.kill(process_, 0);
    // What has ended stays in the list until its parent has asked for it.
    return !/^\d+ \(.*\) Z/.test(existsSync('/proc') ? readFileSync(`/proc/${process_}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}
const gone = (...pids: number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(runs)).toEqual([]), patience);

function profile(settings: string, more = ''): void {
  writeFileSync(file('config'), `[profile payments]\nregion = ${region}\n${settings}\n${more}`);
}
/** A script of sh as the credential process. */
function script(lines: string): void {
  writeFileSync(file('give'), `#!/bin/sh\n${lines}\n`);
  chmodSync(file('give'), 0o755);
  profile(`credential_process = "${file('give')}"`);
}

function cache(options: Partial<CredentialsOptions> & { patience?: number } = {}) {
  const waits = new IdentityWaits({
    patience: options.patience ?? 400,
    listener: (wait, over) => {
      const begins = wait !== waiting && !over;
      waiting = over ? undefined : wait;
      seen.push({ kind: wait.kind, limit: wait.limit, over });
      if (begins) onWait(wait);
    },
  });
  const made = new CredentialsCache({
    mfaCode: () => Promise.reject(new Error('nobody to ask')),
    grace: 150,
    ...options,
    waits,
  });
  return { waits, get: (signal?: AbortSignal) => made.of('payments', region)(signal), made };
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kmi-waits-'));
  seen = [];
  waiting = undefined;
  onWait = () => undefined;
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_')) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    HOME: folder,
    AWS_CONFIG_FILE: file('config'),
    AWS_SHARED_CREDENTIALS_FILE: file('credentials'),
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, saved);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')('a credential process', () => {
  it('that sleeps for ten minutes ends with its time', async () => {
    script(`echo $$ >'${file('pid')}'\nexec sleep 600`);
    await expect(cache().get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
    await gone(await pid('pid'));
    expect(seen).toEqual([
      { kind: 'process', limit: 400, over: false },
      { kind: 'process', limit: 400, over: true },
    ]);
  });

  it('that forks ends with its children', async () => {
    script(`sleep 600 &\necho $! >'${file('child')}'\necho $$ >'${file('pid')}'\nsleep 600\nsleep 600`);
    await expect(cache().get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
    await gone(await pid('pid'), await pid('child'));
  });

  it('that ignores SIGTERM is killed, and so are its children that do', async () => {
    script(
      `trap '' TERM\nsleep 600 &\necho $! >'${file('child')}'\necho $$ >'${file('pid')}'\nwhile :; do sleep 600; done`,
    );
    await expect(cache().get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
    await gone(await pid('pid'), await pid('child'));
  });

  it('that leaves its group behind is logged, by number and name', async () => {
    writeFileSync(
      file('stray.mjs'),
      `import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      writeFileSync(${JSON.stringify(file('stray'))}, child.pid + '\\n');
      setInterval(() => undefined, 1000);`,
    );
    script(`echo $$ >'${file('pid')}'\n"${process.execPath}" '${file('stray.mjs')}'`);
    const lines: string[] = [];
    const begun = cache({ patience: 60_000, log: (line) => lines.push(line) });
    const result = expect(begun.get()).rejects.toMatchObject({ name: 'AbortError' });
    const stray = await pid('stray');
    try {
      waiting?.cancel();
      await result;
      await gone(await pid('pid'));
      await vi.waitFor(() => expect(lines).toHaveLength(1), patience);
      expect(lines[0]).toContain(`process ${stray} (sleep) had left its group`);
      expect(runs(stray)).toBe(true);
    } finally {
      process.kill(stray, 'SIGKILL');
      await gone(stray);
    }
  });

  it('that ended is not waited for because a child of its holds the output open', async () => {
    script(`sleep 600 &\necho $! >'${file('child')}'\necho ${given}`);
    try {
      expect((await cache({ patience: 60_000 }).get()).accessKeyId).toBe('KEY');
    } finally {
      process.kill(await pid('child'));
    }
  });

  it('ends when it is cancelled, and so does every caller', async () => {
    script(`echo $$ >'${file('pid')}'\nsleep 600`);
    const { get } = cache({ patience: 60_000 });
    const both = [get(), get()].map((one) => expect(one).rejects.toMatchObject({ name: 'AbortError' }));
    const process_ = await pid('pid');
    waiting?.cancel();
    await Promise.all(both);
    await gone(process_);
  });

  it('goes on for one caller when another gives up, and ends with the last', async () => {
    script(`echo $$ >'${file('pid')}'\nsleep 600`);
    const { get } = cache({ patience: 60_000 });
    const [first, second] = [new AbortController(), new AbortController()];
    const results = [first, second].map(({ signal }) =>
      expect(get(signal)).rejects.toMatchObject({ name: 'AbortError' }),
    );
    const process_ = await pid('pid');
    first.abort();
    await results[0];
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(runs(process_)).toBe(true);
    second.abort();
    await results[1];
    await gone(process_);
  });

  it('is kept waiting for where the user asks for it while it runs', async () => {
    script(`sleep 1\necho ${given}`);
    onWait = (wait) => wait.keepWaiting();
    expect((await cache({ patience: 300 }).get()).accessKeyId).toBe('KEY');
    expect(seen.map(({ limit }) => limit)).toEqual([300, undefined, undefined]);
  });

  it('runs as long as it takes where the user keeps waiting after its end, and that once', async () => {
    script(`sleep 1\necho ${given}`);
    const { get, waits, made } = cache({ patience: 300 });
    await expect(get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
    waits.keepWaiting('payments');
    expect((await get()).accessKeyId).toBe('KEY');
    made.clear();
    await expect(get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
  });

  it('has no limit once it wrote an address to sign in at', async () => {
    script(`echo 'Open https://company.example/device' >&2\nsleep 3\necho ${given}`);
    expect((await cache({ patience: 2_000 }).get()).accessKeyId).toBe('KEY');
    expect(seen.at(-1)).toEqual({ kind: 'browser', limit: undefined, over: true });
  });

  it.skipIf(process.platform !== 'linux')('has no limit where it opened a browser', async () => {
    writeFileSync(file('firefox'), '#!/bin/sh\nsleep 3\n:');
    chmodSync(file('firefox'), 0o755);
    script(`'${file('firefox')}'\necho ${given}`);
    expect((await cache({ patience: 1_500 }).get()).accessKeyId).toBe('KEY');
    expect(seen.at(-1)).toEqual({ kind: 'browser', limit: undefined, over: true });
  });

  it.each([
    ['exit 3', 'ProcessFailed', '3'],
    ['echo "no session" >&2; exit 1', 'ProcessFailed', 'no session'],
    ['echo not-json', 'ProcessFailed', 'invalid JSON'],
    [`echo '{"Version":2}'`, 'ProcessFailed', 'Version is not 1'],
    [`echo '{"Version":1,"AccessKeyId":"KEY"}'`, 'ProcessFailed', 'no AccessKeyId or no SecretAccessKey'],
    [
      `echo '{"Version":1,"AccessKeyId":"KEY","SecretAccessKey":"s","Expiration":"2020-01-01T00:00:00Z"}'`,
      'ProcessFailed',
      'expired credentials',
    ],
  ])('that does "%s" fails as %s', async (line, name, message) => {
    script(line);
    const error: unknown = await cache({ patience: 60_000 })
      .get()
      .catch((one: unknown) => one);
    expect(error).toMatchObject({ name, message });
  });

  it('whose program is not there is named as that', async () => {
    profile('credential_process = no-such-program-of-ours --json');
    await expect(cache().get()).rejects.toMatchObject({
      name: 'ProgramMissing',
      message: expect.stringContaining('no-such-program-of-ours') as string,
    });
  });

  it('is not shown what VS Code sets for its own processes', async () => {
    Object.assign(process.env, { VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1' });
    script(`env | grep -E '^(VSCODE_|ELECTRON_)' >'${file('env')}'\necho ${given}`);
    await cache({ patience: 60_000 }).get();
    expect(readFileSync(file('env'), 'utf8')).toBe('');
  });

  it('gives what a role of another profile is assumed with', async () => {
    script(`echo ${given}`);
    const before = readFileSync(file('config'), 'utf8');
    writeFileSync(
      file('config'),
      before.replace('[profile payments]', '[profile giver]') +
        `\n[profile payments]\nregion = ${region}\nrole_arn = ${role}\nsource_profile = giver\n`,
    );
    const asked = await deafServer();
    process.env.AWS_ENDPOINT_URL_STS = asked.url;
    try {
      await expect(cache().get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
      expect(seen.filter(({ over }) => !over).map(({ kind }) => kind)).toEqual(['process', 'sts']);
      expect(asked.text()).toContain('Credential=KEY/');
    } finally {
      await asked.close();
    }
  });
});

describe('a service that gives credentials', () => {
  it('that does not answer ends with its time, and its connection is closed', async () => {
    const asked = await deafServer();
    process.env.AWS_ENDPOINT_URL_STS = asked.url;
    roleProfile();
    try {
      await expect(cache().get()).rejects.toMatchObject({ name: 'IdentityTimedOut', message: '0' });
      await vi.waitFor(() => expect(asked.open()).toBe(0), patience);
      expect(seen[0]).toEqual({ kind: 'sts', limit: 400, over: false });
    } finally {
      await asked.close();
    }
  });

  it('that refuses the connection is a failure of this machine, with its code and address', async () => {
    const asked = await deafServer();
    await asked.close();
    process.env.AWS_ENDPOINT_URL_STS = asked.url;
    roleProfile();
    await expect(cache({ patience: 20_000 }).get()).rejects.toMatchObject({
      name: 'IdentityUnreachable',
      message: `ECONNREFUSED ${new URL(asked.url).host}`,
    });
  });

  it('is asked in the Region of the SSO session, and a name that DNS does not know is no word of AWS', async () => {
    const { createHash } = await import('node:crypto');
    const { mkdirSync } = await import('node:fs');
    profile(
      'sso_session = company\nsso_account_id = 111122223333\nsso_role_name = Custodian',
      `[sso-session company]\nsso_start_url = https://company.example/start\nsso_region = eu-west-1\n`,
    );
    mkdirSync(file('.aws/sso/cache'), { recursive: true });
    writeFileSync(
      file(`.aws/sso/cache/${createHash('sha1').update('company').digest('hex')}.json`),
      JSON.stringify({ accessToken: 'token', expiresAt: new Date(Date.now() + 3_600_000).toISOString() }),
    );
    const hosts: string[] = [];
    vi.spyOn(dns, 'lookup').mockImplementation((host: string, ...rest: unknown[]) => {
      hosts.push(host);
      const answer = rest.at(-1) as (error: Error) => void;
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
        code: 'ENOTFOUND',
        syscall: 'getaddrinfo',
      });
      process.nextTick(answer, error);
    });
    await expect(cache({ patience: 20_000 }).get()).rejects.toMatchObject({
      name: 'IdentityUnreachable',
      message: 'ENOTFOUND portal.sso.eu-west-1.amazonaws.com',
    });
    expect(new Set(hosts)).toEqual(new Set(['portal.sso.eu-west-1.amazonaws.com']));
  });
});

describe('a code of an MFA device', () => {
  it('is not asked for twice in the same half minute, and a used one is not taken', async () => {
    const asked = await deafServer();
    process.env.AWS_ENDPOINT_URL_STS = asked.url;
    roleProfile('mfa_serial = arn:aws:iam::111122223333:mfa/custodian\n');
    const step = 3_000;
    const steps: number[] = [];
    const used: boolean[] = [];
    const { get } = cache({
      mfaStep: step,
      patience: 50,
      mfaCode: (question) => {
        steps.push(Math.floor(Date.now() / step));
        used.push(question.used('123456'), question.used('654321'));
        return Promise.resolve('123456');
      },
    });
    try {
      // From the begin of a step: a slow machine must not come into the next one by itself.
      await new Promise((resolve) => setTimeout(resolve, step - (Date.now() % step)));
      for (let times = 0; times < 2; times++)
        await expect(get()).rejects.toMatchObject({ name: 'IdentityTimedOut' });
    } finally {
      await asked.close();
    }
    expect(steps).toHaveLength(2);
    expect(steps[1]).toBeGreaterThan(steps[0] ?? Infinity);
    expect(used).toEqual([false, false, true, false]);
    const begun = seen.filter(({ over }) => !over).map(({ kind, limit }) => [kind, limit]);
    expect(begun).toEqual([
      ['mfa', undefined],
      ['sts', 50],
      ['nextCode', undefined],
      ['mfa', undefined],
      ['sts', 50],
    ]);
  });

  it('is waited for as long as it takes, and its question ends when it is cancelled', async () => {
    roleProfile('mfa_serial = arn:aws:iam::111122223333:mfa/custodian\n');
    let closed = false;
    const { get } = cache({
      patience: 30,
      mfaCode: ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            closed = true;
            reject(new Error('closed'));
          }),
        ),
    });
    const result = expect(get()).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(waiting?.kind).toBe('mfa'), patience);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(waiting?.kind).toBe('mfa');
    waiting?.cancel();
    await result;
    expect(closed).toBe(true);
  });
});

function roleProfile(more = ''): void {
  profile(
    `role_arn = ${role}\nsource_profile = base\n${more}`,
    '[profile base]\naws_access_key_id = BASEKEY\naws_secret_access_key = base\n',
  );
}

/** Takes connections and never answers. */
async function deafServer() {
  const sockets = new Set<Socket>();
  let text = '';
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    text: () => text,
    open: () => sockets.size,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
