/**
 * What is encrypted under a passphrase: PBES2 with PBKDF2 (RFC 8018), and three-key TDES of PKCS#12 (RFC 7292
 * appendix C). Other encryptions are named and not opened.
 */
import { ofTable, phrase, type Words } from '../findings';
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger } from '../asn1/value';
import { aesCbcDecrypt } from './aes';
import { wipe } from './bytes';
import type { HashName } from './hmac';
import { type Passphrase, passwordOctets, pbkdf2, pkcs12Key } from './passphrase';
import { tdesCbcDecrypt } from './tdes';

/** Most that is hashed: OpenSSL writes 2 048, some stores 600 000. */
const mostIterations = 10_000_000;

/** The derivation of PKCS#12 is not in WebCrypto: ours takes ten times as long, and nothing else runs beside it. */
export const ownHashCost = 10;

/** How often one opening may still hash: a file with many parts must not take many times as long. */
export class HashBudget {
  private left = mostIterations;

  take(iterations: number, cost = 1): void {
    if (iterations * cost > this.left)
      throw new PrivateKeyFileError('too_many_iterations', String(iterations));
    this.left -= iterations * cost;
  }
}

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
  readonly detail: Words;

  constructor(
    readonly code: PrivateKeyFileCode,
    detail: string | Words,
  ) {
    super(detail === '' ? messages[code] : `${messages[code]}: ${String(detail)}`);
    this.name = 'PrivateKeyFileError';
    this.detail = typeof detail === 'string' ? ofTable('{0}', detail) : detail;
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

interface Decrypted {
  readonly octets: Uint8Array;
  readonly encryption: Words;
}

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

/** What can be said of an encryption without the passphrase. */
export interface Encryption {
  /** "PBES2, PBKDF2 with hmacWithSHA256, aes256-CBC"; the name alone of what is not opened here. */
  readonly name: Words;
  readonly iterations?: number;
  /** Why it is not opened here, whatever the passphrase. */
  readonly problem?: PrivateKeyFileError;
}

/** Names the encryption of an AlgorithmIdentifier. Never throws. */
export function encryptionOf(algorithm: Asn1Node | undefined): Encryption {
  try {
    const { encryption, iterations } = schemeOf(algorithm);
    return { name: encryption, iterations };
  } catch (error) {
    if (!(error instanceof PrivateKeyFileError)) throw error;
    return { name: error.detail, problem: error };
  }
}

function schemeOf(algorithm: Asn1Node | undefined): Scheme {
  const [oid, parameters] = algorithm?.children() ?? [];
  const name = oidName(oidValue(oid) ?? '') ?? oidValue(oid) ?? 'none';
  return name === 'PBES2' ? pbes2(parameters) : pkcs12Scheme(name, parameters);
}

/** Decrypts one value that is DER inside. Throws PrivateKeyFileError; the caller wipes what it gets. */
export async function decryptPbe(
  algorithm: Asn1Node,
  content: Uint8Array,
  passphrase: Passphrase | undefined,
  budget = new HashBudget(),
): Promise<Decrypted> {
  const scheme = schemeOf(algorithm);
  if (passphrase === undefined) throw new PrivateKeyFileError('passphrase_needed', scheme.encryption);
  budget.take(scheme.iterations, scheme.cost);
  const { key, iv } = await scheme.derive(passphrase);
  let plain: Uint8Array;
  try {
    plain = (scheme.aes ? aesCbcDecrypt : tdesCbcDecrypt)(key, iv, content);
  } catch {
    throw new PrivateKeyFileError(
      'damaged',
      phrase('the length of the encrypted part is not a multiple of the block length'),
    );
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
  readonly encryption: Words;
  readonly aes: boolean;
  readonly iterations: number;
  readonly cost: number;
  derive(passphrase: Passphrase): Promise<{ key: Uint8Array; iv: Uint8Array }>;
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
    throw new PrivateKeyFileError('encryption_unknown', phrase('PBES2 with {0} and {1}', what, cipherName));
  }
  const parts = kdfParameters?.children() ?? [];
  const salt = parts.find((part) => part.is(Tag.octetString));
  const iterations = checkedIterations(parts.find((part) => part.is(Tag.integer)));
  const prf = parts.find((part) => part.is(Tag.sequence));
  const prfName = prf ? (oidName(oidValue(prf.children()[0]) ?? '') ?? 'none') : 'hmacWithSHA1';
  const hash = prfs[prfName];
  if (!salt || !hash) throw new PrivateKeyFileError('encryption_unknown', phrase('PBKDF2 with {0}', prfName));
  return {
    encryption: phrase('PBES2, PBKDF2 with {0}, {1}', prfName, cipherName),
    aes: known.aes,
    iterations,
    // SHA-224 is not the platform's: its rounds run here.
    cost: hash === 'SHA-224' ? 2 * ownHashCost : 1,
    derive: async (passphrase) => {
      const octets = passwordOctets(passphrase);
      try {
        return {
          key: await pbkdf2(hash, octets, salt.content, iterations, known.key),
          iv: ivNode.content,
        };
      } finally {
        wipe(octets);
      }
    },
  };
}

/** Of an INTEGER; throws where it is missing, or more than anyone should wait for. */
export function checkedIterations(node: Asn1Node | undefined): number {
  const iterations = smallInteger(node);
  if (iterations === undefined || iterations < 1)
    throw new PrivateKeyFileError('damaged', phrase('the number of iterations is missing'));
  if (iterations > mostIterations) throw new PrivateKeyFileError('too_many_iterations', String(iterations));
  return iterations;
}

/** RFC 7292 appendix C. */
function pkcs12Scheme(name: string, parameters: Asn1Node | undefined): Scheme {
  if (!name.startsWith('pbeWith')) throw new PrivateKeyFileError('encryption_unknown', name);
  if (name !== 'pbeWithSHAAnd3-KeyTripleDES-CBC') throw new PrivateKeyFileError('encryption_old', name);
  const [salt, count] = parameters?.children() ?? [];
  const iterations = checkedIterations(count);
  if (salt?.is(Tag.octetString) !== true)
    throw new PrivateKeyFileError('damaged', phrase('the salt is missing'));
  return {
    encryption: phrase('{0}, an old method', name),
    aes: false,
    iterations,
    // Two blocks of the key, and one of the IV.
    cost: 3 * ownHashCost,
    derive: (passphrase) =>
      Promise.resolve({
        key: pkcs12Key('SHA-1', passphrase, salt.content, iterations, 1, 24),
        iv: pkcs12Key('SHA-1', passphrase, salt.content, iterations, 2, 8),
      }),
  };
}
