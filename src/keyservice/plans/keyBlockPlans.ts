/** Plans of imports of key blocks: under a key of the service, and under an agreed key (ECDH). */

import { phrase } from '../../core/findings';
import { toUpperHex } from '../../core/crypto/bytes';
import type { KeyBlock } from '../../core/keyblock/types';
import type { Certificate } from '../../core/x509/certificateTypes';
import type {
  KeyDerivationFunction,
  KeyDerivationHashAlgorithm,
  SymmetricKeyAlgorithm,
} from '../model/enums';
import { awsCertificateFindings, awsCertificateParameter, awsKeyAlgorithm } from '../rules/certificates';
import { checkValueOfBlock } from '../rules/checkValues';
import { judgeKeyBlock, withBlockFaults, type AwsVerdict, type WrappingKey } from '../rules/keyBlocks';
import { isCipherAlgorithm, transportMethods } from '../rules/wrappingKeys';
import { cipherAlgorithms } from '../rules/keyAttributes';
import {
  checkAuthority,
  checkKey,
  makePlan,
  type ImportChoices,
  type ImportContext,
  type ImportPlan,
  type KnownKey,
} from './plan';
import { PlanFindings } from './planFindings';

export interface KeyBlockImport {
  readonly block: KeyBlock;
  readonly wrappingKey: KnownKey;
  /** Shown beside its ARN; the request carries the ARN, as an alias may be moved. */
  readonly wrappingKeyAlias?: string;
  /** Bits of the key, where the block was unwrapped here. */
  readonly keyBits?: number;
}

/** What the rules on wrapping keys look at. */
export function wrappingKeyOf(key: KnownKey): WrappingKey {
  const { KeyModesOfUse: modes } = key.KeyAttributes;
  return {
    algorithm: key.KeyAttributes.KeyAlgorithm,
    usage: key.KeyAttributes.KeyUsage,
    ...(modes ? { modes } : {}),
    state: key.KeyState,
    ...(key.Enabled === undefined ? {} : { enabled: key.Enabled }),
    ...(key.KeyCheckValue === undefined ? {} : { checkValue: key.KeyCheckValue }),
    ...(key.KeyCheckValueAlgorithm === undefined ? {} : { checkValueAlgorithm: key.KeyCheckValueAlgorithm }),
  };
}

/** A key block under a key of the service; attributes come from its header. */
export function planKeyBlock(
  given: KeyBlockImport,
  choices: ImportChoices,
  context: ImportContext,
): ImportPlan {
  const { block, wrappingKey, wrappingKeyAlias } = given;
  const findings = new PlanFindings();
  // State and usage are said by the rules on wrapping keys.
  checkKey(
    phrase('The wrapping key'),
    { ...wrappingKey, KeyState: 'CREATE_COMPLETE', Enabled: true },
    context,
    findings,
    true,
  );
  const unread = wrappingKey.unread === true;
  if (unread) findings.add('aws_plan_key_unread', phrase('The wrapping key'));
  const verdict = judgeKeyBlock(block, {
    ...(unread ? {} : { wrappingKey: wrappingKeyOf(wrappingKey) }),
    ...bitsOf(given),
  });
  findings.take(withBlockFaults(verdict.findings, block));
  return makePlan({
    kind: 'Tr31KeyBlock',
    material: { Tr31KeyBlock: { WrappingKeyIdentifier: wrappingKey.KeyArn, WrappedKeyBlock: block.text } },
    choices,
    context,
    findings,
    ...attributesOf(verdict),
    checkValue: checkValueOfBlock(block),
    rows: { wrappingKey: described(wrappingKeyAlias ?? wrappingKey.KeyArn, wrappingKey) },
  });
}

export interface AgreedKeyBlockImport {
  readonly block: KeyBlock;
  /** Key pair of the service: ECC, K3. */
  readonly own: KnownKey;
  /** Certificate of the other party. */
  readonly partner: Certificate;
  /** The imported certificate that issued the partner's. */
  readonly authority: KnownKey;
  readonly deriveAlgorithm: SymmetricKeyAlgorithm;
  readonly derivation: KeyDerivationFunction;
  readonly hash: KeyDerivationHashAlgorithm;
  readonly sharedInformation: Uint8Array;
  readonly keyBits?: number;
}

