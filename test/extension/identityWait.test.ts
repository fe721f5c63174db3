// What is shown of waits and of failed sign-ins: in the Keys view, and as a notification where it is not seen.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const notices = vi.hoisted((): { title: string; cancel: () => void; over: boolean }[] => []);
vi.mock('vscode', () => ({
  Disposable: Object.assign(
    class {
      constructor(readonly dispose: () => void) {}
    },
    { from: (...all: { dispose: () => void }[]) => ({ dispose: () => all.forEach((one) => one.dispose()) }) },
  ),
  ProgressLocation: { Notification: 15 },
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_, at) => String(given[Number(at)])),
  },
  window: {
    createOutputChannel: () => ({ info: (): void => undefined }),
    withProgress: async (
      { title }: { title: string },
      run: (progress: unknown, token: unknown) => Promise<void>,
    ) => {
      const notice = { title, cancel: (): void => undefined, over: false };
      notices.push(notice);
      await run({}, { onCancellationRequested: (act: () => void) => (notice.cancel = act) });
      notice.over = true;
    },
  },
  EventEmitter: class<T> {
    private readonly listeners: ((value: T) => void)[] = [];
    readonly event = (listener: (value: T) => void): { dispose: () => void } => {
      this.listeners.push(listener);
      return { dispose: () => undefined };
    };
    fire(value: T): void {
      for (const one of this.listeners) one(value);
    }
    dispose(): void {
      this.listeners.length = 0;
    }
  },
}));

import { viewState } from '../../src/extension/keys/viewState';
import { noticeWaits, ShownWaits, waitText } from '../../src/extension/service/identityWait';
import { KeyServiceError } from '../../src/keyservice/errors';
import { credentialsProblems, type IdentityWait, type WaitKind } from '../../src/keyservice/identity';

const endpoint = 'https://controlplane.payment-cryptography.us-east-2.amazonaws.com';
const chosen = {
  choice: { kind: 'aws' as const, profile: 'payments', region: 'us-east-2' },
  account: undefined,
  endpoint: undefined,
};

function waitOf(kind: WaitKind, more: Partial<IdentityWait> = {}) {
  const done: string[] = [];
  return {
    kind,
    profile: 'payments',
    region: 'us-east-2',
    subject: '',
    limit: 30_000,
    keepWaiting: () => void done.push('keepWaiting'),
    cancel: () => void done.push('cancel'),
    ...more,
    done,
  };
}

