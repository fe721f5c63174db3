/** A text that was found inside another, and the way from its characters back to the document. */
import type { Span } from '../findings';
import type { Decoding } from './decoding';
import { inputOffset, type CoatName, type KeyMaterial, type Segment } from './keyMaterial';

/** The document itself, or what is in a coat of it. */
export interface Layer {
  readonly text: string;
  /** What was taken off to get the text, outermost first. */
  readonly coats: readonly CoatName[];
  /** Offset in the document where the outermost coat begins; undefined of the document itself. */
  readonly wrapper?: number;
  /** Offset in the document of a character. */
  readonly start: (at: number) => number;
  /** Offset in the document behind a character. */
  readonly end: (at: number) => number;
}

/** The document itself: characters are where they are. */
export const documentLayer = (text: string): Layer => ({
  text,
  coats: [],
  start: (at) => at,
  end: (at) => at + 1,
});

/** The text that bytes of a layer hold, a character an octet. */
export function innerLayer(
  outer: Layer,
  decoding: Decoding,
  text: string,
  coats: readonly CoatName[],
): Layer {
  return {
    text,
    coats: [...outer.coats, ...coats],
    wrapper: outer.wrapper ?? outer.start(decoding.start),
    start: (at) => outer.start(decoding.charOf(at)),
    end: (at) => outer.end(decoding.endOf(at) - 1),
  };
}

/** The range of the document that characters [start, end) of a layer stand in. */
export function documentSpan(layer: Layer, { start, end }: Span): Span {
  return end > start
    ? { start: layer.start(start), end: layer.end(end - 1) }
    : { start: layer.start(start), end: layer.start(start) };
}

/** A block of a layer in terms of the document. */
export function documentBlock(layer: Layer, block: KeyMaterial): KeyMaterial {
  if (layer.coats.length === 0) return block;
  const segments = Array.from(block.text, (_, at): Segment => {
    const inner = inputOffset(block, at);
    return { at, characters: 1, span: { start: layer.start(inner), end: layer.end(inner) } };
  });
  const { after, frame } = block;
  return {
    ...block,
    coats: layer.coats,
    segments,
    span: documentSpan(layer, block.span),
    ...(frame ? { frame: { ...frame, span: documentSpan(layer, frame.span) } } : {}),
    ...(after ? { after: { ...after, span: documentSpan(layer, after.span) } } : {}),
  };
}
