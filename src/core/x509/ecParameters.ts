/** ECParameters by themselves, as `openssl ecparam` writes them: RFC 3279 2.3.5, RFC 5480 2.1.1. */
import type { Asn1Node } from '../asn1/node';
import { Tag } from '../asn1/tags';
import { bitLength, smallInteger } from '../asn1/value';
import { curveStrength } from '../crypto/strength';
import type { Finding } from '../findings';
import { x509Finding } from './findingTexts';
import { namedCurve } from './publicKey';

export interface EcParameters {
  /** "P-256", "brainpoolP256r1", …; undefined where the curve is spelled out or inherited. */
  readonly curve: string | undefined;
  /** The OID that names it, with its name: "prime256v1 (1.2.840.10045.3.1.7)". */
  readonly oid: string | undefined;
  /** Bits of security (NIST SP 800-57 part 1 table 2); 0 where not known. */
  readonly strength: number;
  /** Of a curve that is spelled out; a member is undefined where it could not be read. */
  readonly explicit: ExplicitCurve | undefined;
  readonly findings: readonly Finding[];
}

interface ExplicitCurve {
  /** Bits of the prime, or m of a field of characteristic 2. */
  readonly field: number | undefined;
  /** Bits of the order of the base point. */
  readonly order: number | undefined;
  readonly cofactor: string | undefined;
}

/** Reads EcpkParameters. Never throws. */
export function readEcParameters(node: Asn1Node | undefined): EcParameters {
  const named = namedCurve(node);
  if (named) {
    const { curve, oid, oidName, bits } = named;
    return {
      curve,
      oid: oidName === oid ? oid : `${oidName} (${oid})`,
      strength: curveStrength(bits),
      explicit: undefined,
      findings:
        bits > 0 && bits < 224 ? [x509Finding('x509_weak_key', node?.span, [`EC ${curve}`, 'P-256'])] : [],
    };
  }
  return { curve: undefined, oid: undefined, strength: 0, explicit: explicitOf(node), findings: [] };
}

/** SpecifiedECDomain: version, field, curve, base point, order, cofactor. */
function explicitOf(node: Asn1Node | undefined): ExplicitCurve | undefined {
  if (node?.is(Tag.sequence) !== true) return undefined;
  const [, field, , , order, cofactor] = node.children();
  const [, of] = field?.children() ?? [];
  // A prime; or Characteristic-two, which begins with m.
  const m = of?.is(Tag.sequence) === true ? smallInteger(of.children()[0]) : undefined;
  return {
    field: of?.is(Tag.integer) === true ? bitLength(of.content) : m,
    order: order?.is(Tag.integer) === true ? bitLength(order.content) : undefined,
    cofactor: smallInteger(cofactor)?.toString(),
  };
}
