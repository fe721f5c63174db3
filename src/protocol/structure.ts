/**
 * Messages between the structure viewer's page and the extension. The document stays with the
 * extension; the page asks for the rows and bytes that show. Plain data, checked on arrival.
 */

export type Severity = 'error' | 'warning' | 'info';

/** Verdict of a statement: an icon and a word, never a colour alone. 'none': a plain fact. */
export type StatementStatus = 'ok' | 'wrong' | 'unknown' | 'warn' | 'none';

/** Bytes [start, end) of the shown part. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** One line of the overview. */
export interface Statement {
  readonly status: StatementStatus;
  /** What it is about; '' for a sentence by itself. */
  readonly label: string;
  readonly text: string;
  /** Fingerprints, serial numbers: shown in the editor's font. */
  readonly mono?: boolean;
  /** Where it stands; the page makes a link of it. */
  readonly span?: ByteSpan;
  /** Something that can be done about it. */
  readonly action?: { readonly id: ActionId; readonly title: string; readonly argument?: number };
}

/** A span of time on a line: places are fractions of the line from 0 to 1. */
export interface TimeBar {
  readonly label: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Words at both ends of the line. */
  readonly ends: readonly [string, string];
  readonly status: StatementStatus;
}

/** Boxes in boxes: who signs what around what. The statements say the same in words. */
export interface PictureBox {
  readonly label: string;
  readonly inside: readonly PictureBox[];
  readonly span?: ByteSpan;
}

/** A part of the overview with a heading. Any decoder feeds the page through these. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly statements: readonly Statement[];
  readonly bar?: TimeBar;
  readonly picture?: PictureBox;
  /** Shut at first. */
  readonly folded?: boolean;
}

/** One certificate of the chain's picture. */
export interface ChainCertificate {
  /** Number of the certificate among those of the file. */
  readonly number: number;
  readonly name: string;
  /** "✓ self-signed, RSA 4096, until 2034" comes from these. */
  readonly status: StatementStatus;
  readonly verdict: string;
  readonly facts: string;
  readonly bar: TimeBar | undefined;
  readonly details: readonly Statement[];
}

/** One way up from a leaf, drawn from the top down. */
export interface ChainPath {
  readonly title: string;
  readonly status: StatementStatus;
  readonly certificates: readonly ChainCertificate[];
  readonly aws: readonly Statement[];
}

export interface ChainModel {
  readonly paths: readonly ChainPath[];
  readonly notes: readonly Statement[];
  /** What a leaf can be for at AWS, and which of them its lines are about. */
  readonly purposes: readonly string[];
  readonly purpose: number;
}

export interface ViewFinding {
  readonly severity: Severity;
  readonly message: string;
  readonly reference: string;
  readonly span: ByteSpan | undefined;
}

/** One of the structures of a file. */
export interface PartName {
  readonly title: string;
  readonly detail: string;
}

export type TabId = 'overview' | 'chain' | 'structure' | 'bytes' | 'findings';

/** What the page shows at once; rows, bytes and the overview's verdicts follow. */
export interface StructureModel {
  readonly title: string;
  readonly subtitle: string;
  /** Sentences above everything: the file is text, only a part was read, a private key. */
  readonly notices: readonly Notice[];
  readonly parts: readonly PartName[];
  readonly part: number;
  readonly tab: TabId;
  /** Bytes of the part. */
  readonly size: number;
  readonly actions: readonly { readonly id: ActionId; readonly title: string }[];
  /** What a restored page opens again; undefined for pasted text and for files in the custom editor. */
  readonly restore: RestoreToken | undefined;
}

export interface Notice {
  readonly status: StatementStatus;
  readonly text: string;
  readonly action?: { readonly id: ActionId; readonly title: string };
}

