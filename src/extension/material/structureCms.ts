/** CMS messages as stories of the overview: who signed, for whom it is encrypted, what was checked. */
import * as vscode from 'vscode';
import type {
  Attribute,
  CertificateReference,
  Cms,
  EncryptedContent,
  Recipient,
  SignedData,
} from '../../core/cms/types';
import { checkDigestedData, checkSigners, findCertificate, type SignerCheck } from '../../core/cms/verify';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Crl } from '../../core/x509/crl';
import { colonHex } from '../../core/x509/fingerprints';
import type { Section, Statement } from '../../protocol/structure';
import { localised } from '../ui/localise';
import { day, fact, section, validityWords, verdict } from './structureStatements';

/** Sections of a message. `more` are certificates that were added to it by hand. */
export async function cmsSections(cms: Cms, more: readonly Certificate[], now: Date): Promise<Section[]> {
  const { content } = cms;
  switch (content.type) {
    case 'signedData':
      return signedSections(content, more, now);
    case 'envelopedData':
    case 'authEnvelopedData':
      return [
        recipientsSection(content.recipients, [...content.certificates, ...more]),
        ...encryptedSection(content.content),
        ...bagSections(content.certificates, content.crls, now),
        ...attributeSection(vscode.l10n.t('Unprotected attributes'), content.unprotectedAttributes),
      ];
    case 'encryptedData':
      return encryptedSection(content.content);
    case 'digestedData': {
      const digest = await checkDigestedData(content);
      return [
        section('content', vscode.l10n.t('Content'), [
          fact(vscode.l10n.t('Type'), content.eContentType.name),
          fact(vscode.l10n.t('Size'), sizeOf(content.eContent)),
          digest === 'match'
            ? verdict('ok', vscode.l10n.t('The digest inside is that of the content.'))
            : digest === 'differs'
              ? verdict('wrong', vscode.l10n.t('The digest inside is not that of the content.'))
              : verdict('unknown', vscode.l10n.t('The digest cannot be checked.')),
        ]),
      ];
    }
    case 'authenticatedData':
      return [
        recipientsSection(content.recipients, [...content.certificates, ...more]),
        section('content', vscode.l10n.t('Content'), [
          fact(vscode.l10n.t('Type'), content.eContentType.name),
          fact(vscode.l10n.t('Size'), sizeOf(content.eContent)),
          fact(vscode.l10n.t('MAC'), content.macAlgorithm.name, content.macAlgorithm.span),
          verdict('unknown', vscode.l10n.t('The MAC cannot be checked without the recipient’s key.')),
        ]),
      ];
    default:
      return [
        section('content', vscode.l10n.t('Content'), [
          fact(vscode.l10n.t('Type'), cms.contentType.name),
          fact(vscode.l10n.t('Size'), sizeOf(content.octets)),
        ]),
      ];
  }
}

function sizeOf(octets: Uint8Array | undefined): string {
  return octets === undefined ? vscode.l10n.t('none inside') : vscode.l10n.t('{0} bytes', octets.length);
}

async function signedSections(
  signed: SignedData,
  more: readonly Certificate[],
  now: Date,
): Promise<Section[]> {
  const checks = await checkSigners(signed, more);
  return [
    section('content', vscode.l10n.t('Content'), [
      fact(vscode.l10n.t('Type'), signed.eContentType.name, signed.eContentNode?.span),
      fact(
        vscode.l10n.t('Size'),
        signed.eContent === undefined && signed.signers.length > 0
          ? vscode.l10n.t('none inside: the signature is detached')
          : sizeOf(signed.eContent),
      ),
      ...(signed.signers.length === 0
        ? [verdict('none', vscode.l10n.t('Nobody signed it: it only carries certificates and CRLs.'))]
        : []),
    ]),
    ...checks.map((check, place) => signerSection(signed, check, place, checks.length)),
    ...bagSections(signed.certificates, signed.crls, now),
  ];
}

function signerSection(signed: SignedData, check: SignerCheck, place: number, count: number): Section {
  const signer = signed.signers[check.signer]!;
  const name = check.certificate?.subject.text;
  const algorithms = [signer.hash ?? signer.digestAlgorithm.name, signer.signatureAlgorithm.name];
  return section(
    `signer${place}`,
    count === 1 ? vscode.l10n.t('Signer') : vscode.l10n.t('Signer {0} of {1}', place + 1, count),
    [
      ...(name === undefined ? [] : [fact(vscode.l10n.t('Certificate'), name, signer.span)]),
      fact(vscode.l10n.t('Named by'), signer.sid.text, signer.span),
      fact(vscode.l10n.t('Algorithms'), algorithms.join(', ')),
      digestStatement(check, signer.span),
      signatureStatement(check, signer.span),
      ...check.findings
        .filter(({ code }) => code === 'cms_signature_order')
        .map((finding) => verdict('warn', localised(finding), finding.span)),
      ...(signer.signingTime
        ? [fact(vscode.l10n.t('Signing time (its own claim)'), signer.signingTime.toISOString())]
        : []),
      ...(signer.signedAttributes ?? []).map(attributeStatement),
    ],
  );
}

