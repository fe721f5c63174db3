/**
 * Private keys from files: PEM, PKCS#8 plain and with a passphrase (PBES2: RFC 8018), PKCS#12 (RFC 7292).
 * Older encryptions are named; of them only three-key TDES of PKCS#12 is opened. For test keys.
 */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { plainOctets, readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger, stringOctets } from '../asn1/value';
import { findPemBlocks } from '../input/pem';
import { aesCbcDecrypt } from './aes';
import { equalInConstantTime, wipe } from './bytes';
import { hmac, type HashName } from './hmac';
import { pbkdf2, pkcs12Key, passwordOctets } from './passphrase';
import { tdesCbcDecrypt } from './tdes';

export type PrivateKeyFileCode =
  | 'no_private_key'
  | 'passphrase_needed'
  | 'passphrase_wrong'
  | 'encryption_old'
  | 'encryption_unknown'
  | 'too_many_iterations'
  | 'damaged';

/** What keeps a private key from being read; `detail` names algorithm or place. */
export class PrivateKeyFileError extends Error {
  constructor(
    readonly code: PrivateKeyFileCode,
    readonly detail: string,
  ) {
    super(detail === '' ? messages[code] : `${messages[code]}: ${detail}`);
    this.name = 'PrivateKeyFileError';
  }
}

const messages: Readonly<Record<PrivateKeyFileCode, string>> = {
  no_private_key: 'There is no private key in this',
  passphrase_needed: 'The private key is encrypted, its passphrase is needed',
  passphrase_wrong: 'The passphrase is not the right one',
  encryption_old:
    'The private key is encrypted in an old way that is not opened here; encrypt it again with PBES2',
  encryption_unknown: 'The private key is encrypted in a way that is not known here',
  too_many_iterations: 'The passphrase would have to be hashed too often',
  damaged: 'The private key is damaged',
};

export interface PrivateKeyFile {
  /** RSAPrivateKey, ECPrivateKey or PrivateKeyInfo in DER. The caller wipes it. */
  readonly der: Uint8Array;
  /** "PEM PRIVATE KEY", "PKCS#8", "PKCS#12". */
  readonly container: string;
  /** "PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC"; undefined where it is not encrypted. */
  readonly encryption?: string;
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
  const block =
    blocks.find(({ label }) => label.endsWith('PRIVATE KEY')) ??
    blocks.find(({ label }) => /PKCS12|PFX/.test(label));
  if (!block) throw new PrivateKeyFileError('no_private_key', '');
  const info = block.headers.find(([name]) => name === 'DEK-Info')?.[1];
  if (info !== undefined)
    throw new PrivateKeyFileError(
      'encryption_old',
      `PEM with DEK-Info ${info.split(',')[0] ?? ''}, the form of OpenSSL before 1.0`,
    );
  const certificates = blocks.filter(({ label }) => label.endsWith('CERTIFICATE')).map(({ bytes }) => bytes);
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
  if (root.truncated) throw new PrivateKeyFileError('damaged', 'it is cut off');
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
  if (smallInteger(first) === 3 && second?.is(Tag.sequence) === true)
    return readPkcs12(second, third, passphrase);
  const pkcs8 = second?.is(Tag.sequence) === true && third?.is(Tag.octetString) === true;
  const traditional = second?.is(Tag.integer) === true || second?.is(Tag.octetString) === true;
  if (!pkcs8 && !traditional) throw new PrivateKeyFileError('no_private_key', '');
  const named = container === 'DER' ? (pkcs8 ? 'PKCS#8' : 'DER') : container;
  return { der: root.raw.slice(), container: named, certificates };
}

interface Decrypted {
  readonly octets: Uint8Array;
  readonly encryption: string;
}

/** Most that is hashed: OpenSSL writes 2 048, some stores 600 000. */
const mostIterations = 10_000_000;

const pbeCiphers: Readonly<Record<string, { readonly key: number; readonly aes: boolean }>> = {
  'aes128-CBC': { key: 16, aes: true },
  'aes192-CBC': { key: 24, aes: true },
  'aes256-CBC': { key: 32, aes: true },
  'des-EDE3-CBC': { key: 24, aes: false },
};

const prfs: Readonly<Record<string, HashName>> = {
  hmacWithSHA1: 'SHA-1',
  hmacWithSHA224: 'SHA-224',
  hmacWithSHA256: 'SHA-256',
  hmacWithSHA384: 'SHA-384',
  hmacWithSHA512: 'SHA-512',
};

