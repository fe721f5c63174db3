import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({
  Disposable: vi.fn(),
  l10n: { t: (text: string) => text },
  window: {
    createOutputChannel: () => ({ info: (): void => undefined }),
    showInformationMessage: () => Promise.resolve(undefined),
  },
}));

import { VerificationHolder } from '../../src/extension/clearKeys/verificationHolder';
import type { VerificationModel, ToVerification } from '../../src/protocol/verification';

const model = { verdict: 'right' } as VerificationModel;

describe('an expected check value', () => {
  it('is answered with its text, in words', async () => {
    const posted: ToVerification[] = [];
    const checkValues = [
      { method: 'CMAC', digits: '08793E25AB' },
      { method: 'ANSI_X9_24', digits: '57C409' },
    ] as const;
    const holder = new VerificationHolder({ ...model, checkValues }, undefined, (message) =>
      posted.push(message),
    );
    for (const text of ['08793E', '08793F', '0879', ' ']) await holder.handle({ type: 'expect', text });
    holder.dispose();
    expect(posted).toMatchObject([
      { text: '08793E', verdict: { mark: 'right', words: 'match, {0}' } },
      { text: '08793F', verdict: { mark: 'wrong', words: 'no match, neither {0} nor {1}' } },
      { text: '0879', verdict: { mark: 'unclear' } },
      { type: 'expected', text: ' ' },
    ]);
    expect(posted[3]).not.toHaveProperty('verdict');
  });
});

describe('a key that may be revealed', () => {
  it('is not sent, and nothing fails, where its block went away while the question stood', async () => {
    let answer: ((yes: boolean) => void) | undefined;
    const posted: ToVerification[] = [];
    const dispose = vi.fn();
    const holder = new VerificationHolder(
      model,
      { digits: () => 'C1D0F8FB4958670D', dispose },
      (message) => posted.push(message),
      () => new Promise((resolve) => (answer = resolve)),
    );
    const handled = holder.handle({ type: 'reveal' });
    holder.dispose();
    answer?.(true);
    await expect(handled).resolves.toBeUndefined();
    expect(dispose).toHaveBeenCalledOnce();
    expect(posted).toEqual([]);
  });
});
