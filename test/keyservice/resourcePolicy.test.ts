// What a resource policy gives to whom: dangerous grants to others first, and nothing that is not understood left out.
import { describe, expect, it } from 'vitest';
import { grantsOf, readResourcePolicy } from '../../src/keyservice/iam/resourcePolicy';

const own = '111122223333';
const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Principal: unknown, Action: unknown, more: object = {}): object => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
  ...more,
});
const codes = (text: string): string[] => readResourcePolicy(text).findings.map(({ code }) => code);
const grants = (text: string): string[] =>
  grantsOf(readResourcePolicy(text), own).map(
    ({ principal, other, dangers, actions }) =>
      `${principal}${other ? '' : ' (own)'}: ${actions.join(' ')}${dangers.length > 0 ? ` ! ${dangers.join(' ')}` : ''}`,
  );

describe('grants', () => {
  it('dangerous ones to others come first, then others, then the own account', () =>
    expect(
      grants(
        policy(
          allow({ AWS: `arn:aws:iam::${own}:root` }, 'payment-cryptography:ExportKey'),
          allow({ AWS: ['444455556666', 'arn:aws:iam::777788889999:role/x'] }, 'payment-cryptography:GetKey'),
          allow({ AWS: '444455556666' }, ['payment-cryptography:exportkey', 'payment-cryptography:PutR*']),
        ),
      ),
    ).toEqual([
      '444455556666: payment-cryptography:exportkey payment-cryptography:PutR* ! ExportKey PutResourcePolicy',
      '444455556666: payment-cryptography:GetKey',
      'arn:aws:iam::777788889999:role/x: payment-cryptography:GetKey',
      `arn:aws:iam::${own}:root (own): payment-cryptography:ExportKey`,
    ]));

  it.each([
    ['*', ['ExportKey', 'DeleteKey', 'PutResourcePolicy']],
    ['payment-cryptography:*', ['ExportKey', 'DeleteKey', 'PutResourcePolicy']],
    ['payment-cryptography:Delete*', ['DeleteKey']],
    ['payment-cryptography:GetKey', []],
  ])('%s', (action, dangers) =>
    expect(
      grantsOf(readResourcePolicy(policy(allow({ AWS: '444455556666' }, action))), own)[0]?.dangers,
    ).toEqual(dangers),
  );

  it('all actions but some are dangerous, and so is every account where the own is not known', () => {
    const but = {
      Effect: 'Allow',
      Principal: { AWS: '444455556666' },
      NotAction: 'payment-cryptography:GetKey',
    };
    expect(grantsOf(readResourcePolicy(policy(but)), own)[0]?.dangers).toHaveLength(3);
    const self = readResourcePolicy(policy(allow({ AWS: own }, 'payment-cryptography:ExportKey')));
    expect(grantsOf(self, undefined)[0]?.dangers).toEqual(['ExportKey']);
  });

  it('a refusal is no grant', () =>
    expect(grants(policy({ ...allow({ AWS: '444455556666' }, '*'), Effect: 'Deny' }))).toEqual([]));
});

describe('what is said of a policy', () => {
  it.each([
    ['nothing', policy(allow({ AWS: '444455556666' }, 'payment-cryptography:GetKey')), []],
    ['everyone', policy(allow('*', 'payment-cryptography:GetKey')), ['resource_policy_public']],
    ['every account', policy(allow({ AWS: '*' }, 'payment-cryptography:GetKey')), ['resource_policy_public']],
    [
      'everyone under a condition',
      policy(
        allow('*', 'payment-cryptography:GetKey', {
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
        }),
      ),
      [],
    ],
    ['no JSON', '{"Statement": [', ['resource_policy_json']],
    ['text', '"x"', ['resource_policy_form', 'resource_policy_form']],
    ['no statement', '{}', ['resource_policy_form']],
    ['another effect', policy({ Effect: 'Maybe' }), ['resource_policy_form']],
    ['no principal', policy({ Effect: 'Allow', Action: '*' }), ['resource_policy_form']],
    [
      'a member that has no meaning',
      policy(allow({ AWS: own }, '*', { Foo: 1 })),
      ['resource_policy_unknown'],
    ],
    [
      'an action of another service',
      policy(allow({ AWS: own }, 's3:GetObject')),
      ['resource_policy_unknown'],
    ],
    ['a kind of principal', policy(allow({ Robot: 'x' }, '*')), ['resource_policy_unknown']],
    [
      'a member given twice',
      '{"Statement": [{"Effect":"Allow","Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"*"}]}',
      ['resource_policy_twice'],
    ],
    ['too long', ' '.repeat(20_481), ['resource_policy_long']],
    ['too deep', '['.repeat(9) + ']'.repeat(9), ['resource_policy_deep']],
    [
      'other characters',
      policy(allow({ AWS: 'ключ' }, 'payment-cryptography:GetKey')),
      ['resource_policy_characters'],
    ],
  ])('%s', (_, text, expected) => expect(codes(text)).toEqual(expected));

  it('too many statements are counted, and the rest is said to be missing', () =>
    expect(
      codes(policy(...Array.from({ length: 101 }, () => ({ Effect: 'Deny', Principal: '*', Action: '*' })))),
    ).toContain('resource_policy_many'));
});
