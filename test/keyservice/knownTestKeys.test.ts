import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/crypto/bytes';
import { keyCheckValue } from '../../src/core/crypto/kcv';
import type { Key, ServiceTarget } from '../../src/keyservice/operations';
import {
  publishedCheckValues,
  publishedTestKey,
  testKeyFinding,
  testKeyWarning,
} from '../../src/keyservice/rules/knownTestKeys';
import { allFour, attributes } from './simulator/client';
import { publishedKeys } from './publishedKeys';

const live: ServiceTarget = {
  kind: 'aws',
  profile: 'payments',
  region: 'eu-west-1',
  account: '111122223333',
  endpoint: 'https://controlplane.payment-cryptography.eu-west-1.amazonaws.com',
};

describe('check values of published test keys', () => {
  it('are those that the published keys have, and no others', () => {
    const computed = new Set(
      publishedKeys.flatMap(({ source, key, ciphers = ['TDES', 'AES'] }) =>
        ciphers.flatMap((cipher) =>
          (['ANSI_X9_24', 'CMAC'] as const).map(
            (method) =>
              `${source} ${cipher} ${method} ${keyCheckValue(method, fromHex(key)!, { algorithm: cipher })}`,
          ),
        ),
      ),
    );
    const listed = publishedCheckValues.map(
      ({ source, cipher, method, value }) => `${source} ${cipher} ${method} ${value}`,
    );
    expect(listed.filter((one) => !computed.has(one))).toEqual([]);
    expect([...computed].filter((one) => !listed.includes(one))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it.each([
    ['08D7B4', 'TDES_2KEY', 'ANSI_X9_24', 'X9.24-1'],
    ['08d7b4', 'TDES_3KEY', undefined, 'X9.24-1'],
    ['08D7B4', undefined, undefined, 'X9.24-1'],
    ['08D7B411', 'TDES_2KEY', undefined, 'X9.24-1'],
    ['2090A6', 'AES_128', 'CMAC', 'TR-34'],
    ['8CA64D', 'TDES_2KEY', undefined, 'zero'],
    ['763CBC', 'AES_128', undefined, 'zero'],
    ['66E94B', 'AES_128', 'ANSI_X9_24', 'zero'],
    // As the output of AWS's own samples shows them.
    ['3C0A31', 'TDES_2KEY', undefined, 'AWS'],
    ['9C8552', 'TDES_2KEY', undefined, 'AWS'],
    ['B32CFD', 'AES_128', 'CMAC', 'AWS'],
    ['C15FFF', 'TDES_3KEY', undefined, 'AWS'],
    ['946B22', 'TDES_2KEY', undefined, 'AWS'],
  ] as const)('%s of %s by %s is known', (kcv, algorithm, method, source) => {
    expect(publishedTestKey(kcv, algorithm, method)).toContain(source);
  });

  it.each([
    ['of another cipher', '08D7B4', 'AES_128', undefined],
    ['not comparable: calculated with another method, such as SHA-1 at AWS', '08D7B4', 'TDES_2KEY', 'CMAC'],
    ['of HMAC', '08D7B4', 'HMAC_SHA256', undefined],
    ['of which five digits are given', '08D7B', 'TDES_2KEY', undefined],
    ['of no published key', '08D7B5', 'TDES_2KEY', undefined],
    ['that is empty', '', undefined, undefined],
  ] as const)('one %s is not', (_name, kcv, algorithm, method) => {
    expect(publishedTestKey(kcv, algorithm, method)).toBeUndefined();
  });

  it('are warned of in live accounts, and nowhere else', () => {
    const finding = (target: ServiceTarget, testAccounts: string[] = []): string | undefined =>
      testKeyFinding({ value: '08d7b4' }, ['TDES_2KEY', 'TDES_3KEY'], { target, testAccounts })?.message;
    expect(finding(live)).toContain('08D7B4 belongs to a published test key (ANSI X9.24-1');
    expect(finding({ ...live, account: '' }, [''])).toBeDefined();
    expect(finding(live, ['111122223333'])).toBeUndefined();
    expect(finding({ ...live, kind: 'simulator' })).toBeUndefined();
    expect(finding({ ...live, endpoint: 'http://127.0.0.1:4599' })).toBeUndefined();
  });

  it('are warned of after an import, by the value that the key got', () => {
    const key = {
      KeyAttributes: attributes('TR31_K0_KEY_ENCRYPTION_KEY', 'AES_128', allFour),
      KeyCheckValue: '2090A6',
      KeyCheckValueAlgorithm: 'CMAC',
    } as const satisfies Partial<Key>;
    const question = { target: live, testAccounts: [] };
    expect(testKeyWarning(key, question)).toMatchObject({
      code: 'aws_known_test_key',
      severity: 'warning',
      args: ['2090A6', 'ANSI X9.24-1, base derivation key, and TR-34 annex B'],
    });
    expect(testKeyWarning({ ...key, KeyCheckValueAlgorithm: 'ANSI_X9_24' }, question)).toBeUndefined();
    expect(testKeyWarning({ KeyAttributes: key.KeyAttributes }, question)).toBeUndefined();
  });
});
