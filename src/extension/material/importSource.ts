/** Material that may be imported, found in a text or file. */
import type { Certificate } from '../../core/x509/certificateTypes';
import type { PayloadFacts } from '../../keyservice/draft/payloadFacts';
import type { RequestedImport } from '../../keyservice/draft/draft';
import type { StructureSession } from './structureSession';

export type ImportSource = {
  /** Where it was found, for people: a file name, "selection", "pasted". */
  readonly place: string;
  /** Where it can be read again; undefined for what was pasted or made. Characters, of a text. */
  readonly origin?: { readonly uri: string; readonly start?: number; readonly end?: number } | undefined;
  /** What the text around it says: facts of a test payload, and KCVs. */
  readonly facts?: PayloadFacts | undefined;
  readonly checkValuesNear?: readonly string[];
  /** The request file, or the answer of ExportKey, that it is in. */
  readonly request?: RequestedImport | undefined;
} & (
  | { readonly kind: 'keyBlock'; readonly text: string }
  /** A key token (KT_KDH), DER, as received. */
  | { readonly kind: 'tr34'; readonly bytes: Uint8Array }
  /** What an RSA public key enciphered: 256, 384 or 512 bytes. */
  | { readonly kind: 'cryptogram'; readonly bytes: Uint8Array }
  | { readonly kind: 'certificates'; readonly certificates: readonly Certificate[] }
);

/** What of a structure can be imported, as the import takes it: a key token, or certificates. */
export function importSource(session: StructureSession): ImportSource | undefined {
  const place = session.file.name;
  const token = session.token();
  if (token?.kind === 'KT_KDH')
    return { kind: 'tr34', bytes: session.file.parts[session.part]!.bytes, place };
  if (token) return undefined;
  const certificates = session.certificates();
  return certificates.length > 0 ? { kind: 'certificates', certificates, place } : undefined;
}
