import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsCliText } from '../../src/keyservice/cliText';

const choices = { profile: 'prod', region: 'us-east-2' };

describe('the AWS CLI command of a request', () => {
  it('imports a key block', () => {
    const { posix } = awsCliText(
      'ImportKey',
      {
        KeyMaterial: { Tr31KeyBlock: { WrappingKeyIdentifier: 'alias/kek', WrappedKeyBlock: 'D0112' } },
        KeyCheckValueAlgorithm: 'CMAC',
        Enabled: true,
        Tags: [{ Key: 'env', Value: 'test' }],
      },
      choices,
    );
    expect(posix).toBe(
      `aws --profile prod --region us-east-2 payment-cryptography import-key --key-material '{"Tr31KeyBlock":{"WrappingKeyIdentifier":"alias/kek","WrappedKeyBlock":"D0112"}}' --key-check-value-algorithm CMAC --enabled --tags '[{"Key":"env","Value":"test"}]'`,
    );
  });

  it('names members, numbers and endpoints as the CLI does', () => {
    expect(
      awsCliText(
        'DeleteKey',
        { KeyIdentifier: 'alias/a', DeleteKeyInDays: 7 },
        { ...choices, endpointUrl: 'http://127.0.0.1:9' },
      ).posix,
    ).toBe(
      'aws --profile prod --region us-east-2 --endpoint-url http://127.0.0.1:9 payment-cryptography delete-key --key-identifier alias/a --delete-key-in-days 7',
    );
    expect(awsCliText('ListKeys', {}, choices).posix).toBe(
      'aws --profile prod --region us-east-2 payment-cryptography list-keys',
    );
    expect(
      awsCliText('ImportKey', { KeyMaterial: {} as never, Enabled: false }, { region: 'us-east-1' }).posix,
    ).toContain(' --no-enabled');
  });

  it('gives one file that every shell takes', () => {
    const input = { AliasName: 'alias/my-kek', KeyArn: 'arn' };
    const { file } = awsCliText('CreateAlias', input, { profile: "it's mine", region: 'us-east-2' });
    expect(JSON.parse(file.json)).toEqual(input);
    expect(file.posix).toBe(
      `aws --profile 'it'\\''s mine' --region us-east-2 payment-cryptography create-alias --cli-input-json file://create-alias.json`,
    );
    expect(file.powerShell).toBe(
      `aws --profile 'it''s mine' --region us-east-2 payment-cryptography create-alias --cli-input-json file://create-alias.json`,
    );
  });

  it('is one line, and sh hands over exactly what was planned', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.string({ maxLength: 10 }),
        (value, profile) => {
          fc.pre(!/[\0\ud800-\udfff]/.test(value + profile) && !profile.includes('\n'));
          const tags = [{ Key: 'k', Value: value }];
          const { posix } = awsCliText(
            'TagResource',
            { ResourceArn: 'a', Tags: tags },
            { profile, region: 'r' },
          );
          expect(posix).not.toContain('\n');
          const shell = `aws() { for a in "$@"; do printf '%s\\0' "$a"; done; }; ${posix}`;
          const words = execFileSync('/bin/sh', ['-c', shell], { encoding: 'utf8' }).split('\0');
          expect(words[1]).toBe(profile);
          expect(JSON.parse(words[words.indexOf('--tags') + 1]!)).toEqual(tags);
        },
      ),
      { numRuns: 25 },
    );
  });
});
