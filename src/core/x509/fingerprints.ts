/** Digests that people compare. */
import { toHex } from '../asn1/value';
import { hostSubtle } from '../platform';
import type { Certificate } from './certificateTypes';

export interface Fingerprints {
  /** "A5:E9:00:…", as `openssl x509 -fingerprint` prints it. */
  readonly sha1: string;
  readonly sha256: string;
  /** SHA-256 of SubjectPublicKeyInfo as received: the same over renewals with one key. */
  readonly spkiSha256: string;
}

/** Upper-case pairs of hexadecimal digits with colons between: "A5:E9:00". */
export function colonHex(bytes: Uint8Array): string {
  return toHex(bytes, ':').toUpperCase();
}

/** Undefined where the host has no WebCrypto. `digest` may be handed in instead. */
export async function fingerprints(
  certificate: Pick<Certificate, 'raw' | 'publicKey'>,
  digest:
    ((algorithm: 'SHA-1' | 'SHA-256', data: Uint8Array) => Promise<ArrayBuffer>) | undefined = hostDigest(),
): Promise<Fingerprints | undefined> {
  if (!digest) return undefined;
  const [sha1, sha256, spki] = await Promise.all([
    digest('SHA-1', certificate.raw),
    digest('SHA-256', certificate.raw),
    digest('SHA-256', certificate.publicKey.raw),
  ]);
  const text = (hash: ArrayBuffer): string => colonHex(new Uint8Array(hash));
  return { sha1: text(sha1), sha256: text(sha256), spkiSha256: text(spki) };
}

function hostDigest(): ((algorithm: string, data: Uint8Array) => Promise<ArrayBuffer>) | undefined {
  const subtle = hostSubtle();
  return subtle && ((algorithm, data) => subtle.digest(algorithm, data));
}
