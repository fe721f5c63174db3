/** What the first octets of bytes say of a BER or DER structure in them: how long it is, what it begins like. */
import { Element, Problem, readElement } from '../asn1/element';
import type { Asn1Node } from '../asn1/node';
import { readAsn1 } from '../asn1/read';
import { recognise } from '../asn1/schema/recognise';

const sequence = 0x30;
const set = 0x31;

/** Longer ones have length octets that nothing here has: 16 MB. */
const mostLengthOctets = 3;

/**
 * Octets of the structure that begins at `from`, as its header declares: undefined where no SEQUENCE or SET begins
 * there, Infinity where its length is indefinite (X.690, 8.1.3.6).
 */
export function declaredSize(bytes: Uint8Array, from = 0): number | undefined {
  const first = bytes[from];
  if ((first !== sequence && first !== set) || from + 2 > bytes.length) return undefined;
  const octet = bytes[from + 1]!;
  if (octet < 0x80) return octet < 2 ? undefined : octet + 2;
  if (octet === 0x80) return Number.POSITIVE_INFINITY;
  const count = octet & 0x7f;
  if (count > mostLengthOctets || from + 2 + count > bytes.length) return undefined;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + bytes[from + 2 + i]!;
  return length < 2 ? undefined : length + 2 + count;
}

/** The shortest that is taken for a structure. */
export const shortestStructure = 12;
/** Shorter ones have to be sound to the last value, and still shorter ones known: a hash may look like one by chance. */
const chance = 100;
const unlikely = 40;
/** Values that are looked at to call a structure sound. */
const mostLooked = 300;

/** Bytes of a structure that was cut off, so that what it was can be told. */
export const shortestCut = 32;

/**
 * Whether what begins as a SEQUENCE or SET with these octets may be a structure, whole or cut off: its length, then tag
 * and length of the first value in it. Of most numbers it is told here that they are not.
 * @param here how many bytes there are at most; not asked for where that does not count
 */
export function mayBeginDer(length: number, tag: number, inner: number, here: () => number): boolean {
  if (length >= 0x80) return length <= 0x80 + mostLengthOctets;
  const size = length + 2;
  if (size < shortestStructure) return false;
  // A value that is longer than what it is in; of what is cut off, a SEQUENCE is not held to its length.
  if (tag !== sequence && (inner > 0x81 || (inner < 0x80 && inner + 2 > length))) return false;
  // Too short for `isStructure` to take a tag without a meaning.
  if (size < chance && ((tag & 0x40) !== 0 || ((tag & 0xc0) === 0 && (tag & 0x1f) === 0))) return false;
  const bytes = here();
  return bytes >= size || (bytes >= shortestCut && (tag === sequence || tag === integer || tag === oid));
}

/** One SEQUENCE or SET that takes up all bytes and has something sound in it. */
export function isStructure(bytes: Uint8Array): boolean {
  if (bytes.length < shortestStructure || (bytes[0] !== sequence && bytes[0] !== set)) return false;
  const { roots } = readAsn1(bytes, { children: 50, embedded: false });
  const [root] = roots;
  if (roots.length !== 1 || root?.kind !== 'value' || root.truncated || root.unterminated) return false;
  const children = root.children();
  if (children.length === 0 || children.some(({ kind }) => kind === 'error')) return false;
  if (bytes.length >= chance && !children.some(({ truncated }) => truncated)) return true;
  if (!isSound(root)) return false;
  return bytes.length >= unlikely || isKnown(root);
}

function isKnown(root: Asn1Node): boolean {
  const known = recognise(root);
  return known !== undefined && known.mismatch === undefined;
}

function isSound(root: Asn1Node): boolean {
  const waiting = [root];
  for (let at = 0; at < waiting.length && at < mostLooked; at++) {
    const node = waiting[at]!;
    if (node.kind === 'error' || node.truncated || node.unterminated) return false;
    // Class application or private, and tags without a meaning, are what bytes by chance have.
    if (node.tagClass !== 'universal' && node.tagClass !== 'context') return false;
    if (node.tagClass === 'universal' && (node.tagNumber === 0 || node.tagNumber > 30)) return false;
    waiting.push(...node.children().slice(0, mostLooked));
  }
  return true;
}

/** Structures whose shape cannot come about by chance: what may stand behind one is then something else. */
export function isUnmistakable(bytes: Uint8Array): boolean {
  if (beginsLike(bytes) !== undefined) return true;
  const [root] = readAsn1(bytes, { children: 200, embedded: false }).roots;
  const known = root && recognise(root);
  return known?.mismatch === undefined && known !== undefined && signedTypes.has(known.type);
}

