/** Reads an import manifest, JSON or CSV. Never throws: what cannot be read has findings with their places. */
import type { Finding, Span } from '../../core/findings';
import { keyBlockInSelection } from '../../core/input/selection';
import { keyCheckValueAlgorithms, type KeyCheckValueAlgorithm } from '../model/enums';
import { keyIdentifier } from '../model/members';
import type { Tag } from '../operations';
import { fewestDigits, isTooLong, mostDigits } from '../rules/checkValues';
import { readCsv, type CsvRecord } from './csv';
import {
  manifestLimits,
  rowMembers,
  shown,
  type GivenMember,
  type GivenRow,
  type Manifest,
  type ManifestRow,
  type RowMember,
} from './format';
import { manifestFinding } from './texts';
import { readJson, type GivenManifest } from './json';

/** @param form where not given, a text that begins with a brace is JSON */
export function readManifest(text: string, form: Manifest['form'] = formOf(text)): Manifest {
  const { characters } = manifestLimits;
  if (text.length > characters) {
    const finding = manifestFinding('manifest_too_large', { start: 0, end: 1 }, [text.length, characters]);
    return { form, rows: [], findings: [finding] };
  }
  const { rows, defaults, findings } = form === 'json' ? readJson(text) : readColumns(text);
  const all = [...findings];
  const usual = judged(new Map(defaults), all);
  if (rows.length === 0 && all.length === 0)
    all.push(manifestFinding('manifest_empty', { start: 0, end: Math.min(1, text.length) }));
  return { form, rows: rows.map((row, i) => rowOf(row, i + 1, usual)), findings: all };
}

function formOf(text: string): Manifest['form'] {
  const first = text[afterComments(text)];
  return first === '{' || first === '[' ? 'json' : 'csv';
}

/** Where the first character is that belongs neither to white space nor to a comment of JSONC. */
function afterComments(text: string): number {
  const blank = /\s*/y;
  let at = 0;
  for (;;) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    const close = text.startsWith('//', at) ? '\n' : text.startsWith('/*', at) ? '*/' : undefined;
    if (close === undefined) return at;
    const end = text.indexOf(close, at + 2);
    if (end < 0) return text.length;
    at = end + close.length;
  }
}

/** Of CSV: columns by their names, whatever their case and however their words are joined. */
function readColumns(text: string): GivenManifest {
  const { records, unclosed, cut } = readCsv(text, manifestLimits.rows + 1);
  const [head, ...body] = records;
  const findings: Finding[] = [];
  const nothing = { rows: [], defaults: new Map<RowMember, GivenMember>(), findings };
  if (unclosed) findings.push(manifestFinding('manifest_quote', unclosed));
  if (!head) return nothing;
  const unknown: Finding[] = [];
  const columns = columnsOf(head, unknown);
  const absent = (['keyBlock', 'wrappingKey'] as const).filter((name) => !columns.includes(name));
  if (absent.length > 0) {
    // Whatever else the first line holds follows from that.
    findings.push(manifestFinding('manifest_header', head.span, [absent.join(', ')]));
    return nothing;
  }
  findings.push(...unknown);
  if (cut) findings.push(manifestFinding('manifest_too_many_rows', head.span, [manifestLimits.rows]));
  return { ...nothing, rows: body.map((record) => rowOfRecord(record, columns)) };
}

const synonyms: Readonly<Record<string, RowMember>> = {
  ...Object.fromEntries(rowMembers.map((name) => [name.toLowerCase(), name])),
  kcv: 'checkValue',
};

function columnsOf(head: CsvRecord, findings: Finding[]): (RowMember | undefined)[] {
  const seen = new Set<RowMember>();
  return head.cells.map(({ value, span }) => {
    const plain = value.toLowerCase().replace(/[\s_.-]/g, '');
    const name = Object.hasOwn(synonyms, plain) ? synonyms[plain] : undefined;
    if (name === undefined) {
      if (plain !== '')
        findings.push(manifestFinding('manifest_unknown', span, [shown(value), rowMembers.join(', ')]));
      return undefined;
    }
    if (seen.has(name)) {
      findings.push(manifestFinding('manifest_twice', span, [name]));
      return undefined;
    }
    seen.add(name);
    return name;
  });
}

function rowOfRecord({ cells, span }: CsvRecord, columns: readonly (RowMember | undefined)[]): GivenRow {
  const members = new Map<RowMember, GivenMember>();
  const findings: Finding[] = [];
  if (cells.slice(columns.length).some(({ value }) => value.trim() !== ''))
    findings.push(manifestFinding('manifest_cells', span, [cells.length, columns.length]));
  cells.forEach((cell, i) => {
    const name = columns[i];
    const value = cell.value.trim();
    if (name === undefined || value === '') return;
    const start = cell.span.start + cell.value.length - cell.value.trimStart().length;
    members.set(name, {
      value: ofCell(name, value),
      span: cell.span,
      ...(cell.literal ? { literal: { start, end: start + value.length } } : {}),
    });
  });
  return { span, members, findings };
}

