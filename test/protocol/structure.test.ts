import fc from '../properties';
import { describe, expect, it } from 'vitest';
import {
  isFromStructurePage,
  isToStructurePage,
  mostBytesAsked,
  mostGiven,
  mostRowsAsked,
  structureTokenOf,
} from '../../src/protocol/structure';

const good: unknown[] = [
  { type: 'ready' },
  { type: 'tab', tab: 'chain' },
  { type: 'part', part: 3 },
  { type: 'whole' },
  { type: 'rows', from: 0, to: mostRowsAsked, generation: 1 },
  { type: 'bytes', from: 5, to: 5 + mostBytesAsked },
  { type: 'fold', node: -1, open: true, all: true },
  { type: 'row', row: 0, generation: 1 },
  { type: 'locate', offset: 4, end: 0, focus: true },
  { type: 'letters', text: 'ser', row: 2 },
  { type: 'parent', node: 2 },
  { type: 'find', text: 'x', backwards: false },
  { type: 'goTo', text: '0x10' },
  { type: 'copy', form: 'hex', from: 0, to: 10, node: 1 },
  { type: 'copyText', text: 'AA:BB' },
  { type: 'secondOpinion' },
  { type: 'action', id: 'reveal', argument: 0 },
  { type: 'paste', text: '-----BEGIN' },
  { type: 'drop', name: 'kdh.der', bytes: new Uint8Array([0x30, 0]) },
  { type: 'clipboard' },
  { type: 'chooseFile' },
];

const bad: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['text', 'ready'],
  ['another type', { type: 'eval', text: '1' }],
  ['another tab', { type: 'tab', tab: 'secrets' }],
  ['a negative part', { type: 'part', part: -1 }],
  ['half a part', { type: 'part', part: 0.5 }],
  ['too many rows', { type: 'rows', from: 0, to: mostRowsAsked + 1, generation: 1 }],
  ['rows backwards', { type: 'rows', from: 9, to: 3, generation: 1 }],
  ['too many bytes', { type: 'bytes', from: 0, to: mostBytesAsked + 1 }],
  ['no number', { type: 'row', row: Number.NaN, generation: 1 }],
  ['rows that moved or not', { type: 'row', row: 0 }],
  ['endless', { type: 'row', row: Number.POSITIVE_INFINITY, generation: 1 }],
  ['a long search', { type: 'find', text: 'x'.repeat(1001), backwards: false }],
  ['another form', { type: 'copy', form: 'json', from: 0, to: 1, node: 0 }],
  ['a file as a list', { type: 'drop', name: 'x', bytes: [0x30, 0] }],
  ['a file that is too large', { type: 'drop', name: 'x', bytes: new Uint8Array(mostGiven + 1) }],
  ['a long name', { type: 'drop', name: 'x'.repeat(1001), bytes: new Uint8Array() }],
  ['a paste that is too long', { type: 'paste', text: 'x'.repeat(mostGiven + 1) }],
  ['another action', { type: 'action', id: 'delete', argument: 0 }],
  ['an action by inheritance', { type: 'action', id: 'toString', argument: 0 }],
];

describe('messages of the structure viewer', () => {
  it.each(good.map((message) => [(message as { type: string }).type, message]))('takes %s', (_, message) => {
    expect(isFromStructurePage(message)).toBe(true);
  });

  it.each(bad)('refuses %s', (_, message) => {
    expect(isFromStructurePage(message)).toBe(false);
  });

  it('refuses a message without any one of its members', () => {
    for (const message of good)
      for (const name of Object.keys(message as object)) {
        const rest = Object.fromEntries(Object.entries(message as object).filter(([key]) => key !== name));
        expect(isFromStructurePage(rest), `${JSON.stringify(message)} without ${name}`).toBe(false);
      }
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        isFromStructurePage(value);
        isToStructurePage(value);
        structureTokenOf(value);
      }),
    );
    const types = fc.constantFrom(...good.map((message) => (message as { type: string }).type));
    fc.assert(
      fc.property(types, fc.dictionary(fc.string(), fc.anything()), (type, rest) => {
        isFromStructurePage({ ...rest, type });
      }),
    );
  });

  it('reads tokens of restored panels', () => {
    const token = { uri: 'file:///a.pem', start: 3, end: 9 };
    expect(structureTokenOf(token)).toEqual(token);
    expect(structureTokenOf({ ...token, bytes: 'secret' })).toEqual(token);
    for (const wrong of [{ ...token, end: 1 }, { ...token, start: -1 }, { ...token, uri: 5 }, {}, 7])
      expect(structureTokenOf(wrong)).toBeUndefined();
  });
});
