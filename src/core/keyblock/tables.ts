/**
 * The code tables of the 16-character header: TR-31:2018, X9.143:2021 tables 1 to 6, ISO 20038:2017.
 * A row says where it was read; where sources disagree or are thin, `note` says so and is shown to the user.
 */

import { textTable } from '../findings';

export interface TableRow {
  readonly code: string;
  readonly name: string;
  /** Shown after the name, in brackets: who defines it, what is doubtful. */
  readonly note?: string;
  readonly source: string;
}

const x9 = (table: number) => `X9.143:2021 table ${table}`;
const ibm = 'IBM CCA usage notes for TR-31';
const xfs = 'CEN XFS4IoT key management';

/** How keys and MAC of a version are bound and laid out. */
export interface VersionRow extends TableRow {
  /** Cipher block in bytes: total length and optional blocks are multiples of it (E: of nothing). */
  readonly blockSize: 8 | 16;
  /** False for E: counter mode, a payload of any length. */
  readonly padded: boolean;
  readonly macBytes: 4 | 8 | 16;
  readonly cipher: 'TDES' | 'AES';
  /** Thales layouts: characters 14 and 15 are an LMK identifier. */
  readonly proprietary?: true;
  readonly deprecated?: true;
}

export const versions: readonly VersionRow[] = [
  {
    code: 'A',
    name: 'TDES, key variant (TR-31:2005)',
    note: 'deprecated',
    blockSize: 8,
    padded: true,
    macBytes: 4,
    cipher: 'TDES',
    deprecated: true,
    source: 'TR-31:2018; X9.143:2021 table 1',
  },
  {
    code: 'B',
    name: 'TDES, key derivation (TR-31:2010, X9.143)',
    blockSize: 8,
    padded: true,
    macBytes: 8,
    cipher: 'TDES',
    source: x9(1),
  },
  {
    code: 'C',
    name: 'TDES, key variant (TR-31:2010, X9.143)',
    blockSize: 8,
    padded: true,
    macBytes: 4,
    cipher: 'TDES',
    source: x9(1),
  },
  {
    code: 'D',
    name: 'AES, key derivation (X9.143, ISO 20038)',
    blockSize: 16,
    padded: true,
    macBytes: 16,
    cipher: 'AES',
    source: x9(1),
  },
  {
    code: 'E',
    name: 'AES counter mode, key derivation (ISO 20038)',
    note: 'not in X9.143',
    blockSize: 16,
    padded: false,
    macBytes: 16,
    cipher: 'AES',
    source: 'ISO 20038:2017',
  },
  {
    code: '0',
    name: 'Thales key block under a TDES LMK',
    note: 'proprietary',
    blockSize: 8,
    padded: true,
    macBytes: 4,
    cipher: 'TDES',
    proprietary: true,
    source: 'observed; no published text',
  },
  {
    code: '1',
    name: 'Thales key block under an AES LMK',
    note: 'proprietary',
    blockSize: 16,
    padded: true,
    macBytes: 8,
    cipher: 'AES',
    proprietary: true,
    source: 'observed; no published text',
  },
];

/** Which kinds of algorithm a usage goes with; derived from the usage names, so a breach is a warning. */
export type AlgorithmSet = 'symmetric' | 'tdes' | 'tdesOrAes' | 'hmac' | 'asymmetric';

/** Algorithm characters of each kind, the usual one first. */
export const algorithmsOf: Readonly<Record<AlgorithmSet, string>> = {
  symmetric: 'ATD',
  tdes: 'T',
  tdesOrAes: 'AT',
  hmac: 'HIJ',
  asymmetric: 'RES',
};

export interface UsageRow extends TableRow {
  /** Legal modes of use, N apart, which always passes; undefined where no combination is published. */
  readonly modes?: string;
  readonly algorithms: AlgorithmSet;
}

const not2018 = 'not in TR-31:2018';
const usage = (
  code: string,
  name: string,
  modes: string | undefined,
  algorithms: AlgorithmSet = 'symmetric',
  note?: string,
  source = x9(2),
): UsageRow => ({
  code,
  name,
  algorithms,
  source,
  ...(modes === undefined ? {} : { modes }),
  ...(note === undefined ? {} : { note }),
});

