/** Key material found in a text, and the way from its characters back to offsets of the text. */
import type { Span } from '../findings';

/** A part of the material that stands in one piece in the input. */
export interface Segment {
  /** Offset in `KeyMaterial.text` of its first character. */
  readonly at: number;
  /** Where it stands in the input; as long as in the material. */
  readonly span: Span;
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
}

/** Offset in the input of a character of the material; the end of the material for an offset behind it. */
export function inputOffset(material: KeyMaterial, at: number): number {
  const { segments, span } = material;
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i]!;
    if (at >= segment.at) return Math.min(segment.span.start + at - segment.at, segment.span.end);
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
  for (const { at, span } of material.segments) {
    const from = Math.max(start, at);
    const to = Math.min(end, at + span.end - span.start);
    if (from < to) spans.push({ start: span.start + from - at, end: span.start + to - at });
  }
  return spans;
}
