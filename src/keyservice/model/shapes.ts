/**
 * What each member of a request may hold: the constraints of the API model of AWS Payment Cryptography,
 * 2021-09-14. No SDK checks them before it sends; the service does, and says little.
 */
import { keyAlgorithms, modeNames } from '../rules/keyAttributes';
import * as enums from './enums';
import {
  aliasName,
  certificate,
  certificateSubject,
  exportTokenId,
  importTokenId,
  keyArn,
  keyIdentifier,
  keySerialNumber,
  maxResults,
  mpaTeamArn,
  nextToken,
  optionalBlocks,
  randomNonce,
  regions,
  requesterComment,
  resourcePolicy,
  sharedInformation,
  tagKey,
  tags,
  tr31WrappedKeyBlock,
  tr34WrappedKeyBlock,
  twoCharacters,
  wrappedKeyCryptogram,
} from './members';
import { boolean, integer, listOf, oneOf, structure, union, type StructureShape } from './shape';

const keyAlgorithm = oneOf(keyAlgorithms);
const modes = structure(Object.fromEntries(modeNames.map((name) => [`${name}?`, boolean])));
const checkValueAlgorithm = oneOf(enums.requestedCheckValueAlgorithms);
const materialType = oneOf(enums.keyMaterialTypes);
const keyAttributes = structure({
  KeyUsage: oneOf(enums.keyUsages),
  KeyClass: oneOf(enums.keyClasses),
  KeyAlgorithm: keyAlgorithm,
  KeyModesOfUse: modes,
});
const keyBlockHeaders = structure({
  'KeyModesOfUse?': modes,
  'KeyExportability?': oneOf(enums.keyExportabilities),
  'KeyVersion?': twoCharacters,
  'OptionalBlocks?': optionalBlocks,
});
const keyAgreement = {
  PrivateKeyIdentifier: keyIdentifier,
  CertificateAuthorityPublicKeyIdentifier: keyIdentifier,
  PublicKeyCertificate: certificate,
  DeriveKeyAlgorithm: oneOf(enums.symmetricKeyAlgorithms),
  KeyDerivationFunction: oneOf(enums.keyDerivationFunctions),
  KeyDerivationHashAlgorithm: oneOf(enums.keyDerivationHashes),
  DerivationData: union({ SharedInformation: sharedInformation }),
} as const;

export const importKeyMaterial = union({
  RootCertificatePublicKey: structure({ KeyAttributes: keyAttributes, PublicKeyCertificate: certificate }),
  TrustedCertificatePublicKey: structure({
    KeyAttributes: keyAttributes,
    PublicKeyCertificate: certificate,
    CertificateAuthorityPublicKeyIdentifier: keyIdentifier,
  }),
  Tr31KeyBlock: structure({ WrappingKeyIdentifier: keyIdentifier, WrappedKeyBlock: tr31WrappedKeyBlock }),
  Tr34KeyBlock: structure({
    CertificateAuthorityPublicKeyIdentifier: keyIdentifier,
    SigningKeyCertificate: certificate,
    'ImportToken?': importTokenId,
    'WrappingKeyIdentifier?': keyIdentifier,
    'WrappingKeyCertificate?': certificate,
    WrappedKeyBlock: tr34WrappedKeyBlock,
    KeyBlockFormat: oneOf(enums.tr34KeyBlockFormats),
    'RandomNonce?': randomNonce,
  }),
  KeyCryptogram: structure({
    KeyAttributes: keyAttributes,
    Exportable: boolean,
    WrappedKeyCryptogram: wrappedKeyCryptogram,
    ImportToken: importTokenId,
    'WrappingSpec?': oneOf(enums.wrappingKeySpecs),
  }),
  DiffieHellmanTr31KeyBlock: structure({ ...keyAgreement, WrappedKeyBlock: tr31WrappedKeyBlock }),
  As2805KeyCryptogram: structure({
    As2805KeyVariant: oneOf(enums.as2805KeyVariants),
    KeyModesOfUse: modes,
    KeyAlgorithm: keyAlgorithm,
    Exportable: boolean,
    WrappingKeyIdentifier: keyIdentifier,
    WrappedKeyCryptogram: wrappedKeyCryptogram,
  }),
});

export const exportKeyMaterial = union({
  Tr31KeyBlock: structure({
    WrappingKeyIdentifier: keyIdentifier,
    'KeyBlockHeaders?': keyBlockHeaders,
  }),
  Tr34KeyBlock: structure({
    CertificateAuthorityPublicKeyIdentifier: keyIdentifier,
    WrappingKeyCertificate: certificate,
    'ExportToken?': exportTokenId,
    'SigningKeyIdentifier?': keyIdentifier,
    'SigningKeyCertificate?': certificate,
    KeyBlockFormat: oneOf(enums.tr34KeyBlockFormats),
    'RandomNonce?': randomNonce,
    'KeyBlockHeaders?': keyBlockHeaders,
  }),
  KeyCryptogram: structure({
    CertificateAuthorityPublicKeyIdentifier: keyIdentifier,
    WrappingKeyCertificate: certificate,
    'WrappingSpec?': oneOf(enums.wrappingKeySpecs),
  }),
  DiffieHellmanTr31KeyBlock: structure({ ...keyAgreement, 'KeyBlockHeaders?': keyBlockHeaders }),
  As2805KeyCryptogram: structure({
    WrappingKeyIdentifier: keyIdentifier,
    As2805KeyVariant: oneOf(enums.as2805KeyVariants),
  }),
});

