import { english, meant, named, ofTable, phrase, type Field, type Localisable } from '../findings';
import { briefMeaning } from './briefs';
import { readHeader } from './header';
import { readOptionalBlocks } from './optionalBlocks';
import { readPayload } from './payload';
import { Report } from './report';
import { thalesUsageRow } from './tables';
import type { KeyBlock, OptionalBlock } from './types';
import { withArticle, withoutAbbreviation } from './usageNames';

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
    ...named(phrase('Rest')),
    raw: text.slice(start),
    ...meant(phrase('not read: no part of the block could be made out here')),
    span: { start, end: text.length },
  };
}

/** Number of the component that the payload is, "1" of "c1"; undefined where it is a whole key. X9.143:2021 table 5. */
export function componentOf({ keyVersion }: Pick<KeyBlock, 'keyVersion'>): string | undefined {
  return keyVersion.known && keyVersion.code.startsWith('c') ? keyVersion.code.slice(1) : undefined;
}

/** Puts a text into the reader's language. */
export type Say = (text: Localisable) => string;

/**
 * What is in a block: "PIN encryption key", "Component 2 of a PIN encryption key".
 * @param say English where none is given, as for the functions below
 */
export function keyOfBlock(
  block: Pick<KeyBlock, 'keyVersion' | 'usage'>,
  say: Say = english,
  nameOf: (name: string) => string = (name) => name,
): string {
  const { known, name, code } = block.usage;
  const component = componentOf(block);
  if (!known)
    return say(
      component === undefined
        ? phrase('usage {0}', code)
        : phrase('Component {0} of a key, usage {1}', component, code),
    );
  const template = nameOf(name);
  return component === undefined
    ? say({ template })
    : say(phrase('Component {0} of {1}', component, ofTable(withArticle(template))));
}

/** A heading for a block: "PIN encryption key (P0) · TDES · version B · exportable". */
export function keyBlockHeading(block: KeyBlock, say: Say = english): string {
  const { usage, algorithm, version, lmkId } = block;
  if (usage.code.length < 2 || algorithm.code === '') return keyBlockTitle(block, say);
  // Abbreviations in brackets would stand beside the code, which says the same.
  const name = keyOfBlock(block, say, withoutAbbreviation);
  const exportability = block.fields.find(({ id }) => id === 'exportability');
  return [
    usage.known
      ? `${name} (${usage.code})`
      : componentOf(block) === undefined
        ? say(phrase('Usage {0}', usage.code))
        : name,
    say(algorithm.known ? algorithm.words : phrase('algorithm {0}', algorithm.code)),
    say(
      lmkId === undefined ? phrase('version {0}', version.code) : phrase('Thales key block, LMK {0}', lmkId),
    ),
    ...(exportability ? [briefMeaning(exportability, say)] : []),
  ].join(' · ');
}

/** One line on a block: kind, usage, algorithm, characters. */
export function keyBlockTitle(block: KeyBlock, say: Say = english): string {
  const { usage, algorithm, lmkId, text } = block;
  const size = say(phrase('{0} characters', text.length));
  // What is shorter than its usage says nothing yet: it is being typed, or is none.
  if (usage.code.length < 2 || algorithm.code === '')
    return `${say(phrase('Beginning of a key block'))} · ${size}`;
  const of = say(algorithm.known ? algorithm.words : phrase('algorithm {0}', algorithm.code));
  const kind = say(
    lmkId === undefined ? phrase('TR-31 key block') : phrase('Thales key block, LMK {0}', lmkId),
  );
  return `${kind} · ${keyOfBlock(block, say)}, ${of} · ${size}`;
}
