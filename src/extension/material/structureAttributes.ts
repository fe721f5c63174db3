/** Attributes of signers in the overview: those that say more than their bytes, decoded. */
import * as vscode from 'vscode';
import { smimeCapabilities, signingCertificates } from '../../core/cms/attributes';
import type { Attribute } from '../../core/cms/types';
import { colonHex } from '../../core/x509/fingerprints';
import type { Statement } from '../../protocol/structure';
import { fact } from './structureStatements';

/** Octets of a digest that are shown. */
const longestDigest = 64;

export function attributeStatement(attribute: Attribute): Statement {
  const { name, text, span } = attribute;
  const label = vscode.l10n.t('Attribute {0}', name);
  const capabilities = smimeCapabilities(attribute);
  if (capabilities.length > 0)
    return fact(
      label,
      capabilities
        .map((one) => (one.parameters === '' ? one.name : `${one.name} (${one.parameters})`))
        .join(', '),
      span,
    );
  const certificates = signingCertificates(attribute);
  if (certificates.length === 0) return fact(label, text, span, name === 'messageDigest');
  return {
    ...fact(label, '', span),
    inside: certificates.flatMap(({ hash, isDefault, digest, issuer, serial }) => [
      fact(
        isDefault
          ? vscode.l10n.t('Certificate hash, {0} (default)', hash ?? '')
          : vscode.l10n.t('Certificate hash, {0}', hash ?? vscode.l10n.t('not known')),
        colonHex(digest.subarray(0, longestDigest)),
        undefined,
        true,
      ),
      ...(issuer === undefined ? [] : [fact(vscode.l10n.t('Issuer'), issuer)]),
      ...(serial === undefined ? [] : [fact(vscode.l10n.t('Serial number, hex'), serial, undefined, true)]),
    ]),
  };
}
