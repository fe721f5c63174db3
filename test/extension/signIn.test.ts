import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from '../properties';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runs } from '../quick';

vi.mock('vscode', () => ({
  Disposable: vi.fn(),
  window: { createOutputChannel: () => ({ error: (): void => undefined }) },
  EventEmitter: class<T> {
    private readonly listeners: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void): void => void this.listeners.push(listener);
    fire(value: T): void {
      for (const one of this.listeners) one(value);
    }
  },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
  },
}));

import { awsSignIn, signInArguments } from '../../src/desktop/awsSignIn';
import { SignInTerminal } from '../../src/extension/service/signIn';

/** A loaded machine needs longer. */
const patience = { timeout: 30_000 };
const folder = mkdtempSync(path.join(tmpdir(), 'kmi-sign-in-'));
const said = path.join(folder, 'arguments');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { PATH: `${folder}:${process.env.PATH ?? ''}` };

/** A program called `aws` that notes its arguments and then runs the line of sh. */
function standIn(line: string): void {
  writeFileSync(path.join(folder, 'aws'), `#!/bin/sh\nprintf '%s\\0' "$@" >'${said}'\n${line}\n`);
  chmodSync(path.join(folder, 'aws'), 0o755);
}
const argumentsGiven = (): string[] => readFileSync(said, 'utf8').split('\0').slice(0, -1);
const ignore = (): void => undefined;

/** A terminal as VS Code drives it. */
function terminal(profile: string, environment: NodeJS.ProcessEnv = env) {
  const state = { shown: '', closed: false, signedIn: 0 };
  const pty = new SignInTerminal(
    (write) => Promise.resolve(awsSignIn(profile, write, environment)),
    () => {
      state.signedIn++;
      return Promise.resolve();
    },
  );
  pty.onDidWrite((text) => (state.shown += text));
  pty.onDidClose(() => (state.closed = true));
  pty.open();
  return { pty, state };
}

beforeEach(() => standIn('exit 0'));

describe.skipIf(process.platform === 'win32')('the sign-in', () => {
  it.each([
    'prod',
    'my lab',
    `it's "mine"`,
    '$HOME',
    '$(id)',
    '`id`',
    'a\\b\\',
    '%PATH%',
    'x; exit',
    '*',
    '${env:HOME}',
    'Zürich 🔑',
  ])('hands the name %j on exactly', async (profile) => {
    expect(await awsSignIn(profile, ignore, env).ended).toEqual({ kind: 'done' });
    expect(argumentsGiven()).toEqual(['sso', 'login', '--profile', profile]);
  });

  it('hands any name on exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), async (profile) => {
        fc.pre(!/\0|\p{Surrogate}/u.test(profile));
        await awsSignIn(profile, ignore, env).ended;
        const [sso, login, ...rest] = argumentsGiven();
        expect([sso, login]).toEqual(['sso', 'login']);
        expect(rest.join('=')).toBe(`--profile=${profile}`);
      }),
      { numRuns: runs(40) },
    );
  });

  it('does not let a name be taken for an option', () => {
    expect(signInArguments('--debug')).toEqual(['sso', 'login', '--profile=--debug']);
  });

  it('keeps variables of VS Code from the program, and those of the user to it', async () => {
    standIn(`env >'${said}'`);
    const given = { ...env, ELECTRON_RUN_AS_NODE: '1', VSCODE_PID: '1', AWS_CONFIG_FILE: '/a' };
    await awsSignIn('prod', ignore, given).ended;
    const seen = readFileSync(said, 'utf8');
    expect(seen).not.toMatch(/ELECTRON_|VSCODE_/);
    expect(seen).toMatch(/^AWS_CONFIG_FILE=\/a$/m);
  });
});

describe.skipIf(process.platform === 'win32')('the terminal of the sign-in', () => {
  it('shows what the program writes, and stays open until a key is pressed', async () => {
    standIn(`echo 'Open this page:'; echo 'https://example.com/ü' >&2; exit 3`);
    const { pty, state } = terminal('prod');
    await expect.poll(() => state.shown, patience).toContain('Press any key');
    expect(state.shown).toContain('Open this page:\r\n');
    expect(state.shown).toContain('https://example.com/ü\r\n');
    expect(state.shown).toContain('The sign-in failed (3).');
    expect(state.signedIn).toBe(0);
    expect(state.shown).not.toMatch(/[^\r]\n/);
    expect(state.closed).toBe(false);
    pty.handleInput('q');
    expect(state.closed).toBe(true);
  });

  it('says when the program is not there', async () => {
    const { state } = terminal('prod', { PATH: path.join(folder, 'nothing') });
    await expect.poll(() => state.shown, patience).toContain('The program "aws" was not found.');
  });

  it('shows the success, and has tried again what failed for want of it', async () => {
    const { state } = terminal('prod');
    await expect.poll(() => state.shown, patience).toContain('Signed in.');
    expect(state.signedIn).toBe(1);
  });

  it.each([
    ['Ctrl-C', (pty: SignInTerminal) => pty.handleInput('\u0003')],
    ['closing it', (pty: SignInTerminal) => pty.close()],
  ])('ends the program by %s', async (_, act) => {
    standIn(`echo ready; exec sleep 600`);
    const { pty, state } = terminal('prod');
    await expect.poll(() => state.shown, patience).toContain('ready');
    act(pty);
    await expect.poll(() => state.shown, patience).toContain('The sign-in failed (SIGTERM).');
  });
});
