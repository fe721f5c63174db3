/**
 * Which certificates were imported from here: the service gives no imported certificate back, so only the notes of this
 * machine show that one is there.
 */
import { importPlace, samePlace } from '../../keyservice/imports/identity';
import type { ImportedNote } from '../../keyservice/imports/note';
import type { KeyState } from '../../keyservice/model/enums';
import type { ServiceTarget } from '../../keyservice/operations';
import type { KnownKey } from '../../keyservice/plans/plan';
import type { Certificate } from '../../core/x509/certificateTypes';
import type { ServiceTools } from './tools';
import { fingerprintOf } from './confirmation';
import { noteStoreOf } from './importPorts';

export class ImportedCertificates {
  private constructor(
    private readonly notes: ReadonlyMap<string, ImportedNote>,
    private readonly catalogue: Pick<ServiceTools['catalogue'], 'find'>,
  ) {}

  /** As the notes are now. The catalogue has to be read when one is looked for. */
  static async read(
    tools: Pick<ServiceTools, 'context' | 'catalogue'>,
    target: ServiceTarget,
  ): Promise<ImportedCertificates> {
    const place = importPlace(target);
    const notes = new Map<string, ImportedNote>();
    if (place)
      for (const note of await noteStoreOf(tools).imported())
        if (note.identity.kind.endsWith('CertificatePublicKey') && samePlace(note.identity, place))
          notes.set(nameOf(note.identity.material, note.wanted.usage ?? ''), note);
    return new ImportedCertificates(notes, tools.catalogue);
  }

  /** The key that a certificate became, where it is still there and can be used. */
  find(certificate: Certificate, usage: string): KnownKey | undefined {
    const note = this.notes.get(nameOf(fingerprintOf(certificate), usage));
    const key = note && this.catalogue.find(note.arn)?.summary;
    const complete: KeyState = 'CREATE_COMPLETE';
    return key?.KeyState === complete ? key : undefined;
  }
}

/** The bytes of a certificate are its DER: their SHA-256 is its fingerprint. */
function nameOf(material: string, usage: string): string {
  return `${material.toLowerCase()} ${usage.slice(0, 7)}`;
}
