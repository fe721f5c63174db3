/**
 * The little of the host that core uses, reached without DOM or Node types: WebCrypto, TextEncoder and WebAssembly, which
 * browsers, Node and both extension hosts have as globals.
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

interface Encoder {
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
}

let encoder: Encoder | undefined;

/** Writes the characters of a text as octets; false where it is not ASCII alone, or the host has no TextEncoder: then `into` holds anything. */
export function asciiOctets(text: string, into: Uint8Array): boolean {
  const { TextEncoder: Host } = globalThis as { TextEncoder?: new () => Encoder };
  encoder ??= Host && new Host();
  if (!encoder) return false;
  const { read, written } = encoder.encodeInto(text, into);
  return read === text.length && written === read;
}

interface Wasm {
  readonly Module: new (octets: Uint8Array) => unknown;
  readonly Instance: new (module: unknown) => { readonly exports: unknown };
}

/** A function of WebAssembly, and the memory that it works on. */
export interface VectorUnit {
  readonly memory: ArrayBuffer;
  readonly run: (argument: number) => void;
}

/**
 * Makes a module of WebAssembly that exports its memory as "m" and a function as "f". Undefined where the host has no
 * WebAssembly, none with vectors, or does not allow it.
 */
export function vectorUnit(octets: Uint8Array): VectorUnit | undefined {
  const { WebAssembly: host } = globalThis as { WebAssembly?: Wasm };
  if (!host) return undefined;
  try {
    const { m, f } = new host.Instance(new host.Module(octets)).exports as {
      m: { readonly buffer: ArrayBuffer };
      f: (argument: number) => void;
    };
    return { memory: m.buffer, run: f };
  } catch {
    return undefined;
  }
}
