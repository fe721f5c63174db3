/** Messages between the page of an import manifest and the extension. Plain data in the user's language, checked on arrival. */
import * as v from 'valibot';
import type { ImportAction, ImportFailureView, ImportRow, ImportVerdict, VerdictState } from './importPage';
import { bare, messages, own, readAs, text, texts, whole, type MessageOf } from './messages';

/** What rows are counted and filtered by, in the order in which they are shown. */
export const rowGroups = ['ready', 'look', 'imported', 'before', 'attention', 'blocked'] as const;
export type RowGroup = (typeof rowGroups)[number];

/** A row of the manifest as it stands. Facts only, no material. */
export interface ManifestRowView {
  /** From 1, in the order of the manifest. */
  readonly number: number;
  /** Line of the manifest where it begins, from 1. */
  readonly line: number;
  /** "P0 · TDES_2KEY · 96 characters"; '' where the block cannot be read. */
  readonly key: string;
  readonly wrappingKey: string;
  readonly alias: string;
  /** KCV that the row expects, and the one that its key has; '' where there is none. */
  readonly expected: string;
  readonly found: string;
  /** How the two compare; undefined where there is nothing to compare. */
  readonly compared?: ImportVerdict | undefined;
  readonly group: RowGroup;
  /** 'running' while its call is under way. */
  readonly state: VerdictState | 'running' | 'plain';
  /** "ready", "imported before". */
  readonly word: string;
  /** Every reason, worst first. */
  readonly reasons: readonly ImportVerdict[];
  /** Of its key; '' where there is none. */
  readonly arn: string;
  readonly actions: readonly ImportAction[];
}

export interface ManifestPageModel {
  /** "Import from terminals.keymanifest.json". */
  readonly title: string;
  /** "payments-test · 1111-2222-3333 · us-east-1 · live AWS"; '' before a service was read. */
  readonly target: string;
  readonly live: boolean;
  /** Groups that have rows. */
  readonly counts: readonly { readonly group: RowGroup; readonly label: string; readonly count: number }[];
  readonly rows: number;
  /** What an import would do, or did: labelled lines. */
  readonly facts: readonly ImportRow[];
  /** About the manifest as a whole, worst first. */
  readonly verdicts: readonly ImportVerdict[];
  /** The button: "Import 24 Keys…"; '' where nothing is to be imported. */
  readonly import: string;
  /** What is being done now; '' for nothing. */
  readonly busy: string;
  /** Of a run: rows that are done, and all that it is to do. */
  readonly progress?: { readonly done: number; readonly of: number } | undefined;
  readonly actions: readonly ImportAction[];
  readonly failure: ImportFailureView | undefined;
  /** What the page keeps of itself over a reload. */
  readonly restore: ManifestRestoreToken;
}

export interface ManifestRestoreToken {
  /** URI of the manifest. */
  readonly uri: string;
}

export const isToManifestPage = messages({
  texts,
  show: v.object({ model: own<ManifestPageModel>() }),
  /** All rows; sent when they were judged anew. */
  rows: v.object({ rows: own<readonly ManifestRowView[]>() }),
  /** Rows that changed since. */
  changed: v.object({ rows: own<readonly ManifestRowView[]>() }),
  copied: bare,
});
export type ToManifestPage = MessageOf<typeof isToManifestPage>;

const name = text(100);

export const isFromManifestPage = messages({
  ready: bare,
  /** To the line of a row in the manifest. */
  reveal: v.object({ row: whole }),
  /** A command of a row, by its number; 0 for those of the page. */
  act: v.object({ row: whole, id: name }),
  /** To the native confirmation. */
  import: bare,
  /** Ends a run behind the row under way, or a reading. */
  stop: bare,
  /** The ARN of a row. */
  copy: v.object({ row: whole }),
});
export type FromManifestPage = MessageOf<typeof isFromManifestPage>;

const restoreToken = v.object({ uri: text(10_000) });

/** The token of a restored page, if it is one. */
export function manifestTokenOf(state: unknown): ManifestRestoreToken | undefined {
  return readAs(restoreToken, state);
}
