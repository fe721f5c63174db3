/** In words: what was taken off a key block where it stands, and what stands around it in the same message. */
import * as vscode from 'vscode';
import type { CoatName } from '../../core/input/keyMaterial';
import type { FoundKeyBlock } from '../../core/input/squeezed';

const coatWord = (coat: CoatName): string =>
  ({
    PEM: 'PEM',
    base64: 'base64',
    hexadecimal: vscode.l10n.t('hexadecimal'),
    dump: vscode.l10n.t('hex dump'),
    EBCDIC: 'EBCDIC',
    'URL encoding': vscode.l10n.t('URL encoding'),
    'XML entities': vscode.l10n.t('XML entities'),
    escapes: vscode.l10n.t('escapes'),
    'quoted-printable': 'quoted-printable',
    'decorated lines': vscode.l10n.t('decorated lines'),
  })[coat];

/** Sentences without full stop, the coats first; none for a block that stands alone as it is. */
export function wordsAround({
  coats,
  prefix,
  frame,
  after,
  text,
}: Pick<FoundKeyBlock, 'coats' | 'prefix' | 'frame' | 'after' | 'text'>): string[] {
  const words: string[] = [];
  if (coats && coats.length > 0) words.push(vscode.l10n.t('In {0}', coats.map(coatWord).join(' › ')));
  if (frame?.response !== undefined)
    words.push(
      vscode.l10n.t('payShield response {0}, error code {1}', frame.response, frame.errorCode ?? ''),
    );
  if (frame?.length) words.push(vscode.l10n.t('After a length prefix'));
  if (prefix === 'R') words.push(vscode.l10n.t('Scheme tag R: TR-31 key block'));
  if (prefix === 'S') words.push(vscode.l10n.t('Scheme tag S: Thales key block'));
  if (after) {
    words.push(vscode.l10n.t('Followed by {0}: probably a KCV, not compared', after.text));
    if (after.longerFits)
      words.push(
        vscode.l10n.t(
          'With them, {0} characters would also be a complete block: the length field is {1}, and only the MAC can decide',
          text.length + after.text.length,
          text.length,
        ),
      );
  }
  return words;
}
