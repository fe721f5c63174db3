/** Messages between the Import Key page and the extension. Plain data in the user's language, checked on arrival. */
import * as v from 'valibot';
import { bare, messages, octets, own, readAs, text, texts, whole, type MessageOf } from './messages';

/** A verdict as everywhere: exactly what was checked. */
export type VerdictState = 'verified' | 'failed' | 'warning' | 'notChecked' | 'info';

export interface ImportVerdict {
  readonly state: VerdictState;
  readonly text: string;
}

/** One of the values that a field offers. */
export interface ImportOption {
  readonly id: string;
  /** In a line: "alias/kek-main · AES_128 · KCV DF9ADA". */
  readonly label: string;
  /** Heading under which it is listed with those that follow it; '' for none. */
  readonly group: string;
  /** Why it cannot be chosen; '' where it can. */
  readonly refusal: string;
}

/** A small command beside a field: "From a File…". */
export interface ImportAction {
  readonly id: string;
  readonly label: string;
}

export interface ImportField {
  readonly id: string;
  readonly label: string;
  /** 'choice': one of `options`; 'text': typed. */
  readonly kind: 'choice' | 'text';
  /** `id` of an option, or text; '' for none. */
  readonly value: string;
  readonly placeholder: string;
  /** Where the value came from: "identified by the block's KP"; '' where the user gave it, or nobody. */
  readonly origin: string;
  /** What a user should know before answering; '' for nothing. */
  readonly hint: string;
  readonly optional: boolean;
  readonly options: readonly ImportOption[];
  readonly verdicts: readonly ImportVerdict[];
  readonly actions: readonly ImportAction[];
}

/** A certificate that is imported before the key, as a part of the same confirmation. */
export interface ImportStep {
  readonly name: string;
  /** "as root, SHA-256 …". */
  readonly how: string;
  readonly state: 'open' | 'there' | 'given' | 'running' | 'done' | 'waiting' | 'failed';
}

export interface ImportRow {
  readonly label: string;
  readonly value: string;
  /** A row that deserves a second look: "exportable: may leave the account again". */
  readonly danger: boolean;
}

/** The same request as text, to read and to copy. */
export interface ImportRequestText {
  readonly json: string;
  /** For the shell that was chosen last. */
  readonly cli: string;
  readonly shells: readonly { readonly id: ImportShell; readonly label: string }[];
  readonly shell: ImportShell;
}

export const importShells = ['bash', 'powershell', 'cmd'] as const;
export type ImportShell = (typeof importShells)[number];

/** What became of the import. Facts only, no material. */
export interface ImportResultView {
  readonly title: string;
  /** It was sent, and is not decided yet. */
  readonly waiting?: boolean | undefined;
  /** How the KCV compares, first; then what else is to be known. */
  readonly verdicts: readonly ImportVerdict[];
  /** ARN, KCV, alias, request id, time; each can be copied. */
  readonly rows: readonly (ImportRow & { readonly id: string })[];
  readonly actions: readonly ImportAction[];
}

/** Why nothing was imported; beside the fields, which stay as they were. */
export interface ImportFailureView {
  readonly title: string;
  readonly lines: readonly string[];
  /** `id` of the field that it is about; '' for none. */
  readonly field: string;
  readonly actions: readonly ImportAction[];
  /** An answer was changed since: what it says is of the attempt before. */
  readonly past?: boolean | undefined;
}

export interface ImportPageModel {
  /** "Import key block (TR-31)". */
  readonly title: string;
  /** "payments-test · 1111-2222-3333 · us-east-1 · live AWS"; '' before a service was chosen. */
  readonly target: string;
  readonly live: boolean;
  /** Where the material is, and its beginning; undefined where there is none yet. */
  readonly source: { readonly place: string; readonly excerpt: string; readonly reveal: boolean } | undefined;
  /** Other material that is there to be imported; the first is the one shown, where it is of them. */
  readonly sources: readonly ImportOption[];
  /** `id` of the one that is shown; empty for none of them. */
  readonly chosenSource?: string | undefined;
  /** What is wrong with what was pasted or dropped; '' for nothing. */
  readonly problem: string;
  readonly fields: readonly ImportField[];
  readonly steps: readonly ImportStep[];
  /** What the key will be. */
  readonly becomes: readonly ImportRow[];
  /** About no field: worst first. */
  readonly verdicts: readonly ImportVerdict[];
  readonly request: ImportRequestText | undefined;
  /** Whether Import… leads on; else `obstacle` says why not, and `obstacleField` where. */
  readonly ready: boolean;
  readonly obstacle: string;
  readonly obstacleField: string;
  /** What is being done now; '' for nothing. No choice can be changed meanwhile. */
  readonly busy: string;
  /** Whether no text can be changed any more: the import is being sent, or was. While the page only reads, typing goes on. */
  readonly locked: boolean;
  readonly result: ImportResultView | undefined;
  readonly failure: ImportFailureView | undefined;
  /** What the page keeps of itself over a reload: no material. */
  readonly restore: ImportRestoreToken | undefined;
}

/** Where the material was, and which way it was imported. */
export interface ImportRestoreToken {
  readonly uri: string;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly way?: string | undefined;
}

export const isToImportPage = messages({
  texts,
  show: v.object({
    model: own<ImportPageModel>(),
    /** `id` of the field, or 'import', that gets the focus; as it is where this is missing. */
    focus: v.optional(v.string()),
  }),
  copied: bare,
});
export type ToImportPage = MessageOf<typeof isToImportPage>;

/** Longest text that can be pasted: a token of 4 096 bytes in base64 of PEM with its chain is far below it. */
export const longestPaste = 1_000_000;
/** Largest file that can be dropped, bytes. */
export const mostDropped = 1_000_000;
const name = text(100);

export const isFromImportPage = messages({
  ready: bare,
  /** A value of a field: an option, or what is typed. */
  set: v.object({ field: name, value: text(20_000) }),
  /** A small command, beside a field, of the result or of a failure; `field` is '' for those beside none. */
  act: v.object({ field: name, id: name }),
  /** Another material of `sources`. */
  source: v.object({ id: name }),
  paste: v.object({ text: text(longestPaste) }),
  drop: v.object({ name: text(1000), bytes: octets(mostDropped) }),
  chooseFile: bare,
  reveal: bare,
  /** To the native confirmation. */
  import: bare,
  cancel: bare,
  shell: v.object({ shell: v.picklist(importShells) }),
  copy: v.object({ what: v.picklist(['json', 'cli', 'row']), id: name }),
});
export type FromImportPage = MessageOf<typeof isFromImportPage>;

const restoreToken = v.object({
  uri: text(10_000),
  start: v.optional(whole),
  end: v.optional(whole),
  way: v.optional(name),
});

/** The token of a restored page, if it is one. */
export function importTokenOf(state: unknown): ImportRestoreToken | undefined {
  return readAs(restoreToken, state);
}
