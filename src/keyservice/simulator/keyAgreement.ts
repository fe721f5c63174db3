/** ECDH: the KBPK that both parties derive. The service documents SP 800-56A's one step with the shared information alone. */
import { createPublicKey, diffieHellman } from 'node:crypto';

import { fromHex, wipe } from '../../core/crypto/bytes';

import { deriveKey } from '../../core/crypto/keyDerivation';
import type { ImportKeyMaterialMembers } from '../operations';
import { isCipherAlgorithm, transportMethods } from '../rules/wrappingKeys';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import type { Account } from './account';
import { algorithmOf, leafUnder } from './certificates';
import type { Kbpk } from './keyBlocks';
import { privateKeyOf } from './keyPairs';
import { keyBytes } from './keyRules';
import type { KeyRecord } from './store';
import { invalid } from './serviceError';

export type Agreement = Omit<ImportKeyMaterialMembers['DiffieHellmanTr31KeyBlock'], 'WrappedKeyBlock'>;

export async function agreedKbpk(
  account: Account,
  agreement: Agreement,
  operation?: 'ImportKey',
): Promise<Kbpk & { own: KeyRecord }> {
  const own = account.usableKey(agreement.PrivateKeyIdentifier, 'key pair');
  const { attributes, material } = own;
  if (
    material.kind !== 'pair' ||
    !attributes.KeyUsage.startsWith('TR31_K3') ||
    !attributes.KeyModesOfUse.DeriveKey
  )
    throw invalid('PrivateKeyIdentifier must name a key pair of usage TR31_K3 with DeriveKey.');
  if (!/^TR31_K[01]_/.test(own.deriveKeyUsage ?? ''))
    throw invalid(
      `the key pair derives keys of usage ${own.deriveKeyUsage ?? '(none)'}, which cannot wrap keys.`,
    );
  const algorithm = agreement.DeriveKeyAlgorithm;
  if (!isCipherAlgorithm(algorithm)) throw invalid(`a key of ${algorithm} cannot wrap a key block.`);
  const { leaf } = await leafUnder(
    account,
    agreement.PublicKeyCertificate,
    'PublicKeyCertificate',
    agreement.CertificateAuthorityPublicKeyIdentifier,
    operation,
  );
  if (algorithmOf(leaf) !== attributes.KeyAlgorithm)
    throw invalid(
      `the key pair is ${attributes.KeyAlgorithm}, the certificate's key ${algorithmOf(leaf)}: both must use the same curve.`,
    );
  const sharedInformation = fromHex(agreement.DerivationData.SharedInformation)!;
  const secret = diffieHellman({
    privateKey: privateKeyOf(material.pkcs8),
    publicKey: createPublicKey({ key: Buffer.from(leaf.publicKey.raw), format: 'der', type: 'spki' }),
  });
  const key = deriveKey(secret, {
    function: agreement.KeyDerivationFunction,
    hash: agreement.KeyDerivationHashAlgorithm,
    sharedInformation,
    bytes: keyBytes[algorithm]!,
  });
  wipe(secret);
  return {
    own,
    key,
    about: {
      algorithm,
      usage: own.deriveKeyUsage!,
      modes: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
    },
  };
}

/** The curve has to be worth the key, whatever the KBPK in between: user guide, keys-importexport. */
export function checkCurve(curve: KeyAlgorithm, moved: KeyAlgorithm): void {
  // The table has no row for HMAC keys.
  if (isCipherAlgorithm(moved) && !transportMethods(moved, curve).includes('ECDH'))
    throw invalid(`${moved} is too strong to be wrapped under ${curve}.`);
}
