/** Tokens that are SignedData: their kind, their content, and what their form has wrong. */
import type { Asn1Node } from '../../asn1/node';
import { phrase, type Finding, type Localisable, type Span } from '../../findings';
import { readEnvelopedParts } from '../read';
import { readSignedParts } from '../signedData';
import type { CertificateReference, SignedData } from '../types';
import type { Tr34Attributes } from './attributes';
import { readTr34Attributes } from './attributes';
import { keyTokenAxes, nearestProfile, signedAxes, tr34Axis } from './axes';
import { contentRows, openContent, readIdentifiers } from './contents';
import { envelopeFindings } from './envelope';
import { tr34Finding } from './findingTexts';
import type { Inside } from './places';
import { spansOf } from './places';
import type { Tr34Kind, Tr34Token } from './types';

export type Draft = Omit<Tr34Token, 'raw' | 'statements'>;

/** What CMS rules say and TR-34 has as an axis of its own, or as a finding of its own. */
const saidElsewhere: ReadonlySet<string> = new Set([
  'cms_oaep_untagged',
  'cms_content_in_algorithm',
  'cms_version',
  'cms_attributes_order',
  'cms_degenerate',
  'cms_order',
  'cms_no_signed_attributes',
  'cms_iv_length',
  'cms_ciphertext_length',
]);

/** `parts` are the members of the SignedData; undefined where it is no TR-34 token. */
export function readSignedToken(parts: readonly Asn1Node[], root: Asn1Node): Draft | undefined {
  const cmsFindings: Finding[] = [];
  const signed = readSignedParts(parts, cmsFindings);
  const inside = readInside(signed, cmsFindings);
  const found = kindOf(signed, inside);
  if (!found) return undefined;
  const { kind, certainty } = found;
  const [signer] = signed.signers;
  const attributes = readTr34Attributes(signer, kind);
  const crl = crlPlace(parts, signed);
  const findings: Finding[] = [
    ...cmsFindings.filter(({ code }) => !saidElsewhere.has(code)),
    ...attributes.findings,
    ...signerFindings(signed, kind, attributes, root.span),
    ...contentFindings(kind, inside, signed, root.span),
    ...crlFindings(signed, crl),
  ];
  const names = inside.identifiers;
  const [krd, kdh] = names?.names ?? [];
  const certificate = kind.startsWith('CT_')
    ? signed.certificates[0]
    : kind.startsWith('RBT_')
      ? inside.inner?.certificates[0]
      : undefined;
  const axes =
    kind === 'KT_KDH'
      ? keyTokenAxes(
          signed,
          signer,
          inside.envelope,
          inside.content?.form,
          attributes.order,
          crl,
          inside.content?.span,
        )
      : kind.startsWith('CT_')
        ? credentialAxes(signed, crl)
        : [
            ...signedAxes(signed, signer, attributes.order, crl),
            ...(inside.content ? [tr34Axis('inner', inside.content.form, inside.content.span)] : []),
          ];
  return {
    kind,
    certainty,
    ...passOf(kind, attributes),
    ...picked(attributes),
    signed,
    ...(signer ? { signer } : {}),
    ...(inside.envelope ? { envelope: inside.envelope } : {}),
    ...(inside.content ? { contentForm: inside.content.form } : {}),
    ...(inside.inner ? { inner: inside.inner } : {}),
    ...(krd ? { krd } : {}),
    ...(kdh ? { kdh } : {}),
    ...(certificate ? { certificate } : {}),
    crls: signed.crls,
    axes,
    ...(kind === 'KT_KDH' ? { profile: nearestProfile(axes) } : {}),
    spans: spansOf(parts, signed, inside, attributes, crl.span),
    findings,
  };
}

function passOf(kind: Tr34Kind, { nonce, signingTime }: Tr34Attributes): { pass?: 'one' | 'two' } {
  if (kind !== 'KT_KDH' || (!nonce && !signingTime)) return {};
  return { pass: nonce ? 'two' : 'one' };
}

function picked({ header, headerBlock, nonce, signingTime }: Tr34Attributes): Partial<Draft> {
  return {
    ...(header === undefined ? {} : { header }),
    ...(headerBlock ? { headerBlock } : {}),
    ...(nonce ? { nonce } : {}),
    ...(signingTime ? { signingTime } : {}),
  };
}

