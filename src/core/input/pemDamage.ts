/**
 * What is wrong with the lines of a PEM block, as one cause with its place: a character that does not belong, a line of
 * another length, a line that is missing or there twice, a cut. What follows in the structure follows from it.
 */
import { readAsn1 } from '../asn1/read';
import { phrase, type Span, type Words } from '../findings';
import { beginsLike, declaredSize, isStructure } from './derExtent';
import { afterPadding, type Decoded } from './encodings';

export interface PemDamage {
  /** A sentence without full stop. */
  readonly problem: Words;
  /** The characters it is about: one, or a line. */
  readonly span: Span;
}

/** A place of a text as people name it, counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export const textStart: TextPlace = { line: 1, column: 1 };

/** Lines and columns of places of a text; fast where the places are asked for in their order. */
export class Places {
  private line: number;
  /** Where the line begins: before the text, where that begins within a line. */
  private start: number;

  /** @param first where the text begins in the document that it is of */
  constructor(
    private readonly text: string,
    private readonly first = textStart,
  ) {
    this.line = first.line;
    this.start = 1 - first.column;
  }

  of(offset: number): TextPlace {
    if (offset < this.start) {
      this.line = this.first.line;
      this.start = 1 - this.first.column;
    }
    for (;;) {
      const feed = this.text.indexOf('\n', Math.max(0, this.start));
      if (feed < 0 || feed >= offset) break;
      this.line++;
      this.start = feed + 1;
    }
    return { line: this.line, column: offset - this.start + 1 };
  }
}

/** A line of base64, without what is around it. */
type Line = Span;

/** Columns that lines are indented by at most. */
const farRight = 40;
/** Lines that are looked at: a block of 16 MB has more, and is damaged otherwise. */
const mostLines = 100_000;
/** Characters of a line as programs write them: RFC 7468 and RFC 2045. */
const usualLengths: ReadonlySet<number> = new Set([64, 76]);
/** What a structure that is cut off declares, by its name in the schema. */
const declares: Readonly<Record<string, Declares>> = {
  Certificate: (...sizes) => phrase('the certificate declares {0} bytes, {1} are here', ...sizes),
  CertificateList: (...sizes) => phrase('the CRL declares {0} bytes, {1} are here', ...sizes),
  CertificationRequest: (...sizes) =>
    phrase('the certification request declares {0} bytes, {1} are here', ...sizes),
  ContentInfo: (...sizes) => phrase('the CMS message declares {0} bytes, {1} are here', ...sizes),
};
type Declares = (declared: number, here: number) => Words;
const structureDeclares: Declares = (...sizes) =>
  phrase('the structure declares {0} bytes, {1} are here', ...sizes);

/**
 * The one cause for which [from, to) of a text is not base64 of a whole structure; undefined where it is, or where
 * nothing can be said. Linear in the length of the block; never throws.
 * @param decoded what was read there, its places those of the text
 * @param isDer false where the content is encrypted, and no structure is in it
 */
export function pemDamage(
  text: string,
  from: number,
  to: number,
  decoded: Decoded,
  places: Places,
  isDer = true,
): PemDamage | undefined {
  const { bytes, strange, problem } = decoded;
  if (strange.length > 0) return strangeCharacter(text, strange, places);
  const size = isDer ? declaredSize(bytes) : undefined;
  const missing = size === undefined || !Number.isFinite(size) ? 0 : size - bytes.length;
  // A piece from inside may begin with 30 or 31, too.
  const begins = size !== undefined && (missing >= 0 || isStructure(bytes.subarray(0, size)));
  const middle = isDer && !begins && isMiddle(bytes);
  if (problem === undefined && missing === 0 && !middle) return undefined;
  const lines = linesOf(text, from, to);
  const usual = usualLength(lines);
  if (problem === afterPadding) return placed(problem, text, from, to, places);
  const uneven = usual === undefined ? undefined : unevenLine(lines, usual, places);
  if (uneven) return uneven;
  const repeated = missing > 0 ? undefined : repeatedLine(text, lines, places);
  if (repeated) return repeated;
  if (middle)
    return {
      problem: phrase('the beginning is missing: what is here begins inside a structure'),
      span: lines[0] ?? { start: from, end: to },
    };
  if (missing > 0) {
    const sum = (declares[beginsLike(bytes) ?? ''] ?? structureDeclares)(size!, bytes.length);
    const { what, span } = missingPart(lines, usual, missing, decoded, places);
    return { problem: phrase('{0}: {1}', what, sum), span: span ?? { start: from, end: to } };
  }
  return placed(problem, text, from, to, places);
}

