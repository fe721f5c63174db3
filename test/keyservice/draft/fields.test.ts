// Fields of a draft by themselves: which value each has, where it came from, and what tells keys apart.
import { describe, expect, it } from 'vitest';
import type { Localisable } from '../../../src/core/findings';
import { draftWays, fieldIds, type Candidate } from '../../../src/keyservice/draft/draft';
import { draftText, englishOf } from '../../../src/keyservice/draft/draftTexts';
import {
  choiceField,
  firstFit,
  keyLabelOf,
  likenessNotes,
  onlyOne,
  proposed,
  stateRefusals,
  textField,
} from '../../../src/keyservice/draft/fields';
import { arn, draftKey } from './setting';

const because: Localisable = draftText('last_time');
const candidate = (id: string, fitting = true): Candidate => ({
  id,
  label: id.toUpperCase(),
  notes: [],
  refusals: fitting ? [] : [draftText('state_disabled')],
});
const some = [candidate('a', false), candidate('b'), candidate('c', false), candidate('d')];

describe('a choice', () => {
  const field = (answer?: string, proposal?: string) =>
    choiceField(
      'purpose',
      answer === undefined ? {} : { purpose: answer },
      some,
      proposal === undefined ? undefined : { id: proposal, origin: because },
    );

  it('lists those that fit first, each kind in its order', () => {
    expect(field()).toStrictEqual({
      id: 'purpose',
      kind: 'choice',
      value: '',
      optional: false,
      candidates: [some[1], some[3], some[0], some[2]],
    });
  });

  it('has the answer, else the proposal with its reason, else nothing; only what fits', () => {
    const told = (answer?: string, proposal?: string): unknown[] => {
      const { value, origin } = field(answer, proposal);
      return [value, origin && englishOf(origin)];
    };
    expect(told('b')).toEqual(['b', undefined]);
    expect(told('b', 'd')).toEqual(['b', undefined]);
    expect(told(undefined, 'd')).toEqual(['d', 'As in your last import']);
    expect(told('a', 'd')).toEqual(['d', 'As in your last import']);
    expect(told('x', 'c')).toEqual(['', undefined]);
    expect(told(undefined, 'x')).toEqual(['', undefined]);
    expect('origin' in field('b', 'd')).toBe(false);
  });

  it('is proposed where it is the only one that fits', () => {
    expect(onlyOne(some.slice(0, 3))).toEqual({ id: 'b', origin: draftText('only_one') });
    expect(onlyOne(some.slice(0, 3), because)).toEqual({ id: 'b', origin: because });
    expect([onlyOne(some), onlyOne([some[0]!]), onlyOne([])]).toEqual([undefined, undefined, undefined]);
  });

  it('the first proposal that fits, among candidates by their id', () => {
    const [a, b, d, x] = ['a', 'b', 'd', 'x'].map((id) => proposed(id, because));
    expect(proposed(undefined, because)).toBeUndefined();
    expect(firstFit(some, [a, x, undefined, d, b])?.id).toBe('d');
    expect(firstFit(some, [b, d])?.id).toBe('b');
    expect(firstFit(some, [a, x, undefined])).toBeUndefined();
    expect(firstFit([], [b])).toBeUndefined();
    // Refused under its own name, though another one fits.
    expect(firstFit([candidate('a', false), candidate('b')], [a])).toBeUndefined();
  });
});

describe('a text', () => {
  const proposal = { value: 'given', origin: because };
  const odd = (text: string): Localisable | undefined =>
    text.length % 2 === 1 ? draftText('state_disabled') : undefined;

  it('has the answer, also an empty one, else the proposal with its reason', () => {
    expect(textField('alias', {})).toStrictEqual({
      id: 'alias',
      kind: 'text',
      value: '',
      optional: false,
      candidates: [],
    });
    expect(textField('alias', {}, { proposal, optional: true })).toStrictEqual({
      id: 'alias',
      kind: 'text',
      value: 'given',
      origin: because,
      optional: true,
      candidates: [],
    });
    const told = (alias: string): unknown[] => {
      const field = textField('alias', { alias }, { proposal });
      return [field.value, 'origin' in field];
    };
    expect([told('mine'), told('')]).toEqual([
      ['mine', false],
      ['', false],
    ]);
    // Nothing comes from nowhere.
    expect('origin' in textField('alias', {}, { proposal: { value: '', origin: because } })).toBe(false);
  });

  it('is asked for its problem where it is not blank', () => {
    const asked: string[] = [];
    const problem = (text: string): Localisable | undefined => {
      asked.push(text);
      return odd(text);
    };
    const told = (alias?: string, given?: string): boolean =>
      'problem' in
      textField('alias', alias === undefined ? {} : { alias }, {
        problem,
        proposal: given === undefined ? undefined : { value: given, origin: because },
      });
    expect([told('abc'), told('ab'), told(' '), told(''), told(), told(undefined, 'x')]).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(asked).toEqual(['abc', 'ab', 'x']);
  });
});

