/** Keys under another key with a scheme letter and nothing else: payShield's variant and ANSI X9.17 schemes. */
import { meant, named, phrase, type Field, type Finding, type Localisable } from '../findings';
import { hsmFinding } from './findingTexts';

export type CryptogramScheme = 'U' | 'T' | 'X' | 'Y';

export interface KeyCryptogram {
  readonly text: string;
  readonly scheme: CryptogramScheme;
  readonly fields: readonly Field[];
  readonly findings: readonly Finding[];
}

/** Digits and meaning of each scheme. */
const schemes: Readonly<Record<CryptogramScheme, readonly [digits: number, meaning: Localisable]>> = {
  U: [32, phrase('double-length TDES key, variant scheme')],
  T: [48, phrase('triple-length TDES key, variant scheme')],
  X: [32, phrase('double-length TDES key, ANSI X9.17 scheme')],
  Y: [48, phrase('triple-length TDES key, ANSI X9.17 scheme')],
};

/** Digits that belong to a scheme letter; undefined for a character that is none. */
export const cryptogramDigits = (letter: string): number | undefined =>
  letter in schemes ? schemes[letter as CryptogramScheme][0] : undefined;

/** The cryptogram that a text is: a scheme letter and as many digits as it has. Undefined where it is none. */
export function readKeyCryptogram(text: string): KeyCryptogram | undefined {
  const letter = text.slice(0, 1);
  const digits = cryptogramDigits(letter);
  if (digits === undefined || text.length !== digits + 1 || !/^[0-9A-Fa-f]+$/.test(text.slice(1)))
    return undefined;
  const scheme = letter as CryptogramScheme;
  return {
    text,
    scheme,
    fields: [
      {
        id: 'scheme',
        ...named(phrase('Scheme')),
        raw: scheme,
        ...meant(schemes[scheme][1]),
        span: { start: 0, end: 1 },
      },
      {
        id: 'cryptogram',
        ...named(phrase('Cryptogram')),
        raw: text.slice(1),
        ...meant(phrase('{0} digits; the text does not show under which key', digits)),
        span: { start: 1, end: text.length },
      },
    ],
    findings: [hsmFinding('cryptogram_not_bound', { start: 0, end: text.length })],
  };
}