function readInside(signed: SignedData, findings: Finding[]): Inside {
  const node = signed.eContentNode;
  if (!node) return {};
  const type = signed.eContentType.name;
  const content = openContent(node);
  const looksEnveloped = content.form !== 'broken' && type !== 'signedData' && type !== 'data';
  if (type === 'envelopedData' || looksEnveloped) {
    const own: Finding[] = [];
    const envelope = readEnvelopedParts(content.parts, own);
    findings.push(...(content.placed ? own : own.map((one) => ({ ...one, span: node.span }))));
    return { content, envelope };
  }
  if (type === 'signedData') {
    // The SignedData inside signs nothing: what CMS would say of that is expected here.
    const inner = readSignedParts(content.parts, []);
    const names = inner.eContentNode ? readIdentifiers(contentRows(inner.eContentNode).rows) : undefined;
    return { content, inner, ...(names ? { identifiers: names } : {}) };
  }
  return { identifiers: readIdentifiers(contentRows(node).rows) };
}

/** Checklist of the knowledge: content type, signers, and how many certificates are named. */
function kindOf(
  signed: SignedData,
  { envelope, identifiers, inner, content }: Inside,
): { kind: Tr34Kind; certainty: Tr34Token['certainty'] } | undefined {
  const attribute = (name: string): boolean =>
    signed.signers[0]?.signedAttributes?.some((one) => one.name === name) === true;
  const marked = attribute('randomNonce') || attribute('data');
  const count = identifiers?.names.length ?? 0;
  const sure = (kind: Tr34Kind, certain: boolean): { kind: Tr34Kind; certainty: Tr34Token['certainty'] } => ({
    kind,
    certainty: certain ? 'certain' : 'possible',
  });
  switch (signed.eContentType.name) {
    case 'envelopedData':
      return sure('KT_KDH', marked && content?.form !== 'broken');
    case 'signedData':
      if (count === 0 && !attribute('randomNonce') && inner?.certificates.length !== 1) return undefined;
      return sure(
        count >= 2 || (count === 0 && !attribute('randomNonce')) ? 'RBT_CA_UNBIND' : 'RBT_KDH',
        count > 0,
      );
    case 'data':
      if (signed.signers.length === 0) {
        if (signed.certificates.length !== 1) return undefined;
        return sure(signed.crls.length > 0 ? 'CT_KDH' : 'CT_KRD', false);
      }
      if (attribute('data') && attribute('randomNonce')) return sure('KT_KDH', false);
      if (count >= 2) return sure('UBT_CA_UNBIND', true);
      return count === 1 || attribute('randomNonce') ? sure('UBT_KDH', count === 1) : undefined;
    default:
      // The type of the content is damaged: what is inside tells.
      if (envelope?.recipients.length) return sure('KT_KDH', false);
      return marked ? sure(attribute('data') ? 'KT_KDH' : 'UBT_KDH', false) : undefined;
  }
}

function crlPlace(parts: readonly Asn1Node[], signed: SignedData): { value: string; span: Span | undefined } {
  const node = parts.find((part) => part.isContext(1));
  if (!node || signed.crls.length === 0) return { value: 'absent', span: node?.span };
  const sets = parts.filter(({ tagNumber, tagClass }) => tagClass === 'universal' && tagNumber === 17);
  const signers = sets.length > 1 ? sets.at(-1) : undefined;
  return { value: signers && node.start > signers.start ? 'misplaced' : 'present', span: node.span };
}

function crlFindings(signed: SignedData, crl: { value: string; span: Span | undefined }): Finding[] {
  const findings: Finding[] = [];
  if (crl.value === 'misplaced') findings.push(tr34Finding('tr34_crl_misplaced', crl.span));
  if (signed.crls.length > 1) findings.push(tr34Finding('tr34_crl_count', crl.span, [signed.crls.length]));
  return [...findings, ...signed.crls.flatMap(({ findings: own }) => own)];
}

function credentialAxes(signed: SignedData, crl: { value: string; span: Span | undefined }): Draft['axes'] {
  const content = signed.eContent;
  const value = content === undefined ? 'absent' : content.length === 0 ? 'empty' : 'other';
  return [
    tr34Axis('content', value, signed.eContentNode?.span, content?.length ?? 0),
    tr34Axis('crl', crl.value, crl.span),
  ];
}

const kindNames: Readonly<Partial<Record<Tr34Kind, Localisable>>> = {
  KT_KDH: phrase('key token'),
  UBT_KDH: phrase('unbind token'),
  RBT_KDH: phrase('rebind token'),
  UBT_CA_UNBIND: phrase('unbind token of a higher authority'),
  RBT_CA_UNBIND: phrase('rebind token of a higher authority'),
};

