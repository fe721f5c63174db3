/**
 * The little of the host that core uses, reached without DOM or Node types: WebCrypto, which
 * browsers, Node and both extension hosts have as a global.
 */

/** The part of WebCrypto's SubtleCrypto that verifies and hashes. */
export interface Subtle {
  digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer>;
  importKey(
    format: string,
    key: unknown,
    algorithm: unknown,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<unknown>;
  verify(algorithm: unknown, key: unknown, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
}

/** Undefined where the host has no WebCrypto (an insecure browser context). */
export function hostSubtle(): Subtle | undefined {
  return (globalThis as { crypto?: { subtle?: Subtle } }).crypto?.subtle;
}
