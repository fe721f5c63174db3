import { expect, it } from 'vitest';
import { OpenedTr34 } from '../../src/core/cms/tr34/open';
import { Tr34Memory } from '../../src/extension/panels/tr34Memory';

it('a panel keeps what an opened token said, and no clear key', () => {
  const key = Uint8Array.from([1, 2, 3, 4]);
  const memory = new Tr34Memory();
  memory.useOpened(new OpenedTr34({ open: true, checks: [], findings: [], bits: 32 }, key));
  expect(memory.opened).toMatchObject({ open: true, bits: 32 });
  expect([...key]).toEqual([0, 0, 0, 0]);
});
