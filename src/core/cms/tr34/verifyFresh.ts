/** Freshness of a token: by the random number of the KRD, or by a time. */
import { toHex } from '../../asn1/value';
import { sameOctets } from '../../octets';
import type { Tr34Check } from './checks';
import { tr34Check } from './checks';
import type { Tr34Token } from './types';

/** Whether tokens of the kind have a signature. */
export function isSigned({ kind }: Tr34Token): boolean {
  return kind === 'KT_KDH' || kind.startsWith('UBT_') || kind.startsWith('RBT_');
}

/** Whether something signed makes the token fresh; `nonceFrom` names the file beside it that the number is from. */
export function freshChecks(
  token: Tr34Token,
  at: Date,
  nonce: Uint8Array | undefined,
  nonceFrom: string | undefined,
): Tr34Check[] {
  if (token.kind === 'RT_KRD' && nonce && token.nonce)
    return [freshNonce(token, token.nonce, nonce, nonceFrom)];
  if (!isSigned(token) || token.kind === 'UBT_CA_UNBIND') return [];
  if (token.nonce)
    return [nonce ? freshNonce(token, token.nonce, nonce, nonceFrom) : tr34Check(token, 'fresh_load')];
  if (!token.signingTime) return [tr34Check(token, 'fresh_nothing')];
  if (nonce && token.kind === 'KT_KDH') return [tr34Check(token, 'fresh_one_pass')];
  const when = token.signingTime.toISOString().replace('.000', '');
  return [tr34Check(token, token.signingTime > at ? 'fresh_future' : 'fresh_time', [when])];
}

function freshNonce(
  token: Tr34Token,
  found: Uint8Array,
  expected: Uint8Array,
  from: string | undefined,
): Tr34Check {
  const hex = (bytes: Uint8Array): string => toHex(bytes.subarray(0, 64)).toUpperCase();
  const isSame = sameOctets(found, expected);
  // A file that lies there may be of another day, or made to fit.
  if (from !== undefined)
    return isSame
      ? tr34Check(token, 'fresh_beside', [from])
      : tr34Check(token, 'fresh_beside_other', [hex(found), hex(expected), from]);
  return isSame
    ? tr34Check(token, 'fresh_right')
    : tr34Check(token, 'fresh_wrong', [hex(found), hex(expected)]);
}