export interface RestoreToken {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** Row of the tree. */
export interface TreeRow {
  readonly row: number;
  readonly node: number;
  /** From 1, as aria-level. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  /** Undefined: nothing inside. */
  readonly open: boolean | undefined;
  /** Name by the schema: "serialNumber"; '' where there is none. */
  readonly name: string;
  /** "TBSCertificate"; '' where there is none. */
  readonly type: string;
  readonly tag: string;
  readonly value: string;
  readonly start: number;
  /** Octets of the tag, of tag and length, of the content. */
  readonly tagLength: number;
  readonly headerLength: number;
  readonly length: number;
  /** Behind content and end-of-contents. */
  readonly end: number;
  readonly mark: Severity | undefined;
  /** Of a string of octets or bits whose content parses: shown as structure, or as a value on request. */
  readonly inside: 'open' | 'closed' | undefined;
  /** What does not fit the schema, or what the node is (not read, cut off); '' for most. */
  readonly note: string;
}

/** Words of the page, by name; {0}, {1} are filled there. */
export type StructureStrings = Readonly<Record<StructureWord, string>>;

export type StructureWord =
  | 'tabs'
  | 'overview'
  | 'chain'
  | 'structure'
  | 'bytes'
  | 'findings'
  | 'findingsCount'
  | 'part'
  | 'tree'
  | 'noSchema'
  | 'level'
  | 'rowLabel'
  | 'loading'
  | 'hexGrid'
  | 'legendTag'
  | 'legendLength'
  | 'legendContent'
  | 'legendSelected'
  | 'offset'
  | 'bytesAt'
  | 'byteStatus'
  | 'hiddenByte'
  | 'nameColumn'
  | 'offsetColumn'
  | 'lengthColumn'
  | 'expandAll'
  | 'collapseAll'
  | 'find'
  | 'findNext'
  | 'findPrevious'
  | 'goTo'
  | 'copyValue'
  | 'copyHex'
  | 'copyBase64'
  | 'copyPem'
  | 'copyPath'
  | 'copySelection'
  | 'saveNode'
  | 'openEmbedded'
  | 'showAsValue'
  | 'showInside'
  | 'ofNode'
  | 'ok'
  | 'wrong'
  | 'unknown'
  | 'warn'
  | 'none'
  | 'error'
  | 'warning'
  | 'info'
  | 'noFindings'
  | 'moreFindings'
  | 'show'
  | 'checking'
  | 'copy'
  | 'now'
  | 'aws'
  | 'purpose'
  | 'details'
  | 'noChain'
  | 'empty'
  | 'size';

export type ToStructurePage =
  | { readonly type: 'show'; readonly model: StructureModel; readonly strings: StructureStrings }
  | { readonly type: 'overview'; readonly sections: readonly Section[]; readonly final: boolean }
  | { readonly type: 'chain'; readonly chain: ChainModel | undefined }
  | { readonly type: 'findings'; readonly findings: readonly ViewFinding[]; readonly more: number }
  | { readonly type: 'tree'; readonly total: number; readonly generation: number }
  | { readonly type: 'rows'; readonly generation: number; readonly rows: readonly TreeRow[] }
  | { readonly type: 'bytes'; readonly from: number; readonly hex: string }
  | {
      readonly type: 'select';
      readonly row: TreeRow;
      readonly total: number;
      readonly generation: number;
      readonly offset: number;
      readonly path: string;
      readonly focus: boolean;
    }
  | { readonly type: 'say'; readonly text: string; readonly busy: boolean };

export const actionIds = [
  'openAsText',
  'openTextEditor',
  'compare',
  'exportChain',
  'addCertificates',
  'addRandomNumber',
  'openWithKrdKey',
  'import',
  'chooseRoot',
  'chooseSigner',
  'chooseKrd',
  'reveal',
  'openEmbedded',
  'turnInside',
  'chainPurpose',
  'saveNode',
  'copyDump',
  'openPart',
] as const;
export type ActionId = (typeof actionIds)[number];

export const copyForms = ['value', 'hex', 'base64', 'pem', 'path'] as const;
export type CopyForm = (typeof copyForms)[number];

export type FromStructurePage =
  | { readonly type: 'ready' }
  | { readonly type: 'tab'; readonly tab: TabId }
  | { readonly type: 'part'; readonly part: number }
  | { readonly type: 'rows'; readonly from: number; readonly to: number; readonly generation: number }
  | { readonly type: 'bytes'; readonly from: number; readonly to: number }
  | { readonly type: 'fold'; readonly node: number; readonly open: boolean; readonly all: boolean }
  /** Selects the row of a node, of a byte, of a whole value that begins there, or by typed letters. */
  | { readonly type: 'row'; readonly row: number; readonly generation: number }
  | { readonly type: 'locate'; readonly offset: number; readonly end: number; readonly focus: boolean }
  | { readonly type: 'letters'; readonly text: string; readonly row: number }
  | { readonly type: 'parent'; readonly node: number }
  | { readonly type: 'find'; readonly text: string; readonly backwards: boolean }
  | { readonly type: 'goTo'; readonly text: string }
  | {
      readonly type: 'copy';
      readonly form: CopyForm;
      readonly from: number;
      readonly to: number;
      readonly node: number;
    }
  | { readonly type: 'copyText'; readonly text: string }
  | { readonly type: 'action'; readonly id: ActionId; readonly argument: number };

const tabs: readonly string[] = ['overview', 'chain', 'structure', 'bytes', 'findings'];

/** Rows and bytes of one request at most: some screens full. */
export const mostRowsAsked = 1000;
export const mostBytesAsked = 65_536;
export const longestSearch = 1000;

const whole = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const range = (from: unknown, to: unknown, most: number): boolean =>
  whole(from) && whole(to) && from <= to && to - from <= most;
const short = (value: unknown, most: number): boolean => typeof value === 'string' && value.length <= most;

export function isFromStructurePage(value: unknown): value is FromStructurePage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>;
  switch (message.type) {
    case 'ready':
      return true;
    case 'tab':
      return typeof message.tab === 'string' && tabs.includes(message.tab);
    case 'part':
      return whole(message.part);
    case 'rows':
      return range(message.from, message.to, mostRowsAsked) && whole(message.generation);
    case 'bytes':
      return range(message.from, message.to, mostBytesAsked);
    case 'fold':
      return (
        typeof message.node === 'number' &&
        Number.isSafeInteger(message.node) &&
        message.node >= -1 &&
        typeof message.open === 'boolean' &&
        typeof message.all === 'boolean'
      );
    case 'row':
      return whole(message.row) && whole(message.generation);
    case 'locate':
      return whole(message.offset) && whole(message.end) && typeof message.focus === 'boolean';
    case 'letters':
      return short(message.text, 100) && whole(message.row);
    case 'parent':
      return whole(message.node);
    case 'find':
      return short(message.text, longestSearch) && typeof message.backwards === 'boolean';
    case 'goTo':
      return short(message.text, 100);
    case 'copy':
      return (
        copyForms.some((form) => form === message.form) &&
        range(message.from, message.to, Number.MAX_SAFE_INTEGER) &&
        whole(message.node)
      );
    case 'copyText':
      return short(message.text, 100_000);
    case 'action':
      return actionIds.some((id) => id === message.id) && whole(message.argument);
    default:
      return false;
  }
}

const pageTypes: readonly string[] = [
  'show',
  'overview',
  'chain',
  'findings',
  'tree',
  'rows',
  'bytes',
  'select',
  'say',
];

/** The page trusts its extension; this keeps foreign messages of the window out. */
export function isToStructurePage(value: unknown): value is ToStructurePage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    pageTypes.includes(value.type)
  );
}

/** The token of a restored panel, if it is one. */
export function structureTokenOf(state: unknown): RestoreToken | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { uri, start, end } = state as Record<string, unknown>;
  if (typeof uri !== 'string' || uri.length > 10_000 || !whole(start) || !whole(end) || end < start)
    return undefined;
  return { uri, start, end };
}
