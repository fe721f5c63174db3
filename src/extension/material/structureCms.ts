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
import { readAsn1 } from '../../core/asn1/read';
import { Tag } from '../../core/asn1/tags';
import { readAlgorithm } from '../../core/x509/algorithm';
import type { Finding } from '../../core/findings';
import { checkDigestedData, checkSigners, findCertificate, type SignerCheck } from '../../core/cms/verify';
import { textOf } from '../../core/input/material';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { Crl } from '../../core/x509/crl';
import { colonHex } from '../../core/x509/fingerprints';
import type { Section, Statement } from '../../protocol/structure';
import { localised } from '../ui/localise';
import { algorithmStatement } from './structureAlgorithm';
import { attributeStatement } from './structureAttributes';
import { addCertificates, issuerSignatureStatement, signatureStatement } from './structureSignature';
import { dateFindings, notOpened } from './structureVerdicts';
import { day, fact, moment, section, validityWords, verdict } from './structureStatements';

/** Certificates and CRLs of a message that are told one by one. */
const mostInBag = 100;

/** What is told of a message, and what its parts have wrong. */
interface Told {
  readonly sections: Section[];
  /** What was checked, in a few words. */
  readonly verdicts?: readonly Statement[];
  /** Certificates of the signers that were found. */
  readonly signers?: readonly Certificate[];
  readonly findings: readonly Finding[];
}

const withoutFindings = (sections: Section[]): Told => ({ sections, findings: [] });

/** Sections of a message. `more` are certificates that were added to it by hand. */
export async function cmsSections(cms: Cms, more: readonly Certificate[], now: Date): Promise<Told> {
  const { content } = cms;
  switch (content.type) {
    case 'signedData':
      return signedSections(content, more, now);
    case 'envelopedData':
    case 'authEnvelopedData': {
      const bag = await bagSections(content.certificates, content.crls, more, now);
      const sections = [
        recipientsSection(content.recipients, [...content.certificates, ...more]),
        ...encryptedSection(content.content, content.mac),
        ...bag.sections,
        ...attributeSection(vscode.l10n.t('Unprotected attributes'), content.unprotectedAttributes),
      ];
      return { sections, verdicts: [notOpened()], findings: bag.findings };
    }
    case 'encryptedData':
      return { ...withoutFindings(encryptedSection(content.content)), verdicts: [notOpened()] };
    case 'digestedData': {
      const digest = await checkDigestedData(content);
      return withoutFindings([
        section('content', vscode.l10n.t('Content'), [
          fact(vscode.l10n.t('Type'), content.eContentType.name),
          fact(vscode.l10n.t('Size'), sizeOf(content.eContent)),
          digest === 'match'
            ? verdict('ok', vscode.l10n.t('The digest matches the content.'))
            : digest === 'differs'
              ? verdict('wrong', vscode.l10n.t('The digest does not match the content.'))
              : verdict('unknown', vscode.l10n.t('The digest cannot be checked.')),
        ]),
      ]);
    }
    case 'authenticatedData':
      return withoutFindings([
        recipientsSection(content.recipients, [...content.certificates, ...more]),
        section('content', vscode.l10n.t('Content'), [
          fact(vscode.l10n.t('Type'), content.eContentType.name),
          fact(vscode.l10n.t('Size'), sizeOf(content.eContent)),
          fact(vscode.l10n.t('MAC'), content.macAlgorithm.name, content.macAlgorithm.span),
          verdict('unknown', vscode.l10n.t("The MAC cannot be checked without the recipient's key.")),
        ]),
      ]);
    default:
      return withoutFindings([
        section('content', vscode.l10n.t('Content'), [
          fact(vscode.l10n.t('Type'), cms.contentType.name),
          fact(vscode.l10n.t('Size'), sizeOf(content.octets)),
        ]),
      ]);
  }
}

function sizeOf(octets: Uint8Array | undefined): string {
  return octets === undefined ? vscode.l10n.t('none inside') : vscode.l10n.t('{0} bytes', octets.length);
}

