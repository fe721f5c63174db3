/** Two or three words on a field, for places where a code and its meaning share little room. */
import { english, ofTable, phrase, textTable, type Field, type Localisable } from '../findings';

type Briefs = Readonly<Record<string, string | undefined>>;

export const briefsOfCodes = textTable<Readonly<Record<string, Briefs | undefined>>>(
  {
    version: {
      A: 'TDES variant',
      B: 'TDES derived',
      C: 'TDES variant',
      D: 'AES derived',
      E: 'AES counter mode',
      '0': 'Thales, TDES',
      '1': 'Thales, AES',
    },
    usage: {
      B0: 'BDK',
      B1: 'IPEK',
      B2: 'base variant key',
      B3: 'derivation key',
      C0: 'CVK',
      D0: 'data encryption',
      D1: 'data encryption',
      D2: 'decimalization',
      D3: 'sensitive data',
      E0: 'EMV cryptograms',
      E1: 'EMV encryption',
      E2: 'EMV integrity',
      E3: 'EMV data auth.',
      E4: 'EMV dyn. numbers',
      E5: 'EMV personalize',
      E6: 'EMV other',
      E7: 'EMV PIN key pair',
      F0: 'IBM only',
      F1: 'IBM only',
      F2: 'IBM only',
      I0: 'init. vector',
      K0: 'KEK',
      K1: 'KBPK',
      K2: 'TR-34 key pair',
      K3: 'wrap or agree',
      K4: 'KBPK, ISO 20038',
      M0: 'MAC, ISO 16609',
      M1: 'CBC-MAC',
      M2: 'MAC algorithm 2',
      M3: 'retail MAC',
      M4: 'MAC algorithm 4',
      M5: 'MAC alg. 5:1999',
      M6: 'CMAC',
      M7: 'HMAC',
      M8: 'MAC algorithm 6',
      P0: 'PIN encryption',
      P1: 'PIN generation',
      S0: 'signature',
      S1: 'CA key pair',
      S2: 'other key pair',
      V0: 'PIN verification',
      V1: 'IBM 3624',
      V2: 'Visa PVV',
      V3: 'X9.132 alg. 1',
      V4: 'X9.132 alg. 2',
      V5: 'X9.132 alg. 3',
    },
    algorithm: {
      A: 'AES',
      D: 'DES',
      E: 'elliptic curve',
      H: 'HMAC',
      I: 'HMAC-SHA-2',
      J: 'HMAC-SHA-3',
      R: 'RSA',
      S: 'DSA',
      T: 'TDES',
    },
    mode: {
      B: 'encrypt, decrypt',
      C: 'generate, verify',
      D: 'decrypt only',
      E: 'encrypt only',
      G: 'generate only',
      N: 'any use',
      S: 'sign only',
      T: 'sign, decrypt',
      V: 'verify only',
      X: 'derive keys',
      Y: 'key variants',
    },
    keyVersion: { '00': 'no version' },
    exportability: { E: 'exportable', N: 'not exportable', S: 'sensitive' },
    optionalBlockCount: { '00': 'no opt. blocks', '01': '1 opt. block' },
    keyContext: { '0': 'any context', '1': 'storage only', '2': 'exchange only' },
    reserved: { '0': 'reserved' },
  },
  (texts) => Object.values(texts ?? {}).map((text) => text ?? ''),
);

export const briefsOfOptionalBlocks = textTable<Briefs>(
  {
    AL: 'key life',
    BI: 'BDK identifier',
    CT: 'certificate',
    DA: 'derivations',
    FL: 'flags',
    HM: 'HMAC hash',
    IK: 'initial key ID',
    KC: 'KCV of the key',
    KP: 'KCV of the KBPK',
    KS: 'initial KSN',
    KV: 'old values',
    LB: 'label',
    PB: 'padding',
    PK: 'KCV, export KBPK',
    TC: 'time created',
    TS: 'time wrapped',
    WP: 'pedigree',
  },
  (text) => [text ?? ''],
);

/**
 * A few words on a field of a key block, at most 16 characters for every code of the tables. Of a code in no table
 * they say so.
 * @param field one of those that tile the block
 * @param say puts a text into the reader's language; without it, it stays English
 */
export function briefMeaning(field: Field, say: (text: Localisable) => string = english): string {
  const known = briefOf(field);
  if (known) return say(known);
  // "unknown, in no table of the standards", "missing", "not allowed here".
  const meaning = field.words ? say(field.words) : field.meaning;
  return meaning.split(/[,:(]/, 1)[0]!.trim().slice(0, 24);
}

function briefOf({ id, raw, span }: Field): Localisable | undefined {
  const size = span.end - span.start;
  if (id.startsWith('optional-')) {
    const code = id.slice(9, 11);
    const known = briefsOfOptionalBlocks[code];
    if (known !== undefined) return ofTable(known);
    return /^[0-9]{2}$/.test(code) ? phrase('proprietary') : phrase('unknown');
  }
  switch (id) {
    case 'payload':
      return phrase('key, {0} bytes', size >> 1);
    case 'mac':
      return phrase('MAC, {0} bytes', size >> 1);
    case 'lmkId':
      return phrase('LMK identifier');
    case 'rest':
      return phrase('not read');
  }
  const known = briefsOfCodes[id]?.[raw.toUpperCase()];
  // A component is told by a small letter.
  if (known !== undefined) return ofTable(known);
  if (/^[0-9]+$/.test(raw)) {
    if (id === 'length') return phrase('{0} characters', Number(raw));
    if (id === 'optionalBlockCount') return phrase('{0} opt. blocks', Number(raw));
  }
  if (id === 'keyVersion' && /^[0-9A-Za-z]{2}$/.test(raw))
    return raw.startsWith('c') ? phrase('component {0}', raw[1]!) : phrase('version {0}', raw);
  return undefined;
}
