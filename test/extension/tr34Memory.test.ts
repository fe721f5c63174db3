import { expect, it } from 'vitest';
import { OpenedTr34 } from '../../src/core/cms/tr34/open';
import { readCertificate } from '../../src/core/x509/certificate';
import { Tr34Memory } from '../../src/extension/material/tr34Memory';

it('a panel keeps what an opened token said, and no clear key', () => {
  const key = Uint8Array.from([1, 2, 3, 4]);
  const memory = new Tr34Memory();
  memory.useOpened(new OpenedTr34({ open: true, checks: [], findings: [], bits: 32 }, key));
  expect(memory.opened).toMatchObject({ open: true, bits: 32 });
  expect([...key]).toEqual([0, 0, 0, 0]);
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
