/** A key as a list has it: an HSM's export, a manifest, or the keys of an account. What a list does not state is not guessed. */
import { usageRow, usages } from '../../core/keyblock/tables';
import type { KeyCheckValueAlgorithm } from '../model/enums';
import { usageCode } from '../model/names';
import { modeLetter, modeNames, type KeyModesOfUse } from '../rules/keyAttributes';

export type ListedCipher = 'DES' | 'TDES' | 'AES' | 'HMAC' | 'RSA' | 'ECC';

export interface ListedKey {
  /** Row in its list, from 1. */
  readonly row: number;
  /** Aliases and labels, as the list has them. */
  readonly names: readonly string[];
  /** Of a key of an account. */
  readonly arn?: string;
  /** Upper-case digits. */
  readonly kcv?: string;
  /** Stated by the list, or the only one in use for such keys. */
  readonly method?: KeyCheckValueAlgorithm;
  readonly cipher?: ListedCipher;
  /** Bits as written: 64, 128 and 192 for DES and TDES. */
  readonly bits?: number;
  /** Two characters of a key block header. */
  readonly usage?: string;
  /** Letter of a key block header. */
  readonly mode?: string;
  readonly exportable?: boolean;
  readonly enabled?: boolean;
  /** A component or part of a key: never compared with keys. */
  readonly component?: true;
  readonly keyBlock?: string;
  readonly wrappingKey?: string;
}

export interface KeyList {
  /** File name, or profile and Region. Printed only. */
  readonly name: string;
  readonly keys: readonly ListedKey[];
}

/** Algorithm and length in the words of lists: "TDES_2KEY", "3DES double", "AES-256", "T". */
export function readAlgorithm(text: string, length = ''): { cipher?: ListedCipher; bits?: number } {
  const name = text.trim().toUpperCase();
  const whole = `${name} ${length.trim().toUpperCase()}`;
  const cipher = cipherIn(name);
  if (cipher === undefined) return {};
  if (cipher === 'DES' || cipher === 'TDES') {
    const bits = bitsIn('TDES', whole);
    // Single length is DES and more is TDES, whatever the list calls it; DES alone has one length.
    if (bits === 64 || (bits === undefined && cipher === 'DES')) return { cipher: 'DES', bits: 64 };
    return { cipher: 'TDES', ...(bits === undefined ? {} : { bits }) };
  }
  const bits = bitsIn(cipher, whole);
  return { cipher, ...(bits === undefined ? {} : { bits }) };
}

function cipherIn(name: string): ListedCipher | undefined {
  if (/^(?:T|TDES|3DES|TDEA|TRIPLE ?DES|DES3|2TDEA|3TDEA|DESEDE)\b|^TDES_|TDES|3DES|TDEA/.test(name))
    return 'TDES';
  if (/^A$|\bAES/.test(name)) return 'AES';
  if (/^[HIJ]$|HMAC/.test(name)) return 'HMAC';
  if (/^R$|\bRSA/.test(name)) return 'RSA';
  if (/^[E]$|\bECC?|\bECDSA/.test(name)) return 'ECC';
  return /^D$|\bDES\b/.test(name) ? 'DES' : undefined;
}

function bitsIn(cipher: ListedCipher, text: string): number | undefined {
  if (cipher === 'TDES') {
    if (/2KEY|2TDEA|\bDOUBLE|\b2X|\b2-?KEY|\b112\b|\b128\b|\b16\b|\bTDES-?2\b/.test(text)) return 128;
    if (/3KEY|3TDEA|\bTRIPLE[ -]?LENGTH|\b3X|\b3-?KEY|\b168\b|\b192\b|\b24\b|\bTDES-?3\b/.test(text))
      return 192;
    // "Triple" may mean the cipher: a length only where the length column has it.
    if (text.endsWith(' TRIPLE')) return 192;
    return /\bSINGLE|\b56\b|\b64\b|(?:^| )8\b/.test(text) ? 64 : undefined;
  }
  if (cipher !== 'AES') return undefined;
  const found = /(?:^|\D)(128|192|256)(?:\D|$)/.exec(text)?.[1];
  if (found !== undefined) return Number(found);
  const bytes = / (16|24|32)$/.exec(text)?.[1];
  return bytes === undefined ? undefined : 8 * Number(bytes);
}