async function decryptPbe(
  algorithm: Asn1Node,
  content: Uint8Array,
  passphrase: string | undefined,
): Promise<Decrypted> {
  const [oid, parameters] = algorithm.children();
  const name = oidName(oidValue(oid) ?? '') ?? oidValue(oid) ?? 'none';
  const scheme = name === 'PBES2' ? pbes2(parameters) : pkcs12Scheme(name, parameters);
  if (passphrase === undefined) throw new PrivateKeyFileError('passphrase_needed', scheme.encryption);
  const { key, iv } = await scheme.derive(passphrase);
  let plain: Uint8Array;
  try {
    plain = (scheme.aes ? aesCbcDecrypt : tdesCbcDecrypt)(key, iv, content);
  } catch {
    throw new PrivateKeyFileError('damaged', 'the encrypted part is no whole blocks');
  } finally {
    wipe(key);
  }
  const padding = plain.at(-1) ?? 0;
  const good = padding >= 1 && padding <= 16 && plain.subarray(-padding).every((octet) => octet === padding);
  const octets = good ? plain.slice(0, -padding) : undefined;
  wipe(plain);
  if (octets?.[0] !== 0x30) throw new PrivateKeyFileError('passphrase_wrong', '');
  return { octets, encryption: scheme.encryption };
}

interface Scheme {
  readonly encryption: string;
  readonly aes: boolean;
  derive(passphrase: string): Promise<{ key: Uint8Array; iv: Uint8Array }>;
}

/** RFC 8018 6.2 with PBKDF2 (A.2); scrypt is named. */
function pbes2(parameters: Asn1Node | undefined): Scheme {
  const [kdf, cipher] = parameters?.children() ?? [];
  const [kdfOid, kdfParameters] = kdf?.children() ?? [];
  const [cipherOid, ivNode] = cipher?.children() ?? [];
  const kdfName = oidName(oidValue(kdfOid) ?? '') ?? oidValue(kdfOid) ?? 'none';
  const cipherName = oidName(oidValue(cipherOid) ?? '') ?? oidValue(cipherOid) ?? 'none';
  const known = pbeCiphers[cipherName];
  if (kdfName !== 'PBKDF2' || !known || ivNode?.is(Tag.octetString) !== true) {
    const what = kdfName === '1.3.6.1.4.1.11591.4.11' ? 'scrypt' : kdfName;
    throw new PrivateKeyFileError('encryption_unknown', `PBES2 with ${what} and ${cipherName}`);
  }
  const parts = kdfParameters?.children() ?? [];
  const salt = parts.find((part) => part.is(Tag.octetString));
  const iterations = checkedIterations(parts.find((part) => part.is(Tag.integer)));
  const prf = parts.find((part) => part.is(Tag.sequence));
  const prfName = prf ? (oidName(oidValue(prf.children()[0]) ?? '') ?? 'none') : 'hmacWithSHA1';
  const hash = prfs[prfName];
  if (!salt || !hash) throw new PrivateKeyFileError('encryption_unknown', `PBKDF2 with ${prfName}`);
  return {
    encryption: `PBES2, PBKDF2 with ${prfName}, ${cipherName}`,
    aes: known.aes,
    derive: async (passphrase) => ({
      key: await pbkdf2(hash, passwordOctets(passphrase), salt.content, iterations, known.key),
      iv: ivNode.content,
    }),
  };
}

function checkedIterations(node: Asn1Node | undefined): number {
  const iterations = smallInteger(node);
  if (iterations === undefined || iterations < 1)
    throw new PrivateKeyFileError('damaged', 'iterations are missing');
  if (iterations > mostIterations) throw new PrivateKeyFileError('too_many_iterations', String(iterations));
  return iterations;
}

/** RFC 7292 appendix C. */
function pkcs12Scheme(name: string, parameters: Asn1Node | undefined): Scheme {
  if (!name.startsWith('pbeWith')) throw new PrivateKeyFileError('encryption_unknown', name);
  if (name !== 'pbeWithSHAAnd3-KeyTripleDES-CBC') throw new PrivateKeyFileError('encryption_old', name);
  const [salt, count] = parameters?.children() ?? [];
  const iterations = checkedIterations(count);
  if (salt?.is(Tag.octetString) !== true) throw new PrivateKeyFileError('damaged', 'the salt is missing');
  return {
    encryption: `${name}, an old kind`,
    aes: false,
    derive: (passphrase) =>
      Promise.resolve({
        key: pkcs12Key('SHA-1', passphrase, salt.content, iterations, 1, 24),
        iv: pkcs12Key('SHA-1', passphrase, salt.content, iterations, 2, 8),
      }),
  };
}

