/**
 * Checks a signature with the host's WebCrypto. What the host does not have is "cannot check",
 * never "wrong".
 */
import { phrase, type Words } from '../findings';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { hostSubtle, type Subtle } from '../platform';
import type { AlgorithmInfo } from './algorithm';
import type { PublicKeyInfo } from './publicKey';

export interface SignatureCheck {
  readonly verdict: 'valid' | 'invalid' | 'cannot_check';
  /** Why it cannot be checked, or what is wrong with the form; a sentence without full stop. */
  readonly reason?: Words;
}

const webHashes = new Set(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);
const webCurves: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

interface Plan {
  readonly format: 'jwk' | 'raw' | 'spki';
  readonly key: unknown;
  readonly importAs: unknown;
  readonly verifyAs: unknown;
  readonly signature: Uint8Array;
}

const cannot = (reason: Words): SignatureCheck => ({ verdict: 'cannot_check', reason });

/**
 * `data` is signed by the holder of `key`. For CMS, `hash` is the digest algorithm of the signer,
 * used where the signature algorithm names none (rsaEncryption).
 */
export async function checkSignature(
  key: PublicKeyInfo,
  algorithm: AlgorithmInfo,
  signature: Uint8Array,
  data: Uint8Array,
  hash?: string,
): Promise<SignatureCheck> {
  const plan = planFor(key, algorithm, algorithm.hash ?? hash, signature);
  if ('verdict' in plan) return plan;
  const subtle = hostSubtle();
  if (!subtle) return cannot(phrase('this host has no WebCrypto'));
  let imported: unknown;
  try {
    imported = await keyFor(subtle, key, plan);
  } catch (error) {
    return cannot(phrase('this host cannot use the key {0} ({1})', key.name, nameOf(error)));
  }
  try {
    const holds = await subtle.verify(plan.verifyAs, imported, plan.signature, data);
    return { verdict: holds ? 'valid' : 'invalid' };
  } catch (error) {
    return cannot(phrase('this host cannot check {0} ({1})', algorithm.name, nameOf(error)));
  }
}

/** Keys as WebCrypto has them: an authority's key is asked for once for each certificate of a bundle. */
const importedKeys = new WeakMap<PublicKeyInfo, Map<string, Promise<unknown>>>();

function keyFor(subtle: Subtle, key: PublicKeyInfo, { format, key: data, importAs }: Plan): Promise<unknown> {
  const known = importedKeys.get(key) ?? new Map<string, Promise<unknown>>();
  importedKeys.set(key, known);
  const use = JSON.stringify(importAs);
  let imported = known.get(use);
  if (!imported) {
    imported = subtle.importKey(format, data, importAs, false, ['verify']);
    known.set(use, imported);
  }
  return imported;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'error';
}

function planFor(
  key: PublicKeyInfo,
  algorithm: AlgorithmInfo,
  hash: string | undefined,
  signature: Uint8Array,
): Plan | SignatureCheck {
  switch (algorithm.scheme) {
    case 'RSA-PKCS1':
    case 'RSA-PSS':
      return rsaPlan(key, algorithm, hash, signature);
    case 'ECDSA':
      return ecdsaPlan(key, algorithm, hash, signature);
    case 'EdDSA':
    case 'ML-DSA':
      if (key.algorithm !== algorithm.name) return wrongKey(key, algorithm);
      return {
        format: algorithm.scheme === 'EdDSA' ? 'raw' : 'spki',
        key: algorithm.scheme === 'EdDSA' ? key.key : key.raw,
        importAs: { name: algorithm.name },
        verifyAs: { name: algorithm.name },
        signature,
      };
    case 'DSA':
    case 'SLH-DSA':
    case 'unknown':
      return cannot(phrase('{0} cannot be checked here', algorithm.name));
  }
}

function wrongKey(key: PublicKeyInfo, algorithm: AlgorithmInfo): SignatureCheck {
  return {
    verdict: 'invalid',
    reason: phrase('{0} cannot have been made with a key {1}', algorithm.name, key.name),
  };
}

function rsaPlan(
  key: PublicKeyInfo,
  algorithm: AlgorithmInfo,
  hash: string | undefined,
  signature: Uint8Array,
): Plan | SignatureCheck {
  if (!key.modulus || !key.exponentBytes) {
    return key.algorithm === 'RSA'
      ? cannot(phrase('the RSA key could not be read'))
      : wrongKey(key, algorithm);
  }
  if (hash === undefined || !webHashes.has(hash))
    return cannot(phrase('the hash {0} cannot be computed here', hash ?? phrase('not named')));
  const pss = algorithm.scheme === 'RSA-PSS';
  if (pss && algorithm.mgfHash !== hash)
    return cannot(phrase('RSASSA-PSS with two different hashes is not supported here'));
  const name = pss ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5';
  const jwk = { kty: 'RSA', n: base64Url(key.modulus), e: base64Url(key.exponentBytes), ext: true };
  return {
    format: 'jwk',
    key: jwk,
    importAs: { name, hash },
    verifyAs: pss ? { name, saltLength: algorithm.saltLength } : { name },
    signature,
  };
}

function ecdsaPlan(
  key: PublicKeyInfo,
  algorithm: AlgorithmInfo,
  hash: string | undefined,
  signature: Uint8Array,
): Plan | SignatureCheck {
  if (key.algorithm !== 'EC') return wrongKey(key, algorithm);
  if (hash === undefined || !webHashes.has(hash))
    return cannot(phrase('the hash {0} cannot be computed here', hash ?? phrase('not named')));
  const octets = key.curve === undefined ? undefined : webCurves[key.curve];
  if (octets === undefined) return cannot(phrase('the curve {0} is not available here', key.curve ?? ''));
  const fixed = joinedSignature(signature, octets);
  if (!fixed)
    return { verdict: 'invalid', reason: phrase('the signature is not a SEQUENCE of two INTEGERs') };
  return {
    format: 'raw',
    key: key.key,
    importAs: { name: 'ECDSA', namedCurve: key.curve },
    verifyAs: { name: 'ECDSA', hash },
    signature: fixed,
  };
}

/** ECDSA-Sig-Value (RFC 3279 2.2.3) to the fixed halves that WebCrypto wants. */
function joinedSignature(der: Uint8Array, octets: number): Uint8Array | undefined {
  const [r, s] = readAsn1(der).roots[0]?.children() ?? [];
  if (r?.is(Tag.integer) !== true || s?.is(Tag.integer) !== true) return undefined;
  const joined = new Uint8Array(2 * octets);
  for (const [i, { content }] of [r, s].entries()) {
    let from = 0;
    while (from < content.length - 1 && content[from] === 0) from++;
    const digits = content.subarray(from);
    if (digits.length > octets) return undefined;
    joined.set(digits, (i + 1) * octets - digits.length);
  }
  return joined;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function base64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = Math.min(4, bytes.length - i + 1);
    for (let k = 0; k < digits; k++) text += alphabet[(group >> (18 - 6 * k)) & 63]!;
  }
  return text;
}