function signerFindings(
  signed: SignedData,
  kind: Tr34Kind,
  attributes: Tr34Attributes,
  whole: Span,
): Finding[] {
  const findings: Finding[] = [];
  const name = kindNames[kind];
  if (name === undefined) {
    const as = kind === 'CT_KDH' ? phrase("CT_KDH (with the CRL of the KDH's CA)") : 'CT_KRD';
    return [tr34Finding('tr34_credential_possible', whole, [as])];
  }
  const [signer] = signed.signers;
  if (!signer) return [tr34Finding('tr34_no_signer', whole, [name])];
  const { signers } = signed;
  if (signers.length > 1) findings.push(tr34Finding('tr34_many_signers', signers[1]!.span, [signers.length]));
  if (signer.sid.kind !== 'issuerAndSerial')
    findings.push(tr34Finding('tr34_signer_name', signer.span, [signer.sid.text]));
  if (signer.hash !== 'SHA-256')
    findings.push(
      tr34Finding('tr34_digest_algorithm', signer.digestAlgorithm.span, [
        signer.hash ?? signer.digestAlgorithm.name,
      ]),
    );
  if (signer.signatureAlgorithm.scheme !== 'RSA-PKCS1')
    findings.push(
      tr34Finding('tr34_signature_algorithm', signer.signatureAlgorithm.span, [
        signer.signatureAlgorithm.name,
      ]),
    );
  return [...findings, ...attributeFindings(signed, kind, name, attributes)];
}

function attributeFindings(
  signed: SignedData,
  kind: Tr34Kind,
  name: Localisable,
  attributes: Tr34Attributes,
): Finding[] {
  const { span, signedAttributes } = signed.signers[0]!;
  if (kind === 'UBT_CA_UNBIND')
    return [tr34Finding(signedAttributes ? 'tr34_attributes_unexpected' : 'tr34_content_only', span)];
  if (!signedAttributes) return [tr34Finding('tr34_no_attributes', span, [name])];
  const { nonce, signingTime, spans, header } = attributes;
  if (kind === 'RBT_CA_UNBIND')
    return signingTime || spans.signingTime ? [] : [tr34Finding('tr34_signing_time_missing', span)];
  if (kind !== 'KT_KDH') return nonce || spans.nonce ? [] : [tr34Finding('tr34_nonce_missing', span, [name])];
  const findings: Finding[] = [];
  if (!spans.nonce && !spans.signingTime) findings.push(tr34Finding('tr34_not_fresh', span));
  if (nonce && signingTime) findings.push(tr34Finding('tr34_fresh_twice', spans.signingTime));
  if (header === undefined && !spans.header) findings.push(tr34Finding('tr34_header_missing', span));
  return findings;
}

function contentFindings(kind: Tr34Kind, inside: Inside, signed: SignedData, whole: Span): Finding[] {
  if (kind.startsWith('CT_')) return [];
  const { content, envelope, inner, identifiers } = inside;
  if (!signed.eContentNode) return [tr34Finding('tr34_content_missing', whole)];
  const { span } = signed.eContentNode;
  const findings: Finding[] = [];
  if (kind === 'KT_KDH' && signed.certificates.length > 0)
    findings.push(tr34Finding('tr34_certificates_inside', undefined, [signed.certificates.length]));
  if (content?.form === 'broken') {
    const what = kind === 'KT_KDH' ? 'EnvelopedData' : 'SignedData';
    findings.push(
      tr34Finding('tr34_content_unreadable', span, [
        what,
        phrase('it begins with neither SEQUENCE nor version'),
      ]),
    );
  }
  if (content?.rest) {
    const what = kind === 'KT_KDH' ? phrase('envelope') : phrase('inner SignedData');
    const { start, end } = content.rest;
    findings.push(
      tr34Finding('tr34_content_trailing', content.placed ? content.rest : span, [end - start, what]),
    );
  }
  if (kind === 'KT_KDH') return [...findings, ...envelopeFindings(envelope, signed.signers[0], span)];
  const certificates = inner?.certificates.length ?? 0;
  if (kind.startsWith('RBT_') && certificates !== 1)
    findings.push(tr34Finding('tr34_rebind_certificate', span, [certificates]));
  const wanted = kind === 'UBT_KDH' || kind === 'RBT_KDH' ? 1 : 2;
  const names: readonly CertificateReference[] = identifiers?.names ?? [];
  if (names.length !== wanted || identifiers?.rest)
    findings.push(
      tr34Finding('tr34_identifiers', identifiers?.rest ?? span, [
        names.length,
        kindNames[kind] ?? kind,
        wanted === 1 ? phrase('the KRD') : phrase('the KRD and the KDH'),
      ]),
    );
  if (identifiers?.wrapped === true) findings.push(tr34Finding('tr34_identifiers_wrapped', span));
  return findings;
}
