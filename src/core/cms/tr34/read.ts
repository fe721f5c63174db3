/**
 * TR-34 tokens, whatever profile they are written in, read by structure: one message at a time, damaged
 * ones as far as they go. What nobody publishes is told, never refused.
 */
import type { Asn1Node } from '../../asn1/node';
import { oidName } from '../../asn1/oidNames';
import { plainOctets, readAsn1 } from '../../asn1/read';
import { Tag } from '../../asn1/tags';
import { oidValue, stringOctets } from '../../asn1/value';
import { phrase, type Finding, type Span } from '../../findings';
import { certificateOf } from '../../x509/certificate';
import { crlOf } from '../../x509/crl';
import { recognise } from '../../asn1/schema/recognise';
import { locateSigned } from './contents';
import { tr34Finding } from './findingTexts';
import { readSignedToken } from './signedToken';
import type { Draft } from './signedToken';
import { tellStory } from './story';
import type { Tr34Token } from './types';

/**
 * Reads one token in DER or BER. Undefined where it is nothing that a TR-34 exchange knows. Never throws.
 * Certificates and CRLs by themselves belong to the exchange and are told as `possible`.
 */
export function readTr34(given: Uint8Array): Tr34Token | undefined {
  const bytes = plainOctets(given);
  const document = readAsn1(bytes);
  const { document: whole, findings } = frameFindings(bytes, document);
  const root = whole.roots[0];
  if (!root) return undefined;
  const draft = readRandomNumber(root) ?? readSigned(root) ?? readSingle(root);
  if (!draft) return undefined;
  const told = { ...draft, raw: bytes.subarray(0, root.end), spans: { token: root.span, ...draft.spans } };
  const { findings: own, ...token } = told;
  return {
    ...token,
    statements: tellStory(token),
    findings: [...findings, ...whole.findings().filter(({ severity }) => severity !== 'info'), ...own],
  };
}

interface Framed {
  readonly document: ReturnType<typeof readAsn1>;
  readonly findings: readonly Finding[];
}

/** What is wrong around the token: cut off, followed by more, or its outer length too short for what is inside. */
function frameFindings(bytes: Uint8Array, document: ReturnType<typeof readAsn1>): Framed {
  const root = document.roots[0];
  if (root?.kind !== 'value') return { document, findings: [] };
  if (root.truncated)
    return {
      document,
      findings: [
        tr34Finding('tr34_truncated', root.span, [
          bytes.length,
          root.contentStart - root.start + (root.declaredLength ?? 0),
        ]),
      ],
    };
  if (root.end >= bytes.length) return { document, findings: [] };
  const repaired = withOuterLength(bytes, root);
  const again = repaired && readAsn1(repaired);
  const better = again?.roots[0];
  // Members that were cut by the wrong length and are whole with the other one say which is right.
  if (again && better && isCut(root) && !isCut(better))
    return {
      document: again,
      findings: [
        tr34Finding('tr34_outer_length', root.headerSpan, [
          root.contentEnd - root.contentStart,
          bytes.length - root.contentStart,
        ]),
      ],
    };
  const span: Span = { start: root.end, end: bytes.length };
  return { document, findings: [tr34Finding('tr34_trailing', span, [bytes.length - root.end])] };
}

function isCut(node: Asn1Node): boolean {
  const last = node.children().at(-1);
  return last !== undefined && (last.kind !== 'value' || last.truncated);
}

/** The same bytes with a length of as many octets that reaches the end. */
function withOuterLength(bytes: Uint8Array, root: Asn1Node): Uint8Array | undefined {
  const first = bytes[root.start + 1] ?? 0;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  let length = bytes.length - root.contentStart;
  if (octets === 0 ? length > 0x7f : octets > 4 || length >= 256 ** octets) return undefined;
  const copy = bytes.slice();
  if (octets === 0) copy[root.start + 1] = length;
  for (let i = octets; i > 0; i--) {
    copy[root.start + 1 + i] = length & 0xff;
    length = Math.floor(length / 256);
  }
  return copy;
}

/** Attribute by itself: RT_KRD (annex B.12). */
function readRandomNumber(root: Asn1Node): Draft | undefined {
  const [type, set] = root.children();
  if (!root.is(Tag.sequence) || oidName(oidValue(type) ?? '') !== 'randomNonce') return undefined;
  const node = set?.children()[0];
  const nonce = node?.is(Tag.octetString) === true ? stringOctets(node) : undefined;
  const findings: Finding[] = [tr34Finding('tr34_random_token', root.span)];
  if (!nonce) findings.push(tr34Finding('tr34_nonce_form', (set ?? root).span, [node?.tagName ?? 'nothing']));
  else if (nonce.length < 8 || nonce.length > 16)
    findings.push(tr34Finding('tr34_nonce_length', node!.span, [nonce.length]));
  return {
    kind: 'RT_KRD',
    certainty: 'certain',
    ...(nonce ? { nonce } : {}),
    crls: [],
    axes: [],
    spans: { contentType: type!.span, ...(node ? { nonce: node.span } : {}) },
    findings,
  };
}

function readSigned(root: Asn1Node): Draft | undefined {
  const found = locateSigned(root);
  if (!found) return undefined;
  const draft = readSignedToken(found.parts, root);
  if (!draft) return undefined;
  const spans = found.type ? { contentType: found.type.span, ...draft.spans } : draft.spans;
  if (found.strict) return { ...draft, spans };
  const bare = root.is(Tag.sequence) && found.parts[0]?.parent === root;
  const why = bare
    ? phrase('the ContentInfo around the SignedData is missing')
    : found.type
      ? phrase(
          'the outer structure is not a ContentInfo of type signedData ({0}, type {1})',
          root.tagName,
          oidName(oidValue(found.type) ?? '') ?? oidValue(found.type) ?? phrase('not readable'),
        )
      : phrase('the outer structure is not a ContentInfo of type signedData ({0})', root.tagName);
  return {
    ...draft,
    certainty: 'possible',
    spans,
    findings: [tr34Finding('tr34_structure', root.headerSpan, [why]), ...draft.findings],
  };
}

/** A CRL or a certificate by itself: annex B.2.1. */
function readSingle(root: Asn1Node): Draft | undefined {
  const type = recognise(root)?.type;
  const base = { certainty: 'possible', axes: [] } as const;
  if (type === 'CertificateList') {
    const crl = crlOf(root);
    return { ...base, kind: 'CRL', crls: [crl], spans: { crl: root.span }, findings: crl.findings };
  }
  if (type !== 'Certificate') return undefined;
  const certificate = certificateOf(root);
  const usage = certificate.keyUsage;
  const signs = usage === undefined || usage.includes('digitalSignature');
  const enciphers = usage === undefined || usage.includes('keyEncipherment');
  const roles =
    certificate.basicConstraints?.ca === true
      ? phrase('a CA of KDHs or KRDs')
      : signs && enciphers
        ? phrase('KDH (it may sign) and KRD (it may encipher keys)')
        : signs
          ? phrase('KDH (it may sign)')
          : enciphers
            ? phrase('KRD (it may encipher keys)')
            : phrase('neither KDH nor KRD');
  return {
    ...base,
    kind: 'CERTIFICATE',
    certificate,
    crls: [],
    spans: { certificate: root.span },
    findings: [tr34Finding('tr34_certificate_role', root.span, [roles]), ...certificate.findings],
  };
}
