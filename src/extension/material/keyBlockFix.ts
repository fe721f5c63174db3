import * as vscode from 'vscode';
import { isAlphanumeric } from '../../core/keyblock/characters';
import { fromHex } from '../../core/crypto/bytes';
import { decodeBase64 } from '../../core/input/encodings';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { upperCased } from '../../core/keyblock/lowerCase';
import type { KeyBlock } from '../../core/keyblock/types';
import { brokenUpCode, rangesOf, type LocatedKeyBlock } from './documentKeyBlock';
import { isBlank, isQuote, surroundingsFix } from './keyBlockSurroundings';
import type { TextFix } from './textFix';

/** Characters shown of what a fix writes or removes. */
const shown = 16;

/** What can be mended in a block without touching what it says. */
export function fixesOf(located: LocatedKeyBlock, document: vscode.TextDocument): TextFix[] {
  const block = decodeKeyBlock(located.text);
  if (located.coats) return coatFix(located, document);
  return [
    lengthFix(located, block),
    trailingFix(located, block),
    caseFix(located, block),
    seamsFix(located, document),
    insideFix(located, block, document),
    surroundingsFix(located, document),
  ].filter((fix) => fix !== undefined);
}

const hasErrors = (block: KeyBlock): boolean => block.findings.some(({ severity }) => severity === 'error');

const mismatchOf = (block: KeyBlock) => block.findings.find(({ code }) => code === 'length_field_mismatch');

function lengthFix(located: LocatedKeyBlock, block: KeyBlock): TextFix | undefined {
  const { text } = located;
  const mismatch = mismatchOf(block);
  if (mismatch?.expected === undefined || !/^[0-9]{4}$/.test(mismatch.expected)) return undefined;
  // With other faults left, the block was cut or grew: another length would hide it.
  if (hasErrors(decodeKeyBlock(text.slice(0, 1) + mismatch.expected + text.slice(5)))) return undefined;
  return {
    title: vscode.l10n.t('Set the length field to {0}', mismatch.expected),
    code: mismatch.code,
    edits: replaced(located, 1, mismatch.expected),
  };
}

/** Where the block is sound as far as it says it goes, what follows may have come with a copy. */
function trailingFix(located: LocatedKeyBlock, block: KeyBlock): TextFix | undefined {
  const { text } = located;
  const mismatch = mismatchOf(block);
  const declared = declaredLength(text);
  if (!mismatch || declared === undefined || declared >= text.length) return undefined;
  if (hasErrors(decodeKeyBlock(text.slice(0, declared)))) return undefined;
  const rest = text.slice(declared);
  const characters = rest.length > shown ? `${rest.slice(0, shown)}…` : rest;
  return {
    title:
      rest.length === 1
        ? vscode.l10n.t('Remove the character after the declared length: {0}', characters)
        : vscode.l10n.t('Remove {0} characters after the declared length: {1}', rest.length, characters),
    code: mismatch.code,
    edits: rangesOf(located, { start: declared, end: text.length }).map((range) =>
      vscode.TextEdit.delete(range),
    ),
  };
}

function caseFix(located: LocatedKeyBlock, block: KeyBlock): TextFix | undefined {
  const lower = block.findings.find(
    ({ code }) => code === 'lower_case_letters' || code === 'payload_not_uppercase_hex',
  );
  if (!lower) return undefined;
  const { text } = located;
  const upper = upperCased(block);
  const from = lower.span?.start ?? 0;
  return {
    title: vscode.l10n.t(
      'Change to upper case: {0} becomes {1}',
      `${text.slice(from, from + shown)}…`,
      `${upper.slice(from, from + shown)}…`,
    ),
    code: lower.code,
    edits: replaced(located, 0, upper),
  };
}

/**
 * Only where the block is all that stands in the coat: hexadecimal or base64 in one run. Of a dump, a message or an
 * array, something else would be lost with it.
 */
