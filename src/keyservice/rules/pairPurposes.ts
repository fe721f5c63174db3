/** What key pairs with a certificate of one's own CA are for. Small, as the tree of keys asks it of each key. */

/** Receiving by TR-34, signing TR-34 exports, agreeing on keys by ECDH. */
export type PairPurpose = 'receive' | 'sign' | 'agree';

const purposes: Readonly<Partial<Record<string, PairPurpose>>> = { K2: 'receive', S0: 'sign', K3: 'agree' };

/**
 * By KeyUsage; undefined for usages whose pairs get no certificate signing request (user guide, page on using one's own
 * certificate authority). Whether a key is a pair, its class says.
 */
export function pairPurpose(keyUsage: string): PairPurpose | undefined {
  return purposes[/^TR31_(K2|K3|S0)_/.exec(keyUsage)?.[1] ?? ''];
}

/** The bit of keyUsage (RFC 5280 4.2.1.3) that a certificate needs for its purpose. */
export const purposeKeyUsage: Readonly<Record<PairPurpose, string>> = {
  receive: 'keyEncipherment',
  sign: 'digitalSignature',
  agree: 'keyAgreement',
};