function digestStatement({ digest }: SignerCheck, span: { start: number; end: number }): Statement {
  switch (digest) {
    case 'match':
      return verdict('ok', vscode.l10n.t('The signed digest is that of the content.'), span);
    case 'differs':
      return verdict(
        'wrong',
        vscode.l10n.t('The signed digest is not that of the content: it was changed.'),
        span,
      );
    case 'no_content':
      return verdict(
        'unknown',
        vscode.l10n.t('The content is not here; its digest cannot be compared.'),
        span,
      );
    case 'not_used':
      return verdict(
        'none',
        vscode.l10n.t('No signed attributes: the signature is over the content itself.'),
        span,
      );
    case 'cannot_check':
      return verdict('unknown', vscode.l10n.t('The digest cannot be computed here.'), span);
  }
}

function signatureStatement(check: SignerCheck, span: { start: number; end: number }): Statement {
  const { signature, certificate } = check;
  if (!certificate) {
    return {
      ...verdict(
        'unknown',
        vscode.l10n.t('Signature not checked: the signer’s certificate is not here.'),
        span,
      ),
      action: { id: 'addCertificates', title: vscode.l10n.t('Add Certificates…') },
    };
  }
  if (signature.verdict === 'valid') {
    return verdict(
      'ok',
      vscode.l10n.t('The signature verifies with the key of “{0}”.', certificate.subject.label),
      span,
    );
  }
  if (signature.verdict === 'invalid') {
    return verdict(
      'wrong',
      vscode.l10n.t('The signature does not verify with the key of “{0}”.', certificate.subject.label),
      span,
    );
  }
  return verdict(
    'unknown',
    vscode.l10n.t('The signature cannot be checked: {0}.', signature.reason ?? ''),
    span,
  );
}

function attributeStatement({ name, text, span }: Attribute): Statement {
  return fact(vscode.l10n.t('Attribute {0}', name), text, span);
}

function attributeSection(title: string, attributes: readonly Attribute[]): Section[] {
  return attributes.length === 0
    ? []
    : [section('attributes', title, attributes.slice(0, 100).map(attributeStatement))];
}

function recipientsSection(recipients: readonly Recipient[], known: readonly Certificate[]): Section {
  const kinds: Readonly<Record<Recipient['kind'], string>> = {
    keyTransport: vscode.l10n.t('Key transport'),
    keyAgreement: vscode.l10n.t('Key agreement'),
    kek: vscode.l10n.t('Key encryption key'),
    password: vscode.l10n.t('Password'),
    kem: vscode.l10n.t('Key encapsulation'),
    other: vscode.l10n.t('Other recipient'),
  };
  const statements = recipients.slice(0, 100).map((recipient) => {
    const who = recipient.names.map((name) => whoIs(name, known)).join('; ');
    const oaep = recipient.oaep
      ? ` (${vscode.l10n.t('hash {0}, MGF1 with {1}', recipient.oaep.hash ?? '?', recipient.oaep.mgfHash ?? '?')})`
      : '';
    const how = recipient.algorithm.name + oaep;
    return fact(
      kinds[recipient.kind],
      who === '' ? how : vscode.l10n.t('for {0}, with {1}', who, how),
      recipient.span,
    );
  });
  return section(
    'recipients',
    recipients.length === 1
      ? vscode.l10n.t('Recipient')
      : vscode.l10n.t('Recipients ({0})', recipients.length),
    statements.length > 0 ? statements : [verdict('warn', vscode.l10n.t('It names no recipient.'))],
  );
}

function whoIs(name: CertificateReference, known: readonly Certificate[]): string {
  const certificate = findCertificate(name, known);
  return certificate ? `“${certificate.subject.label}”` : name.text;
}

function encryptedSection(content: EncryptedContent | undefined): Section[] {
  if (!content) return [];
  return [
    section('encrypted', vscode.l10n.t('Encrypted content'), [
      fact(vscode.l10n.t('Type inside'), content.contentType.name, content.span),
      fact(vscode.l10n.t('Encrypted with'), content.algorithm.name, content.algorithm.span),
      ...(content.iv ? [fact(vscode.l10n.t('IV'), colonHex(content.iv), undefined, true)] : []),
      fact(
        vscode.l10n.t('Size'),
        content.ciphertext
          ? vscode.l10n.t('{0} bytes', content.ciphertext.length)
          : vscode.l10n.t('none inside'),
      ),
      ...(content.position === 'inside_algorithm'
        ? [
            verdict(
              'warn',
              vscode.l10n.t('The content stands inside the algorithm, where strict parsers do not look.'),
              content.span,
            ),
          ]
        : []),
    ]),
  ];
}

/** Certificates and CRLs that a message carries, one line each. */
function bagSections(certificates: readonly Certificate[], crls: readonly Crl[], now: Date): Section[] {
  const lines = [
    ...certificates.slice(0, 100).map(({ subject, issuer, publicKey, notBefore, notAfter }) => {
      const { status, text } = validityWords({ from: notBefore?.date, to: notAfter?.date }, now);
      const whose = vscode.l10n.t('issued by “{0}”, {1}. {2}', issuer.label, publicKey.name, text);
      return { ...fact(subject.label || vscode.l10n.t('(no name)'), whose, subject.span), status };
    }),
    ...crls
      .slice(0, 100)
      .map(({ issuer, count, nextUpdate }) =>
        fact(
          vscode.l10n.t('CRL of “{0}”', issuer.label),
          nextUpdate?.date
            ? vscode.l10n.t('{0} revoked, next one due on {1}', count, day(nextUpdate.date))
            : vscode.l10n.t('{0} revoked', count),
          issuer.span,
        ),
      ),
  ];
  return lines.length === 0 ? [] : [section('bag', vscode.l10n.t('Certificates and CRLs inside'), lines)];
}
