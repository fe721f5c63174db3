/** What is waited for before the chosen service can be called, in words, and with a way to end it wherever it is shown. */
import * as vscode from 'vscode';
import type { IdentityWait, WaitListener } from '../../keyservice/identity';

/** Waits of the whole window; those of another profile than the chosen one are not shown. */
export class ShownWaits implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly waits = new Set<IdentityWait>();

  readonly listener: WaitListener = (wait, over) => {
    if (over) this.waits.delete(wait);
    else this.waits.add(wait);
    this.changes.fire();
  };

  /** The latest one for a profile and Region. */
  latest(profile: string, region: string): IdentityWait | undefined {
    return [...this.waits].filter((one) => one.profile === profile && one.region === region).at(-1);
  }

  dispose(): void {
    this.changes.dispose();
  }
}

/** One sentence, and when it ends by itself. */
export function waitText({ kind, profile, subject, limit }: IdentityWait): string {
  const name = profile || vscode.l10n.t('environment');
  const what = (): string => {
    switch (kind) {
      case 'process':
        return vscode.l10n.t('Waiting for the credential process of profile {0}.', name);
      case 'browser':
        return vscode.l10n.t(
          'The credential process of profile {0} is waiting for you to sign in through the browser.',
          name,
        );
      case 'mfa':
        return vscode.l10n.t('Waiting for the MFA code of {0} (profile {1}).', subject, name);
      case 'nextCode':
        return vscode.l10n.t(
          'The current MFA code was already used. Waiting for {0} to show the next one.',
          subject,
        );
      case 'sso':
        return vscode.l10n.t('Waiting for IAM Identity Center (profile {0}).', name);
      case 'sts':
        return subject === ''
          ? vscode.l10n.t('Waiting for AWS STS (profile {0}).', name)
          : vscode.l10n.t('Waiting for AWS STS to let profile {0} assume the role {1}.', name, subject);
      case 'other':
        return vscode.l10n.t('Waiting for the credentials of profile {0}.', name);
    }
  };
  return limit === undefined
    ? what()
    : `${what()} ${vscode.l10n.t('It ends after {0} seconds.', Math.round(limit / 1000))}`;
}

/** Milliseconds after which a wait that is seen nowhere else is shown as a notification. */
const noticeAfter = 2_000;

/**
 * Shows a wait with Cancel where the Keys view, which has it too, is not seen.
 * @param wait the one to be shown now; the same object for as long as it lasts
 */
export function noticeWaits(
  onDidChange: vscode.Event<void>,
  wait: () => IdentityWait | undefined,
  seenElsewhere: () => boolean,
): vscode.Disposable {
  let shown: IdentityWait | undefined;
  let over: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = (): void => {
    clearTimeout(timer);
    over?.();
    over = undefined;
  };
  const show = (one: IdentityWait): void => {
    if (seenElsewhere() || one !== wait()) return;
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: waitText(one), cancellable: true },
      (_, token) => {
        token.onCancellationRequested(() => one.cancel());
        return new Promise<void>((resolve) => (over = resolve));
      },
    );
  };
  const subscription = onDidChange(() => {
    const now = wait();
    if (now === shown) return;
    hide();
    shown = now;
    // A code is asked for in a box of its own.
    if (now && now.kind !== 'mfa') timer = setTimeout(() => show(now), noticeAfter);
  });
  return vscode.Disposable.from(subscription, new vscode.Disposable(hide));
}
