/**
 * Messages between the structure viewer's page and the extension. The document stays with the
 * extension; the page asks for the rows and bytes that show. Plain data, checked on arrival.
 */
import * as v from 'valibot';
import { messages, bare, octets, own, readAs, text, texts, whole, type MessageOf } from './messages';

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
  /** Parts, each with its label, shown under this one. */
  readonly inside?: readonly Statement[];
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
  /** The signature on it, and nothing else. */
  readonly signature: ContentsCell;
  /** Its dates. */
  readonly dates: ContentsCell;
  /** Its key. */
  readonly facts: string;
  /** What is wrong between it and its issuer. */
  readonly problems: readonly Statement[];
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
  /** What AWS asks is shown at once: it is going to be used, or the material is for it. */
  readonly isForAws: boolean;
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

/** A cell of the table of contents: "5 ✓", "✗ 2026-01-04". */
export interface ContentsCell {
  readonly status: StatementStatus;
  /** In front of the verdict: what it is about. */
  readonly before?: string;
  readonly text: string;
}

/** One of the structures of a file that holds several. */
export interface ContentsRow {
  readonly part: number;
  readonly what: string;
  /** Algorithm, encoding: beside the name, less loud. */
  readonly detail: string;
  /** Number, from 1, of the row with the same bytes; the cells of a copy are empty. */
  readonly duplicateOf: number | undefined;
  readonly until: ContentsCell | undefined;
  readonly issuer: ContentsCell | undefined;
  readonly key: ContentsCell | undefined;
}

/** The page of a file that holds several structures: it comes first. */
export interface ContentsModel {
  /** How many rows are in the worst states: "✗ 1 expired". */
  readonly counts: readonly ContentsCell[];
  readonly rows: readonly ContentsRow[];
}

/** Contents: of a file that holds several structures; the others but chain: of one structure. */
export const tabIds = ['contents', 'overview', 'chain', 'structure', 'bytes', 'findings'] as const;
export type TabId = (typeof tabIds)[number];

/** What the page shows at once; rows, bytes and the overview's verdicts follow. */
export interface StructureModel {
  readonly title: string;
  readonly subtitle: string;
  /** Sentences above everything: the file is text, only a part was read, a private key. */
  readonly notices: readonly Notice[];
  readonly parts: readonly PartName[];
  /** The shown part, or the one that was shown last. */
  readonly part: number;
  /** The file with all its parts is shown, and none of them. */
  readonly isWhole: boolean;
  /** Name of the file. */
  readonly file: string;
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
  /** Found by the search. */
  readonly hit: boolean;
  /** What does not fit the schema, or what the node is (not read, cut off); '' for most. */
  readonly note: string;
}

export const isToStructurePage = messages({
  texts,
  show: v.object({ model: own<StructureModel>() }),
  contents: v.object({ contents: own<ContentsModel>() }),
  /** Sent again when what the checks need was found: the notices offer it. */
  overview: v.object({
    sections: own<readonly Section[]>(),
    verdicts: own<readonly Statement[]>(),
    notices: own<readonly Notice[]>(),
  }),
  chain: v.object({ chain: v.optional(own<ChainModel>()) }),
  findings: v.object({
    findings: own<readonly ViewFinding[]>(),
    more: whole,
    /** "0 findings, 6 checks not done". */
    summary: v.string(),
    /** Checks that failed or were not done, in the overview's words. */
    checks: own<readonly Statement[]>(),
  }),
  /** What other readers make of the shown part. */
  secondOpinion: v.object({ statements: own<readonly Statement[]>() }),
  tree: v.object({ total: whole, generation: whole }),
  rows: v.object({ generation: whole, rows: own<readonly TreeRow[]>() }),
  bytes: v.object({ from: whole, hex: v.string() }),
  select: v.object({
    row: own<TreeRow>(),
    total: whole,
    generation: whole,
    offset: whole,
    path: v.string(),
    focus: v.boolean(),
  }),
  /** Beside the search box: "2 of 5", "not found", how far it is. */
  found: v.object({ text: v.string(), failed: v.boolean() }),
  say: v.object({ text: v.string() }),
  /** Nothing is shown yet: what was typed so far, and why it could not be shown. */
  ask: v.object({ text: v.string(), problem: v.string() }),
});
export type ToStructurePage = MessageOf<typeof isToStructurePage>;

export const actionIds = [
  'openAsText',
  'openTextEditor',
  'compare',
  'exportChain',
  'addCertificates',
  'lookInFolder',
  'lookBeside',
  'useOffered',
  'addRandomNumber',
  'openWithKrdKey',
  'openPkcs12',
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

/** Rows and bytes of one request at most: some screens full. */
export const mostRowsAsked = 1000;
export const mostBytesAsked = 65_536;
export const longestSearch = 1000;
/** Characters or bytes that are pasted or dropped at most: what is read of a file, too. */
export const mostGiven = 32 * 1024 * 1024;

const range = { from: whole, to: whole };
const holds = (from: number, to: number, most: number): boolean => from <= to && to - from <= most;

export const isFromStructurePage = messages({
  ready: bare,
  tab: v.object({ tab: v.picklist(tabIds) }),
  part: v.object({ part: whole }),
  /** Back from a part to the file that holds it. */
  whole: bare,
  rows: v.pipe(
    v.object({ ...range, generation: whole }),
    v.check(({ from, to }) => holds(from, to, mostRowsAsked)),
  ),
  bytes: v.pipe(
    v.object(range),
    v.check(({ from, to }) => holds(from, to, mostBytesAsked)),
  ),
  /** One node, or all of them below node; -1 is above all. */
  fold: v.object({
    node: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
    open: v.boolean(),
    all: v.boolean(),
  }),
  /** Selects the row of a node, of a byte, of a whole value that begins there, or by typed letters. */
  row: v.object({ row: whole, generation: whole }),
  locate: v.object({ offset: whole, end: whole, focus: v.boolean() }),
  letters: v.object({ text: text(100), row: whole }),
  parent: v.object({ node: whole }),
  find: v.object({ text: text(longestSearch), backwards: v.boolean() }),
  goTo: v.object({ text: text(100) }),
  copy: v.pipe(
    v.object({ form: v.picklist(copyForms), ...range, node: whole }),
    v.check(({ from, to }) => holds(from, to, Number.MAX_SAFE_INTEGER)),
  ),
  copyText: v.object({ text: text(100_000) }),
  /** Asks other readers about the shown part. */
  secondOpinion: bare,
  action: v.object({ id: v.picklist(actionIds), argument: whole }),
  /** Text of the box, whenever it changes. */
  paste: v.object({ text: text(mostGiven) }),
  /** Content of a file, with its name and without its path. */
  /** `left`: files that were dropped with it and come after it. */
  drop: v.object({ name: text(1000), bytes: octets(mostGiven), left: v.optional(whole) }),
  clipboard: bare,
  chooseFile: bare,
});
export type FromStructurePage = MessageOf<typeof isFromStructurePage>;

const restoreToken = v.pipe(
  v.object({ uri: text(10_000), start: whole, end: whole }),
  v.check(({ start, end }) => end >= start),
);

/** The token of a restored panel, if it is one. */
export function structureTokenOf(state: unknown): RestoreToken | undefined {
  return readAs(restoreToken, state);
}
