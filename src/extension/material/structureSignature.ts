/** What is told of signatures on certificates, CRLs, requests and messages: apart from dates, and never as trust. */
import * as vscode from 'vscode';
import type { Finding, Span } from '../../core/findings';
import type { Certificate } from '../../core/x509/certificateTypes';
import { checkCsrSignature, type Csr } from '../../core/x509/csr';
import { x509Finding } from '../../core/x509/findingTexts';
import { checkIssuerSignature, type SignedByIssuer } from '../../core/x509/issuerSignature';
import type { SignatureCheck } from '../../core/x509/signature';
import type { Statement } from '../../protocol/structure';
import { localised } from '../ui/localise';
import { verdict } from './structureStatements';

/** A verdict on a signature, and the finding of one that fails: it is a fault of the whole file. */
export interface SignatureStatement {
  readonly statement: Statement;
  /** Whether a certificate of that name was found. */
  readonly isHere: boolean;
  /** The same in a few words, for the top of the page. */
  readonly short: Statement;
  readonly findings: readonly Finding[];
}

/** What is known of a signature besides who may have made it. */
interface SignaturePlace {
  /** Where the signature, or what it is on, stands. */
  readonly span?: Span | undefined;
  /** Certificates that were added by hand. */
  readonly added?: readonly Certificate[];
  /** What finds the issuer where it is not here. */
  readonly next?: Statement['action'];
}

/** Loads what a check needs. */
export const addCertificates = (): NonNullable<Statement['action']> => ({
  id: 'addCertificates',
  title: vscode.l10n.t('Add Certificates…'),
});

/**
 * The one sentence on a signature that was checked, or could not be.
 * @param by whose key it was checked with
 */
export function signatureStatement(
  { verdict: found, reason }: SignatureCheck,
  by: string,
  span?: Span,
): Statement {
  switch (found) {
    case 'valid':
      return verdict('ok', vscode.l10n.t('The signature verifies with the key of "{0}".', by), span);
    case 'invalid':
      return verdict(
        'wrong',
        vscode.l10n.t('The signature does not verify with the key of "{0}".', by),
        span,
      );
    case 'cannot_check':
      return verdict(
        'unknown',
        vscode.l10n.t('The signature cannot be checked: {0}.', reason ? localised(reason) : ''),
        span,
      );
  }
}

/** The same where the key is that of what is signed. @param holds what a signature that verifies shows */
function ownSignature(check: SignatureCheck, holds: string, span?: Span): Statement {
  if (check.verdict === 'valid') return verdict('ok', holds, span);
  if (check.verdict === 'invalid')
    return verdict('wrong', vscode.l10n.t('The signature does not verify with its own key.'), span);
  return signatureStatement(check, '', span);
}

/**
 * @param signed the certificate or CRL
 * @param name what it is called: the subject, or the issuer of a CRL
 * @param known certificates of the file and those that were added; a certificate itself may be among them
 */
export async function issuerSignatureStatement(
  signed: SignedByIssuer,
  name: string,
  known: readonly Certificate[],
  { span, added = [], next = addCertificates() }: SignaturePlace = {},
): Promise<SignatureStatement> {
  const checked = await checkIssuerSignature(signed, known);
  if (checked.verdict === 'no_issuer') {
    const issuer = signed.issuer.label;
    return {
      statement: {
        ...verdict(
          'unknown',
          vscode.l10n.t('Signature not checked: the issuer "{0}" is not in this file.', issuer),
          span,
        ),
        action: next,
      },
      short: {
        ...verdict('unknown', vscode.l10n.t('Signature: issuer "{0}" not in this file', issuer)),
        action: next,
      },
      isHere: false,
      findings: [],
    };
  }
  const by = checked.by.subject.label;
  const own = 'raw' in signed && signed.raw === checked.by.raw;
  const where = added.includes(checked.by) ? vscode.l10n.t('loaded') : vscode.l10n.t('in this file');
  return {
    statement: own
      ? ownSignature(checked, vscode.l10n.t('The signature verifies with its own key: self-signed.'), span)
      : signatureStatement(checked, by, span),
    short: shortStatement(
      checked,
      own
        ? // That it signed itself is what the signature shows, not the names.
          checked.verdict === 'valid'
          ? vscode.l10n.t('self-signed')
          : vscode.l10n.t('self-issued')
        : vscode.l10n.t('issuer "{0}", {1}', by, where),
    ),
    isHere: true,
    findings: checked.verdict === 'invalid' ? [x509Finding('chain_signature_invalid', span, [name, by])] : [],
  };
}

/** A request is signed with the key that it asks for. */
export async function requestSignatureStatement(csr: Csr): Promise<SignatureStatement> {
  const check = await checkCsrSignature(csr);
  const { span } = csr.signatureAlgorithm;
  return {
    statement: ownSignature(
      check,
      vscode.l10n.t('Signed with its own key: the requester has the private key.'),
      span,
    ),
    short: shortStatement(check, vscode.l10n.t('its own key')),
    isHere: true,
    findings: check.verdict === 'invalid' ? [x509Finding('x509_request_signature', span)] : [],
  };
}

/** The verdict in a few words. @param who whose signature it is */
function shortStatement({ verdict: found }: SignatureCheck, who: string): Statement {
  switch (found) {
    case 'valid':
      return verdict('ok', vscode.l10n.t('Signature ({0})', who));
    case 'invalid':
      return verdict('wrong', vscode.l10n.t('Signature does not verify ({0})', who));
    case 'cannot_check':
      return verdict('unknown', vscode.l10n.t('Signature not checked ({0})', who));
  }
}
