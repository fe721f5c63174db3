/** Key material found in a text, and the way from its characters back to offsets of the text. */
import type { Span, Words } from '../findings';

/** A part of the material that stands in one piece in the input. */
export interface Segment {
  /** Offset in `KeyMaterial.text` of its first character. */
  readonly at: number;
  /** Where it stands in the input; as long as in the material, unless `characters` says otherwise. */
  readonly span: Span;
  /** Characters of the material that the span holds, where the input has them in a coat: one of "42" for B. */
  readonly characters?: number;
}

/** What an encoding of the input is called, as people say it. */
export type CoatName =
  | 'PEM'
  | 'base64'
  | 'hexadecimal'
  | 'dump'
  | 'EBCDIC'
  | 'URL encoding'
  | 'XML entities'
  | 'escapes'
  | 'quoted-printable'
  | 'decorated lines';

export type MaterialEncoding = 'der' | 'pem' | 'base64' | 'base64 of PEM' | 'hex';

/** Bytes of a BER or DER structure, and where they stood. */
export interface DerMaterial {
  readonly kind: 'der';
  readonly encoding: MaterialEncoding;
  readonly bytes: Uint8Array;
  /** Characters of the text, or bytes of the file. */
  readonly span: Span;
  /** Of a PEM block. */
  readonly label?: string;
  /** PEM says that its content is encrypted: there is no structure to read. */
  readonly encrypted?: boolean;
  /** What is wrong with the encoding, as a sentence without full stop. */
  readonly problem?: Words;
  /** The characters that it is about, where it is not about the frame. */
  readonly problemSpan?: Span;
  /** What was taken off, outermost first, where `encoding` does not say it all. */
  readonly coats?: readonly CoatName[];
  /** Where the outermost coat begins, of what is inside one with others: a character of the text. */
  readonly wrapper?: number;
  /** Of a structure that is cut off: how many bytes it has by its own header. */
  readonly declared?: number;
  /** Bytes that follow it in the same encoding without a gap: a check value, a MAC. */
  readonly after?: number;
  /** Character of the text that byte `i` came from. */
  readonly charOf?: (byte: number) => number;
}

/** What a host system or an HSM puts before a key block in the same message. */
export interface KeyBlockFrame {
  readonly span: Span;
  /** Answer of a payShield: its code ("A1") and error code ("00"). What is before them is the site's own header. */
  readonly response?: string;
  readonly errorCode?: string;
  /** Four digits that give the length of the block. */
  readonly length?: true;
}

/** Digits that follow a block in the same message. */
export interface AfterKeyBlock {
  /** Probably a check value: 4, 6, 8, 10 or 16 digits. Nothing compares it by itself. */
  readonly text: string;
  readonly span: Span;
  /** Whether a block that goes on to the end of them would have whole cipher blocks, too: then the length field or these are wrong. */
  readonly longerFits: boolean;
}

/** Key material found in a text: what it is and where it stands. */
export interface KeyMaterial {
  readonly kind: 'keyBlock';
  readonly encoding: 'text';
  /** The material without transport decorations, in one piece. */
  readonly text: string;
  /** Where the material stands in the input, from its first to its last character. */
  readonly span: Span;
  /** The pieces of `span` that make up `text`, in order: one, unless the block was wrapped over lines. */
  readonly segments: readonly Segment[];
  /** Transport prefix before the block: a payShield scheme tag "R" or "S". */
  readonly prefix?: string;
  /** What was taken off, outermost first; none for a block that stands in the input as it is. */
  readonly coats?: readonly CoatName[];
  readonly frame?: KeyBlockFrame;
  readonly after?: AfterKeyBlock;
}

/** Offset in the input of a character of the material; the end of the material for an offset behind it. */
export function inputOffset(material: KeyMaterial, at: number): number {
  const { segments, span } = material;
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i]!;
    if (at < segment.at) continue;
    if (segment.characters !== undefined)
      return at < segment.at + segment.characters ? segment.span.start : segment.span.end;
    return Math.min(segment.span.start + at - segment.at, segment.span.end);
  }
  return span.start;
}

/** The ranges of the input that hold characters [start, end) of the material, line by line; an empty range stays one. */
export function inputSpans(material: KeyMaterial, { start, end }: Span): Span[] {
  if (end <= start) {
    const offset = inputOffset(material, start);
    return [{ start: offset, end: offset }];
  }
  const spans: Span[] = [];
  for (const { at, span, characters } of material.segments) {
    const from = Math.max(start, at);
    const to = Math.min(end, at + (characters ?? span.end - span.start));
    if (from >= to) continue;
    const piece =
      characters === undefined ? { start: span.start + from - at, end: span.start + to - at } : span;
    const last = spans.at(-1);
    // The digits of one character after the other are one range.
    if (characters !== undefined && last && piece.start <= last.end)
      spans[spans.length - 1] = { start: last.start, end: Math.max(last.end, piece.end) };
    else spans.push(piece);
  }
  return spans;
}