it('ways and fields, which the page and what is kept go by', () => {
  expect(draftWays).toEqual(['keyBlock', 'agreed', 'tr34', 'cryptogram', 'certificates']);
  expect(fieldIds).toEqual([
    ...['way', 'path', 'purpose', 'wrappingKey', 'parameters', 'pair', 'partner', 'signer', 'authority'],
    ...['randomNumber', 'algorithm', 'usage', 'modes', 'exportable', 'spec', 'derived', 'function', 'hash'],
    ...[
      'sharedInformation',
      'comment',
      'alias',
      'expected',
      'checkValue',
      'enabled',
      'tags',
      'regions',
      'otherRegions',
    ],
  ]);
});

describe('keys', () => {
  it('that cannot be named in a call now, with the reason', () => {
    const told = (more: object): string[] => stateRefusals({ ...draftKey('a').key, ...more }).map(englishOf);
    expect(told({})).toEqual([]);
    const reasons = [
      told({ Enabled: false }),
      told({ KeyState: 'DELETE_PENDING' }),
      told({ KeyState: 'DELETE_PENDING', Enabled: false }),
      told({ KeyState: 'CREATE_IN_PROGRESS' }),
      told({ KeyState: 'DELETE_COMPLETE', Enabled: false }),
    ];
    expect(reasons.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
    expect(reasons[1]).toEqual(reasons[2]);
    expect(new Set(reasons.flat()).size).toBe(4);
    expect(reasons[3]![0]).toContain('CREATE_IN_PROGRESS');
    expect(reasons[4]![0]).toContain('DELETE_COMPLETE');
  });

  it('by alias, else by id, with algorithm and check value', () => {
    const of = (aliases: string[], KeyCheckValue?: string): string =>
      keyLabelOf(draftKey('a', KeyCheckValue === undefined ? {} : { KeyCheckValue }, { aliases }));
    const { KeyAlgorithm } = draftKey('a').key.KeyAttributes;
    const id = arn('a').slice(arn('a').lastIndexOf('/') + 1);
    expect(of(['alias/one', 'alias/two'], 'DF9ADA')).toBe(`alias/one · ${KeyAlgorithm} · KCV DF9ADA`);
    expect(of([], 'DF9ADA')).toBe(`${id} · ${KeyAlgorithm} · KCV DF9ADA`);
    expect(of(['alias/one'])).toBe(`alias/one · ${KeyAlgorithm}`);
  });

  it('of one check value are told apart by id and date, whatever the case of its letters', () => {
    const keys = [
      draftKey('a', { KeyCheckValue: 'DF9ADA' }, { created: new Date('2026-11-28T23:00:00Z') }),
      draftKey('b', { KeyCheckValue: 'df9ada' }),
      draftKey('c', { KeyCheckValue: '08D7B4' }),
      draftKey('d'),
      draftKey('e'),
      draftKey('f', { KeyCheckValue: '' }),
    ];
    const notes = likenessNotes(keys);
    const told = keys.map((one) => notes(one).map(englishOf));
    expect(told.map(({ length }) => length)).toEqual([3, 2, 0, 0, 0, 0]);
    expect(told[0]![1]).toContain(arn('a').slice(arn('a').lastIndexOf('/') + 1));
    expect(told[0]![2]).toContain('2026-11-28');
    expect(told[1]![1]).toContain(arn('b').slice(arn('b').lastIndexOf('/') + 1));
  });
});
