/** Test certificate authorities and those they certify: the other side of every import. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { toPem } from '../../core/input/pem';
import { issueCertificate } from '../../core/make/certificates';
import { generateKeys, type TestKeyKind } from '../../core/make/keys';
import { awsCertificateParameter } from '../rules/certificates';

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

/** A party with a new key and a certificate that says TEST. */
export async function testParty(name: string, options: TestPartyOptions = {}): Promise<TestParty> {
  const { kind = 'RSA_2048', issuer, ca = false } = options;
  const keys = await generateKeys(kind);
  const { certificate } = await issueCertificate({
    name,
    keys,
    ...(issuer ? { issuer: { certificate: issuer.certificate, privateKey: pkcs8Of(issuer) } } : {}),
    ca,
    keyUsage: ca
      ? ['keyCertSign', 'cRLSign', 'digitalSignature']
      : ['digitalSignature', kind.startsWith('RSA') ? 'keyEncipherment' : 'keyAgreement'],
    notBefore: options.notBefore ?? new Date(Date.now() - day),
    notAfter: options.notAfter ?? new Date(Date.now() + 365 * day),
  });
  const privateKey = createPrivateKey({ key: Buffer.from(keys.privateKey), format: 'der', type: 'pkcs8' });
  return {
    name,
    kind,
    certificate,
    pem: toPem('CERTIFICATE', certificate),
    parameter: awsCertificateParameter({ raw: certificate }),
    privateKey,
    publicKey: keys.publicKey,
  };
}

function pkcs8Of({ privateKey }: Pick<TestParty, 'privateKey'>): Uint8Array {
  return new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
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
