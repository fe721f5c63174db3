/**
 * Facts of a test payload in one comment line, for the import to read back. The line is for programs and is the same
 * in every language; the lines beside it explain the payload to people. Facts are proposals: whatever the material or
 * AWS Payment Cryptography says of a key is worth more. They hold no key, not even a wrapped one.
 */
import {
  keyDerivationFunctions,
  keyDerivationHashes,
  symmetricKeyAlgorithms,
  wrappingKeySpecs,
  type KeyDerivationFunction,
  type KeyDerivationHashAlgorithm,
  type SymmetricKeyAlgorithm,
  type WrappingKeySpec,
} from '../model/enums';
import { keyAlgorithms, type KeyAlgorithm } from '../rules/keyAttributes';

/** How a key is derived from an agreement: members of the import request. */
export interface PayloadDerivation {
  readonly KeyDerivationFunction: KeyDerivationFunction;
  readonly KeyDerivationHashAlgorithm: KeyDerivationHashAlgorithm;
  readonly DeriveKeyAlgorithm: SymmetricKeyAlgorithm;
}

export interface PayloadFacts {
  readonly kind: 'tr34' | 'cryptogram' | 'keyBlock' | 'agreed';
  readonly test: true;
  /** Of the key that travels: "P0". */
  readonly usage?: string;
  readonly keyAlgorithm?: KeyAlgorithm;
  /** Header letter. */
  readonly mode?: string;
  /** Header letter. */
  readonly exportability?: string;
  /** Expected of the imported key. */
  readonly kcv?: string;
  readonly kcvMethod?: 'CMAC' | 'ANSI_X9_24';
  /** Of the KBPK of a TR-31 key block: CMAC of an AES key, ANSI X9.24 of a TDES key. */
  readonly wrappingKcv?: string;
  readonly wrappingAlgorithm?: KeyAlgorithm;
  /** Of a cryptogram. */
  readonly wrappingSpec?: WrappingKeySpec;
  /** SHA-256 of the KRD certificate that the payload was made for, upper-case hex. */
  readonly krdFingerprint?: string;
  /** SHA-256 of the certificate of the sender's CA, which must be trusted, upper-case hex. */
  readonly rootFingerprint?: string;
  /** Of a two-pass TR-34 token, upper-case hex. */
  readonly randomNumber?: string;
  /** Of a key agreement: the key pair of the service. */
  readonly keyPairArn?: string;
  readonly derivation?: PayloadDerivation;
  /** Of a key agreement, upper-case hex. */
  readonly sharedInformation?: string;
}

const marker = '# key-material-facts: ';
/** The longest line that the members below can make is under 3,000 characters, of which shared information takes 2,048. */
const longestLine = 4_096;
/** Characters on each side of the material that are looked through. */
const reach = 200_000;

type Check = (value: unknown) => boolean;

const among =
  (values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);

const like =
  (form: RegExp, longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest && form.test(value);

const checkValue = like(/^[0-9A-F]{4,32}$/, 32);
const digest = like(/^[0-9A-F]{64}$/, 64);
const octets = (longest: number): Check => like(/^(?:[0-9A-F]{2})+$/, longest);

const derivationMembers: Readonly<Record<keyof PayloadDerivation, Check>> = {
  KeyDerivationFunction: among(keyDerivationFunctions),
  KeyDerivationHashAlgorithm: among(keyDerivationHashes),
  DeriveKeyAlgorithm: among(symmetricKeyAlgorithms),
};

/** In the order in which they are written. */
const members: Readonly<Record<keyof PayloadFacts, Check>> = {
  kind: among(['tr34', 'cryptogram', 'keyBlock', 'agreed']),
  test: (value) => value === true,
  usage: like(/^[A-Z0-9]{2}$/, 2),
  keyAlgorithm: among(keyAlgorithms),
  mode: like(/^[A-Z0-9]$/, 1),
  exportability: like(/^[A-Z0-9]$/, 1),
  kcv: checkValue,
  kcvMethod: among(['CMAC', 'ANSI_X9_24']),
  wrappingKcv: checkValue,
  wrappingAlgorithm: among(keyAlgorithms),
  wrappingSpec: among(wrappingKeySpecs),
  krdFingerprint: digest,
  rootFingerprint: digest,
  randomNumber: octets(64),
  keyPairArn: like(
    /^arn:[a-z0-9-]{1,40}:payment-cryptography:[a-z0-9-]{1,40}:\d{12}:key\/[A-Za-z0-9]{1,64}$/,
    220,
  ),
  // Of a derivation that is not whole, the rest would be a guess.
  derivation: (value) =>
    Object.keys(derivationMembers).length === Object.keys(checked(value, derivationMembers)).length,
  sharedInformation: octets(2_048),
};

/** One comment line for a document, without a line break. Members that a reader would refuse are left out. */
export function payloadFactsLine(facts: PayloadFacts): string {
  return `${marker}${JSON.stringify(factsOf(facts))}`;
}

/**
 * The facts of a material in a text: those of the nearest line before it, else of the nearest line after it. A member
 * that is not as it must be is left out; undefined where there is no line, or the nearest does not name the kind of a
 * test payload. Never throws.
 * @param at offset of the material in the text; without it the first line counts
 */
export function readPayloadFacts(text: string, at = 0): PayloadFacts | undefined {
  const place = Math.min(Math.max(Math.trunc(at) || 0, 0), text.length);
  const from = Math.max(0, place - reach);
  // The line break before the window shows whether its first character begins a line.
  const around = text.slice(Math.max(0, from - 1), place + reach);
  const middle = place - Math.max(0, from - 1);
  const start = lineBefore(around, middle) ?? lineAfter(around, middle);
  return start === undefined ? undefined : factsOfLine(around, start + marker.length);
}

const beginsLine = (text: string, start: number): boolean =>
  start === 0 || /[\r\n]/.test(text.charAt(start - 1));

function lineBefore(text: string, before: number): number | undefined {
  let start = before > 0 ? text.lastIndexOf(marker, before - 1) : -1;
  while (start > 0 && !beginsLine(text, start)) start = text.lastIndexOf(marker, start - 1);
  return start < 0 ? undefined : start;
}

function lineAfter(text: string, from: number): number | undefined {
  let start = text.indexOf(marker, from);
  while (start >= 0 && !beginsLine(text, start)) start = text.indexOf(marker, start + 1);
  return start < 0 ? undefined : start;
}

function factsOfLine(text: string, start: number): PayloadFacts | undefined {
  const line = text.slice(start, start + longestLine);
  const end = line.search(/[\r\n]/);
  if (end < 0 && line.length === longestLine) return undefined;
  try {
    return factsOf(JSON.parse(end < 0 ? line : line.slice(0, end)));
  } catch {
    return undefined;
  }
}

function factsOf(value: unknown): PayloadFacts | undefined {
  const facts = checked(value, members);
  if (facts.kind === undefined || facts.test !== true) return undefined;
  const { derivation } = facts;
  return {
    ...facts,
    ...(derivation === undefined ? {} : { derivation: checked(derivation, derivationMembers) }),
  } as unknown as PayloadFacts;
}

/** The members of a table that are there and pass, in its order. */
function checked(value: unknown, table: Readonly<Record<string, Check>>): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, check]) => {
      const member: unknown = Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined;
      return check(member) ? [[name, member]] : [];
    }),
  );
}
