// Findings on clear keys and components, and strengths of keys, whole.
import { expect, it } from 'vitest';
import { combineComponents } from '../../../src/core/crypto/keyText';
import { fromHex, toUpperHex } from '../../../src/core/crypto/bytes';
import { desKeyShape, desPartWeakness, judgeDesKey } from '../../../src/core/crypto/desKey';
import { hashNames, hashOfHm, hashSizes, hashStrength, hmCodeOf } from '../../../src/core/crypto/hmac';
import { keyCheckValues } from '../../../src/core/crypto/kcv';
import { oaepFormName, oaepForms } from '../../../src/core/crypto/oaep';
import {
  cipherStrength,
  curveStrength,
  hmacStrength,
  modulusStrength,
} from '../../../src/core/crypto/strength';
import { judgeKbpk, judgeKey, keyStrength } from '../../../src/core/keyblock/judgeKey';
import { wholeText } from '../../whole';

const span = { start: 16, end: 80 };
const keys = [
  '',
  '01',
  '0123456789ABCDEF',
  '0101010101010101',
  'FEFEFEFEFEFEFEFE',
  '01FE01FE01FE01FE',
  '1F1F1F1F0E0E0E0E',
  '011F011F010E010E',
  '0123456789ABCDEFFEDCBA9876543210',
  '0123456789ABCDEF0123456789ABCDEF',
  '0123456789ABCDEE0123456789ABCDEF',
  '0123456789ABCDEFFEDCBA98765432100123456789ABCDEF',
  '0123456789ABCDEFFEDCBA9876543210FEDCBA9876543210',
  '0123456789ABCDEF0123456789ABCDEFFEDCBA9876543210',
  '0123456789ABCDEFFEDCBA987654321089ABCDEF01234567',
  '0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF',
  '0123456789ABCDEFFEDCBA987654321089ABCDEF0123456776543210FEDCBA98',
].map((hex) => fromHex(hex)!);

it('keys', async () => {
  const cases = keys.map(
    (key) =>
      [
        toUpperHex(key) || 'empty',
        {
          shape: desKeyShape(key),
          parts: [0, 1, 2]
            .filter((part) => part < key.length / 8)
            .map((part) => desPartWeakness(key, part) ?? 'not weak'),
          des: judgeDesKey(key),
          judged: ['A', 'D', 'T', 'H', 'R', '9'].map((algorithm) => judgeKey(algorithm, key, span)),
          kbpk: (['TDES', 'AES'] as const).map((cipher) =>
            judgeKbpk(cipher, key, { name: 'AES-192', bits: 192 }, span),
          ),
          strength: [
            cipherStrength('TDES', key),
            cipherStrength('AES', key),
            hmacStrength(key, 'SHA-1'),
            hmacStrength(key, undefined),
          ],
          ofHeader: ['A', 'D', 'T', 'H', 'I', 'J', 'R', 'E', 'S'].map(
            (algorithm) => keyStrength(algorithm, key, 'SHA-256', undefined) ?? 'none',
          ),
          kcvs: ['A', 'D', 'T', 'H', 'R'].map((algorithm) => keyCheckValues(algorithm, key, 'SHA-256')),
        },
      ] as const,
  );
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/keys.txt');
});

it('components', async () => {
  const [a, b, other] = [keys[8]!, keys[9]!, keys[11]!];
  const cases = [
    ['none', []],
    ['one', [a]],
    ['two', [a, b]],
    ['three', [a, b, fromHex('11'.repeat(16))!]],
    ['equal ones', [a, a]],
    ['two of three equal', [a, b, a]],
    ['of other lengths', [a, other]],
    ['an empty one', [a, fromHex('')!]],
    ['zeros', [a, new Uint8Array(16)]],
    ['5 bytes', [fromHex('0102030405')!, fromHex('0102030406')!]],
  ] as const;
  await expect(
    wholeText(cases.map(([name, components]) => [name, combineComponents(components)] as const)),
  ).toMatchFileSnapshot('whole/components.txt');
});

it('hashes, OAEP and sizes', async () => {
  const cases = [
    [
      'hashes',
      hashNames.map((name) => [
        name,
        hmCodeOf(name),
        hashOfHm(hmCodeOf(name)),
        hashStrength(name),
        hashSizes(name),
      ]),
    ],
    ['OAEP', oaepForms({ hash: 'SHA-512', seedMask: 'SHA-1', dataMask: 'SHA-1' }).map(oaepFormName)],
    ['moduli', [0, 1023, 1024, 2047, 2048, 3071, 3072, 7679, 7680, 15_359, 15_360].map(modulusStrength)],
    ['curves', [0, 160, 255, 256, 384, 521].map(curveStrength)],
  ] as const;
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/sizes.txt');
});
