/** Enumerations of the API model of AWS Payment Cryptography (2021-09-14), of its newest model; the pinned SDK lacks some. */

/** A value of an enumeration in an answer: one that is newer than this model is a text like any other. */
export type Open<Value extends string> = Value | (string & Record<never, never>);

export const keyUsages = [
  'TR31_B0_BASE_DERIVATION_KEY',
  'TR31_C0_CARD_VERIFICATION_KEY',
  'TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY',
  'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION',
  'TR31_E0_EMV_MKEY_APP_CRYPTOGRAMS',
  'TR31_E1_EMV_MKEY_CONFIDENTIALITY',
  'TR31_E2_EMV_MKEY_INTEGRITY',
  'TR31_E4_EMV_MKEY_DYNAMIC_NUMBERS',
  'TR31_E5_EMV_MKEY_CARD_PERSONALIZATION',
  'TR31_E6_EMV_MKEY_OTHER',
  'TR31_K0_KEY_ENCRYPTION_KEY',
  'TR31_K1_KEY_BLOCK_PROTECTION_KEY',
  'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT',
  'TR31_M0_ISO_16609_MAC_KEY',
  'TR31_M3_ISO_9797_3_MAC_KEY',
  'TR31_M1_ISO_9797_1_MAC_KEY',
  'TR31_M6_ISO_9797_5_CMAC_KEY',
  'TR31_M7_HMAC_KEY',
  'TR31_P0_PIN_ENCRYPTION_KEY',
  'TR31_P1_PIN_GENERATION_KEY',
  'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE',
  'TR31_V1_IBM3624_PIN_VERIFICATION_KEY',
  'TR31_V2_VISA_PIN_VERIFICATION_KEY',
  'TR31_K2_TR34_ASYMMETRIC_KEY',
] as const;
export type KeyUsage = (typeof keyUsages)[number];

/** KeyUsage without the asymmetric ones and M0: what a derived key may be for. */
export const deriveKeyUsages = keyUsages.filter(
  (usage): usage is DeriveKeyUsage => !/^TR31_(D1|K2|K3|M0|S0)_/.test(usage),
);
export type DeriveKeyUsage = Exclude<
  KeyUsage,
  | 'TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION'
  | 'TR31_K2_TR34_ASYMMETRIC_KEY'
  | 'TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT'
  | 'TR31_M0_ISO_16609_MAC_KEY'
  | 'TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE'
>;

export const symmetricKeyAlgorithms = [
  'TDES_2KEY',
  'TDES_3KEY',
  'AES_128',
  'AES_192',
  'AES_256',
  'HMAC_SHA256',
  'HMAC_SHA384',
  'HMAC_SHA512',
  'HMAC_SHA224',
] as const;
export type SymmetricKeyAlgorithm = (typeof symmetricKeyAlgorithms)[number];

export const keyClasses = ['SYMMETRIC_KEY', 'ASYMMETRIC_KEY_PAIR', 'PRIVATE_KEY', 'PUBLIC_KEY'] as const;
export type KeyClass = (typeof keyClasses)[number];

export const keyStates = [
  'CREATE_IN_PROGRESS',
  'CREATE_COMPLETE',
  'DELETE_PENDING',
  'DELETE_COMPLETE',
] as const;
export type KeyState = (typeof keyStates)[number];

export const keyOrigins = ['EXTERNAL', 'AWS_PAYMENT_CRYPTOGRAPHY'] as const;
export type KeyOrigin = (typeof keyOrigins)[number];

/** Methods of symmetric keys. */
export const keyCheckValueAlgorithms = ['CMAC', 'ANSI_X9_24', 'HMAC'] as const;
export type KeyCheckValueAlgorithm = (typeof keyCheckValueAlgorithms)[number];

/** All of the model; SHA_1 is for public keys. */
export const requestedCheckValueAlgorithms = [...keyCheckValueAlgorithms, 'SHA_1'] as const;
export type RequestedCheckValueAlgorithm = (typeof requestedCheckValueAlgorithms)[number];

export const keyMaterialTypes = [
  'TR34_KEY_BLOCK',
  'TR31_KEY_BLOCK',
  'ROOT_PUBLIC_KEY_CERTIFICATE',
  'TRUSTED_PUBLIC_KEY_CERTIFICATE',
  'KEY_CRYPTOGRAM',
] as const;
export type KeyMaterialType = (typeof keyMaterialTypes)[number];

export const keyExportabilities = ['EXPORTABLE', 'NON_EXPORTABLE', 'SENSITIVE'] as const;
export type KeyExportability = (typeof keyExportabilities)[number];

export const keyDerivationFunctions = ['NIST_SP800', 'ANSI_X963'] as const;
export type KeyDerivationFunction = (typeof keyDerivationFunctions)[number];

export const keyDerivationHashes = ['SHA_256', 'SHA_384', 'SHA_512'] as const;
export type KeyDerivationHashAlgorithm = (typeof keyDerivationHashes)[number];

export const wrappingKeySpecs = ['RSA_OAEP_SHA_256', 'RSA_OAEP_SHA_512'] as const;
export type WrappingKeySpec = (typeof wrappingKeySpecs)[number];

export const tr34KeyBlockFormats = ['X9_TR34_2012'] as const;
export type Tr34KeyBlockFormat = (typeof tr34KeyBlockFormats)[number];

export const wrappedKeyMaterialFormats = ['KEY_CRYPTOGRAM', 'TR31_KEY_BLOCK', 'TR34_KEY_BLOCK'] as const;
export type WrappedKeyMaterialFormat = (typeof wrappedKeyMaterialFormats)[number];

/** Variant of the wrapping key by which AS 2805 separates keys; it says what the wrapped key is for. */
export const as2805KeyVariants = [
  'TERMINAL_MAJOR_KEY_VARIANT_00',
  'PIN_ENCRYPTION_KEY_VARIANT_28',
  'MESSAGE_AUTHENTICATION_KEY_VARIANT_24',
  'DATA_ENCRYPTION_KEY_VARIANT_22',
] as const;
export type As2805KeyVariant = (typeof as2805KeyVariants)[number];

export const signingAlgorithmTypes = ['SHA224', 'SHA256', 'SHA384', 'SHA512'] as const;
export type SigningAlgorithmType = (typeof signingAlgorithmTypes)[number];

export const multiRegionKeyTypes = ['PRIMARY', 'REPLICA'] as const;
export type MultiRegionKeyType = (typeof multiRegionKeyTypes)[number];

export const keyReplicationStates = ['IN_PROGRESS', 'DELETE_IN_PROGRESS', 'FAILED', 'SYNCHRONIZED'] as const;
export type KeyReplicationState = (typeof keyReplicationStates)[number];

/** Actions that a team may have to approve. */
export const mpaOperations = ['IMPORT_ROOT_PUBLIC_KEY_CERTIFICATE'] as const;
export type MpaOperation = (typeof mpaOperations)[number];

/** Of an approval. */
export const sessionStatuses = ['PENDING', 'APPROVED', 'FAILED', 'CANCELLED'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

/** Of a team with an action. */
export const associationStates = ['ACTIVE', 'UPDATE_PENDING', 'DELETE_PENDING'] as const;
export type AssociationState = (typeof associationStates)[number];
