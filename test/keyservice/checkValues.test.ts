import fc from '../properties';
import { describe, expect, it } from 'vitest';
import { keyCheckValue } from '../../src/core/crypto/kcv';
import { fromHex } from '../../src/core/crypto/bytes';
import { decodeKeyBlock } from '../../src/core/keyblock/decode';
import {
  type CheckValue,
  checkValueObstacle,
  checkValueOfBlock,
  compareCheckValues,
  compareExpected,
  printedCheckValue,
} from '../../src/keyservice/rules/checkValues';

const of = (value: string, method?: CheckValue['method']): CheckValue => ({
  value,
  ...(method ? { method } : {}),
});
const cmac = (value: string): CheckValue => of(value, 'CMAC');
const zeros = (value: string): CheckValue => of(value, 'ANSI_X9_24');

describe('an expected check value', () => {
  const known = [
    { method: 'ANSI_X9_24', value: '57C409' },
    { method: 'CMAC', value: '08793E25AB' },
  ] as const;
  const noMatch = { outcome: 'noMatch', methods: ['ANSI_X9_24', 'CMAC'] };
  const not = (obstacle: string) => ({ outcome: 'notComparable', obstacle });

  it.each([
    ['57C409', { outcome: 'match', method: 'ANSI_X9_24' }],
    ['0879 3e', { outcome: 'match', method: 'CMAC' }],
    ['08:79:3E:25:AB', { outcome: 'match', method: 'CMAC' }],
    ['57C4091122334455', { outcome: 'match', method: 'ANSI_X9_24' }],
    ['57C408', noMatch],
    ['08793E25AC', noMatch],
    ['0877', noMatch],
    ['0879', not('digits')],
    ['', not('form')],
    ['57C40G', not('form')],
    ['DA39A3EE5E6B4B0D3255BFEF95601890AFD80709', not('method')],
  ])('%s', (typed, outcome) => {
    expect(compareExpected(typed, known)).toEqual(outcome);
  });

  it('is comparable with nothing where nothing is known', () => {
    expect(compareExpected('57C409', [])).toEqual(not('method'));
  });

  it('may be by a method that is not known, or by the only one there is', () => {
    expect(compareExpected('57C409', [known[1]])).toEqual(not('method'));
    expect(compareExpected('57C409', [{ method: 'HMAC', value: '08793E' }])).toEqual({
      outcome: 'noMatch',
      methods: ['HMAC'],
    });
  });
});

describe('check values in records', () => {
  const carried = (kc: string) =>
    checkValueOfBlock(
      decodeKeyBlock(`D0144P0AE00E0100KC${(4 + kc.length).toString(16).padStart(2, '0')}${kc}`),
    );

  it.each([
    ['000808D7B4', undefined],
    ['0008D7B4', { value: '08D7B4', method: 'ANSI_X9_24' }],
    ['0008D7B411', undefined],
    ['0108D7B41122', { value: '08D7B41122', method: 'CMAC' }],
    ['0108D7B4112233', undefined],
    ['0108D7B411223344556677889900AABBCC', undefined],
  ])('takes what a block carries only with as many digits as its method gives: %s', (kc, value) => {
    expect(carried(kc)).toEqual(value);
  });

  it('prints no more digits than a method gives', () => {
    expect(printedCheckValue('08D7B41122')).toBe('08D7B41122');
    expect(printedCheckValue('08D7B41122334455')).toBe('08D7B41122…');
  });
});

describe('check values', () => {
  const cases: [
    name: string,
    a: CheckValue,
    b: CheckValue,
    algorithm: string | undefined,
    outcome: string,
  ][] = [
    ['the same six digits', zeros('08D7B4'), zeros('08d7b4'), 'TDES_2KEY', 'equal'],
    ['six digits of ten', cmac('08D7B41122'), cmac('08D7B4'), 'AES_128', 'equal'],
    ['ten digits, the last another', cmac('08D7B41122'), cmac('08D7B41123'), 'AES_128', 'different'],
    ['four digits that are the same', zeros('08D7'), zeros('08D7B4'), 'TDES_2KEY', 'digits'],
    ['four digits that are not', zeros('08D8'), zeros('08D7B4'), 'TDES_2KEY', 'different'],
    ['five digits that are the same', zeros('08D7B'), zeros('08D7B4'), 'TDES_2KEY', 'digits'],
    ['another method for AES, other digits', cmac('2090A6'), zeros('08D7B4'), 'AES_128', 'method'],
    ['another method, the same digits', cmac('08D7B4'), zeros('08D7B4'), 'AES_128', 'method'],
    ['TDES of which no method is said', of('08D7B4'), of('08D7B5'), 'TDES_2KEY', 'different'],
    ['TDES, one side by CMAC', of('08D7B4'), cmac('08D7B5'), 'TDES_3KEY', 'method'],
    ['AES of which no method is said', of('08D7B4'), cmac('08D7B5'), 'AES_128', 'method'],
    ['AES of which no method is said, equal', of('08D7B4'), cmac('08D7B4'), 'AES_128', 'equal'],
    ['nothing known of the key', of('08D7B4'), of('08D7B5'), undefined, 'method'],
    ['HMAC of which no method is said', of('08D7B4'), of('08D7B5'), 'HMAC_SHA256', 'different'],
    ['a public key', cmac('2432827F'), cmac('41E3723C'), 'ECC_NIST_P256', 'publicKey'],
    ['a public key, equal', cmac('2432827F'), cmac('2432827F'), 'RSA_2048', 'equal'],
    ['no digits', of(''), of('08D7B4'), 'TDES_2KEY', 'form'],
    ['other characters', of('08D7BX'), of('08D7BX'), 'TDES_2KEY', 'form'],
  ];
  it.each(cases)('%s', (_name, a, b, algorithm, outcome) => {
    const expected = outcome === 'equal' || outcome === 'different' ? outcome : 'notComparable';
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      expect(compareCheckValues(one, other, algorithm)).toBe(expected);
      expect(checkValueObstacle(one, other, algorithm)).toBe(
        expected === 'notComparable' ? outcome : undefined,
      );
    }
  });

  it('of one key are never different, whatever is known of them; of two keys never equal by one method', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const method = fc.constantFrom('ANSI_X9_24' as const, 'CMAC' as const);
    const cipher = fc.constantFrom('TDES' as const, 'AES' as const);
    fc.assert(
      fc.property(
        key,
        key,
        method,
        cipher,
        fc.integer({ min: 2, max: 8 }),
        fc.boolean(),
        (one, other, by, algorithm, bytes, said) => {
          const value = (octets: Uint8Array, length: number): CheckValue =>
            of(keyCheckValue(by, octets, { algorithm, bytes: length }), said ? by : undefined);
          const name = algorithm === 'AES' ? 'AES_128' : 'TDES_2KEY';
          expect(compareCheckValues(value(one, bytes), value(one, 3), name)).not.toBe('different');
          if (value(one, 3).value !== value(other, 3).value)
            expect(compareCheckValues(value(one, bytes), value(other, 3), name)).not.toBe('equal');
        },
      ),
    );
  });

  it('of an AES key by its two methods are two values of which nothing is said', () => {
    const key = fromHex('0123456789ABCDEFFEDCBA9876543210')!;
    const [a, b] = (['CMAC', 'ANSI_X9_24'] as const).map((by) =>
      of(keyCheckValue(by, key, { algorithm: 'AES' }), by),
    );
    expect(compareCheckValues(a!, b!, 'AES_128')).toBe('notComparable');
  });
});
