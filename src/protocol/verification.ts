/**
 * What the inspector shows of a block that was verified or unwrapped, and the messages about it. The key
 * is in none of them but `revealed`, which is sent once, after the user said so.
 */
import * as v from 'valibot';
import type { InspectorFinding } from './inspector';
import { messages, bare, own, text, type MessageOf } from './messages';

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
  readonly method: 'ANSI_X9_24' | 'CMAC' | 'HMAC';
  /** Upper-case hexadecimal digits, as many as the method gives here. */
  readonly digits: string;
}

/** What comes of the check value that was typed. */
export interface ExpectedVerdict {
  readonly mark: 'right' | 'wrong' | 'unclear';
  readonly words: string;
}

export interface VerificationModel {
  /** 'changed': right for the block as it was before its letters were changed. */
  readonly verdict: 'right' | 'changed' | 'wrong';
  /** What the MAC says, for the line of verdicts: "MAC verified under KBPK 233155", or why it does not fit. */
  readonly headline: string;
  /** The same as one sentence. */
  readonly title: string;
  /** The key in one line: "TDES double length (16 bytes) · KCV 08D7B4"; undefined where the MAC does not fit. */
  readonly key: VerificationRow | undefined;
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
  /** The answer to `expect`, with its text: what was typed since has an answer of its own. */
  expected: v.object({ text: v.string(), verdict: v.optional(own<ExpectedVerdict>()) }),
});
export type ToVerification = MessageOf<typeof isToVerification>;

/** The longest check value that the page may send; none has more digits than a SHA-256, with room for spaces. */
export const longestExpected = 128;

export const isFromVerification = messages({
  reveal: bare,
  hide: bare,
  /** The check value that is expected, as typed. */
  expect: v.object({ text: text(longestExpected) }),
});
export type FromVerification = MessageOf<typeof isFromVerification>;
