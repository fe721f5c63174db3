/** Wrapping keys in the simulator, and key blocks under them. */
import { keyCheckValues } from '../../../src/core/crypto/kcv';
import type { Key, KeyService } from '../../../src/keyservice/operations';
import { testCryptogram, testKeyBlock } from '../../../src/keyservice/testsource/payloads';

/** Imports a KBPK as an RSA cryptogram and gives it its alias. */
export async function importKbpk(
  service: KeyService,
  key: Uint8Array,
  alias: string,
  algorithm: 'AES_128' | 'TDES_2KEY' = 'AES_128',
): Promise<Key> {
  const { output } = await service.call('GetParametersForImport', {
    KeyMaterialType: 'KEY_CRYPTOGRAM',
    WrappingKeyAlgorithm: 'RSA_3072',
  });
  const made = await service.call('ImportKey', {
    KeyMaterial: {
      KeyCryptogram: {
        KeyAttributes: {
          KeyUsage: 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
          KeyClass: 'SYMMETRIC_KEY',
          KeyAlgorithm: algorithm,
          KeyModesOfUse: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
        },
        Exportable: true,
        WrappedKeyCryptogram: testCryptogram(key, output.WrappingKeyCertificate),
        ImportToken: output.ImportToken,
        WrappingSpec: 'RSA_OAEP_SHA_256',
      },
    },
  });
  await service.call('CreateAlias', { AliasName: alias, KeyArn: made.output.Key.KeyArn });
  return made.output.Key;
}

/** A PIN encryption key in a block of version D, exportable. @param algorithm A: AES, T: TDES */
export function pinKeyBlock(key: Uint8Array, kbpk: Uint8Array, algorithm: 'A' | 'T' = 'A'): string {
  return testKeyBlock(
    {
      version: 'D',
      usage: 'P0',
      algorithm,
      mode: 'B',
      keyVersion: '00',
      exportability: 'E',
      keyContext: '0',
      optionalBlocks: [],
    },
    key,
    kbpk,
  );
}

/** Of an AES key, as the service makes it: CMAC. 10 digits, of which the service shows 6. */
export const aesCheckValue = (key: Uint8Array): string => keyCheckValues('A', key).cmac ?? '';

/** Of a TDES key, as the service makes it: ANSI X9.24, 6 digits. */
export const tdesCheckValue = (key: Uint8Array): string =>
  (keyCheckValues('T', key).ansiX924 ?? '').slice(0, 6);
