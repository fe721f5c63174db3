/** Certificate signing requests (PKCS #10, RFC 2986). The private key stays with whoever signs. Load this with `import()`. */
import * as asn1js from 'asn1js';
import { nameOf, type NamePart } from './certificates';
import { context, derNull, derOf, integer, objectIdentifier, sequence } from './values';

export type RequestHash = 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** RFC 5758 3.2 and RFC 8017 appendix A.2.4. */
const signatureAlgorithms: Readonly<Record<'RSA' | 'ECC', Readonly<Record<RequestHash, string>>>> = {
  RSA: {
    'SHA-224': '1.2.840.113549.1.1.14',
    'SHA-256': '1.2.840.113549.1.1.11',
    'SHA-384': '1.2.840.113549.1.1.12',
    'SHA-512': '1.2.840.113549.1.1.13',
  },
  ECC: {
    'SHA-224': '1.2.840.10045.4.3.1',
    'SHA-256': '1.2.840.10045.4.3.2',
    'SHA-384': '1.2.840.10045.4.3.3',
    'SHA-512': '1.2.840.10045.4.3.4',
  },
};

export interface RequestToMake {
  readonly subject: readonly NamePart[];
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly family: 'RSA' | 'ECC';
  readonly hash: RequestHash;
  /** Signs the octets with that hash: PKCS #1 v1.5, or ECDSA as the SEQUENCE of two INTEGERs. */
  readonly sign: (octets: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** A request in DER, without attributes. */
export async function makeCertificateRequest(given: RequestToMake): Promise<Uint8Array> {
  const info = derOf(
    sequence(integer(0), new Uint8Array(nameOf(given.subject).toArrayBuffer()), given.publicKey, context(0)),
  );
  const algorithm = objectIdentifier(signatureAlgorithms[given.family][given.hash]);
  const signature = await given.sign(info);
  return derOf(
    sequence(
      info,
      given.family === 'RSA' ? sequence(algorithm, derNull()) : sequence(algorithm),
      new asn1js.BitString({ valueHex: signature }),
    ),
  );
}
