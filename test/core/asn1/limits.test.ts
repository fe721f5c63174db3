// The bounds of one reading, and the memory that it works on.
import { expect, it } from 'vitest';
import { resolveLimits } from '../../../src/core/asn1/limits';
import { plainOctets, readAsn1 } from '../../../src/core/asn1/read';

it('limits that nobody gave, and those that are given', () => {
  const defaults = {
    depth: 10_000,
    nodes: 4_000_000,
    children: 1_000_000,
    milliseconds: 10_000,
    findings: 1_000,
    embedded: true,
    closed: new Set(),
  };
  expect(resolveLimits()).toEqual(defaults);
  expect(resolveLimits({})).toEqual(defaults);
  const given = {
    depth: 0,
    nodes: 7,
    children: 5,
    milliseconds: 0,
    findings: 0,
    embedded: false,
    closed: new Set([3]),
  };
  expect(resolveLimits(given)).toEqual(given);
});

it('no limit is above what the arrays of an index can hold', () => {
  expect([64_999, 65_000, 65_001].map((depth) => resolveLimits({ depth }).depth)).toEqual([
    64_999, 65_000, 65_000,
  ]);
  // A list of children is never longer than all nodes together, and by itself at most a million.
  const childrenOf = (nodes?: number, children?: number): number =>
    resolveLimits({
      ...(nodes === undefined ? {} : { nodes }),
      ...(children === undefined ? {} : { children }),
    }).children;
  expect([childrenOf(10), childrenOf(10, 9), childrenOf(10, 11), childrenOf(undefined, 2_000_000)]).toEqual([
    10, 9, 10, 1_000_000,
  ]);
});

it('bytes of Node are read in place, as plain octets whose slices are copies', () => {
  const plain = Uint8Array.of(0x04, 0x01, 0x41);
  expect(plainOctets(plain)).toBe(plain);
  const whole = Buffer.from('ffff04014142ffff', 'hex');
  const given = whole.subarray(2, 6);
  const octets = plainOctets(given);
  expect(Object.getPrototypeOf(octets)).toBe(Uint8Array.prototype);
  expect([octets.buffer, octets.byteOffset, octets.length]).toEqual([
    given.buffer,
    given.byteOffset,
    given.length,
  ]);
  const { content } = readAsn1(given.subarray(0, 3)).roots[0]!;
  content.slice()[0] = 0;
  expect([...content]).toEqual([0x41]);
  content[0] = 0x42;
  expect(whole.toString('hex')).toBe('ffff04014242ffff');
});
