/**
 * What each member of a request may hold: the constraints of the API model of AWS Payment Cryptography,
 * 2021-09-14. No SDK checks them before it sends; the service does, and says little.
 */
import { keyAlgorithms, modeNames } from '../rules/keyAttributes';
import * as enums from './enums';
import {
  boolean,
  integer,
  listOf,
  oneOf,
  structure,
  union,
  type MapShape,
  type StringShape,
  type StructureShape,
} from './shape';

const arn = 'arn:aws:payment-cryptography:[a-z]{2}-[a-z]{1,16}-[0-9]+:[0-9]{12}:';

export const keyArn: StringShape = {
  kind: 'string',
  min: 70,
  max: 150,
  pattern: new RegExp(`^${arn}key/[0-9a-zA-Z]{16,64}$`),
  means: 'the ARN of a key',
};

export const keyIdentifier: StringShape = {
  kind: 'string',
  min: 7,
  max: 322,
  pattern: new RegExp(`^(${arn}(key/[0-9a-zA-Z]{16,64}|alias/[a-zA-Z0-9/_-]+)|alias/[a-zA-Z0-9/_-]+)$`),
  means: 'the ARN of a key, or an alias that begins with "alias/"',
};

export const aliasName: StringShape = {
  kind: 'string',
  min: 7,
  max: 256,
  pattern: /^alias\/[a-zA-Z0-9/_-]+$/,
  means: '"alias/" and letters, digits, "/", "_" and "-"',
};

export const certificate: StringShape = {
  kind: 'string',
  min: 1,
  max: 32_768,
  pattern: /^[^[;\]<>]+$/,
  means: 'base64 of the PEM text',
};

export const tr31WrappedKeyBlock: StringShape = {
  kind: 'string',
  min: 56,
  max: 9984,
  pattern: /^[0-9a-zA-Z]+$/,
  means: 'letters and digits',
  sensitive: true,
};

const upperHex = { kind: 'string', pattern: /^[0-9A-F]+$/, means: 'upper-case hexadecimal digits' } as const;
export const tr34WrappedKeyBlock: StringShape = { ...upperHex, min: 2, max: 4096, sensitive: true };
export const wrappedKeyCryptogram: StringShape = { ...upperHex, min: 16, max: 4096, sensitive: true };

const evenHex = {
  kind: 'string',
  pattern: /^(?:[0-9a-fA-F][0-9a-fA-F])+$/,
  means: 'an even number of hexadecimal digits',
} as const;
export const randomNonce: StringShape = { ...evenHex, min: 16, max: 32 };
export const sharedInformation: StringShape = { ...evenHex, min: 2, max: 2048 };

// The model lets both be empty; a call that needs one has to give it.
export const importTokenId: StringShape = {
  kind: 'string',
  pattern: /^import-token-[0-9a-zA-Z]{16,64}$/,
  means: '"import-token-" and 16 to 64 letters and digits',
  sensitive: true,
};
export const exportTokenId: StringShape = {
  kind: 'string',
  pattern: /^export-token-[0-9a-zA-Z]{16,64}$/,
  means: '"export-token-" and 16 to 64 letters and digits',
  sensitive: true,
};

export const tagKey: StringShape = { kind: 'string', min: 1, max: 128 };
// The API text allows an empty value, the model asks for a character: plans doubt it, nothing refuses it.
export const tagValue: StringShape = { kind: 'string', min: 0, max: 256 };
export const tags = listOf(structure({ Key: tagKey, Value: tagValue }), 200);

const keySerialNumber: StringShape = {
  kind: 'string',
  min: 20,
  max: 24,
  pattern: /^([0-9A-F]{20}|[0-9A-F]{24})$/,
  means: '20 or 24 upper-case hexadecimal digits',
};
const twoCharacters: StringShape = {
  kind: 'string',
  min: 2,
  max: 2,
  pattern: /^[0-9A-Z]{2}$/,
  means: 'two digits or upper-case letters',
};
const optionalBlocks: MapShape = {
  kind: 'map',
  key: twoCharacters,
  value: { kind: 'string', min: 1, max: 108, pattern: /^[0-9a-zA-Z]+$/, means: 'letters and digits' },
};
const nextToken: StringShape = { kind: 'string', min: 1, max: 8192 };
const maxResults = integer(1, 100);

const keyAlgorithm = oneOf(keyAlgorithms);
const modes = structure(Object.fromEntries(modeNames.map((name) => [`${name}?`, boolean])));
// SHA_1 and ReuseLastGeneratedToken are of the newest model; the pinned SDK passes both on.
const checkValueAlgorithm = oneOf([...enums.keyCheckValueAlgorithms, 'SHA_1']);
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
    ImportToken: importTokenId,
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
});

export const exportKeyMaterial = union({
  Tr31KeyBlock: structure({
    WrappingKeyIdentifier: keyIdentifier,
    'KeyBlockHeaders?': keyBlockHeaders,
  }),
  Tr34KeyBlock: structure({
    CertificateAuthorityPublicKeyIdentifier: keyIdentifier,
    WrappingKeyCertificate: certificate,
    ExportToken: exportTokenId,
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
});

const identified = structure({ KeyIdentifier: keyIdentifier });

/** Input of every operation, by the name that goes into X-Amz-Target. */
export const operationInputs = {
  CreateAlias: structure({ AliasName: aliasName, 'KeyArn?': keyArn }),
  CreateKey: structure({
    KeyAttributes: keyAttributes,
    Exportable: boolean,
    'KeyCheckValueAlgorithm?': checkValueAlgorithm,
    'Enabled?': boolean,
    'Tags?': tags,
    'DeriveKeyUsage?': oneOf(enums.deriveKeyUsages),
  }),
  DeleteAlias: structure({ AliasName: aliasName }),
  DeleteKey: structure({ KeyIdentifier: keyIdentifier, 'DeleteKeyInDays?': integer(3, 180) }),
  ExportKey: structure({
    KeyMaterial: exportKeyMaterial,
    ExportKeyIdentifier: keyIdentifier,
    'ExportAttributes?': structure({
      'ExportDukptInitialKey?': structure({ KeySerialNumber: keySerialNumber }),
      'KeyCheckValueAlgorithm?': checkValueAlgorithm,
    }),
  }),
  GetAlias: structure({ AliasName: aliasName }),
  GetKey: identified,
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
  ImportKey: structure({
    KeyMaterial: importKeyMaterial,
    'KeyCheckValueAlgorithm?': checkValueAlgorithm,
    'Enabled?': boolean,
    'Tags?': tags,
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
  RestoreKey: identified,
  StartKeyUsage: identified,
  StopKeyUsage: identified,
  TagResource: structure({ ResourceArn: keyArn, Tags: tags }),
  UntagResource: structure({ ResourceArn: keyArn, TagKeys: listOf(tagKey, 200) }),
  UpdateAlias: structure({ AliasName: aliasName, 'KeyArn?': keyArn }),
} as const satisfies Readonly<Record<string, StructureShape>>;

export type OperationName = keyof typeof operationInputs;

export const operationNames = Object.keys(operationInputs) as readonly OperationName[];
