import fc from '../properties';
import { runs } from '../quick';
import { describe, expect, it } from 'vitest';
import {
  isFromInspectorPage,
  isToInspectorPage,
  longestInput,
  restoreTokenOf,
  type FromInspectorPage,
} from '../../src/protocol/inspector';

const good: readonly FromInspectorPage[] = [
  { type: 'ready' },
  { type: 'verify' },
  { type: 'compare' },
  { type: 'endCompare' },
  { type: 'back' },
  { type: 'forward' },
  { type: 'decode', text: 'D0112P0AE00E0000' },
  { type: 'copy', as: 'json' },
  { type: 'copy', as: 'markdown' },
  { type: 'copy', as: 'block' },
  { type: 'copyCharacters', start: 0, end: 4 },
  { type: 'copyFinding', of: 'aws', index: 0 },
  { type: 'select', start: 5, end: 7 },
  { type: 'showInEditor', start: 5, end: 7 },
];

describe('messages from the inspector page', () => {
  it.each(good)('$type is understood', (message) => {
    expect(isFromInspectorPage(message)).toBe(true);
  });

  it.each(good.filter((message) => Object.keys(message).length > 1))(
    '$type lacks nothing of what it needs',
    (message) => {
      for (const key of Object.keys(message)) {
        expect(
          isFromInspectorPage(Object.fromEntries(Object.entries(message).filter(([k]) => k !== key))),
        ).toBe(false);
        expect(isFromInspectorPage({ ...message, [key]: null })).toBe(false);
        expect(isFromInspectorPage({ ...message, [key]: { toString: () => 'json' } })).toBe(false);
      }
    },
  );

  it.each([
    { type: 'decode', text: 'D'.repeat(longestInput + 1) },
    { type: 'copy', as: 'key' },
    { type: 'copyCharacters', start: -1, end: 4 },
    { type: 'copyCharacters', start: 0.5, end: 4 },
    { type: 'select', start: 0, end: Infinity },
    { type: 'select', start: NaN, end: 4 },
    { type: 'copyFinding', of: 'constructor', index: 0 },
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'toString' },
    { type: ['ready'] },
    [{ type: 'ready' }],
    'ready',
    null,
    undefined,
  ])('refused: %j', (message) => {
    expect(isFromInspectorPage(message)).toBe(false);
  });

  it('any junk is refused', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (junk) => {
        expect(isFromInspectorPage(junk)).toBe(false);
        expect(isToInspectorPage(junk)).toBe(false);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('a known type with junk in it is let through only where the junk is what it may be', () => {
    const types = good.map(({ type }) => type);
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.dictionary(fc.constantFrom('text', 'as', 'start', 'end', 'of', 'index'), fc.anything()),
        (type, rest) => {
          const message = { ...rest, type };
          if (!isFromInspectorPage(message)) return;
          if (message.type === 'decode') expect(typeof message.text).toBe('string');
          if (message.type === 'copy') expect(['block', 'json', 'markdown']).toContain(message.as);
          if (message.type === 'copyCharacters' || message.type === 'select')
            for (const place of [message.start, message.end]) expect(Number.isInteger(place)).toBe(true);
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});

describe('the state of a restored page', () => {
  it('is a URI and a range', () => {
    expect(restoreTokenOf({ uri: 'file:///a', start: 1, end: 2 })).toEqual({
      uri: 'file:///a',
      start: 1,
      end: 2,
    });
    expect(restoreTokenOf({ uri: 'file:///a', start: 1, end: 2, selection: true, text: 'D0112' })).toEqual({
      uri: 'file:///a',
      start: 1,
      end: 2,
      selection: true,
    });
  });

  it('is refused otherwise, and never brings more than that with it', () => {
    for (const state of [
      { uri: 1, start: 1, end: 2 },
      { uri: '', start: 2, end: 1 },
      { uri: '', start: -1, end: 1 },
      [],
    ])
      expect(restoreTokenOf(state)).toBeUndefined();
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        const token = restoreTokenOf(junk);
        if (token)
          for (const key of Object.keys(token)) expect(['uri', 'start', 'end', 'selection']).toContain(key);
      }),
    );
  });
});
