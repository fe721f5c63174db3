/** Private keys that lie in the clear beside certificates, and which belong together. Public parts only are kept. */
import { secretTypes } from '../asn1/schema/recognise';
import type { PublicKeyInfo } from '../x509/publicKey';
import { belongsTo, type PrivateKeyInfo, readPrivateKey } from './privateKey';

/** One structure of a file. */
export interface PairedPart {
  readonly key?: PrivateKeyInfo | undefined;
  readonly publicKey?: PublicKeyInfo | undefined;
}

/** Which certificates and requests have the public key of a private key; numbers are places in what was given. */
export interface KeyMatch {
  readonly key: number;
  readonly certificates: readonly number[];
  /** Certificates of which it cannot be told: the private key does not carry its public part. */
  readonly open: readonly number[];
}

/** Whether a structure is a private key that nobody has to decrypt; `label` is that of its PEM block. */
export function isClearPrivateKey(type: string | undefined, label: string | undefined): boolean {
  if (type !== undefined && type !== 'Tr34KeyBlock' && secretTypes.has(type)) return true;
  return (
    label?.endsWith('PRIVATE KEY') === true &&
    !label.startsWith('ENCRYPTED') &&
    type !== 'EncryptedPrivateKeyInfo'
  );
}

/** The public side of such a key; undefined for anything else. The caller wipes `bytes`. Never throws. */
export function clearPrivateKey(
  bytes: Uint8Array,
  type: string | undefined,
  label: string | undefined,
): PrivateKeyInfo | undefined {
  return isClearPrivateKey(type, label) ? readPrivateKey(bytes) : undefined;
}

/** Every private key with the certificates of equal public key, in their order. */
export function matchKeys(parts: readonly PairedPart[]): KeyMatch[] {
  return parts.flatMap(({ key }, at) => {
    if (!key) return [];
    const certificates: number[] = [];
    const open: number[] = [];
    parts.forEach(({ publicKey }, other) => {
      const same = publicKey && belongsTo(key, publicKey);
      if (same === true) certificates.push(other);
      else if (publicKey && same === undefined) open.push(other);
    });
    return [{ key: at, certificates, open }];
  });
}
