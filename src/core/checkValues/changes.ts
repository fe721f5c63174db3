/**
 * What becomes of test keys by mistake: each changed key with the cause that makes it. All buffers are the caller's to
 * wipe, by `wipeChanges`.
 */
import { aesCbcDecrypt, aesCbcEncrypt, Aes } from '../crypto/aes';
import { withCipher, type BlockCipher } from '../crypto/blockModes';
import { wipe } from '../crypto/bytes';
import { withOddParity } from '../crypto/desKey';
import type { KcvCipher } from '../crypto/kcv';
import { tdesCbcDecrypt, tdesCbcEncrypt, Tdes } from '../crypto/tdes';
import { textTable, type Localisable } from '../findings';
import type { CauseId } from './causes';
import type { ClearMaterial } from './types';

/** What exactly was changed; never with bytes of a key. */
export const changeTexts = textTable(
  {
    whole: 'the whole key as entered',
    zeroKey: 'a key of zeros',
    part: 'part {0} of the key alone',
    parts: 'the parts of the key in the order {0}',
    bits: 'the first {0} bits of the key',
    parity: 'the key with odd parity',
    otherCipher: 'the same bytes as {0} key',
    component: 'component {0} alone',
    without: 'the key without component {0}',
    twice: 'component {0} entered twice',
    inPlace: 'component {0} entered in the place of component {1}',
    kek: 'the wrapping key',
    atalla: 'variant {0} (Atalla, Futurex) on the wrapping key of one side',
    atallaKey: 'variant {0} (Atalla, Futurex) on the key itself',
    thales: 'the variant of Thales key scheme {0} on the wrapping key of one side',
    ecbCbc: 'wrapped with ECB, opened with CBC',
    cbcEcb: 'wrapped with CBC, opened with ECB',
    otherKek: 'opened with the second wrapping key ({0})',
    changedKek: 'opened with the wrapping key in the order {0} ({1})',
  },
  (text) => [text],
);

type ChangeText = keyof typeof changeTexts;

export interface Change {
  /** Undefined: nothing was changed. */
  readonly cause: CauseId | undefined;
  readonly because: Localisable;
  readonly bytes: Uint8Array;
  /** Cipher by which check values are made; undefined where only HMAC and digests are. */
  readonly cipher: KcvCipher | undefined;
  /** HMAC and digests are computed as well. */
  readonly hashes: boolean;
}

const say = (text: ChangeText, ...args: (string | number)[]): Localisable => ({
  template: changeTexts[text],
  ...(args.length === 0 ? {} : { args }),
});

/** Overwrites all keys that were made. */
export const wipeChanges = (changes: readonly Change[]): void => wipe(...changes.map(({ bytes }) => bytes));

/** More components than anybody enters would take quadratic time. */
const mostComponents = 9;
const mostAtallaVariant = 31;

/** Every change of the given material that a cause of the table makes, the unchanged key first. */
export function changesOf(clear: ClearMaterial): Change[] {
  const cipher = cipherOf(clear);
  const changes: Change[] = [];
  const add = (
    cause: CauseId | undefined,
    because: Localisable,
    bytes: Uint8Array,
    how: { cipher?: KcvCipher | undefined; hashes?: boolean } = {},
  ): void => {
    changes.push({ cause, because, bytes, cipher, hashes: clear.algorithm === 'HMAC', ...how });
  };
  const { key } = clear;
  add(undefined, say('whole'), copyOf(key), { hashes: true });
  add('zeroKey', say('zeroKey'), new Uint8Array(key.length));
  if (cipher === 'TDES') addParts(key, add);
  else {
    addOthers(key, cipher, add);
  }
  const other = cipher === 'AES' ? 'TDES' : 'AES';
  if (cipher !== undefined && (key.length === 16 || key.length === 24))
    add('aesTdes', say('otherCipher', other), copyOf(key), { cipher: other });
  addComponents(clear, add);
  if (clear.kek) addWrapped(clear, clear.kek, add);
  if (cipher === 'TDES')
    for (let n = 1; n <= mostAtallaVariant; n++)
      add(
        'variant',
        say('atallaKey', n),
        masked(key, (part) => (part >= 0 ? 8 * n : 0)),
      );
  return changes;
}

