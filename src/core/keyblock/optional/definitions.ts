/** Every optional block: name, how its data is read, and which keys it belongs to. X9.143:2021 clause 6. */
import { textTable, type Span } from '../../findings';
import type { KeyBlockFindingCode } from '../findingTexts';
import type { Report } from '../report';
import { algorithmRow, usageRow } from '../tables';
import {
  readCheckValueBlock,
  readHmacHash,
  readKeyBlockValues,
  readKeyLife,
  readLabel,
  readPadding,
  readPedigree,
  readProprietary,
  readTime,
  readUndocumented,
} from './attributes';
import { readCertificates } from './certificates';
import type { DecodedData, HeaderCodes, OptionalData } from './dataField';
import { readDerivations } from './derivations';
import { readBdkIdentifier, readInitialKeyId, readKeySerialNumber } from './dukpt';

export interface OptionalBlockDefinition {
  readonly name: string;
  /** False where neither a standard nor the proprietary numeric range has the identifier. */
  readonly known: boolean;
  readonly read: (input: OptionalData) => DecodedData;
  /** Says where the block does not go with the header. */
  readonly judgeHeader?: (id: string, span: Span, header: HeaderCodes, report: Report) => void;
}

type Read = OptionalBlockDefinition['read'];

/** Usages and algorithms that a block belongs to; undefined for any. Codes that no table has are not judged. */
function belongsTo(
  usages: readonly string[] | undefined,
  algorithms: string | undefined,
  algorithmCode: KeyBlockFindingCode = 'optional_block_not_for_algorithm',
): OptionalBlockDefinition['judgeHeader'] {
  return (id, span, { usage, algorithm }, report) => {
    if (usages && !usages.includes(usage) && usageRow(usage))
      report.lint('optional_block_not_for_usage', span, [id, usages.join(', '), usage]);
    if (algorithms !== undefined && !algorithms.includes(algorithm) && algorithmRow(algorithm))
      report.lint(algorithmCode, span, [id, algorithms.split('').join(', '), algorithm]);
  };
}

function define(
  name: string,
  read: Read,
  judgeHeader?: OptionalBlockDefinition['judgeHeader'],
): OptionalBlockDefinition {
  return { name, known: true, read, ...(judgeHeader ? { judgeHeader } : {}) };
}

const definitions: ReadonlyMap<string, OptionalBlockDefinition> = new Map([
  ['AL', define('Asymmetric key life', readKeyLife, belongsTo(undefined, 'RES'))],
  ['BI', define('Base derivation key identifier', readBdkIdentifier, belongsTo(['B0'], undefined))],
  ['CT', define('Public key certificate', readCertificates, belongsTo(undefined, 'RES'))],
  ['DA', define('Derivations allowed', readDerivations, belongsTo(['B3'], undefined))],
  ['FL', define('Flags', readUndocumented)],
  [
    'HM',
    define('HMAC hash algorithm', readHmacHash, belongsTo(undefined, 'HIJ', 'hm_without_hmac_algorithm')),
  ],
  ['IK', define('Initial key identifier, AES DUKPT', readInitialKeyId, belongsTo(['B1'], 'A'))],
  ['KC', define('Key check value of the wrapped key', readCheckValueBlock)],
  ['KP', define('Key check value of the KBPK', readCheckValueBlock)],
  // Blocks from before X9.143 have B0 with a KSN.
  ['KS', define('Initial key serial number, TDEA DUKPT', readKeySerialNumber, belongsTo(['B1', 'B0'], 'T'))],
  ['KV', define('Key block values (deprecated)', readKeyBlockValues)],
  ['LB', define('Label', readLabel)],
  ['PB', define('Padding', readPadding)],
  ['PK', define('Key check value of the export KBPK', readCheckValueBlock)],
  ['TC', define('Time of creation', readTime)],
  ['TS', define('Time stamp of wrapping', readTime)],
  ['WP', define('Wrapping pedigree', readPedigree)],
]);

const proprietary = define('Proprietary', readProprietary);
const ibm = define('Proprietary, used by IBM', readProprietary);
const doubtful: OptionalBlockDefinition = {
  name: 'Proprietary algorithm (named in one secondary source only)',
  known: false,
  read: readUndocumented,
};
const unknown: OptionalBlockDefinition = {
  name: 'Unknown optional block',
  known: false,
  read: readUndocumented,
};

/** What optional blocks are called. */
export const optionalBlockTexts = textTable(
  { all: [...definitions.values(), proprietary, ibm, doubtful, unknown] },
  (all) => all.map(({ name }) => name),
);

/** Definition of an optional block; for an identifier in no table, how it is shown anyway. */
export function definitionOf(id: string): OptionalBlockDefinition {
  const definition = definitions.get(id);
  if (definition) return definition;
  if (id === '10') return ibm;
  if (/^[0-9]{2}$/.test(id)) return proprietary;
  return id === 'PA' ? doubtful : unknown;
}
