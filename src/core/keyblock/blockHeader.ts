/** The header of a block to be made: fields, optional blocks, and their text. X9.143:2021 tables 1 to 7. */
import { keyBlockFinding, type KeyBlockFindingCode } from './findingTexts';
import { headerLayout } from './headerFields';
import { KeyBlockError, keyFinding } from './keyBlockError';
import { versionRow, type VersionRow } from './tables';
import type { KeyBlock, LengthDialect } from './types';

export interface OptionalBlockInput {
  readonly id: string;
  /** What follows identifier and length. Of PB only the characters matter: its length is computed. */
  readonly data: string;
  /** How a length that two digits do not hold is written; 'characters' where not given. Given: always so. */
  readonly dialect?: LengthDialect;
  /** The extended length field with its length of length, exactly, where it is to be kept as it was. */
  readonly lengthText?: string;
}

/** A header without the length, which is computed. Fields are the characters of the block. */
export interface KeyBlockHeader {
  readonly version: string;
  readonly usage: string;
  readonly algorithm: string;
  readonly mode: string;
  /** "00" where not given. */
  readonly keyVersion?: string;
  readonly exportability: string;
  /** "0" where not given. */
  readonly keyContext?: string;
  /** "0" where not given. */
  readonly reserved?: string;
  readonly optionalBlocks?: readonly OptionalBlockInput[];
}

/** The header of a decoded block, to make another block from. */
export function headerOf(block: KeyBlock): KeyBlockHeader {
  return {
    version: block.version.code,
    usage: block.usage.code,
    algorithm: block.algorithm.code,
    mode: block.mode.code,
    keyVersion: block.keyVersion.code,
    exportability: block.exportability.code,
    keyContext: block.keyContext.code,
    reserved: block.reserved,
    optionalBlocks: block.optionalBlocks.map((optional) => ({
      id: optional.id,
      data: optional.data,
      ...(optional.dialect
        ? {
            dialect: optional.dialect,
            lengthText: block.text.slice(optional.lengthSpan.start, optional.lengthSpan.end),
          }
        : {}),
    })),
  };
}

const legal = {
  usage: [/^[0-9A-Za-z]{2}$/, 'key_usage_invalid'],
  algorithm: [/^[0-9A-Za-z]$/, 'algorithm_invalid'],
  mode: [/^[0-9A-Za-z]$/, 'mode_of_use_invalid'],
  keyVersion: [/^[0-9A-Za-z]{2}$/, 'key_version_invalid'],
  exportability: [/^[0-9A-Za-z]$/, 'exportability_invalid'],
  keyContext: [/^[0-9A-Za-z]$/, 'header_not_alphanumeric'],
  reserved: [/^[0-9A-Za-z]$/, 'header_not_alphanumeric'],
} as const satisfies Record<string, readonly [RegExp, KeyBlockFindingCode]>;

function refuse(code: KeyBlockFindingCode, field: keyof typeof headerLayout, found: string): never {
  const [start, size] = headerLayout[field];
  throw new KeyBlockError([keyBlockFinding(code, { start, end: start + size }, [found], { found })]);
}

/** The row of a version; throws KeyBlockError `version_unsupported`. */
export function versionOf(header: KeyBlockHeader): VersionRow {
  return versionRow(header.version) ?? refuse('version_unsupported', 'version', header.version);
}

/**
 * Text of the header with its optional blocks, PB added or fitted so that they fill whole blocks.
 * `rest` is how many characters of payload and MAC follow. Throws KeyBlockError with the reader's codes
 * for fields that no header can hold, `too_many_optional_blocks`, `block_too_long`.
 */
export function headerText(header: KeyBlockHeader, version: VersionRow, rest: number): string {
  const fields = {
    usage: header.usage,
    algorithm: header.algorithm,
    mode: header.mode,
    keyVersion: header.keyVersion ?? '00',
    exportability: header.exportability,
    keyContext: header.keyContext ?? '0',
    reserved: header.reserved ?? '0',
  };
  for (const name of Object.keys(legal) as (keyof typeof legal)[]) {
    const [pattern, code] = legal[name];
    if (!pattern.test(fields[name])) refuse(code, name, fields[name]);
  }
  const given = header.optionalBlocks ?? [];
  // A PB that stands elsewhere than last (it should not) is data like any other.
  const last = given.at(-1);
  const filler = last?.id === 'PB' ? last.data : undefined;
  const texts = (filler === undefined ? given : given.slice(0, -1)).map(optionalText);
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  const padding = paddingBlock(size, version.blockSize, filler);
  if (padding !== '') texts.push(padding);
  if (texts.length > 99)
    throw new KeyBlockError([keyFinding('too_many_optional_blocks', undefined, [texts.length])]);
  const optional = texts.join('');
  const length = 16 + optional.length + rest;
  if (length > 9999) throw new KeyBlockError([keyFinding('block_too_long', undefined, [length])]);
  const digits = (value: number, count: number): string => String(value).padStart(count, '0');
  return (
    version.code +
    digits(length, 4) +
    fields.usage +
    fields.algorithm +
    fields.mode +
    fields.keyVersion +
    fields.exportability +
    digits(texts.length, 2) +
    fields.keyContext +
    fields.reserved +
    optional
  );
}

const hexDigits = (value: number, count: number): string =>
  value.toString(16).toUpperCase().padStart(count, '0');

/** X9.143:2021 clause 6; extended lengths as in its example 8.5, or in bytes as TR-31:2018 was read. */
function optionalText(optional: OptionalBlockInput): string {
  const { id, data, dialect } = optional;
  const anywhere = { start: 16, end: 16 };
  if (!/^[0-9A-Z]{2}$/.test(id))
    throw new KeyBlockError([keyBlockFinding('optional_block_id_invalid', anywhere, [id], { found: id })]);
  if (!/^[\x20-\x7e]*$/.test(data))
    throw new KeyBlockError([keyBlockFinding('optional_block_data_not_printable', anywhere, [id])]);
  const short = 4 + data.length;
  if (dialect === undefined && short <= 0xff) return id + hexDigits(short, 2) + data;
  const kept = optional.lengthText;
  if (kept !== undefined && parseInt(kept.slice(4), 16) === id.length + kept.length + data.length)
    return id + kept + data;
  const long = 10 + data.length;
  if (long > 0xffff) throw new KeyBlockError([keyFinding('block_too_long', undefined, [long])]);
  return id + (dialect === 'bytes' ? '0002' : '0004') + hexDigits(long, 4) + data;
}

/** PB of the length that is missing to whole blocks; its own filler where that is as long, zeros otherwise. */
function paddingBlock(size: number, blockSize: number, filler: string | undefined): string {
  const kept = filler !== undefined && (size + 4 + filler.length) % blockSize === 0 ? filler : undefined;
  if (kept !== undefined && kept.length < blockSize + 4 && /^[\x20-\x7e]*$/.test(kept))
    return 'PB' + hexDigits(4 + kept.length, 2) + kept;
  if (size % blockSize === 0) return '';
  let missing = blockSize - (size % blockSize);
  if (missing < 4) missing += blockSize;
  return 'PB' + hexDigits(missing, 2) + '0'.repeat(missing - 4);
}