function strangeCharacter(text: string, strange: readonly number[], places: Places): PemDamage {
  const [at] = strange;
  const code = text.codePointAt(at!) ?? 0;
  const shown =
    code > 0x20 && code < 0x7f
      ? `"${String.fromCodePoint(code)}"`
      : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const { line, column } = places.of(at!);
  // The second half of a character beyond U+FFFF is none by itself.
  const more = strange.filter((place) => (text.charCodeAt(place) & 0xfc00) !== 0xdc00).length - 1;
  const first = phrase('{0} at line {1}, column {2} is not a base64 character', shown, line, column);
  return {
    problem:
      more < 1
        ? first
        : more === 1
          ? phrase('{0}; 1 more is not', first)
          : more < 90
            ? phrase('{0}; {1} more are not', first, more)
            : phrase('{0}; many more are not', first),
    span: { start: at!, end: at! + (code > 0xffff ? 2 : 1) },
  };
}

/** The lines of base64, also where their breaks are spelled out as \n; blank ones are left out. */
function linesOf(text: string, from: number, to: number): Line[] {
  const lines: Line[] = [];
  const push = (start: number, end: number): void => {
    while (start < end && text.charCodeAt(start) <= 32) start++;
    while (end > start && text.charCodeAt(end - 1) <= 32) end--;
    if (end > start) lines.push({ start, end });
  };
  let start = from;
  for (let at = from; at < to && lines.length < mostLines; at++) {
    const code = text.charCodeAt(at);
    const escape = code === 92 && 'nr'.includes(text[at + 1] ?? ' ');
    if (code !== 10 && code !== 13 && !escape) continue;
    push(start, at);
    if (escape) at++;
    start = at + 1;
  }
  push(start, to);
  return lines;
}

const lengthOf = ({ start, end }: Line): number => end - start;

/** The length that most lines but the last have; undefined where none stands out. */
function usualLength(lines: readonly Line[]): number | undefined {
  const counts = new Map<number, number>();
  for (const line of lines.slice(0, -1)) counts.set(lengthOf(line), (counts.get(lengthOf(line)) ?? 0) + 1);
  const [first, second] = [...counts].sort(
    ([a, count], [b, other]) => other - count || Number(usualLengths.has(b)) - Number(usualLengths.has(a)),
  );
  if (!first) return undefined;
  const clear =
    first[1] > (second?.[1] ?? 0) || (usualLengths.has(first[0]) && !usualLengths.has(second![0]));
  // Many different lengths are not those of a program.
  return clear && counts.size <= 3 ? first[0] : undefined;
}

/** The first line that is shorter or longer than the others, the last one only where it is longer. */
function unevenLine(lines: readonly Line[], usual: number, places: Places): PemDamage | undefined {
  if (lines.length < 3) return undefined;
  const at = lines.findIndex((line, i) =>
    i < lines.length - 1 ? lengthOf(line) !== usual : lengthOf(line) > usual,
  );
  const line = lines[at];
  if (!line) return undefined;
  const length = lengthOf(line);
  const count = Math.abs(usual - length);
  const what =
    length < usual
      ? count === 1
        ? phrase('a character is missing there')
        : phrase('{0} characters are missing there', count)
      : count === 1
        ? phrase('a character is too many there')
        : phrase('{0} characters are too many there', count);
  return {
    problem: phrase(
      '{0} has {1} characters, the other lines have {2}: {3}',
      lineWords(line, places),
      length,
      usual,
      what,
    ),
    span: line,
  };
}

/** "line 4"; with its column where its breaks are spelled out, as in JSON. */
function lineWords({ start }: Line, places: Places): Words {
  const { line, column } = places.of(start);
  return column > farRight
    ? phrase('the part at line {0}, column {1}', line, column)
    : phrase('line {0}', line);
}

