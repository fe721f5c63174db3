// The rules that all plans share, whole: keys and authorities that a call names, choices, and check values known before.
import { phrase } from '../../src/core/findings';
import { expect, it } from 'vitest';
import type { KeySummary, ServiceTarget } from '../../src/keyservice/operations';
import {
  checkAuthority,
  checkKey,
  makePlan,
  type ImportChoices,
  type ImportContext,
  type ImportPlan,
  type KnownKey,
  type PlanParts,
} from '../../src/keyservice/plans/plan';
import { PlanFindings } from '../../src/keyservice/plans/planFindings';
import { modesOfUse } from '../../src/keyservice/rules/keyAttributes';
import { wholeText } from '../whole';
import { arn, draftKey, target } from './draft/setting';

const now = new Date('2026-12-01T00:00:00Z');
const context: ImportContext = { target, now };
const without = ['template', 'args'];

const found = (check: (findings: PlanFindings) => void): PlanFindings['all'] => {
  const findings = new PlanFindings();
  check(findings);
  return findings.all;
};

it('keys that a call names', async () => {
  const unnamed = { ...target, account: undefined } as unknown as ServiceTarget;
  const keys: readonly (readonly [string, Partial<KnownKey>])[] = [
    ['as it should be', {}],
    ['another Region', { KeyArn: arn('k').replace('us-east-2', 'eu-west-1') }],
    ['another account', { KeyArn: arn('k').replace('111122223333', '444455556666') }],
    ['no ARN', { KeyArn: 'k' }],
    ['disabled', { Enabled: false }],
    ['being deleted', { KeyState: 'DELETE_PENDING' }],
    ['being deleted and disabled', { KeyState: 'DELETE_COMPLETE', Enabled: false }],
    ['being made', { KeyState: 'CREATE_IN_PROGRESS' }],
  ];
  const cases = [context, { target: unnamed, now }].flatMap((where, i) =>
    keys.map(
      ([name, more]) =>
        [
          `${name}${i === 0 ? '' : ', in an account that is not known'}`,
          found((findings) => checkKey(phrase('The key'), draftKey('k', more).key, where, findings)),
        ] as const,
    ),
  );
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/planKeys.txt');
});

it('authorities, of every usage and class', () => {
  const said = (KeyUsage: string, KeyClass: string): string => {
    const key = draftKey('ca', {
      KeyAttributes: {
        KeyUsage,
        KeyClass,
        KeyAlgorithm: 'RSA_2048',
        KeyModesOfUse: {},
      },
    }).key;
    return found((findings) => checkAuthority(key, context, findings))
      .map(({ severity, message }) => `${severity} ${message}`)
      .join();
  };
  const signs = 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE';
  const wraps = 'TR31_K2_TR34_ASYMMETRIC_KEY';
  expect(said(signs, 'PUBLIC_KEY')).toBe('');
  for (const [usage, of] of [
    [signs, 'ASYMMETRIC_KEY_PAIR'],
    [wraps, 'PUBLIC_KEY'],
    [wraps, 'ASYMMETRIC_KEY_PAIR'],
  ] as const)
    expect(said(usage, of)).toBe(
      `error The certificate authority must be an imported certificate with usage S0 and Verify; ${arn('ca')} is ${usage}, ${of}.`,
    );
});

const p0 = 'TR31_P0_PIN_ENCRYPTION_KEY';
function planned(
  choices: ImportChoices = {},
  more: Partial<ImportContext> = {},
  parts: Partial<PlanParts> = {},
): ImportPlan {
  return makePlan({
    kind: 'Tr31KeyBlock',
    material: { Tr31KeyBlock: { WrappingKeyIdentifier: arn('kek'), WrappedKeyBlock: 'D'.repeat(112) } },
    choices,
    context: { ...context, ...more },
    findings: new PlanFindings(),
    algorithms: ['TDES_2KEY'],
    usage: p0,
    modes: modesOfUse('E')!,
    exportable: undefined,
    rows: {},
    ...parts,
  });
}

