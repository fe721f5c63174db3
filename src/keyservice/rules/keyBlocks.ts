/** What AWS Payment Cryptography makes of a key block: whether it imports it, as what, and why not. */
import { fillTemplate, type Finding, type Span } from '../../core/findings';
import { headerLayout } from '../../core/keyblock/headerFields';
import type { KeyBlock } from '../../core/keyblock/types';
import type { KeyUsage } from '../model/enums';
import { modesText } from '../model/names';
import {
  algorithmFamily,
  cipherAlgorithm,
  hmacAlgorithms,
  modesOfUse,
  usageAttributesOf,
  type KeyAlgorithm,
  type KeyModesOfUse,
  type UsageAttributes,
} from './keyAttributes';
import {
  awsHeadlineTexts,
  awsKeyBlockFinding,
  type AwsHeadline,
  type AwsKeyBlockRule,
} from './keyBlockTexts';
import { compareCheckValue, protectsInKeyBlock, type WrappingKey, wrappingKeyFindings } from './wrappingKeys';

export type { WrappingKey } from './wrappingKeys';

export interface JudgeOptions {
  /** The key of the service that is to unwrap the block. */
  readonly wrappingKey?: WrappingKey;
  /** Bits of the wrapped key, where it was unwrapped and they are known. */
  readonly keyBits?: number;
}

/** One line of words: a template of `awsHeadlineTexts` with its arguments, and the two put together in English. */
export interface Headline {
  readonly code: AwsHeadline;
  readonly template: string;
  readonly args: readonly (string | number)[];
  readonly text: string;
  /** The finding that decides; its message is the last argument, to be put in the user's language. */
  readonly reason?: Finding;
}

export interface AwsVerdict {
  /** 'no': a rule forbids it; 'unclear': AWS documents neither that it is taken nor that it is not. */
  readonly importable: 'yes' | 'no' | 'unclear';
  /** Value of KeyUsage that the header's usage becomes. */
  readonly keyUsage?: KeyUsage;
  /** What the key may be; one where header, HM or `keyBits` say, several where only unwrapping tells. */
  readonly keyAlgorithms: readonly KeyAlgorithm[];
  /** KeyModesOfUse, true members only; empty where the header's mode has no counterpart. */
  readonly modes: KeyModesOfUse;
  /** Exportable of the imported key; undefined where the header's value says nothing that AWS documents. */
  readonly exportable: boolean | undefined;
  /** Whether any operation of the service uses such a key; 'unclear' where its length decides. */
  readonly usable: 'yes' | 'no' | 'unclear';
  readonly headline: Headline;
  /** In the order of the checks; spans are characters of the block's text. */
  readonly findings: readonly Finding[];
}

type Add = (
  code: AwsKeyBlockRule,
  args?: readonly (string | number)[],
  span?: Span,
  more?: { expected?: string; found?: string },
) => void;

/** Lengths and characters of WrappedKeyBlock: API reference, Tr31WrappedKeyBlock. */
const blockCharacters = { least: 56, most: 9984 } as const;

function span(id: keyof typeof headerLayout): Span {
  const [start, size] = headerLayout[id];
  return { start, end: start + size };
}

/**
 * Judges a decoded block, or a header alone (`part: 'header'`, as in TR-34, where AWS ignores version and
 * length: these are then left out). Never throws.
 */
export function judgeKeyBlock(block: KeyBlock, options: JudgeOptions = {}): AwsVerdict {
  const findings: Finding[] = [];
  const add: Add = (code, args, at, more) => void findings.push(awsKeyBlockFinding(code, at, args, more));

  judgeText(block, add);
  const usage = judgeUsage(block, add);
  const keyAlgorithms = judgeAlgorithm(block, usage, options.keyBits, add);
  const modes = judgeMode(block, usage, add);
  const exportable = judgeExportability(block, add);
  judgeRest(block, usage, add);
  judgeVersionStrength(block, keyAlgorithms, add);
  const usable = judgeOperations(usage, keyAlgorithms, add);
  if (options.wrappingKey) findings.push(...wrappingKeyFindings(block, keyAlgorithms, options.wrappingKey));

  const importable = verdictOf(findings);
  return {
    importable,
    ...(usage ? { keyUsage: usage.keyUsage } : {}),
    keyAlgorithms,
    modes,
    exportable,
    usable: importable === 'no' ? 'no' : usable,
    headline: headlineOf(importable, usage, keyAlgorithms, modes, findings),
    findings,
  };
}

