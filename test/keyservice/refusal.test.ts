/** What IAM says where it refuses, and the statement that would help. */
import { describe, expect, it } from 'vitest';
import fc from '../properties';
import { runs } from '../quick';
import { KeyServiceError } from '../../src/keyservice/errors';
import {
  namedResources,
  policyStatement,
  readRefusal,
  type AccessRefusal,
  type RefusedPlace,
} from '../../src/keyservice/iam/refusal';
import type { OperationName } from '../../src/keyservice/model/shapes';
import { readPolicy } from '../../src/keyservice/simulator/policy/document';

const user = 'User: arn:aws:sts::111122223333:assumed-role/Operator/jane is not authorized to perform: ';
const prefix = 'arn:aws:payment-cryptography:eu-west-1:111122223333:';
const key = `${prefix}key/kwapwa6qaifllw2h`;
const place = { region: 'eu-west-1', account: '111122223333' };

const ours = 'payment-cryptography:GetKey';

describe('a refusal', () => {
  it.each<[string, Partial<AccessRefusal> | undefined]>([
    [
      `${user}${ours} on resource: ${key} because no identity-based policy allows the ${ours} action`,
      { action: ours, resource: key, because: 'notAllowed', policy: 'identity-based policy' },
    ],
    [`Simulator: ${user}${ours} on resource: ${key}.`, { resource: key, because: 'notAllowed' }],
    [`${user}${ours}.`, { action: ours, resource: undefined, because: 'notAllowed' }],
    [
      `${user}${ours} because no identity-based policy allows the ${ours} action`,
      { action: ours, resource: undefined, because: 'notAllowed' },
    ],
    [
      `${user}${ours} on resource: * with an explicit deny in an identity-based policy`,
      { resource: '*', because: 'denied', policy: 'identity-based policy' },
    ],
    [`${user}${ours} on resource: ${key} with an explicit deny`, { because: 'denied', policy: undefined }],
    ...(
      [
        ['service control policy', 'a service control policy'],
        ['resource control policy', 'a resource control policy'],
        ['permissions boundary', 'a permissions boundary'],
        ['session policy', 'a session policy'],
        ['VPC endpoint policy', 'a VPC endpoint policy'],
        ['resource-based policy', 'a resource-based policy'],
      ] as const
    ).flatMap(
      ([policy, named]) =>
        [
          [
            `${user}${ours} on resource: ${key} because no ${policy} allows the ${ours} action`,
            { because: 'limited', policy },
          ],
          [
            `${user}${ours} on resource: ${key} with an explicit deny in ${named}`,
            { because: 'denied', policy },
          ],
          [
            `${user}${ours} on resource: ${key} with an explicit deny in ${named}: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1`,
            { because: 'denied', policy },
          ],
        ] as [string, Partial<AccessRefusal>][],
    ),
    ['Access denied.', undefined],
    ['', undefined],
    [`${user}something else`, undefined],
    [`${user}<b>:x`, undefined],
    [`${' '.repeat(5000)}${user}${ours}`, undefined],
  ])('%s', (text, expected) => {
    if (expected) expect(readRefusal(text)).toMatchObject(expected);
    else expect(readRefusal(text)).toBeUndefined();
  });

  it('of any text is read or not, and never throws', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(user, ' on resource: ', 'with an explicit deny', ours, key),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const refusal = readRefusal(parts.join(''));
        if (refusal) expect(refusal.action).toMatch(/^[a-z0-9-]+:[A-Za-z0-9]+$/);
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe('the statement', () => {
  const of = (
    name: string,
    resource: string | undefined,
    input: object,
    operation: string,
    at: RefusedPlace = place,
    partition: string | undefined = 'aws',
  ): unknown => {
    const text = policyStatement(
      {
        action: `payment-cryptography:${name}`,
        resource,
        because: 'notAllowed',
        policy: undefined,
        partition,
      },
      operation as OperationName,
      at,
      namedResources(operation as OperationName, input),
    );
    if (text === undefined) return undefined;
    // Whatever it is, a policy may hold it.
    readPolicy(`{"Version":"2012-10-17","Statement":[${text}]}`);
    const { Effect, Action, Resource } = JSON.parse(text) as Record<string, unknown>;
    expect([Effect, Action]).toEqual(['Allow', `payment-cryptography:${name}`]);
    return Resource;
  };
  const other = `${prefix}key/aaaabbbbccccdddd`;
  const alias = `${prefix}alias/kek`;
  const gov = (arn: string): string => arn.replace('arn:aws:', 'arn:aws-us-gov:');

  it.each<[string, string | undefined, object, unknown, string?]>([
    ['ImportKey', '*', {}, '*'],
    ['ImportKey', `${prefix}*`, {}, '*'],
    ['GetParametersForImport', undefined, {}, '*'],
    ['ListKeys', `${prefix}key/*`, {}, '*'],
    // The key of the call, or else that of the refusal.
    ['GetKey', key, {}, key],
    ['GetKey', undefined, { KeyIdentifier: key }, key],
    ['GetKey', '<script>', { KeyIdentifier: key }, key],
    ['DeleteKey', '*', { KeyIdentifier: key }, key],
    ['ExportKey', `${prefix}key/*`, { ExportKeyIdentifier: key, KeyMaterial: {} }, key],
    ['PutResourcePolicy', undefined, { ResourceArn: key }, key],
    // The export is checked on the key, whatever it is called by.
    ['ExportKey', alias, { ExportKeyIdentifier: 'alias/kek' }, undefined],
    ['ExportKey', alias, { ExportKeyIdentifier: alias }, undefined],
    ['ExportKey', key, { ExportKeyIdentifier: 'alias/kek' }, key],
    // Neither names it.
    ['GetKey', undefined, {}, undefined],
    ['GetKey', '<script>', {}, undefined],
    ['DeleteKey', '*', {}, undefined],
    ['DeleteKey', `${prefix}key/*`, { KeyIdentifier: 'kwapwa6qaifllw2h' }, undefined],
    ['ListTagsForResource', key, { ResourceArn: key }, `${prefix}key/*`],
    ['TagResource', key, { ResourceArn: key }, key],
    // Tags at creation: the key has no ARN yet.
    ['TagResource', `${prefix}key/*`, {}, `${prefix}key/*`, 'ImportKey'],
    ['TagResource', undefined, {}, `${prefix}key/*`, 'CreateKey'],
    ['CreateAlias', alias, { AliasName: 'alias/kek', KeyArn: key }, [alias, key]],
    ['CreateAlias', key, { AliasName: 'alias/kek', KeyArn: key }, [alias, key]],
    ['CreateAlias', '*', { AliasName: 'alias/kek' }, alias],
    ['UpdateAlias', key, { AliasName: 'alias/kek', KeyArn: key }, [alias, key]],
    ['UpdateAlias', other, { AliasName: 'alias/kek', KeyArn: key }, [alias, key, other]],
    ['UpdateAlias', alias, { AliasName: 'alias/kek', KeyArn: 'alias/x' }, undefined],
    ['UpdateAlias', alias, {}, undefined],
    ['UpdateAlias', alias, { AliasName: 'alias/*', KeyArn: '*' }, undefined],
    ['GetAlias', undefined, { AliasName: 'alias/kek' }, alias],
    ['GetAlias', key, { AliasName: 'alias/kek' }, [alias, key]],
    ['GetAlias', undefined, {}, undefined],
    ['DeleteAlias', alias, {}, alias],
    ['DeleteAlias', '*', { AliasName: 'alias/kek' }, alias],
    ['GetKey', gov(key), {}, gov(key)],
    // Of another action than the call's own, the call names nothing.
    ['GetKey', '*', { AliasName: 'alias/kek', KeyArn: key }, undefined, 'CreateAlias'],
    ['NoSuchAction', key, {}, undefined],
    ['toString', key, {}, undefined],
  ])('for %s on %s, called with %j', (name, resource, input, expected, operation = name) => {
    expect(of(name, resource, input, operation)).toEqual(expected);
  });

  it('is not offered where account, Region or partition are not known', () => {
    const input = { AliasName: 'alias/kek', KeyArn: key };
    expect(of('DeleteAlias', '*', input, 'DeleteAlias', { region: 'eu-west-1' })).toBeUndefined();
    expect(of('TagResource', '*', {}, 'ImportKey', { region: 'eu-west-1' })).toBeUndefined();
    expect(of('TagResource', '*', {}, 'ImportKey', { ...place, region: '' })).toBeUndefined();
    expect(policyStatement(readRefusal(`x is not authorized to perform: ${ours}`)!, 'GetKey', place)).toBe(
      undefined,
    );
    const unknown = { action: 'payment-cryptography:TagResource', resource: '*', policy: undefined } as const;
    expect(policyStatement({ ...unknown, because: 'notAllowed' }, 'ImportKey', place)).toBeUndefined();
  });

  it('is for the partition of the caller', () => {
    const text = `${gov(user)}payment-cryptography:TagResource because no identity-based policy allows it`;
    const at = { region: 'us-gov-west-1', account: '111122223333' };
    expect(policyStatement(readRefusal(text)!, 'ImportKey', at)).toContain(
      '"arn:aws-us-gov:payment-cryptography:us-gov-west-1:111122223333:key/*"',
    );
  });

  it('is not offered where it does not help', () => {
    for (const reason of [
      'with an explicit deny in an identity-based policy',
      'with an explicit deny',
      `because no service control policy allows the ${ours} action`,
      `because no permissions boundary allows the ${ours} action`,
      `because no session policy allows the ${ours} action`,
    ]) {
      const refusal = readRefusal(`${user}${ours} on resource: ${key} ${reason}`)!;
      expect(policyStatement(refusal, 'GetKey', place), reason).toBeUndefined();
    }
    const elsewhere = readRefusal(`${user}sts:AssumeRole on resource: arn:aws:iam::111122223333:role/x`)!;
    expect(policyStatement(elsewhere, 'GetKey', place)).toBeUndefined();
  });
});

describe('the failure', () => {
  const failure = (operation: OperationName, message: string): string => {
    const error = new KeyServiceError({
      operation,
      endpoint: 'https://x',
      name: 'AccessDeniedException',
      status: 400,
      message,
    });
    return [error.message, error.likelyCause, error.action].join(' ');
  };

  it('names the action, and says what helps', () => {
    const tagging = failure(
      'ImportKey',
      `${user}payment-cryptography:TagResource on resource: ${prefix}key/*`,
    );
    expect(tagging).toContain('The action payment-cryptography:TagResource is not allowed');
    expect(tagging).toContain('ImportKey needs it because tags are added to the key');
    expect(tagging).toContain('must apply to all keys');
    expect(failure('GetKey', `${user}${ours}`)).toContain(`The action ${ours} is not allowed`);
    const scp = failure('GetKey', `${user}${ours} with an explicit deny in a service control policy`);
    expect(scp).toContain('is explicitly denied');
    expect(scp).toContain('A Deny statement applies (service control policy)');
    expect(failure('GetKey', `${user}${ours} with an explicit deny`)).toContain('A Deny statement applies. ');
    expect(failure('GetKey', `${user}${ours} because no permissions boundary allows it`)).toContain(
      'Another policy limits this identity (permissions boundary)',
    );
    expect(failure('GetKey', 'no reason')).toContain('You are not allowed to call GetKey.');
  });
});