function repeatedLine(text: string, lines: readonly Line[], places: Places): PemDamage | undefined {
  const at = lines.findIndex((line, i) => {
    const before = lines[i - 1];
    return (
      before !== undefined &&
      lengthOf(line) === lengthOf(before) &&
      text.startsWith(text.slice(line.start, line.end), before.start)
    );
  });
  const line = lines[at];
  if (!line) return undefined;
  const before = lineWords(lines[at - 1]!, places);
  return { problem: phrase('{0} is the same as {1}', lineWords(line, places), before), span: line };
}

/** What is missing, in lines where it is whole lines, and the line beside it. */
function missingPart(
  lines: readonly Line[],
  usual: number | undefined,
  missing: number,
  decoded: Decoded,
  places: Places,
): { readonly what: Words; readonly span: Span | undefined } {
  const span = lines.at(-1);
  const count = usual === undefined ? 0 : missing / ((usual * 3) / 4);
  if (decoded.problem === undefined && lines.length > 1 && count > 0 && Number.isInteger(count)) {
    const above = lineBelowGap(decoded, lines);
    const lost = count === 1 ? phrase('a line is missing') : phrase('{0} lines are missing', count);
    const what = above ? phrase('{0} somewhere above line {1}', lost, places.of(above.start).line) : lost;
    return { what, span: above ?? span };
  }
  const { line } = places.of(span?.start ?? 0);
  return span && lengthOf(span) === usual
    ? { what: phrase('the last lines are missing after line {0}', line), span }
    : { what: phrase('bytes are missing, the text ends in line {0}', line), span };
}

/**
 * The line that is below the missing one, or some way below: with it the structure stops making sense. Undefined where
 * that cannot be told, as inside a key or a signature at the end.
 */
function lineBelowGap({ bytes, charOf }: Decoded, lines: readonly Line[]): Line | undefined {
  // Every value around the gap is too long for what is here: only others show where it is.
  const wrong = readAsn1(bytes, { embedded: false })
    .findings()
    .filter(({ severity, code, span }) => severity === 'error' && code !== 'asn1_length_overrun' && span);
  const first = Math.min(...wrong.map(({ span }) => span!.start));
  if (!Number.isFinite(first)) return undefined;
  const at = charOf(first);
  return lines.find(({ start }) => start >= at);
}

/** Beginnings of OIDs with their tag and length; 0 for any length: names, extensions, algorithms of RSA, EC, NIST and RFC 8410. */
const oidBegins: readonly (readonly number[])[] = [
  [6, 3, 0x55, 4],
  [6, 3, 0x55, 0x1d],
  [6, 3, 0x2b, 0x65],
  [6, 0, 0x2a, 0x86, 0x48],
  [6, 0, 0x60, 0x86, 0x48],
  [6, 8, 0x2b, 6, 1, 5],
];

/** Whether these are octets from inside a structure: OIDs are there, and no header before them. */
function isMiddle(bytes: Uint8Array): boolean {
  // One OID and nothing else names a curve: EC PARAMETERS as OpenSSL writes them above a key (RFC 5480, 2.1.1).
  if (bytes[0] === 6 && bytes[1] === bytes.length - 2) return false;
  const bound = Math.min(bytes.length, 4096);
  for (let at = 0; at < bound; at++)
    if (
      bytes[at] === 6 &&
      oidBegins.some((begin) => begin.every((octet, i) => octet === 0 || bytes[at + i] === octet))
    )
      return true;
  return false;
}

/** A sentence about the end of the base64, with the place of that. */
function placed(
  problem: Words | undefined,
  text: string,
  from: number,
  to: number,
  places: Places,
): PemDamage | undefined {
  if (problem === undefined) return undefined;
  let end = to;
  while (end > from && text.charCodeAt(end - 1) <= 32) end--;
  const padding = text.slice(from, end).indexOf('=');
  const at = padding >= 0 ? from + padding : Math.max(from, end - 1);
  const { line, column } = places.of(at);
  return {
    problem: phrase('{0} (line {1}, column {2})', problem, line, column),
    span: { start: at, end: at + 1 },
  };
}
