import { expect, it } from 'vitest';
import { OpenedTr34 } from '../../src/core/cms/tr34/open';
import { readCertificate } from '../../src/core/x509/certificate';
import { Tr34Memories, Tr34Memory } from '../../src/extension/material/tr34Memory';

it('a panel keeps what an opened token said, and no clear key', () => {
  const key = Uint8Array.from([1, 2, 3, 4]);
  const memory = new Tr34Memory();
  memory.useOpened(new OpenedTr34({ open: true, checks: [], findings: [], bits: 32 }, key));
  expect(memory.opened).toMatchObject({ open: true, bits: 32 });
  expect([...key]).toEqual([0, 0, 0, 0]);
});

it('two tokens of a file share lists and roots, but neither numbers nor what opening showed', () => {
  const memories = new Tr34Memories();
  const [first, second] = [memories.at(0), memories.at(1)];
  const { version } = second;
  first.useOpened(new OpenedTr34({ open: true, checks: [], findings: [] }, undefined));
  first.useNonce(Uint8Array.from([1]));
  first.expect('root', readCertificate(new Uint8Array()));
  expect(second.opened).toBeUndefined();
  expect(second.nonce).toBeUndefined();
  expect(second.expected.root).toBe(first.expected.root);
  expect(second.version).toBeGreaterThan(version);
  expect(memories.at(0)).toBe(first);
  memories.dispose();
  expect(first.opened).toBeUndefined();
  expect(second.expected).toEqual({});
});

it('what was chosen to check against is gone with the panel', () => {
  const memory = new Tr34Memory();
  const certificate = readCertificate(new Uint8Array());
  memory.expect('root', certificate);
  memory.expect('krd', certificate);
  memory.useNonce(Uint8Array.from([1]));
  expect(Object.keys(memory.expected)).toEqual(['root', 'krd']);
  const { version } = memory;
  memory.expect('krd', undefined);
  expect(memory.expected.krd).toBeUndefined();
  expect(memory.version).toBeGreaterThan(version);
  memory.dispose();
  expect(memory.expected).toEqual({});
  expect(memory.nonce).toBeUndefined();
});
