/** The walk over the optional blocks of a key block; their data is read in `optional/`. */
import { english, meant, named, ofTable, phrase, type Field, type Localisable, type Span } from '../findings';
import { firstNotHex, firstOutside, hexAt, isAlphanumeric, isDigit, isPrintable } from './characters';
import { definitionOf } from './optional/definitions';
import type { HeaderCodes } from './optional/dataField';
import type { Report } from './report';
import type { VersionRow } from './tables';
import type { KeyBlock, LengthDialect, OptionalBlock } from './types';

export interface OptionalBlocks {
  readonly blocks: readonly OptionalBlock[];
  readonly fields: readonly Field[];
  /** Character after the last block that could be read. */
  readonly end: number;
  /** False where an error stopped the walk before the last declared block. */
  readonly complete: boolean;
}

const none: OptionalBlocks = { blocks: [], fields: [], end: 16, complete: true };

/** Walks the optional blocks from character 16: X9.143:2021 clause 6. */
export function readOptionalBlocks(
  text: string,
  count: number,
  version: VersionRow | undefined,
  part: KeyBlock['part'],
  header: HeaderCodes,
  report: Report,
): OptionalBlocks {
  if (count === 0) return none;
  const walk = new Walk(text, count, version, header, report);
  const blocks: OptionalBlock[] = [];
  let complete = true;
  while (blocks.length < count) {
    const block = walk.next(blocks.length + 1);
    if (!block) {
      complete = false;
      break;
    }
    blocks.push(block);
  }
  const end = walk.at;
  if (complete && version && (end - 16) % version.blockSize !== 0)
    report.add(
      'optional_blocks_not_block_multiple',
      { start: end, end },
      [end - 16, version.code, version.blockSize],
      // Where only a header is given, whoever makes the block may still add the padding.
      part === 'header' ? { severity: 'warning' } : {},
    );
  judgeOrder(blocks, report);
  return { blocks, fields: blockFields(blocks), end, complete };
}

class Walk {
  /** Where the next block begins. */
  at = 16;
  private dialect: { chosen: LengthDialect; ambiguous: boolean } | undefined;

  constructor(
    private readonly text: string,
    private readonly count: number,
    private readonly version: VersionRow | undefined,
    private readonly header: HeaderCodes,
    private readonly report: Report,
  ) {}

  next(n: number): OptionalBlock | undefined {
    const { text, at, report } = this;
    const given = text.slice(at, at + 2);
    const id = idOf(given);
    if (id.length < 2) {
      report.addFollowing('optional_block_id_truncated', { start: at, end: text.length }, [n, id]);
      return undefined;
    }
    if (id !== given) report.lower({ start: at, end: at + 2 });
    if (firstOutside(id, 0, 2, isIdCharacter) >= 0) {
      report.add('optional_block_id_invalid', { start: at, end: at + 2 }, [id], { found: id });
      return undefined;
    }
    const framed = this.readLength(n, id);
    if (!framed) return undefined;
    const { length, framing, dialect } = framed;
    if (length < framing) {
      report.add('optional_block_length_too_small', { start: at + 2, end: at + 4 }, [id, length, framing]);
      return undefined;
    }
    if (at + length > text.length) {
      const start = Math.min(at + framing, text.length);
      report.addFollowing('optional_block_data_truncated', { start, end: text.length }, [
        id,
        length,
        text.length - at,
      ]);
      return undefined;
    }
    this.at = at + length;
    return this.block(id, at, length, framing, dialect);
  }

