/** Which column of a list means what: guessed from the header, settled by the user, remembered by the header alone. */
import { decodeKeyBlock } from '../../core/keyblock/decode';
import { readCsv } from '../manifest/csv';
import { checkValueOfBlock } from '../rules/checkValues';
import {
  readAlgorithm,
  readEnabled,
  readExportable,
  readKcv,
  readMethod,
  readMode,
  readUsage,
  usualMethodOf,
  type ListedKey,
} from './listedKey';

export const columnRoles = [
  'name',
  'kcv',
  'method',
  'algorithm',
  'length',
  'usage',
  'mode',
  'exportable',
  'state',
  'component',
  'keyBlock',
  'wrappingKey',
  'ignore',
] as const;
export type ColumnRole = (typeof columnRoles)[number];

export const listLimits = { characters: 32 * 1024 * 1024, rows: 100_000, columns: 60 } as const;

export interface ListTable {
  readonly header: readonly string[];
  /** Cells by column; rows as long as the header. */
  readonly rows: readonly (readonly string[])[];
  /** True where reading ended at the limit of rows. */
  readonly cut: boolean;
}

/** A list with a header row; undefined where it has none, or more than is read. */
export function readListTable(text: string): ListTable | undefined {
  if (text.length > listLimits.characters) return undefined;
  const { records, cut } = readCsv(text, listLimits.rows + 1);
  const [head, ...rest] = records;
  if (!head || head.cells.length < 2 || head.cells.length > listLimits.columns) return undefined;
  const header = head.cells.map(({ value }) => value.trim());
  return {
    header,
    rows: rest.map(({ cells }) => header.map((_, column) => cells[column]?.value.trim() ?? '')),
    cut,
  };
}

/** A header as it is compared and remembered: lower case, letters and digits only. */
export const plainHeader = (header: readonly string[]): string =>
  header.map((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, '')).join('|');

const guesses: readonly (readonly [ColumnRole, RegExp])[] = [
  ['method', /(?:kcv|checkvalue|checkdigits?|cv)(?:method|algorithm|type|alg)|^method$/],
  ['kcv', /kcv|checkvalue|checkdigits?|^cv$|^checksum$/],
  ['keyBlock', /keyblock|tr31|^block$|wrappedkey|cryptogram/],
  ['wrappingKey', /wrappingkey|^kek$|^kbpk$|^zmk$|protectedby|transportkey/],
  ['component', /component|^part$|^share$/],
  ['length', /length|^bits?$|keysize|^size$|^len$/],
  ['mode', /mode/],
  ['usage', /usage|purpose|^keytype$|^type$/],
  ['algorithm', /algorithm|^alg$|cipher/],
  ['exportable', /export/],
  ['state', /^state$|status|enabled|active/],
  ['name', /alias|label|name|^id$|keyid|identifier|slot|reference/],
];

/** What each column seems to mean; each meaning but names once. */
export function guessColumns(header: readonly string[]): ColumnRole[] {
  const taken = new Set<ColumnRole>();
  return header.map((title) => {
    const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, '');
    const role = guesses.find(([one, pattern]) => pattern.test(plain) && !taken.has(one))?.[0] ?? 'ignore';
    if (role !== 'name' && role !== 'ignore') taken.add(role);
    return role;
  });
}

/** Roles of columns that were kept; undefined where they do not fit the header. */
export function keptColumns(value: unknown, header: readonly string[]): ColumnRole[] | undefined {
  if (!Array.isArray(value) || value.length !== header.length) return undefined;
  const roles = value.flatMap((one) => columnRoles.find((role) => role === one) ?? []);
  return roles.length === header.length ? roles : undefined;
}

/** The keys of a table, a row each; empty rows are left out. */
export function keysOfTable({ header, rows }: ListTable, roles: readonly ColumnRole[]): ListedKey[] {
  const columns = (role: ColumnRole): number[] =>
    header.flatMap((_, column) => (roles[column] === role ? [column] : []));
  const at = new Map(columnRoles.map((role) => [role, columns(role)]));
  return rows.map((cells, place) => {
    const cell = (role: ColumnRole): string => cells[at.get(role)?.[0] ?? -1] ?? '';
    return keyOfRow(
      place + 1,
      cell,
      (at.get('name') ?? []).map((column) => cells[column] ?? ''),
    );
  });
}

function keyOfRow(row: number, cell: (role: ColumnRole) => string, names: readonly string[]): ListedKey {
  const blockText = cell('keyBlock').replace(/\s/g, '');
  const block = blockText === '' ? undefined : factsOfBlock(blockText);
  const algorithm = readAlgorithm(cell('algorithm'), cell('length'));
  const { cipher, bits } = algorithm.cipher === undefined && block ? block : algorithm;
  const typed = readKcv(cell('kcv'));
  const kcv = typed ?? block?.kcv;
  const method = (typed === undefined ? block?.method : readMethod(cell('method'))) ?? usualMethodOf(cipher);
  const usage = readUsage(cell('usage')) ?? block?.usage;
  const mode = readMode(cell('mode')) ?? block?.mode;
  const exportable = readExportable(cell('exportable')) ?? block?.exportable;
  const enabled = readEnabled(cell('state'));
  const wrappingKey = cell('wrappingKey');
  const component = isComponent(cell('component')) || /\bcomponent\b/i.test(cell('usage'));
  return {
    row,
    names: names.filter((name) => name !== ''),
    ...(kcv === undefined ? {} : { kcv }),
    ...(method === undefined ? {} : { method }),
    ...(cipher === undefined ? {} : { cipher }),
    ...(bits === undefined ? {} : { bits }),
    ...(usage === undefined ? {} : { usage }),
    ...(mode === undefined ? {} : { mode }),
    ...(exportable === undefined ? {} : { exportable }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(component ? { component } : {}),
    ...(blockText === '' ? {} : { keyBlock: blockText }),
    ...(wrappingKey === '' ? {} : { wrappingKey }),
  };
}

const isComponent = (text: string): boolean =>
  /^(?:y|yes|true|component|part|share|[1-9] ?(?:of|\/) ?[1-9])\b/i.test(text.trim());

/** What a key block's header states of its key. The length of the key is encrypted, so it is not known. */
export function factsOfBlock(text: string): Partial<ListedKey> {
  const block = decodeKeyBlock(text);
  if (!block.usage.known) return {};
  const cipher = ({ A: 'AES', T: 'TDES', D: 'DES', H: 'HMAC', I: 'HMAC', R: 'RSA', E: 'ECC' } as const)[
    block.algorithm.code
  ];
  const value = checkValueOfBlock(block);
  const method = value?.method === undefined ? undefined : readMethod(value.method);
  return {
    ...(cipher === undefined ? {} : { cipher }),
    ...(cipher === 'DES' ? { bits: 64 } : {}),
    usage: block.usage.code,
    ...(block.mode.known ? { mode: block.mode.code } : {}),
    ...(block.exportability.known ? { exportable: block.exportability.code !== 'N' } : {}),
    ...(value === undefined ? {} : { kcv: value.value }),
    ...(method === undefined ? {} : { method }),
  };
}
