/** Payloads of imports, made from test keys: key blocks, RSA cryptograms, key blocks under an agreed key. */
import {
  constants,
  createPublicKey,
  diffieHellman,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

import { fromHex, toUpperHex, wipe } from '../../core/crypto/bytes';

import { deriveKey } from '../../core/crypto/keyDerivation';
import { findPemBlocks } from '../../core/input/pem';
import type { KeyBlockHeader } from '../../core/keyblock/blockHeader';
import { wrapKeyBlock } from '../../core/keyblock/wrap';
import { readCertificate } from '../../core/x509/certificate';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ImportKeyMaterialMembers } from '../operations';
import type { WrappingKeySpec } from '../model/enums';

/** A TR-31 key block of a test key under a test KBPK. Throws KeyBlockError where that cannot be made. */
export function testKeyBlock(header: KeyBlockHeader, key: Uint8Array, kbpk: Uint8Array): string {
  return wrapKeyBlock(header, key, kbpk, { random: (bytes) => new Uint8Array(randomBytes(bytes)) });
}

/** The certificate of import or export parameters: base64 of PEM. */
export function certificateOfParameter(parameter: string): Certificate {
  const [block] = findPemBlocks(Buffer.from(parameter, 'base64').toString('latin1'));
  if (!block) throw new RangeError('this is no base64 of PEM');
  return readCertificate(block.bytes);
}

/** WrappedKeyCryptogram: the key under the certificate of GetParametersForImport, in upper-case digits. */
export function testCryptogram(
  key: Uint8Array,
  wrappingKeyCertificate: string,
  spec: WrappingKeySpec = 'RSA_OAEP_SHA_256',
): string {
  const certificate = certificateOfParameter(wrappingKeyCertificate);
  return toUpperHex(
    publicEncrypt(
      {
        key: publicKeyOf(certificate.publicKey.raw),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: spec === 'RSA_OAEP_SHA_512' ? 'sha512' : 'sha256',
      },
      key,
    ),
  );
}

export type AgreementChoices = Pick<
  ImportKeyMaterialMembers['DiffieHellmanTr31KeyBlock'],
  'DeriveKeyAlgorithm' | 'KeyDerivationFunction' | 'KeyDerivationHashAlgorithm'
>;

/**
 * A key block under the KBPK that a test key (party U) agrees with a key pair of the service (party V), by
 * the certificate of GetPublicKeyCertificate. Shared information is random where not given.
 */
export function testAgreedKeyBlock(
  header: Omit<KeyBlockHeader, 'version'>,
  key: Uint8Array,
  own: KeyObject,
  partnerCertificate: string,
  choices: AgreementChoices,
  sharedInformation: string = toUpperHex(randomBytes(16)),
): { readonly keyBlock: string; readonly sharedInformation: string } {
  const kbpk = testAgreedKbpk(own, certificateOfParameter(partnerCertificate), choices, sharedInformation);
  try {
    const version = choices.DeriveKeyAlgorithm.startsWith('TDES') ? 'B' : 'D';
    return { keyBlock: testKeyBlock({ ...header, version }, key, kbpk), sharedInformation };
  } finally {
    wipe(kbpk);
  }
}

/** The KBPK itself, for reading what the service exports. */
export function testAgreedKbpk(
  own: KeyObject,
  partner: Certificate,
  choices: AgreementChoices,
  sharedInformation: string,
): Uint8Array {
  const information = fromHex(sharedInformation);
  const bytes = kbpkBytes[choices.DeriveKeyAlgorithm];
  if (!information || bytes === undefined) throw new RangeError('no key can be derived so');
  const secret = diffieHellman({ privateKey: own, publicKey: publicKeyOf(partner.publicKey.raw) });
  try {
    return deriveKey(secret, {
      function: choices.KeyDerivationFunction,
      hash: choices.KeyDerivationHashAlgorithm,
      sharedInformation: information,
      bytes,
    });
  } finally {
    wipe(secret);
  }
}

const kbpkBytes: Readonly<Partial<Record<string, number>>> = {
  TDES_2KEY: 16,
  TDES_3KEY: 24,
  AES_128: 16,
  AES_192: 24,
  AES_256: 32,
};

function publicKeyOf(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
}
