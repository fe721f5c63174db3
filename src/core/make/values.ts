/**
 * Structures made of asn1js values. Bytes among the parts are DER that goes in as it is: certificates and names keep
 * their octets, whatever a library would make of them. Nothing secret belongs in here: see `secretDer.ts`.
 */
import * as asn1js from 'asn1js';
import { oidByName } from '../asn1/oidNames';

export type Value = asn1js.BaseBlock | Uint8Array;

/** The octets of a value. */
export function derOf(value: Value): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(value.toBER());
}

/** DER among values. The library has a RawData for it, which writes nothing inside a constructed value. */
class AsItIs extends asn1js.BaseBlock {
  constructor(private readonly octets: Uint8Array) {
    super();
  }

  override toBER(_sizeOnly?: boolean, writer?: asn1js.ViewWriter): ArrayBuffer {
    writer?.write(this.octets);
    return writer ? new ArrayBuffer(0) : this.octets.slice().buffer;
  }
}

function blocks(parts: readonly Value[]): asn1js.BaseBlock[] {
  return parts.map((part) => (part instanceof Uint8Array ? new AsItIs(part) : part));
}

/** SEQUENCE or SEQUENCE OF, in the order given. */
export function sequence(...parts: readonly Value[]): asn1js.Sequence {
  return new asn1js.Sequence({ value: blocks(parts) });
}

/** SET or SET OF in the order given, which asn1js keeps: see `sorted`. */
export function set(...parts: readonly Value[]): asn1js.Set {
  return new asn1js.Set({ value: blocks(parts) });
}

/** Constructed context-specific value. */
export function context(number: number, ...parts: readonly Value[]): asn1js.Constructed {
  return new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: number }, value: blocks(parts) });
}

/** Context-specific value with octets: IMPLICIT OCTET STRING. */
export function contextOctets(number: number, content: Uint8Array): asn1js.Primitive {
  return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: number }, valueHex: content });
}

/** Primitive OCTET STRING; empty by default. */
export function octetString(content: Uint8Array = new Uint8Array()): asn1js.OctetString {
  return new asn1js.OctetString({ valueHex: content });
}

/** NULL, as parameters of algorithms have it. */
export const derNull = (): asn1js.Null => new asn1js.Null();

/** INTEGER of a number; longer values are made of their octets by `integerOctets`. */
export function integer(value: number): asn1js.Integer {
  return new asn1js.Integer({ value });
}

/** An INTEGER by its content octets. */
export function integerOctets(content: Uint8Array): asn1js.Integer {
  return new asn1js.Integer({ valueHex: content });
}

/** Dotted OID, or a name of the OID table. Throws RangeError for what is neither. */
export function objectIdentifier(nameOrDotted: string): asn1js.ObjectIdentifier {
  const value = /^\d+(\.\d+)+$/.test(nameOrDotted) ? nameOrDotted : oidByName(nameOrDotted);
  if (value === undefined) throw new RangeError(`no OID is known by the name ${nameOrDotted}`);
  return new asn1js.ObjectIdentifier({ value });
}

/** UTCTime up to 2049, GeneralizedTime after it: RFC 5280 4.1.2.5. */
export function time(date: Date): asn1js.UTCTime | asn1js.GeneralizedTime {
  const valueDate = wholeSeconds(date);
  return date.getUTCFullYear() < 2050
    ? new asn1js.UTCTime({ valueDate })
    : new asn1js.GeneralizedTime({ valueDate });
}

/** asn1js writes the milliseconds of a GeneralizedTime, which RFC 5280 forbids. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

/** Codes of a text that is known to be ASCII. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0x7f);
}

/** Members of a SET OF in DER order (X.690 11.6), which asn1js does not see to. */
export function sorted(members: readonly Value[]): Uint8Array[] {
  return members.map(derOf).sort((a, b) => {
    const length = Math.max(a.length, b.length);
    for (let i = 0; i < length; i++) {
      const difference = (a[i] ?? 0) - (b[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
