/** Moments of UTCTime and GeneralizedTime: bounds of each field, fractions of each unit, zones. */
import { describe, expect, it } from 'vitest';
import {
  isLocalTime,
  isPlainDerTime,
  parseGeneralizedTime,
  parseUtcTime,
  utcText,
} from '../../../src/core/asn1/time';

const said = ({ date, der, zone }: ReturnType<typeof parseUtcTime>): string =>
  `${date?.toISOString() ?? 'none'} ${zone || 'local'}${der ? ' DER' : ''}`;

describe('GeneralizedTime', () => {
  it.each([
    ['20260102030405Z', '2026-01-02T03:04:05.000Z Z DER'],
    ['20260102030405', 'none local'],
    ['202601020304Z', '2026-01-02T03:04:00.000Z Z'],
    ['2026010203Z', '2026-01-02T03:00:00.000Z Z'],
    // A fraction is one of the last unit.
    ['2026010203.5Z', '2026-01-02T03:30:00.000Z Z'],
    ['2026010203.999999999999999Z', '2026-01-02T03:59:59.999Z Z'],
    ['202601020304.5Z', '2026-01-02T03:04:30.000Z Z'],
    ['202601020304.999999999999999Z', '2026-01-02T03:04:59.999Z Z'],
    ['20260102030405.999999999999999Z', '2026-01-02T03:04:05.999Z Z DER'],
    ['20260102030405.25Z', '2026-01-02T03:04:05.250Z Z DER'],
    ['20260102030405,25Z', '2026-01-02T03:04:05.250Z Z'],
    ['20260102030405.250Z', '2026-01-02T03:04:05.250Z Z'],
    ['20260102030405.0Z', '2026-01-02T03:04:05.000Z Z'],
    ['20260102030405.Z', 'none local'],
    ['20260102030405.25+0130', '2026-01-02T01:34:05.250Z +0130'],
    ['20260102030405-0130', '2026-01-02T04:34:05.000Z -0130'],
    ['20260102030405+01', '2026-01-02T02:04:05.000Z +01'],
    ['20260102030405+2359', '2026-01-01T03:05:05.000Z +2359'],
    ['20260102030405+2400', 'none +2400'],
    ['20260102030405+0060', 'none +0060'],
    ['20261231235959Z', '2026-12-31T23:59:59.000Z Z DER'],
    ['20261231235960Z', '2027-01-01T00:00:00.000Z Z DER'],
    ['20261231235961Z', 'none Z'],
    ['20261231236000Z', 'none Z'],
    ['20261231240000Z', 'none Z'],
    ['20260101000000Z', '2026-01-01T00:00:00.000Z Z DER'],
    ['20260001000000Z', 'none Z'],
    ['20261301000000Z', 'none Z'],
    ['20260100000000Z', 'none Z'],
    ['20260229000000Z', 'none Z'],
    ['20240229000000Z', '2024-02-29T00:00:00.000Z Z DER'],
    ['20260431000000Z', 'none Z'],
    ['00000101000000Z', '0000-01-01T00:00:00.000Z Z DER'],
    ['99991231235959Z', '9999-12-31T23:59:59.000Z Z DER'],
    ['2026010203040Z', 'none local'],
  ])('%s: %s', (text, expected) => expect(said(parseGeneralizedTime(text))).toBe(expected));
});

describe('UTCTime', () => {
  it.each([
    ['260102030405Z', '2026-01-02T03:04:05.000Z Z DER'],
    ['2601020304Z', '2026-01-02T03:04:00.000Z Z'],
    ['490102030405Z', '2049-01-02T03:04:05.000Z Z DER'],
    ['500102030405Z', '1950-01-02T03:04:05.000Z Z DER'],
    ['260102030405+0130', '2026-01-02T01:34:05.000Z +0130'],
    ['260102030405+01', 'none local'],
    ['260102030405', 'none local'],
    ['26010203', 'none local'],
    ['260102030405.5Z', 'none local'],
  ])('%s: %s', (text, expected) => expect(said(parseUtcTime(text))).toBe(expected));
});

it('the quick check takes what DER allows, up to the 28th of a month', () => {
  const plain = (text: string, year: 2 | 4): boolean => {
    const octets = Buffer.from(`..${text}..`, 'latin1');
    return isPlainDerTime(octets, 2, octets.length - 2, year);
  };
  const good = ['260101000000Z', '261228235959Z', '990101000000Z', '000928101959Z'];
  const bad = [
    '260001000000Z',
    '261301000000Z',
    '260100000000Z',
    '260129000000Z',
    '260101240000Z',
    '260101006000Z',
  ];
  const worse = [
    '260101000060Z',
    '2601010000Z',
    '260101000000z',
    '260101000000',
    '2A0101000000Z',
    'A60101000000Z',
  ];
  const wrong = [
    '26/101000000Z',
    '260:01000000Z',
    '2601010000000Z',
    '26010100:000Z',
    '260101000:00Z',
    '2601010000/0Z',
  ];
  expect(good.filter((text) => !plain(text, 2) || !plain(`20${text}`, 4))).toEqual([]);
  expect([...bad, ...worse, ...wrong].filter((text) => plain(text, 2) || plain(`20${text}`, 4))).toEqual([]);
  expect([plain('2A260101000000Z', 4), plain('/0260101000000Z', 4), plain('20260101000000Z', 2)]).toEqual([
    false,
    false,
    false,
  ]);
});

it('local times, and moments as text', () => {
  expect(
    ['2601020304', '260102030405', '260102030405Z', '269902030405', 'x'].map((text) =>
      isLocalTime(text, false),
    ),
  ).toEqual([true, true, false, false, false]);
  expect(
    ['20260102030405', '2026010203', '2026010203Z', '20269902'].map((text) => isLocalTime(text, true)),
  ).toEqual([true, true, false, false]);
  expect(utcText(new Date('2026-01-02T03:04:05Z'))).toBe('2026-01-02 03:04:05 UTC');
  expect(utcText(new Date('2026-01-02T03:04:05.067Z'))).toBe('2026-01-02 03:04:05.067 UTC');
});
