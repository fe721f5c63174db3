/**
 * Atalla key blocks (AKB): a header of 8 characters, 24 bytes under the master file key (MFK), a MAC of 8 bytes,
 * between commas. The scheme was derived from public blocks with a published MFK; triple length and the form for
 * AES master file keys were not seen.
 */
import { meant, named, ofTable, phrase, textTable, type Field, type Finding, type Span } from '../findings';
import { hsmFinding } from './findingTexts';

export interface AtallaKeyBlock {
  readonly text: string;
  readonly header: string;
  /** Header, encrypted key and MAC, in order. */
  readonly fields: readonly Field[];
  /** Hexadecimal, 48 and 16 digits. */
  readonly encryptedKey: string;
  readonly mac: string;
  readonly findings: readonly Finding[];
}

const shape = /^([0-9][0-9A-Za-z]{7}),([0-9A-Fa-f]{48}),([0-9A-Fa-f]{16})$/;

type Letters = Readonly<Record<string, string>>;

/** Case counts: K is not k. */
const headerFields: readonly (readonly [id: string, name: string, letters: Letters])[] = [
  ['akbVersion', 'Version', { '1': 'TDES master file key', '3': 'AES master file key' }],
  [
    'akbUsage',
    'Key usage',
    {
      K: 'key encryption key (KEK)',
      k: 'wrapping key for TR-31 or TR-34',
      P: 'PIN key',
      C: 'card verification key',
      V: 'PIN verification key',
      M: 'MAC key',
      D: 'data key',
      A: 'ATM master key',
      d: 'derivation key',
      i: 'initial DUKPT key',
      m: 'master key',
      I: 'initialization vector',
      R: 'signing',
      S: 'signing',
      p: 'signing',
      s: 'signing',
    },
  ],
  [
    'akbAlgorithm',
    'Algorithm',
    { D: 'DES', U: 'not specified', V: 'Visa', '3': 'IBM 3624', J: 'AES', R: 'RSA' },
  ],
  [
    'akbMode',
    'Mode of use',
    {
      N: 'no special restrictions',
      D: 'decrypt',
      E: 'encrypt',
      G: 'generate',
      V: 'verify',
      I: 'initialization vector',
      X: 'derive',
    },
  ],
  ['akbExportability', 'Exportability', { E: 'exportable', N: 'not exportable', S: 'sensitive' }],
  ['akbReserved', 'Reserved', { '0': 'reserved' }],
  [
    'akbSpecial',
    'Special handling',
    {
      '0': 'none',
      C: 'component, not a key',
      n: 'component, not a key',
      '2': 'component, not a key',
      '3': 'component, not a key',
      '4': 'component, not a key',
      k: 'component, not a key',
      e: 'component, not a key',
      E: 'KEK for export only',
      I: 'KEK for import only',
      M: 'master file key (MFK)',
    },
  ],
  ['akbOther', 'Other', { '0': 'none' }],
];

/** Names of the header's fields, and what their letters mean. */
export const atallaTexts = textTable({ headerFields }, (fields) =>
  fields.flatMap(([, name, letters]) => [name, ...Object.values(letters)]),
);

/** The Atalla key block that a text is; undefined where it is none. A letter in no table is shown, not judged. */
export function readAtallaKeyBlock(text: string): AtallaKeyBlock | undefined {
  const [, header, encryptedKey, mac] = shape.exec(text) ?? [];
  if (header === undefined || encryptedKey === undefined || mac === undefined) return undefined;
  const fields: Field[] = headerFields.map(([id, name, letters], at) => {
    const raw = header[at]!;
    const span: Span = { start: at, end: at + 1 };
    const letter = letters[raw];
    const words = letter === undefined ? phrase('in no table') : ofTable(letter);
    return { id, name, raw, ...meant(words), span };
  });
  fields.push(
    {
      id: 'akbKey',
      ...named(phrase('Encrypted key')),
      raw: encryptedKey,
      ...meant(phrase('24 bytes, TDES-CBC under a variant of the MFK')),
      span: { start: 9, end: 57 },
    },
    {
      id: 'akbMac',
      name: 'MAC',
      raw: mac,
      ...meant(phrase('8 bytes, TDES-CBC-MAC over header and encrypted key')),
      span: { start: 58, end: 74 },
    },
  );
  const findings: Finding[] = [hsmFinding('atalla_other_format', { start: 0, end: 8 })];
  if (header.startsWith('3')) findings.push(hsmFinding('atalla_aes_not_read', { start: 0, end: 1 }, ['3']));
  if (fields[6]!.meaning.startsWith('component'))
    findings.push(hsmFinding('atalla_component', { start: 6, end: 7 }, [header[6]!]));
  return { text, header, fields, encryptedKey, mac, findings };
}
