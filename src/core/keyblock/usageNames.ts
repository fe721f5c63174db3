/** What rows of the tables are called: alone, with their note, and usages in titles. */
import { textTable } from '../findings';
import {
  algorithms,
  exportabilities,
  keyContexts,
  modes,
  rowName,
  thalesUsages,
  usages,
  versions,
} from './tables';

/** The name of a key inside a sentence: "a PIN encryption key", "an EMV issuer master key: other". */
export function withArticle(name: string): string {
  // "EMV" and "MAC" keep their capitals, "Key" does not.
  const inside = name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return `${/^([aeio]|EMV|HMAC)/.test(inside) ? 'an' : 'a'} ${inside}`;
}

/** The name without the abbreviation at its end: "Card verification key (CVK)" is "Card verification key". */
export const withoutAbbreviation = (name: string): string => name.replace(/ \([^()]*\)$/, '');

/** What the rows are called: alone, with their note, and usages in titles. */
export const tableTexts = textTable(
  { versions, usages, thalesUsages, algorithms, modes, exportabilities, keyContexts },
  (rows) =>
    rows.flatMap((row) => {
      const names = [row.name, rowName(row)];
      if (!('algorithms' in row)) return names;
      const titles = [rowName(row), withoutAbbreviation(rowName(row))];
      return [...names, ...titles, ...titles.map(withArticle)];
    }),
);
