/** Mismatches as they are made in the field, with other code than the product's: ciphers of Node, own XOR and order. */
import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { aesCmac } from '../../../src/core/crypto/aes';
import { tdesCmac } from '../../../src/core/crypto/tdes';
import type { CauseId } from '../../../src/core/checkValues/causes';
import type { ClearMaterial, KeyAlgorithmFact } from '../../../src/core/checkValues/types';

/** Numbers that look random and are the same in every run (xorshift of 32 bits). */
export function randomBytes(seed: number): (bytes: number) => Buffer {
  let state = (seed * 2_654_435_761) | 1;
  return (bytes) =>
    Buffer.from(
      Array.from({ length: bytes }, () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 11) & 0xff;
      }),
    );
}

const whole24 = (key: Buffer): Buffer =>
  key.length === 8
    ? Buffer.concat([key, key, key])
    : key.length === 16
      ? Buffer.concat([key, key.subarray(0, 8)])
      : key;

type Cipher = 'TDES' | 'AES';
type Mode = 'ecb' | 'cbc';

function cipherOf(cipher: Cipher, key: Buffer, mode: Mode): [string, Buffer, Buffer | null] {
  const name =
    cipher === 'AES' ? `aes-${key.length * 8}-${mode}` : mode === 'ecb' ? 'des-ede3' : 'des-ede3-cbc';
  return [
    name,
    cipher === 'AES' ? key : whole24(key),
    mode === 'ecb' ? null : Buffer.alloc(cipher === 'AES' ? 16 : 8),
  ];
}

export function encrypt(cipher: Cipher, key: Buffer, data: Buffer, mode: Mode = 'ecb'): Buffer {
  const made = createCipheriv(...cipherOf(cipher, key, mode)).setAutoPadding(false);
  return Buffer.concat([made.update(data), made.final()]);
}

export function decrypt(cipher: Cipher, key: Buffer, data: Buffer, mode: Mode = 'ecb'): Buffer {
  const made = createDecipheriv(...cipherOf(cipher, key, mode)).setAutoPadding(false);
  return Buffer.concat([made.update(data), made.final()]);
}

const hex = (bytes: Uint8Array, digits = 6): string =>
  Buffer.from(bytes).toString('hex').toUpperCase().slice(0, digits);

export const legacy = (cipher: Cipher, key: Buffer, digits = 6): string =>
  hex(encrypt(cipher, key, Buffer.alloc(cipher === 'AES' ? 16 : 8)), digits);

export const cmac = (cipher: Cipher, key: Buffer, message: Buffer, digits = 6): string =>
  hex((cipher === 'AES' ? aesCmac : tdesCmac)(key, message), digits);

const xor = (...all: Buffer[]): Buffer =>
  Buffer.from(all[0]!.map((_, i) => all.reduce((sum, one) => sum ^ one[i]!, 0)));
const part = (key: Buffer, n: number): Buffer => key.subarray(8 * n - 8, 8 * n);
const order = (key: Buffer, ...parts: number[]): Buffer => Buffer.concat(parts.map((n) => part(key, n)));
const oddParity = (key: Buffer): Buffer =>
  Buffer.from(
    key.map((byte) => {
      const ones = (byte >> 1).toString(2).replaceAll('0', '').length;
      return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
    }),
  );
/** The mask in the first byte of each part. */
const masked = (key: Buffer, mask: number, only?: number): Buffer =>
  Buffer.from(
    key.map((byte, i) => (i % 8 === 0 && (only === undefined || i === 8 * only) ? byte ^ mask : byte)),
  );

export interface Mismatch {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** Causes that must be in the first group. */
  readonly cause: CauseId;
  readonly clear: ClearMaterial;
}

type Make = (random: (bytes: number) => Buffer, turn: number) => Omit<Mismatch, 'name' | 'cause'>;

/** As the product holds keys: the slice of a Buffer would be no copy. */
const plain = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

const clearOf = (
  algorithm: KeyAlgorithmFact,
  key: Buffer,
  { components = [], kek, otherKek }: Partial<ClearMaterial> = {},
): ClearMaterial => ({
  algorithm,
  key: plain(key),
  components: components.map(plain),
  ...(kek ? { kek: { ...kek, key: plain(kek.key) } } : {}),
  ...(otherKek ? { otherKek: { ...otherKek, key: plain(otherKek.key) } } : {}),
});

/** A pair of values: of the right key, and of what it became. */
const of = (key: Buffer, became: Buffer, clear: Partial<ClearMaterial> = {}, cipher: Cipher = 'TDES') => ({
  a: legacy(cipher, key),
  b: legacy(cipher, became),
  clear: clearOf(cipher, key, clear),
});

const wrapped = (
  random: (bytes: number) => Buffer,
  turn: number,
  change: (kek: Buffer, key: Buffer) => Buffer,
): Omit<Mismatch, 'name' | 'cause'> => {
  const [kek, key] = [random(16), random(turn % 2 === 0 ? 16 : 24)];
  return of(key, change(kek, key), { kek: { algorithm: 'TDES', key: kek } });
};

