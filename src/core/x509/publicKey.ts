/** SubjectPublicKeyInfo: RFC 3279, 5480, 8410, 9881 (ML-DSA), 9935 (ML-KEM). */
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { integerOf, oidValue, toHex, unsignedBits } from '../asn1/value';
import { curveStrength } from '../crypto/strength';
import { phrase, type Finding, type Localisable, type Span } from '../findings';
import { x509Finding } from './findingTexts';

export interface PublicKeyInfo {
  /** Family: "RSA", "EC", "Ed25519", "DSA", "ML-DSA-44", "ML-KEM-512", …; the OID or "none" where not known. */
  readonly algorithm: string;
  readonly oid: string;
  /** "RSA 2048", "EC P-256", "ML-DSA-44". */
  readonly name: string;
  /** Size that names the key: modulus, field or public key bits; 0 where not known. */
  readonly bits: number;
  /** Bits of security (NIST SP 800-57 part 1 table 2, FIPS 203 and 204 categories); 0 where not known. */
  readonly strength: number;
  /** "P-256", "brainpoolP256r1", …; "explicit parameters" where the curve is spelled out. */
  readonly curve?: string;
  readonly modulus?: Uint8Array;
  readonly exponent?: bigint;
  readonly exponentBytes?: Uint8Array;
  /** Content of the BIT STRING: point, key or RSAPublicKey. */
  readonly key: Uint8Array;
  /** SubjectPublicKeyInfo as received. */
  readonly raw: Uint8Array;
  readonly span: Span;
  readonly findings: readonly Finding[];
}

const curves: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  prime256v1: ['P-256', 256],
  secp384r1: ['P-384', 384],
  secp521r1: ['P-521', 521],
  secp224r1: ['P-224', 224],
  prime192v1: ['P-192', 192],
  secp256k1: ['secp256k1', 256],
  SM2: ['SM2', 256],
};

/** Public key octets and security of algorithms whose OID says it all. */
const fixed: Readonly<Record<string, readonly [octets: number, bits: number, strength: number]>> = {
  Ed25519: [32, 256, 128],
  Ed448: [57, 456, 224],
  X25519: [32, 256, 128],
  X448: [56, 448, 224],
  'ML-DSA-44': [1312, 10_496, 128],
  'ML-DSA-65': [1952, 15_616, 192],
  'ML-DSA-87': [2592, 20_736, 256],
  'ML-KEM-512': [800, 6400, 128],
  'ML-KEM-768': [1184, 9472, 192],
  'ML-KEM-1024': [1568, 12_544, 256],
};

/** Reads a SubjectPublicKeyInfo. Never throws: a key that cannot be read carries the finding x509_key_unreadable. */
export function readPublicKey(node: Asn1Node | undefined): PublicKeyInfo {
  const [algorithm, bitString] = node?.children() ?? [];
  const [oidNode, parameters] = algorithm?.children() ?? [];
  const oid = oidValue(oidNode) ?? '';
  const name = oidName(oid);
  const content = bitString?.is(Tag.bitString) === true ? bitString.content : new Uint8Array();
  const span = node?.span ?? { start: 0, end: 0 };
  const base = { oid, key: content.subarray(1), raw: node?.raw ?? new Uint8Array(), span };
  const broken = (why: Localisable, family: string): PublicKeyInfo => ({
    ...base,
    algorithm: family,
    name: family,
    bits: 0,
    strength: 0,
    findings: [x509Finding('x509_key_unreadable', span, [why])],
  });
  if (!bitString || oid === '') return broken(phrase('algorithm or key is missing'), name ?? (oid || 'none'));
  if (name === 'rsaEncryption' || name === 'id-RSASSA-PSS' || name === 'id-RSAES-OAEP') {
    const [modulus, exponent] = bitString.forcedChildren()[0]?.children() ?? [];
    if (modulus?.is(Tag.integer) !== true || exponent?.is(Tag.integer) !== true)
      return broken(phrase('no modulus and exponent'), 'RSA');
    return rsaKey(base, modulus, exponent, name === 'id-RSASSA-PSS' ? 'RSA-PSS' : 'RSA');
  }
  if (name === 'ecPublicKey' || name === 'id-ecDH') return ecKey(base, parameters);
  if (name === 'dsa' || name === 'dhPublicNumber' || name === 'dhKeyAgreement') {
    const family = name === 'dsa' ? 'DSA' : 'DH';
    const prime = parameters?.children()[0];
    const bits = prime === undefined ? 0 : unsignedBits(prime.content);
    const findings =
      bits > 0 && bits < 2048
        ? [x509Finding('x509_weak_key', span, [`${family} ${bits}`, phrase('{0} bits', 2048)])]
        : [];
    const label = bits === 0 ? family : `${family} ${bits}`;
    return { ...base, algorithm: family, name: label, bits, strength: rsaStrength(bits), findings };
  }
  if (name?.startsWith('GOST R 34.10') === true) return gostKey(base, name, parameters);
  const shape = name === undefined ? undefined : fixed[name];
  if (name !== undefined && shape) {
    const wrong = base.key.length !== shape[0];
    return {
      ...base,
      algorithm: name,
      name,
      bits: shape[1],
      strength: shape[2],
      findings: wrong
        ? [
            x509Finding('x509_key_unreadable', span, [
              phrase('{0} keys have {1} bytes, this one has {2}', name, shape[0], base.key.length),
            ]),
          ]
        : [],
    };
  }
  return { ...base, algorithm: name ?? oid, name: name ?? oid, bits: 0, strength: 0, findings: [] };
}

