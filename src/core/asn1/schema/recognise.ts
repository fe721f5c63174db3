/** Which structure a value is, told by its structure alone. */
import type { Words } from '../../findings';
import type { Asn1Node } from '../node';
import { Tag } from '../tags';
import { oidValue } from '../value';
import { integerListType, isIntegerList } from './integerLists';
import { SchemaNames } from './match';

export interface Recognised {
  /** Name in the definitions: "Certificate", "ContentInfo", "RandomNumberToken", … */
  readonly type: string;
  readonly names: SchemaNames;
  /** First mismatch; undefined where all that was looked at fits. */
  readonly mismatch: { readonly offset: number; readonly reason: Words } | undefined;
}

/** Types that stand in files by themselves; where two fit alike, the earlier wins. */
export const rootTypes: readonly string[] = [
  'Certificate',
  'CertificateList',
  'CertificationRequest',
  'RandomNumberToken',
  'ContentInfo',
  'SubjectPublicKeyInfo',
  'PrivateKeyInfo',
  'EncryptedPrivateKeyInfo',
  'RSAPrivateKey',
  'DSAPrivateKey',
  'ECPrivateKey',
  'PFX',
  'OCSPResponse',
  'OCSPRequest',
  'TimeStampResp',
  'TimeStampReq',
  'SignedData',
  'EnvelopedData',
  'EncryptedData',
  'Tr34KeyBlock',
  'AttributeCertificate',
  'RSAPublicKey',
  'DhParameters',
  'X942DhParameters',
  'DsaParameters',
  'DsaSignature',
  'IssuerAndSerialNumber',
  'EcParameters',
  'Name',
];

/** Structures that hold private or secret keys: shown by name, by value only when asked. */
export const secretTypes: ReadonlySet<string> = new Set([
  'PrivateKeyInfo',
  'RSAPrivateKey',
  'DSAPrivateKey',
  'ECPrivateKey',
  'Tr34KeyBlock',
]);

/** Where these fit, nothing else needs to be tried. */
const unmistakable: ReadonlySet<string> = new Set([
  'Certificate',
  'CertificateList',
  'CertificationRequest',
  'RandomNumberToken',
]);

/** Curves of X9.62, SEC 2, RFC 5639, SM2 and GOST. */
const curveArcs =
  /^1\.(2\.840\.10045\.3\.[01]|3\.132\.0|3\.36\.3\.3\.2\.8\.1\.1|2\.156\.10197\.1\.301|2\.643\.(2\.2\.3[56]|7\.1\.2\.1))(\.|$)/;

/** Nodes looked at per type: enough to tell, little enough for a hover. */
const sampled = 60;

/**
 * The best-fitting type. With a mismatch where the beginning fits and something later does not;
 * undefined where nothing fits better than by chance.
 * @param label of the PEM block, where numbers alone do not tell
 */
export function recognise(root: Asn1Node, label?: string): Recognised | undefined {
  if (root.kind !== 'value') return undefined;
  // EcParameters that name a curve are an OID by itself, which every other OID would fit.
  if (root.is(Tag.oid) && curveArcs.test(oidValue(root) ?? ''))
    return { type: 'EcParameters', names: new SchemaNames(root, 'EcParameters'), mismatch: undefined };
  if (isIntegerList(root)) {
    const type = integerListType(root, label);
    return type === undefined ? undefined : { type, names: new SchemaNames(root, type), mismatch: undefined };
  }
  let best: { score: number; found: Recognised } | undefined;
  for (const type of rootTypes) {
    const tried = tryType(root, type);
    if (tried && (!best || tried.score > best.score)) best = tried;
    if (tried && !tried.found.mismatch && unmistakable.has(type)) break;
  }
  return best?.found;
}

function tryType(root: Asn1Node, type: string): { score: number; found: Recognised } | undefined {
  const names = new SchemaNames(root, type);
  let good = 0;
  let looked = 0;
  let mismatch: Recognised['mismatch'];
  // Breadth first: the outer shape tells types apart.
  const waiting: Asn1Node[] = [root];
  for (let at = 0; at < waiting.length && looked < sampled; at++) {
    const node = waiting[at]!;
    const name = names.nameOf(node);
    looked++;
    if (name?.mismatch !== undefined) {
      mismatch ??= { offset: node.start, reason: name.mismatch };
      if (at === 0) return undefined;
    } else if (name) good++;
    if (name && waiting.length < sampled) waiting.push(...node.children().slice(0, sampled));
  }
  // The root alone always fits a SEQUENCE; without a named member nothing is told.
  if (good < 2) return undefined;
  // A mismatch weighs more than many names: a type that fits whole wins over a longer one that does not.
  const score = mismatch ? (good / looked) * 0.5 : 1 + good / 1000;
  return score < 0.35 ? undefined : { score, found: { type, names, mismatch } };
}
