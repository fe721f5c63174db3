/** Where the rules of a field are written, for the column "Source". */

const x9 = (table: string): string => `X9.143:2021 ${table}`;

const references: Readonly<Record<string, string>> = {
  version: x9('table 1'),
  length: x9('table 1'),
  usage: x9('table 2'),
  algorithm: x9('table 3'),
  mode: x9('table 4'),
  keyVersion: x9('table 5'),
  exportability: x9('table 6'),
  optionalBlockCount: x9('table 1'),
  keyContext: x9('table 1'),
  reserved: x9('table 1'),
  payload: x9('clause 5'),
  mac: x9('clause 5'),
};

/** Optional blocks whose table is known from published implementations. */
const optionalTables: Readonly<Record<string, string>> = {
  AL: x9('table 8'),
  BI: x9('table 9'),
  CT: x9('tables 10 and 11'),
  DA: x9('table 12'),
  HM: x9('table 13'),
  KC: x9('table 15'),
  KV: x9('table 17'),
  LB: x9('table 18'),
  PB: x9('table 19'),
  TC: x9('tables 21 and 22'),
  TS: x9('tables 21 and 22'),
  WP: x9('table 23'),
};

/** '' where no source is known: proprietary blocks, and what could not be read. */
export function fieldReference(id: string): string {
  const optional = /^optional-([0-9A-Z]{2})/.exec(id)?.[1];
  if (optional === undefined) return references[id] ?? '';
  if (/^[0-9]{2}$/.test(optional)) return '';
  return optionalTables[optional] ?? x9('clause 6');
}
