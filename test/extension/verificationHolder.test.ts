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