type Add = (
  cause: CauseId | undefined,
  because: Localisable,
  bytes: Uint8Array,
  how?: { cipher?: KcvCipher | undefined; hashes?: boolean },
) => void;

function cipherOf({ algorithm }: ClearMaterial): KcvCipher | undefined {
  if (algorithm === 'AES') return 'AES';
  return algorithm === 'HMAC' ? undefined : 'TDES';
}

/** A copy also of a Buffer, whose slice is none. */
const copyOf = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

const joined = (key: Uint8Array, order: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(order.length * 8);
  order.forEach((part, at) => bytes.set(key.subarray((part - 1) * 8, part * 8), at * 8));
  return bytes;
};

const orderText = (order: readonly number[]): string => order.map((part) => `K${part}`).join('');

/** By the number of parts of the key: cause and new order. */
const orders: Readonly<Record<number, readonly (readonly [CauseId, readonly number[]])[]>> = {
  2: [
    ['halvesSwapped', [2, 1]],
    ['singleDes', [1, 1]],
    ['singleDes', [2, 2]],
    ['length', [1, 2, 2]],
    ['length', [1, 1, 2]],
  ],
  3: [
    ['halvesSwapped', [1, 3, 2]],
    ['halvesSwapped', [2, 1, 3]],
    ['halvesSwapped', [2, 3, 1]],
    ['halvesSwapped', [3, 1, 2]],
    ['halvesSwapped', [3, 2, 1]],
    ['length', [1, 2]],
    ['length', [2, 3]],
    ['writtenOut', [1, 2, 1]],
    ['singleDes', [1, 1, 3]],
    ['singleDes', [1, 2, 2]],
    ['singleDes', [2, 2, 3]],
  ],
};

function addParts(key: Uint8Array, add: Add): void {
  const count = key.length / 8;
  if (count !== 2 && count !== 3) return;
  for (let part = 1; part <= count; part++) add('halfKcv', say('part', part), joined(key, [part]));
  for (const [cause, order] of orders[count] ?? [])
    add(cause, say('parts', orderText(order)), joined(key, order));
}

function addOthers(key: Uint8Array, cipher: KcvCipher | undefined, add: Add): void {
  add('parity', say('parity'), withOddParity(key), { hashes: true });
  if (cipher === 'AES')
    for (const bytes of [16, 24])
      if (bytes < key.length) add('length', say('bits', bytes * 8), copyOf(key.subarray(0, bytes)));
}

function xor(...all: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(all[0]?.length ?? 0);
  for (const one of all) for (let i = 0; i < bytes.length; i++) bytes[i]! ^= one[i] ?? 0;
  return bytes;
}

function addComponents({ key, components }: ClearMaterial, add: Add): void {
  if (components.length < 2 || components.length > mostComponents) return;
  const fitting = components.every(({ length }) => length === key.length);
  if (!fitting) return;
  components.forEach((component, i) => {
    add('componentKcv', say('component', i + 1), copyOf(component), { hashes: true });
    add('componentLeftOut', say('without', i + 1), xor(key, component));
    add('componentTwice', say('twice', i + 1), xor(key, component));
    components.forEach((other, j) => {
      if (i === j) return;
      add('componentTwice', say('inPlace', i + 1, j + 1), xor(key, other, component));
      add('componentsEqual', say('inPlace', i + 1, j + 1), xor(key, other, component));
    });
  });
}

type Kek = NonNullable<ClearMaterial['kek']>;
type Mode = 'ECB' | 'CBC';

