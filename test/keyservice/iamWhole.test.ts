/** Policies whole: what every operator of a condition makes of every request, and each element of a policy damaged in turn. */
import { expect, it } from 'vitest';
import { grantsOf, readResourcePolicy } from '../../src/keyservice/iam/resourcePolicy';
import { holds, readOperator, type RequestContext } from '../../src/keyservice/simulator/policy/conditions';
import { readPolicy } from '../../src/keyservice/simulator/policy/document';
import { wholeText } from '../whole';
import { damaged, type Json } from './requests/damages';

const operators =
  'StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike ArnEquals ArnLike ArnNotEquals ArnNotLike Bool Null'.split(
    ' ',
  );
const arn = 'arn:aws:iam::111122223333:role/a';
const values: readonly (readonly string[])[] = [
  ['true'],
  ['TRUE', 'b*'],
  ['arn:aws:iam::*:role/?'],
  [arn, 'blue'],
  [],
];
const found: readonly (readonly string[] | undefined)[] = [
  undefined,
  [],
  ['true'],
  ['false'],
  ['blue'],
  [arn],
  ['blue', 'red'],
  ['blue', 'true'],
];

it('conditions, by operator, wanted values and what the request has', async () => {
  const names = operators.flatMap((name) =>
    ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((set) => ['', 'IfExists'].map((end) => set + name + end)),
  );
  const contexts = found.map((one): RequestContext => new Map(one === undefined ? [] : [['k', one]]));
  const cases = [...names, ':Bool', 'ForNoValues:Bool', 'Bool:', 'NumericEquals', 'bool', 'IfExists', ''].map(
    (name) => {
      const operator = readOperator(name);
      const rows = values.map((wanted) =>
        contexts
          .map((context) =>
            operator && holds({ ...operator, key: 'k', values: wanted }, context) ? '+' : '-',
          )
          .join(''),
      );
      return [name, operator ? rows.join(' ') : 'not evaluated'] as const;
    },
  );
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/conditions.txt');
});

const statement = {
  Sid: 'One',
  Effect: 'Allow',
  Action: ['payment-cryptography:GetKey', 'payment-cryptography:List*'],
  Resource: '*',
  Condition: {
    StringEquals: { 'aws:RequestTag/a': ['x', 'y'] },
    'ForAllValues:StringLike': { 'aws:TagKeys': 'a*' },
    Null: { 'aws:ResourceTag/b': true },
  },
};

/** Two policies as they are, then with each element damaged. */
const changed = (whole: Json, not: Json): (readonly [string, Json])[] => [
  ['as it is', whole],
  ['by exception', not],
  ...damaged(whole),
  ...damaged(not),
];

it('policies of the simulator, each element damaged in turn', async () => {
  const whole: Json = { Version: '2012-10-17', Statement: [statement] };
  const not = {
    ...whole,
    Statement: [{ Effect: 'Deny', NotAction: 'payment-cryptography:*', NotResource: '*' }],
  };
  const cases = changed(whole, not).map(([name, policy]) => {
    try {
      return [name, readPolicy(JSON.stringify(policy))] as const;
    } catch (error) {
      return [name, (error as Error).message] as const;
    }
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/policies.txt');
});

it('resource policies, each element damaged in turn', async () => {
  const granted = {
    ...statement,
    Condition: { StringEquals: { 'aws:SourceVpc': ['x', 'y'] } },
    Principal: { AWS: ['444455556666', 'arn:aws:iam::111122223333:root'], Service: 'x.amazonaws.com' },
  };
  const whole: Json = { Version: '2012-10-17', Statement: [granted] };
  const not: Json = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      NotPrincipal: { AWS: '444455556666' },
      NotAction: 'payment-cryptography:Get*',
      NotResource: 'x',
    },
  };
  const cases = changed(whole, not).map(([name, policy]) => {
    const read = readResourcePolicy(JSON.stringify(policy));
    const findings = read.findings.map(
      ({ code, message, span }) => `${code} ${span?.start}-${span?.end} ${message}`,
    );
    const grants = grantsOf(read, '111122223333').map(
      ({ principal, except, other, dangers, actions, exceptActions, conditions }) =>
        [
          principal,
          except ? 'all but it' : '',
          other ? '' : 'own',
          exceptActions ? 'not' : '',
          ...actions.map((one) => one.replace('payment-cryptography:', '')),
          ...dangers.map((one) => `!${one}`),
          ...conditions,
        ]
          .filter((one) => one !== '')
          .join(' '),
    );
    return [name, [...findings, ...grants].join(' | ') || 'nothing'] as const;
  });
  await expect(wholeText(cases)).toMatchFileSnapshot('whole/resourcePolicies.txt');
});
