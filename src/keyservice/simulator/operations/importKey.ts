/** ImportKey: every member of KeyMaterial, really unwrapped and verified. */
import { constants, privateDecrypt } from 'node:crypto';

import { fromHex, toUpperHex, wipe } from '../../../core/crypto/bytes';
import type { ImportKeyMaterialMembers, InputOf } from '../../operations';
import { isCipherAlgorithm, transportMethods } from '../../rules/wrappingKeys';
import type { Account } from '../account';
import { keyAnswer } from '../keyAnswer';
import { toBase64 } from '../authority';
import { algorithmOf, authorityOf, certificateIn, checkIssued } from '../certificates';
import { agreedKbpk, checkCurve } from '../keyAgreement';
import { kbpkOf, unwrapFor, type UnwrappedKey } from '../keyBlocks';
import { privateKeyOf } from '../keyPairs';
import { checkAttributes, checkTags, checkValueOf, keyBytes, publicCheckValue } from '../keyRules';
import type { ApprovalRecord, KeyRecord } from '../store';
import { type Answer, invalid, notAs2805 } from '../serviceError';
import { openFor } from '../tr34';
import { replicasOfNew } from './replication';

type Imported = Pick<
  KeyRecord,
  'attributes' | 'exportable' | 'material' | 'checkValue' | 'checkValueAlgorithm'
>;

export async function importKey(account: Account, input: InputOf<'ImportKey'>): Promise<Answer> {
  const tags = checkTags(input.Tags ?? []);
  account.checkKeyQuota();
  const replicas = replicasOfNew(account, input.ReplicationRegions);
  const imported = await importMaterial(account, input);
  const record = account.add({
    ...imported,
    ...replicas,
    enabled: input.Enabled ?? true,
    origin: 'EXTERNAL',
    tags,
    approval: approvalOf(account, input),
  });
  return { Key: keyAnswer(account, record) };
}

/** A team that approves imports of roots is asked. User guide, page on multi-party approval. */
function approvalOf(account: Account, input: InputOf<'ImportKey'>): ApprovalRecord | undefined {
  const team =
    input.KeyMaterial.RootCertificatePublicKey && account.team('IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE');
  if (!team) return undefined;
  if (input.RequesterComment === undefined)
    throw invalid('a team approves imports of root certificates: RequesterComment is missing.');
  return account.askApproval(team.arn, input.RequesterComment);
}

async function importMaterial(account: Account, input: InputOf<'ImportKey'>): Promise<Imported> {
  const material = input.KeyMaterial;
  const method = input.KeyCheckValueAlgorithm;
  if (material.RootCertificatePublicKey)
    return importRoot(account, material.RootCertificatePublicKey, method);
  if (material.TrustedCertificatePublicKey)
    return importTrusted(account, material.TrustedCertificatePublicKey, method);
  if (material.Tr31KeyBlock) return symmetric(importTr31(account, material.Tr31KeyBlock), method);
  if (material.KeyCryptogram) return symmetric(importCryptogram(account, material.KeyCryptogram), method);
  if (material.DiffieHellmanTr31KeyBlock)
    return symmetric(await importAgreed(account, material.DiffieHellmanTr31KeyBlock), method);
  if (material.As2805KeyCryptogram) throw notAs2805();
  // The model lets exactly one member through, and this is the last.
  return symmetric(await openFor(account, material.Tr34KeyBlock), method);
}

type Method = InputOf<'ImportKey'>['KeyCheckValueAlgorithm'];

function symmetric({ attributes, exportable, key }: UnwrappedKey, method: Method): Imported {
  try {
    return {
      attributes,
      exportable,
      ...checkValueOf(attributes.KeyAlgorithm, key, method),
      material: { kind: 'symmetric', key: toUpperHex(key) },
    };
  } finally {
    wipe(key);
  }
}

async function importRoot(
  account: Account,
  given: ImportKeyMaterialMembers['RootCertificatePublicKey'],
  method: Method,
): Promise<Imported> {
  const { KeyAttributes: attributes } = given;
  checkAttributes(attributes, 'certificate');
  if (!attributes.KeyUsage.startsWith('TR31_S0'))
    throw invalid('a root certificate must be imported with usage TR31_S0.');
  const root = certificateIn(given.PublicKeyCertificate, 'PublicKeyCertificate', account.now);
  if (!root.selfIssued) throw invalid('a root certificate must be self-issued; this one is not.');
  await checkIssued(root, root, 'PublicKeyCertificate');
  return publicKey(root, attributes, method);
}

