import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  UIKind: { Desktop: 1, Web: 2 },
  Disposable: vi.fn(),
  window: {},
  env: { language: 'en' },
  l10n: { t: (text: string) => text },
}));

import * as vscode from 'vscode';
import { lostText } from '../../src/extension/parameters/getParameters';
import { SecretsMark } from '../../src/extension/service/secretPersistence';

/** A host: its state is kept, its secrets as long as somebody says. */
function host() {
  const state = new Map<string, unknown>();
  const secrets = new Map<string, string>();
  return {
    secrets,
    /** What a session after a start or a reload finds. */
    session: () =>
      new SecretsMark(
        {
          get: (key: string) => Promise.resolve(secrets.get(key)),
          store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
        } as unknown as vscode.SecretStorage,
        {
          get: (key: string) => state.get(key),
          update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
        } as unknown as vscode.Memento,
      ).look(),
  };
}

describe('secrets of a host', () => {
  it('are known to be kept from the second session on', async () => {
    const { session } = host();
    expect([await session(), await session(), await session()]).toEqual(['unknown', 'kept', 'kept']);
  });

  it('are known to be lost where a reload takes them, until it no longer does', async () => {
    const { session, secrets } = host();
    await session();
    secrets.clear();
    expect(await session()).toBe('lost');
    secrets.clear();
    expect(await session()).toBe('lost');
    expect(await session()).toBe('kept');
  });

  it('are lost where there is no keyring', async () => {
    const mark = new SecretsMark(
      { get: () => Promise.reject(new Error('no keyring')) } as unknown as vscode.SecretStorage,
      { get: () => undefined } as unknown as vscode.Memento,
    );
    expect(await mark.look()).toBe('lost');
  });

  it('are spoken of where import parameters are fetched: for sure, or in a browser as a doubt', () => {
    const { Desktop, Web } = vscode.UIKind;
    expect(lostText('lost', Desktop)).toMatch(/is lost after a reload/);
    expect(lostText('lost', Web)).toMatch(/is lost after a reload/);
    expect(lostText('unknown', Web)).toMatch(
      /VS Code in a browser might not store secrets, so the import token/,
    );
    expect(lostText('unknown', Desktop)).toBeUndefined();
    expect([lostText('kept', Desktop), lostText('kept', Web)]).toEqual([undefined, undefined]);
  });
});
