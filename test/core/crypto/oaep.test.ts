/** Padding of RSA encryption, octet by octet: RFC 8017 7.1 and 7.2. */
import { describe, expect, it } from 'vitest';
import { oaepDecode, oaepEncode, oaepFormName, oaepForms, plainForm } from '../../../src/core/crypto/oaep';

const message = Uint8Array.of(9, 8, 7);
const form = plainForm('SHA-256');
const seed = new Uint8Array(32).fill(5);
const size = 128;

describe('OAEP', () => {
  const block = oaepEncode(message, size, form, seed);

  it('comes back as it went', () => {
    expect(block).toHaveLength(size);
    expect(oaepDecode(block, [form])).toEqual({ result: 'open', message, form });
    const empty = oaepEncode(new Uint8Array(), size, form, seed);
    expect(oaepDecode(empty, [form])).toEqual({ result: 'open', message: new Uint8Array(), form });
  });

  it('takes messages as long as the modulus allows', () => {
    const longest = new Uint8Array(size - 66).fill(3);
    expect(oaepDecode(oaepEncode(longest, size, form, seed), [form])).toMatchObject({ message: longest });
    expect(() => oaepEncode(new Uint8Array(size - 65), size, form, seed)).toThrow(/too long/);
    for (const length of [31, 33])
      expect(() => oaepEncode(message, size, form, new Uint8Array(length))).toThrow(/32 bytes/);
  });

  it('says whether another label was meant, or none of it fits', () => {
    const label = Uint8Array.of(1);
    const labelled = oaepEncode(message, size, form, seed, label);
    expect(oaepDecode(labelled, [form])).toEqual({ result: 'label', form });
    expect(oaepDecode(labelled, [form], label)).toEqual({ result: 'open', message, form });
    expect(oaepDecode(labelled, [plainForm('SHA-1')])).toEqual({ result: 'unknown' });
    expect(oaepDecode(block.subarray(0, 65), [form])).toEqual({ result: 'unknown' });
  });

  it('refuses a first octet that is not 0', () => {
    const changed = block.slice();
    changed[0] = 1;
    expect(oaepDecode(changed, [form])).toEqual({ result: 'separator', form });
  });
});

describe('PKCS#1 v1.5', () => {
  const padded = (padding: number, ...rest: number[]): Uint8Array =>
    Uint8Array.of(0, 2, ...new Array<number>(padding).fill(0xff), 0, ...rest);
  const opened = (block: Uint8Array) => oaepDecode(block, [form]);

  it('has eight octets of padding at least', () => {
    expect(opened(padded(7, 1, 2))).toEqual({ result: 'unknown' });
    for (const padding of [8, 9, 100])
      expect(opened(padded(padding, 1, 0, 2))).toEqual({ result: 'pkcs1', message: Uint8Array.of(1, 0, 2) });
    expect(opened(padded(8))).toEqual({ result: 'pkcs1', message: new Uint8Array() });
  });

  it('begins with 0 and 2, and ends somewhere', () => {
    for (const [at, value] of [
      [0, 1],
      [1, 1],
      [1, 3],
    ] as const) {
      const block = padded(20, 1);
      block[at] = value;
      expect(opened(block)).toEqual({ result: 'unknown' });
    }
    expect(opened(Uint8Array.of(0, 2, ...new Array<number>(30).fill(1)))).toEqual({ result: 'unknown' });
  });
});

it('forms: the declared one first, none twice, all by their names', () => {
  const mixed = { hash: 'SHA-256', seedMask: 'SHA-256', dataMask: 'SHA-1' } as const;
  const names = oaepForms(mixed).map(oaepFormName);
  expect(names[0]).toBe('SHA-256 with MGF1-SHA-256 over the seed and MGF1-SHA-1 over the data');
  expect(names.slice(1, 5)).toEqual(['SHA-256', 'SHA-1', 'SHA-384', 'SHA-512']);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(18);
  expect(oaepForms()).toHaveLength(18);
  expect(names).toContain('SHA-512 with MGF1-SHA-256');
  expect(names).toContain('SHA-384 with MGF1-SHA-1 over the seed and MGF1-SHA-256 over the data');
});