export const usages: readonly UsageRow[] = [
  usage('B0', 'Base derivation key (BDK)', 'X'),
  usage('B1', 'Initial DUKPT key (IK, IPEK)', 'X'),
  usage('B2', 'Base key variant key', 'XY', 'symmetric', 'deprecated; sources disagree on its mode, X or Y'),
  usage('B3', 'Key derivation key, not ANSI X9.24', 'X', 'symmetric', not2018),
  usage('C0', 'Card verification key (CVK)', 'CGV'),
  usage('D0', 'Data encryption key, symmetric', 'BDE'),
  usage('D1', 'Data encryption key, asymmetric', 'BDE', 'asymmetric'),
  usage('D2', 'Data encryption key for a decimalization table', 'BDE'),
  usage('D3', 'Data encryption key for sensitive data', 'BDE', 'symmetric', not2018),
  usage('E0', 'EMV issuer master key: application cryptograms', 'X'),
  usage('E1', 'EMV issuer master key: secure messaging, confidentiality', 'X'),
  usage('E2', 'EMV issuer master key: secure messaging, integrity', 'X'),
  usage('E3', 'EMV issuer master key: data authentication code', 'X'),
  usage('E4', 'EMV issuer master key: dynamic numbers', 'X'),
  usage('E5', 'EMV issuer master key: card personalization', 'X'),
  usage('E6', 'EMV issuer master key: other', 'X'),
  usage('E7', 'EMV key pair for PIN encryption, asymmetric', undefined, 'asymmetric', not2018),
  usage('F0', 'Usage F0', 'X', 'symmetric', 'IBM only, name not published', ibm),
  usage('F1', 'Usage F1', 'X', 'symmetric', 'IBM only, name not published', ibm),
  usage('F2', 'Usage F2', 'X', 'symmetric', 'IBM only, name not published', ibm),
  usage('I0', 'Initialization vector', 'N'),
  usage('K0', 'Key encryption key (KEK)', 'BDE'),
  usage('K1', 'Key block protection key (KBPK)', 'BDE'),
  usage('K2', 'TR-34 key pair of the key receiver (KRD), asymmetric', 'BDE', 'asymmetric'),
  usage('K3', 'Key pair for key wrapping or key agreement, asymmetric', 'BDEX', 'asymmetric'),
  usage('K4', 'Key block protection key, ISO 20038', undefined, 'symmetric', not2018),
  usage('M0', 'MAC key, ISO 16609 algorithm 1 (TDES)', 'CGV', 'tdes'),
  usage('M1', 'MAC key, ISO 9797-1 algorithm 1 (CBC-MAC)', 'CGV', 'tdesOrAes'),
  usage('M2', 'MAC key, ISO 9797-1 algorithm 2', 'CGV', 'tdes'),
  usage('M3', 'MAC key, ISO 9797-1 algorithm 3 (retail MAC)', 'CGV', 'tdes'),
  usage('M4', 'MAC key, ISO 9797-1 algorithm 4', 'CGV', 'tdes'),
  usage(
    'M5',
    'MAC key, ISO 9797-1:1999 algorithm 5 (legacy)',
    'CGV',
    'tdes',
    'XFS4IoT names the 2011 edition, which is M6',
  ),
  usage('M6', 'MAC key, ISO 9797-1:2011 algorithm 5 (CMAC)', 'CGV', 'tdesOrAes'),
  usage('M7', 'HMAC key', 'CGV', 'hmac'),
  usage('M8', 'MAC key, ISO 9797-1:2011 algorithm 6', 'CGV', 'tdes'),
  usage('P0', 'PIN encryption key', 'BDE'),
  usage(
    'P1',
    'PIN generation key',
    undefined,
    'symmetric',
    `${not2018}; reserved for X9.132 in XFS4IoT`,
    `${x9(2)}; ${xfs}`,
  ),
  usage('S0', 'Key pair for digital signature, asymmetric', 'SV', 'asymmetric'),
  usage('S1', 'Key pair of a certification authority, asymmetric', 'SV', 'asymmetric'),
  usage('S2', 'Key pair not for ANSI X9.24, asymmetric', 'SVTBDE', 'asymmetric'),
  usage('V0', 'PIN verification key, other algorithm', 'CGV'),
  usage('V1', 'PIN verification key, IBM 3624', 'CGV'),
  usage('V2', 'PIN verification key, Visa PVV', 'CGV'),
  usage('V3', 'PIN verification key, X9.132 algorithm 1', 'CGV'),
  usage('V4', 'PIN verification key, X9.132 algorithm 2', 'CGV'),
  usage('V5', 'PIN verification key, X9.132 algorithm 3', undefined, 'symmetric', not2018),
];

