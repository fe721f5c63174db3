/**
 * DER of values that hold a clear key. Everything else is made of asn1js values (`values.ts`); the copies inside those
 * cannot be wiped, so what is secret is written here, into one array that its maker wipes.
 */

type Part = Uint8Array | readonly number[];

/** Tag octet, definite length, and the parts as content. */
export function secretDer(tag: number, ...parts: readonly Part[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets];
  return join(header, ...parts);
}

/** The parts one after the other in a new array. */
export function join(...parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
