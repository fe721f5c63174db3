/** Messages between the key block inspector's page and the extension. Plain data, checked on arrival. */

/** A field of the block as the page shows it. Spans are characters of `text`, counted from 0. */
export interface InspectorField {
  readonly id: string;
  readonly name: string;
  readonly raw: string;
  readonly meaning: string;
  readonly start: number;
  readonly end: number;
}

export interface InspectorFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly reference: string;
  readonly start: number;
  readonly end: number;
}

/** What the page keeps over a reload: where the block stands, never the block. */
export interface RestoreToken {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

export interface InspectorModel {
  readonly title: string;
  readonly text: string;
  readonly fields: readonly InspectorField[];
  readonly findings: readonly InspectorFinding[];
  /** Undefined for a block that was typed or pasted. */
  readonly restore: RestoreToken | undefined;
}

/** Every word of the page; the extension localises them. */
export interface InspectorStrings {
  readonly empty: string;
  readonly pasteLabel: string;
  readonly decode: string;
  readonly findings: string;
  readonly noFindings: string;
  readonly fields: string;
  readonly columns: readonly [field: string, code: string, meaning: string, characters: string];
  readonly strip: string;
  readonly severities: Readonly<Record<InspectorFinding['severity'], string>>;
  readonly characters: string;
  readonly verification: string;
  readonly notVerified: string;
  readonly verify: string;
}

export type ToWebview =
  | {
      readonly type: 'show';
      readonly model: InspectorModel;
      /** Whether a feature can verify the block. */
      readonly canVerify: boolean;
      readonly strings: InspectorStrings;
    }
  | { readonly type: 'empty'; readonly strings: InspectorStrings };

export type ToExtension =
  | { readonly type: 'ready' }
  | { readonly type: 'verify' }
  | { readonly type: 'decode'; readonly text: string };

/** The longest text the page may send: a block has 9 999 characters at most, with room for line breaks. */
export const longestInput = 40_000;

export function isToExtension(value: unknown): value is ToExtension {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (value.type === 'ready' || value.type === 'verify') return true;
  return (
    value.type === 'decode' &&
    'text' in value &&
    typeof value.text === 'string' &&
    value.text.length <= longestInput
  );
}

export function isToWebview(value: unknown): value is ToWebview {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('strings' in value))
    return false;
  return (
    value.type === 'empty' || (value.type === 'show' && 'model' in value && typeof value.model === 'object')
  );
}

/** The token of a restored page, if it is one. */
export function restoreTokenOf(state: unknown): RestoreToken | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { uri, start, end } = state as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof start !== 'number' || typeof end !== 'number') return undefined;
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end >= start
    ? { uri, start, end }
    : undefined;
}