/** The curve is the first of its parameters: RFC 4491 2.3.2, RFC 9215 4.2. */
function gostKey(base: Base, name: string, parameters: Asn1Node | undefined): PublicKeyInfo {
  const oid = oidValue(parameters?.children()[0]);
  const curve = oid === undefined ? undefined : (oidName(oid) ?? oid);
  const bits = name.includes('512') ? 512 : 256;
  return {
    ...base,
    algorithm: 'GOST',
    name,
    bits,
    strength: curveStrength(bits),
    ...(curve === undefined ? {} : { curve }),
    findings: [],
  };
}

type Base = Pick<PublicKeyInfo, 'oid' | 'key' | 'raw' | 'span'>;

function rsaKey(base: Base, modulus: Asn1Node, exponent: Asn1Node, algorithm: string): PublicKeyInfo {
  const bits = unsignedBits(modulus.content);
  const value = integerOf(exponent.content);
  const findings: Finding[] = [];
  if ((modulus.content[0] ?? 0) >= 0x80)
    findings.push(x509Finding('x509_modulus_negative', modulus.span, [bits]));
  if (bits < 2048) findings.push(x509Finding('x509_weak_key', base.span, [`RSA ${bits}`, 'RSA 2048']));
  if (value === undefined || value < 3n || value % 2n === 0n) {
    findings.push(
      x509Finding('x509_rsa_exponent', exponent.span, [
        value === undefined ? toHex(exponent.content.subarray(0, 32)) : String(value),
      ]),
    );
  }
  return {
    ...base,
    algorithm,
    name: `${algorithm} ${bits}`,
    bits,
    strength: rsaStrength(bits),
    modulus: stripZeros(modulus.content),
    exponentBytes: stripZeros(exponent.content),
    ...(value === undefined ? {} : { exponent: value }),
    findings,
  };
}

function stripZeros(content: Uint8Array): Uint8Array {
  let at = 0;
  while (at < content.length - 1 && content[at] === 0) at++;
  return content.subarray(at);
}

/** NIST SP 800-57 part 1 rev. 5 table 2. */
function rsaStrength(bits: number): number {
  return bits >= 15_360
    ? 256
    : bits >= 7680
      ? 192
      : bits >= 3072
        ? 128
        : bits >= 2048
          ? 112
          : bits >= 1024
            ? 80
            : 0;
}

/** A curve by its OID: its name, the name of the OID, and the bits of its field, 0 where not known (RFC 5480, 5639). */
export function namedCurve(
  parameters: Asn1Node | undefined,
):
  | { readonly curve: string; readonly oid: string; readonly oidName: string; readonly bits: number }
  | undefined {
  const oid = oidValue(parameters);
  if (oid === undefined) return undefined;
  const text = oidName(oid) ?? oid;
  const [curve, bits] = curves[text] ?? [text, Number(/^(?:brainpoolP|sec[pt])(\d+)/.exec(text)?.[1] ?? 0)];
  return { curve, oid, oidName: text, bits };
}

function ecKey(base: Base, parameters: Asn1Node | undefined): PublicKeyInfo {
  const { curve, bits } = namedCurve(parameters) ?? { curve: 'explicit parameters', bits: 0 };
  const findings: Finding[] = [];
  if (bits > 0 && bits < 224)
    findings.push(x509Finding('x509_weak_key', base.span, [`EC ${curve}`, 'P-256']));
  const octets = Math.ceil(bits / 8);
  const first = base.key[0];
  const size = first === 4 ? 1 + 2 * octets : first === 2 || first === 3 ? 1 + octets : 0;
  if (bits > 0 && base.key.length !== size) {
    findings.push(
      x509Finding('x509_key_unreadable', base.span, [
        phrase('{0} bytes are not a point on {1}', base.key.length, curve),
      ]),
    );
  }
  return {
    ...base,
    algorithm: 'EC',
    name: `EC ${curve}`,
    curve,
    bits,
    strength: curveStrength(bits),
    findings,
  };
}
