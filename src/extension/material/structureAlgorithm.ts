/** Signature algorithms in the overview: of RSASSA-PSS the parameters, and which of them are defaults (RFC 4055 3.1). */
import * as vscode from 'vscode';
import type { AlgorithmInfo } from '../../core/x509/algorithm';
import type { Statement } from '../../protocol/structure';
import { fact } from './structureStatements';

export function algorithmStatement(label: string, algorithm: AlgorithmInfo): Statement {
  const { name, span, scheme, hash, mgfHash, saltLength, defaults } = algorithm;
  const line = fact(label, name, span);
  if (scheme !== 'RSA-PSS' || saltLength === undefined || !defaults) return line;
  const said = (text: string, isDefault: boolean): string =>
    isDefault ? vscode.l10n.t('{0} (default)', text) : text;
  const unknown = vscode.l10n.t('not known');
  return {
    ...line,
    inside: [
      fact(vscode.l10n.t('Hash'), said(hash ?? unknown, defaults.includes('hash'))),
      fact(
        vscode.l10n.t('Mask generation'),
        said(vscode.l10n.t('MGF1 with {0}', mgfHash ?? unknown), defaults.includes('mgf')),
      ),
      fact(
        vscode.l10n.t('Salt length'),
        said(
          saltLength < 0 ? unknown : vscode.l10n.t('{0} bytes', saltLength),
          defaults.includes('saltLength'),
        ),
      ),
    ],
  };
}