  private readLength(
    n: number,
    id: string,
  ): { length: number; framing: number; dialect?: LengthDialect } | undefined {
    const { text, at, report } = this;
    const short = hexAt(text, at + 2, at + 4);
    if (short < 0) {
      const found = text.slice(at + 2, at + 4);
      this.addFraming(
        'optional_block_length_malformed',
        { start: at + 2, end: at + 2 + found.length },
        [id, found],
        2,
      );
      return undefined;
    }
    if (short > 0) return { length: short, framing: 4 };
    const size = hexAt(text, at + 4, at + 6);
    const sizeSpan = { start: at + 4, end: Math.min(at + 6, text.length) };
    const sizeText = text.slice(at + 4, at + 6);
    if (size < 0) {
      this.addFraming('optional_block_length_of_length_malformed', sizeSpan, [id, sizeText], 2);
      return undefined;
    }
    if (size === 0) {
      report.add('optional_block_length_of_length_zero', sizeSpan, [id]);
      return undefined;
    }
    if (size > 8) {
      report.add('optional_block_length_malformed', sizeSpan, [id, sizeText], { found: sizeText });
      return undefined;
    }
    this.dialect ??= chooseDialect(text, at, this.count - n + 1, this.version?.blockSize ?? 8);
    const dialect = this.dialect.chosen;
    const digits = dialect === 'bytes' ? size * 2 : size;
    const length = hexAt(text, at + 6, at + 6 + digits);
    const lengthSpan = { start: at + 6, end: Math.min(at + 6 + digits, text.length) };
    const found = text.slice(at + 6, at + 6 + digits);
    if (length < 0) {
      this.addFraming('optional_block_length_malformed', lengthSpan, [id, found], digits);
      return undefined;
    }
    if (this.dialect.ambiguous) report.lint('optional_block_length_ambiguous', lengthSpan, [id]);
    else if (dialect === 'bytes') report.lint('optional_block_length_in_bytes', lengthSpan, [id]);
    return { length, framing: 6 + digits, dialect };
  }

  /** Where the text ends before all digits are there, that is why; else they are wrong by themselves. */
  private addFraming(
    code: 'optional_block_length_malformed' | 'optional_block_length_of_length_malformed',
    span: Span,
    [id, found]: readonly [id: string, found: string],
    digits: number,
  ): void {
    if (found.length < digits) this.report.addFollowing(code, span, [id, found], { found });
    else this.report.add(code, span, [id, found], { found });
  }

  private block(
    id: string,
    at: number,
    length: number,
    framing: number,
    dialect: LengthDialect | undefined,
  ): OptionalBlock {
    const { text, report } = this;
    const start = at + framing;
    const dataSpan = { start, end: at + length };
    const data = text.slice(start, dataSpan.end);
    const strange = firstOutside(text, start, dataSpan.end, isPrintable);
    if (strange >= 0)
      report.add('optional_block_data_not_printable', { start: strange, end: strange + 1 }, [id]);
    const definition = definitionOf(id);
    const lengthSpan = { start: at + 2, end: start };
    if (!definition.known) report.lint('optional_block_unknown', { start: at, end: at + 2 }, [id]);
    definition.judgeHeader?.(id, { start: at, end: at + 2 }, this.header, report);
    // What is not printable has been reported; its meaning is not guessed at.
    const decoded =
      strange >= 0
        ? { fields: [dataField(data, start)], summary: phrase('not printable') }
        : definition.read({ id, data, start, header: this.header, report });
    const { summary } = decoded;
    return {
      id,
      name: definition.name,
      known: definition.known,
      span: { start: at, end: at + length },
      length,
      lengthSpan,
      ...(dialect ? { dialect } : {}),
      data,
      dataSpan,
      ...decoded,
      summary: typeof summary === 'string' ? summary : english(summary),
      ...(typeof summary === 'string' ? {} : { summaryWords: summary }),
      fields: [
        {
          id: 'id',
          ...named(phrase('Identifier')),
          raw: text.slice(at, at + 2),
          ...meant(ofTable(definition.name)),
          span: { start: at, end: at + 2 },
        },
        {
          id: 'length',
          ...named(phrase('Length')),
          raw: text.slice(lengthSpan.start, start),
          ...meant(lengthMeaning(length, dialect)),
          span: lengthSpan,
        },
        ...decoded.fields,
      ],
    };
  }
}

function lengthMeaning(length: number, dialect: LengthDialect | undefined): Localisable {
  if (dialect === undefined) return phrase('{0} characters', length);
  return dialect === 'characters'
    ? phrase('{0} characters; extended length counted in characters (X9.143)', length)
    : phrase('{0} characters; extended length counted in bytes (TR-31:2018 as read by some)', length);
}

