/**
 * What a report has of a key block, and of what else HSMs put out. The header is shown; an optional block only where a
 * standard says what it holds and it was read without a fault: in a damaged block, encrypted key and MAC may be taken
 * for anything.
 */
import {
  fillTemplate,
  ofTable,
  phrase,
  type Field,
  type Finding,
  type Span,
  type TemplateArguments,
} from '../findings';
import { readAtallaKeyBlock } from '../hsm/atalla';
import { readKeyCryptogram } from '../hsm/cryptogram';
import { readKeySerialNumber } from '../hsm/ksn';
import type { HsmMaterial } from '../input/hsmMaterial';
import type { KeyBlock, OptionalBlock } from '../keyblock/types';
import type { MaterialKind, ReportedField } from './types';
import { characters, field, group, hidden, withheldSecret, withheldText, withoutKeys } from './values';

/** Fields and findings of a material, places not yet told. */
export interface Told {
  readonly kind: MaterialKind;
  readonly name: string;
  readonly fields: readonly ReportedField[];
  readonly findings: readonly Finding[];
}

const headerLength = 16;
/** Characters of a certificate in block CT that are shown of it: none. Other data is shorter than this. */
const longestData = 120;

export interface ToldKeyBlock extends Told {
  /** The same findings of someone else on this block, without what they quote of it. */
  readonly withoutQuotations: (findings: readonly Finding[]) => Finding[];
}

/** What a report has of a key block. */
export function toldKeyBlock(block: KeyBlock): ToldKeyBlock {
  const kept = (optional: OptionalBlock): boolean => isShown(optional, block.findings);
  const framed = isFramed(block);
  const fields = block.fields.map((one) => {
    const optional = block.optionalBlocks.find(({ span }) => span.start === one.span.start);
    if (one.span.end <= headerLength) return field(one.id, one.name, one.raw, one.meaning);
    if (optional) return optionalField(one, optional, kept(optional));
    const isWhole = one.id === 'mac' || one.id === 'payload' ? framed : false;
    return hidden(
      one.id,
      one.name,
      isWhole
        ? withheldText(one.id === 'mac' ? 'mac' : 'wrapped', one.raw)
        : withheldSecret('unknown', characters(one.raw.length)),
      one.meaning,
    );
  });
  const open: Span[] = [
    { start: 0, end: headerLength },
    ...block.optionalBlocks.filter(kept).map(({ span }) => span),
  ];
  const clean = (findings: readonly Finding[]): Finding[] => withoutQuotations(findings, block.text, open);
  return {
    kind: 'keyBlock',
    name: `Key block, version ${block.version.code}`,
    fields,
    findings: clean(block.findings),
    withoutQuotations: clean,
  };
}

/**
 * Whether the frame is that of encrypted bytes with a MAC. In what is cut off or counted wrong, a key in the clear may
 * be where they should be: it gets no hash.
 */
function isFramed({ text, length, payload, mac }: KeyBlock): boolean {
  return (
    length.value === text.length &&
    payload !== undefined &&
    mac !== undefined &&
    isHex(payload.hex) &&
    isHex(mac.hex) &&
    mac.span.end === text.length
  );
}

const isHex = (text: string): boolean => text.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(text);

/**
 * Whether the data is what a standard says. A label is a text that the sender wrote for people to read; one with a run
 * of digits as long as a key is withheld.
 */
function isShown({ span, known, id, data, dataSpan }: OptionalBlock, findings: readonly Finding[]): boolean {
  if (id === 'LB' && withoutKeys(data) !== data) return false;
  // Filler says nothing, and a maker's own data may be anything.
  if (!known || id === 'PB' || /^[0-9]/.test(id) || dataSpan.end < dataSpan.start) return false;
  return !all(findings).some(
    (finding) => finding.severity !== 'info' && finding.span && touches(finding.span, span),
  );
}

const all = (findings: readonly Finding[]): Finding[] =>
  findings.flatMap((finding) => [finding, ...all(finding.folded ?? [])]);

const touches = (a: Span, b: Span): boolean => a.start < b.end && b.start < Math.max(a.end, a.start + 1);

function optionalField(
  tile: Field,
  { id, name, data, fields, summary, certificates }: OptionalBlock,
  shown: boolean,
) {
  const identifier = field('id', 'Identifier', id, name);
  if (!shown)
    return group(tile.id, tile.name, [
      identifier,
      hidden('data', 'Data', withheldSecret('unknown', characters(data.length))),
    ]);
  if (certificates)
    return group(
      tile.id,
      tile.name,
      [identifier, hidden('data', 'Data', withheldText('long', data)), ...certificates.flatMap(carried)],
      summary,
    );
  // The parts that were read of it begin with its identifier, too.
  const parts = fields
    .filter((part) => part.id !== identifier.id)
    .map((part) =>
      part.raw.length > longestData
        ? hidden(part.id, part.name, withheldText('long', part.raw))
        : field(part.id, part.name, part.raw, part.meaning),
    );
  return group(tile.id, tile.name, [identifier, ...parts], summary);
}

