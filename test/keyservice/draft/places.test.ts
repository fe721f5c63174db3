// KCVs near a material, and the field that a finding is about.
import { describe, expect, it } from 'vitest';
import { fieldOfFinding } from '../../../src/keyservice/draft/draft';
import { checkValuesNear } from '../../../src/keyservice/draft/near';

describe('KCVs near a material', () => {
  const near = (before: string, after = ''): readonly string[] =>
    checkValuesNear(`${before}<>${after}`, before.length, before.length + 2);

  it.each<[string, string, readonly string[]]>([
    ['KCV: 08d7b4 ', '', ['08D7B4']],
    ['', '\nkcv=8A3F01CC', ['8A3F01CC']],
    ['KCV 08D7B4, KCV 08d7b4', '; KCV 111111', ['08D7B4', '111111']],
    ['KCV 08D7B', '', []],
    ['KCV 0123456789ABCDEF0', '', []],
    ['KCV 08D7B4Z', '', []],
    ['XKCV 08D7B4', '', []],
    [`KCV${' '.repeat(20)}08D7B4`, '', ['08D7B4']],
    [`KCV${' '.repeat(21)}08D7B4`, '', []],
    ['KCV\n08D7B4', '', []],
    [`KCV 08D7B4${' '.repeat(1990)}`, '', ['08D7B4']],
    [`KCV 08D7B4${' '.repeat(1991)}`, '', []],
    ['', `${' '.repeat(1990)}KCV 08D7B4`, ['08D7B4']],
    ['', `${' '.repeat(1991)}KCV 08D7B4`, []],
  ])('%# %j', (before, after, values) => {
    expect(near(before, after)).toEqual(values);
  });

  it('are twenty at most', () => {
    const values = Array.from({ length: 21 }, (_, i) => String(100_000 + i));
    expect(near(values.map((one) => `KCV ${one}`).join(' '))).toEqual(values.slice(0, 20));
  });
});

it.each([
  ['aws_wrapping_key_state', 'wrappingKey'],
  ['aws_plan_token_expired', 'parameters'],
  ['aws_plan_cryptogram_length', 'parameters'],
  ['aws_plan_too_strong', 'parameters'],
  ['aws_plan_alias_taken', 'alias'],
  ['aws_plan_tag_key', 'tags'],
  ['aws_plan_pair_usage', 'pair'],
  ['aws_plan_curves', 'partner'],
  ['aws_plan_authority_state', 'authority'],
  ['aws_plan_attributes', 'usage'],
  ['aws_plan_unused', 'usage'],
  ['aws_plan_pair', 'usage'],
  ['aws_plan_modes', 'modes'],
  ['aws_plan_shared_information', 'sharedInformation'],
  ['aws_plan_same_key', 'expected'],
  ['aws_known_test_key', 'expected'],
  ['aws_plan_plaintext', undefined],
])('%s is about %s', (code, field) => {
  expect(fieldOfFinding({ code })).toBe(field);
});
