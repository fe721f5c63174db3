import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isToInspectorPage } from '../../src/protocol/inspector';
import { bare, messages, own, readAs, text, whole } from '../../src/protocol/messages';
import { isToStructurePage } from '../../src/protocol/structure';
import { isFromVerification, isToVerification } from '../../src/protocol/verification';

const isMessage = messages({
  ready: bare,
  find: v.object({ text: text(3), from: whole }),
  show: v.object({ model: own<{ title: string }>(), more: v.optional(v.boolean()) }),
});

describe('a guard of messages', () => {
  it.each([
    { type: 'ready' },
    { type: 'ready', besides: 1 },
    { type: 'find', text: 'abc', from: 0 },
    { type: 'show', model: {} },
    { type: 'show', model: [], more: true },
    { type: 'show', model: {}, more: undefined },
  ])('takes %j', (message) => {
    expect(isMessage(message)).toBe(true);
  });

  it.each([
    { type: 'find', text: 'abcd', from: 0 },
    { type: 'find', text: 'abc', from: -1 },
    { type: 'find', text: 'abc', from: 2 ** 53 },
    { type: 'find', text: 'abc' },
    { type: 'show', model: null },
    { type: 'show', model: 'text' },
    { type: 'show' },
    { type: 'toString' },
    { type: '__proto__' },
    { type: ['ready'] },
    { text: 'ready' },
    'ready',
    null,
    undefined,
  ])('refuses %j', (message) => {
    expect(isMessage(message)).toBe(false);
  });

  it('gives the type of what it lets through', () => {
    const message: unknown = { type: 'find', text: 'a', from: 7 };
    const found: number | undefined =
      isMessage(message) && message.type === 'find' ? message.from : undefined;
    expect(found).toBe(7);
  });
});

describe('messages to the pages', () => {
  const offers = { verify: true, import: false, back: false, forward: false };
  const row = { row: 0, node: 0 };

  it.each([
    [isToInspectorPage, { type: 'texts', texts: { Copy: 'Kopieren' } }],
    [isToInspectorPage, { type: 'show', model: {}, offers }],
    [isToInspectorPage, { type: 'empty', offers }],
    [isToInspectorPage, { type: 'moved' }],
    [isToInspectorPage, { type: 'copied' }],
    [isToVerification, { type: 'verification', model: {} }],
    [isToVerification, { type: 'revealed', key: 'AB', seconds: 30 }],
    [isToVerification, { type: 'hidden' }],
    [isFromVerification, { type: 'reveal' }],
    [isToVerification, { type: 'expected', text: '08D7B4', verdict: { mark: 'right', words: 'match' } }],
    [isToVerification, { type: 'expected', text: '' }],
    [isFromVerification, { type: 'hide' }],
    [isFromVerification, { type: 'expect', text: '08D7B4' }],
    [isToStructurePage, { type: 'texts', texts: {} }],
    [isToStructurePage, { type: 'show', model: {} }],
    [isToStructurePage, { type: 'overview', sections: [], verdicts: [], notices: [] }],
    [isToStructurePage, { type: 'contents', contents: { counts: [], rows: [] } }],
    [isToStructurePage, { type: 'found', text: '2 of 5', failed: false }],
    [isToStructurePage, { type: 'chain' }],
    [isToStructurePage, { type: 'chain', chain: { paths: [] } }],
    [isToStructurePage, { type: 'findings', findings: [], more: 0, summary: '0 findings', checks: [] }],
    [isToStructurePage, { type: 'tree', total: 3, generation: 1 }],
    [isToStructurePage, { type: 'rows', generation: 1, rows: [row] }],
    [isToStructurePage, { type: 'bytes', from: 0, hex: '30' }],
    [isToStructurePage, { type: 'select', row, total: 3, generation: 1, offset: 0, path: 'a', focus: false }],
    [isToStructurePage, { type: 'say', text: '' }],
  ] as const)('are known to one page each: %# %o', (guard, message) => {
    expect(guard(message)).toBe(true);
    const guards = [isToInspectorPage, isToVerification, isFromVerification, isToStructurePage];
    const shared = message.type === 'texts' || message.type === 'show';
    if (!shared) expect(guards.filter((other) => other(message))).toEqual([guard]);
    expect(guard({ ...message, type: 'other' })).toBe(false);
  });

  it('are refused where what they carry is missing', () => {
    expect(isToInspectorPage({ type: 'show', model: {} })).toBe(false);
    expect(isToVerification({ type: 'revealed', key: 7, seconds: 30 })).toBe(false);
    expect(isFromVerification({ type: 'expect', text: '0'.repeat(129) })).toBe(false);
    expect(isToStructurePage({ type: 'bytes', from: 0 })).toBe(false);
    expect(isToStructurePage({ type: 'rows', generation: 1 })).toBe(false);
  });
});

describe('state that was kept', () => {
  const schema = v.object({ name: v.string(), at: whole });

  it('comes without what else was kept with it', () => {
    expect(readAs(schema, { name: 'a', at: 1, key: 'secret' })).toEqual({ name: 'a', at: 1 });
  });

  it('is nothing where it is another shape', () => {
    for (const value of [{ name: 'a' }, { name: 'a', at: '1' }, [], null, 'a'])
      expect(readAs(schema, value)).toBeUndefined();
  });
});
