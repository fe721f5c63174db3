// The one shape of every verdict: tables of findings, their order, and the texts that are filled in.
import { describe, expect, it } from 'vitest';
import {
  bySeverity,
  doubt,
  error,
  fillTemplate,
  findingTable,
  info,
  templatesKey,
  textTable,
  unfolded,
  warning,
  type Finding,
} from '../../src/core/findings';

const table = findingTable('Of tests', {
  bare: error('The length is {0}, not {1}.'),
  sourced: warning('Too short.', 'X9.143:2021 table 2'),
  told: info('There is {0}.', 'RFC 5280'),
  open: doubt('Not documented.', 'API reference'),
});

describe('a finding of a table', () => {
  it('has what its line has, and nothing else', () => {
    expect(table('bare')).toStrictEqual({
      code: 'bare',
      severity: 'error',
      message: 'The length is {0}, not {1}.',
      template: 'The length is {0}, not {1}.',
    });
    expect(table('sourced')).toStrictEqual({
      code: 'sourced',
      severity: 'warning',
      message: 'Too short.',
      template: 'Too short.',
      reference: 'X9.143:2021 table 2',
    });
    expect(table('open')).toStrictEqual({
      code: 'open',
      severity: 'warning',
      message: 'Not documented.',
      template: 'Not documented.',
      reference: 'API reference',
      doubt: true,
    });
  });

  it('is filled in, placed and graded as it is asked for', () => {
    const span = { start: 3, end: 5 };
    expect(table('told', span, ['a key'], { severity: 'error', expected: '1', found: '2' })).toStrictEqual({
      code: 'told',
      severity: 'error',
      message: 'There is a key.',
      template: 'There is {0}.',
      span,
      reference: 'RFC 5280',
      args: ['a key'],
      expected: '1',
      found: '2',
    });
    expect(table('told', undefined, [])).toStrictEqual({
      code: 'told',
      severity: 'info',
      message: 'There is {0}.',
      template: 'There is {0}.',
      reference: 'RFC 5280',
    });
  });

  it('comes from a table that shows its heading and its templates', () => {
    expect(table.heading).toBe('Of tests');
    expect(Object.keys(table.templates)).toEqual(['bare', 'sourced', 'told', 'open']);
    const templatesOf = (one: object): unknown => (one as Record<symbol, () => unknown>)[templatesKey]!();
    expect(templatesOf(table)).toEqual([
      'The length is {0}, not {1}.',
      'Too short.',
      'There is {0}.',
      'Not documented.',
    ]);
    const texts = textTable({ a: 'one', b: 'two' }, (text) => [text, text.toUpperCase()]);
    expect([{ ...texts }, templatesOf(texts)]).toEqual([
      { a: 'one', b: 'two' },
      ['one', 'ONE', 'two', 'TWO'],
    ]);
    // They are no members that anybody lists.
    expect([Object.keys(texts), Object.getOwnPropertySymbols({ ...texts })]).toEqual([['a', 'b'], []]);
  });
});

it.each<[template: string, args: readonly (string | number)[], text: string]>([
  ['none', ['x'], 'none'],
  ['{0}', ['x'], 'x'],
  ['{0}', [0], '0'],
  ['{0}', [''], ''],
  ['{0}{1}{0}', ['a', 'b'], 'aba'],
  ['a {1} b {0} c', ['x', 'y'], 'a y b x c'],
  ['{0} and {1}', ['x'], 'x and {1}'],
  ['{9}', ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], '9'],
  ['{/} {:} {} {0', ['x'], '{/} {:} {} {0'],
  ['{10} {00} {{0}} {a}', ['x', 'y'], '{10} {00} {x} {a}'],
  ['{0}', ['{1}', 'y'], '{1}'],
])('%s of %j is %s', (template, args, text) => expect(fillTemplate(template, args)).toBe(text));

it('worst first, equal ones in their order; folded ones right behind theirs', () => {
  const one = (code: string, severity: Finding['severity'], ...folded: Finding[]): Finding => ({
    code,
    severity,
    message: '',
    template: '',
    ...(folded.length > 0 ? { folded } : {}),
  });
  const found = [
    one('a', 'info'),
    one('b', 'warning'),
    one('c', 'error'),
    one('d', 'info'),
    one('e', 'error'),
    one('f', 'warning'),
  ];
  expect(bySeverity(found).map(({ code }) => code)).toEqual(['c', 'e', 'b', 'f', 'a', 'd']);
  expect(bySeverity([...found].reverse()).map(({ code }) => code)).toEqual(['e', 'c', 'f', 'b', 'd', 'a']);
  // What was given stays in its order.
  expect(found.map(({ code }) => code).join('')).toBe('abcdef');
  const nested = [one('a', 'error', one('b', 'info', one('c', 'info')), one('d', 'info')), one('e', 'error')];
  expect(unfolded(nested).map(({ code }) => code)).toEqual(['a', 'b', 'c', 'd', 'e']);
});
