/**
 * Which characters of a text belong to a class, as one bit each: sixteen at a time with the vector instructions of
 * WebAssembly, where the host has them, else one by one.
 */
import { vectorUnit } from '../platform';
import { base64Sign, classes, listed, word } from './scan';

/** Characters that are classified at once: they stay in the nearest cache. */
export const mostHeld = 32_768;
/** Letters and digits; these and the signs of base64; what lists of hexadecimal digits are made of. */
const planeKinds = [word, word | base64Sign, listed] as const;

/** Octets, a plane for each class, and behind the planes a word more, as places are not at a border. */
const planeSize = mostHeld / 8 + 16;
const planesFrom = mostHeld + 64;
const tablesFrom = planesFrom + 3 * planeSize;
const memorySize = 65_536;

export interface Planes {
  /** The characters, from the first on. */
  readonly octets: Uint8Array;
  /** Bits of each class, 32 characters a number, the first of them lowest. */
  readonly words: Int32Array;
  readonly runs: Int32Array;
  readonly lists: Int32Array;
  /** Fills them from so many octets. */
  readonly classify: (size: number) => void;
  /** Overwrites so many octets, from the first on, and their bits. */
  readonly clear: (size: number) => void;
}

let made: Planes | undefined;

/** There is one, as what it holds is looked at before the next text is; who holds it is the window's business. */
export function planes(): Planes {
  made ??= makePlanes(vectorUnit(moduleOf()));
  return made;
}

/** @param unit undefined to classify the characters one by one */
export function makePlanes(unit: ReturnType<typeof vectorUnit>): Planes {
  const buffer = unit?.memory ?? new ArrayBuffer(memorySize);
  const octets = new Uint8Array(buffer, 0, mostHeld);
  const [words, runs, lists] = [0, 1, 2].map(
    (i) => new Int32Array(buffer, planesFrom + i * planeSize, planeSize / 4),
  ) as [Int32Array, Int32Array, Int32Array];
  const clear = (size: number): void => {
    octets.fill(0, 0, size);
    for (const plane of [words, runs, lists]) plane.fill(0, 0, (size >> 5) + 1);
  };
  if (unit) {
    const all = new Uint8Array(buffer);
    for (const [i, kinds] of planeKinds.entries()) all.set(nibbleTables(kinds), tablesFrom + 32 * i);
    return { octets, words, runs, lists, classify: (size) => unit.run((size + 15) & ~15), clear };
  }
  const classify = (size: number): void => {
    for (let from = 0, i = 0; from < size; from += 32, i++) {
      let [inWord, inRun, inList] = [0, 0, 0];
      for (let bit = 0; bit < 32; bit++) {
        const kind = classes[octets[from + bit]!]!;
        inWord |= ((kind & planeKinds[0]) !== 0 ? 1 : 0) << bit;
        inRun |= ((kind & planeKinds[1]) !== 0 ? 1 : 0) << bit;
        inList |= ((kind & planeKinds[2]) !== 0 ? 1 : 0) << bit;
      }
      words[i] = inWord;
      runs[i] = inRun;
      lists[i] = inList;
    }
  };
  return { octets, words, runs, lists, classify, clear };
}

/**
 * A class as two tables of 16 octets: an octet is of the class where those of its low and high four bits have a bit in
 * common. Each row of 16 characters that has some has a bit of its own; there are at most eight.
 */
export function nibbleTables(kinds: number): Uint8Array {
  const tables = new Uint8Array(32);
  let bit = 1;
  for (let high = 0; high < 16; high++) {
    const members = Array.from({ length: 16 }, (_, low) => low).filter(
      (low) => (classes[(high << 4) | low]! & kinds) !== 0,
    );
    if (members.length === 0) continue;
    for (const low of members) tables[low]! |= bit;
    tables[16 + high] = bit;
    bit <<= 1;
  }
  return tables;
}

/** Names of WebAssembly's instructions and sections (Core Specification 2.0, 5.4 and 5.5), as far as they are used. */
const code = {
  loop: [0x03, 0x40],
  end: [0x0b],
  branchIf: [0x0d],
  get: [0x20],
  set: [0x21],
  constant: [0x41],
  lessUnsigned: [0x49],
  add: [0x6a],
  store16: [0x3b, 0x01],
  vectorLoad: [0xfd, 0x00, 0x00],
  vectorZero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)],
  swizzle: [0xfd, 0x0e],
  splat: [0xfd, 0x0f],
  notEqual: [0xfd, 0x24],
  vectorAnd: [0xfd, 0x4e],
  bitmask: [0xfd, 0x64],
  shiftRight: [0xfd, 0x6d],
} as const;
const i32 = 0x7f;
const v128 = 0x7b;

/** A number in LEB128 (5.2.2), which both kinds of number share below 64. */
function leb(value: number): number[] {
  const octets: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x40 || (rest < 0x80 && octets.length > 0)) return [...octets, rest];
    octets.push((rest & 0x7f) | 0x80);
  }
}

/**
 * The module: memory of one page, and a function that classifies the octets before the one it is given, 16 at a time. Of
 * each class, the tables are looked up by the low and by the high four bits; both have a bit in common, or not.
 */
export function moduleOf(): Uint8Array {
  // Locals: 0 where to end, 1 place of the octets, 2 place in a plane, 3 the octets' low four bits, 4 their high ones.
  const plane = (i: number): number[] => [
    ...[...code.get, 2],
    ...[...code.constant, 0, ...code.vectorLoad, ...leb(tablesFrom + 32 * i)],
    ...[...code.get, 3, ...code.swizzle],
    ...[...code.constant, 0, ...code.vectorLoad, ...leb(tablesFrom + 32 * i + 16)],
    ...[...code.get, 4, ...code.swizzle],
    ...[...code.vectorAnd, ...code.vectorZero, ...code.notEqual, ...code.bitmask],
    ...[...code.store16, ...leb(planesFrom + i * planeSize)],
  ];
  const body = [
    ...[2, 2, i32, 2, v128],
    ...code.loop,
    ...[...code.get, 1, ...code.vectorLoad, 0, ...code.constant, 15, ...code.splat, ...code.vectorAnd],
    ...[...code.set, 3],
    ...[...code.get, 1, ...code.vectorLoad, 0, ...code.constant, 4, ...code.shiftRight, ...code.set, 4],
    ...[...plane(0), ...plane(1), ...plane(2)],
    ...[...code.get, 2, ...code.constant, 2, ...code.add, ...code.set, 2],
    ...[...code.get, 1, ...code.constant, 16, ...code.add, ...code.set, 1],
    ...[...code.get, 1, ...code.get, 0, ...code.lessUnsigned, ...code.branchIf, 0],
    ...[...code.end, ...code.end],
  ];
  const sized = (octets: number[]): number[] => [...leb(octets.length), ...octets];
  const exported = (name: string, kind: number): number[] => [name.length, name.charCodeAt(0), kind, 0];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // Types, functions, memory, exports, code.
    ...[1, ...sized([1, 0x60, 1, i32, 0])],
    ...[3, ...sized([1, 0])],
    ...[5, ...sized([1, 0, 1])],
    ...[7, ...sized([2, ...exported('m', 2), ...exported('f', 0)])],
    ...[10, ...sized([1, ...sized(body)])],
  ]);
}
