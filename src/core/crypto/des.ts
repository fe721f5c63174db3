/**
 * Triple DES of single blocks (FIPS 46-3, NIST SP 800-67 rev. 2): the S-boxes and P merged into tables, halves kept as
 * 32-bit words, both keys of a schedule in one array. Look-ups depend on key and data, so the time does, too: this is
 * for test keys and the simulator, as SECURITY.md says. Weak keys and K1 = K2 are computed like any other.
 */

/** Rows of the S-boxes, four of 16 hexadecimal digits for each box: FIPS 46-3 appendix 1. */
const boxes = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
].map((rows) => rows.split(' '));

/** Which bit of its input each bit of the output is, counted from 1 at the left: FIPS 46-3, P and PC-2. */
const permutation = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22,
  11, 4, 25,
];
const choice = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47,
  55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
/** How far both halves of the key have turned in each round. */
const turned = [1, 2, 4, 6, 8, 10, 12, 14, 15, 17, 19, 21, 23, 25, 27, 28];

const rotatedLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** What box `n` (0 to 7) gives for six bits, spread by P; the word is turned left by one, as the halves are. */
function spread(n: number): Int32Array {
  return Int32Array.from({ length: 64 }, (_, six) => {
    const row = boxes[n]![((six >> 4) & 2) | (six & 1)]!;
    const four = parseInt(row[(six >> 1) & 15]!, 16) << (28 - 4 * n);
    const word = permutation.reduce((sum, from, to) => sum | (((four >>> (32 - from)) & 1) << (31 - to)), 0);
    return rotatedLeft(word, 1);
  });
}

const [box1, box2, box3, box4, box5, box6, box7, box8] = Array.from({ length: 8 }, (_, n) => spread(n)) as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/**
 * PC-2 for seven bits of a half of 28: part `n` (0 is the left one) of the left half (C) or the right one (D). The four
 * groups of six that a half gives stand in bytes: first, third, second, fourth.
 */
function chosen(half: 0 | 1, n: number): Int32Array {
  const byteOf = [3, 1, 2, 0];
  return Int32Array.from({ length: 128 }, (_, seven) => {
    let word = 0;
    for (let to = 0; to < 24; to++) {
      const from = choice[half * 24 + to]! - 1 - half * 28;
      if (Math.floor(from / 7) !== n || ((seven >> (6 - (from % 7))) & 1) === 0) continue;
      word |= 1 << (byteOf[Math.floor(to / 6)]! * 8 + 5 - (to % 6));
    }
    return word;
  });
}

const [c0, c1, c2, c3] = [0, 1, 2, 3].map((n) => chosen(0, n)) as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];
const [d0, d1, d2, d3] = [0, 1, 2, 3].map((n) => chosen(1, n)) as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** Words of the schedule of one DES key: two for each of 16 rounds, for boxes 1 3 5 7 and 2 4 6 8. */
const wordsOfKey = 32;

/** Fills in the schedule of the 8 bytes at `from`; `backwards` for a stage that decrypts. Parity bits are ignored. */
function schedule(key: Uint8Array, from: number, words: Int32Array, at: number, backwards: boolean): void {
  let c = 0;
  let d = 0;
  // PC-1 takes bits 1, 2, 3 of every byte into C, 7, 6, 5 into D, and shares out bit 4.
  for (let i = 0; i < 8; i++) {
    const byte = key[from + i]!;
    c |= ((byte >> 7) << (20 + i)) | (((byte >> 6) & 1) << (12 + i)) | (((byte >> 5) & 1) << (4 + i));
    d |= (((byte >> 1) & 1) << (20 + i)) | (((byte >> 2) & 1) << (12 + i)) | (((byte >> 3) & 1) << (4 + i));
    const fourth = (byte >> 4) & 1;
    if (i < 4) d |= fourth << i;
    else c |= fourth << (i - 4);
  }
  for (let round = 0; round < 16; round++) {
    const by = turned[round]!;
    const left = (c << by) | (c >>> (28 - by));
    const right = (d << by) | (d >>> (28 - by));
    const ofC = c0[(left >> 21) & 127]! | c1[(left >> 14) & 127]! | c2[(left >> 7) & 127]! | c3[left & 127]!;
    const ofD =
      d0[(right >> 21) & 127]! | d1[(right >> 14) & 127]! | d2[(right >> 7) & 127]! | d3[right & 127]!;
    const to = at + 2 * (backwards ? 15 - round : round);
    words[to] = (ofC & 0xffff0000) | (ofD >>> 16);
    words[to + 1] = (ofC << 16) | (ofD & 0xffff);
  }
}