beforeEach(() => {
  notices.length = 0;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe('the words of a wait', () => {
  it.each([
    ['process', 'Waiting for the credential process of profile payments. It ends after 30 seconds.'],
    ['sso', 'Waiting for IAM Identity Center (profile payments). It ends after 30 seconds.'],
    ['sts', 'Waiting for AWS STS (profile payments). It ends after 30 seconds.'],
  ] as const)('%s', (kind, text) => expect(waitText(waitOf(kind))).toBe(text));

  it('of a person have no end, and name the device', () => {
    const serial = 'arn:aws:iam::111122223333:mfa/custodian';
    const texts = (['browser', 'mfa', 'nextCode'] as const).map((kind) =>
      waitText(waitOf(kind, { limit: undefined, subject: serial })),
    );
    expect(texts.join('\n')).not.toContain('seconds');
    expect(texts[0]).toContain('is waiting for you to sign in through the browser.');
    expect(texts[1]).toContain(serial);
    expect(texts[2]).toContain('The current MFA code was already used. Waiting for');
  });
});

describe('the Keys view', () => {
  const rows = (wait: IdentityWait | undefined, failure?: KeyServiceError): string[] | undefined =>
    viewState({ wait, chosen }, { failure })?.actions.map(({ label }) => label);

  it('has nothing to say where nothing is waited for and nothing failed', () =>
    expect(viewState({ wait: undefined, chosen }, { failure: undefined })).toBeUndefined());

  it('offers to keep waiting for a machine, and to cancel every wait', () => {
    expect(rows(waitOf('process'))).toEqual(['Keep Waiting', 'Cancel']);
    expect(rows(waitOf('mfa', { limit: undefined }))).toEqual(['Cancel']);
  });

  it.each([
    [
      'SsoExpired',
      ['Sign In', 'Retry', 'Select AWS Profile…'],
      'The SSO session of this profile has expired',
    ],
    ['MfaCancelled', ['Enter MFA Code', 'Select AWS Profile…'], 'No MFA code was entered.'],
    ['MfaRefused', ['Enter MFA Code', 'Select AWS Profile…'], 'did not accept the MFA code: words'],
    ['RoleRefused', ['Retry', 'Select AWS Profile…'], 'did not let this profile assume its role: words'],
    [
      'ProcessFailed',
      ['Retry', 'Select AWS Profile…'],
      'The credential process of this profile failed: words',
    ],
    ['ProgramMissing', ['Retry', 'Select AWS Profile…'], 'was not found: words'],
    ['IdentityTimedOut', ['Keep Waiting', 'Retry', 'Select AWS Profile…'], 'within words seconds'],
    ['IdentityUnreachable', ['Retry', 'Select AWS Profile…'], 'This machine could not reach'],
    [
      'UnrecognizedClientException',
      ['Retry', 'Select AWS Profile…'],
      'The access key is unknown or deleted, or its secret access key does',
    ],
  ])('fits %s', (name, actions, words) => {
    const failure = new KeyServiceError({
      operation: 'ListKeys',
      endpoint,
      name,
      message: 'words',
      sent: false,
    });
    expect(rows(undefined, failure)).toEqual(actions);
    const message = viewState({ wait: undefined, chosen }, { failure })?.message ?? '';
    expect(message).toContain(words);
    // Words of AWS about a secret are for keys that AWS refused, and what this machine found is none of its words.
    if (Object.hasOwn(credentialsProblems, name)) {
      expect(message).not.toContain('secret');
      expect(message).not.toContain('The service says');
    }
  });

  it('says of what was cancelled only that', () => {
    const failure = new KeyServiceError({ operation: 'ListKeys', endpoint, cancelled: true, sent: false });
    expect(viewState({ wait: undefined, chosen }, { failure })).toMatchObject({
      message: 'Loading was cancelled.',
    });
    expect(rows(undefined, failure)).toEqual(['Retry', 'Select AWS Profile…']);
  });
});

describe('the waits of a window', () => {
  it('are those of the chosen profile and Region, the latest first, while they last', () => {
    const waits = new ShownWaits();
    const [first, second, other] = [
      waitOf('process'),
      waitOf('sts'),
      waitOf('process', { profile: 'another' }),
    ];
    for (const one of [first, second, other]) waits.listener(one, false);
    expect(waits.latest('payments', 'us-east-2')).toBe(second);
    expect(waits.latest('payments', 'eu-west-1')).toBeUndefined();
    waits.listener(second, true);
    expect(waits.latest('payments', 'us-east-2')).toBe(first);
  });

  it('are shown with Cancel where the view is not seen, and only once they take long', async () => {
    const waits = new ShownWaits();
    let seen = false;
    noticeWaits(
      waits.onDidChange,
      () => waits.latest('payments', 'us-east-2'),
      () => seen,
    );
    const one = waitOf('process');
    waits.listener(one, false);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(notices).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(notices.map(({ title }) => title)).toEqual([waitText(one)]);
    notices[0]?.cancel();
    expect(one.done).toEqual(['cancel']);
    waits.listener(one, true);
    await vi.advanceTimersByTimeAsync(0);
    expect(notices[0]?.over).toBe(true);
    // An MFA code has a box of its own; what the view shows is not shown twice.
    waits.listener(waitOf('mfa'), false);
    await vi.advanceTimersByTimeAsync(3_000);
    seen = true;
    waits.listener(waitOf('sts'), false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(notices).toHaveLength(1);
  });
});
