/**
 * An import manifest: many key blocks to be imported in order. JSON of version 1 (media/schema) or CSV with a
 * header row of the same names. Key blocks only: TR-34 tokens, RSA cryptograms and certificates need parameters
 * or an order of their own and are imported one by one.
 */
import { type Finding, phrase, type Span, type Words } from '../../core/findings';
import type { KeyMaterial } from '../../core/input/keyMaterial';
import type { KeyCheckValueAlgorithm } from '../model/enums';
import type { Tag } from '../operations';

export const manifestLimits = { characters: 16 * 1024 * 1024, rows: 10_000, depth: 16 } as const;

/** What a row can say; in CSV the names of the columns. */
export const rowMembers = [
  'keyBlock',
  'wrappingKey',
  'alias',
  'tags',
  'checkValue',
  'checkValueAlgorithm',
  'enabled',
  'again',
  'note',
] as const;
export type RowMember = (typeof rowMembers)[number];

export interface ManifestRow {
  /** From 1, in the order of the manifest. */
  readonly number: number;
  /** The row in the text of the manifest. */
  readonly span: Span;
  /** Where its members stand; those that are not given, or come from the defaults, are left out. */
  readonly places: Readonly<Partial<Record<RowMember, Span>>>;
  /** Without white space and scheme tags around it; empty where it is not given. */
  readonly keyBlock: string;
  /** Where the characters of `keyBlock` stand, where each of them stands there as it is. */
  readonly material?: { readonly block: KeyMaterial; readonly at: number };
  /** Alias or ARN; empty where it is not given. */
  readonly wrappingKey: string;
  readonly alias?: string;
  readonly tags: readonly Tag[];
  /** Upper-case digits. */
  readonly checkValue?: string;
  readonly checkValueAlgorithm?: KeyCheckValueAlgorithm;
  readonly enabled?: boolean;
  /** Why the same block is imported once more though it was imported before; kept with the import. */
  readonly again?: string;
  readonly note?: string;
  /** What is wrong with the form of the row; spans are characters of the manifest. */
  readonly findings: readonly Finding[];
}

export interface Manifest {
  readonly form: 'json' | 'csv';
  readonly rows: readonly ManifestRow[];
  /** Of the manifest as a whole. With an error among them nothing can be imported. */
  readonly findings: readonly Finding[];
}

/** A member as it was read, before its form is judged. */
export interface GivenMember {
  readonly value: unknown;
  readonly span: Span;
  /** The characters of a string, where they stand in the text as they are. */
  readonly literal?: Span;
}

export interface GivenRow {
  readonly span: Span;
  readonly members: ReadonlyMap<RowMember, GivenMember>;
  readonly findings: readonly Finding[];
}

/** A value in a sentence: short, and never all of a key block. */
export function shown(value: unknown): string | Words {
  if (value === undefined) return phrase('nothing');
  if (Array.isArray(value)) return phrase('a list');
  if (typeof value === 'object' && value !== null) return phrase('an object');
  const text = JSON.stringify(value);
  return text.length > 42 ? `${text.slice(0, 40)}…"` : text;
}
