/**
 * KBEK and KBAK from a KBPK: variants for versions A and C (TR-31:2018 A.7.2.1), CMAC in counter mode
 * for B, D and E (TR-31:2018 A.7, X9.143:2021 clause 5, ISO 20038:2017 annex A). Thales versions 0
 * and 1 do as A and D.
 */
import { Aes } from '../crypto/aes';
import { Cmac, withCipher } from '../crypto/blockModes';
import { Tdes } from '../crypto/tdes';
import { keyBlockFinding } from './findingTexts';
import { KeyBlockError, keyFinding } from './keyBlockError';

export interface DerivedKeys {
  /** Key block encryption key, as long as the KBPK. */
  readonly kbek: Uint8Array;
  /** Key block authentication key, as long as the KBPK. */
  readonly kbak: Uint8Array;
}

interface Rule {
  readonly cipher: 'TDES' | 'AES';
  /** 'variant', or the usage constant of the encryption key: 0 for CBC, 2 for counter mode. */
  readonly encryption: 'variant' | 0 | 2;
}

const rules: Readonly<Record<string, Rule>> = {
  A: { cipher: 'TDES', encryption: 'variant' },
  B: { cipher: 'TDES', encryption: 0 },
  C: { cipher: 'TDES', encryption: 'variant' },
  D: { cipher: 'AES', encryption: 0 },
  E: { cipher: 'AES', encryption: 2 },
  '0': { cipher: 'TDES', encryption: 'variant' },
  '1': { cipher: 'AES', encryption: 0 },
};

/** Usage constant of the authentication key. */
const authentication = 1;

/** Constants of a derived key by its length in bytes: the algorithm in the derivation input. */
const algorithms = { TDES: { 16: 0, 24: 1 }, AES: { 16: 2, 24: 3, 32: 4 } } as const;

/**
 * The caller wipes both keys. Throws KeyBlockError `version_unsupported`, or `kbpk_length_invalid` where
 * the KBPK is of no length that the version takes (single-length DES among them).
 */
export function deriveKeys(version: string, kbpk: Uint8Array): DerivedKeys {
  const rule = rules[version];
  if (rule === undefined)
    throw new KeyBlockError([keyBlockFinding('version_unsupported', { start: 0, end: 1 }, [version])]);
  const lengths: Readonly<Record<number, number>> = algorithms[rule.cipher];
  const algorithm = lengths[kbpk.length];
  if (algorithm === undefined) {
    const legal = Object.keys(lengths).join(', ');
    throw new KeyBlockError([
      keyFinding(
        'kbpk_length_invalid',
        undefined,
        [version, legal.replace(/, (\d+)$/, ' or $1'), kbpk.length],
        {
          expected: legal,
          found: String(kbpk.length),
        },
      ),
      ...(rule.cipher === 'TDES' && kbpk.length === 32
        ? [keyFinding('kbpk_is_aes', undefined, [kbpk.length, version === '0' ? '1' : 'D'])]
        : []),
    ]);
  }
  if (rule.encryption === 'variant') return { kbek: variant(kbpk, 0x45), kbak: variant(kbpk, 0x4d) };
  const bits = kbpk.length * 8;
  const { encryption } = rule;
  return withCipher(rule.cipher === 'AES' ? new Aes(kbpk) : new Tdes(kbpk), (cipher) => {
    const cmac = new Cmac(cipher);
    const derive = (usage: number): Uint8Array => {
      const key = new Uint8Array(kbpk.length);
      cmac.count(Uint8Array.of(0, 0, usage, 0, 0, algorithm, bits >> 8, bits & 0xff), key);
      return key;
    };
    try {
      return { kbek: derive(encryption), kbak: derive(authentication) };
    } finally {
      cmac.wipe();
    }
  });
}

/** Every byte of the KBPK combined with one letter: "E" for encryption, "M" for authentication. */
function variant(kbpk: Uint8Array, letter: number): Uint8Array {
  const key = new Uint8Array(kbpk.length);
  for (let i = 0; i < key.length; i++) key[i] = kbpk[i]! ^ letter;
  return key;
}
