import fc from '../../properties';
import { describe, expect, it } from 'vitest';
import { readAsn1 } from '../../../src/core/asn1/read';
import { integerValue, oidValue, timeValue, toHex } from '../../../src/core/asn1/value';
import { sameOctets } from '../../../src/core/octets';
import { secretDer } from '../../../src/core/make/secretDer';
import {
  derOf,
  integer,
  integerOctets,
  objectIdentifier,
  octetString,
  sequence,
  set,
  sorted,
  time,
  type Value,
} from '../../../src/core/make/values';

const rootOf = (value: Value) => readAsn1(derOf(value)).roots[0];

describe('DER of asn1js values', () => {
  it.each([
    [0, '020100'],
    [1, '020101'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [65_537, '0203010001'],
  ])('INTEGER %i', (value, hex) => expect(toHex(derOf(integer(value)))).toBe(hex));

  it('INTEGER of content octets: as they are', () => {
    expect(toHex(derOf(integerOctets(new Uint8Array([0, 0x80]))))).toBe('02020080');
    expect(toHex(derOf(integerOctets(new Uint8Array([0, 0, 1]))))).toBe('0203000001');
  });

  it('octets among the parts go in as they are, whatever they hold', () => {
    // A length that is longer than it need be, which asn1js would shorten.
    const odd = new Uint8Array([0x04, 0x81, 0x01, 0xaa]);
    expect(toHex(derOf(sequence(odd, set(odd))))).toBe('300a048101aa3104048101aa');
    const large = new Uint8Array(2_000_000);
    expect(derOf(sequence(octetString(large), odd)).subarray(-4)).toEqual(odd);
  });

  it.each([
    '1.2.840.113549.1.7.2',
    '2.5.4.3',
    '2.16.840.1.101.3.4.2.1',
    '0.9.2342.19200300.100.1.25',
    '2.999.4294967296',
  ])('OID %s comes back', (oid) => expect(oidValue(rootOf(objectIdentifier(oid)))).toBe(oid));

  it('knows OIDs by name, and refuses what it does not know', () => {
    expect(toHex(derOf(objectIdentifier('randomNonce')))).toBe('060a2a864886f70d01091903');
    expect(() => objectIdentifier('no such name')).toThrow(RangeError);
  });

  it('dates: UTCTime up to 2049, GeneralizedTime after it', () => {
    for (const date of [
      new Date('2026-12-01T10:20:30Z'),
      new Date('2049-12-31T23:59:59Z'),
      new Date('2050-01-01T00:00:00Z'),
    ])
      expect(timeValue(rootOf(time(date)))?.date).toEqual(date);
    expect(derOf(time(new Date('2049-12-31T23:59:59Z')))[0]).toBe(0x17);
    expect(derOf(time(new Date('2050-01-01T00:00:00Z')))[0]).toBe(0x18);
    // asn1js would write the milliseconds.
    expect(timeValue(rootOf(time(new Date('2050-01-01T00:00:00.999Z'))))?.date).toEqual(
      new Date('2050-01-01T00:00:00Z'),
    );
  });

  it('lengths of every size come back, without a finding', () => {
    fc.assert(
      fc.property(fc.nat(70_000), (length) => {
        const document = readAsn1(derOf(sequence(octetString(new Uint8Array(length).fill(0xff)))), {
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
        const whole = derOf(set(...sorted(contents.map((content) => octetString(content)))));
        const codes = readAsn1(whole, { embedded: false })
          .findings()
          .map(({ code }) => code);
        expect(codes).not.toContain('der_set_order');
      }),
    );
  });

  it('what holds a key is written as asn1js would write it', () => {
    fc.assert(
      fc.property(fc.nat(70_000), (length) => {
        const content = new Uint8Array(length).fill(7);
        expect(sameOctets(secretDer(4, content), derOf(octetString(content)))).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(integerValue(rootOf(secretDer(2, [5])))).toBe(5n);
  });
});
