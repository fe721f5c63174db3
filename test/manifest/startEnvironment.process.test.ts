// What npm start hands to what it starts: nothing of the caller's AWS, and no token where other users can read it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import * as callers from '../../scripts/callersEnvironment.mjs';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import * as opening from '../../scripts/openPage.mjs';
// @ts-expect-error plain JavaScript, checked by its own tsconfig
import * as serving from '../../scripts/serve.mjs';

type Environment = Record<string, string | undefined>;
const { withoutAws, dropAws } = callers as {
  withoutAws: (environment: Environment) => Environment;
  dropAws: (environment: Environment) => void;
};
const { writeOpeningPage, openingCommand } = opening as {
  writeOpeningPage: (file: string, url: string) => void;
  openingCommand: (
    file: string,
    platform: string,
    environment: Environment,
  ) => [string, string[]] | undefined;
};
const { serverArguments, serverEnvironment } = serving as {
  serverArguments: (server: object, options: object) => string[];
  serverEnvironment: (callers: Environment) => Environment;
};

const folder = mkdtempSync(path.join(tmpdir(), 'kmi-begin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ofAws = {
  AWS_ACCESS_KEY_ID: 'secret',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'secret',
  AWS_PROFILE: 'secret',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'secret',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'secret',
  AWS_WEB_IDENTITY_TOKEN_FILE: 'secret',
  AWS_ROLE_ARN: 'secret',
  AWS_ENDPOINT_URL: 'secret',
  AWS_A_NAME_OF_TOMORROW: 'secret',
  aws_secret_access_key: 'secret',
};
const others = { PATH: '/bin', HOME: '/home/a', MY_AWS_NOTE: 'mine', AWSOME: 'yes' };
const token = '00112233445566778899aabbccddeeff';

describe('the environment of what npm start starts', () => {
  it('has nothing of AWS of the caller', () => {
    expect(withoutAws({ ...ofAws, ...others })).toEqual(others);
  });

  it('is that of the script itself, so that a real program gets none of it', () => {
    const environment: Environment = { ...process.env, ...ofAws };
    dropAws(environment);
    const { stdout } = spawnSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], {
      env: environment,
      encoding: 'utf8',
    });
    const got = JSON.parse(stdout) as Record<string, string>;
    expect(Object.keys(got).filter((name) => /^aws_/i.test(name))).toEqual([]);
    expect(got.PATH).toBe(process.env.PATH);
  });

  it('ties the VS Code server to no other window, and gives it nothing of AWS', () => {
    const given = serverEnvironment({ ...ofAws, ...others, VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1' });
    expect(given).toEqual({ ...others, EXTENSIONS_GALLERY: '{"serviceUrl":""}' });
  });
});

describe('the token of the VS Code server', () => {
  const server = { main: 'server-main.js', build: {} };
  const options = { data: folder, extensions: 'e', port: 0, trustAll: true, tests: false };

  it('is in a private file, also where a readable one was left, and in no argument', () => {
    writeFileSync(path.join(folder, 'token'), 'old', { mode: 0o644 });
    const args = serverArguments(server, { ...options, token });
    expect(args.join(' ')).not.toContain(token);
    const file = args[args.indexOf('--connection-token-file') + 1]!;
    expect(readFileSync(file, 'utf8')).toBe(token);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(args).not.toContain('--without-connection-token');
  });

  it('reaches the browser by a private page, not by an argument', () => {
    const page = path.join(folder, 'open.html');
    const url = `http://127.0.0.1:9/?tkn=${token}&folder=%2Ftmp%2F"it's"`;
    writeOpeningPage(page, url);
    const text = readFileSync(page, 'utf8');
    const escaped = /url=([^"]*)"/.exec(text)?.[1] ?? '';
    expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))).toBe(url);
    if (process.platform !== 'win32') expect(statSync(page).mode & 0o777).toBe(0o600);
    for (const platform of ['linux', 'darwin', 'win32'])
      expect(openingCommand(page, platform, { DISPLAY: ':0' })?.[1].at(-1)).toBe(page);
    expect(openingCommand(page, 'linux', {})).toBeUndefined();
  });
});
