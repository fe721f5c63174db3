/**
 * Private keys in DER, as payload of an asymmetric key block or from a file: what they are and their
 * public part. RSAPrivateKey (RFC 8017 A.1.2), ECPrivateKey (RFC 5915), PrivateKeyInfo and
 * OneAsymmetricKey (RFC 5958), DSA as OpenSSL writes it. Private numbers are never turned into
 * numbers or text, and what is copied out is public.
 *
 * Private keys as they are pasted into one line.
 */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger, unsignedBits } from '../asn1/value';
import { ofTable, phrase, type Finding } from '../findings';
import { sameOctets } from '../octets';
import { namedCurve, type PublicKeyInfo } from '../x509/publicKey';
import { wipe } from './bytes';
import { keyMaterialFinding } from './findingTexts';
import { curveStrength, modulusStrength } from './strength';
import { decodeBase64, decodeHex } from '../input/encodings';
import { findPemBlocks } from '../input/pem';

export type PrivateKeyForm = 'RSAPrivateKey' | 'ECPrivateKey' | 'DSAPrivateKey' | 'PKCS#8' | 'unknown';

export interface PrivateKeyInfo {
  readonly form: PrivateKeyForm;
  /** "RSA", "EC", "DSA", "Ed25519", …; "unknown" where it cannot be told. */
  readonly algorithm: string;
  /** "RSA 2048", "EC P-256". */
  readonly name: string;
  /** Bits of the modulus or field; 0 where not known. */
  readonly bits: number;
  /** Bits of security; 0 where not known. */
  readonly strength: number;
  readonly curve?: string;
  /** RSA public part, without leading zeros. */
  readonly modulus?: Uint8Array;
  readonly exponent?: Uint8Array;
  /** EC point or other public key; missing where the private key does not carry it. */
  readonly publicKey?: Uint8Array;
  readonly findings: readonly Finding[];
}

type Known = Omit<PrivateKeyInfo, 'form' | 'findings'>;
/** What was made out, or why nothing. */
type Reading = Known | string;

/** Keys whose OID says it all: RFC 8410. */
const edwards: Readonly<Record<string, readonly [bits: number, strength: number]>> = {
  Ed25519: [256, 128],
  X25519: [256, 128],
  Ed448: [456, 224],
  X448: [448, 224],
};

/** Never throws. Only views of `der` are held while reading, so wiping it wipes the private part. */
export function readPrivateKey(der: Uint8Array): PrivateKeyInfo {
  const roots = readAsn1(der, { embedded: false, depth: 20, nodes: 1000 }).roots;
  const root = roots[0];
  const { form, reading } = readForm(root);
  const findings: Finding[] = [];
  if (typeof reading === 'string') {
    findings.push(
      reading === encrypted
        ? keyMaterialFinding('private_key_encrypted')
        : keyMaterialFinding('private_key_unreadable', undefined, [ofTable(reading)]),
    );
    return { form, algorithm: 'unknown', name: 'private key', bits: 0, strength: 0, findings };
  }
  const trailing = der.length - (root?.end ?? 0);
  if (trailing > 0) findings.push(keyMaterialFinding('private_key_trailing', undefined, [trailing]));
  return { form, ...reading, findings };
}

const encrypted = 'encrypted';

function readForm(root: Asn1Node | undefined): { form: PrivateKeyForm; reading: Reading } {
  if (root?.is(Tag.sequence) !== true)
    return { form: 'unknown', reading: phrase('it is not a SEQUENCE').template };
  if (root.truncated) return { form: 'unknown', reading: phrase('it is cut off').template };
  const [first, second, third] = root.children();
  if (first?.is(Tag.sequence) === true && second?.is(Tag.octetString) === true)
    return { form: 'PKCS#8', reading: encrypted };
  if (first?.is(Tag.integer) !== true)
    return { form: 'unknown', reading: phrase('its version is missing').template };
  if (second?.is(Tag.sequence) === true && third?.is(Tag.octetString) === true)
    return { form: 'PKCS#8', reading: readPkcs8(root, second, third) };
  if (second?.is(Tag.octetString) === true)
    return { form: 'ECPrivateKey', reading: readEc(root.children(), undefined) };
  const integers = root.children().filter((child) => child.is(Tag.integer)).length;
  if (integers >= 9) return { form: 'RSAPrivateKey', reading: readRsa(root) };
  if (integers === 6) {
    const prime = root.children()[1];
    return { form: 'DSAPrivateKey', reading: dsa(prime, root.children()[4]) };
  }
  return { form: 'unknown', reading: phrase('its fields are not those of a private key').template };
}

function readRsa(root: Asn1Node): Reading {
  const [version, modulus, exponent] = root.children();
  const kind = smallInteger(version);
  if (kind !== 0 && kind !== 1) return phrase('its version is not 0 or 1').template;
  if (modulus?.is(Tag.integer) !== true || exponent?.is(Tag.integer) !== true)
    return phrase('its modulus or exponent is missing').template;
  const bits = unsignedBits(modulus.content);
  return {
    algorithm: 'RSA',
    name: `RSA ${bits}`,
    bits,
    strength: modulusStrength(bits),
    modulus: withoutZeros(modulus.content),
    exponent: withoutZeros(exponent.content),
  };
}

/** A key for PSS alone is called that, as in its certificate (RFC 4055 1.2). */
function named(reading: Reading, oid: string): Reading {
  if (typeof reading === 'string' || oid !== 'id-RSASSA-PSS') return reading;
  return { ...reading, name: `RSA-PSS ${reading.bits}` };
}

