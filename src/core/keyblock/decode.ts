import type { Field } from '../findings';
import { briefMeaning } from './briefs';
import { readHeader } from './header';
import { readOptionalBlocks } from './optionalBlocks';
import { readPayload } from './payload';
import { Report } from './report';
import { thalesUsageRow } from './tables';
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
      findings: report.all(text),
    };
  const count = values.optionalBlockCount;
  const header = { usage: values.usage.code, algorithm: values.algorithm.code };
  const optional = readOptionalBlocks(read, count ?? 0, version, part, header, report);
  const complete = optional.complete && count !== undefined;
  // Characters more than declared; of another number than that, no length of a key is deduced.
  const excess = declared === undefined ? 0 : text.length - declared;
  const tail = readPayload(read, optional.end, complete, version, header.algorithm, part, excess, report);
  // Thales names the hash by the usage.
  const named = version?.proprietary === true && thalesUsageRow(header.usage)?.algorithms === 'hmac';
  if (!named) judgeHmac(values.algorithm.code, optional.blocks, complete, report);
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
    findings: report.all(text),
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

/** Number of the component that the payload is, "1" of "c1"; undefined where it is a whole key. X9.143:2021 table 5. */
export function componentOf({ keyVersion }: Pick<KeyBlock, 'keyVersion'>): string | undefined {
  return keyVersion.known && keyVersion.code.startsWith('c') ? keyVersion.code.slice(1) : undefined;
}

/** What is in a block: "PIN encryption key", "Component 2 of a PIN encryption key"; `name` is that of its usage. */
export function keyOfBlock(
  block: Pick<KeyBlock, 'keyVersion' | 'usage'>,
  name = block.usage.known ? block.usage.name : `usage ${block.usage.code}`,
): string {
  const component = componentOf(block);
  if (component === undefined) return name;
  // "EMV" and "MAC" keep their capitals, "Key" does not.
  const inside = block.usage.known ? name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()) : '';
  const article = /^([aeio]|EMV|HMAC)/.test(inside) ? 'an' : 'a';
  return inside === ''
    ? `Component ${component} of a key, ${name}`
    : `Component ${component} of ${article} ${inside}`;
}

/** A heading for a block: "PIN encryption key (P0) · TDES · version B · exportable". */
export function keyBlockHeading(block: KeyBlock): string {
  const { usage, algorithm, version, lmkId } = block;
  if (usage.code.length < 2 || algorithm.code === '') return keyBlockTitle(block);
  // Abbreviations in brackets would stand beside the code, which says the same.
  const name = keyOfBlock(block, usage.known ? usage.name.replace(/ \([^()]*\)$/, '') : undefined);
  const exportability = block.fields.find(({ id }) => id === 'exportability');
  return [
    usage.known ? `${name} (${usage.code})` : name.replace(/^u/, 'U'),
    algorithm.known ? algorithm.name : `algorithm ${algorithm.code}`,
    lmkId === undefined ? `version ${version.code}` : `Thales key block, LMK ${lmkId}`,
    ...(exportability ? [briefMeaning(exportability)] : []),
  ].join(' · ');
}

/** One line on a block: kind, usage, algorithm, characters. */
export function keyBlockTitle(block: KeyBlock): string {
  // What is shorter than its usage says nothing yet: it is being typed, or is none.
  if (block.usage.code.length < 2 || block.algorithm.code === '')
    return `Beginning of a key block · ${block.text.length} characters`;
  const algorithm = block.algorithm.known ? block.algorithm.name : `algorithm ${block.algorithm.code}`;
  const kind = block.lmkId === undefined ? 'TR-31 key block' : `Thales key block, LMK ${block.lmkId}`;
  return `${kind} · ${keyOfBlock(block)}, ${algorithm} · ${block.text.length} characters`;
}
