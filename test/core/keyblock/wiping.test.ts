import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeKeyBlock } from '../../../src/core/keyblock/decode';
import { KeyBlockError } from '../../../src/core/keyblock/keyBlockError';
import { unwrapKeyBlock, verifyKeyBlock } from '../../../src/core/keyblock/unwrap';
import { wrapKeyBlock } from '../../../src/core/keyblock/wrap';
import { hex } from '../crypto/hex';
import { examples } from './blocks';

/**
 * What is left in memory: while a test runs, every Uint8Array, Uint32Array and Int32Array that is made (by us and by
 * the libraries) is recorded, with what it held when it was overwritten. Afterwards none may hold a piece of a key,
 * and every key schedule of TDES, which has 96 words, is zeros.
 */
type Recorded = Uint8Array | Uint32Array | Int32Array;

const native8 = globalThis.Uint8Array;
const native32 = globalThis.Uint32Array;
const nativeSigned32 = globalThis.Int32Array;
let made: Recorded[] = [];
let overwritten: string[] = [];
const schedules = (): Recorded[] =>
  made.filter((view) => view instanceof nativeSigned32 && view.length === 96);

const contentOf = (view: Recorded): string =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('hex').toUpperCase();

beforeEach(() => {
  made = [];
  overwritten = [];
  const recording = <View extends typeof native8 | typeof native32 | typeof nativeSigned32>(
    Native: View,
  ): View => {
    // The libraries look at the name of the class.
    const name = Native.name;
    const Recorder = class extends (Native as typeof native8) {
      constructor(...args: ConstructorParameters<typeof native8>) {
        super(...args);
        made.push(this);
      }
      override fill(value: number, start?: number, end?: number): this {
        overwritten.push(contentOf(this));
        return super.fill(value, start, end);
      }
    };
    Object.defineProperty(Recorder, 'name', { value: name });
    return Recorder as unknown as View;
  };
  globalThis.Uint8Array = recording(native8);
  globalThis.Uint32Array = recording(native32);
  globalThis.Int32Array = recording(nativeSigned32);
});

afterEach(() => {
  globalThis.Uint8Array = native8;
  globalThis.Uint32Array = native32;
  globalThis.Int32Array = nativeSigned32;
  vi.restoreAllMocks();
});

/** Pieces of 8 bytes, at every place: what to look for. */
const pieces = (secret: string): string[] =>
  Array.from({ length: secret.length / 2 - 7 }, (_, i) => secret.slice(2 * i, 2 * i + 16));

function expectNothingLeft(secrets: readonly string[], except: readonly Uint8Array[] = []): void {
  const left = made
    .filter((view) => !except.some((allowed) => allowed.buffer === view.buffer))
    .map(contentOf);
  for (const piece of secrets.flatMap(pieces))
    for (const content of left) expect(content.includes(piece), `${piece} in ${content}`).toBe(false);
  for (const schedule of schedules()) expect(schedule.every((word) => word === 0)).toBe(true);
}

/** The bytes of an example, made while recording, so that copies of them are recorded too. */
const input = (text: string): Uint8Array => {
  const made8 = new Uint8Array(text.length / 2);
  for (let i = 0; i < made8.length; i++) made8[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return made8;
};

describe.each(examples.map((example) => [example.name, example] as const))('%s', (_name, example) => {
  const { block, kbpk, kbek, kbak, key, plaintext } = example;
  const secrets = [kbpk, kbek, kbak, key, plaintext];
  const reference = decodeKeyBlock(block);

  it('leaves nothing but the key after unwrapping, and nothing after dispose', () => {
    const given = input(kbpk);
    const unwrapped = unwrapKeyBlock(reference, given);
    // The recording sees what it has to see.
    for (const secret of [kbek, kbak, plaintext])
      expect(overwritten.some((content) => content.includes(secret))).toBe(true);
    if (/^[ABC0]/.test(block)) expect(schedules().length).toBeGreaterThanOrEqual(2);
    expect(hex(given)).toBe(kbpk);
    expectNothingLeft(secrets, [given, unwrapped.key]);
    unwrapped.dispose();
    expectNothingLeft(secrets, [given]);
  });

  it('leaves nothing after a wrong MAC, after verifying, and after an impossible length', () => {
    const given = input(kbpk);
    const altered = decodeKeyBlock(block.replace('P0', 'P1').replace('B0TV', 'B1TV'));
    expect(() => unwrapKeyBlock(altered, given)).toThrow(KeyBlockError);
    verifyKeyBlock(reference, given);
    verifyKeyBlock(altered, given);
    expect(overwritten.some((content) => content.includes(kbek))).toBe(true);
    expectNothingLeft(secrets, [given]);
  });

  it('leaves nothing after wrapping, whether it works or not', () => {
    const given = input(kbpk);
    const wrapped = input(key);
    const random = (count: number): Uint8Array => new Uint8Array(count).fill(0xa5);
    const header = { version: block[0]!, usage: 'P0', algorithm: 'T', mode: 'E', exportability: 'E' };
    const optionalBlocks = [
      { id: 'KC', data: '' },
      { id: 'KP', data: '' },
    ];
    wrapKeyBlock({ ...header, optionalBlocks }, wrapped, given, { random });
    expect(() => wrapKeyBlock({ ...header, mode: '' }, wrapped, given, { random })).toThrow(KeyBlockError);
    expect(() => wrapKeyBlock(header, wrapped, input('00'.repeat(7)), { random })).toThrow(KeyBlockError);
    expect(() =>
      wrapKeyBlock(header, wrapped, given, { obfuscate: true, random: (count) => random(count + 1) }),
    ).toThrow(RangeError);
    expect(overwritten.some((content) => content.includes(key))).toBe(true);
    // The padding too: it is what an obfuscated length is hidden behind.
    expectNothingLeft([...secrets, 'A5'.repeat(8)], [given, wrapped]);
  });
});
