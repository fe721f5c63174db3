/**
 * Raw RSA for test keys: the host's WebCrypto opens OAEP only where hash and mask are the same, and
 * real TR-34 tokens are not. BigInt takes time that depends on the numbers and leaves copies that
 * nothing can wipe, so no key that protects anything belongs here.
 */
import { phrase } from '../findings';
import type { Asn1Node } from '../asn1/node';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { oidValue, toHex } from '../asn1/value';

export interface RsaPublicKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
  /** Bytes of the modulus. */
  readonly size: number;
}

export interface RsaPrivateKey extends RsaPublicKey {
  /** p, q, d mod p-1, d mod q-1, q^-1 mod p: RFC 8017 3.2. */
  readonly factors: readonly [bigint, bigint, bigint, bigint, bigint];
}

/** Larger ones are refused: no HSM takes them, and the time grows with the cube. */
const mostBits = 8192;

/** RSAPrivateKey (RFC 8017 A.1.2), by itself or in PKCS#8; a string says why it is none that can be used. */
export function readRsaPrivateKey(der: Uint8Array): RsaPrivateKey | string {
  const root = readAsn1(der, { embedded: false, depth: 20, nodes: 1000 }).roots[0];
  const fields = rsaFields(root);
  if (typeof fields === 'string') return fields;
  const [, n, e, , p, q, dp, dq, qi] = fields.map(magnitude);
  if ([n, e, p, q, dp, dq, qi].some((value) => value === undefined || value <= 0n))
    return phrase('one of its numbers is missing').template;
  if (n !== p! * q!) return phrase('its primes do not make its modulus').template;
  const bits = n.toString(2).length;
  if (bits > mostBits) return phrase('its modulus has more than 8192 bits').template;
  if (bits < 512) return phrase('its modulus has fewer than 512 bits').template;
  if (e! < 3n || e! % 2n === 0n) return phrase('its public exponent is not odd and at least 3').template;
  return { modulus: n, exponent: e!, size: Math.ceil(bits / 8), factors: [p!, q!, dp!, dq!, qi!] };
}

function rsaFields(root: Asn1Node | undefined): readonly Asn1Node[] | string {
  const [first, second, third] = root?.children() ?? [];
  if (root?.is(Tag.sequence) !== true || first?.is(Tag.integer) !== true)
    return phrase('it is not a private key').template;
  if (second?.is(Tag.sequence) === true && third?.is(Tag.octetString) === true) {
    if (oidValue(second.children()[0]) !== '1.2.840.113549.1.1.1')
      return phrase('it is not an RSA key').template;
    const inner = readAsn1(third.content, { embedded: false, depth: 20, nodes: 1000 }).roots[0];
    return inner?.is(Tag.sequence) === true
      ? rsaFields(inner)
      : phrase('the key inside is not an RSAPrivateKey').template;
  }
  const fields = root.children();
  return fields.length >= 9 && fields.slice(0, 9).every((field) => field.is(Tag.integer))
    ? fields
    : phrase('its fields are not those of an RSA key').template;
}

function magnitude(node: Asn1Node): bigint {
  return node.content.length === 0 || node.content.length > mostBits / 8 + 1
    ? -1n
    : BigInt(`0x${toHex(node.content)}`);
}

/** RFC 8017 5.1.1. The input is as long as the modulus, or shorter. */
export function rsaPublic(key: RsaPublicKey, message: Uint8Array): Uint8Array {
  return toOctets(power(BigInt(`0x0${toHex(message)}`), key.exponent, key.modulus), key.size);
}

/** RFC 8017 5.1.2, by the factors; undefined where the input is not below the modulus. */
export function rsaPrivate(key: RsaPrivateKey, input: Uint8Array): Uint8Array | undefined {
  const value = BigInt(`0x0${toHex(input)}`);
  if (value >= key.modulus) return undefined;
  const [p, q, dp, dq, qi] = key.factors;
  const m1 = power(value % p, dp, p);
  const m2 = power(value % q, dq, q);
  const difference = (((m1 - m2) * qi) % p) + p;
  return toOctets(m2 + q * (difference % p), key.size);
}

/** By windows of four bits. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table: bigint[] = [1n];
  for (let i = 1; i < 16; i++) table.push((table[i - 1]! * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let i = 0; i < 4; i++) result = (result * result) % modulus;
    result = (result * table[Number.parseInt(digit, 16)]!) % modulus;
  }
  return result;
}

function toOctets(value: bigint, size: number): Uint8Array {
  const hex = value.toString(16).padStart(2 * size, '0');
  const octets = new Uint8Array(size);
  for (let i = 0; i < size; i++) octets[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return octets;
}

/** Public part of a key whose modulus and exponent are big-endian bytes. */
export function rsaPublicKey(modulus: Uint8Array, exponent: Uint8Array): RsaPublicKey {
  const n = BigInt(`0x0${toHex(modulus)}`);
  return { modulus: n, exponent: BigInt(`0x0${toHex(exponent)}`), size: Math.ceil(n.toString(2).length / 8) };
}

/** Same modulus: the private key belongs to the public one. */
export function isRsaPair(key: RsaPublicKey, modulus: Uint8Array | undefined): boolean | undefined {
  return modulus && BigInt(`0x0${toHex(modulus)}`) === key.modulus;
}