function dataField(data: string, start: number): Field {
  const span = { start, end: start + data.length };
  return { id: 'data', ...named(phrase('Data')), raw: data, ...meant(phrase('not printable')), span };
}

/** An identifier as given; in upper case where only that is known. */
function idOf(given: string): string {
  const upper = given.toUpperCase();
  return upper !== given && upper.length === 2 && definitionOf(upper).known ? upper : given;
}

/** X9.143:2021 clause 6: two upper-case letters or digits. */
const isIdCharacter = (code: number): boolean => isDigit(code) || (code >= 65 && code <= 90);

/**
 * Extended lengths ("00", length of length L, length) are written in two ways: L counts characters
 * (X9.143:2021 8.5) or bytes of two characters (TR-31:2018 as some read it). The reading that ends on
 * a block boundary with only hex behind it wins, characters first; else the one that walks to its end.
 */
function chooseDialect(
  text: string,
  at: number,
  count: number,
  blockSize: number,
): { chosen: LengthDialect; ambiguous: boolean } {
  const characters = walkEnd(text, at, count, 1);
  const bytes = walkEnd(text, at, count, 2);
  const whole = (end: number): boolean =>
    end >= 0 && (end - 16) % blockSize === 0 && firstNotHex(text, end, text.length) < 0;
  if (whole(characters)) return { chosen: 'characters', ambiguous: whole(bytes) && bytes !== characters };
  if (whole(bytes)) return { chosen: 'bytes', ambiguous: false };
  return { chosen: characters < 0 && bytes >= 0 ? 'bytes' : 'characters', ambiguous: false };
}

/** Where `count` blocks end if L counts `unit` characters; -1 where they cannot be walked so. */
function walkEnd(text: string, from: number, count: number, unit: 1 | 2): number {
  let at = from;
  for (let n = 0; n < count; n++) {
    if (at + 4 > text.length || firstOutside(text, at, at + 2, isAlphanumeric) >= 0) return -1;
    let length = hexAt(text, at + 2, at + 4);
    let framing = 4;
    if (length === 0) {
      const digits = hexAt(text, at + 4, at + 6) * unit;
      if (digits <= 0 || digits > 8 * unit) return -1;
      framing = 6 + digits;
      length = hexAt(text, at + 6, at + framing);
    }
    if (length < framing || at + length > text.length) return -1;
    at += length;
  }
  return at;
}

/** Identifiers stand once, padding last, and what was wrapped had been created before. */
function judgeOrder(blocks: readonly OptionalBlock[], report: Report): void {
  const seen = new Set<string>();
  for (const [i, { id, span }] of blocks.entries()) {
    const idSpan: Span = { start: span.start, end: span.start + 2 };
    if (seen.has(id)) report.lint('optional_block_duplicate', idSpan, [id]);
    seen.add(id);
    if (id === 'PB' && i < blocks.length - 1) report.lint('optional_block_pb_not_last', idSpan);
  }
  const created = blocks.find(({ id }) => id === 'TC');
  const wrapped = blocks.find(({ id }) => id === 'TS');
  if (created?.time !== undefined && wrapped?.time !== undefined && wrapped.time < created.time)
    report.lint('ts_before_tc', wrapped.dataSpan, [wrapped.data, created.data]);
}

/** What an optional block is and says, "KCV of the KBPK: 08D7B4 (legacy)". */
export function optionalBlockWords({
  name,
  summary,
  summaryWords = ofTable('{0}', summary),
}: OptionalBlock): Localisable {
  return summary === '' ? ofTable(name) : phrase('{0}: {1}', ofTable(name), summaryWords);
}

function blockFields(blocks: readonly OptionalBlock[]): Field[] {
  const counts = new Map<string, number>();
  return blocks.map((block) => {
    const nth = (counts.get(block.id) ?? 0) + 1;
    counts.set(block.id, nth);
    return {
      id: nth === 1 ? `optional-${block.id}` : `optional-${block.id}-${nth}`,
      ...named(phrase('Optional block {0}', block.id)),
      raw: block.id + block.data,
      ...meant(optionalBlockWords(block)),
      span: block.span,
      children: block.fields,
    };
  });
}
