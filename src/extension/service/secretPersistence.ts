/**
 * Whether this host keeps secrets over a reload. VS Code does not tell: without a keyring, and in a browser with a
 * remote machine, it keeps them in memory alone. A mark in both the secrets and the state shows it the next time.
 */
import type * as vscode from 'vscode';

/** unknown: no session before this one has left a mark. */
export type SecretPersistence = 'kept' | 'lost' | 'unknown';

const key = 'keyMaterial.secretsMark';

/** Looks and leaves its mark once; later calls give the same answer. */
export class SecretsMark {
  private found: Promise<SecretPersistence> | undefined;

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly state: vscode.Memento,
  ) {}

  look(): Promise<SecretPersistence> {
    return (this.found ??= this.lookOnce());
  }

  private async lookOnce(): Promise<SecretPersistence> {
    const before = this.state.get<unknown>(key);
    try {
      const secret = await this.secrets.get(key);
      if (typeof before === 'string' && secret === before) return 'kept';
      // Random only so that an old one is not taken for it; it protects nothing.
      const mark = typeof before === 'string' ? before : crypto.randomUUID();
      await this.secrets.store(key, mark);
      await this.state.update(key, mark);
      return typeof before === 'string' ? 'lost' : 'unknown';
    } catch {
      // No keyring, or it is locked.
      return 'lost';
    }
  }
}
