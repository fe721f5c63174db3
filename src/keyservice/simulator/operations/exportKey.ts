/** ExportKey: TR-31, RSA-wrapped, ECDH, each made so that any reader can open it. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';

import { toUpperHex, wipe } from '../../../core/crypto/bytes';
import type { ExportKeyMaterialMembers, InputOf } from '../../operations';
import { isCipherAlgorithm, transportMethods } from '../../rules/wrappingKeys';
import type { KeyAlgorithm } from '../../rules/keyAttributes';
import type { Account } from '../account';
import { algorithmOf, leafUnder } from '../certificates';
import { agreedKbpk, checkCurve } from '../keyAgreement';
import { exportableKey, kbpkOf, wrapFor, type LeavingKey } from '../keyBlocks';
import { checkValueOf } from '../keyRules';
import { type Answer, invalid, notAs2805 } from '../serviceError';
import { tokenFor } from '../tr34';

interface Exported {
  readonly wrappingKeyId: string;
  readonly format: 'KEY_CRYPTOGRAM' | 'TR31_KEY_BLOCK' | 'TR34_KEY_BLOCK';
  readonly material: string;
}

export async function exportKey(account: Account, input: InputOf<'ExportKey'>): Promise<Answer> {
  const record = account.usableKey(input.ExportKeyIdentifier, 'key');
  const leaving = exportableKey(record, input.ExportAttributes?.ExportDukptInitialKey?.KeySerialNumber);
  try {
    const { wrappingKeyId, format, material } = await wrap(account, input, leaving);
    const method = input.ExportAttributes?.KeyCheckValueAlgorithm;
    const value = checkValueOf(leaving.attributes.KeyAlgorithm, leaving.key, method);
    return {
      WrappedKey: {
        WrappingKeyArn: account.arnOf(wrappingKeyId),
        WrappedKeyMaterialFormat: format,
        KeyMaterial: material,
        KeyCheckValue: value.checkValue,
        KeyCheckValueAlgorithm: value.checkValueAlgorithm,
      },
    };
  } finally {
    wipe(leaving.key);
  }
}

async function wrap(
  account: Account,
  { KeyMaterial: how }: InputOf<'ExportKey'>,
  leaving: LeavingKey,
): Promise<Exported> {
  const { attributes, key } = leaving;
  if (how.Tr31KeyBlock) {
    const kbpk = kbpkOf(account, how.Tr31KeyBlock.WrappingKeyIdentifier, 'export');
    try {
      const material = wrapFor(leaving, kbpk, how.Tr31KeyBlock.KeyBlockHeaders);
      return { wrappingKeyId: kbpk.record.id, format: 'TR31_KEY_BLOCK', material };
    } finally {
      wipe(kbpk.key);
    }
  }
  if (how.DiffieHellmanTr31KeyBlock) {
    const kbpk = await agreedKbpk(account, how.DiffieHellmanTr31KeyBlock);
    try {
      checkCurve(kbpk.own.attributes.KeyAlgorithm, attributes.KeyAlgorithm);
      const material = wrapFor(leaving, kbpk, how.DiffieHellmanTr31KeyBlock.KeyBlockHeaders);
      return { wrappingKeyId: kbpk.own.id, format: 'TR31_KEY_BLOCK', material };
    } finally {
      wipe(kbpk.key);
    }
  }
  if (how.KeyCryptogram) return encrypt(account, how.KeyCryptogram, attributes.KeyAlgorithm, key);
  if (how.As2805KeyCryptogram) throw notAs2805();
  const { material, authority } = await tokenFor(account, how.Tr34KeyBlock, leaving);
  return { wrappingKeyId: authority.id, format: 'TR34_KEY_BLOCK', material };
}

async function encrypt(
  account: Account,
  given: ExportKeyMaterialMembers['KeyCryptogram'],
  algorithm: KeyAlgorithm,
  key: Uint8Array,
): Promise<Exported> {
  const { leaf, authority } = await leafUnder(
    account,
    given.WrappingKeyCertificate,
    'WrappingKeyCertificate',
    given.CertificateAuthorityPublicKeyIdentifier,
  );
  const wrapping = algorithmOf(leaf);
  if (!isCipherAlgorithm(algorithm))
    throw invalid(`${algorithm} cannot be exported by RSA; only TDES and AES_128 keys can.`);
  if (!transportMethods(algorithm, wrapping).includes('RSA'))
    throw invalid(`${algorithm} cannot be wrapped under ${wrapping} by RSA.`);
  const material = publicEncrypt(
    {
      key: createPublicKey({ key: Buffer.from(leaf.publicKey.raw), format: 'der', type: 'spki' }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: given.WrappingSpec === 'RSA_OAEP_SHA_512' ? 'sha512' : 'sha256',
    },
    key,
  );
  return { wrappingKeyId: authority.id, format: 'KEY_CRYPTOGRAM', material: toUpperHex(material) };
}