/** What a cell means in JSON. */
function ofCell(name: RowMember, value: string): unknown {
  if (name === 'enabled') {
    if (/^(true|yes|1)$/i.test(value)) return true;
    return /^(false|no|0)$/i.test(value) ? false : value;
  }
  if (name !== 'tags') return value;
  const tags: [string, string][] = [];
  for (const part of value.split(/[;\n]/)) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    if (equals < 1) return value;
    tags.push([part.slice(0, equals).trim(), part.slice(equals + 1).trim()]);
  }
  return new Map(tags).size === tags.length ? Object.fromEntries(tags) : value;
}

/** The members of a row in their types; those of a wrong form are left out, and said. */
interface Judged {
  keyBlock?: string;
  wrappingKey?: string;
  alias?: string;
  again?: string;
  note?: string;
  tags?: readonly Tag[];
  checkValue?: string;
  checkValueAlgorithm?: KeyCheckValueAlgorithm;
  enabled?: boolean;
}

function judged(members: ReadonlyMap<RowMember, GivenMember>, findings: Finding[]): Judged {
  const result: Judged = {};
  for (const [name, { value, span }] of members) {
    if (value === null) continue;
    switch (name) {
      case 'tags': {
        const tags = tagsOf(value);
        if (tags) result.tags = tags;
        else findings.push(manifestFinding('manifest_tags', span, [shown(value)]));
        break;
      }
      case 'enabled':
        if (typeof value === 'boolean') result.enabled = value;
        else findings.push(manifestFinding('manifest_enabled', span, [shown(value)]));
        break;
      default:
        if (typeof value === 'string') judgeText(name, value.trim(), span, result, findings);
        else findings.push(manifestFinding('manifest_type', span, [name, 'a text', shown(value)]));
    }
  }
  return result;
}

function judgeText(
  name: Exclude<RowMember, 'tags' | 'enabled'>,
  text: string,
  span: Span,
  result: Judged,
  findings: Finding[],
): void {
  if (text === '') return;
  if (name === 'checkValue') {
    const digits = text.replace(/\s/g, '').toUpperCase();
    if (/^(?:[0-9A-F]{2}){2,8}$/.test(digits)) {
      result.checkValue = digits;
      if (digits.length < fewestDigits)
        findings.push(
          manifestFinding('manifest_check_value_short', span, [digits, digits.length, fewestDigits]),
        );
      if (isTooLong(digits))
        findings.push(manifestFinding('manifest_check_value_long', span, [digits.length, mostDigits]));
    } else findings.push(manifestFinding('manifest_check_value', span, [shown(text)]));
  } else if (name === 'checkValueAlgorithm') {
    const known = keyCheckValueAlgorithms.find((one) => one === text);
    if (known) result.checkValueAlgorithm = known;
    else
      findings.push(
        manifestFinding('manifest_check_value_algorithm', span, [
          keyCheckValueAlgorithms.join(', '),
          shown(text),
        ]),
      );
  } else if (name === 'wrappingKey') {
    result.wrappingKey = text;
    if (keyIdentifier.pattern?.test(text) !== true)
      findings.push(manifestFinding('manifest_wrapping_key_form', span, [shown(text)]));
  } else result[name] = text;
}

function tagsOf(value: unknown): readonly Tag[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? entries.map(([Key, Value]) => ({ Key, Value }))
    : undefined;
}

function rowOf(given: GivenRow, number: number, usual: Judged): ManifestRow {
  const findings = [...given.findings];
  const own = judged(given.members, findings);
  const block = given.members.get('keyBlock');
  const raw = own.keyBlock === undefined ? undefined : keyBlockInSelection(own.keyBlock);
  const lacks = (name: 'keyBlock' | 'wrappingKey'): void =>
    void findings.push(
      manifestFinding('manifest_missing', given.members.get(name)?.span ?? given.span, [name]),
    );
  // One of another type was said already.
  if (raw ? raw.text === '' : isNothing(block)) lacks('keyBlock');
  const wrappingKey = own.wrappingKey ?? usual.wrappingKey;
  if (wrappingKey === undefined && isNothing(given.members.get('wrappingKey'))) lacks('wrappingKey');
  const tags = new Map([...(usual.tags ?? []), ...(own.tags ?? [])].map(({ Key, Value }) => [Key, Value]));
  const { alias, checkValue, again, note } = own;
  const algorithm = own.checkValueAlgorithm ?? usual.checkValueAlgorithm;
  const enabled = own.enabled ?? usual.enabled;
  const literal = block?.literal;
  return {
    number,
    span: given.span,
    places: Object.fromEntries([...given.members].map(([name, { span }]) => [name, span])),
    keyBlock: raw?.text ?? '',
    ...(raw && literal && typeof block.value === 'string'
      ? { material: { block: raw, at: literal.start + leading(block.value) } }
      : {}),
    wrappingKey: wrappingKey ?? '',
    tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
    findings,
    ...(alias === undefined ? {} : { alias }),
    ...(checkValue === undefined ? {} : { checkValue }),
    ...(algorithm === undefined ? {} : { checkValueAlgorithm: algorithm }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(again === undefined ? {} : { again }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Not there, null, or nothing but white space. */
function isNothing(member: GivenMember | undefined): boolean {
  const value = member?.value ?? '';
  return typeof value === 'string' && value.trim() === '';
}

/** White space before what was read of a literal. */
function leading(value: string): number {
  return value.length - value.trimStart().length;
}