export const blockFaults = (block: KeyBlock): readonly Finding[] =>
  block.findings.filter(({ severity }) => severity === 'error');

/** Findings of a judgement for a surface that does not show those of the block: its faults in their own words, not by number. */
export function withBlockFaults(findings: readonly Finding[], block: KeyBlock): readonly Finding[] {
  return findings.flatMap((one) => (one.code === 'aws_block_unsound' ? blockFaults(block) : [one]));
}

function verdictOf(findings: readonly Finding[]): AwsVerdict['importable'] {
  if (findings.some(({ severity }) => severity === 'error')) return 'no';
  return findings.some(({ doubt }) => doubt) ? 'unclear' : 'yes';
}

function judgeText(block: KeyBlock, add: Add): void {
  const { text } = block;
  // The dates of a certificate inside are no fault of the block: no rule of AWS is known on them.
  const wrong = block.findings.filter(
    ({ severity, code }) => severity === 'error' && code !== 'ct_expired' && code !== 'ct_not_yet_valid',
  );
  if (wrong[0]) add('aws_block_unsound', [wrong.length], wrong[0].span);
  if (block.part === 'header') return;
  if (text.length < blockCharacters.least || text.length > blockCharacters.most)
    add('aws_block_length', [blockCharacters.least, blockCharacters.most, text.length]);
  const illegal = /[^0-9A-Za-z]/.exec(text);
  if (illegal) {
    const at = illegal.index;
    const inside = block.optionalBlocks.find(({ span: one }) => one.start <= at && at < one.end);
    // Elsewhere the block is unsound, which was said.
    if (inside)
      add('aws_block_characters', [illegal[0], inside.id], { start: at, end: at + 1 }, { found: illegal[0] });
  } else {
    const lower = /[a-z]/.exec(text);
    if (lower) add('aws_block_lower_case', [], { start: lower.index, end: lower.index + 1 });
  }
  if (block.version.known && !/^[ABCD]$/.test(block.version.code))
    add(
      'aws_version',
      [block.version.code, /^[E1]$/.test(block.version.code) ? 'D' : 'B or D'],
      span('version'),
      {
        found: block.version.code,
      },
    );
}

function judgeUsage(block: KeyBlock, add: Add): UsageAttributes | undefined {
  const { code } = block.usage;
  if (code.length < 2) return undefined;
  const usage = /^[A-Z][0-9]$/.test(code) ? usageAttributesOf(code) : undefined;
  if (!usage) add('aws_usage_no_value', [code], span('usage'), { found: code });
  else if (usage.kind === 'pair') add('aws_key_pair', [code], span('usage'), { found: code });
  else if (usage.listed === 'newest') add('aws_usage_newest', [usage.keyUsage, code], span('usage'));
  else if (usage.listed === 'enumOnly') add('aws_usage_unlisted', [usage.keyUsage], span('usage'));
  return usage;
}

/** KeyAlgorithms that the key may have; empty where AWS has none for it. */
function judgeAlgorithm(
  block: KeyBlock,
  usage: UsageAttributes | undefined,
  keyBits: number | undefined,
  add: Add,
): readonly KeyAlgorithm[] {
  const letter = block.algorithm.code;
  if (letter === '') return [];
  const family = algorithmFamily(letter);
  const at = span('algorithm');
  if (family.length === 0) {
    if (usage?.kind !== 'pair') add('aws_algorithm_no_value', [letter], at, { found: letter });
    return [];
  }
  if (usage?.kind === 'pair') return [];
  if (usage && !family.some((one) => usage.algorithms.includes(one))) {
    const allowed = usage.algorithms.join(', ');
    add('aws_algorithm_not_allowed', [familyName(letter), usage.keyUsage, allowed], at, { found: letter });
  }
  if (usage?.code === 'M7' && letter !== 'H') add('aws_hmac_as_cipher', [family.join(', ')], at);
  if (letter === 'H') return hashedAlgorithm(block, family, add);
  const bits = keyBits === undefined ? block.payload?.possibleKeyBits : [keyBits];
  if (!bits) return family;
  const candidates = bits.map((one) => cipherAlgorithm(letter, one)).filter((one) => one !== undefined);
  if (candidates.length === 0) {
    if (keyBits !== undefined)
      add('aws_key_length', [familyName(letter), keyBits, family.join(', ')], block.payload?.span);
    // Of a block that is cut, the length says nothing of the key.
    else if (blockFaults(block).length === 0)
      add('aws_key_too_short', [block.payload?.bytes ?? 0, familyName(letter)], block.payload?.span);
  }
  return candidates;
}

