/**
 * Key attributes of AWS Payment Cryptography: which KeyUsage goes with which KeyAlgorithm and which
 * KeyModesOfUse, and what the characters of a key block's header become.
 * User guide, page keys-validattributes; API reference, KeyAttributes.
 */
import type { KeyUsage } from '../model/enums';

export const keyAlgorithms = [
  'TDES_2KEY',
  'TDES_3KEY',
  'AES_128',
  'AES_192',
  'AES_256',
  'HMAC_SHA224',
  'HMAC_SHA256',
  'HMAC_SHA384',
  'HMAC_SHA512',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
] as const;

export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** Members of KeyModesOfUse, in the order in which the guide names them. */
export const modeNames = [
  'Encrypt',
  'Decrypt',
  'Wrap',
  'Unwrap',
  'Generate',
  'Sign',
  'Verify',
  'DeriveKey',
  'NoRestrictions',
] as const;

export type ModeName = (typeof modeNames)[number];

/** KeyModesOfUse with the true members only, as every example of the guide sends it. */
export type KeyModesOfUse = Readonly<Partial<Record<ModeName, boolean>>>;

const modesByLetter: Readonly<Record<string, readonly ModeName[]>> = {
  B: ['Encrypt', 'Decrypt', 'Wrap', 'Unwrap'],
  E: ['Encrypt', 'Wrap'],
  D: ['Decrypt', 'Unwrap'],
  C: ['Generate', 'Verify'],
  G: ['Generate'],
  V: ['Verify'],
  X: ['DeriveKey'],
  N: ['NoRestrictions'],
  S: ['Sign'],
};

/** KeyModesOfUse of a header's mode of use; undefined for T, Y and others that the API has no members for. */
export function modesOfUse(letter: string): KeyModesOfUse | undefined {
  const names = Object.hasOwn(modesByLetter, letter) ? modesByLetter[letter] : undefined;
  return names && Object.fromEntries(names.map((name) => [name, true]));
}

/** Names of the modes that are on, in the guide's order. */
export function modeList(modes: KeyModesOfUse): ModeName[] {
  return modeNames.filter((name) => modes[name] === true);
}

/** The letter of a header for a set of modes; undefined where no letter means exactly that set. */
export function modeLetter(modes: KeyModesOfUse): string | undefined {
  const wanted = modeList(modes).join();
  return Object.keys(modesByLetter).find(
    (letter) => modeNames.filter((name) => modesByLetter[letter]!.includes(name)).join() === wanted,
  );
}

export interface UsageAttributes {
  /** Two characters of the key block header. */
  readonly code: string;
  /** Value of KeyUsage. */
  readonly keyUsage: KeyUsage;
  readonly algorithms: readonly KeyAlgorithm[];
  /** Algorithms that may be imported or created, but "not currently supported by any cryptographic operations". */
  readonly unused: readonly KeyAlgorithm[];
  /** Algorithms that the guide shows on import only, not for CreateKey. */
  readonly importedOnly: readonly KeyAlgorithm[];
  /** Allowed sets of modes, as letters of the header. */
  readonly modes: string;
  /** 'pair': AWS makes the key pair, or takes a certificate; never in a key block. */
  readonly kind: 'symmetric' | 'pair';
  /** How sure the row is: in the guide's table; in the newest API models only; in the enum alone. */
  readonly listed: 'guide' | 'newest' | 'enumOnly';
}

const tdes = ['TDES_2KEY', 'TDES_3KEY'] as const;
const aes = ['AES_128', 'AES_192', 'AES_256'] as const;
const hmac = ['HMAC_SHA224', 'HMAC_SHA256', 'HMAC_SHA384', 'HMAC_SHA512'] as const;
const rsa = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;
const ecc = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const;
/** Of TDES and AES keys, the weakest first. */
export const cipherAlgorithms = [...tdes, ...aes] as const;

function row(
  keyUsage: KeyUsage,
  algorithms: readonly KeyAlgorithm[],
  modes: string,
  more: Partial<Pick<UsageAttributes, 'unused' | 'importedOnly' | 'kind' | 'listed'>> = {},
): UsageAttributes {
  return {
    code: keyUsage.slice(5, 7),
    keyUsage,
    algorithms,
    modes,
    unused: more.unused ?? [],
    importedOnly: more.importedOnly ?? [],
    kind: more.kind ?? 'symmetric',
    listed: more.listed ?? 'guide',
  };
}

const pair = { kind: 'pair' } as const;

