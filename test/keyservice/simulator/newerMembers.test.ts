// Members of the newest API model that the pinned SDK passes on: tokens that are given again, SHA_1 for public keys.
import { describe, expect, it } from 'vitest';
import type { InputOf } from '../../../src/keyservice/operations';
import { attributes, service } from './client';

let now = Date.now();
const at = service({ clock: () => now });
const day = 86_400_000;

describe('ReuseLastGeneratedToken', () => {
  const token = async (more: Partial<InputOf<'GetParametersForImport'>> = {}): Promise<string> =>
    (
      await at().call('GetParametersForImport', {
        KeyMaterialType: 'KEY_CRYPTOGRAM',
        WrappingKeyAlgorithm: 'RSA_2048',
        ...more,
      })
    ).ImportToken;
  const ReuseLastGeneratedToken = true;

  it('gives the last token of one kind again while it has 7 days left', async () => {
    const first = await token({ ReuseLastGeneratedToken });
    expect(await token({ ReuseLastGeneratedToken })).toBe(first);
    expect(await token({ ReuseLastGeneratedToken, KeyMaterialType: 'TR34_KEY_BLOCK' })).not.toBe(first);
    expect(await token({ ReuseLastGeneratedToken, WrappingKeyAlgorithm: 'RSA_3072' })).not.toBe(first);
    const second = await token();
    expect(second).not.toBe(first);
    now += 22 * day;
    expect(await token({ ReuseLastGeneratedToken })).toBe(second);
    now += 2 * day;
    expect(await token({ ReuseLastGeneratedToken })).not.toBe(second);
  });

  it('is for exports as well', async () => {
    const input = { KeyMaterialType: 'TR34_KEY_BLOCK', SigningKeyAlgorithm: 'RSA_2048' } as const;
    const first = await at().call('GetParametersForExport', input);
    const again = await at().call('GetParametersForExport', { ...input, ReuseLastGeneratedToken });
    expect([again.ExportToken, again.SigningKeyCertificate]).toEqual([
      first.ExportToken,
      first.SigningKeyCertificate,
    ]);
  });
});

describe('SHA_1', () => {
  const create = (KeyAttributes: InputOf<'CreateKey'>['KeyAttributes'], method?: 'SHA_1' | 'CMAC') => ({
    KeyAttributes,
    Exportable: true,
    ...(method === undefined ? {} : { KeyCheckValueAlgorithm: method }),
  });
  const pair = attributes(
    'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
    'RSA_2048',
    { Sign: true },
    'ASYMMETRIC_KEY_PAIR',
  );

  it('names the check value of a public key, unless another was asked for', async () => {
    for (const [method, answered] of [
      [undefined, 'SHA_1'],
      ['SHA_1', 'SHA_1'],
      ['CMAC', 'CMAC'],
    ] as const)
      expect((await at().call('CreateKey', create(pair, method))).Key).toMatchObject({
        KeyCheckValue: expect.stringMatching(/^[0-9A-F]{8}$/) as string,
        KeyCheckValueAlgorithm: answered,
      });
  });

  it('makes no check value of a symmetric key', async () => {
    const key = attributes('TR31_P0_PIN_ENCRYPTION_KEY', 'AES_128', { NoRestrictions: true });
    expect((await at().wrong('CreateKey', create(key, 'SHA_1'))).name).toBe('ValidationException');
  });
});
