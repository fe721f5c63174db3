/**
 * Plans of imports that are wrapped for a key of the service: TR-34 and RSA-wrapped keys, by a token of
 * GetParametersForImport, and TR-34 by a key pair of the account with a certificate of one's own CA.
 */
import type { Tr34Token } from '../../core/cms/tr34/types';
import { toUpperHex } from '../../core/crypto/bytes';
import { type Finding, phrase, type Words } from '../../core/findings';
import { digestOf } from '../../core/crypto/hmac';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { KeyMaterialType, WrappingKeySpec } from '../model/enums';
import type { ImportTr34KeyBlock, KeyAttributes } from '../operations';
import { modesText } from '../model/names';
import { awsCertificateParameter } from '../rules/certificates';
import { cipherAlgorithms, type KeyAlgorithm, modeLetter, usageAttributesOf } from '../rules/keyAttributes';
import { isCipherAlgorithm, transportMethods } from '../rules/wrappingKeys';
import { pairCertificateFindings } from '../rules/pairCertificates';
import { judgeTr34 } from '../rules/tr34';
import {
  checkAuthority,
  checkKey,
  makePlan,
  type ImportChoices,
  type ImportContext,
  type ImportPlan,
  type KnownKey,
  type PlanParts,
} from './plan';
import { PlanFindings } from './planFindings';

/** What is kept of GetParametersForImport. */
export interface ImportParameters {
  readonly token: string;
  readonly materialType: KeyMaterialType;
  readonly wrappingAlgorithm: KeyAlgorithm;
  /** Undefined where only a token is known: that of a request file. */
  readonly validUntil?: Date | undefined;
  /** Document that they were read in: for which account and Region they were given cannot be seen. */
  readonly ofDocument?: string;
  readonly region: string;
  readonly account?: string;
  readonly endpoint: string;
  /** Of the simulator that gave them, where it is one. */
  readonly store?: string;
}

/**
 * A key pair of the account (usage K2) and the certificate that one's own CA issued for it: named in the call in place
 * of a token. TR-34 only: for cryptograms the model asks for ImportToken.
 */
export interface OwnReceiver {
  readonly materialType: 'TR34_KEY_BLOCK';
  readonly wrappingAlgorithm: KeyAlgorithm;
  /** End of the certificate. */
  readonly validUntil: Date;
  readonly pair: KnownKey;
  readonly certificate: Certificate;
  /** SHA-256 of the pair's SubjectPublicKeyInfo as the service gave it, upper-case hex; undefined where not read. */
  readonly publicKey: string | undefined;
}

const soon = 24 * 3_600_000;

function checkToken(
  parameters: ImportParameters,
  wanted: KeyMaterialType,
  { target, now }: ImportContext,
  findings: PlanFindings,
): void {
  const { validUntil, materialType } = parameters;
  if (materialType !== wanted) findings.add('aws_plan_token_kind', materialType, wanted);
  const left = validUntil ? validUntil.getTime() - now.getTime() : Infinity;
  if (validUntil && left <= 0) findings.add('aws_plan_token_expired', validUntil.toISOString());
  else if (validUntil && left < soon)
    findings.add('aws_plan_token_expires_soon', validUntil.toISOString(), Math.ceil(left / 3_600_000));
  const { ofDocument } = parameters;
  if (ofDocument !== undefined) {
    findings.add(validUntil ? 'aws_plan_token_of_answer' : 'aws_plan_token_of_file', ofDocument);
    return;
  }
  const differs =
    parameters.region !== target.region ||
    parameters.endpoint !== target.endpoint ||
    // An account that is not known is none that fits: the token may be that of another.
    parameters.account !== target.account ||
    parameters.store !== target.store;
  const place = (of: Pick<ImportParameters, 'account' | 'region' | 'endpoint'>): Words =>
    phrase('{0}, {1}, {2}', of.account ?? phrase('an account that is not known'), of.region, of.endpoint);
  if (differs) findings.add('aws_plan_token_elsewhere', place(parameters), place(target));
}

const endOf = ({ validUntil }: ImportParameters): { readonly tokenEnds?: string } =>
  validUntil ? { tokenEnds: validUntil.toISOString() } : {};

export interface CryptogramImport {
  readonly attributes: KeyAttributes;
  readonly exportable: boolean;
  /** What the sender made, bytes. */
  readonly cryptogram: Uint8Array;
  readonly spec: WrappingKeySpec;
  readonly parameters: ImportParameters;
}

