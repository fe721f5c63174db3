/** Which attributes a key may have, and its check value. The tables are those of the preflight rules. */
import { createHash } from 'node:crypto';

import type { HashName } from '../../core/crypto/hmac';

import { keyCheckValue } from '../../core/crypto/kcv';
import type { RequestedCheckValueAlgorithm } from '../model/enums';
import { modesText } from '../model/names';
import type { KeyAttributes, Tag } from '../operations';
import { modeLetter, usageAttributesOf, type KeyAlgorithm } from '../rules/keyAttributes';
import { invalid } from './serviceError';

/** Bytes of symmetric keys; an HMAC key made here is as long as its hash. */
export const keyBytes: Readonly<Partial<Record<KeyAlgorithm, number>>> = {
  TDES_2KEY: 16,
  TDES_3KEY: 24,
  AES_128: 16,
  AES_192: 24,
  AES_256: 32,
  HMAC_SHA224: 28,
  HMAC_SHA256: 32,
  HMAC_SHA384: 48,
  HMAC_SHA512: 64,
};

export type Origin = 'created' | 'unwrapped' | 'certificate';

/** Throws ValidationException where usage, algorithm, modes and class do not go together. */
export function checkAttributes(attributes: KeyAttributes, origin: Origin): void {
  const { KeyUsage, KeyAlgorithm, KeyModesOfUse, KeyClass } = attributes;
  const row = usageAttributesOf(KeyUsage);
  if (!row) throw invalid(`KeyUsage ${KeyUsage} is not known.`);
  if (!row.algorithms.includes(KeyAlgorithm))
    throw invalid(`${KeyUsage} goes with ${row.algorithms.join(', ')}, not with ${KeyAlgorithm}.`);
  const letter = modeLetter(KeyModesOfUse);
  if (letter === undefined || !row.modes.includes(letter))
    throw invalid(`KeyModesOfUse ${modesText(KeyModesOfUse) || '(none)'} is not allowed for ${KeyUsage}.`);
  const wanted =
    row.kind === 'symmetric'
      ? 'SYMMETRIC_KEY'
      : origin === 'certificate'
        ? 'PUBLIC_KEY'
        : 'ASYMMETRIC_KEY_PAIR';
  if (KeyClass !== wanted) throw invalid(`KeyClass must be ${wanted} for ${KeyUsage} here, not ${KeyClass}.`);
  if (origin === 'unwrapped' && row.kind !== 'symmetric')
    throw invalid(`${KeyUsage} is a usage of key pairs; only certificates can be imported with it.`);
  if (origin === 'certificate') checkCertificateUse(attributes, letter);
}

/** Imported public keys verify (S0) or encrypt (D1, K2): user guide, keys-validattributes. */
function checkCertificateUse({ KeyUsage }: KeyAttributes, letter: string): void {
  const wanted = KeyUsage.startsWith('TR31_S0') ? 'V' : 'E';
  if (KeyUsage.startsWith('TR31_K3')) throw invalid(`a certificate cannot be imported as ${KeyUsage}.`);
  if (letter !== wanted)
    throw invalid(
      `a certificate imported as ${KeyUsage} must have ${wanted === 'V' ? 'Verify' : 'Encrypt and Wrap'} only.`,
    );
}

const hashOfAlgorithm: Readonly<Partial<Record<KeyAlgorithm, HashName>>> = {
  HMAC_SHA224: 'SHA-224',
  HMAC_SHA256: 'SHA-256',
  HMAC_SHA384: 'SHA-384',
  HMAC_SHA512: 'SHA-512',
};

export interface CheckValue {
  readonly checkValue: string;
  readonly checkValueAlgorithm: RequestedCheckValueAlgorithm;
}

/** Of a symmetric key, by the method asked for or the usual one of its algorithm. */
export function checkValueOf(
  algorithm: KeyAlgorithm,
  key: Uint8Array,
  wanted: RequestedCheckValueAlgorithm | undefined,
): CheckValue {
  const hash = hashOfAlgorithm[algorithm];
  if (hash) {
    if (wanted !== undefined && wanted !== 'HMAC')
      throw invalid(`the check value of ${algorithm} is computed with HMAC, not with ${wanted}.`);
    return { checkValue: keyCheckValue('HMAC', key, { hash }), checkValueAlgorithm: 'HMAC' };
  }
  const cipher = algorithm.startsWith('TDES') ? 'TDES' : 'AES';
  const method = wanted ?? (cipher === 'TDES' ? 'ANSI_X9_24' : 'CMAC');
  if (method === 'HMAC' || method === 'SHA_1')
    throw invalid(`the check value of ${algorithm} is not computed with ${method}.`);
  return { checkValue: keyCheckValue(method, key, { algorithm: cipher }), checkValueAlgorithm: method };
}

/**
 * Of a public key: how the service makes it is not documented; its newer example has 8 digits and calls them SHA_1, an
 * older one CMAC. Here: the first 4 bytes of SHA-1 of SubjectPublicKeyInfo.
 */
export function publicCheckValue(
  spki: Uint8Array,
  wanted: RequestedCheckValueAlgorithm | undefined,
): CheckValue {
  const digest = createHash('sha1').update(spki).digest('hex');
  return { checkValue: digest.slice(0, 8).toUpperCase(), checkValueAlgorithm: wanted ?? 'SHA_1' };
}

/** Throws ValidationException for tags that no resource can have. */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  const seen = new Set<string>();
  for (const { Key } of tags) {
    if (seen.has(Key)) throw invalid(`the tag ${Key} is given twice.`);
    if (/^aws:/i.test(Key)) throw invalid('tags that begin with aws: are reserved for AWS.');
    seen.add(Key);
  }
  return tags;
}
