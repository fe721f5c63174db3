/** Keys from passphrases: PBKDF2 (RFC 8018 5.2) by the host where it can, and the derivation of PKCS#12. */
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { sha224 } from '@noble/hashes/sha2.js';
import { hostSubtle } from '../platform';
import { digestOf, hashSizes, type HashName } from './hmac';
import { wipe } from './bytes';

/** PKCS#12 tells an empty passphrase from none, which is null: of none there is not even the closing zero. */
export type Passphrase = string | null;

/** Both where nothing was given, none first as OpenSSL does: programs differ in what they write then. */
export function passphraseForms(passphrase: string): readonly Passphrase[] {
  return passphrase === '' ? [null, ''] : [passphrase];
}

/** UTF-8, as PBES2 has passphrases. */
export function passwordOctets(passphrase: Passphrase): Uint8Array {
  const escaped = encodeURIComponent((passphrase ?? '').replace(/[\ud800-\udfff]/gu, '?'));
  const octets: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      octets.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else octets.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(octets);
}

const webHashes: ReadonlySet<string> = new Set(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

/** WebCrypto is a hundred times faster than any code of ours; SHA-224 it does not have. */
export async function pbkdf2(
  hash: HashName,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Promise<Uint8Array> {
  const subtle = hostSubtle();
  if (!subtle || !webHashes.has(hash)) {
    if (hash !== 'SHA-224') throw new Error('this host has no WebCrypto');
    return pbkdf2Async(sha224, password, salt, { c: iterations, dkLen: length });
  }
  const key = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
  const bits = await subtle.deriveBits({ name: 'PBKDF2', hash, salt, iterations }, key, length * 8);
  return new Uint8Array(bits);
}

/** RFC 7292 appendix B.2. `purpose`: 1 key, 2 IV, 3 MAC. */
export function pkcs12Key(
  hash: HashName,
  passphrase: Passphrase,
  salt: Uint8Array,
  iterations: number,
  purpose: 1 | 2 | 3,
  length: number,
): Uint8Array {
  const { output, block } = hashSizes(hash);
  const password = bmp(passphrase);
  const input = new Uint8Array(stretched(salt.length, block) + stretched(password.length, block));
  const saltEnd = stretched(salt.length, block);
  for (let i = 0; i < input.length; i++)
    input[i] = i < saltEnd ? salt[i % salt.length]! : password[(i - saltEnd) % password.length]!;
  const diversifier = new Uint8Array(block).fill(purpose);
  const key = new Uint8Array(length);
  for (let at = 0; at < length; at += output) {
    let digest = digestOf(hash, diversifier, input);
    for (let i = 1; i < iterations; i++) digest = digestOf(hash, digest);
    key.set(digest.subarray(0, Math.min(output, length - at)), at);
    addTo(input, digest, block);
    wipe(digest);
  }
  wipe(input, password);
  return key;
}

function stretched(length: number, block: number): number {
  return length === 0 ? 0 : Math.ceil(length / block) * block;
}

/** Each block of the input plus the digest plus one, modulo 2^(8·block). */
function addTo(input: Uint8Array, digest: Uint8Array, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      const sum = input[start + i]! + digest[i % digest.length]! + carry;
      input[start + i] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

/** UTF-16 big endian with a zero behind it; an empty passphrase is the zero alone, none is nothing. */
function bmp(passphrase: Passphrase): Uint8Array {
  if (passphrase === null) return new Uint8Array();
  const octets = new Uint8Array(2 * passphrase.length + 2);
  for (let i = 0; i < passphrase.length; i++) {
    const code = passphrase.charCodeAt(i);
    octets[2 * i] = code >> 8;
    octets[2 * i + 1] = code & 0xff;
  }
  return octets;
}
