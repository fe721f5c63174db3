import type { Field, Finding, Span } from '../findings';
import { finding } from './findingTexts';
import { readOptionalBlocks } from './optionalBlocks';
import { judgeCombination, readHeader } from './header';
import { readPayload } from './payload';
import type { KeyBlock } from './types';

/** Longer texts are read no further: the length field has four digits (X9.143:2021 table 1). */
const longest = 9999;

/**
 * Reads a key block, whatever its state. Never throws.
 *
 * @param text the block exactly as given, a trailing newline included
 * @param options.part 'header' where no payload or MAC is expected
 * @returns fields that tile the text, and findings in the order of the checks
 */
export function decodeKeyBlock(text: string, options: { part?: 'block' | 'header' } = {}): KeyBlock {
  const part = options.part ?? 'block';
  const findings: Finding[] = [];
  const add = (...args: Parameters<typeof finding>): void => void findings.push(finding(...args));
  const read = text.slice(0, longest);

  const header = readHeader(read, text.length, part, add);
  const fields: Field[] = [...header.fields];
  if (text.length < 16)
    return {
      ...header.values,
      text,
      part,
      optionalBlocks: [],
      headerLength: text.length,
      payload: undefined,
      mac: undefined,
      fields,
      findings,
    };

  const optional = readOptionalBlocks(read, header.values.optionalBlockCount ?? 0, header.version, part, add);
  fields.push(...optional.fields);
  const tail = readPayload(
    read,
    optional.end,
    optional.complete,
    header.version,
    header.values.algorithm.code,
    part,
    add,
  );
  fields.push(...tail.fields);
  const last = fields.at(-1)?.span.end ?? 0;
  if (last < text.length) fields.push(rest(text, { start: last, end: text.length }));
  judgeCombination(header.values, add);
  return {
    ...header.values,
    text,
    part,
    optionalBlocks: optional.blocks,
    headerLength: optional.end,
    payload: tail.payload,
    mac: tail.mac,
    fields,
    findings,
  };
}

function rest(text: string, span: Span): Field {
  return {
    id: 'rest',
    name: 'Rest',
    raw: text.slice(span.start, span.end),
    meaning: 'not read: no part of the block could be made out here',
    span,
  };
}
