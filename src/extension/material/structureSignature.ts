/** What is told of the signature on a certificate or CRL: apart from its dates, and never as trust. */
import * as vscode from 'vscode';
import type { Finding, Span } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { x509Finding } from '../../core/x509/findingTexts';
import { checkIssuerSignature, type SignedByIssuer } from '../../core/x509/issuerSignature';
import type { Statement } from '../../protocol/structure';
import { verdict } from './structureStatements';

/** A verdict on a signature, and the finding of one that fails: it is a fault of the whole file. */
export interface SignatureStatement {
  readonly statement: Statement;
  /** The same in a few words, for the top of the page. */
  readonly short: Statement;
  readonly findings: readonly Finding[];
}

/**
 * @param signed the certificate or CRL
 * @param name what it is called: the subject, or the issuer of a CRL
 * @param known certificates of the file and those that were added; a certificate itself may be among them
 * @param added those of the known that were added by hand
 * @param span where the signature, or what it is on, stands
 */
export async function issuerSignatureStatement(
  signed: SignedByIssuer,
  name: string,
  known: readonly Certificate[],
  span?: Span,
  added: readonly Certificate[] = [],
): Promise<SignatureStatement> {
  const checked = await checkIssuerSignature(signed, known);
  if (checked.verdict === 'no_issuer')
    return {
      statement: verdict(
        'unknown',
        vscode.l10n.t('Signature not checked: no certificate of “{0}” is here.', signed.issuer.label),
        span,
      ),
      short: {
        ...verdict('unknown', vscode.l10n.t('Signature: issuer “{0}” not here', signed.issuer.label)),
        action: { id: 'addCertificates', title: vscode.l10n.t('Load…') },
      },
      findings: [],
    };
  const by = checked.by.subject.label;
  const own = 'raw' in signed && signed.raw === checked.by.raw;
  const where = added.includes(checked.by) ? vscode.l10n.t('loaded') : vscode.l10n.t('in this file');
  const who = own ? vscode.l10n.t('self-signed') : vscode.l10n.t('issuer “{0}”, {1}', by, where);
  switch (checked.verdict) {
    case 'valid':
      return {
        statement: verdict(
          'ok',
          own
            ? vscode.l10n.t('The signature verifies with its own key: self-signed.')
            : vscode.l10n.t('The signature verifies with the key of “{0}”.', by),
          span,
        ),
        short: verdict('ok', vscode.l10n.t('Signature ({0})', who)),
        findings: [],
      };
    case 'invalid':
      return {
        statement: verdict(
          'wrong',
          own
            ? vscode.l10n.t('The signature does not verify with its own key.')
            : vscode.l10n.t('The signature does not verify with the key of “{0}”.', by),
          span,
        ),
        short: verdict('wrong', vscode.l10n.t('Signature does not verify ({0})', who)),
        findings: [x509Finding('chain_signature_invalid', span, [name, by])],
      };
    case 'cannot_check':
      return {
        statement: verdict(
          'unknown',
          vscode.l10n.t('The signature cannot be checked: {0}.', checked.reason),
          span,
        ),
        short: verdict('unknown', vscode.l10n.t('Signature not checked ({0})', who)),
        findings: [],
      };
  }
}
