/** Messages between the key block inspector's page and the extension. Plain data, checked on arrival. */
import * as v from 'valibot';
import { messages, bare, own, readAs, text, texts, whole, type MessageOf } from './messages';

/** A field of the block as the page shows it. Spans are characters of `text`, counted from 0. */
export interface InspectorField {
  readonly id: string;
  readonly name: string;
  readonly raw: string;
  readonly meaning: string;
  /** The same in two or three words; '' for parts of a field. */
  readonly brief: string;
  readonly start: number;
  readonly end: number;
  /** Where the rule comes from; '' where nothing is written about it. */
  readonly reference: string;
  readonly group: 'header' | 'optional' | 'tail';
  /** Decoded parts, of optional blocks above all. */
  readonly parts: readonly InspectorField[];
}

/** A row of the table of optional blocks. */
export interface InspectorOptionalBlock {
  /** `id` of its field, which has its place. */
  readonly field: string;
  /** "KS". */
  readonly id: string;
  readonly name: string;
  /** What its data says, decoded. */
  readonly value: string;
  /** Of CT. */
  readonly certificates: readonly InspectorCertificate[];
}

/** A certificate that the block carries; what it says, not judged but for its dates. */
export interface InspectorCertificate {
  /** Its subject; of a certificate that could not be read, what is known of it. */
  readonly title: string;
  readonly issuer: string | undefined;
  /** "2027-01-27". */
  readonly validUntil: string | undefined;
  readonly publicKey: string | undefined;
  /** Set where a finding says so. */
  readonly validity: 'expired' | 'notYetValid' | undefined;
  /** Characters that hold its base64. */
  readonly start: number;
  readonly end: number;
}

export interface InspectorFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly reference: string;
  readonly start: number;
  readonly end: number;
  /** Set where the finding is about the whole block and no place in it. */
  readonly nowhere?: true;
  /** Set where it is about the dates of a certificate in the block, which say nothing about how the block is built. */
  readonly ofDates?: true;
  /** What follows from it. */
  readonly folded?: readonly InspectorFinding[];
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

/** What was made a moment ago: the block that is shown, of which key and under which. */
export interface InspectorMade {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: string }[];
}

export interface InspectorModel {
  readonly title: string;
  readonly text: string;
  readonly fields: readonly InspectorField[];
  readonly optionalBlocks: readonly InspectorOptionalBlock[];
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
  /** Shown until it is closed. */
  readonly made: InspectorMade | undefined;
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

export const isToInspectorPage = messages({
  texts,
  show: v.object({ model: own<InspectorModel>(), offers: own<InspectorOffers>() }),
  empty: v.object({ offers: own<InspectorOffers>() }),
  /** The block is the same, its place in the document is another. */
  moved: v.object({
    restore: v.optional(own<RestoreToken>()),
    place: v.optional(v.string()),
  }),
  copied: bare,
});
export type ToInspectorPage = MessageOf<typeof isToInspectorPage>;

/** The longest text the page may send: a block has 9 999 characters at most, with room for line breaks. */
export const longestInput = 40_000;

const place = v.pipe(whole, v.maxValue(longestInput));
/** Characters of the shown block. */
const characters = v.object({ start: place, end: place });

export const isFromInspectorPage = messages({
  ready: bare,
  verify: bare,
  import: bare,
  compare: bare,
  endCompare: bare,
  endMade: bare,
  back: bare,
  forward: bare,
  /** What is in the box now; sent while it is typed. */
  decode: v.object({ text: text(longestInput) }),
  copy: v.object({ as: v.picklist(['block', 'json', 'markdown']) }),
  copyCharacters: characters,
  copyFinding: v.object({ of: v.picklist(['block', 'aws']), index: place }),
  select: characters,
  showInEditor: characters,
  /** A certificate of the block, by the characters that hold it. */
  openCertificate: characters,
});
export type FromInspectorPage = MessageOf<typeof isFromInspectorPage>;
export type CopyForm = Extract<FromInspectorPage, { type: 'copy' }>['as'];

const restoreToken = v.pipe(
  v.object({ uri: v.string(), start: whole, end: whole, selection: v.optional(v.unknown()) }),
  v.check(({ start, end }) => end >= start),
);

/** The token of a restored page, if it is one. */
export function restoreTokenOf(state: unknown): RestoreToken | undefined {
  const token = readAs(restoreToken, state);
  if (!token) return undefined;
  const { selection, ...range } = token;
  return selection === true ? { ...range, selection } : range;
}
