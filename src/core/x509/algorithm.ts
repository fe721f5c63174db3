/** AlgorithmIdentifier of signatures: RFC 3279, 4055, 5758, 8410, 8692, 9881, 9814. */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { oidValue, smallInteger } from '../asn1/value';
import type { Span } from '../findings';

export interface AlgorithmInfo {
  /** Dotted OID; '' where there is none. */
  readonly oid: string;
  /** From the OID table, else the OID. */
  readonly name: string;
  readonly known: boolean;
  /** "SHA-256", "MD5", …; undefined where the algorithm names none (Ed25519, rsaEncryption). */
  readonly hash: string | undefined;
  readonly scheme: 'RSA-PKCS1' | 'RSA-PSS' | 'ECDSA' | 'DSA' | 'EdDSA' | 'ML-DSA' | 'SLH-DSA' | 'unknown';
  /** RSASSA-PSS: hash of MGF1 and octets of salt. */
  readonly mgfHash?: string;
  readonly saltLength?: number;
  /** RSASSA-PSS: parameters that are left out and have their default. */
  readonly defaults?: readonly ('hash' | 'mgf' | 'saltLength')[];
  readonly raw: Uint8Array;
  readonly span: Span;
}

const hashNames: Readonly<Record<string, string>> = {
  md2: 'MD2',
  md4: 'MD4',
  md5: 'MD5',
  sha: 'SHA-0',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha512-224': 'SHA-512/224',
  'sha512-256': 'SHA-512/256',
  'sha3-224': 'SHA3-224',
  'sha3-256': 'SHA3-256',
  'sha3-384': 'SHA3-384',
  'sha3-512': 'SHA3-512',
  shake128: 'SHAKE128',
  shake256: 'SHAKE256',
};

/** "SHA-256" of a digest AlgorithmIdentifier; undefined where it is none that is known. */
export function hashOf(node: Asn1Node | undefined): string | undefined {
  const oid = oidValue(node?.children()[0]);
  return oid === undefined ? undefined : hashNames[oidName(oid) ?? ''];
}

/** A broken or missing node gives an unknown algorithm with an empty OID. */
export function readAlgorithm(node: Asn1Node | undefined): AlgorithmInfo {
  const [oidNode, parameters] = node?.children() ?? [];
  const oid = oidValue(oidNode) ?? '';
  const name = oidName(oid);
  const base = {
    oid,
    name: name ?? (oid || 'none'),
    known: name !== undefined,
    raw: node?.raw ?? new Uint8Array(),
    span: node?.span ?? { start: 0, end: 0 },
  };
  if (name === 'id-RSASSA-PSS') return { ...base, ...pssParameters(parameters) };
  return { ...base, hash: hashInName(name ?? ''), scheme: schemeOf(name ?? '') };
}

function hashInName(name: string): string | undefined {
  const match =
    /^(md[245]|sha\d*(?:-\d{3})?)With/i.exec(name) ??
    /with-?(sha\d+(?:-\d{3})?|shake\d+)$/i.exec(name) ??
    /-(shake\d+)$/i.exec(name);
  return match ? hashNames[match[1]!.toLowerCase()] : undefined;
}

function schemeOf(name: string): AlgorithmInfo['scheme'] {
  if (name.includes('WithRSA') || name === 'rsaEncryption') return 'RSA-PKCS1';
  if (name.startsWith('RSASSA-PSS')) return 'RSA-PSS';
  if (name.startsWith('ecdsa')) return 'ECDSA';
  if (name.startsWith('dsa')) return 'DSA';
  if (/^Ed(25519|448)$/.test(name)) return 'EdDSA';
  if (/^(Hash)?ML-DSA/.test(name)) return 'ML-DSA';
  return name.startsWith('SLH-DSA') ? 'SLH-DSA' : 'unknown';
}

/** RFC 4055 3.1: everything has a default; SHA-1 and 20 octets of salt. */
function pssParameters(
  parameters: Asn1Node | undefined,
): Pick<AlgorithmInfo, 'hash' | 'scheme' | 'mgfHash' | 'saltLength' | 'defaults'> {
  const part = (number: number): Asn1Node | undefined =>
    parameters
      ?.children()
      .find((child) => child.isContext(number))
      ?.children()[0];
  const hash = part(0) === undefined ? 'SHA-1' : hashOf(part(0));
  const mgf = part(1);
  const mgfHash = mgf === undefined ? 'SHA-1' : hashOf(mgf.children()[1]);
  return {
    hash,
    scheme: 'RSA-PSS',
    saltLength: part(2) === undefined ? 20 : (smallInteger(part(2)) ?? -1),
    defaults: (['hash', 'mgf', 'saltLength'] as const).filter((_, number) => part(number) === undefined),
    ...(mgfHash === undefined ? {} : { mgfHash }),
  };
}
