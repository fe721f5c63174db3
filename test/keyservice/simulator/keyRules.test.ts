import { describe, expect, it } from 'vitest';
import type { KeyAttributes } from '../../../src/keyservice/operations';
import { checkAttributes } from '../../../src/keyservice/simulator/keyRules';

const ofCertificate = (KeyUsage: string, KeyModesOfUse: object): KeyAttributes =>
  ({ KeyUsage, KeyAlgorithm: 'RSA_2048', KeyClass: 'PUBLIC_KEY', KeyModesOfUse }) as KeyAttributes;
const encrypts = { Encrypt: true, Wrap: true };
const ecc = (attributes: KeyAttributes): KeyAttributes => ({ ...attributes, KeyAlgorithm: 'ECC_NIST_P256' });

describe('a certificate that is imported', () => {
  it.each([
    ['TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', { Verify: true }],
    ['TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION', encrypts],
    ['TR31_K2_TR34_ASYMMETRIC_KEY', encrypts],
  ])('is taken as %s', (usage, modes) => {
    expect(() => checkAttributes(ofCertificate(usage, modes), 'certificate')).not.toThrow();
  });

  it.each([
    ['signs', ofCertificate('TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', { Sign: true }), /Verify only/],
    [
      'decrypts',
      ofCertificate('TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION', { Decrypt: true, Unwrap: true }),
      /Encrypt and Wrap only/,
    ],
    [
      'agrees on keys',
      ecc(ofCertificate('TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT', { DeriveKey: true })),
      /cannot be imported as TR31_K3/,
    ],
  ])('is refused where it %s', (_name, attributes, reason) => {
    expect(() => checkAttributes(attributes, 'certificate')).toThrow(reason);
  });
});
