import { describe, expect, it } from 'vitest';
import { startsAsBer } from '../../../src/core/input/berFile';
import { toPem } from '../../../src/core/input/pem';
import { allDer, hasVectors } from '../asn1/material';
import { issue, party } from '../x509/issue';

const root = party('Binary Root');
const der = issue(root, root, { ca: true });
const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'utf8'));
const octets = (...values: number[]): Uint8Array => Uint8Array.from(values);
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
/** SEQUENCE { INTEGER 1, OCTET STRING of zeros }. */
const small = octets(0x30, 0x0a, 0x02, 0x01, 0x01, 0x04, 0x05, 0, 0, 0, 0, 0);

const yes: [string, Uint8Array, number?][] = [
  ['a certificate', der],
  ['its first 512 octets, the size of the file beside', der.subarray(0, 512), der.length],
  ['one with a line feed behind it', joined(der, octets(0x0a))],
  ['one with a carriage return and a line feed behind it', joined(der, octets(0x0d, 0x0a))],
  ['a small structure', small],
  ['BER without a length, with its end', octets(0x30, 0x80, 0x02, 0x01, 0x00, 0x04, 0x01, 0x01, 0, 0)],
  [
    'a value of four gigabytes in a file of that size',
    octets(0x30, 0x85, 1, 0, 0, 0, 0, 4, 0x85, 0, 0xff, 0xff, 0xff, 0xf0),
    0x100000007,
  ],
];

const no: [string, Uint8Array, number?][] = [
  ['nothing', octets()],
  ['fewer than eight octets', octets(0x30, 0x03, 0x02, 0x01, 0x00)],
  ['PEM', text(toPem('CERTIFICATE', der))],
  ['text that begins with the digit 0, the octet of a SEQUENCE', text('0123456789\n0123456789\n')],
  ['a picture', octets(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d)],
  ['a certificate that is cut', der.subarray(0, der.length - 1)],
  ['a certificate with three octets behind it', joined(der, octets(0, 0, 0))],
  [
    'a structure whose second value goes past its end',
    octets(0x30, 0x0a, 0x02, 0x01, 0x01, 0x04, 0x06, 0, 0, 0, 0, 0),
  ],
  ['a reserved length', octets(0x30, 0xff, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['a SEQUENCE that begins with end-of-contents', octets(0x30, 0x06, 0, 0, 1, 2, 3, 4)],
  ['another first octet', joined(octets(0x31), small.subarray(1))],
];

describe('a binary file that is one structure', () => {
  it.each(yes)('%s', (_, bytes, size = bytes.length) => {
    expect(startsAsBer(bytes, size)).toBe(true);
  });

  it.each(no)('not %s', (_, bytes, size = bytes.length) => {
    expect(startsAsBer(bytes, size)).toBe(false);
  });

  it.runIf(hasVectors)('every structure of the test material, by its first 512 octets', () => {
    const all = allDer().filter(({ der }) => der.length >= 8);
    expect(all.length).toBeGreaterThan(50);
    const missed = all.filter(({ der }) => !startsAsBer(der.subarray(0, 512), der.length));
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});

it('eight octets are enough, seven are not', () => {
  const eight = Uint8Array.from([0x30, 6, 2, 1, 5, 2, 1, 0x80]);
  expect(startsAsBer(eight, 8)).toBe(true);
  expect(startsAsBer(Uint8Array.from([0x30, 5, 2, 1, 5, 5, 0]), 7)).toBe(false);
});