const familyName = (letter: string): string => ({ T: 'TDES', A: 'AES', H: 'HMAC' })[letter] ?? letter;

function hashedAlgorithm(
  block: KeyBlock,
  family: readonly KeyAlgorithm[],
  add: Add,
): readonly KeyAlgorithm[] {
  const hm = block.optionalBlocks.find(({ id }) => id === 'HM');
  if (!hm) {
    // A header alone may have been given without its optional blocks.
    if (block.part === 'header' && block.optionalBlockCount !== 0) return family;
    add('aws_hm_missing', [], span('algorithm'));
    return [];
  }
  const algorithm = Object.hasOwn(hmacAlgorithms, hm.data) ? hmacAlgorithms[hm.data] : undefined;
  if (!algorithm) add('aws_hm_hash', [hm.data], hm.dataSpan, { found: hm.data });
  if (block.part === 'block' && /^[ABC]$/.test(block.version.code))
    add('aws_hmac_version', [block.version.code], span('version'));
  return algorithm ? [algorithm] : [];
}

function judgeMode(block: KeyBlock, usage: UsageAttributes | undefined, add: Add): KeyModesOfUse {
  const letter = block.mode.code;
  if (letter === '') return {};
  const modes = modesOfUse(letter);
  if (!usage || usage.kind === 'pair') return modes ?? {};
  const allowed = usage.modes.split('').join(', ');
  const at = span('mode');
  if (!modes)
    add('aws_mode_no_value', [letter, usage.keyUsage, allowed], at, { expected: allowed, found: letter });
  else if (!usage.modes.includes(letter))
    add('aws_mode_not_allowed', [letter, modesText(modes), usage.keyUsage, allowed], at, {
      expected: allowed,
      found: letter,
    });
  return modes ?? {};
}

function judgeExportability(block: KeyBlock, add: Add): boolean | undefined {
  const { code } = block.exportability;
  if (code === '') return undefined;
  if (code === 'E' || code === 'S') return true;
  if (code === 'N') {
    add('aws_not_exportable', [], span('exportability'));
    return false;
  }
  add('aws_exportability_unknown', [code], span('exportability'), { found: code });
  return undefined;
}

/** Key version, reserved characters, optional blocks, and what is otherwise good to know. */
function judgeRest(block: KeyBlock, usage: UsageAttributes | undefined, add: Add): void {
  const version = block.keyVersion.code;
  if (version.startsWith('c')) add('aws_component', [version.slice(1)], span('keyVersion'));
  else if (version.length === 2 && version !== '00') add('aws_key_version', [version], span('keyVersion'));
  const reserved = block.keyContext.code + block.reserved;
  if (reserved.length === 2 && reserved !== '00')
    add('aws_reserved', [reserved], { start: 14, end: 16 }, { expected: '00', found: reserved });
  const other = [...new Set(block.optionalBlocks.map(({ id }) => id))].filter(
    (id) => !['HM', 'PB', 'KP'].includes(id),
  );
  const first = block.optionalBlocks.find(({ id }) => id === other[0]);
  if (first) add('aws_optional_blocks', [other.join(', ')], first.span);
  const kp = block.optionalBlocks.find(({ id }) => id === 'KP');
  if (kp) add('aws_kp_dropped', [], kp.span);
  if (block.part === 'block' && /^[AC]$/.test(block.version.code))
    add('aws_export_version', [block.version.code], span('version'));
  if (usage?.code === 'K0') add('aws_key_encryption_key', [], span('usage'));
}

