/**
 * What two widely used readers make of bytes: asn1js, and @peculiar/x509 on top of it. Nothing that is shown as read
 * comes from them, and neither checks for DER: an opinion says what other software may do. Load this with `import()`.
 */
import { depthOf } from '../asn1/flatIndex';
import { readAsn1 } from '../asn1/read';
import { secretTypes } from '../asn1/schema/recognise';
import { opinionOfAsn1js } from './asn1jsOpinion';
import {
  type NotAskedReason,
  type Opinion,
  type OpinionKind,
  readerLimits,
  type SecondOpinion,
} from './opinion';

/** Kind by the name of the structure in the schema. */
export function opinionKind(type: string | undefined): OpinionKind {
  if (type === 'Certificate') return 'certificate';
  if (type === 'CertificateList') return 'crl';
  if (type === 'CertificationRequest') return 'request';
  return type !== undefined && secretTypes.has(type) ? 'private' : 'other';
}

/** Asks both. Never rejects on what is in the bytes; the limits of the readers are checked before. */
export async function askSecondOpinion(bytes: Uint8Array, kind: OpinionKind): Promise<SecondOpinion> {
  const why = reasonNotToAsk(bytes, kind);
  if (why !== undefined) {
    const opinion: Opinion = { outcome: 'notAsked', why };
    return { asn1js: opinion, x509: opinion };
  }
  const asn1js = opinionOfAsn1js(bytes);
  if (kind === 'other' || kind === 'private') return { asn1js, x509: { outcome: 'notAsked', why: 'kind' } };
  const { opinionOfX509 } = await import('./x509Opinion');
  return { asn1js, x509: opinionOfX509(bytes, kind, asn1js) };
}

function reasonNotToAsk(bytes: Uint8Array, kind: OpinionKind): NotAskedReason | undefined {
  if (kind === 'private') return 'private';
  if (bytes.length === 0) return 'empty';
  if (bytes.length > readerLimits.bytes) return 'bytes';
  // One more than they read, so that what reaches the limit is told from what goes past it.
  const index = readAsn1(bytes, {
    nodes: readerLimits.values + 1,
    depth: readerLimits.depth + 2,
    findings: 1,
  }).index();
  if (index.length > readerLimits.values) return 'values';
  for (let at = 0; at < index.length; at++) if (depthOf(index, at) > readerLimits.depth) return 'depth';
  return undefined;
}
