/** Material that may be imported, found in a text or file. */
import type { Certificate } from '../../core/x509/certificateTypes';

export type ImportSource = {
  /** Where it was found, for people: a file name, "selection", "pasted". */
  readonly place: string;
} & (
  | { readonly kind: 'keyBlock'; readonly text: string }
  /** A key token (KT_KDH), DER, as received. */
  | { readonly kind: 'tr34'; readonly bytes: Uint8Array }
  /** What an RSA public key enciphered: 256, 384 or 512 bytes. */
  | { readonly kind: 'cryptogram'; readonly bytes: Uint8Array }
  | { readonly kind: 'certificates'; readonly certificates: readonly Certificate[] }
);