/** An RSA-wrapped key. What is inside cannot be seen here: only attributes, strength and length are judged. */
export function planCryptogram(
  given: CryptogramImport,
  choices: ImportChoices,
  context: ImportContext,
): ImportPlan {
  const { attributes, parameters, cryptogram } = given;
  const findings = new PlanFindings();
  checkToken(parameters, 'KEY_CRYPTOGRAM', context, findings);
  checkSymmetric(attributes, findings);
  const { KeyAlgorithm: algorithm } = attributes;
  const methods = transportMethods(algorithm, parameters.wrappingAlgorithm);
  if (!methods.includes('RSA'))
    findings.add(
      'aws_plan_too_strong',
      algorithm,
      parameters.wrappingAlgorithm,
      allowed(parameters.wrappingAlgorithm),
    );
  const size = Number(/^RSA_(\d+)$/.exec(parameters.wrappingAlgorithm)?.[1] ?? 0) / 8;
  if (size > 0 && cryptogram.length !== size)
    findings.add('aws_plan_cryptogram_length', parameters.wrappingAlgorithm, size, cryptogram.length);
  return makePlan({
    kind: 'KeyCryptogram',
    material: {
      KeyCryptogram: {
        KeyAttributes: attributes,
        Exportable: given.exportable,
        WrappedKeyCryptogram: toUpperHex(cryptogram),
        ImportToken: parameters.token,
        WrappingSpec: given.spec,
      },
    },
    choices,
    context,
    findings,
    algorithms: [algorithm],
    usage: attributes.KeyUsage,
    modes: attributes.KeyModesOfUse,
    exportable: given.exportable,
    rows: {
      wrappingKey: `${parameters.wrappingAlgorithm}, ${given.spec}`,
      ...endOf(parameters),
    },
  });
}

/** KeyAlgorithms that the table lets travel under an RSA key. */
function allowed(wrapping: KeyAlgorithm): string {
  return cipherAlgorithms.filter((one) => transportMethods(one, wrapping).length > 0).join(', ') || 'none';
}

/** What usage, algorithm and modes of a key that is imported wrapped say of each other. */
export function symmetricFindings(attributes: KeyAttributes): readonly Finding[] {
  const findings = new PlanFindings();
  checkSymmetric(attributes, findings);
  return findings.all;
}

function checkSymmetric(
  { KeyUsage, KeyAlgorithm, KeyModesOfUse }: KeyAttributes,
  findings: PlanFindings,
): void {
  const row = usageAttributesOf(KeyUsage);
  if (!row) return;
  if (row.kind === 'pair') {
    findings.add('aws_plan_pair', KeyUsage);
    return;
  }
  if (row.listed === 'enumOnly') findings.add('aws_plan_usage_unlisted', KeyUsage);
  if (!row.algorithms.includes(KeyAlgorithm))
    findings.add('aws_plan_attributes', KeyUsage, row.algorithms.join(', '), KeyAlgorithm);
  else if (row.unused.includes(KeyAlgorithm)) findings.add('aws_plan_unused', KeyAlgorithm, KeyUsage);
  const letter = modeLetter(KeyModesOfUse);
  if (letter === undefined || !row.modes.includes(letter))
    findings.add('aws_plan_modes', modesText(KeyModesOfUse) || 'none', KeyUsage);
}

export interface Tr34Import {
  readonly token: Tr34Token;
  readonly parameters: ImportParameters | OwnReceiver;
  readonly signer: Certificate;
  /** The imported certificate that issued the signer's. */
  readonly authority: KnownKey;
  /** Bits of the key, where the token was opened. */
  readonly keyBits?: number;
}

