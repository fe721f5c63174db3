/**
 * The little of the host that core uses, reached without DOM or Node types: WebCrypto, which
 * browsers, Node and both extension hosts have as a global.
 */

/** The part of WebCrypto's SubtleCrypto that verifies, hashes, and makes test keys and signatures. */
export interface Subtle {
  digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer>;
  importKey(
    format: string,
    key: unknown,
    algorithm: unknown,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<unknown>;
  sign(algorithm: unknown, key: unknown, data: Uint8Array): Promise<ArrayBuffer>;
  deriveBits(algorithm: unknown, key: unknown, bits: number): Promise<ArrayBuffer>;
  generateKey(
    algorithm: unknown,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<{ readonly publicKey: unknown; readonly privateKey: unknown }>;
  exportKey(format: string, key: unknown): Promise<ArrayBuffer>;
  verify(algorithm: unknown, key: unknown, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
}

/** Undefined where the host has no WebCrypto (an insecure browser context). */
export function hostSubtle(): Subtle | undefined {
  return (globalThis as { crypto?: { subtle?: Subtle } }).crypto?.subtle;
}

/** Random bytes of the host. Throws Error where it has no WebCrypto: nothing is made up in its place. */
export function randomOctets(length: number): Uint8Array {
  const host = (globalThis as { crypto?: { getRandomValues?(into: Uint8Array): Uint8Array } }).crypto;
  if (!host?.getRandomValues) throw new Error('this host has no random numbers');
  return host.getRandomValues(new Uint8Array(length));
}
