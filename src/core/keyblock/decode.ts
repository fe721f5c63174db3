import type { Field } from '../findings';
import { readHeader } from './header';
import { readOptionalBlocks } from './optionalBlocks';
import { readPayload } from './payload';
import { Report } from './report';
import type { KeyBlock, OptionalBlock } from './types';

/** Longer texts are read no further: the length field has four digits (X9.143:2021 table 1). */
const longest = 9999;
const noBlocks: readonly OptionalBlock[] = [];

/**
 * Reads a key block, whatever its state. Never throws.
 *
 * @param text the block exactly as given, a trailing newline included
 * @param options.part 'header' where no payload or MAC is expected
 * @param options.at now, for the validity of certificates in the block; without it their dates are not judged
 * @returns fields that tile the text, and findings: structure in the order of the checks, then meaning
 */
export function decodeKeyBlock(text: string, options?: { part?: 'block' | 'header'; at?: Date }): KeyBlock {
  const part = options?.part ?? 'block';
  const report = new Report(options?.at);
  const read = text.length > longest ? text.slice(0, longest) : text;
  const { values, version, fields } = readHeader(read, text.length, part, report);
  const declared = part === 'block' ? values.length.value : undefined;
  const cut = declared !== undefined && text.length < declared;
  if (text.length < 16)
    return {
      text,
      part,
      ...values,
      optionalBlocks: noBlocks,
      headerLength: text.length,
      payload: undefined,
      mac: undefined,
      fields,
      findings: report.all(text, cut),
    };
  const count = values.optionalBlockCount;
  const header = { usage: values.usage.code, algorithm: values.algorithm.code };
  const optional = readOptionalBlocks(read, count ?? 0, version, part, header, report);
  const complete = optional.complete && count !== undefined;
  const asDeclared = declared === undefined || declared === text.length;
  const tail = readPayload(read, optional.end, complete, version, header.algorithm, part, asDeclared, report);
  judgeHmac(values.algorithm.code, optional.blocks, complete, report);
  fields.push(...optional.fields, ...tail.fields);
  const end = fields.at(-1)?.span.end ?? 0;
  if (end < text.length) fields.push(rest(text, end));
  return {
    text,
    part,
    ...values,
    optionalBlocks: optional.blocks,
    headerLength: optional.end,
    payload: tail.payload,
    mac: tail.mac,
    fields,
    findings: report.all(text, cut),
  };
}

/** The hash of an HMAC key stands in HM; X9.143:2021 table 3. */
function judgeHmac(
  algorithm: string,
  blocks: readonly OptionalBlock[],
  complete: boolean,
  report: Report,
): void {
  if (algorithm === 'H' && complete && !blocks.some(({ id }) => id === 'HM'))
    report.lint('hm_missing', { start: 7, end: 8 });
}

function rest(text: string, start: number): Field {
  return {
    id: 'rest',
    name: 'Rest',
    raw: text.slice(start),
    meaning: 'not read: no part of the block could be made out here',
    span: { start, end: text.length },
  };
}

/** One line on a block: kind, usage, algorithm, characters. */
export function keyBlockTitle(block: KeyBlock): string {
  // What is shorter than its usage says nothing yet: it is being typed, or is none.
  if (block.usage.code.length < 2 || block.algorithm.code === '')
    return `Beginning of a key block · ${block.text.length} characters`;
  const usage = block.usage.known ? block.usage.name : `usage ${block.usage.code}`;
  const algorithm = block.algorithm.known ? block.algorithm.name : `algorithm ${block.algorithm.code}`;
  const kind = block.lmkId === undefined ? 'TR-31 key block' : `Thales key block, LMK ${block.lmkId}`;
  return `${kind} · ${usage}, ${algorithm} · ${block.text.length} characters`;
}
