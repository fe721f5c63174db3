import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { integerValue, oidValue, timeValue, toHex } from '../../../src/core/asn1/value';
import {
  der,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  sorted,
  time,
} from '../../../src/core/asn1/write';

const rootOf = (bytes: Uint8Array) => readAsn1(bytes).roots[0];

describe('DER written by hand', () => {
  it.each([
    [0, '020100'],
    [1, '020101'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [65_537, '0203010001'],
  ])('INTEGER %i', (value, hex) => expect(toHex(integer(value))).toBe(hex));

  it('INTEGER of bytes: without needless zeros, with the one that keeps it positive', () => {
    expect(toHex(integer(new Uint8Array([0, 0, 0x80])))).toBe('02020080');
    expect(toHex(integer(new Uint8Array([0])))).toBe('020100');
  });

  it.each([
    '1.2.840.113549.1.7.2',
    '2.5.4.3',
    '2.16.840.1.101.3.4.2.1',
    '0.9.2342.19200300.100.1.25',
    '2.999.4294967296',
  ])('OID %s comes back', (oid) => expect(oidValue(rootOf(objectIdentifier(oid)))).toBe(oid));

  it('knows OIDs by name, and refuses what it does not know', () => {
    expect(toHex(objectIdentifier('randomNonce'))).toBe('060a2a864886f70d01091903');
    expect(() => objectIdentifier('no such name')).toThrow(RangeError);
  });

  it('dates: UTCTime up to 2049, GeneralizedTime after it', () => {
    for (const date of [
      new Date('2026-12-01T10:20:30Z'),
      new Date('2049-12-31T23:59:59Z'),
      new Date('2050-01-01T00:00:00Z'),
    ])
      expect(timeValue(rootOf(time(date)))?.date).toEqual(date);
    expect(time(new Date('2049-12-31T23:59:59Z'))[0]).toBe(0x17);
    expect(time(new Date('2050-01-01T00:00:00Z'))[0]).toBe(0x18);
  });

  it('lengths of every size come back, without a finding', () => {
    fc.assert(
      fc.property(fc.nat(70_000), (length) => {
        const document = readAsn1(sequence(octetString(new Uint8Array(length).fill(0xff))), {
          embedded: false,
        });
        expect(document.roots[0]!.children()[0]!.content.length).toBe(length);
        expect(document.findings()).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('a sorted SET is in DER order for the reader', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 }), (contents) => {
        const whole = set(...sorted(contents.map((content) => octetString(content))));
        const codes = readAsn1(whole, { embedded: false })
          .findings()
          .map(({ code }) => code);
        expect(codes).not.toContain('der_set_order');
      }),
    );
    expect(integerValue(rootOf(der(2, [5])))).toBe(5n);
  });
});
