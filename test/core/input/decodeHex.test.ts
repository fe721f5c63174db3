/** One reader of hexadecimal: what the finder takes for a list of pairs or a dump, a paste to its end is read as, too. */
import { describe, expect, it } from 'vitest';
import fc from '../../properties';
import { decodeHex } from '../../../src/core/input/encodings';
import { findKeyMaterial } from '../../../src/core/input/material';
import { coats, dumps } from './coatSamples';
import { issue, party } from '../x509/issue';

const root = party('Hex Root');
const der = issue(root, root, { ca: true });
const hex = Buffer.from(der).toString('hex');
const pairs = hex.match(/../g)!;
const layouts: readonly (readonly [string, string])[] = [
  ['digits', hex],
  ['0x, in front', `0x${hex}`],
  ['colons', pairs.join(':')],
  ['C array', `{ ${pairs.map((pair) => `0x${pair}`).join(', ')} }`.slice(2, -2)],
  ['\\x', pairs.map((pair) => `\\x${pair}`).join('')],
  ['quoted lines', hex.match(/.{1,64}/g)!.join('" +\n"')],
  ['groups of eight', hex.match(/.{1,8}/g)!.join(' ')],
  ['groups of three', hex.match(/.{1,3}/g)!.join(' ')],
  ['lines', hex.match(/.{1,64}/g)!.join('\r\n')],
];

describe('every layout', () => {
  it.each(layouts)('%s', (_, text) => {
    const { bytes, strange, problem, charOf } = decodeHex(text);
    expect(Buffer.from(bytes).equals(Buffer.from(der))).toBe(true);
    expect([strange, problem]).toEqual([[], undefined]);
    for (const at of [0, 1, 40, bytes.length - 1])
      expect(
        Number.parseInt(
          text
            .slice(charOf(at))
            .replaceAll(/[^0-9a-f]/g, '')
            .slice(0, 2),
          16,
        ),
      ).toBe(der[at]);
    const inside = decodeHex(`zz${text}zz`, 2, 2 + text.length);
    expect(Buffer.from(inside.bytes).equals(Buffer.from(der))).toBe(true);
    expect(inside.charOf(5)).toBe(charOf(5) + 2);
  });

  it.each(
    [...dumps, ...coats.filter(({ name }) => name.startsWith('hex'))].map(
      ({ name, wrap }) => [name, wrap(Buffer.from(der))] as const,
    ),
  )('as the finder: %s', (_, text) => {
    expect(Buffer.from(decodeHex(text).bytes).equals(Buffer.from(der))).toBe(true);
    expect(findKeyMaterial(text)).toMatchObject([{ kind: 'der', bytes: new Uint8Array(der) }]);
  });
});

describe('what does not belong', () => {
  it('is listed, and an odd digit said', () => {
    expect(decodeHex('30 0g 05').strange).toEqual([4]);
    expect(String(decodeHex('300').problem)).toBe('a line has an odd number of digits');
    expect(String(decodeHex('30 0\n3 05').problem)).toBe('a line has an odd number of digits');
    expect(decodeHex('30 0 3 05')).toMatchObject({ bytes: Uint8Array.of(0x30, 3, 5), strange: [] });
    expect(decodeHex('').bytes).toHaveLength(0);
    expect(decodeHex('x'.repeat(500)).strange).toHaveLength(100);
  });
  it('a row of a dump that is out of order is not joined in silence', () => {
    const row = (offset: string, octet: string): string => `${offset}: ${`${octet} `.repeat(16)}`.trim();
    const text = [row('00000000', '30'), row('00000010', '31'), row('00000030', '32')].join('\n');
    expect(decodeHex(text)).toMatchObject({ strange: [text.lastIndexOf('\n') + 1] });
    expect(decodeHex(text).bytes).toHaveLength(32);
  });
});

it('never throws; places rise and are in the text; time is linear', () => {
  const pieces = fc.constantFrom(
    '00000000',
    ': ',
    '41 42',
    ' ',
    '\n',
    '|',
    '0x',
    '\\x',
    'g',
    '4',
    '00000010',
    '"',
    '-',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (list) => {
      const text = list.join('');
      const { bytes, charOf, strange } = decodeHex(text);
      let before = -1;
      for (let at = 0; at < bytes.length; at++) {
        expect(charOf(at)).toBeGreaterThanOrEqual(before);
        before = charOf(at);
      }
      if (bytes.length > 0) expect(before).toBeLessThan(text.length);
      for (const at of strange) expect(at).toBeLessThan(text.length);
    }),
  );
  const began = Date.now();
  for (const unit of ['41', '4 ', ' ', '0x', '"', ':', '00000000: 41\n'])
    decodeHex(unit.repeat(1_000_000 / unit.length));
  expect(Date.now() - began).toBeLessThan(5000);
});
