/** The TR-34 token that the fields of a payShield B9 response make up. */
import type { Asn1Node } from '../asn1/node';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { toHex } from '../asn1/value';
import type { PayshieldFrame } from '../cms/tr34/hsmFrames';
import { digestOf } from '../crypto/hmac';
import { join } from './secretDer';
import { issuerAndSerial } from './tr34Tokens';
import { context, derNull, derOf, integer, objectIdentifier, octetString, sequence, set } from './values';

/**
 * The token of a B9 response. The signer is named by the KDH's certificate, which is not in the response. The
 * envelope goes in with or without its SEQUENCE header, whichever the signed digest is of; without it (non-CMS,
 * as AWS takes it) where the digest fits neither. Undefined where fields are missing.
 */
export function assemblePayshield(frame: PayshieldFrame, kdh: Uint8Array): Uint8Array | undefined {
  if (!frame.attributes || !frame.envelope || !frame.signature) return undefined;
  const attributes = members(frame.attributes);
  const whole = readAsn1(frame.envelope).roots[0];
  if (!attributes || whole?.is(Tag.sequence) !== true) return undefined;
  const bare = join(...whole.children().map(({ raw }) => raw));
  const signed = (octets: Uint8Array): boolean =>
    toHex(frame.attributes!).includes(toHex(digestOf('SHA-256', octets)));
  const octets = !signed(bare) && signed(frame.envelope) ? frame.envelope : bare;
  const sha256 = sequence(objectIdentifier('sha256'));
  const info = sequence(
    integer(1),
    issuerAndSerial(kdh),
    sha256,
    context(0, ...attributes.map(({ raw }) => raw)),
    sequence(objectIdentifier('rsaEncryption'), derNull()),
    octetString(frame.signature),
  );
  return derOf(
    sequence(
      objectIdentifier('signedData'),
      context(
        0,
        sequence(
          integer(1),
          set(sha256),
          sequence(objectIdentifier('envelopedData'), context(0, octetString(octets))),
          set(info),
        ),
      ),
    ),
  );
}

function members(attributes: Uint8Array): readonly Asn1Node[] | undefined {
  const root = readAsn1(attributes).roots[0];
  return root?.constructed === true ? root.children() : undefined;
}
