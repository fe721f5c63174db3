import * as vscode from 'vscode';
import { equalInConstantTime, toUpperHex, wipe } from '../../core/crypto/bytes';
import { cipherCheckBytes, kcvMethodName } from '../../core/crypto/kcv';
import { cipherStrength } from '../../core/crypto/strength';
import { rememberClearKey } from './loadedKeys';

export type Cipher = 'TDES' | 'AES';

interface Remembered {
  readonly cipher: Cipher;
  readonly bytes: Uint8Array;
  /** "AES-256 · KCV 233155". */
  readonly name: string;
}

/** KBPKs that the user asked to keep: in memory only, until the window closes or they are forgotten. */
export class KeyRing implements vscode.Disposable {
  #keys: Remembered[] = [];
  #status: vscode.StatusBarItem | undefined;

  get size(): number {
    return this.#keys.length;
  }

  /** Keeps a copy; the given bytes stay the caller's to wipe. */
  remember(cipher: Cipher, bytes: Uint8Array): void {
    if (this.#keys.some((known) => known.cipher === cipher && equalInConstantTime(known.bytes, bytes)))
      return;
    rememberClearKey(cipher, bytes);
    this.#keys.push({ cipher, bytes: bytes.slice(), name: clearKeyName(cipher, bytes) });
    this.#show();
  }

  /** Names of the keys that fit, newest first, with a way to a copy, which the caller wipes. */
  offers(cipher: Cipher, lengths: readonly number[]): { name: string; copy: () => Uint8Array }[] {
    return this.#keys
      .filter((known) => known.cipher === cipher && lengths.includes(known.bytes.length))
      .map(({ name, bytes }) => ({ name, copy: () => bytes.slice() }))
      .reverse();
  }

  /** Overwrites them all; returns how many there were. */
  forget(): number {
    const count = this.#keys.length;
    for (const { bytes } of this.#keys) wipe(bytes);
    this.#keys = [];
    this.#show();
    return count;
  }

  dispose(): void {
    this.forget();
    this.#status?.dispose();
    this.#status = undefined;
  }

  /** Keys in memory are never out of sight. */
  #show(): void {
    const count = this.#keys.length;
    void vscode.commands.executeCommand('setContext', 'keyMaterial.keysRemembered', count > 0);
    if (count === 0) {
      this.#status?.hide();
      return;
    }
    if (!this.#status) {
      this.#status = vscode.window.createStatusBarItem(
        'keyMaterial.keys',
        vscode.StatusBarAlignment.Right,
        90,
      );
      this.#status.name = vscode.l10n.t('Remembered Keys');
      this.#status.command = 'keyMaterial.forgetKeys';
    }
    this.#status.text = `$(key) ${count}`;
    const names = this.#keys.map(({ name }) => name).join('\n');
    this.#status.tooltip = `${vscode.l10n.t('KBPKs in memory. Select to forget them.')}\n${names}`;
    this.#status.accessibilityInformation = {
      label: vscode.l10n.t('{0} KBPKs in memory. Select to forget them.', count),
    };
    this.#status.show();
  }
}

/** "AES-256 · KCV 233155 (CMAC)": what a custodian knows a key by, and nothing more of it. */
export function clearKeyName(cipher: Cipher, bytes: Uint8Array): string {
  const method = cipher === 'AES' ? 'CMAC' : 'ANSI_X9_24';
  const whole = cipherCheckBytes(method, cipher, bytes);
  const kcv = toUpperHex(whole.subarray(0, 3));
  wipe(whole);
  return `${cipherStrength(cipher, bytes)?.name ?? cipher} · KCV ${kcv} (${kcvMethodName(method)})`;
}

/** One ring a window. */
export const keyRing = new KeyRing();

let isOwned = false;
/** The ring, which is wiped with the extension. */
export function ownedKeyRing({ subscriptions }: Pick<vscode.ExtensionContext, 'subscriptions'>): KeyRing {
  if (!isOwned) subscriptions.push(keyRing);
  isOwned = true;
  return keyRing;
}
