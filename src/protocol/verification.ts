/**
 * What the inspector shows of a block that was verified or unwrapped, and the messages about it. The key
 * is in none of them but `revealed`, which is sent once, after the user said so.
 */
import type { InspectorFinding } from './inspector';

export interface VerificationRow {
  readonly label: string;
  readonly value: string;
  /** Digits and codes, shown in monospace. */
  readonly digits?: boolean;
  /** A word for it stands in `value` or `note`; this chooses the mark beside it. */
  readonly mark?: 'right' | 'wrong' | 'warning';
  readonly note?: string;
}

export interface VerificationModel {
  readonly verdict: 'right' | 'wrong';
  /** One sentence: what the MAC says. */
  readonly title: string;
  readonly rows: readonly VerificationRow[];
  readonly findings: readonly InspectorFinding[];
  /** Words of the hidden key; undefined where there is no key to reveal. */
  readonly reveal: RevealStrings | undefined;
  readonly headings: { readonly section: string; readonly findings: string };
}

export interface RevealStrings {
  readonly label: string;
  /** "hidden". */
  readonly hidden: string;
  readonly button: string;
  readonly hide: string;
  /** "{0} seconds left". */
  readonly countdown: string;
}

/** How long a revealed key stays on the page. */
export const revealSeconds = 30;

export type VerificationToWebview =
  | { readonly type: 'verification'; readonly model: VerificationModel }
  | { readonly type: 'noVerification' }
  /** Upper-case hexadecimal digits of the key, once. */
  | { readonly type: 'revealed'; readonly key: string; readonly seconds: number }
  | { readonly type: 'hidden' };

export type VerificationToExtension = { readonly type: 'reveal' } | { readonly type: 'hide' };

export function isVerificationToExtension(value: unknown): value is VerificationToExtension {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return value.type === 'reveal' || value.type === 'hide';
}

export function isVerificationToWebview(value: unknown): value is VerificationToWebview {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (value.type === 'hidden' || value.type === 'noVerification') return true;
  if (value.type === 'verification')
    return 'model' in value && typeof value.model === 'object' && value.model !== null;
  return (
    value.type === 'revealed' &&
    'key' in value &&
    typeof value.key === 'string' &&
    'seconds' in value &&
    typeof value.seconds === 'number'
  );
}