const usageByName = new Map(usages.map(({ code, name }) => [name.toUpperCase(), code]));
/** Abbreviations that name one usage wherever they are used. */
const abbreviations: Readonly<Record<string, string>> = {
  BDK: 'B0',
  CVK: 'C0',
  DEK: 'D0',
  KEK: 'K0',
  KBPK: 'K1',
  PEK: 'P0',
  ZPK: 'P0',
  TPK: 'P0',
};

/** Usage code of "P0", "TR31_P0_PIN_ENCRYPTION_KEY", "P0 PIN encryption" or "ZPK"; undefined where none is meant. */
export function readUsage(text: string): string | undefined {
  const name = text.trim().toUpperCase();
  const code = usageCode(name).slice(0, 2);
  const behind = usageCode(name).slice(2, 3);
  if (code.length === 2 && !/[0-9A-Z]/.test(behind) && usageRow(code)) return code;
  return usageByName.get(name) ?? (Object.hasOwn(abbreviations, name) ? abbreviations[name] : undefined);
}

/** Mode letter of "B", "Encrypt + Decrypt + Wrap + Unwrap" or the members of the API. */
export function readMode(text: string): string | undefined {
  const name = text.trim();
  if (/^[BCDEGNSTVXY]$/i.test(name)) return name.toUpperCase();
  const words = new Set(name.toLowerCase().split(/[^a-z0-9_]/));
  const on = modeNames.filter((mode) => words.has(mode.toLowerCase()));
  const modes: KeyModesOfUse = Object.fromEntries(on.map((mode) => [mode, true]));
  return on.length === 0 ? undefined : modeLetter(modes);
}

/** "yes", "E", "exportable"; "no", "N", "non-exportable". "S" (sensitive) is exportable in trusted key blocks only: yes. */
export function readExportable(text: string): boolean | undefined {
  const name = text.trim().toLowerCase();
  if (/^(?:n|no|0|false|none|never|non-?exportable|not exportable)$/.test(name)) return false;
  return /^(?:e|s|y|yes|1|true|exportable|sensitive)$/.test(name) ? true : undefined;
}

export function readEnabled(text: string): boolean | undefined {
  const name = text.trim().toLowerCase();
  if (/^(?:disabled?|inactive|no|n|0|false|suspended|revoked|blocked|deactivated)$/.test(name)) return false;
  return /^(?:enabled?|active|yes|y|1|true|live|activated)$/.test(name) ? true : undefined;
}

export function readMethod(text: string): KeyCheckValueAlgorithm | undefined {
  const name = text.trim().toUpperCase();
  if (name.includes('CMAC') || name === '01') return 'CMAC';
  if (name.includes('HMAC')) return 'HMAC';
  return /ANSI|X9\.?24|LEGACY|ZERO|ECB|^00$/.test(name) ? 'ANSI_X9_24' : undefined;
}

/** Upper-case digits of 4 to 16; undefined where it is something else. */
export function readKcv(text: string): string | undefined {
  const digits = text.replace(/[\s:'-]/g, '').toUpperCase();
  return /^[0-9A-F]{4,16}$/.test(digits) ? digits : undefined;
}

/** The one method in use for a cipher, where the list states none; AES has two. */
export function usualMethodOf(cipher: ListedCipher | undefined): KeyCheckValueAlgorithm | undefined {
  if (cipher === 'TDES' || cipher === 'DES') return 'ANSI_X9_24';
  return cipher === 'HMAC' ? 'HMAC' : undefined;
}

/** "TDES 128", "AES". */
export const algorithmText = ({ cipher, bits }: Pick<ListedKey, 'cipher' | 'bits'>): string =>
  [cipher ?? '', bits === undefined ? '' : String(bits)].filter(Boolean).join(' ');
