/** Certificates alone in a CMS message: what files named .p7b hold. */
import { context, derOf, integer, objectIdentifier, sequence, set } from './values';

/** SignedData without signers, "degenerate" (RFC 5652 section 5.2), in DER. @param certificates DER, in this order */
export function certificateBundle(certificates: readonly Uint8Array[]): Uint8Array {
  return derOf(
    sequence(
      objectIdentifier('signedData'),
      context(
        0,
        sequence(integer(1), set(), sequence(objectIdentifier('data')), context(0, ...certificates), set()),
      ),
    ),
  );
}