function readEc(fields: readonly Asn1Node[], outerCurve: Asn1Node | undefined): Reading {
  if (smallInteger(fields[0]) !== 1) return phrase('its version is not 1').template;
  const parameters = fields.find((field) => field.isContext(0))?.children()[0] ?? outerCurve;
  const point = fields.find((field) => field.isContext(1))?.children()[0];
  const { curve, bits } = namedCurve(parameters) ?? {
    curve: parameters ? 'explicit parameters' : 'unnamed curve',
    bits: 0,
  };
  return {
    algorithm: 'EC',
    name: `EC ${curve}`,
    bits,
    strength: curveStrength(bits),
    curve,
    ...(point?.is(Tag.bitString) === true && point.content.length > 1
      ? { publicKey: point.content.slice(1) }
      : {}),
  };
}

function dsa(prime: Asn1Node | undefined, publicNumber: Asn1Node | undefined): Reading {
  if (prime?.is(Tag.integer) !== true) return phrase('its prime is missing').template;
  const bits = unsignedBits(prime.content);
  return {
    algorithm: 'DSA',
    name: `DSA ${bits}`,
    bits,
    strength: modulusStrength(bits),
    ...(publicNumber?.is(Tag.integer) === true ? { publicKey: withoutZeros(publicNumber.content) } : {}),
  };
}

function readPkcs8(root: Asn1Node, algorithm: Asn1Node, octets: Asn1Node): Reading {
  const [oidNode, parameters] = algorithm.children();
  const oid = oidValue(oidNode);
  if (oid === undefined) return phrase('its algorithm is missing').template;
  const name = oidName(oid) ?? oid;
  // A view of the same bytes: nothing is copied.
  const inner = readAsn1(octets.content, { embedded: false, depth: 20, nodes: 1000 }).roots[0];
  if (name === 'rsaEncryption' || name === 'id-RSASSA-PSS')
    return inner?.is(Tag.sequence) === true
      ? named(readRsa(inner), name)
      : phrase('the RSA key inside is not a SEQUENCE').template;
  if (name === 'ecPublicKey' || name === 'id-ecDH')
    return inner?.is(Tag.sequence) === true
      ? readEc(inner.children(), parameters)
      : phrase('the EC key inside is not a SEQUENCE').template;
  if (name === 'dsa') return dsa(parameters?.children()[0], undefined);
  const [bits, strength] = edwards[name] ?? [0, 0];
  const point = root.children().find((field) => field.isContext(1));
  return {
    algorithm: name,
    name,
    bits,
    strength,
    // RFC 5958: [1] IMPLICIT BIT STRING, so its first octet counts unused bits.
    ...(point && !point.constructed && point.content.length > 1 ? { publicKey: point.content.slice(1) } : {}),
  };
}

/** A copy, so that it survives the wiping of the key. */
function withoutZeros(content: Uint8Array): Uint8Array {
  let at = 0;
  while (at < content.length - 1 && content[at] === 0) at++;
  return content.slice(at);
}

/** Whether a certificate's public key belongs to the private key; undefined where that cannot be told. */
export function belongsTo(privateKey: PrivateKeyInfo, publicKey: PublicKeyInfo): boolean | undefined {
  const family = publicKey.algorithm === 'RSA-PSS' ? 'RSA' : publicKey.algorithm;
  if (privateKey.algorithm === 'unknown' || publicKey.key.length === 0) return undefined;
  if (privateKey.algorithm !== family) return false;
  if (family === 'RSA') {
    const { modulus, exponent } = privateKey;
    if (!modulus || !exponent || !publicKey.modulus || !publicKey.exponentBytes) return undefined;
    return sameOctets(modulus, publicKey.modulus) && sameOctets(exponent, publicKey.exponentBytes);
  }
  if (family === 'EC') {
    if (privateKey.bits > 0 && publicKey.bits > 0 && privateKey.curve !== publicKey.curve) return false;
    return privateKey.publicKey && samePoint(privateKey.publicKey, publicKey.key);
  }
  if (family === 'DSA') return undefined;
  return privateKey.publicKey && sameOctets(privateKey.publicKey, publicKey.key);
}

/** Points of SEC 1 2.3.3, compressed or not: equal x, and a y of equal parity where one is compressed. */
function samePoint(a: Uint8Array, b: Uint8Array): boolean | undefined {
  if (a[0] === b[0]) return sameOctets(a, b);
  const [long, short] = a[0] === 4 ? [a, b] : [b, a];
  if (long[0] !== 4 || (short[0] !== 2 && short[0] !== 3)) return undefined;
  const size = (long.length - 1) / 2;
  if (short.length !== size + 1) return false;
  return sameOctets(long.subarray(1, 1 + size), short.subarray(1)) && (long.at(-1)! & 1) === short[0] - 2;
}

/**
 * What readPrivateKeyFile takes, from a paste: PEM (line breaks may be gone), hexadecimal digits or base64 of
 * DER. Undefined where the text is none of these. The caller wipes it.
 */
export function privateKeyOctets(text: string): Uint8Array | undefined {
  const blocks = findPemBlocks(text);
  wipe(...blocks.map(({ bytes }) => bytes));
  if (blocks.length > 0) return latin1(text);
  // DER begins with a SEQUENCE: "30" in hexadecimal, "M" in base64.
  const clean = text.trim();
  const { bytes, strange, problem } = clean.startsWith('M') ? decodeBase64(clean) : decodeHex(clean);
  if (bytes[0] === 0x30 && strange.length === 0 && problem === undefined) return bytes;
  bytes.fill(0);
  return undefined;
}

/** Base64 and its frame are ASCII; what is not stays strange to their reader. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => Math.min(character.charCodeAt(0), 0xff));
}
