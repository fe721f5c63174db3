import { expect, it, vi } from 'vitest';

vi.mock('vscode', () => {
  class Position {
    constructor(
      readonly line: number,
      readonly character: number,
    ) {}
  }
  class Range {
    constructor(
      readonly start: Position,
      readonly end: Position,
    ) {}
  }
  return { Position, Range };
});

import * as vscode from 'vscode';
import { keyBlocksOf } from '../../src/extension/material/keyBlocksOf';
import { squeezedKeyBlock } from '../../src/core/input/squeezed';

const line = 'D9999A';

it('a text where every line could begin a long block is looked at so far only', () => {
  const text = `${line}\n`.repeat(5000);
  const budget = { characters: 100_000 };
  for (let at = 0; at < text.length; at += line.length + 1) squeezedKeyBlock(text, at, budget);
  expect(budget.characters).toBeLessThanOrEqual(0);
  // The last one began within the bound and went on to its end.
  expect(budget.characters).toBeGreaterThan(-12_000);
});

it('a file of such lines does not hold up the editor', () => {
  const text = `${line}\n`.repeat(100_000);
  const document = {
    languageId: 'keyblock',
    version: 1,
    getText: () => text,
    positionAt: (offset: number) => new vscode.Position(0, offset),
  } as unknown as vscode.TextDocument;
  const began = performance.now();
  expect(keyBlocksOf(document).blocks).toEqual([]);
  // Half a minute without a bound, a few tenths of a second with one.
  expect(performance.now() - began).toBeLessThan(8000);
});
