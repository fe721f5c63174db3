/** What is asked of check values that differ, and what is answered. */
import type { Localisable, Words } from '../findings';
import type { CauseId } from './causes';
import type { CheckMethod } from './methods';

/** Of what a check value is said to be. */
export type ValueRole = 'key' | 'component' | 'kek';

/** A check value as it was given. */
export interface GivenValue {
  /** Hexadecimal digits, 4 to 40; white space, colons and hyphens between them are left out. */
  readonly value: string;
  /** Where it comes from: "Typed", "KC of the key block in line 3". Shown as it is. */
  readonly origin: string;
  readonly role: ValueRole;
  /** How it was made, where the source shows it. */
  readonly method?: CheckMethod;
}

export type KeyAlgorithmFact = 'DES' | 'TDES' | 'AES' | 'HMAC';

/** What is known of the key besides; what is not given is not known, and excludes nothing. */
export interface KeyFacts {
  readonly algorithm?: KeyAlgorithmFact;
  /** Bits as written, parity bits among them: 64, 128 and 192 for DES and TDES. */
  readonly bits?: number;
  /** Whether the values are of a whole key or of one component. */
  readonly part?: 'whole' | 'component';
  /** How the key came to where the second value was made. */
  readonly moved?: 'components' | 'cryptogram' | 'keyBlock';
  /** Usage in words, printed only. */
  readonly usage?: string;
}

/** Clear test material. It stays the caller's to wipe. */
export interface ClearMaterial {
  readonly algorithm: KeyAlgorithmFact;
  /** The whole key; of components, what they combine to. */
  readonly key: Uint8Array;
  /** In the order of the form; empty where the key was given whole. */
  readonly components: readonly Uint8Array[];
  readonly kek?: { readonly algorithm: 'TDES' | 'AES'; readonly key: Uint8Array };
  /** What the other side may have used in its place. */
  readonly otherKek?: { readonly algorithm: 'TDES' | 'AES'; readonly key: Uint8Array };
}

/**
 * - computed: made from the test key, it gives the digits of both values.
 * - shown: the digits or the labels of the values themselves show it.
 * - fits: nothing that is known excludes it.
 * - excluded: it cannot be the cause, or was computed and gives other digits.
 */
export type CauseStanding = 'computed' | 'shown' | 'fits' | 'excluded';

export interface JudgedCause {
  readonly id: CauseId;
  readonly standing: CauseStanding;
  /** What exactly was found, or why it is excluded. */
  readonly because?: Localisable;
}

/** Causes of one rank. Several in a group give the same digits: no check value tells them apart. */
export interface CauseGroup {
  readonly causes: readonly JudgedCause[];
}

/** Two of the values, by their places in the list that was given. */
export interface PairAnswer {
  readonly first: number;
  readonly second: number;
  /** sameDigits: all digits that both have are the same, so that there is nothing to explain. */
  readonly relation: 'different' | 'sameDigits';
  /** Best first: computed, then shown, then what fits in the order of the table. */
  readonly named: readonly CauseGroup[];
  readonly fits: readonly JudgedCause[];
  readonly excluded: readonly JudgedCause[];
}

/** What of the test key gives the digits of a value. */
export interface ValueReading {
  /** Undefined: the whole key as it was given. */
  readonly cause: CauseId | undefined;
  /** Name of the method, and of the hash where it has one. */
  readonly made: Words;
  readonly because: Localisable;
}

export interface Explanation {
  /** Values that could be read, in the order given. */
  readonly values: readonly (GivenValue & { readonly digits: string })[];
  /** Places of values that could not be read: not 4 to 40 hexadecimal digits. */
  readonly unreadable: readonly number[];
  readonly pairs: readonly PairAnswer[];
  /** By the place of a value; undefined where no test key was given. */
  readonly readings: readonly (readonly ValueReading[])[] | undefined;
  /** How many different values were computed from the test key; 0 without one. */
  readonly computed: number;
}