const identified = structure({ KeyIdentifier: keyIdentifier });
const ofResource = structure({ ResourceArn: keyArn });
const ofKeyAndRegions = structure({ KeyIdentifier: keyIdentifier, ReplicationRegions: regions });
const ofRegions = structure({ ReplicationRegions: regions });
const action = oneOf(enums.mpaOperations);

/** Input of every operation, by the name that goes into X-Amz-Target. */
export const operationInputs = {
  AddKeyReplicationRegions: ofKeyAndRegions,
  AssociateMpaTeam: structure({
    Action: action,
    MpaTeamArn: mpaTeamArn,
    'RequesterComment?': requesterComment,
  }),
  CreateAlias: structure({ AliasName: aliasName, 'KeyArn?': keyArn }),
  CreateKey: structure({
    KeyAttributes: keyAttributes,
    Exportable: boolean,
    'KeyCheckValueAlgorithm?': checkValueAlgorithm,
    'Enabled?': boolean,
    'Tags?': tags,
    'DeriveKeyUsage?': oneOf(enums.deriveKeyUsages),
    'ReplicationRegions?': regions,
  }),
  DeleteAlias: structure({ AliasName: aliasName }),
  DeleteKey: structure({ KeyIdentifier: keyIdentifier, 'DeleteKeyInDays?': integer(3, 180) }),
  DeleteResourcePolicy: ofResource,
  DisableDefaultKeyReplicationRegions: ofRegions,
  DisassociateMpaTeam: structure({ Action: action, 'RequesterComment?': requesterComment }),
  EnableDefaultKeyReplicationRegions: ofRegions,
  ExportKey: structure({
    KeyMaterial: exportKeyMaterial,
    ExportKeyIdentifier: keyIdentifier,
    'ExportAttributes?': structure({
      'ExportDukptInitialKey?': structure({ KeySerialNumber: keySerialNumber }),
      'KeyCheckValueAlgorithm?': checkValueAlgorithm,
    }),
  }),
  GetAlias: structure({ AliasName: aliasName }),
  GetCertificateSigningRequest: structure({
    KeyIdentifier: keyIdentifier,
    SigningAlgorithm: oneOf(enums.signingAlgorithmTypes),
    CertificateSubject: certificateSubject,
  }),
  GetDefaultKeyReplicationRegions: structure({}),
  GetKey: identified,
  GetMpaTeamAssociation: structure({ Action: action }),
  GetParametersForExport: structure({
    KeyMaterialType: materialType,
    SigningKeyAlgorithm: keyAlgorithm,
    'ReuseLastGeneratedToken?': boolean,
  }),
  GetParametersForImport: structure({
    KeyMaterialType: materialType,
    WrappingKeyAlgorithm: keyAlgorithm,
    'ReuseLastGeneratedToken?': boolean,
  }),
  GetPublicKeyCertificate: identified,
  GetResourcePolicy: ofResource,
  ImportKey: structure({
    KeyMaterial: importKeyMaterial,
    'KeyCheckValueAlgorithm?': checkValueAlgorithm,
    'Enabled?': boolean,
    'Tags?': tags,
    'ReplicationRegions?': regions,
    'RequesterComment?': requesterComment,
  }),
  ListAliases: structure({ 'KeyArn?': keyArn, 'NextToken?': nextToken, 'MaxResults?': maxResults }),
  ListKeys: structure({
    'KeyState?': oneOf(enums.keyStates),
    'NextToken?': nextToken,
    'MaxResults?': maxResults,
  }),
  ListTagsForResource: structure({
    ResourceArn: keyArn,
    'NextToken?': nextToken,
    'MaxResults?': maxResults,
  }),
  PutResourcePolicy: structure({ ResourceArn: keyArn, Policy: resourcePolicy }),
  RemoveKeyReplicationRegions: ofKeyAndRegions,
  RestoreKey: identified,
  StartKeyUsage: identified,
  StopKeyUsage: identified,
  TagResource: structure({ ResourceArn: keyArn, Tags: tags }),
  UntagResource: structure({ ResourceArn: keyArn, TagKeys: listOf(tagKey, 200) }),
  UpdateAlias: structure({ AliasName: aliasName, 'KeyArn?': keyArn }),
} as const satisfies Readonly<Record<string, StructureShape>>;

export type OperationName = keyof typeof operationInputs;

export const operationNames = Object.keys(operationInputs) as readonly OperationName[];
