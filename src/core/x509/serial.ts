/**
 * Serial numbers in the forms that people compare: OpenSSL, Windows, Java, AWS and browsers differ. Never in pairs with
 * colons between them: 12:34:56 is a time to whoever reads it.
 */
import type { Asn1Node } from '../asn1/node';
import { integerValue, toHex } from '../asn1/value';
import type { Span } from '../findings';

export interface Serial {
  /** Number; undefined where missing or broken. */
  readonly value: bigint | undefined;
  /** What every surface shows: upper-case hex of the magnitude in whole octets, "-" in front of a negative one, as `openssl x509 -serial`. */
  readonly hex: string;
  readonly decimal: string;
  /** Lower-case hex of the content octets as they stand, a leading 00 included. */
  readonly octets: string;
  readonly content: Uint8Array;
  readonly span: Span;
}

/** Serial number of an INTEGER: RFC 5280 4.1.2.2. `hex`, `colons` and `decimal` are empty if there is none. */
export function readSerial(node: Asn1Node | undefined): Serial {
  const content = node?.content ?? new Uint8Array();
  const value = integerValue(node);
  const magnitude = value === undefined ? '' : (value < 0n ? -value : value).toString(16).toUpperCase();
  const even = magnitude.length % 2 === 0 ? magnitude : `0${magnitude}`;
  const sign = value !== undefined && value < 0n ? '-' : '';
  return {
    value,
    hex: sign + even,
    decimal: value === undefined ? '' : String(value),
    octets: toHex(content.subarray(0, 4096)),
    content,
    span: node?.span ?? { start: 0, end: 0 },
  };
}