it('choices, in the request, the summary and what is said', async () => {
  const tag = (Key: string, Value = '') => ({ Key, Value });
  const aliases = ['alias/taken'];
  const choices: readonly (readonly [string, ImportChoices, Partial<ImportContext>?])[] = [
    ['none', {}],
    ['enabled', { enabled: true }],
    ['disabled', { enabled: false }],
    ['no tags', { tags: [] }],
    ['tags', { tags: [tag('a', 'b'), tag('A', 'b'), tag('xaws:', 'c')] }],
    ['a tag three times', { tags: [tag('a', 'b'), tag('a', 'c'), tag('a', 'c')] }],
    ['reserved tags', { tags: [tag('aws:x', 'a'), tag('AWS:y', 'b'), tag('aws:x', 'b')] }],
    ['a tag without a value', { tags: [tag('a')] }],
    ['an alias', { alias: 'alias/new' }, { aliases }],
    ['an alias that is there', { alias: 'alias/taken' }, { aliases }],
    ['an alias where none are known', { alias: 'alias/taken' }],
    ['as long as an alias may be', { alias: `alias/${'x'.repeat(250)}` }],
    ['a longer one', { alias: `alias/${'x'.repeat(251)}` }],
    ['an alias of another form', { alias: 'alias/ä' }, { aliases: ['alias/ä'] }],
    ['CMAC', { checkValueAlgorithm: 'CMAC' }],
    ['HMAC', { checkValueAlgorithm: 'HMAC' }],
    ['all', { enabled: false, tags: [tag('a', 'b')], alias: 'alias/new', checkValueAlgorithm: 'ANSI_X9_24' }],
  ];
  const cases = [
    ...choices.map(([name, one, more]) => [name, planned(one, more)] as const),
    ...(['CMAC', 'HMAC'] as const).flatMap((checkValueAlgorithm) =>
      (
        [
          ['HMAC_SHA256'],
          ['RSA_2048'],
          ['ECC_NIST_P256'],
          ['TDES_2KEY', 'HMAC_SHA256'],
          ['HMAC_SHA256', 'AES_128'],
          [],
        ] as const
      ).map(
        (algorithms) =>
          [
            `${checkValueAlgorithm} of ${algorithms.join(' or ')}`,
            planned({ checkValueAlgorithm }, {}, { algorithms }).findings,
          ] as const,
      ),
    ),
    [
      'nothing known of the key',
      planned(
        {},
        { target: { ...target, account: undefined } as never },
        { usage: undefined, algorithms: [] },
      ),
    ] as const,
    ['exportable', planned({}, {}, { exportable: true }).summary] as const,
    ['not exportable', planned({}, {}, { exportable: false })] as const,
    [
      'rows of its own',
      planned({}, {}, { rows: { action: 'another', tokenEnds: 'then', fingerprint: 'AB', usage: '' } })
        .summary,
    ] as const,
  ];
  await expect(wholeText(cases, without)).toMatchFileSnapshot('whole/planChoices.txt');
});

it('check values that are known before', () => {
  const key = (
    name: string,
    usage: string,
    algorithm: 'TDES_2KEY' | 'AES_128',
    value: string,
  ): KeySummary => ({
    ...draftKey(name, { usage, algorithm }).key,
    KeyCheckValue: value,
  });
  const keys = [
    key('same', p0, 'TDES_2KEY', '08D7B4'),
    key('too', p0, 'TDES_2KEY', '08D7B4'),
    key('aes', p0, 'AES_128', '08D7B4'),
    key('kek', 'TR31_K0_KEY_ENCRYPTION_KEY', 'TDES_2KEY', '08D7B4'),
    key('other', p0, 'TDES_2KEY', 'ABCDEF'),
  ];
  const aliasOf = (one: string): string | undefined => (one === arn('same') ? 'alias/same' : undefined);
  const said = (
    values: readonly string[],
    parts: Partial<PlanParts> = {},
    more: Partial<ImportContext> = {},
  ): string[] =>
    planned(
      { expectedCheckValues: values.map((value) => ({ value })) },
      { keys, aliasOf, ...more },
      parts,
    ).findings.map(({ code, args }) => [code, ...(args ?? [])].join(' '));
  const same = (name: string, value = '08D7B4'): string =>
    `aws_plan_same_key ${name === 'same' ? 'alias/same' : arn(name)} ${value}`;
  expect(said([])).toEqual([]);
  expect(said(['ABCDEF'])).toEqual([same('other', 'ABCDEF')]);
  const [test, ...rest] = said(['08D7B4']);
  expect(test).toMatch(/^aws_known_test_key /);
  expect(rest).toEqual([same('same'), same('too')]);
  // Each key once, whichever of several values names it.
  expect(said(['ABCDEF', 'abcdef'], { checkValue: { value: 'ABCDEF' } })).toEqual([same('other', 'ABCDEF')]);
  expect(said(['ABCDEF'], { checkValue: { value: '08D7B4' } }).slice(1)).toEqual([
    same('same'),
    same('too'),
    same('other', 'ABCDEF'),
  ]);
  const inTests = { testAccounts: ['111122223333'] };
  expect(said(['08D7B4'], {}, inTests).filter((one) => !one.startsWith('aws_plan_same'))).toEqual([]);
  expect(said(['08D7B4'], { usage: undefined }).filter((one) => one.startsWith('aws_plan_same'))).toEqual(
    ['same', 'too', 'kek'].map((name) => same(name)),
  );
  expect(said(['08D7B4'], { algorithms: [], usage: undefined }).slice(1)).toEqual(
    ['same', 'too', 'aes', 'kek'].map((name) => same(name)),
  );
  expect(said(['ABCDEF'], {}, { keys: undefined } as never)).toEqual([]);
});
