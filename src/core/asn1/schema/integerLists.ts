/**
 * SEQUENCEs of two to five INTEGERs: RSA public keys, parameters of DH and DSA, signatures of DSA and ECDSA all have
 * this shape. Only the sizes of the numbers tell them apart: RFC 8017 A.1.1, PKCS #3, RFC 3279 2.2.2 to 2.3.3.
 */
import type { Asn1Node } from '../node';
import { Tag } from '../tags';
import { toHex, unsignedBits } from '../value';

/** Bits of the shortest modulus and prime. */
const shortest = 512;
/** Bits of the longest order of a curve or of a DSA group, with room: P-521, sect571r1. */
const longestOrder = 576;
/** Bits of the longer of r and s at least: secp112r1 has an order of 112. */
const shortestOrder = 100;
/** Bits of the longest public exponent: FIPS 186-5 A.1.1. */
const longestExponent = 256;
/** Bits by which r and s differ at most: more comes about once in a million signatures. */
const likeSize = 20;
/** Bits of a generator by itself: 2, 3, 5 and the like. */
const longestGenerator = 16;
/** Bits of a prime that is looked for, and octets of numbers that are looked at. */
const longestPrime = 4096;
const mostOctets = 4096;

interface Whole {
  /** Without its leading zeros; as it is written, so that a modulus without its leading 00 counts as OpenSSL counts it. */
  readonly octets: Uint8Array;
  readonly bits: number;
  readonly isOdd: boolean;
  readonly negative: boolean;
}

function whole({ content }: Asn1Node): Whole {
  let at = 0;
  while (at < content.length - 1 && content[at] === 0) at++;
  const octets = content.subarray(at);
  return {
    octets,
    bits: unsignedBits(content),
    isOdd: ((octets.at(-1) ?? 0) & 1) === 1,
    negative: (content[0] ?? 0) >= 0x80,
  };
}

/** Whether a value is a SEQUENCE of two to five INTEGERs and nothing else, or X9.42's with its seed. */
export function isIntegerList(root: Asn1Node): boolean {
  if (!root.is(Tag.sequence)) return false;
  const children = root.children();
  return (
    children.length >= 2 &&
    children.length <= 5 &&
    children.every(
      (child, i) =>
        (child.is(Tag.integer) && !child.truncated && child.contentEnd - child.contentStart <= mostOctets) ||
        (i > 2 && i === children.length - 1 && child.is(Tag.sequence)),
    )
  );
}

/**
 * What such a list is: "RSAPublicKey", "DhParameters", "X942DhParameters", "DsaParameters", "DsaSignature" (of ECDSA, too); undefined where its
 * numbers are those of none.
 * @param label of the PEM block, which decides between an RSA key with exponent 3 or 5 and DH parameters
 */
export function integerListType(root: Asn1Node, label?: string): string | undefined {
  const children = root.children();
  const numbers = children.filter((child) => child.is(Tag.integer)).map(whole);
  const [first, second, third] = numbers;
  if (!first || !second || second.negative || second.bits < 2) return undefined;
  if (children.length === 2) return ofTwo(first, second, label);
  if (!third || third.negative || first.negative || !isPrimeSized(first)) return undefined;
  const small = second.bits <= longestGenerator;
  if (children.length === 3 && small && third.bits <= 32) return 'DhParameters';
  // The order of a subgroup, 160 bits and more, is shorter than the generator; X9.42 has it behind the generator.
  if (children.length === 3 && second.bits >= 128 && second.isOdd && second.bits < third.bits)
    return 'DsaParameters';
  const order = third.isOdd && third.bits >= 128;
  return order && (small || second.bits > third.bits) ? 'X942DhParameters' : undefined;
}

const isPrimeSized = ({ bits, isOdd }: Whole): boolean => bits >= shortest && isOdd;

function ofTwo(first: Whole, second: Whole, label: string | undefined): string | undefined {
  const isSignature =
    !first.negative &&
    Math.max(first.bits, second.bits) <= longestOrder &&
    Math.max(first.bits, second.bits) >= shortestOrder &&
    Math.abs(first.bits - second.bits) <= likeSize;
  if (isSignature) return 'DsaSignature';
  if (!isPrimeSized(first)) return undefined;
  const exponent = second.isOdd && second.bits <= (first.bits > longestOrder ? first.bits : longestExponent);
  const generator = !first.negative && second.bits <= longestGenerator;
  if (!exponent) return generator ? 'DhParameters' : undefined;
  if (label !== undefined && generator) {
    if (label.endsWith('DH PARAMETERS')) return 'DhParameters';
    if (label.endsWith('RSA PUBLIC KEY')) return 'RSAPublicKey';
  }
  return generator && isSafePrime(first, second) ? 'DhParameters' : 'RSAPublicKey';
}

/**
 * Whether a number is a prime of which 3 or 5 is the generator: OpenSSL makes such primes with p mod 12 = 11, or p mod
 * 60 = 59. Few moduli of RSA get as far as Fermat's test (with base 2), and none passes it but by chance.
 */
function isSafePrime({ octets, bits }: Whole, { octets: of }: Whole): boolean {
  const modulo = of.length === 1 ? { 3: 12, 5: 60 }[of[0]!] : undefined;
  if (modulo === undefined || bits > longestPrime) return false;
  let rest = 0;
  for (const octet of octets) rest = (rest * 256 + octet) % modulo;
  if (rest !== modulo - 1) return false;
  const p = BigInt(`0x${toHex(octets)}`);
  let power = 1n;
  let base = 2n;
  for (let left = p - 1n; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) power = (power * base) % p;
    base = (base * base) % p;
  }
  return power === 1n;
}