/**
 * The key schedule of TDES in EDE: 96 words, for encryption from the first to the last, two for each round.
 * @param key 8 bytes (used as K‖K‖K), 16 (K1‖K2‖K1) or 24
 */
export function tdesSchedule(key: Uint8Array): Int32Array {
  const words = new Int32Array(3 * wordsOfKey);
  schedule(key, 0, words, 0, false);
  schedule(key, key.length === 8 ? 0 : 8, words, wordsOfKey, true);
  if (key.length === 24) schedule(key, 16, words, 2 * wordsOfKey, false);
  else words.copyWithin(2 * wordsOfKey, 0, wordsOfKey);
  return words;
}

/**
 * One block of 8 bytes through TDES; input and output may be the same array.
 * @param decrypt takes the rounds from the last to the first
 */
export function tdesBlockThrough(
  words: Int32Array,
  decrypt: boolean,
  input: Uint8Array,
  from: number,
  output: Uint8Array,
  to: number,
): void {
  let left = (input[from]! << 24) | (input[from + 1]! << 16) | (input[from + 2]! << 8) | input[from + 3]!;
  let right =
    (input[from + 4]! << 24) | (input[from + 5]! << 16) | (input[from + 6]! << 8) | input[from + 7]!;
  // IP by exchanging groups of bits; both halves end up turned left by one.
  let swap = ((left >>> 4) ^ right) & 0x0f0f0f0f;
  right ^= swap;
  left ^= swap << 4;
  swap = ((left >>> 16) ^ right) & 0x0000ffff;
  right ^= swap;
  left ^= swap << 16;
  swap = ((right >>> 2) ^ left) & 0x33333333;
  left ^= swap;
  right ^= swap << 2;
  swap = ((right >>> 8) ^ left) & 0x00ff00ff;
  left ^= swap;
  right ^= swap << 8;
  right = (right << 1) | (right >>> 31);
  swap = (left ^ right) & 0xaaaaaaaa;
  left ^= swap;
  right ^= swap;
  left = (left << 1) | (left >>> 31);

  const step = decrypt ? -2 : 2;
  let at = decrypt ? words.length - 2 : 0;
  for (let stage = 0; stage < 3; stage++) {
    for (let pair = 0; pair < 8; pair++) {
      let odd = ((right << 28) | (right >>> 4)) ^ words[at]!;
      let even = right ^ words[at + 1]!;
      at += step;
      left ^=
        box1[(odd >>> 24) & 63]! ^
        box3[(odd >>> 16) & 63]! ^
        box5[(odd >>> 8) & 63]! ^
        box7[odd & 63]! ^
        box2[(even >>> 24) & 63]! ^
        box4[(even >>> 16) & 63]! ^
        box6[(even >>> 8) & 63]! ^
        box8[even & 63]!;
      odd = ((left << 28) | (left >>> 4)) ^ words[at]!;
      even = left ^ words[at + 1]!;
      at += step;
      right ^=
        box1[(odd >>> 24) & 63]! ^
        box3[(odd >>> 16) & 63]! ^
        box5[(odd >>> 8) & 63]! ^
        box7[odd & 63]! ^
        box2[(even >>> 24) & 63]! ^
        box4[(even >>> 16) & 63]! ^
        box6[(even >>> 8) & 63]! ^
        box8[even & 63]!;
    }
    // FP of one stage and IP of the next cancel each other; the exchange of the halves stays.
    swap = left;
    left = right;
    right = swap;
  }

  left = (left << 31) | (left >>> 1);
  swap = (left ^ right) & 0xaaaaaaaa;
  left ^= swap;
  right ^= swap;
  right = (right << 31) | (right >>> 1);
  swap = ((right >>> 8) ^ left) & 0x00ff00ff;
  left ^= swap;
  right ^= swap << 8;
  swap = ((right >>> 2) ^ left) & 0x33333333;
  left ^= swap;
  right ^= swap << 2;
  swap = ((left >>> 16) ^ right) & 0x0000ffff;
  right ^= swap;
  left ^= swap << 16;
  swap = ((left >>> 4) ^ right) & 0x0f0f0f0f;
  right ^= swap;
  left ^= swap << 4;
  output[to] = left >>> 24;
  output[to + 1] = left >>> 16;
  output[to + 2] = left >>> 8;
  output[to + 3] = left;
  output[to + 4] = right >>> 24;
  output[to + 5] = right >>> 16;
  output[to + 6] = right >>> 8;
  output[to + 7] = right;
}