/** PFX: the safes are signed by a MAC under the passphrase, which tells a wrong one. */
async function readPkcs12(
  authSafe: Asn1Node,
  mac: Asn1Node | undefined,
  passphrase: string | undefined,
): Promise<PrivateKeyFile> {
  const content = authSafe.children()[1]?.children()[0];
  if (content?.is(Tag.octetString) !== true)
    throw new PrivateKeyFileError('encryption_unknown', 'PKCS#12 that is signed instead of having a MAC');
  if (passphrase === undefined) throw new PrivateKeyFileError('passphrase_needed', 'PKCS#12');
  const safes = stringOctets(content);
  if (mac?.is(Tag.sequence) === true) checkMac(mac, safes, passphrase);
  const certificates: Uint8Array[] = [];
  let key: { der: Uint8Array; encryption?: string } | undefined;
  let passedOver: string | undefined;
  for (const info of readAsn1(safes, limits).roots[0]?.children().slice(0, 100) ?? []) {
    let bags: readonly Asn1Node[];
    try {
      bags = await bagsOf(info, passphrase);
    } catch (error) {
      if (!(error instanceof PrivateKeyFileError)) throw error;
      // Certificates of old files are encrypted in ways that nobody should open any more; the key may still be readable.
      passedOver = error.detail;
      continue;
    }
    for (const bag of bags.slice(0, 1000)) {
      const [oid, value] = bag.children();
      const inner = value?.children()[0];
      const type = oidName(oidValue(oid) ?? '');
      if (type === 'keyBag' && inner) key ??= { der: inner.raw.slice() };
      if (type === 'pkcs8ShroudedKeyBag' && inner && !key) {
        const [algorithm, octets] = inner.children();
        if (!algorithm || !octets) continue;
        const opened = await decryptPbe(algorithm, octets.content, passphrase);
        key = { der: opened.octets, encryption: opened.encryption };
      }
      const certificate = type === 'certBag' ? inner?.children()[1]?.children()[0] : undefined;
      if (certificate?.is(Tag.octetString) === true) certificates.push(stringOctets(certificate).slice());
    }
  }
  if (!key)
    throw new PrivateKeyFileError(
      passedOver === undefined ? 'no_private_key' : 'encryption_old',
      passedOver ?? '',
    );
  return { ...key, container: 'PKCS#12', certificates };
}

async function bagsOf(info: Asn1Node, passphrase: string): Promise<readonly Asn1Node[]> {
  const [oid, explicit] = info.children();
  const value = explicit?.children()[0];
  const type = oidName(oidValue(oid) ?? '');
  let octets: Uint8Array | undefined;
  if (type === 'data' && value) octets = stringOctets(value);
  else if (type === 'encryptedData') {
    const [, algorithm, encrypted] = value?.children()[1]?.children() ?? [];
    if (algorithm && encrypted)
      octets = (await decryptPbe(algorithm, stringOctets(encrypted, false), passphrase)).octets;
  }
  return octets ? (readAsn1(octets, limits).roots[0]?.children() ?? []) : [];
}

const macHashes: Readonly<Record<string, HashName>> = {
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

function checkMac(mac: Asn1Node, safes: Uint8Array, passphrase: string): void {
  const [info, salt, count] = mac.children();
  const [algorithm, digest] = info?.children() ?? [];
  const name = oidName(oidValue(algorithm?.children()[0]) ?? '') ?? '';
  const hash = macHashes[name];
  // PBMAC1 (RFC 9579) and others: the padding of what is decrypted tells a wrong passphrase too.
  if (!hash || !digest || salt?.is(Tag.octetString) !== true) return;
  const iterations = count ? checkedIterations(count) : 1;
  const size = digest.content.length;
  const key = pkcs12Key(hash, passphrase, salt.content, iterations, 3, size);
  const holds = equalInConstantTime(hmac(hash, key, safes), digest.content);
  wipe(key);
  if (!holds) throw new PrivateKeyFileError('passphrase_wrong', '');
}
