/**
 * What the inspector shows of a block that was verified or unwrapped, and the messages about it. The key
 * is in none of them but `revealed`, which is sent once, after the user said so.
 */
import * as v from 'valibot';
import type { InspectorFinding } from './inspector';
import { messages, bare, own, type MessageOf } from './messages';

export interface VerificationRow {
  readonly label: string;
  readonly value: string;
  /** Digits and codes, shown in monospace. */
  readonly digits?: boolean;
  /** A word for it stands in `value` or `note`; this chooses the mark beside it. */
  readonly mark?: 'right' | 'wrong' | 'warning';
  readonly note?: string;
}

/** A check value of the key that was unwrapped. */
export interface KnownCheckValue {
  /** "CMAC". */
  readonly method: string;
  /** Upper-case hexadecimal digits, as many as the method gives here. */
  readonly digits: string;
}

export interface VerificationModel {
  /** 'changed': right for the block as it was before its letters were changed. */
  readonly verdict: 'right' | 'changed' | 'wrong';
  /** What the MAC says, for the line of verdicts: "MAC verified under KBPK 233155", or why it does not fit. */
  readonly headline: string;
  /** The same as one sentence. */
  readonly title: string;
  readonly rows: readonly VerificationRow[];
  readonly findings: readonly InspectorFinding[];
  /** What an expected check value is compared with; none where the MAC does not fit. */
  readonly checkValues: readonly KnownCheckValue[];
  /** What the hidden key is called; undefined where there is no key to reveal. */
  readonly reveal: { readonly label: string } | undefined;
}

/** How long a revealed key stays on the page. */
export const revealSeconds = 30;

export const isToVerification = messages({
  verification: v.object({ model: own<VerificationModel>() }),
  /** Upper-case hexadecimal digits of the key, once. */
  revealed: v.object({ key: v.string(), seconds: v.number() }),
  hidden: bare,
});
export type ToVerification = MessageOf<typeof isToVerification>;

export const isFromVerification = messages({ reveal: bare, hide: bare });
export type FromVerification = MessageOf<typeof isFromVerification>;