function addWrapped({ key, otherKek }: ClearMaterial, kek: Kek, add: Add): void {
  add('kekKcv', say('kek'), copyOf(kek.key), { cipher: kek.algorithm });
  const size = kek.algorithm === 'AES' ? 16 : 8;
  if (key.length === 0 || key.length % size !== 0) return;
  const through = (one: Kek, from: Mode, other: Kek, to: Mode): Uint8Array => {
    const cryptogram = run(one, key, from, 'encrypt');
    const opened = run(other, cryptogram, to, 'decrypt');
    wipe(cryptogram);
    return opened;
  };
  if (key.length > size) {
    add('ecbCbc', say('ecbCbc'), through(kek, 'ECB', kek, 'CBC'));
    add('ecbCbc', say('cbcEcb'), through(kek, 'CBC', kek, 'ECB'));
  }
  const modes: readonly Mode[] = key.length > size ? ['ECB', 'CBC'] : ['ECB'];
  const both = (cause: CauseId, because: (mode: Mode) => Localisable, other: Kek): void => {
    for (const mode of modes) {
      add(cause, because(mode), through(kek, mode, other, mode));
      add(cause, because(mode), through(other, mode, kek, mode));
    }
  };
  if (otherKek && key.length % (otherKek.algorithm === 'AES' ? 16 : 8) === 0)
    both('wrongKek', (mode) => say('otherKek', mode), otherKek);
  if (kek.algorithm !== 'TDES') return;
  const count = kek.key.length / 8;
  for (const [, order] of orders[count] ?? []) {
    const other: Kek = { ...kek, key: joined(kek.key, order) };
    both('wrongKek', (mode) => say('changedKek', orderText(order), mode), other);
    wipe(other.key);
  }
  for (let n = 1; n <= mostAtallaVariant; n++) {
    const other: Kek = { ...kek, key: masked(kek.key, () => 8 * n) };
    both('variant', () => say('atalla', n), other);
    wipe(other.key);
  }
  addThales(key, kek, add);
}

/** The first byte of each part of 8 bytes with a mask. Atalla variant n: 8n in each part. */
function masked(key: Uint8Array, mask: (part: number) => number): Uint8Array {
  const bytes = copyOf(key);
  for (let part = 0; part * 8 < bytes.length; part++) bytes[part * 8]! ^= mask(part);
  return bytes;
}

/** Masks of the second part of the wrapping key, by the part of the wrapped key: schemes U (double) and T (triple). */
const thalesMasks = { U: [0xa6, 0x5a], T: [0x6a, 0xde, 0x2b] } as const;

function addThales(key: Uint8Array, kek: Kek, add: Add): void {
  const scheme = key.length === 16 ? 'U' : key.length === 24 ? 'T' : undefined;
  if (scheme === undefined || kek.key.length < 16) return;
  for (const wrapping of [true, false]) {
    const bytes = new Uint8Array(key.length);
    thalesMasks[scheme].forEach((mask, part) => {
      const varied: Kek = { ...kek, key: masked(kek.key, (at) => (at === 1 ? mask : 0)) };
      const piece = copyOf(key.subarray(part * 8, part * 8 + 8));
      const cryptogram = run(wrapping ? varied : kek, piece, 'ECB', 'encrypt');
      const opened = run(wrapping ? kek : varied, cryptogram, 'ECB', 'decrypt');
      bytes.set(opened, part * 8);
      wipe(varied.key, piece, cryptogram, opened);
    });
    add('variant', say('thales', scheme), bytes);
  }
}

/** Whole blocks under a wrapping key; CBC with an IV of zeros. */
function run({ algorithm, key }: Kek, data: Uint8Array, mode: Mode, way: 'encrypt' | 'decrypt'): Uint8Array {
  const iv = new Uint8Array(algorithm === 'AES' ? 16 : 8);
  if (mode === 'CBC') {
    if (algorithm === 'AES') return (way === 'encrypt' ? aesCbcEncrypt : aesCbcDecrypt)(key, iv, data);
    return (way === 'encrypt' ? tdesCbcEncrypt : tdesCbcDecrypt)(key, iv, data);
  }
  const cipher: BlockCipher = algorithm === 'AES' ? new Aes(key) : new Tdes(key);
  return withCipher(cipher, (one) => {
    const out = copyOf(data);
    for (let at = 0; at < out.length; at += one.size)
      if (way === 'encrypt') one.encryptBlock(out, at, out, at);
      else one.decryptBlock(out, at, out, at);
    return out;
  });
}