/** A TR-34 token; its random number goes into the call. */
export function planTr34(given: Tr34Import, choices: ImportChoices, context: ImportContext): ImportPlan {
  const { token, parameters, signer, authority } = given;
  const findings = new PlanFindings();
  if (isOwnReceiver(parameters)) checkReceiver(parameters, context, findings);
  else checkToken(parameters, 'TR34_KEY_BLOCK', context, findings);
  checkAuthority(authority, context, findings);
  const wrappedKeyBlock = toUpperHex(token.raw);
  const signingKeyCertificate = awsCertificateParameter(signer);
  const nonce = token.nonce && toUpperHex(token.nonce);
  const verdict = judgeTr34(token, {
    wrappedKeyBlock,
    signingKeyCertificate,
    at: context.now,
    ...(nonce === undefined ? {} : { randomNonce: nonce }),
    ...(given.keyBits === undefined ? {} : { keyBits: given.keyBits }),
  });
  findings.take(verdict.findings);
  const algorithms = verdict.key?.keyAlgorithms ?? [];
  const tooStrong = algorithms.filter(
    (one) => isCipherAlgorithm(one) && !transportMethods(one, parameters.wrappingAlgorithm).includes('TR34'),
  );
  if (tooStrong.length > 0 && tooStrong.length === algorithms.length)
    findings.add(
      'aws_plan_too_strong',
      tooStrong.join(', '),
      parameters.wrappingAlgorithm,
      allowed(parameters.wrappingAlgorithm),
    );
  return makePlan({
    kind: 'Tr34KeyBlock',
    material: {
      Tr34KeyBlock: {
        CertificateAuthorityPublicKeyIdentifier: authority.KeyArn,
        SigningKeyCertificate: signingKeyCertificate,
        ...receiverMembers(parameters),
        WrappedKeyBlock: wrappedKeyBlock,
        KeyBlockFormat: 'X9_TR34_2012',
        ...(nonce === undefined ? {} : { RandomNonce: nonce }),
      },
    },
    choices,
    context,
    findings,
    algorithms,
    usage: verdict.key?.keyUsage,
    modes: verdict.key?.modes ?? {},
    exportable: verdict.key?.exportable,
    rows: {
      authority: authority.KeyArn,
      signer: signer.subject.text,
      ...receiverRows(parameters, context),
    },
  });
}

/** Whether a token is opened by a key pair of the account with one's own certificate, not by parameters with a token. */
export function isOwnReceiver(parameters: ImportParameters | OwnReceiver): parameters is OwnReceiver {
  return 'pair' in parameters;
}

/** Whether a key pair can open TR-34 tokens: the guide lists DeriveKey for K2 beside the modes of decryption. */
export function opensTokens({ KeyAttributes }: Pick<KnownKey, 'KeyAttributes'>): boolean {
  const { KeyUsage, KeyClass, KeyAlgorithm, KeyModesOfUse: modes } = KeyAttributes;
  return (
    KeyUsage === 'TR31_K2_TR34_ASYMMETRIC_KEY' &&
    KeyClass === 'ASYMMETRIC_KEY_PAIR' &&
    KeyAlgorithm.startsWith('RSA_') &&
    // An answer without modes does not deny them.
    (!modes || [modes.Decrypt, modes.DeriveKey, modes.NoRestrictions].includes(true))
  );
}

function checkReceiver(own: OwnReceiver, context: ImportContext, findings: PlanFindings): void {
  const { pair, certificate, publicKey } = own;
  checkKey(phrase('The own key pair'), pair, context, findings);
  const { KeyUsage, KeyClass, KeyModesOfUse = {} } = pair.KeyAttributes;
  if (!opensTokens(pair))
    findings.add(
      'aws_plan_receiver_usage',
      pair.KeyArn,
      [KeyUsage, KeyClass, modesText(KeyModesOfUse)].filter((part) => part !== '').join(', '),
    );
  const name = context.aliasOf?.(pair.KeyArn) ?? pair.KeyArn;
  findings.take(
    pairCertificateFindings({ certificate, purpose: 'receive', pair: name, publicKey }, context.now),
  );
}

function receiverMembers(parameters: ImportParameters | OwnReceiver): Partial<ImportTr34KeyBlock> {
  return isOwnReceiver(parameters)
    ? {
        WrappingKeyIdentifier: parameters.pair.KeyArn,
        WrappingKeyCertificate: awsCertificateParameter(parameters.certificate),
      }
    : { ImportToken: parameters.token };
}

function receiverRows(
  parameters: ImportParameters | OwnReceiver,
  { aliasOf }: ImportContext,
): PlanParts['rows'] {
  const { wrappingAlgorithm } = parameters;
  if (!isOwnReceiver(parameters)) return { wrappingKey: wrappingAlgorithm, ...endOf(parameters) };
  const { pair, certificate, validUntil } = parameters;
  return {
    wrappingKey: `${aliasOf?.(pair.KeyArn) ?? pair.KeyArn}, ${wrappingAlgorithm}`,
    ownCertificate: `${certificate.subject.text}, SHA-256 ${toUpperHex(digestOf('SHA-256', certificate.raw))}`,
    certificateEnds: validUntil.toISOString(),
  };
}
