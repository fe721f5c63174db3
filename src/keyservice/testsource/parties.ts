/** Test certificate authorities and those they certify: the other side of every import. */
import { createHash, generateKeyPair, randomBytes, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { encodeBase64 } from '../../core/input/encodings';
import { toPem } from '../../core/input/pem';
import { readCertificate } from '../../core/x509/certificate';
import {
  certificateExtensions,
  distinguishedName,
  buildCertificate,
} from '../../core/x509/certificateBuilder';

/** Kinds of key that the service takes certificates of, by their KeyAlgorithm. */
export type TestKeyKind =
  'RSA_2048' | 'RSA_3072' | 'RSA_4096' | 'ECC_NIST_P256' | 'ECC_NIST_P384' | 'ECC_NIST_P521';

export interface TestParty {
  readonly name: string;
  readonly kind: TestKeyKind;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly pem: string;
  /** Base64 of the PEM text: the form of import parameters. */
  readonly parameter: string;
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
}

export interface TestPartyOptions {
  /** RSA_2048 where not given. */
  readonly kind?: TestKeyKind;
  /** Signs itself where not given. */
  readonly issuer?: TestParty;
  readonly ca?: boolean;
  /** A day ago where not given. */
  readonly notBefore?: Date;
  /** In a year where not given. */
  readonly notAfter?: Date;
}

const day = 86_400_000;
const curves = { ECC_NIST_P256: 'P-256', ECC_NIST_P384: 'P-384', ECC_NIST_P521: 'P-521' } as const;
const generate = promisify(generateKeyPair) as (
  type: 'rsa' | 'ec',
  options: { modulusLength?: number; namedCurve?: string },
) => Promise<{ publicKey: KeyObject; privateKey: KeyObject }>;

/** A party with a new key and a certificate whose subject says that it is for tests: "OU=TEST". */
export async function testParty(name: string, options: TestPartyOptions = {}): Promise<TestParty> {
  const { kind = 'RSA_2048', issuer, ca = false } = options;
  const pair = kind.startsWith('RSA')
    ? await generate('rsa', { modulusLength: Number(kind.slice(4)) })
    : await generate('ec', { namedCurve: curves[kind as keyof typeof curves] });
  const publicKey = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
  const subject = distinguishedName(['O', 'Key Material Inspector'], ['OU', 'TEST'], ['CN', name]);
  const signingKey = issuer?.privateKey ?? pair.privateKey;
  const { basicConstraints, keyUsage, subjectKeyId, authorityKeyId } = certificateExtensions;
  const certificate = await buildCertificate(
    {
      serial: serial(),
      subject,
      issuer: issuer ? readCertificate(issuer.certificate).subject.raw : subject,
      notBefore: options.notBefore ?? new Date(Date.now() - day),
      notAfter: options.notAfter ?? new Date(Date.now() + 365 * day),
      publicKey,
      extensions: [
        basicConstraints(ca),
        ca
          ? keyUsage('keyCertSign', 'cRLSign', 'digitalSignature')
          : kind.startsWith('RSA')
            ? keyUsage('digitalSignature', 'keyEncipherment')
            : keyUsage('digitalSignature', 'keyAgreement'),
        subjectKeyId(publicKey),
        authorityKeyId(issuer?.publicKey ?? publicKey),
      ],
      algorithm: signingKey.asymmetricKeyType === 'rsa' ? 'sha256WithRSAEncryption' : 'ecdsa-with-SHA256',
    },
    (data) => new Uint8Array(sign('sha256', data, signingKey)),
  );
  const pem = toPem('CERTIFICATE', certificate);
  const parameter = encodeBase64(Uint8Array.from(pem, (character) => character.charCodeAt(0)));
  return { name, kind, certificate, pem, parameter, privateKey: pair.privateKey, publicKey };
}

/** Root, intermediates, leaf, each issued by the one before; all of one kind where only one is given. */
export async function testChain(
  names: readonly string[],
  kinds: TestKeyKind | readonly TestKeyKind[],
  leaf: Pick<TestPartyOptions, 'notBefore' | 'notAfter'> = {},
): Promise<TestParty[]> {
  const parties: TestParty[] = [];
  for (const [i, name] of names.entries()) {
    const kind = typeof kinds === 'string' ? kinds : kinds[i]!;
    const issuer = parties.at(-1);
    const last = i === names.length - 1;
    parties.push(
      await testParty(name, { kind, ca: !last, ...(issuer ? { issuer } : {}), ...(last ? leaf : {}) }),
    );
  }
  return parties;
}

/** SHA-256 in upper-case hexadecimal digits: by it certificates made here are remembered. */
export function testFingerprint({ certificate }: Pick<TestParty, 'certificate'>): string {
  return createHash('sha256').update(certificate).digest('hex').toUpperCase();
}

function serial(): Uint8Array {
  const bytes = randomBytes(12);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return new Uint8Array(bytes);
}
