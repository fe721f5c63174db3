import type { Field } from '../findings';
import type { AddFinding } from './header';
import type { VersionRow } from './tables';
import type { KeyBlock, Mac, Payload } from './types';

const notHex = /[^0-9A-Fa-f]/;

/** Key lengths in bits by header algorithm; the others are not bounded. */
const keyBits: Record<string, readonly number[]> = { A: [128, 192, 256], T: [128, 192], D: [64] };
/** Length in bytes to which keys are padded where the length is obfuscated: X9.143:2021 6.1. */
const obfuscatedBytes: Record<string, number> = { A: 32, T: 24, D: 24 };

/** Splits what follows the header into encrypted key and MAC: X9.143:2021 table 1 and clause 5. */
export function readPayload(
  text: string,
  start: number,
  headerComplete: boolean,
  version: VersionRow | undefined,
  algorithm: string,
  part: KeyBlock['part'],
  add: AddFinding,
): { payload: Payload | undefined; mac: Mac | undefined; fields: Field[] } {
  if (part === 'header' || !version || !headerComplete || start > text.length)
    return { payload: undefined, mac: undefined, fields: [] };
  const macCharacters = version.macBytes * 2;
  const left = text.length - start;
  if (left < macCharacters) {
    add('mac_truncated', { start, end: text.length }, [version.code, macCharacters, left]);
    return { payload: undefined, mac: undefined, fields: [] };
  }
  const macSpan = { start: text.length - macCharacters, end: text.length };
  const macHex = text.slice(macSpan.start);
  const wrongMac = notHex.exec(macHex);
  if (wrongMac) {
    const at = macSpan.start + wrongMac.index;
    add('mac_not_hex', { start: at, end: at + 1 }, [wrongMac[0]], { found: wrongMac[0] });
  }
  const span = { start, end: macSpan.start };
  const hex = text.slice(start, macSpan.start);
  const wrong = notHex.exec(hex);
  if (wrong)
    add('payload_not_hex', { start: start + wrong.index, end: start + wrong.index + 1 }, [wrong[0]], {
      found: wrong[0],
    });
  const unit = version.padded ? version.blockSize * 2 : 2;
  if (hex.length === 0 || hex.length % unit !== 0)
    add('payload_empty_or_not_block_multiple', span, [
      hex.length,
      version.code,
      version.padded ? `whole blocks of ${unit} characters` : 'an even number of characters',
    ]);
  const lower = /[a-f]/.exec(text.slice(start));
  if (lower && !wrong && !wrongMac)
    add('payload_not_uppercase_hex', { start: start + lower.index, end: text.length });

  const bytes = Math.floor(hex.length / 2);
  const { possibleKeyBits, obfuscation } = whatFits(bytes, version, algorithm);
  const payload: Payload = {
    span,
    hex,
    bytes,
    possibleKeyBits,
    obfuscation,
    meaning: payloadMeaning(bytes, possibleKeyBits, obfuscation),
  };
  const fields: Field[] = [];
  if (hex.length > 0)
    fields.push({ id: 'payload', name: 'Encrypted key', raw: hex, meaning: payload.meaning, span });
  fields.push({
    id: 'mac',
    name: 'MAC',
    raw: macHex,
    meaning: `${version.macBytes} bytes, not verified`,
    span: macSpan,
  });
  return { payload, mac: { span: macSpan, hex: macHex, bytes: version.macBytes }, fields };
}

/** Which key lengths make a payload of that size: two length bytes, the key, padding to whole blocks. */
function whatFits(
  bytes: number,
  version: VersionRow,
  algorithm: string,
): Pick<Payload, 'possibleKeyBits' | 'obfuscation'> {
  const lengths = keyBits[algorithm];
  const full = obfuscatedBytes[algorithm];
  if (!lengths || full === undefined) return { possibleKeyBits: [], obfuscation: 'unknown' };
  const padded = (size: number): number =>
    version.padded ? Math.ceil((size + 2) / version.blockSize) * version.blockSize : size + 2;
  const plain = lengths.filter((bits) => padded(bits / 8) === bytes);
  const obfuscated = padded(full) === bytes;
  if (obfuscated)
    return { possibleKeyBits: lengths, obfuscation: lengths.length > plain.length ? 'possible' : 'no' };
  if (plain.length > 0) return { possibleKeyBits: plain, obfuscation: 'no' };
  // Some implementations add whole blocks of padding: whatever is short enough may be inside.
  return { possibleKeyBits: lengths.filter((bits) => bits / 8 + 2 <= bytes), obfuscation: 'unknown' };
}

function payloadMeaning(bytes: number, bits: readonly number[], obfuscation: Payload['obfuscation']): string {
  const size = `${bytes} bytes`;
  if (bits.length === 0)
    return obfuscation === 'unknown' ? `${size} of ciphertext` : `${size}: too short for a key`;
  const keys = bits.map(String).join(' or ');
  if (obfuscation === 'no') return `${size}: ${keys}-bit key, length not obfuscated`;
  if (obfuscation === 'possible') return `${size}: ${keys}-bit key, its length may be obfuscated`;
  return `${size}: ${keys}-bit key with padding`;
}