export const usageAttributes: readonly UsageAttributes[] = [
  row('TR31_B0_BASE_DERIVATION_KEY', cipherAlgorithms, 'XN'),
  row('TR31_C0_CARD_VERIFICATION_KEY', cipherAlgorithms, 'GVCN', { unused: aes }),
  row('TR31_D0_SYMMETRIC_DATA_ENCRYPTION_KEY', cipherAlgorithms, 'BEDN'),
  row('TR31_D1_ASYMMETRIC_KEY_FOR_DATA_ENCRYPTION', rsa, 'BED', pair),
  row('TR31_E0_EMV_MKEY_APP_CRYPTOGRAMS', cipherAlgorithms, 'XN', { unused: ['TDES_3KEY', ...aes] }),
  row('TR31_E1_EMV_MKEY_CONFIDENTIALITY', cipherAlgorithms, 'XN', { unused: aes }),
  row('TR31_E2_EMV_MKEY_INTEGRITY', cipherAlgorithms, 'XN', { unused: aes }),
  row('TR31_E4_EMV_MKEY_DYNAMIC_NUMBERS', cipherAlgorithms, 'XN', { unused: aes }),
  row('TR31_E5_EMV_MKEY_CARD_PERSONALIZATION', cipherAlgorithms, 'XN', { unused: aes }),
  row('TR31_E6_EMV_MKEY_OTHER', cipherAlgorithms, 'XN', { unused: aes }),
  row('TR31_K0_KEY_ENCRYPTION_KEY', cipherAlgorithms, 'BEDN'),
  row('TR31_K1_KEY_BLOCK_PROTECTION_KEY', cipherAlgorithms, 'BEDN'),
  // The page lists DeriveKey as well as the modes of D1: both are let through.
  row('TR31_K2_TR34_ASYMMETRIC_KEY', rsa, 'BEDX', pair),
  row('TR31_K3_ASYMMETRIC_KEY_FOR_KEY_AGREEMENT', ecc, 'X', pair),
  row('TR31_M0_ISO_16609_MAC_KEY', tdes, 'GVC', { listed: 'newest' }),
  row('TR31_M1_ISO_9797_1_MAC_KEY', tdes, 'GVCN'),
  row('TR31_M3_ISO_9797_3_MAC_KEY', tdes, 'GVCN'),
  row('TR31_M6_ISO_9797_5_CMAC_KEY', cipherAlgorithms, 'GVCN'),
  // The guide's table has no HMAC algorithms; the API has, and AWS's samples import M7 with algorithm H.
  row('TR31_M7_HMAC_KEY', [...cipherAlgorithms, ...hmac], 'GVCN'),
  row('TR31_P0_PIN_ENCRYPTION_KEY', cipherAlgorithms, 'BEDN'),
  row('TR31_P1_PIN_GENERATION_KEY', cipherAlgorithms, 'BEDGVCXN', { listed: 'enumOnly' }),
  // The guide lists RSA only, and itself imports a P-521 root as S0.
  row('TR31_S0_ASYMMETRIC_KEY_FOR_DIGITAL_SIGNATURE', [...rsa, ...ecc], 'SV', { ...pair, importedOnly: ecc }),
  row('TR31_V1_IBM3624_PIN_VERIFICATION_KEY', cipherAlgorithms, 'GVCN'),
  row('TR31_V2_VISA_PIN_VERIFICATION_KEY', cipherAlgorithms, 'GVCN'),
];

const byCode: ReadonlyMap<string, UsageAttributes> = new Map(usageAttributes.map((one) => [one.code, one]));
const byName: ReadonlyMap<string, UsageAttributes> = new Map(
  usageAttributes.map((one) => [one.keyUsage, one]),
);

/** The row of a header's usage ("P0") or of a KeyUsage value; undefined where AWS has none. */
export function usageAttributesOf(usage: string): UsageAttributes | undefined {
  return byCode.get(usage) ?? byName.get(usage);
}

/**
 * Why CreateKey may refuse a key, or make one that nothing uses: user guide, page keys-validattributes. A doubt, never
 * an error. `usage`: its usage is an unused key type, or in the newest models only; `created`: the guide lists the
 * algorithm for imports only; `unused`: "not currently supported by any cryptographic operations".
 */
export function creationDoubt(
  { listed, unused, importedOnly }: UsageAttributes,
  algorithm: KeyAlgorithm,
): 'usage' | 'created' | 'unused' | undefined {
  if (listed !== 'guide') return 'usage';
  if (importedOnly.includes(algorithm)) return 'created';
  return unused.includes(algorithm) ? 'unused' : undefined;
}

/** KeyAlgorithm of a symmetric cipher key by the header's algorithm and the key's bits. */
export function cipherAlgorithm(letter: string, bits: number): KeyAlgorithm | undefined {
  const name = letter === 'T' ? ({ 128: 'TDES_2KEY', 192: 'TDES_3KEY' } as const) : undefined;
  if (name) return bits === 128 || bits === 192 ? name[bits] : undefined;
  return letter === 'A' ? aes.find((one) => one === `AES_${bits}`) : undefined;
}

/** All KeyAlgorithms that a header's algorithm may turn out to be. */
export function algorithmFamily(letter: string): readonly KeyAlgorithm[] {
  return letter === 'T' ? tdes : letter === 'A' ? aes : letter === 'H' ? hmac : [];
}

/** Hash of optional block HM (X9.143:2021 table 13) to KeyAlgorithm; SHA-1, SHA-512/t and SHA-3 have none. */
export const hmacAlgorithms: Readonly<Record<string, KeyAlgorithm>> = {
  '20': 'HMAC_SHA224',
  '21': 'HMAC_SHA256',
  '22': 'HMAC_SHA384',
  '23': 'HMAC_SHA512',
};
