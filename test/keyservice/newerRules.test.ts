// Rules as AWS's newer pages have them: what they leave open is a doubt, never an error.
import { describe, expect, it } from 'vitest';
import { planCryptogram } from '../../src/keyservice/plans/tokenPlans';
import type { ImportChoices } from '../../src/keyservice/plans/plan';
import { violations } from '../../src/keyservice/model/violations';
import { operationInputs } from '../../src/keyservice/model/shapes';
import { checkValueObstacle, compareCheckValues } from '../../src/keyservice/rules/checkValues';
import {
  creationDoubt,
  usageAttributesOf,
  type KeyAlgorithm,
} from '../../src/keyservice/rules/keyAttributes';
import { transportMethods } from '../../src/keyservice/rules/wrappingKeys';
import { context, target } from './draft/setting';
import { allFour, attributes } from './simulator/client';

const cryptogram = (
  usage: Parameters<typeof attributes>[0],
  choices: ImportChoices = {},
  algorithm: KeyAlgorithm = 'TDES_2KEY',
) => {
  const { region, account, endpoint } = target;
  const plan = planCryptogram(
    {
      attributes: attributes(usage, algorithm, allFour),
      exportable: true,
      cryptogram: new Uint8Array(384),
      spec: 'RSA_OAEP_SHA_256',
      parameters: {
        token: 'import-token-abcdefghijklmnop',
        materialType: 'KEY_CRYPTOGRAM',
        wrappingAlgorithm: 'RSA_3072',
        validUntil: new Date(context.now.getTime() + 20 * 86_400_000),
        region,
        endpoint,
        ...(account === undefined ? {} : { account }),
      },
    },
    choices,
    context,
  );
  const found = plan.findings.filter(({ severity }) => severity !== 'info');
  return { blocked: plan.blocked, findings: found.map(({ severity, code }) => `${severity} ${code}`) };
};

describe('rules of the newer pages', () => {
  it('doubt P1 in a cryptogram, as in a key block', () => {
    expect(cryptogram('TR31_P1_PIN_GENERATION_KEY')).toEqual({
      blocked: false,
      findings: ['warning aws_plan_usage_unlisted'],
    });
    expect(cryptogram('TR31_P0_PIN_ENCRYPTION_KEY').findings).toEqual([]);
  });

  it('doubt a tag without a value, once for each key of a tag', () => {
    const tags = [
      { Key: 'a', Value: '' },
      { Key: 'b', Value: 'c' },
    ];
    expect(cryptogram('TR31_P0_PIN_ENCRYPTION_KEY', { tags })).toEqual({
      blocked: false,
      findings: ['warning aws_plan_tag_empty'],
    });
    const ResourceArn = 'arn:aws:payment-cryptography:us-east-2:111122223333:key/kwapwa6qaifllw2h';
    expect(violations(operationInputs.TagResource, { ResourceArn, Tags: tags })).toEqual([]);
  });

  it.each([
    ['S0', 'RSA_2048', undefined],
    ['S0', 'ECC_NIST_P521', 'created'],
    ['K3', 'ECC_NIST_P521', undefined],
    ['P1', 'AES_128', 'usage'],
    ['C0', 'AES_128', 'unused'],
    ['C0', 'TDES_2KEY', undefined],
  ] as const)('CreateKey of %s with %s: %s', (usage, algorithm, doubt) =>
    expect(creationDoubt(usageAttributesOf(usage)!, algorithm)).toBe(doubt),
  );

  it('let AES-128 travel by TR-34 under RSA_3072 and RSA_4096', () =>
    expect(
      (['RSA_2048', 'RSA_3072', 'RSA_4096'] as const).map((rsa) => transportMethods('AES_128', rsa)),
    ).toEqual([[], ['TR34', 'RSA'], ['TR34', 'RSA']]));

  it('never call the check value of a public key different, whatever its method is called', () => {
    const made = (value: string, method?: string) => ({ value, ...(method === undefined ? {} : { method }) });
    for (const [one, other, algorithm] of [
      [made('41E3723C', 'SHA_1'), made('2432827F', 'SHA_1'), undefined],
      [made('41E3723C', 'SHA_1'), made('2432827F'), 'TDES_2KEY'],
      [made('41E3723C', 'CMAC'), made('2432827F', 'CMAC'), 'RSA_2048'],
    ] as const) {
      expect(compareCheckValues(one, other, algorithm)).toBe('notComparable');
      expect(checkValueObstacle(one, other, algorithm)).toBe('publicKey');
    }
  });
});
