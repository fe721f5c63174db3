/**
 * Which key may protect which on its way: user guide, page keys-importexport (strength table), after PCI HSM
 * appendix D. AWS enforces it on export; of imports the API text says only "at least as strong".
 *
 * Whether a key of the service can unwrap a block on import: user guide, pages crypto-ops-validkeys and keys-importexport.
 */
import type { KeyAlgorithm, KeyModesOfUse } from './keyAttributes';
import type { Finding } from '../../core/findings';
import type { KeyBlock } from '../../core/keyblock/types';
import { modesText } from '../model/names';
import { awsKeyBlockFinding, type AwsKeyBlockRule } from './keyBlockTexts';

export type TransportMethod = 'TR31' | 'TR34' | 'RSA' | 'ECDH';

const cipherRank: Readonly<Partial<Record<string, number>>> = {
  TDES_2KEY: 1,
  TDES_3KEY: 2,
  AES_128: 3,
  AES_192: 4,
  AES_256: 5,
};

/** Highest rank of key that an asymmetric key may protect. */
const asymmetricReach: Readonly<Partial<Record<string, number>>> = {
  RSA_2048: 2,
  RSA_3072: 3,
  RSA_4096: 3,
  ECC_NIST_P256: 3,
  ECC_NIST_P384: 4,
  ECC_NIST_P521: 5,
};

/** True for the algorithms of wrapping keys of key blocks. */
export const isCipherAlgorithm = (algorithm: string): boolean => cipherRank[algorithm] !== undefined;

/** Whether one cipher key may protect another in a key block; undefined where the table has no such row. */
export function protectsInKeyBlock(protecting: string, key: string): boolean | undefined {
  const [above, below] = [cipherRank[protecting], cipherRank[key]];
  return above === undefined || below === undefined ? undefined : above >= below;
}

/**
 * Ways in which the table lets a cipher key travel under a protecting key; empty where none.
 * AES_128 goes under RSA_3072 and RSA_4096 by TR-34 as well: user guide, page on using one's own CA.
 */
export function transportMethods(key: string, protecting: string): readonly TransportMethod[] {
  const below = cipherRank[key];
  if (below === undefined) return [];
  if (cipherRank[protecting] !== undefined) return protectsInKeyBlock(protecting, key) ? ['TR31'] : [];
  if (below > (asymmetricReach[protecting] ?? 0)) return [];
  return protecting.startsWith('RSA') ? ['TR34', 'RSA'] : ['ECDH'];
}

/** What the rules look at of a key in the service; what is not known is left out. */
export interface WrappingKey {
  /** KeyAlgorithm, e.g. "AES_128". */
  readonly algorithm: string;
  /** KeyUsage, e.g. "TR31_K1_KEY_BLOCK_PROTECTION_KEY". */
  readonly usage: string;
  readonly modes?: KeyModesOfUse;
  readonly state?: string;
  readonly enabled?: boolean;
  readonly checkValue?: string;
  readonly checkValueAlgorithm?: string;
}

const wrappingUsages = ['TR31_K1_KEY_BLOCK_PROTECTION_KEY', 'TR31_K0_KEY_ENCRYPTION_KEY'];

/** Rules on the wrapping key; `candidates` are the KeyAlgorithms that the wrapped key may have. */
export function wrappingKeyFindings(
  block: KeyBlock,
  candidates: readonly KeyAlgorithm[],
  key: WrappingKey,
): Finding[] {
  const findings: Finding[] = [];
  const version = { start: 0, end: Math.min(1, block.text.length) };
  const add = (code: AwsKeyBlockRule, args: readonly (string | number)[] = [], span?: typeof version): void =>
    void findings.push(awsKeyBlockFinding(code, span, args));

  if (key.state !== undefined && key.state !== 'CREATE_COMPLETE') add('aws_wrapping_state', [key.state]);
  if (key.enabled === false) add('aws_wrapping_disabled');
  if (!wrappingUsages.includes(key.usage)) add('aws_wrapping_usage', [key.usage]);
  if (key.modes?.NoRestrictions) add('aws_wrapping_no_restrictions');
  else if (key.modes && !(key.modes.Decrypt && key.modes.Unwrap))
    add('aws_wrapping_modes', [modesText(key.modes)]);
  if (!isCipherAlgorithm(key.algorithm)) {
    add('aws_wrapping_algorithm', [key.algorithm]);
    return findings;
  }
  const wanted = block.part === 'header' ? undefined : kbpkCipher[block.version.code];
  if (wanted !== undefined && !key.algorithm.startsWith(wanted))
    add('aws_wrapping_version', [block.version.code, wanted, key.algorithm], version);
  else findings.push(...strengthFindings(candidates, key));
  if (block.algorithm.code === 'H' && key.algorithm !== 'AES_256' && key.algorithm.startsWith('AES'))
    add('aws_wrapping_hmac', [key.algorithm]);
  if (compareCheckValue(block, key) === 'different')
    add('aws_wrapping_check_value', [kpOf(block)!.value, key.checkValue!], kpOf(block)!.span);
  return findings;
}

/** Cipher of the key block protection key by version, of those that AWS imports. */
const kbpkCipher: Readonly<Partial<Record<string, 'TDES' | 'AES'>>> = {
  A: 'TDES',
  B: 'TDES',
  C: 'TDES',
  D: 'AES',
};

function strengthFindings(candidates: readonly KeyAlgorithm[], key: WrappingKey): Finding[] {
  const tooStrong = candidates.filter((one) => protectsInKeyBlock(key.algorithm, one) === false);
  if (tooStrong.length === 0) return [];
  const names = tooStrong.join(', ');
  return tooStrong.length === candidates.length
    ? [awsKeyBlockFinding('aws_wrapping_weaker', undefined, [key.algorithm, names])]
    : [awsKeyBlockFinding('aws_wrapping_perhaps_weaker', undefined, [names, key.algorithm])];
}

/** Check value of the wrapping key that the block itself states (optional block KP). */
function kpOf(
  block: KeyBlock,
): { method: string; value: string; span: { start: number; end: number } } | undefined {
  const kp = block.optionalBlocks.find(({ id }) => id === 'KP');
  if (!kp || !/^0[01][0-9A-Fa-f]{4,10}$/.test(kp.data)) return undefined;
  return { method: kp.data.slice(0, 2), value: kp.data.slice(2).toUpperCase(), span: kp.dataSpan };
}

/**
 * Whether the check value in KP is the key's: compared as prefixes, and only where both were made the same way
 * (00 as X9.24 does, 01 by CMAC; AWS: ANSI_X9_24 for TDES, CMAC for AES).
 */
export function compareCheckValue(block: KeyBlock, key: WrappingKey): 'equal' | 'different' | 'unknown' {
  const kp = kpOf(block);
  const made = key.checkValueAlgorithm ?? (key.algorithm.startsWith('TDES') ? 'ANSI_X9_24' : 'CMAC');
  const comparable = kp && made === (kp.method === '01' ? 'CMAC' : 'ANSI_X9_24');
  if (!comparable || !key.checkValue || key.checkValue.length < 4) return 'unknown';
  const size = Math.min(kp.value.length, key.checkValue.length);
  return kp.value.slice(0, size) === key.checkValue.toUpperCase().slice(0, size) ? 'equal' : 'different';
}
