import * as vscode from 'vscode';

/** What people call a TDES key of so many bits. */
export function tdesLength(bits: number): string {
  if (bits === 128) return vscode.l10n.t('TDES double length');
  return bits === 192 ? vscode.l10n.t('TDES triple length') : vscode.l10n.t('DES single length');
}
