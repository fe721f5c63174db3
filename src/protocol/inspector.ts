/** Messages between the key block inspector's page and the extension. Plain data, checked on arrival. */

/** A field of the block as the page shows it. Spans are characters of `text`, counted from 0. */
export interface InspectorField {
  readonly id: string;
  readonly name: string;
  readonly raw: string;
  readonly meaning: string;
  readonly start: number;
  readonly end: number;
  /** Where the rule comes from; '' where nothing is written about it. */
  readonly reference: string;
  readonly group: 'header' | 'optional' | 'tail';
  /** Decoded parts, of optional blocks above all. */
  readonly parts: readonly InspectorField[];
}

export interface InspectorFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly reference: string;
  readonly start: number;
  readonly end: number;
  /** Set where the finding is about the whole block and no place in it. */
  readonly nowhere?: true;
}

/** What AWS Payment Cryptography makes of the block. */
export interface InspectorVerdict {
  readonly importable: 'yes' | 'no' | 'unclear';
  /** One sentence. */
  readonly line: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly findings: readonly InspectorFinding[];
}

/** One field of two blocks, side by side. */
export interface ComparisonRow {
  readonly name: string;
  readonly state: 'same' | 'differs' | 'onlyHere' | 'onlyThere';
  readonly here: ComparedValue | undefined;
  readonly there: ComparedValue | undefined;
}

export interface ComparedValue {
  readonly raw: string;
  readonly meaning: string;
  /** Runs of characters of `raw`, half-open, that the other does not have. */
  readonly differing: readonly (readonly [start: number, end: number])[];
}

export interface InspectorComparison {
  /** "Compared with …". */
  readonly title: string;
  /** How many fields differ. */
  readonly summary: string;
  readonly rows: readonly ComparisonRow[];
}

/** What the page keeps over a reload: where the block stands, never the block. */
export interface RestoreToken {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  /** Set where a selection was decoded, which may have spaces and line breaks in it. */
  readonly selection?: true;
}

export interface InspectorModel {
  readonly title: string;
  readonly text: string;
  readonly fields: readonly InspectorField[];
  readonly findings: readonly InspectorFinding[];
  readonly verdict: InspectorVerdict;
  /** Undefined for a block that was typed or pasted. */
  readonly restore: RestoreToken | undefined;
  /** "payments.log, line 2"; undefined for a block that was typed. */
  readonly place: string | undefined;
  /** What the user typed, character by character, where the block was typed. */
  readonly typed: string | undefined;
  /** Something about the block as a whole, such as that it is gone from its file. */
  readonly notice: string | undefined;
  readonly comparison: InspectorComparison | undefined;
}

/** What the page may offer. */
export interface InspectorOffers {
  /** Whether a feature can verify the block. */
  readonly verify: boolean;
  /** Whether there is a key service here to import it into. */
  readonly import: boolean;
  readonly back: boolean;
  readonly forward: boolean;
}

/** Every word of the page; the extension localises them. `{0}` are filled in by the page. */
export interface InspectorStrings {
  readonly empty: string;
  readonly pasteLabel: string;
  readonly pasteHint: string;
  readonly typeBlock: string;
  readonly findings: string;
  readonly noFindings: string;
  readonly aws: string;
  readonly why: string;
  readonly noReasons: string;
  readonly fields: string;
  readonly columns: readonly [
    field: string,
    code: string,
    meaning: string,
    characters: string,
    source: string,
    copy: string,
  ];
  readonly strip: string;
  readonly severities: Readonly<Record<InspectorFinding['severity'], string>>;
  readonly character: string;
  readonly characters: string;
  readonly wholeBlock: string;
  readonly length: string;
  readonly showAll: string;
  readonly optionalBlocks: string;
  readonly payloadAndMac: string;
  readonly selected: string;
  readonly nothingSelected: string;
  readonly showInEditor: string;
  readonly copy: string;
  readonly copyOf: string;
  readonly copyValue: string;
  readonly copyFinding: string;
  readonly copyBlock: string;
  readonly copyJson: string;
  readonly copyMarkdown: string;
  readonly copied: string;
  readonly actions: string;
  readonly back: string;
  readonly forward: string;
  readonly verification: string;
  readonly notVerified: string;
  readonly verify: string;
  readonly import: string;
  readonly compare: string;
  readonly comparison: string;
  readonly closeComparison: string;
  readonly comparisonColumns: readonly [field: string, here: string, there: string, result: string];
  readonly comparisonStates: Readonly<Record<ComparisonRow['state'], string>>;
  readonly missing: string;
}

