/** A certificate authority of a customer, made with @peculiar/x509: nothing in its names says that it is ours. */
import { decodeBase64 } from '../src/core/input/encodings';
import { findPemBlocks, toPem } from '../src/core/input/pem';
import {
  certificateExtensions,
  type KeyUsageName,
  makeCertificate,
  type NamePart,
} from '../src/core/make/certificates';
import { generateKeys, type KeyPair, type TestKeyKind } from '../src/core/make/keys';
import { readCsr } from '../src/core/x509/csr';

const day = 86_400_000;

export interface Wanted {
  readonly keyUsage?: readonly KeyUsageName[];
  readonly ca?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Another name than that of the request. */
  readonly subject?: readonly NamePart[];
}

export interface OwnCa {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly pem: string;
  /** A certificate in DER for a public key (SubjectPublicKeyInfo). */
  issue(publicKey: Uint8Array, wanted?: Wanted): Promise<Uint8Array>;
  /** A certificate in DER for a request, as GetCertificateSigningRequest gives it: base64 of PEM. */
  sign(request: string, wanted?: Wanted): Promise<Uint8Array>;
}

/** The request in what the service gave: base64 of PEM. */
export const requestIn = (answer: string): Uint8Array =>
  findPemBlocks(new TextDecoder('latin1').decode(decodeBase64(answer).bytes))[0]!.bytes;

export async function ownCa(name = 'Example Bank Root', kind: TestKeyKind = 'RSA_3072'): Promise<OwnCa> {
  const keys: KeyPair = await generateKeys(kind);
  const { basicConstraints, keyUsage, subjectKeyId, authorityKeyId } = certificateExtensions;
  const certificate = await makeCertificate({
    subject: [
      ['O', 'Example Bank'],
      ['CN', name],
    ],
    privateKey: keys.privateKey,
    hash: 'SHA-256',
    notBefore: new Date(Date.now() - 30 * day),
    notAfter: new Date(Date.now() + 3650 * day),
    publicKey: keys.publicKey,
    extensions: [basicConstraints(true), keyUsage('keyCertSign', 'cRLSign'), subjectKeyId(keys.publicKey)],
  });
  const issue = (publicKey: Uint8Array, wanted: Wanted = {}): Promise<Uint8Array> =>
    makeCertificate({
      subject: wanted.subject ?? [
        ['O', 'Example Bank'],
        ['CN', 'payments'],
      ],
      issuer: certificate,
      privateKey: keys.privateKey,
      hash: 'SHA-256',
      notBefore: wanted.notBefore ?? new Date(Date.now() - day),
      notAfter: wanted.notAfter ?? new Date(Date.now() + 365 * day),
      publicKey,
      extensions: [
        basicConstraints(wanted.ca ?? false),
        keyUsage(...(wanted.keyUsage ?? ['keyEncipherment'])),
        subjectKeyId(publicKey),
        authorityKeyId(keys.publicKey),
      ],
    });
  return {
    certificate,
    pem: toPem('CERTIFICATE', certificate),
    issue,
    sign: (request, wanted) => {
      const { publicKey, subject } = readCsr(requestIn(request));
      return issue(publicKey.raw, {
        ...wanted,
        subject: wanted?.subject ?? [
          ['O', 'Example Bank'],
          ['CN', subject.label],
        ],
      });
    },
  };
}
