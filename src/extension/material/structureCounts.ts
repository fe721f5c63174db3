/** How many structures of a file are in a state that somebody should look at. */
import * as vscode from 'vscode';
import type { ContentsCell } from '../../protocol/structure';

type Counted = 'revoked' | 'expired' | 'early' | 'badSignature' | 'openKey' | 'strayKey' | 'lateCrl';

/** Worst states, worst first. */
export class Counts {
  private readonly of = new Map<Counted, number>();

  add(what: Counted): void {
    this.of.set(what, (this.of.get(what) ?? 0) + 1);
  }

  cells(): ContentsCell[] {
    const n = (what: Counted): number => this.of.get(what) ?? 0;
    const words: readonly (readonly [Counted, ContentsCell['status'], string])[] = [
      ['revoked', 'wrong', vscode.l10n.t('{0} revoked', n('revoked'))],
      ['expired', 'wrong', vscode.l10n.t('{0} expired', n('expired'))],
      ['early', 'wrong', vscode.l10n.t('{0} not yet valid', n('early'))],
      [
        'badSignature',
        'wrong',
        n('badSignature') === 1
          ? vscode.l10n.t('1 signature does not verify')
          : vscode.l10n.t('{0} signatures do not verify', n('badSignature')),
      ],
      [
        'openKey',
        'warn',
        n('openKey') === 1
          ? vscode.l10n.t('private key not encrypted')
          : vscode.l10n.t('{0} private keys not encrypted', n('openKey')),
      ],
      [
        'strayKey',
        'warn',
        n('strayKey') === 1
          ? vscode.l10n.t('private key belongs to no certificate here')
          : vscode.l10n.t('{0} private keys belong to no certificate here', n('strayKey')),
      ],
      [
        'lateCrl',
        'warn',
        n('lateCrl') === 1 ? vscode.l10n.t('1 CRL overdue') : vscode.l10n.t('{0} CRLs overdue', n('lateCrl')),
      ],
    ];
    return words.flatMap(([what, status, text]) => (n(what) > 0 ? [{ status, text }] : []));
  }
}
