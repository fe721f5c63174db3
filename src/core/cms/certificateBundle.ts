/** Certificates alone in a CMS message: what files named .p7b hold. */
import { context, integer, join, objectIdentifier, sequence, set } from '../asn1/write';

/** SignedData without signers, "degenerate" (RFC 5652 section 5.2), in DER. @param certificates DER, in this order */
export function certificateBundle(certificates: readonly Uint8Array[]): Uint8Array {
  return sequence(
    objectIdentifier('signedData'),
    context(
      0,
      sequence(
        integer(1),
        set(),
        sequence(objectIdentifier('data')),
        context(0, join(...certificates)),
        set(),
      ),
    ),
  );
}
