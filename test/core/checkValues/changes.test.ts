/** What becomes of test keys by mistake: every change, its text and its order, and the check values by every method. */
import { describe, expect, it } from 'vitest';
import { changesOf, wipeChanges } from '../../../src/core/checkValues/changes';
import { cipherValues, hashValues } from '../../../src/core/checkValues/methods';
import type { ClearMaterial, KeyAlgorithmFact } from '../../../src/core/checkValues/types';
import { english } from '../../../src/core/findings';
import { bytes, hex } from '../crypto/hex';

/** Each part of 8 bytes is told from the others by its first digits. */
const key = (size: number, first = 0x10): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => (first + 0x11 * Math.floor(at / 8) + at) & 0xff);

const clear = (
  algorithm: KeyAlgorithmFact,
  size: number,
  more: Partial<ClearMaterial> = {},
): ClearMaterial => ({
  algorithm,
  key: key(size),
  components: [],
  ...more,
});
const kek = (algorithm: 'TDES' | 'AES', size: number, first = 0x91) => ({ algorithm, key: key(size, first) });
const lines = (material: ClearMaterial): string[] =>
  changesOf(material).map(
    ({ cause, because, bytes: made, cipher, hashes }) =>
      `${cause ?? 'unchanged'}: ${english(because)} = ${hex(made) || 'no bytes'}, ${cipher ?? 'no cipher'}${hashes ? ', hashes' : ''}`,
  );
const held = (file: string, cases: readonly (readonly [string, ClearMaterial])[]): Promise<void> =>
  expect(cases.flatMap(([title, one]) => [`# ${title}`, ...lines(one), '']).join('\n')).toMatchFileSnapshot(
    `whole/${file}.txt`,
  );

const xor = (...all: Uint8Array[]): Uint8Array =>
  all[0]!.map((_, at) => all.reduce((sum, one) => sum ^ one[at]!, 0));

it('of keys by themselves', () =>
  held('changedKeys', [
    ...[8, 16, 24].map((size) => [`TDES of ${size} bytes`, clear('TDES', size)] as const),
    ['DES', clear('DES', 8)],
    ['TDES of 12 bytes', clear('TDES', 12)],
    ...[16, 24, 32].map((size) => [`AES of ${size} bytes`, clear('AES', size)] as const),
    ['HMAC of 16 bytes', clear('HMAC', 16)],
    ['HMAC of 20 bytes', clear('HMAC', 20)],
    ['no bytes', clear('AES', 0)],
  ]));

it('of components', () => {
  const [one, two, three] = [key(16, 1), key(16, 0x42), key(16, 0x83)];
  const of = (...components: Uint8Array[]): ClearMaterial => ({
    algorithm: 'AES',
    key: xor(...components),
    components,
  });
  const without = (material: ClearMaterial) => clear('AES', 16, { components: material.components });
  const many = (count: number) => of(...Array.from({ length: count }, (_, n) => key(16, n + 1)));
  expect(lines(many(9)).filter((line) => line.startsWith('component'))).toHaveLength(9 * (1 + 1 + 1 + 16));
  expect(lines(many(10))).toEqual(lines({ ...many(10), components: [] }));
  expect(lines(of(one))).toEqual(lines({ ...of(one), components: [] }));
  // One of another length is no component of this key.
  expect(lines({ ...of(one, two), components: [one, key(24)] })).toEqual(
    lines({ ...of(one, two), components: [] }),
  );
  return held('changedComponents', [
    ['two', of(one, two)],
    ['three', of(one, two, three)],
    ['that do not make the key', without(of(one, two))],
    ['of an HMAC key', { ...of(one, two), algorithm: 'HMAC' }],
  ]);
});

it('under a wrapping key', () =>
  held('changedWrapped', [
    ['TDES of 16 bytes under TDES of 16', clear('TDES', 16, { kek: kek('TDES', 16) })],
  ]));