function thales(kek: Buffer, key: Buffer): Buffer {
  const masks = key.length === 16 ? [0xa6, 0x5a] : [0x6a, 0xde, 0x2b];
  return Buffer.concat(
    masks.map((mask, n) => decrypt('TDES', kek, encrypt('TDES', masked(kek, mask, 1), part(key, n + 1)))),
  );
}

/** One maker for each cause, or more. */
const makers: readonly (readonly [string, CauseId, Make])[] = [
  [
    'fewer digits',
    'digits',
    (r) => {
      const key = r(16);
      return { a: legacy('TDES', key), b: legacy('TDES', key, 4), clear: clearOf('TDES', key) };
    },
  ],
  [
    'ANSI and CMAC of AES',
    'methodCmac',
    (r, n) => {
      const key = r([16, 24, 32][n % 3]!);
      return { a: legacy('AES', key), b: cmac('AES', key, Buffer.alloc(16)), clear: clearOf('AES', key) };
    },
  ],
  [
    'ANSI and CMAC of TDES',
    'methodCmac',
    (r) => {
      const key = r(24);
      return {
        a: cmac('TDES', key, Buffer.alloc(8), 10),
        b: legacy('TDES', key),
        clear: clearOf('TDES', key),
      };
    },
  ],
  [
    'CMAC of nothing',
    'methodEmpty',
    (r) => {
      const key = r(16);
      return {
        a: cmac('AES', key, Buffer.alloc(16)),
        b: cmac('AES', key, Buffer.alloc(0)),
        clear: clearOf('AES', key),
      };
    },
  ],
  [
    'bytes 01',
    'methodOnes',
    (r) => {
      const key = r(32);
      return {
        a: cmac('AES', key, Buffer.alloc(16)),
        b: hex(encrypt('AES', key, Buffer.alloc(16, 1))),
        clear: clearOf('AES', key),
      };
    },
  ],
  [
    'HMAC',
    'methodHmac',
    (r) => {
      const key = r(32);
      return {
        a: cmac('AES', key, Buffer.alloc(16)),
        b: hex(createHmac('sha256', key).digest()),
        clear: clearOf('AES', key),
      };
    },
  ],
  [
    'HMAC with another hash',
    'methodHmac',
    (r) => {
      const key = r(20);
      return {
        a: hex(createHmac('sha1', key).digest()),
        b: hex(createHmac('sha256', key).digest()),
        clear: clearOf('HMAC', key),
      };
    },
  ],
  [
    'SHA-1',
    'methodDigest',
    (r) => {
      const key = r(24);
      return {
        a: legacy('TDES', key),
        b: hex(createHash('sha1').update(key).digest()),
        clear: clearOf('TDES', key),
      };
    },
  ],
  [
    'component',
    'componentKcv',
    (r, n) => {
      const components = [r(16), r(16), r(16)];
      return of(xor(...components), components[n % 3]!, { components });
    },
  ],
  ['KEK', 'kekKcv', (r, n) => wrapped(r, n, (kek) => kek)],
  [
    'component left out',
    'componentLeftOut',
    (r, n) => {
      const components = [r(24), r(24), r(24)];
      return of(xor(...components), xor(...components.filter((_, i) => i !== n % 3)), { components });
    },
  ],
  [
    'component left out, AES',
    'componentLeftOut',
    (r) => {
      const components = [r(32), r(32), r(32)];
      return of(xor(...components), xor(components[0]!, components[2]!), { components }, 'AES');
    },
  ],
  [
    'component twice',
    'componentTwice',
    (r) => {
      const components = [r(16), r(16), r(16), r(16)];
      const [first, second, third] = components as [Buffer, Buffer, Buffer, Buffer];
      return of(xor(...components), xor(first, second, third, third), { components });
    },
  ],
  [
    'two components, one twice',
    'componentTwice',
    (r) => {
      const components = [r(16), r(16)];
      return of(xor(...components), Buffer.alloc(16), { components });
    },
  ],
  [
    'equal components',
    'componentsEqual',
    (r) => {
      const components = [r(16), r(16), r(16)];
      const [first, second] = components as [Buffer, Buffer, Buffer];
      return of(xor(...components), xor(first, second, second), { components });
    },
  ],
  [
    'first half',
    'halfKcv',
    (r) => {
      const key = r(16);
      return of(key, part(key, 1));
    },
  ],
  [
    'third part',
    'halfKcv',
    (r) => {
      const key = r(24);
      return of(key, part(key, 3));
    },
  ],
  [
    'K1K1',
    'singleDes',
    (r) => {
      const key = r(16);
      return of(key, order(key, 1, 1));
    },
  ],
  [
    'K1K2K2',
    'singleDes',
    (r) => {
      const key = r(24);
      return of(key, order(key, 1, 2, 2));
    },
  ],
  [
    'K2K1',
    'halvesSwapped',
    (r) => {
      const key = r(16);
      return of(key, order(key, 2, 1));
    },
  ],
  [
    'K3K2K1',
    'halvesSwapped',
    (r) => {
      const key = r(24);
      return of(key, order(key, 3, 2, 1));
    },
  ],
  [
    'K1K2 of K1K2K3',
    'length',
    (r) => {
      const key = r(24);
      return of(key, order(key, 1, 2));
    },
  ],
  [
    'K1K2K1 of K1K2K3',
    'writtenOut',
    (r) => {
      const key = r(24);
      return of(key, order(key, 1, 2, 1));
    },
  ],
  [
    'AES-128 of AES-256',
    'length',
    (r) => {
      const key = r(32);
      return of(key, key.subarray(0, 16), {}, 'AES');
    },
  ],
  [
    'parity on AES',
    'parity',
    (r, n) => {
      const key = r([16, 32][n % 2]!);
      return of(key, oddParity(key), {}, 'AES');
    },
  ],
  [
    'parity on HMAC',
    'parity',
    (r) => {
      const key = r(32);
      const of256 = (bytes: Buffer): string => hex(createHmac('sha256', bytes).digest());
      return { a: of256(key), b: of256(oddParity(key)), clear: clearOf('HMAC', key) };
    },
  ],
  [
    'AES for TDES',
    'aesTdes',
    (r, n) => {
      const key = r(n % 2 === 0 ? 16 : 24);
      return {
        a: legacy('TDES', key),
        b: n % 4 < 2 ? cmac('AES', key, Buffer.alloc(16)) : legacy('AES', key),
        clear: clearOf('TDES', key),
      };
    },
  ],
  [
    'TDES for AES',
    'aesTdes',
    (r) => {
      const key = r(16);
      return { a: cmac('AES', key, Buffer.alloc(16)), b: legacy('TDES', key), clear: clearOf('AES', key) };
    },
  ],
  [
    'Atalla variant',
    'variant',
    (r, n) =>
      wrapped(r, n, (kek, key) =>
        decrypt('TDES', kek, encrypt('TDES', masked(kek, 8 * (1 + (n % 31))), key)),
      ),
  ],
  [
    'Atalla variant, other side',
    'variant',
    (r, n) =>
      wrapped(r, n, (kek, key) =>
        decrypt('TDES', masked(kek, 8 * (1 + (n % 31))), encrypt('TDES', kek, key)),
      ),
  ],
  ['Thales scheme', 'variant', (r, n) => wrapped(r, n, thales)],
  [
    'ECB opened with CBC',
    'ecbCbc',
    (r, n) => wrapped(r, n, (kek, key) => decrypt('TDES', kek, encrypt('TDES', kek, key), 'cbc')),
  ],
  [
    'CBC opened with ECB',
    'ecbCbc',
    (r, n) => wrapped(r, n, (kek, key) => decrypt('TDES', kek, encrypt('TDES', kek, key, 'cbc'))),
  ],
  [
    'KEK with halves exchanged',
    'wrongKek',
    (r, n) => wrapped(r, n, (kek, key) => decrypt('TDES', order(kek, 2, 1), encrypt('TDES', kek, key))),
  ],
  [
    'another KEK',
    'wrongKek',
    (r) => {
      const [kek, other, key] = [r(16), r(24), r(24)];
      return of(key, decrypt('TDES', other, encrypt('TDES', kek, key, 'cbc'), 'cbc'), {
        kek: { algorithm: 'TDES', key: kek },
        otherKek: { algorithm: 'TDES', key: other },
      });
    },
  ],
  [
    'AES key under another AES KEK',
    'wrongKek',
    (r) => {
      const [kek, other, key] = [r(32), r(32), r(32)];
      return of(
        key,
        decrypt('AES', other, encrypt('AES', kek, key)),
        {
          kek: { algorithm: 'AES', key: kek },
          otherKek: { algorithm: 'AES', key: other },
        },
        'AES',
      );
    },
  ],
  ['zero key', 'zeroKey', (r) => of(r(16), Buffer.alloc(16))],
  [
    'mistyped',
    'transcription',
    (r) => {
      const key = r(16);
      const right = legacy('TDES', key);
      return {
        a: right,
        b: right.slice(0, 3) + (right[3] === '8' ? 'B' : '8') + right.slice(4),
        clear: clearOf('TDES', key),
      };
    },
  ],
];

/** @param count of mismatches; the makers in turn, each time with other keys */
export function mismatches(count: number): Mismatch[] {
  return Array.from({ length: count }, (_, n) => {
    const [name, cause, make] = makers[n % makers.length]!;
    return { name, cause, ...make(randomBytes(n + 1), Math.floor(n / makers.length)) };
  });
}