/** Versions A, B and C go under TDES keys, which are too weak for AES ones, whichever is chosen. */
function judgeVersionStrength(block: KeyBlock, candidates: readonly KeyAlgorithm[], add: Add): void {
  if (block.part === 'header' || !/^[ABC]$/.test(block.version.code)) return;
  const tooStrong = candidates.filter((one) => protectsInKeyBlock('TDES_3KEY', one) === false);
  if (tooStrong.length > 0 && tooStrong.length === candidates.length)
    add('aws_version_too_weak', [block.version.code, tooStrong.join(', ')], span('version'));
}

function judgeOperations(
  usage: UsageAttributes | undefined,
  candidates: readonly KeyAlgorithm[],
  add: Add,
): AwsVerdict['usable'] {
  if (!usage || candidates.length === 0) return 'no';
  const unused = candidates.filter((one) => usage.unused.includes(one));
  if (unused.length > 0) add('aws_algorithm_unused', [unused.join(', '), usage.keyUsage], span('algorithm'));
  if (unused.length === candidates.length) return 'no';
  return unused.length > 0 ? 'unclear' : 'yes';
}

function headlineOf(
  importable: AwsVerdict['importable'],
  usage: UsageAttributes | undefined,
  algorithms: readonly KeyAlgorithm[],
  modes: KeyModesOfUse,
  findings: readonly Finding[],
): Headline {
  const line = (code: AwsHeadline, args: readonly (string | number)[], reason?: Finding): Headline => ({
    code,
    template: awsHeadlineTexts[code].template,
    args,
    text: fillTemplate(awsHeadlineTexts[code].template, args),
    ...(reason ? { reason } : {}),
  });
  const as = [usage?.keyUsage ?? '', modesText(modes)];
  if (importable === 'yes') {
    const code =
      ({ 1: 'aws_accepted_1', 2: 'aws_accepted_2' } as const)[algorithms.length] ?? 'aws_accepted_3';
    // Four is what HMAC would have, in a header whose HM block is not known.
    const shown =
      algorithms.length > 3 ? [algorithms.slice(0, -2).join(', '), ...algorithms.slice(-2)] : algorithms;
    return line(code, [...as, ...shown]);
  }
  const reason =
    importable === 'no'
      ? findings.find(({ severity }) => severity === 'error')
      : findings.find(({ doubt }) => doubt);
  const message = reason?.message ?? '';
  return importable === 'no'
    ? line('aws_refused', [message], reason)
    : line('aws_perhaps', [...as, message], reason);
}

/** Whether one key of the service can unwrap a block. */
export interface WrappingKeyFit<Key extends WrappingKey> {
  readonly key: Key;
  readonly fits: 'yes' | 'no' | 'unclear';
  /** Whether the check value in optional block KP is this key's. */
  readonly checkValue: 'equal' | 'different' | 'unknown';
  /** Why not, or why it is unclear; worst first. */
  readonly findings: readonly Finding[];
}

/**
 * Which of the keys can unwrap the block on import, in the order to offer them: the one whose check value the
 * block states, those that fit, the unclear ones, then those that do not fit, each with its reasons.
 */
export function fittingWrappingKeys<Key extends WrappingKey>(
  block: KeyBlock,
  keys: readonly Key[],
  options: Pick<JudgeOptions, 'keyBits'> = {},
): WrappingKeyFit<Key>[] {
  const { keyAlgorithms } = judgeKeyBlock(block, options);
  const order = { yes: 0, unclear: 1, no: 2 } as const;
  const rank = ({ fits, checkValue }: WrappingKeyFit<Key>): number =>
    order[fits] * 2 + (checkValue === 'equal' ? 0 : 1);
  return keys
    .map((key): WrappingKeyFit<Key> => {
      const found = wrappingKeyFindings(block, keyAlgorithms, key);
      return { key, fits: verdictOf(found), checkValue: compareCheckValue(block, key), findings: found };
    })
    .sort((a, b) => rank(a) - rank(b));
}
