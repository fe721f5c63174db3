/** A key block as text for elsewhere: JSON for programs, a Markdown table for people. Pure. */
import { unfolded, type Field, type Finding } from '../../core/findings';
import type { CodedValue, KeyBlock } from '../../core/keyblock/types';
import { escapeTableText } from '../../core/plainText';
import { modeList } from '../../keyservice/rules/keyAttributes';
import { judgeKeyBlock } from '../../keyservice/rules/keyBlocks';
import { codeSpan } from '../ui/markdown';

interface JsonValue {
  readonly code: string;
  readonly name: string;
}

interface JsonField {
  readonly id: string;
  readonly name: string;
  readonly raw: string;
  readonly meaning: string;
  readonly start: number;
  readonly end: number;
  readonly fields?: readonly JsonField[];
}

interface JsonFinding {
  readonly code: string;
  readonly severity: Finding['severity'];
  /** English, whatever the language of VS Code. */
  readonly message: string;
  /** Characters of `block`, counted from 0, end not included; null where the finding has no place. */
  readonly start: number | null;
  readonly end: number | null;
  readonly reference: string | null;
  /** Code of the finding that it follows from; null where it is a fault of its own. */
  readonly followsFrom: string | null;
}

/**
 * What "Copy as JSON" gives. Members are added, never renamed or taken away; texts are English. The block is
 * as it stood; a key that was unwrapped from it is never in here.
 */
export interface KeyBlockJson {
  readonly block: string;
  readonly version: JsonValue;
  readonly length: JsonValue & { readonly declared: number | null; readonly actual: number };
  readonly usage: JsonValue;
  readonly algorithm: JsonValue;
  readonly mode: JsonValue;
  readonly keyVersion: JsonValue;
  readonly exportability: JsonValue;
  readonly optionalBlockCount: number | null;
  readonly keyContext: JsonValue;
  readonly reserved: string;
  readonly optionalBlocks: readonly {
    readonly id: string;
    readonly name: string;
    readonly data: string;
    readonly summary: string;
    readonly start: number;
    readonly end: number;
    readonly fields: readonly JsonField[];
  }[];
  readonly payload: {
    readonly hex: string;
    readonly bytes: number;
    /** Lengths in bits of the keys that fit. */
    readonly possibleKeyBits: readonly number[];
    readonly obfuscation: 'likely' | 'possible' | 'no' | 'unknown';
  } | null;
  readonly mac: { readonly hex: string; readonly bytes: number } | null;
  readonly findings: readonly JsonFinding[];
  readonly aws: {
    readonly importable: 'yes' | 'no' | 'unclear';
    readonly keyUsage: string | null;
    readonly keyAlgorithms: readonly string[];
    readonly keyModesOfUse: readonly string[];
    readonly exportable: boolean | null;
    readonly findings: readonly JsonFinding[];
  };
}

export function keyBlockJson(block: KeyBlock): KeyBlockJson {
  const verdict = judgeKeyBlock(block);
  const { payload, mac } = block;
  return {
    block: block.text,
    version: valueJson(block.version),
    length: {
      ...valueJson(block.length),
      declared: block.length.value ?? null,
      actual: block.length.actual,
    },
    usage: valueJson(block.usage),
    algorithm: valueJson(block.algorithm),
    mode: valueJson(block.mode),
    keyVersion: valueJson(block.keyVersion),
    exportability: valueJson(block.exportability),
    optionalBlockCount: block.optionalBlockCount ?? null,
    keyContext: valueJson(block.keyContext),
    reserved: block.reserved,
    optionalBlocks: block.optionalBlocks.map(({ id, name, data, summary, span, fields }) => ({
      id,
      name,
      data,
      summary,
      ...span,
      fields: fields.map(fieldJson),
    })),
    payload: payload
      ? {
          hex: payload.hex,
          bytes: payload.bytes,
          possibleKeyBits: payload.possibleKeyBits,
          obfuscation: payload.obfuscation,
        }
      : null,
    mac: mac ? { hex: mac.hex, bytes: mac.bytes } : null,
    findings: findingsJson(block.findings),
    aws: {
      importable: verdict.importable,
      keyUsage: verdict.keyUsage ?? null,
      keyAlgorithms: verdict.keyAlgorithms,
      keyModesOfUse: modeList(verdict.modes),
      exportable: verdict.exportable ?? null,
      findings: findingsJson(verdict.findings),
    },
  };
}

const valueJson = ({ code, name }: CodedValue): JsonValue => ({ code, name });

function fieldJson({ id, name, raw, meaning, span, children }: Field): JsonField {
  return { id, name, raw, meaning, ...span, ...(children ? { fields: children.map(fieldJson) } : {}) };
}

/** Those that are folded under another come right after it. */
function findingsJson(findings: readonly Finding[]): JsonFinding[] {
  return findings.flatMap((finding) => [
    findingJson(finding, null),
    ...unfolded(finding.folded ?? []).map((folded) => findingJson(folded, finding.code)),
  ]);
}

function findingJson(
  { code, severity, message, span, reference }: Finding,
  followsFrom: string | null,
): JsonFinding {
  return {
    code,
    severity,
    message,
    start: span?.start ?? null,
    end: span?.end ?? null,
    reference: reference ?? null,
    followsFrom,
  };
}

/** Headings of the Markdown table, and the texts of what is under it, in the user's language. */
export interface MarkdownTexts {
  readonly title: string;
  readonly columns: readonly [field: string, code: string, meaning: string, characters: string];
  readonly severities: Readonly<Record<Finding['severity'], string>>;
  readonly name: (field: Field) => string;
  readonly meaning: (field: Field) => string;
  readonly finding: (finding: Finding) => string;
  /** "Follows from it:" */
  readonly follows: string;
  /** Lines under the table, each of a label and a sentence: what the MAC says, what AWS's rules say. */
  readonly verdicts: readonly (readonly [label: string, sentence: string])[];
}

/** Title, table of the fields (parts of optional blocks as rows of their own), verdicts, findings. */
export function keyBlockMarkdown(block: KeyBlock, texts: MarkdownTexts): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = (fields: readonly Field[], path: string): string[] =>
    fields.flatMap((field) => {
      const name = path + escapeTableText(texts.name(field));
      const { start, end } = field.span;
      const place = end - start <= 1 ? String(start + 1) : `${start + 1}–${end}`;
      return [
        // As it stands in the block: a field's own `raw` may leave framing out.
        row([
          name,
          codeSpan(block.text.slice(start, end), escapeTableText),
          escapeTableText(texts.meaning(field)),
          place,
        ]),
        ...rows(field.children ?? [], `${name} › `),
      ];
    });
  const lines = [
    `**${escapeTableText(texts.title)}**`,
    '',
    row(texts.columns.map(escapeTableText)),
    '| :-- | :-- | :-- | :-- |',
    ...rows(block.fields, ''),
  ];
  const line = (label: string, sentence: string): string =>
    `- **${escapeTableText(label)}** ${escapeTableText(sentence)}`;
  lines.push('', ...texts.verdicts.map(([label, sentence]) => line(label, sentence)));
  for (const finding of block.findings) {
    lines.push(line(texts.severities[finding.severity], texts.finding(finding)));
    for (const folded of unfolded(finding.folded ?? []))
      lines.push(`  ${line(texts.follows, texts.finding(folded))}`);
  }
  return `${lines.join('\n')}\n`;
}