async function signedSections(signed: SignedData, more: readonly Certificate[], now: Date): Promise<Told> {
  const checks = await checkSigners(signed, more);
  const bag = await bagSections(signed.certificates, signed.crls, more, now);
  const sections = [
    section('content', vscode.l10n.t('Content'), [
      fact(vscode.l10n.t('Type'), signed.eContentType.name, signed.eContentNode?.span),
      fact(
        vscode.l10n.t('Size'),
        signed.eContent === undefined && signed.signers.length > 0
          ? vscode.l10n.t('none inside: the signature is detached')
          : sizeOf(signed.eContent),
      ),
      ...textStatement(signed.eContent),
      ...(signed.signers.length === 0
        ? [verdict('none', vscode.l10n.t('Unsigned: contains only certificates and CRLs.'))]
        : []),
    ]),
    ...checks.map((check, place) => signerSection(signed, check, place, checks.length)),
    ...bag.sections,
  ];
  return {
    sections,
    verdicts: checks.map(shortStatement),
    signers: checks.flatMap(({ certificate }) => certificate ?? []),
    findings: [...checks.flatMap(({ findings }) => findings), ...bag.findings],
  };
}

/** Content that is text is shown as that. */
function textStatement(content: Uint8Array | undefined): Statement[] {
  const text = content && textOf(content);
  return text === undefined || text.trim() === '' ? [] : [fact(vscode.l10n.t('Text'), text, undefined, true)];
}

/** Digest and signature of one signer in a few words; a tick only where both were checked. */
function shortStatement({ digest, signature, certificate }: SignerCheck): Statement {
  if (!certificate)
    return {
      ...verdict('unknown', vscode.l10n.t("Signature: signer's certificate not available")),
      action: { id: 'addCertificates', title: vscode.l10n.t('Load…') },
    };
  const name = certificate.subject.label;
  if (signature.verdict === 'invalid' || digest === 'differs')
    return verdict(
      'wrong',
      digest === 'differs'
        ? vscode.l10n.t('Content was changed after "{0}" signed it', name)
        : vscode.l10n.t('Signature does not verify (signer "{0}")', name),
    );
  if (signature.verdict !== 'valid')
    return verdict('unknown', vscode.l10n.t('Signature not checked (signer "{0}")', name));
  return digest === 'match' || digest === 'not_used'
    ? verdict('ok', vscode.l10n.t('Signature and content (signer "{0}")', name))
    : verdict('unknown', vscode.l10n.t('Signature of "{0}" verifies, content not compared', name));
}

function signerSection(signed: SignedData, check: SignerCheck, place: number, count: number): Section {
  const signer = signed.signers[check.signer]!;
  const name = check.certificate?.subject.text;
  return section(
    `signer${place}`,
    count === 1 ? vscode.l10n.t('Signer') : vscode.l10n.t('Signer {0} of {1}', place + 1, count),
    [
      ...(name === undefined ? [] : [fact(vscode.l10n.t('Certificate'), name, signer.span)]),
      fact(vscode.l10n.t('Identified by'), localised(signer.sid.text), signer.span),
      fact(vscode.l10n.t('Digest algorithm'), signer.hash ?? signer.digestAlgorithm.name),
      algorithmStatement(vscode.l10n.t('Signed with'), signer.signatureAlgorithm),
      digestStatement(check, signer.span),
      signerSignature(check, signer.span),
      ...check.findings
        .filter(({ code }) => code === 'cms_signature_order')
        .map((finding) => verdict('warn', localised(finding), finding.span)),
      ...(signer.signingTime
        ? [fact(vscode.l10n.t('Signing time (claimed by the signer)'), moment(signer.signingTime))]
        : []),
      // The time has a line of its own.
      ...(signer.signedAttributes ?? [])
        .filter(({ name }) => name !== 'signingTime' || !signer.signingTime)
        .map(attributeStatement),
      ...signer.unsignedAttributes.slice(0, 100).map(attributeStatement),
    ],
  );
}