/** A key block under a key that both parties derive. */
export function planAgreedKeyBlock(
  given: AgreedKeyBlockImport,
  choices: ImportChoices,
  context: ImportContext,
): ImportPlan {
  const { block, own, partner, authority, deriveAlgorithm } = given;
  const findings = new PlanFindings();
  checkKey(phrase('The own key pair'), own, context, findings);
  checkAuthority(authority, context, findings);
  const { KeyUsage, KeyAlgorithm, KeyClass, KeyModesOfUse } = own.KeyAttributes;
  const derives = !KeyModesOfUse || KeyModesOfUse.DeriveKey === true;
  if (KeyClass !== 'ASYMMETRIC_KEY_PAIR' || !KeyUsage.startsWith('TR31_K3') || !derives)
    findings.add('aws_plan_pair_usage', own.KeyArn, `${KeyUsage}, ${KeyAlgorithm}`);
  else if (own.DeriveKeyUsage !== undefined && !/^TR31_K[01]_/.test(own.DeriveKeyUsage))
    findings.add('aws_plan_pair_derives', own.DeriveKeyUsage);
  findings.take(awsCertificateFindings(partner, context.now));
  const curve = awsKeyAlgorithm(partner.publicKey) ?? partner.publicKey.name;
  if (curve !== KeyAlgorithm) findings.add('aws_plan_curves', KeyAlgorithm, curve);
  if (given.sharedInformation.includes(0)) findings.add('aws_plan_shared_zero');
  const kbpk: WrappingKey = {
    algorithm: deriveAlgorithm,
    usage: own.DeriveKeyUsage ?? 'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
    modes: { Encrypt: true, Decrypt: true, Wrap: true, Unwrap: true },
  };
  const verdict = judgeKeyBlock(block, { wrappingKey: kbpk, ...bitsOf(given) });
  findings.take(withBlockFaults(verdict.findings, block));
  const tooStrong = verdict.keyAlgorithms.filter(
    (one) => isCipherAlgorithm(one) && !transportMethods(one, KeyAlgorithm).includes('ECDH'),
  );
  if (tooStrong.length > 0 && tooStrong.length === verdict.keyAlgorithms.length) {
    const allowed = cipherAlgorithms.filter((one) => transportMethods(one, KeyAlgorithm).includes('ECDH'));
    findings.add('aws_plan_too_strong', tooStrong.join(', '), KeyAlgorithm, allowed.join(', ') || 'none');
  }
  return makePlan({
    kind: 'DiffieHellmanTr31KeyBlock',
    material: {
      DiffieHellmanTr31KeyBlock: {
        PrivateKeyIdentifier: own.KeyArn,
        CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
        PublicKeyCertificate: awsCertificateParameter(partner),
        DeriveKeyAlgorithm: deriveAlgorithm,
        KeyDerivationFunction: given.derivation,
        KeyDerivationHashAlgorithm: given.hash,
        DerivationData: { SharedInformation: toUpperHex(given.sharedInformation) },
        WrappedKeyBlock: block.text,
      },
    },
    choices,
    context,
    findings,
    ...attributesOf(verdict),
    checkValue: checkValueOfBlock(block),
    rows: {
      wrappingKey: `${deriveAlgorithm} by ${given.derivation} and ${given.hash} from ${described(own.KeyArn, own)}`,
      authority: authority.KeyArn,
      subject: partner.subject.text,
    },
  });
}

function bitsOf({ keyBits }: { readonly keyBits?: number }): { keyBits?: number } {
  return keyBits === undefined ? {} : { keyBits };
}

function attributesOf(verdict: AwsVerdict) {
  return {
    algorithms: verdict.keyAlgorithms,
    usage: verdict.keyUsage,
    modes: verdict.modes,
    exportable: verdict.exportable,
  };
}

function described(identifier: string, { KeyAttributes, KeyCheckValue, unread }: KnownKey): string {
  if (unread === true) return identifier;
  return `${identifier} (${KeyAttributes.KeyAlgorithm}${KeyCheckValue === undefined ? '' : `, KCV ${KeyCheckValue}`})`;
}