it('under other wrapping keys', async () => {
  // The Atalla variants are kept above.
  const cases: readonly (readonly [string, ClearMaterial])[] = [
    ['TDES of 8 bytes under TDES of 16', clear('TDES', 8, { kek: kek('TDES', 16) })],
    ['TDES of 24 bytes under TDES of 24', clear('TDES', 24, { kek: kek('TDES', 24) })],
    ['TDES of 16 bytes under TDES of 8', clear('TDES', 16, { kek: kek('TDES', 8) })],
    ['AES of 16 bytes under AES of 32', clear('AES', 16, { kek: kek('AES', 32) })],
    ['AES of 32 bytes under AES of 16', clear('AES', 32, { kek: kek('AES', 16) })],
    ['AES of 24 bytes under AES of 16', clear('AES', 24, { kek: kek('AES', 16) })],
    ['AES of 32 bytes under TDES of 16', clear('AES', 32, { kek: kek('TDES', 16) })],
    ['HMAC of 12 bytes under TDES of 16', clear('HMAC', 12, { kek: kek('TDES', 16) })],
    ['no bytes under TDES of 16', clear('AES', 0, { kek: kek('TDES', 16) })],
    [
      'TDES of 16 bytes, TDES for TDES',
      clear('TDES', 16, { kek: kek('TDES', 16), otherKek: kek('TDES', 24, 0x55) }),
    ],
    [
      'TDES of 16 bytes, AES for TDES',
      clear('TDES', 16, { kek: kek('TDES', 16), otherKek: kek('AES', 16, 0x55) }),
    ],
    [
      'TDES of 24 bytes, AES for TDES',
      clear('TDES', 24, { kek: kek('TDES', 16), otherKek: kek('AES', 16, 0x55) }),
    ],
    [
      'AES of 32 bytes, AES for AES',
      clear('AES', 32, { kek: kek('AES', 32), otherKek: kek('AES', 16, 0x55) }),
    ],
    ['another wrapping key alone', clear('AES', 16, { otherKek: kek('AES', 16) })],
  ];
  const text = cases.flatMap(([title, one]) => {
    const plain = new Set(lines(clear(one.algorithm, one.key.length)));
    return [`# ${title}`, ...lines(one).filter((line) => !plain.has(line) && !line.includes('Atalla')), ''];
  });
  await expect(text.join('\n')).toMatchFileSnapshot('whole/changedOtherwise.txt');
});

it('leaves what was given, and its own buffers are all its own', () => {
  const material = clear('TDES', 16, {
    components: [key(16, 1), key(16, 2)],
    kek: kek('TDES', 16),
    otherKek: kek('AES', 16),
  });
  const before = JSON.stringify(material);
  const changes = changesOf(material);
  wipeChanges(changes);
  expect(JSON.stringify(material)).toBe(before);
  expect(changes.every(({ bytes: made }) => made.every((octet) => octet === 0))).toBe(true);
  expect(new Set(changes.map(({ bytes: made }) => made.buffer)).size).toBe(changes.length);
});

describe('check values', () => {
  it('by every method of a cipher', async () => {
    const text = (['TDES', 'AES'] as const).flatMap((cipher) =>
      [0, 7, 8, 15, 16, 24, 32].flatMap((size) => {
        const made = cipherValues(cipher, key(size)).map(
          (one) => `${cipher} ${size} ${one.method} ${one.digits}`,
        );
        const few = cipherValues(cipher, key(size), true).map(
          (one) => `${cipher} ${size} ${one.method} ${one.digits}`,
        );
        expect(few).toEqual(made.slice(0, 3));
        return made;
      }),
    );
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('whole/cipherValues.txt');
  });

  it('by hashes', async () => {
    expect(hashValues(new Uint8Array(0))).toEqual([]);
    const text = [1, 16, 200].flatMap((size) =>
      hashValues(key(size)).map(
        ({ method, hash, digits }) => `${size} ${method} ${hash ?? 'no HMAC'} ${digits}`,
      ),
    );
    await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('whole/hashValues.txt');
    // FIPS 180-2, of "abc".
    expect(hashValues(bytes('616263')).slice(-2)).toEqual([
      { method: 'SHA_1', digits: 'A9993E364706816A' },
      { method: 'SHA_256', digits: 'BA7816BF8F01CFEA' },
    ]);
  });
});
