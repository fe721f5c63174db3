/** Small work on bytes that hold keys: nothing here leaves a copy behind. */

/** Overwrites with zeros: keys, and key schedules made of them. */
export function wipe(...buffers: readonly (Uint8Array | Int32Array | Uint32Array | undefined)[]): void {
  for (const buffer of buffers) buffer?.fill(0);
}

/**
 * Compares without a branch on the content, so that the time says nothing about where two MACs differ.
 * Different lengths are told at once: a length is no secret.
 */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

const digitOf = new Int8Array(128).fill(-1);
for (let i = 0; i < 16; i++) {
  digitOf[i.toString(16).charCodeAt(0)] = i;
  digitOf[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Bytes of pairs of hexadecimal digits, either case; undefined where the text is anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = digitOf[text.charCodeAt(2 * i)] ?? -1;
    const low = digitOf[text.charCodeAt(2 * i + 1)] ?? -1;
    if (high < 0 || low < 0) {
      wipe(bytes);
      return undefined;
    }
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

/** Upper-case hexadecimal digits, as key blocks and check values are written. */
export function toUpperHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += pairs[byte]!;
  return text;
}

/** The codes of an ASCII text; undefined where a character is not ASCII (two texts would give the same bytes). */
export function asciiBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    bytes[i] = code;
  }
  return bytes;
}