async function importTrusted(
  account: Account,
  given: ImportKeyMaterialMembers['TrustedCertificatePublicKey'],
  method: Method,
): Promise<Imported> {
  const { KeyAttributes: attributes } = given;
  checkAttributes(attributes, 'certificate');
  const { key, certificate: issuer } = authorityOf(
    account,
    given.CertificateAuthorityPublicKeyIdentifier,
    'ImportKey',
  );
  const subject = certificateIn(given.PublicKeyCertificate, 'PublicKeyCertificate', account.now);
  await checkIssued(subject, issuer, 'PublicKeyCertificate');
  return publicKey(subject, attributes, method, key.id);
}

function publicKey(
  certificate: ReturnType<typeof certificateIn>,
  attributes: KeyRecord['attributes'],
  method: Method,
  parent?: string,
): Imported {
  if (algorithmOf(certificate) !== attributes.KeyAlgorithm)
    throw invalid(
      `KeyAlgorithm is ${attributes.KeyAlgorithm}, the certificate's key ${algorithmOf(certificate)}.`,
    );
  return {
    attributes,
    exportable: true,
    ...publicCheckValue(certificate.publicKey.raw, method),
    material: {
      kind: 'certificate',
      certificate: toBase64(certificate.raw),
      ...(parent === undefined ? {} : { parent }),
    },
  };
}

function importTr31(account: Account, given: ImportKeyMaterialMembers['Tr31KeyBlock']): UnwrappedKey {
  const kbpk = kbpkOf(account, given.WrappingKeyIdentifier, 'import');
  try {
    return unwrapFor(given.WrappedKeyBlock, kbpk);
  } finally {
    wipe(kbpk.key);
  }
}

async function importAgreed(
  account: Account,
  given: ImportKeyMaterialMembers['DiffieHellmanTr31KeyBlock'],
): Promise<UnwrappedKey> {
  const kbpk = await agreedKbpk(account, given, 'ImportKey');
  try {
    const unwrapped = unwrapFor(given.WrappedKeyBlock, kbpk);
    checkCurve(kbpk.own.attributes.KeyAlgorithm, unwrapped.attributes.KeyAlgorithm);
    return unwrapped;
  } finally {
    wipe(kbpk.key);
  }
}

function importCryptogram(account: Account, given: ImportKeyMaterialMembers['KeyCryptogram']): UnwrappedKey {
  const { KeyAttributes: attributes, WrappingSpec = 'RSA_OAEP_SHA_256' } = given;
  const token = account.token(given.ImportToken, 'import', 'KEY_CRYPTOGRAM');
  checkAttributes(attributes, 'unwrapped');
  const algorithm = attributes.KeyAlgorithm;
  if (!isCipherAlgorithm(algorithm))
    throw invalid(`${algorithm} cannot be imported by RSA; only TDES and AES_128 keys can.`);
  if (!transportMethods(algorithm, token.algorithm).includes('RSA'))
    throw invalid(`${algorithm} is too strong to be wrapped under ${token.algorithm}.`);
  let key: Buffer;
  try {
    key = privateDecrypt(
      {
        key: privateKeyOf(token.pkcs8),
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: WrappingSpec === 'RSA_OAEP_SHA_512' ? 'sha512' : 'sha256',
      },
      fromHex(given.WrappedKeyCryptogram) ?? new Uint8Array(),
    );
  } catch {
    throw invalid(
      `the cryptogram cannot be decrypted with the key of this token and ${WrappingSpec}: it is for another key, or another hash was used.`,
    );
  }
  if (key.length !== keyBytes[algorithm]) {
    const found = key.length;
    wipe(key);
    throw invalid(
      `the cryptogram contains ${found} bytes; a key of ${algorithm} has ${keyBytes[algorithm]!}.`,
    );
  }
  return { attributes, exportable: given.Exportable, key: new Uint8Array(key) };
}
