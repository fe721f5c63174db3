import type { ImportSource } from './importSource';
import type { StructureSession } from './structureSession';

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