function digestStatement({ digest }: SignerCheck, span: { start: number; end: number }): Statement {
  switch (digest) {
    case 'match':
      return verdict('ok', vscode.l10n.t('The signed digest matches the content.'), span);
    case 'differs':
      return verdict(
        'wrong',
        vscode.l10n.t('The signed digest does not match the content: the content was changed.'),
        span,
      );
    case 'no_content':
      return verdict(
        'unknown',
        vscode.l10n.t('The content is not available; its digest cannot be compared.'),
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

function signerSignature(
  { signature, certificate }: SignerCheck,
  span: { start: number; end: number },
): Statement {
  if (certificate) return signatureStatement(signature, certificate.subject.label, span);
  const text = vscode.l10n.t("Signature not checked: the signer's certificate is not in this file.");
  return { ...verdict('unknown', text, span), action: addCertificates() };
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
    const how = recipient.algorithm.name + oaep + wrapWords(recipient);
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
    statements.length > 0
      ? statements
      : [verdict('warn', vscode.l10n.t('It does not identify a recipient.'))],
  );
}

/** How the key is wrapped that was agreed or derived: the parameters of RFC 5753 7.1.5 and RFC 3211 2.3.1 name it. */
function wrapWords({ kind, algorithm }: Recipient): string {
  if (kind !== 'keyAgreement' && kind !== 'password') return '';
  const [, parameters] = readAsn1(algorithm.raw).roots[0]?.children() ?? [];
  return parameters?.is(Tag.sequence) === true ? ` (${readAlgorithm(parameters).name})` : '';
}

function whoIs(name: CertificateReference, known: readonly Certificate[]): string {
  const certificate = findCertificate(name, known);
  return certificate ? `"${certificate.subject.label}"` : localised(name.text);
}

function encryptedSection(content: EncryptedContent | undefined, mac?: Uint8Array): Section[] {
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
      ...(mac
        ? [
            fact(vscode.l10n.t('Authentication tag'), colonHex(mac.subarray(0, 64)), undefined, true),
            verdict('unknown', vscode.l10n.t("The tag cannot be checked without the recipient's key.")),
          ]
        : []),
      ...(content.position === 'inside_algorithm'
        ? [
            verdict(
              'warn',
              vscode.l10n.t(
                'The content is inside the AlgorithmIdentifier, where strict parsers do not look.',
              ),
              content.span,
            ),
          ]
        : []),
    ]),
  ];
}

/** Certificates and CRLs that a message carries: of each its dates and its signature, apart. */
async function bagSections(
  certificates: readonly Certificate[],
  crls: readonly Crl[],
  more: readonly Certificate[],
  now: Date,
): Promise<Told> {
  const known = [...certificates, ...more];
  const findings: Finding[] = [];
  const lines: Statement[] = [];
  for (const certificate of certificates.slice(0, mostInBag)) {
    const { subject, issuer, publicKey, notBefore, notAfter } = certificate;
    const dates = validityWords({ from: notBefore?.date, to: notAfter?.date }, now);
    const signature = await issuerSignatureStatement(certificate, subject.label, known);
    findings.push(...dateFindings(certificate, now), ...signature.findings);
    lines.push({
      ...fact(
        subject.label || vscode.l10n.t('(no name)'),
        vscode.l10n.t('issuer "{0}", {1}', issuer.label, publicKey.name),
        subject.span,
      ),
      inside: [verdict(dates.status, dates.text), signature.statement],
    });
  }
  for (const crl of crls.slice(0, mostInBag)) {
    const { issuer, count, nextUpdate } = crl;
    const signature = await issuerSignatureStatement(crl, issuer.label, known);
    findings.push(...signature.findings);
    lines.push({
      ...fact(
        vscode.l10n.t('CRL of "{0}"', issuer.label),
        nextUpdate?.date
          ? vscode.l10n.t('{0} revoked, next update due on {1}', count, day(nextUpdate.date))
          : vscode.l10n.t('{0} revoked', count),
        issuer.span,
      ),
      inside: [signature.statement],
    });
  }
  const title = vscode.l10n.t('Certificates and CRLs inside');
  return { sections: lines.length === 0 ? [] : [section('bag', title, lines)], findings };
}
