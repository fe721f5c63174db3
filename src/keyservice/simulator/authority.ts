/**
 * The certificate authorities of the simulated account: one for RSA keys, one for EC keys. Their forms are
 * those of what AWS issues (leaf: key usage, extended key usage, one hour back), their names say that they
 * are for tests.
 */
import { createPublicKey, randomBytes } from 'node:crypto';
import {
  certificateExtensions,
  distinguishedName,
  buildCertificate,
  type CertificateSignature,
} from '../../core/x509/certificateBuilder';
import { readCertificate } from '../../core/x509/certificate';
import { makePair, privateKeyOf, signWith } from './keyPairs';
import type { AuthorityRecord } from './records';
import type { AccountStore } from './store';

const hour = 3_600_000;
const year = 365 * 24 * hour;

const families = {
  RSA: { key: 'RSA_4096', algorithm: 'sha512WithRSAEncryption' },
  ECC: { key: 'ECC_NIST_P521', algorithm: 'ecdsa-with-SHA512' },
} as const satisfies Record<string, { key: string; algorithm: CertificateSignature }>;
export type Family = keyof typeof families;

/** Of certificates for TLS; AWS puts both in. */
const serverAndClient = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];

export class Authorities {
  readonly #making = new Map<Family, Promise<AuthorityRecord>>();

  constructor(
    private readonly store: AccountStore,
    private readonly account: string,
    private readonly now: () => number,
  ) {}

  /** Made when first needed: an RSA key of 4096 bits takes a second or more. */
  async of(family: Family): Promise<AuthorityRecord> {
    const known = this.store.authorities.get(family);
    if (known && readCertificate(fromBase64(known.certificate)).notAfter!.date!.getTime() > this.now() + year)
      return known;
    let making = this.#making.get(family);
    if (!making) {
      making = this.#make(family).finally(() => this.#making.delete(family));
      this.#making.set(family, making);
    }
    return making;
  }

  /** A certificate of the account for a key, under the authority of its family. DER in base64. */
  async issue(spki: string, notAfter: number): Promise<{ certificate: string; authority: string }> {
    const publicKey = new Uint8Array(fromBase64(spki));
    const family: Family =
      createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }).asymmetricKeyType ===
      'rsa'
        ? 'RSA'
        : 'ECC';
    const authority = await this.of(family);
    const above = readCertificate(fromBase64(authority.certificate));
    const { keyUsage, extendedKeyUsage, basicConstraints, subjectKeyId, authorityKeyId } =
      certificateExtensions;
    const { algorithm } = families[family];
    const certificate = await buildCertificate(
      {
        serial: serial(),
        subject: distinguishedName(
          ['CN', this.account],
          ['OU', 'TEST simulator'],
          ['serialNumber', String(randomBytes(4).readUInt32BE()).padStart(10, '0')],
        ),
        issuer: above.subject.raw,
        notBefore: new Date(this.now() - hour),
        notAfter: new Date(notAfter),
        publicKey,
        extensions: [
          basicConstraints(false),
          authorityKeyId(above.publicKey.raw),
          subjectKeyId(publicKey),
          family === 'RSA'
            ? keyUsage('digitalSignature', 'keyEncipherment')
            : keyUsage('digitalSignature', 'keyAgreement'),
          extendedKeyUsage(...serverAndClient),
        ],
        algorithm,
      },
      (data) => signWith(privateKeyOf(authority.pkcs8), algorithm, data),
    );
    return { certificate: toBase64(certificate), authority: authority.certificate };
  }

  async #make(family: Family): Promise<AuthorityRecord> {
    const { key, algorithm } = families[family];
    const pair = await makePair(key);
    const publicKey = new Uint8Array(fromBase64(pair.spki));
    const name = distinguishedName(
      ['C', 'US'],
      ['O', 'Key Material Inspector'],
      ['OU', 'TEST simulator'],
      ['CN', `${this.account} TEST ${family} root`],
    );
    const { keyUsage, basicConstraints, subjectKeyId } = certificateExtensions;
    const certificate = await buildCertificate(
      {
        serial: serial(),
        subject: name,
        issuer: name,
        notBefore: new Date(this.now() - hour),
        notAfter: new Date(this.now() + 10 * year),
        publicKey,
        extensions: [basicConstraints(true), subjectKeyId(publicKey), keyUsage('keyCertSign', 'cRLSign')],
        algorithm,
      },
      (data) => signWith(privateKeyOf(pair.pkcs8), algorithm, data),
    );
    const record = { family, pkcs8: pair.pkcs8, certificate: toBase64(certificate) };
    this.store.commit(['authorities', family, record]);
    return record;
  }
}

/** 16 bytes, positive, no zero in front. */
function serial(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return new Uint8Array(bytes);
}

export const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