const signedTypes: ReadonlySet<string> = new Set([
  'Certificate',
  'CertificateList',
  'CertificationRequest',
  'AttributeCertificate',
]);

/** Reads headers one inside or behind the other, as far as there are bytes. */
class Walk {
  private readonly element = new Element();
  at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  /** The tag at the place, whose content begins at `at` then; undefined where no header is there. */
  enter(): number | undefined {
    if (this.at >= this.bytes.length) return undefined;
    readElement(this.bytes, this.at, this.bytes.length, this.element);
    if (this.element.problem !== Problem.none) return undefined;
    this.at = this.element.contentStart;
    return this.element.first;
  }

  /** The content octets of the value at the place, which is gone by; undefined where another is there or it is cut. */
  take(tag: number): Uint8Array | undefined {
    const from = this.at;
    const length = this.enter() === tag && !this.element.indefinite ? this.element.length : -1;
    if (length < 0 || this.at + length > this.bytes.length) {
      this.at = from;
      return undefined;
    }
    const start = this.at;
    this.at = start + length;
    return this.bytes.subarray(start, start + length);
  }

  peek(): number | undefined {
    return this.bytes[this.at];
  }
}

const integer = 0x02;
const octets = 0x04;
const bits = 0x03;
const oid = 0x06;

/** pkcs7: 1.2.840.113549.1.7. */
const pkcs7 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

/**
 * The type whose beginning this is, though the rest is missing or something follows: "Certificate", "ContentInfo", …;
 * undefined where too little is there to tell.
 */
export function beginsLike(bytes: Uint8Array): string | undefined {
  const walk = new Walk(bytes);
  if (walk.enter() !== sequence) return undefined;
  const start = walk.at;
  const type = walk.take(oid);
  if (type) {
    const cms = type.length === 9 && pkcs7.every((octet, i) => type[i] === octet);
    return cms && walk.peek() === 0xa0 ? 'ContentInfo' : undefined;
  }
  const version = walk.take(integer);
  if (version) return withVersion(walk, version);
  if (walk.enter() !== sequence) return undefined;
  if (walk.peek() === oid) {
    if (!isAlgorithm(new Walk(bytes), start)) return undefined;
    walk.at = start;
    walk.take(sequence);
    if (walk.peek() === bits) return 'SubjectPublicKeyInfo';
    return walk.peek() === octets ? 'EncryptedPrivateKeyInfo' : undefined;
  }
  return signedPart(walk);
}

/** A number first: private keys and key stores. */
function withVersion(walk: Walk, version: Uint8Array): string | undefined {
  if (version.length !== 1) return undefined;
  if (version[0] === 3) return walk.enter() === sequence && walk.peek() === oid ? 'PFX' : undefined;
  if (version[0] === 1) return walk.take(octets) ? 'ECPrivateKey' : undefined;
  if (version[0] !== 0) return undefined;
  if (walk.peek() === integer) {
    if (walk.enter() !== integer) return undefined;
    return walk.peek() === 0 ? 'RSAPrivateKey' : undefined;
  }
  return isAlgorithm(walk, walk.at) && walk.peek() === octets ? 'PrivateKeyInfo' : undefined;
}

/** tbsCertificate, tbsCertList or certificationRequestInfo: RFC 5280 4.1 and 5.1, RFC 2986 4.1. */
function signedPart(walk: Walk): string | undefined {
  if (walk.peek() === 0xa0) {
    walk.enter();
    const version = walk.take(integer);
    if (version?.length !== 1 || version[0]! > 2) return undefined;
    const serial = walk.take(integer);
    return serial && serial.length <= 40 && isAlgorithm(walk, walk.at) ? 'Certificate' : undefined;
  }
  const number = walk.take(integer);
  if (!number) return undefined;
  const at = walk.at;
  if (isAlgorithm(walk, at)) return number.length === 1 && number[0] === 1 ? 'CertificateList' : undefined;
  walk.at = at;
  if (number.length !== 1 || number[0] !== 0) return undefined;
  return walk.enter() === sequence && walk.enter() === set && walk.enter() === sequence && walk.take(oid)
    ? 'CertificationRequest'
    : undefined;
}

/** AlgorithmIdentifier: a SEQUENCE that begins with an OID; gone by if it is whole. */
function isAlgorithm(walk: Walk, at: number): boolean {
  walk.at = at;
  const content = walk.take(sequence);
  if (!content) return false;
  const name = new Walk(content).take(oid);
  return name !== undefined && name.length >= 3 && name.length <= 16;
}
