import * as vscode from 'vscode';
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { upperCased } from '../../core/keyblock/lowerCase';
import { brokenUpCode } from './documentProblems';
import { rangesOf, type LocatedKeyBlock } from './documentKeyBlock';

export interface KeyBlockFix {
  readonly title: string;
  /** The finding that it settles; undefined where nothing was wrong with the characters. */
  readonly code: string | undefined;
  readonly edits: vscode.TextEdit[];
}

/** What can be mended in a block without touching what it says. */
export function fixesOf(located: LocatedKeyBlock): KeyBlockFix[] {
  const { text } = located;
  const block = decodeKeyBlock(text);
  const fixes: KeyBlockFix[] = [];
  const mismatch = block.findings.find(({ code }) => code === 'length_field_mismatch');
  if (mismatch?.expected !== undefined && /^[0-9]{4}$/.test(mismatch.expected)) {
    const mended = text.slice(0, 1) + mismatch.expected + text.slice(5);
    // With other faults left, the block was cut or grew: another length would hide it.
    if (!decodeKeyBlock(mended).findings.some(({ severity }) => severity === 'error'))
      fixes.push({
        title: vscode.l10n.t('Set the length field to {0}', mismatch.expected),
        code: mismatch.code,
        edits: replaced(located, 1, mismatch.expected),
      });
  }
  const lower = block.findings.find(
    ({ code }) => code === 'lower_case_letters' || code === 'payload_not_uppercase_hex',
  );
  if (lower) {
    const upper = upperCased(block);
    const [from, shown] = [lower.span?.start ?? 0, 16];
    fixes.push({
      title: vscode.l10n.t(
        'Write in upper case: {0} becomes {1}',
        `${text.slice(from, from + shown)}…`,
        `${upper.slice(from, from + shown)}…`,
      ),
      code: lower.code,
      edits: replaced(located, 0, upper),
    });
  }
  if (located.pieces.length > 1) {
    const lines = !located.range.isSingleLine;
    fixes.push({
      title: lines
        ? vscode.l10n.t('Put the key block on one line')
        : vscode.l10n.t('Remove the white space from the key block'),
      code: lines ? undefined : brokenUpCode,
      edits: [vscode.TextEdit.replace(located.range, text)],
    });
  }
  return fixes;
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
