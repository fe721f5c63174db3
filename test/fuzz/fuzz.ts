/**
 * Fuzzing without luck: input number i of a seed is always the same, so that a failure can be run again
 * alone. A target lies in a file NAME.fuzz.ts beside this one and exports `target`.
 */

/** Random numbers that a seed decides (xorshift32 over a mixed seed). */
export class Random {
  private state: number;

  constructor(seed: number, input = 0) {
    let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(input + 1, 0xc2b2ae35);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
    this.state = (mixed ^ (mixed >>> 13)) | 1;
  }

  /** Whole number of [0, below). */
  below(below: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % below;
  }

  of<T>(members: readonly T[]): T {
    return members[this.below(members.length)]!;
  }
}

export interface FuzzTarget<Input extends string | Uint8Array = string | Uint8Array> {
  readonly name: string;
  /** The input of a number: made from the random numbers alone. */
  readonly make: (random: Random) => Input;
  /** Runs the code; throws where a promise of it is broken. */
  readonly check: (input: Input) => void;
}

export interface FuzzResult {
  readonly inputs: number;
  readonly seconds: number;
  /** Milliseconds of the slowest input, and its number. */
  readonly slowest: { readonly milliseconds: number; readonly input: number };
}

/** One input may take that long: far more than any needs, even on a busy machine, far less than a hang. */
const longest = 5000;

/** Runs inputs [first, first + count) of a seed. Throws an Error that names seed, number and input of the first failure. */
export function fuzz(target: FuzzTarget, count: number, seed: number, first = 0): FuzzResult {
  const began = performance.now();
  let slowest = { milliseconds: 0, input: first };
  for (let number = first; number < first + count; number++) {
    const input = target.make(new Random(seed, number));
    const start = performance.now();
    try {
      target.check(input);
    } catch (error) {
      throw new Error(described(target, seed, number, input, String(error)), { cause: error });
    }
    const milliseconds = performance.now() - start;
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, input: number };
    if (milliseconds > longest)
      throw new Error(described(target, seed, number, input, `took ${milliseconds.toFixed(0)} ms`));
  }
  return { inputs: count, seconds: (performance.now() - began) / 1000, slowest };
}

function described(
  target: FuzzTarget,
  seed: number,
  number: number,
  input: string | Uint8Array,
  what: string,
): string {
  const shown =
    typeof input === 'string' ? JSON.stringify(input.slice(0, 12_000)) : Buffer.from(input).toString('hex');
  return `${target.name}, seed ${seed}, input ${number}: ${what}\n${shown}`;
}

/** Characters that text formats are sensitive to, among them what is no letter in any of them. */
const characters = [
  ...Array.from('0123456789ABCDEFabcdefRSTXZ \t\n\r"\'\\+=/,#'),
  '\0',
  '\u00ff',
  '\u05d0',
  '\u202e',
  '\ud83d',
  '\ude00',
  '😀',
  '\uff10',
];

/** A text with up to four changes: characters replaced, put in, left out, repeated, moved; the end cut off. */
export function mutatedText(text: string, random: Random): string {
  let changed = text;
  for (let n = random.below(4) + 1; n > 0; n--) {
    const at = random.below(changed.length + 1);
    const size = random.below(8) === 0 ? random.below(changed.length + 1) : random.below(5);
    switch (random.below(7)) {
      case 0:
        changed = changed.slice(0, at) + random.of(characters) + changed.slice(at + 1);
        break;
      case 1:
        changed = changed.slice(0, at) + random.of(characters) + changed.slice(at);
        break;
      case 2:
        changed = changed.slice(0, at) + changed.slice(at + size);
        break;
      case 3:
        changed = changed.slice(0, at) + changed.slice(at, at + size) + changed.slice(at);
        break;
      case 4:
        changed = changed.slice(0, at);
        break;
      case 5: {
        const code = changed.charCodeAt(at) ^ (1 << random.below(8));
        changed = changed.slice(0, at) + String.fromCharCode(code & 0xffff) + changed.slice(at + 1);
        break;
      }
      default: {
        const from = random.below(changed.length + 1);
        changed = changed.slice(0, at) + changed.slice(from, from + size) + changed.slice(at + size);
      }
    }
  }
  return changed;
}

/** Bytes with up to four changes: bits turned, bytes set, put in, left out, repeated; the end cut off. */
export function mutatedBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = bytes.slice();
  for (let n = random.below(4) + 1; n > 0 && changed.length > 0; n--) {
    const at = random.below(changed.length);
    const size = random.below(6) + 1;
    switch (random.below(6)) {
      case 0:
        changed[at]! ^= 1 << random.below(8);
        break;
      case 1:
        changed[at] = random.of([0, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xa0, 0xff]);
        break;
      case 2:
        changed = joined(changed.subarray(0, at), changed.subarray(at + size));
        break;
      case 3:
        changed = joined(changed.subarray(0, at + size), changed.subarray(at));
        break;
      case 4:
        changed = changed.slice(0, at);
        break;
      default:
        changed = joined(changed.subarray(0, at), Uint8Array.of(random.below(256)), changed.subarray(at));
    }
  }
  return changed;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