function carried(
  { format, summary }: NonNullable<OptionalBlock['certificates']>[number],
  at: number,
): ReportedField[] {
  if (!summary) return [field(`certificate-${at + 1}`, 'Certificate', format)];
  const { subject, issuer, serial, publicKey } = summary;
  return [
    group(`certificate-${at + 1}`, 'Certificate', [
      field('subject', 'Subject', subject),
      field('issuer', 'Issuer', issuer),
      field('serial', 'Serial number', serial),
      field('publicKey', 'Public key', publicKey),
    ]),
  ];
}

/** Characters of an argument that are no quotation of a key: a code, a number, a character. */
const harmless = 4;

/**
 * Findings quote what they found. What they quote of the parts that a report withholds is told by its length.
 * @param open parts of the text that are shown
 */
function withoutQuotations(findings: readonly Finding[], text: string, open: readonly Span[]): Finding[] {
  let rest = '';
  for (let at = headerLength; at < text.length;) {
    const shown = open.find(({ start, end }) => start <= at && at < end);
    const end =
      shown?.end ?? Math.min(text.length, ...open.map(({ start }) => start).filter((start) => start > at));
    // Parts that are not neighbours are not read together.
    rest += shown ? '\n' : text.slice(at, end);
    at = end;
  }
  const shown = open.map(({ start, end }) => text.slice(start, end)).join('\n');
  let pieces: ReadonlySet<string> | undefined;
  /** Whether it has more than a few characters of the withheld parts in it, which the others do not have. */
  const isQuotation = (value: string): boolean => {
    if (value.length <= harmless) return false;
    pieces ??= new Set([...piecesOf(rest)].filter((piece) => !shown.includes(piece)));
    for (const piece of piecesOf(value)) if (pieces.has(piece)) return true;
    return false;
  };
  const cleanValue = (value: TemplateArguments[number]): TemplateArguments[number] => {
    if (typeof value === 'object') return ofTable(value.template, ...(value.args ?? []).map(cleanValue));
    return typeof value === 'string' && isQuotation(value) ? phrase('({0} characters)', value.length) : value;
  };
  const clean = (finding: Finding): Finding => {
    const { args = [], folded } = finding;
    const kept = args.map(cleanValue);
    return {
      ...finding,
      args: kept,
      message: fillTemplate(finding.template, kept),
      ...(folded ? { folded: folded.map(clean) } : {}),
    };
  };
  return findings.map(clean);
}

/** Every run of one character more than is harmless. */
function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at + harmless < text.length; at++) {
    const piece = text.slice(at, at + harmless + 1);
    if (/^[0-9A-Za-z+/=]+$/.test(piece)) yield piece;
  }
}

/** Undefined where it cannot be read after all. */
export function toldHsmMaterial({ kind, text, label }: HsmMaterial): Told | undefined {
  switch (kind) {
    case 'atalla': {
      const block = readAtallaKeyBlock(text);
      return (
        block && {
          kind: 'atallaKeyBlock',
          name: 'Atalla key block',
          fields: block.fields.map(({ id, name, raw, meaning }) =>
            id === 'akbKey' || id === 'akbMac'
              ? hidden(id, name, withheldText(id === 'akbMac' ? 'mac' : 'wrapped', raw), meaning)
              : field(id, name, raw, meaning),
          ),
          findings: block.findings,
        }
      );
    }
    case 'cryptogram': {
      const cryptogram = readKeyCryptogram(text);
      return (
        cryptogram && {
          kind: 'keyCryptogram',
          name: `Key cryptogram, scheme ${cryptogram.scheme}`,
          fields: [
            ...(label === undefined ? [] : [field('label', 'Label before it', label.trim())]),
            ...cryptogram.fields.map(({ id, name, raw, meaning }) =>
              id === 'scheme'
                ? field(id, name, raw, meaning)
                : // Nothing shows that the digits are encrypted: without a MAC, a clear key looks the same.
                  hidden(id, name, withheldSecret('unknown', characters(raw.length)), meaning),
            ),
          ],
          findings: cryptogram.findings,
        }
      );
    }
    case 'ksn': {
      const ksn = readKeySerialNumber(text);
      return (
        ksn && {
          kind: 'keySerialNumber',
          name: `Key serial number, DUKPT ${ksn.algorithm}`,
          fields: [
            ...ksn.fields.map(({ id, name, raw, meaning }) => field(id, name, raw, meaning)),
            field('remaining', 'Transactions left', String(ksn.remaining)),
          ],
          findings: ksn.findings,
        }
      );
    }
  }
}
