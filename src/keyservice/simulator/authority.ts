/**
 * The certificate authorities of the simulated account: one for RSA keys, one for EC keys. Their forms are
 * those of what AWS issues (leaf: key usage, extended key usage, one hour back), their names say that they
 * are for tests.
 */
import { createPublicKey, randomBytes } from 'node:crypto';
import { wipe } from '../../core/crypto/bytes';
import type { CertificateToMake } from '../../core/make/certificates';
import type { SigningHash } from '../../core/make/keys';
import { readCertificate } from '../../core/x509/certificate';
import { makePair } from './keyPairs';
import type { AccountStore, AuthorityRecord } from './store';

const hour = 3_600_000;
const year = 365 * 24 * hour;

const families = {
  RSA: { key: 'RSA_4096', hash: 'SHA-512' },
  ECC: { key: 'ECC_NIST_P521', hash: 'SHA-512' },
} as const satisfies Record<string, { key: string; hash: SigningHash }>;
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
    const issuer = new Uint8Array(fromBase64(authority.certificate));
    const { certificateExtensions: extension } = await import('../../core/make/certificates');
    const certificate = await sign(authority.pkcs8, {
      subject: [
        ['CN', this.account],
        ['OU', 'TEST simulator'],
        ['serialNumber', String(randomBytes(4).readUInt32BE()).padStart(10, '0')],
      ],
      issuer,
      hash: families[family].hash,
      notBefore: new Date(this.now() - hour),
      notAfter: new Date(notAfter),
      publicKey,
      extensions: [
        extension.basicConstraints(false),
        extension.authorityKeyId(readCertificate(issuer).publicKey.raw),
        extension.subjectKeyId(publicKey),
        family === 'RSA'
          ? extension.keyUsage('digitalSignature', 'keyEncipherment')
          : extension.keyUsage('digitalSignature', 'keyAgreement'),
        extension.extendedKeyUsage(...serverAndClient),
      ],
    });
    return { certificate, authority: authority.certificate };
  }

  async #make(family: Family): Promise<AuthorityRecord> {
    const { key, hash } = families[family];
    const pair = await makePair(key);
    const publicKey = new Uint8Array(fromBase64(pair.spki));
    const { certificateExtensions: extension } = await import('../../core/make/certificates');
    const certificate = await sign(pair.pkcs8, {
      subject: [
        ['C', 'US'],
        ['O', 'Key Material Inspector'],
        ['OU', 'TEST simulator'],
        ['CN', `${this.account} TEST ${family} root`],
      ],
      hash,
      notBefore: new Date(this.now() - hour),
      notAfter: new Date(this.now() + 10 * year),
      publicKey,
      extensions: [
        extension.basicConstraints(true),
        extension.subjectKeyId(publicKey),
        extension.keyUsage('keyCertSign', 'cRLSign'),
      ],
    });
    const record = { family, pkcs8: pair.pkcs8, certificate };
    this.store.commit(['authorities', family, record]);
    return record;
  }
}

/** The certificate in base64. The library that makes it is loaded with the first. */
async function sign(pkcs8: string, given: Omit<CertificateToMake, 'privateKey'>): Promise<string> {
  const { makeCertificate } = await import('../../core/make/certificates');
  const privateKey = new Uint8Array(fromBase64(pkcs8));
  try {
    return toBase64(await makeCertificate({ ...given, privateKey }));
  } finally {
    wipe(privateKey);
  }
}

export const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
