import type { Field } from '../findings';
import type { AddFinding } from './header';
import type { VersionRow } from './tables';
import type { KeyBlock, LengthDialect, OptionalBlock } from './types';

/** Names of the optional blocks: X9.143:2021 tables 8 to 23. */
const optionalBlockNames: ReadonlyMap<string, string> = new Map([
  ['AL', 'Asymmetric key life'],
  ['BI', 'Base derivation key identifier'],
  ['CT', 'Public key certificate'],
  ['DA', 'Derivations allowed'],
  ['FL', 'Flags'],
  ['HM', 'HMAC hash algorithm'],
  ['IK', 'Initial key identifier, AES DUKPT'],
  ['KC', 'Key check value of the wrapped key'],
  ['KP', 'Key check value of the KBPK'],
  ['KS', 'Initial key serial number, TDEA DUKPT'],
  ['KV', 'Key block values (deprecated)'],
  ['LB', 'Label'],
  ['PB', 'Padding'],
  ['PK', 'Key check value of the export KBPK'],
  ['TC', 'Time of creation'],
  ['TS', 'Time stamp of wrapping'],
  ['WP', 'Wrapping pedigree'],
]);

const hex = /^[0-9A-Fa-f]+$/;
const printable = /^[\x20-\x7e]*$/;

interface Walk {
  blocks: OptionalBlock[];
  fields: Field[];
  /** Character after the last block that could be read. */
  end: number;
  /** False where an error stopped the walk before the last declared block. */
  complete: boolean;
}

/**
 * Walks the optional blocks from character 16. An extended length ("00", length of length,
 * length) is read in characters as X9.143:2021 8.5 does; where the text does not hold that
 * much, in bytes (two characters each), as TR-31:2018 was read by some.
 */
export function readOptionalBlocks(
  text: string,
  count: number,
  version: VersionRow | undefined,
  part: KeyBlock['part'],
  add: AddFinding,
): Walk {
  const blocks: OptionalBlock[] = [];
  let at = 16;
  for (let n = 1; n <= count; n++) {
    const block = readOne(text, at, n, add);
    if (!block) return { blocks, fields: blocks.map(blockField), end: at, complete: false };
    blocks.push(block);
    at = block.span.end;
  }
  const total = at - 16;
  if (version && part === 'block' && total % version.blockSize !== 0)
    add('optional_blocks_not_block_multiple', { start: at, end: at }, [
      total,
      version.code,
      version.blockSize,
    ]);
  return { blocks, fields: blocks.map(blockField), end: at, complete: true };
}

function readOne(text: string, at: number, n: number, add: AddFinding): OptionalBlock | undefined {
  const id = text.slice(at, at + 2);
  if (id.length < 2) {
    add('optional_block_id_truncated', { start: at, end: text.length }, [n]);
    return undefined;
  }
  if (!/^[0-9A-Z]{2}$/.test(id)) {
    add('optional_block_id_invalid', { start: at, end: at + 2 }, [id], { found: id });
    return undefined;
  }
  const short = text.slice(at + 2, at + 4);
  if (short.length < 2 || !hex.test(short)) {
    add('optional_block_length_malformed', { start: at + 2, end: Math.min(at + 4, text.length) }, [short], {
      found: short,
    });
    return undefined;
  }
  let length = parseInt(short, 16);
  let framing = 4;
  let dialect: LengthDialect | undefined;
  if (length === 0) {
    const digits = text.slice(at + 4, at + 6);
    const size = hex.test(digits) && digits.length === 2 ? parseInt(digits, 16) : NaN;
    if (size === 0) {
      add('optional_block_length_of_length_zero', { start: at + 4, end: at + 6 });
      return undefined;
    }
    const readAs = (characters: number): number =>
      characters <= 8 && hex.test(text.slice(at + 6, at + 6 + characters))
        ? parseInt(text.slice(at + 6, at + 6 + characters), 16)
        : NaN;
    const fits = (value: number, characters: number): boolean =>
      value >= 6 + characters && at + value <= text.length;
    const inCharacters = readAs(size);
    const inBytes = readAs(size * 2);
    dialect = !fits(inCharacters, size) && fits(inBytes, size * 2) ? 'bytes' : 'characters';
    length = dialect === 'bytes' ? inBytes : inCharacters;
    framing = 6 + (dialect === 'bytes' ? size * 2 : size);
    if (Number.isNaN(length)) {
      const where =
        Number.isNaN(size) || size > 8
          ? { start: at + 4, end: at + 6 }
          : { start: at + 6, end: at + 6 + size };
      add('optional_block_length_malformed', where, [text.slice(where.start, where.end)]);
      return undefined;
    }
  }
  if (length < framing) {
    add('optional_block_length_too_small', { start: at + 2, end: at + 4 }, [id, length, framing]);
    return undefined;
  }
  if (at + length > text.length) {
    add('optional_block_data_truncated', { start: Math.min(at + framing, text.length), end: text.length }, [
      id,
      length,
      text.length - at,
    ]);
    return undefined;
  }
  const dataSpan = { start: at + framing, end: at + length };
  const data = text.slice(dataSpan.start, dataSpan.end);
  if (!printable.test(data)) add('optional_block_data_not_printable', dataSpan, [id]);
  const standard = optionalBlockNames.get(id);
  const proprietary = /^[0-9]{2}$/.test(id);
  const name = standard ?? (proprietary ? 'Proprietary' : 'Unknown optional block');
  const lengthSpan = { start: at + 2, end: at + framing };
  return {
    id,
    name,
    known: standard !== undefined || proprietary,
    span: { start: at, end: at + length },
    length,
    lengthSpan,
    ...(dialect ? { dialect } : {}),
    data,
    dataSpan,
    fields: [
      { id: 'id', name: 'Identifier', raw: id, meaning: name, span: { start: at, end: at + 2 } },
      {
        id: 'length',
        name: 'Length',
        raw: text.slice(lengthSpan.start, lengthSpan.end),
        meaning: `${length} characters`,
        span: lengthSpan,
      },
      {
        id: 'data',
        name: 'Data',
        raw: data,
        meaning: id === 'PB' ? 'filler, no meaning' : 'as it stands',
        span: dataSpan,
      },
    ],
    summary: id === 'PB' ? 'padding' : data,
  };
}

function blockField(block: OptionalBlock, index: number, all: readonly OptionalBlock[]): Field {
  const nth = all.slice(0, index).filter((b) => b.id === block.id).length;
  return {
    id: nth === 0 ? `optional-${block.id}` : `optional-${block.id}-${nth + 1}`,
    name: `Optional block ${block.id}`,
    raw: `${block.id}${block.data}`,
    meaning: block.name,
    span: block.span,
    children: block.fields,
  };
}