const agreed = 'three public programs have the same table of payShield key usages';
const manual = 'payShield key usages, second-hand from public code that quotes the manual, clause 8.5.1.2';
const thales = (code: string, name: string, algorithms: AlgorithmSet, sure = true): UsageRow => ({
  code,
  name,
  algorithms,
  note: sure ? 'usage of Thales' : 'usage of Thales, seen in one public table',
  source: sure ? agreed : manual,
});

/**
 * Usages of Thales key blocks (versions 0 and 1) that X9.143 does not have; those of X9.143 occur beside them. No text
 * of Thales was at hand. 45 and 46 are in no table that was found.
 */
export const thalesUsages: readonly UsageRow[] = [
  thales('01', 'WatchWord key (WWK)', 'tdes'),
  thales('02', 'RSA or EC public key', 'asymmetric'),
  thales('03', 'RSA or EC private key for signing or key management', 'asymmetric'),
  thales('04', 'RSA private key for ICCs', 'asymmetric'),
  thales('05', 'RSA private key for PIN translation', 'asymmetric'),
  thales('06', 'RSA private key for TLS', 'asymmetric'),
  thales('11', 'Card verification key, American Express CSC', 'tdes'),
  thales('12', 'Card verification key, Mastercard CVC', 'tdes'),
  thales('13', 'Card verification key, Visa CVV', 'tdesOrAes'),
  thales('21', 'Data encryption key (DEK)', 'symmetric'),
  thales('22', 'Zone data encryption key (ZEK)', 'symmetric'),
  thales('23', 'Terminal data encryption key (TEK)', 'symmetric'),
  thales('24', 'Key encryption key, transport key', 'symmetric'),
  thales('25', 'Data encryption key for counter mode (CTRDEK)', 'symmetric', false),
  thales('31', 'Visa Cash master load key (KML)', 'tdes'),
  thales('32', 'Dynamic CVV master key (MK-CVC3)', 'tdesOrAes'),
  thales('33', 'Mobile remote management master key, confidentiality', 'symmetric'),
  thales('34', 'Mobile remote management master key, integrity', 'symmetric'),
  thales('35', 'Mobile remote management session key, confidentiality', 'symmetric'),
  thales('36', 'Mobile remote management session key, integrity', 'symmetric'),
  thales('37', 'EMV card key for cryptograms', 'tdesOrAes'),
  thales('38', 'EMV card key for integrity', 'tdesOrAes'),
  thales('39', 'EMV card key for encryption', 'tdesOrAes'),
  thales('40', 'EMV personalization system key', 'tdes'),
  thales('41', 'Base derivation key of type 2 (BDK-2)', 'tdesOrAes'),
  thales('42', 'Base derivation key of type 3 (BDK-3)', 'tdes'),
  thales('43', 'Base derivation key of type 4 (BDK-4)', 'tdesOrAes'),
  thales('44', 'Base derivation key of type 5 (BDK-5)', 'tdes', false),
  thales('47', 'EMV session key for cryptograms', 'tdesOrAes'),
  thales('48', 'EMV session key for integrity', 'tdesOrAes'),
  thales('49', 'EMV session key for encryption', 'tdes'),
  thales('51', 'Terminal master key (TMK)', 'symmetric'),
  thales('52', 'Zone master key (ZMK)', 'symmetric'),
  thales('53', 'ZKA master key', 'tdesOrAes'),
  thales('54', 'Key encryption key (KEK)', 'tdesOrAes'),
  thales('55', 'Key encryption key, transport key', 'symmetric'),
  thales('56', 'Master key MPKC', 'tdes', false),
  thales('57', 'Master key MKPOS or MKSER', 'tdes', false),
  thales('61', 'HMAC key, SHA-1', 'hmac'),
  thales('62', 'HMAC key, SHA-224', 'hmac'),
  thales('63', 'HMAC key, SHA-256', 'hmac'),
  thales('64', 'HMAC key, SHA-384', 'hmac'),
  thales('65', 'HMAC key, SHA-512', 'hmac'),
  thales('71', 'Terminal PIN key (TPK)', 'symmetric'),
  thales('72', 'Zone PIN key (ZPK)', 'symmetric'),
  thales('73', 'Terminal key register (TKR), transaction key scheme', 'tdes'),
];

/** Codes that one secondary source lists without a meaning that can be relied on. */
export const doubtfulUsages = new Set(['F3', 'F4', 'F5', 'F6', 'P2']);

/** What is known of makers' own codes, by header field. */
export const proprietaryNames = textTable<
  Readonly<Record<string, Readonly<Record<string, string>> | undefined>>