export type ToWebview =
  | {
      readonly type: 'show';
      readonly model: InspectorModel;
      readonly offers: InspectorOffers;
      readonly strings: InspectorStrings;
    }
  | { readonly type: 'empty'; readonly offers: InspectorOffers; readonly strings: InspectorStrings }
  /** The block is the same, its place in the document is another. */
  | {
      readonly type: 'moved';
      readonly restore: RestoreToken | undefined;
      readonly place: string | undefined;
    }
  | { readonly type: 'copied' };

export type ToExtension =
  | { readonly type: 'ready' }
  | { readonly type: 'verify' }
  | { readonly type: 'import' }
  | { readonly type: 'compare' }
  | { readonly type: 'endCompare' }
  | { readonly type: 'back' }
  | { readonly type: 'forward' }
  /** What is in the box now; sent while it is typed. */
  | { readonly type: 'decode'; readonly text: string }
  | { readonly type: 'copy'; readonly as: CopyForm }
  /** Characters of the shown block to the clipboard, or to be seen in the editor. */
  | { readonly type: 'copyCharacters'; readonly start: number; readonly end: number }
  | { readonly type: 'copyFinding'; readonly of: 'block' | 'aws'; readonly index: number }
  | { readonly type: 'select'; readonly start: number; readonly end: number }
  | { readonly type: 'showInEditor'; readonly start: number; readonly end: number };

export type CopyForm = 'block' | 'json' | 'markdown';

/** The longest text the page may send: a block has 9 999 characters at most, with room for line breaks. */
export const longestInput = 40_000;

const isPlace = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= longestInput;

/** What a message has besides its type, and what is allowed there. */
const shapes: Readonly<Record<ToExtension['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  ready: {},
  verify: {},
  import: {},
  compare: {},
  endCompare: {},
  back: {},
  forward: {},
  decode: { text: (value) => typeof value === 'string' && value.length <= longestInput },
  copy: { as: (value) => value === 'block' || value === 'json' || value === 'markdown' },
  copyCharacters: { start: isPlace, end: isPlace },
  copyFinding: { of: (value) => value === 'block' || value === 'aws', index: isPlace },
  select: { start: isPlace, end: isPlace },
  showInEditor: { start: isPlace, end: isPlace },
};

export function isToExtension(value: unknown): value is ToExtension {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Readonly<Record<string, unknown>>;
  if (typeof message.type !== 'string' || !Object.hasOwn(shapes, message.type)) return false;
  const shape = shapes[message.type as ToExtension['type']];
  return Object.entries(shape).every(
    ([key, allowed]) => Object.hasOwn(message, key) && allowed(message[key]),
  );
}

export function isToWebview(value: unknown): value is ToWebview {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (value.type === 'copied' || value.type === 'moved') return true;
  if (!('strings' in value) || !('offers' in value)) return false;
  return (
    value.type === 'empty' ||
    (value.type === 'show' && 'model' in value && typeof value.model === 'object' && value.model !== null)
  );
}

/** The token of a restored page, if it is one. */
export function restoreTokenOf(state: unknown): RestoreToken | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { uri, start, end, selection } = state as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof start !== 'number' || typeof end !== 'number') return undefined;
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end >= start
    ? { uri, start, end, ...(selection === true ? { selection } : {}) }
    : undefined;
}
