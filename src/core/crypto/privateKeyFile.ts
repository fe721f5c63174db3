/**
 * Private keys from files: PEM, PKCS#8 plain and with a passphrase (PBES2: RFC 8018), PKCS#12 (RFC 7292).
 * Older encryptions are named; of them only three-key TDES of PKCS#12 is opened. For test keys.
 */
import { phrase, type Words } from '../findings';
import { plainOctets, readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { smallInteger } from '../asn1/value';
import { findPemBlocks, type PemBlock } from '../input/pem';
import { wipe } from './bytes';
import { type Passphrase, passphraseForms } from './passphrase';
import { decryptPbe, HashBudget, PrivateKeyFileError } from './passphraseCipher';
import { bagOf, contentOf, macHolds, type Pfx, pfxOf, type SafeContent, wrappedOctets } from './pkcs12';

export { PrivateKeyFileError };

export interface PrivateKeyFile {
  /** RSAPrivateKey, ECPrivateKey or PrivateKeyInfo in DER. The caller wipes it. */
  readonly der: Uint8Array;
  /** "PEM PRIVATE KEY", "PKCS#8", "PKCS#12". */
  readonly container: string;
  /** "PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC"; undefined where it is not encrypted. */
  readonly encryption?: Words;
  /** Certificates beside the key, DER. */
  readonly certificates: readonly Uint8Array[];
}

/** Reads a file or a paste. Throws PrivateKeyFileError. */
export async function readPrivateKeyFile(given: Uint8Array, passphrase?: string): Promise<PrivateKeyFile> {
  const data = plainOctets(given);
  if (data[0] === 0x30) return readDer(data, passphrase, 'DER', []);
  let text = '';
  for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
  const blocks = findPemBlocks(text);
  const isCertificate = ({ label }: PemBlock): boolean => label.endsWith('CERTIFICATE');
  try {
    return await readPem(
      blocks,
      blocks.filter(isCertificate).map(({ bytes }) => bytes),
      passphrase,
    );
  } finally {
    // What is returned of a key is a copy.
    wipe(...blocks.filter((block) => !isCertificate(block)).map(({ bytes }) => bytes));
  }
}

async function readPem(
  blocks: readonly PemBlock[],
  certificates: readonly Uint8Array[],
  passphrase: string | undefined,
): Promise<PrivateKeyFile> {
  const block =
    blocks.find(({ label }) => label.endsWith('PRIVATE KEY')) ??
    blocks.find(({ label }) => /PKCS12|PFX/.test(label));
  if (!block) throw new PrivateKeyFileError('no_private_key', '');
  const info = block.headers.find(([name]) => name === 'DEK-Info')?.[1];
  if (info !== undefined)
    throw new PrivateKeyFileError(
      'encryption_old',
      phrase('PEM with DEK-Info {0}, the form of OpenSSL before 1.0', info.split(',')[0] ?? ''),
    );
  return readDer(block.bytes, passphrase, `PEM ${block.label}`, certificates);
}

const limits = { embedded: false, depth: 40, nodes: 20_000 } as const;

async function readDer(
  der: Uint8Array,
  passphrase: string | undefined,
  container: string,
  certificates: readonly Uint8Array[],
): Promise<PrivateKeyFile> {
  const root = readAsn1(der, limits).roots[0];
  const [first, second, third] = root?.children() ?? [];
  if (root?.is(Tag.sequence) !== true) throw new PrivateKeyFileError('no_private_key', '');
  if (root.truncated) throw new PrivateKeyFileError('damaged', phrase('it is cut off'));
  if (first?.is(Tag.sequence) === true && second?.is(Tag.octetString) === true) {
    const opened = await decryptPbe(first, second.content, passphrase);
    return {
      der: opened.octets,
      container: container === 'DER' ? 'PKCS#8' : container,
      encryption: opened.encryption,
      certificates,
    };
  }
  if (first?.is(Tag.integer) !== true) throw new PrivateKeyFileError('no_private_key', '');
  if (smallInteger(first) === 3 && second?.is(Tag.sequence) === true) return readPkcs12(der, passphrase);
  const pkcs8 = second?.is(Tag.sequence) === true && third?.is(Tag.octetString) === true;
  const traditional = second?.is(Tag.integer) === true || second?.is(Tag.octetString) === true;
  if (!pkcs8 && !traditional) throw new PrivateKeyFileError('no_private_key', '');
  const named = container === 'DER' ? (pkcs8 ? 'PKCS#8' : 'DER') : container;
  return { der: root.raw.slice(), container: named, certificates };
}

/** The MAC over the safes, where there is one, tells a wrong passphrase. */
async function readPkcs12(der: Uint8Array, passphrase: string | undefined): Promise<PrivateKeyFile> {
  const pfx = pfxOf(der);
  if (!pfx)
    throw new PrivateKeyFileError(
      'encryption_unknown',
      phrase('PKCS#12 that is signed instead of having a MAC'),
    );
  if (passphrase === undefined) {
    pfx.wipe();
    throw new PrivateKeyFileError('passphrase_needed', 'PKCS#12');
  }
  const budget = new HashBudget();
  let wrong: unknown;
  try {
    for (const form of passphraseForms(passphrase))
      try {
        return await keyOfPkcs12(pfx, form, budget);
      } catch (error) {
        if (!(error instanceof PrivateKeyFileError) || error.code !== 'passphrase_wrong') throw error;
        wrong = error;
      }
    throw wrong;
  } finally {
    pfx.wipe();
  }
}

async function keyOfPkcs12(pfx: Pfx, passphrase: Passphrase, budget: HashBudget): Promise<PrivateKeyFile> {
  // Of a MAC of another kind the padding of what is decrypted tells a wrong passphrase too.
  if (pfx.mac && macHolds(pfx.mac, pfx.octets, passphrase, budget) === false)
    throw new PrivateKeyFileError('passphrase_wrong', '');
  const certificates: Uint8Array[] = [];
  let key: { der: Uint8Array; encryption?: Words } | undefined;
  let passedOver: PrivateKeyFileError | undefined;
  for (const safe of pfx.safes) {
    let content: SafeContent;
    try {
      content = await contentOf(safe, passphrase, budget);
    } catch (error) {
      if (!(error instanceof PrivateKeyFileError)) throw error;
      // Certificates of old files are encrypted in ways that nobody should open any more; the key may still be readable.
      passedOver ??= error;
      continue;
    }
    try {
      for (const bag of content.bags) {
        const { type, value } = bagOf(bag);
        if (type === 'keyBag' && value) key ??= { der: value.raw.slice() };
        if (type === 'pkcs8ShroudedKeyBag' && value && !key) {
          const [algorithm, octets] = value.children();
          if (!algorithm || !octets) continue;
          const opened = await decryptPbe(algorithm, octets.content, passphrase, budget);
          key = { der: opened.octets, encryption: opened.encryption };
        }
        const certificate = type === 'certBag' ? wrappedOctets(value) : undefined;
        if (certificate) certificates.push(certificate);
      }
    } finally {
      content.wipe();
    }
  }
  if (!key) throw passedOver ?? new PrivateKeyFileError('no_private_key', '');
  return { ...key, container: 'PKCS#12', certificates };
}