>(
  {
    usage: { '10': 'proprietary, used by IBM' },
    mode: { '1': 'proprietary, used by IBM' },
  },
  (names) => Object.values(names ?? {}),
);

export const algorithms: readonly TableRow[] = [
  { code: 'A', name: 'AES', source: x9(3) },
  { code: 'D', name: 'DES', note: 'single DES, backwards compatibility only', source: x9(3) },
  { code: 'E', name: 'Elliptic curve', source: x9(3) },
  { code: 'H', name: 'HMAC', note: 'hash in optional block HM', source: x9(3) },
  { code: 'I', name: 'HMAC-SHA-2', note: 'ISO 20038 only', source: 'ISO 20038:2017 A.2.4' },
  { code: 'J', name: 'HMAC-SHA-3', note: 'ISO 20038 only', source: 'ISO 20038:2017 A.2.4' },
  { code: 'R', name: 'RSA', source: x9(3) },
  { code: 'S', name: 'DSA', source: x9(3) },
  { code: 'T', name: 'TDES', source: x9(3) },
];

export const modes: readonly TableRow[] = [
  { code: 'B', name: 'encrypt and decrypt, wrap and unwrap', source: x9(4) },
  { code: 'C', name: 'generate and verify', source: x9(4) },
  { code: 'D', name: 'decrypt or unwrap only', source: x9(4) },
  { code: 'E', name: 'encrypt or wrap only', source: x9(4) },
  { code: 'G', name: 'generate only', source: x9(4) },
  { code: 'N', name: 'no special restrictions', source: x9(4) },
  { code: 'S', name: 'sign only', source: x9(4) },
  {
    code: 'T',
    name: 'sign and decrypt',
    note: 'TR-31:2018; some decoders do not know it',
    source: 'TR-31:2018; ' + xfs,
  },
  { code: 'V', name: 'verify only', source: x9(4) },
  { code: 'X', name: 'derive other keys', source: x9(4) },
  { code: 'Y', name: 'create key variants', source: x9(4) },
];

export const exportabilities: readonly TableRow[] = [
  { code: 'E', name: 'exportable under a trusted key', source: x9(6) },
  { code: 'N', name: 'not exportable; keys derived from it may be', source: x9(6) },
  {
    code: 'S',
    name: 'sensitive: exportable also in forms that ANSI X9.24 does not allow',
    source: x9(6),
  },
];

export const keyContexts: readonly TableRow[] = [
  { code: '0', name: 'storage or exchange, the wrapping key decides', source: x9(1) },
  {
    code: '1',
    name: 'storage only',
    note: 'IBM: internal key token, versions B and D only',
    source: `${x9(1)}; ${ibm}`,
  },
  { code: '2', name: 'key exchange only', source: x9(1) },
];

/** A table as a lookup; header fields are read thousands of times a second by the scanner. */
function byCode<Row extends TableRow>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.code, row]));
}

const versionByCode = byCode(versions);
const usageByCode = byCode(usages);
const algorithmByCode = byCode(algorithms);
const modeByCode = byCode(modes);
const exportabilityByCode = byCode(exportabilities);
const contextByCode = byCode(keyContexts);

/** Row of a key block version; undefined for codes in no table, as for all lookups here. X9.143:2021 table 1. */
export const versionRow = (code: string): VersionRow | undefined => versionByCode.get(code);
/** Row of a key usage, 2 characters: X9.143:2021 table 2. */
export const usageRow = (code: string): UsageRow | undefined => usageByCode.get(code);
const thalesUsageByCode = byCode(thalesUsages);
/** Row of a usage that only Thales key blocks have. */
export const thalesUsageRow = (code: string): UsageRow | undefined => thalesUsageByCode.get(code);
/** Row of an algorithm character: X9.143:2021 table 3. */
export const algorithmRow = (code: string): TableRow | undefined => algorithmByCode.get(code);
/** Row of a mode of use: X9.143:2021 table 4. */
export const modeRow = (code: string): TableRow | undefined => modeByCode.get(code);
/** Row of an exportability: X9.143:2021 table 6. */
export const exportabilityRow = (code: string): TableRow | undefined => exportabilityByCode.get(code);
/** Row of a key context: X9.143:2021 table 1. */
export const keyContextRow = (code: string): TableRow | undefined => contextByCode.get(code);

/** Name and note of a row, as a meaning. */
export const rowName = (row: TableRow): string => (row.note ? `${row.name} (${row.note})` : row.name);
