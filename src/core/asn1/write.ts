/** DER written by hand: for tokens whose forms no library writes (members without their header, orders as sent). */
import { oidByName } from './oidNames';
import { Tag } from './tags';

type Part = Uint8Array | readonly number[];

/** Tag octet, definite length, and the parts as content. */
export function der(tag: number, ...parts: readonly Part[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets];
  return join(header, ...parts);
}

export function join(...parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sequence(...parts: readonly Part[]): Uint8Array {
  return der(0x20 | Tag.sequence, ...parts);
}

/** SET or SET OF in the order given: see `sorted`. */
export function set(...parts: readonly Part[]): Uint8Array {
  return der(0x20 | Tag.set, ...parts);
}

/** Constructed context-specific value. */
export function context(number: number, ...parts: readonly Part[]): Uint8Array {
  return der(0xa0 | number, ...parts);
}

export function octetString(...parts: readonly Part[]): Uint8Array {
  return der(Tag.octetString, ...parts);
}

/** Without unused bits. */
export function bitString(content: Uint8Array): Uint8Array {
  return der(Tag.bitString, [0], content);
}

export const derNull: Uint8Array = der(Tag.null);

/** Small and not negative, or big-endian magnitude: a zero octet is put in front where the top bit is set. */
export function integer(value: number | Uint8Array): Uint8Array {
  const octets: number[] = [];
  if (typeof value === 'number') {
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  } else {
    let at = 0;
    while (at < value.length - 1 && value[at] === 0) at++;
    octets.push(...value.subarray(at));
  }
  if (octets.length === 0 || octets[0]! >= 0x80) octets.unshift(0);
  return der(Tag.integer, octets);
}

/** Dotted OID, or a name of the OID table. Throws RangeError for what is neither. */
export function objectIdentifier(nameOrDotted: string): Uint8Array {
  const dotted = /^\d+(\.\d+)+$/.test(nameOrDotted) ? nameOrDotted : oidByName(nameOrDotted);
  if (dotted === undefined) throw new RangeError(`no OID is known by the name ${nameOrDotted}`);
  const [top = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const octets: number[] = [];
  for (const arc of [top * 40 + second, ...rest]) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 | (left % 128));
    octets.push(...digits);
  }
  return der(Tag.oid, octets);
}

/** UTCTime up to 2049, GeneralizedTime after it: RFC 5280 4.1.2.5. Whole seconds. */
export function time(date: Date): Uint8Array {
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  const short = date.getUTCFullYear() < 2050;
  return der(short ? Tag.utcTime : Tag.generalizedTime, ascii(short ? text.slice(2) : text));
}

/** Codes of a text that is known to be ASCII. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}

/** Members of a SET OF in DER order: X.690 11.6. */
export function sorted(members: readonly Uint8Array[]): Uint8Array[] {
  return [...members].sort((a, b) => {
    const length = Math.max(a.length, b.length);
    for (let i = 0; i < length; i++) {
      const difference = (a[i] ?? 0) - (b[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