function coatFix(
  { coats, prefix, frame, after, range, text }: LocatedKeyBlock,
  document: vscode.TextDocument,
): TextFix[] {
  if (coats?.length !== 1 || prefix !== undefined || frame || after || !range.isSingleLine) return [];
  const line = document.lineAt(range.start.line).text;
  const around = (line[range.start.character - 1] ?? '') + (line[range.end.character] ?? '');
  if (/[0-9A-Za-z+/=\\%]/.test(around) || plainOf(document.getText(range)) !== text) return [];
  return [
    {
      title: vscode.l10n.t('Replace with the key block in plain text'),
      code: undefined,
      edits: [vscode.TextEdit.replace(range, text)],
    },
  ];
}

/** What hexadecimal or base64 stands for, as Latin letters; undefined where it is neither. */
function plainOf(run: string): string | undefined {
  const base64 = decodeBase64(run);
  const bytes =
    fromHex(run) ?? (base64.problem === undefined && base64.strange.length === 0 ? base64.bytes : undefined);
  return bytes && String.fromCharCode(...bytes.subarray(0, 10_000));
}

/** A block in several pieces, with whatever is between them. */
function seamsFix(
  { text, range, pieces }: LocatedKeyBlock,
  document: vscode.TextDocument,
): TextFix | undefined {
  if (pieces.length < 2) return undefined;
  // Labels and members of JSON between the pieces would be lost.
  const between = pieces.slice(1).map(({ start }, i) => {
    const before = pieces[i]!;
    return document.getText(new vscode.Range(before.start.translate(0, before.length), start));
  });
  if (!between.every((seam) => /^[\s"'+\\&_\u200b\ufeff]*$/.test(seam))) return undefined;
  const lines = !range.isSingleLine;
  return {
    title: lines
      ? vscode.l10n.t('Put the key block on one line')
      : vscode.l10n.t('Remove the white space from the key block'),
    code: lines ? undefined : brokenUpCode,
    edits: [vscode.TextEdit.replace(range, text)],
  };
}

/**
 * A block that looks cut because something else than blanks is inside it: blanks that do not break, characters without
 * width, quotes of a program's source. Only where the declared length is reached without them, and all is sound then.
 */
function insideFix(
  { text, range, pieces }: LocatedKeyBlock,
  block: KeyBlock,
  document: vscode.TextDocument,
): TextFix | undefined {
  if (pieces.length > 1 || !range.isSingleLine || !hasErrors(block)) return undefined;
  let start = 0;
  while (isQuote(text[start])) start++;
  const declared = declaredLength(text.slice(start));
  if (declared === undefined) return undefined;
  const { line, character } = range.start;
  const from = character + start;
  const rest = document.lineAt(line).text.slice(from, from + 4 * declared);
  let joined = '';
  let quotes = false;
  let afterQuote = false;
  let at = 0;
  for (; at < rest.length && joined.length < declared; at++) {
    const one = rest[at]!;
    if (isBlank(one)) continue;
    if (isQuote(one)) quotes = afterQuote = true;
    // A plus between two strings; any other is a digit of base64.
    else if (one !== '+' || !afterQuote) {
      joined += one;
      afterQuote = false;
    }
  }
  if (joined.length < declared || joined.length === at || isAlphanumeric(rest.charCodeAt(at)))
    return undefined;
  if (hasErrors(decodeKeyBlock(joined))) return undefined;
  return {
    title: quotes
      ? vscode.l10n.t('Remove the quotes and blanks inside the key block')
      : vscode.l10n.t('Remove the white space from the key block'),
    code: mismatchOf(block)?.code,
    edits: [vscode.TextEdit.replace(new vscode.Range(line, from, line, from + at), joined)],
  };
}

function declaredLength(text: string): number | undefined {
  return /^[A-Ea-e01][0-9]{4}/.test(text) ? Number(text.slice(1, 5)) : undefined;
}

/** Edits that put other characters of the same number at an offset of the block. */
function replaced(located: LocatedKeyBlock, at: number, characters: string): vscode.TextEdit[] {
  let done = 0;
  return rangesOf(located, { start: at, end: at + characters.length }).map((range) => {
    const size = range.end.character - range.start.character;
    done += size;
    return vscode.TextEdit.replace(range, characters.slice(done - size, done));
  });
}
