/** How a PKCS#12 file (RFC 7292) is put together: its MAC, its safes, and what is in them. */
import { phrase } from '../findings';
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { readAsn1 } from '../asn1/read';
import { Tag } from '../asn1/tags';
import { oidValue, smallInteger, stringOctets } from '../asn1/value';
import { equalInConstantTime, wipe } from './bytes';
import { hashSizes, hmac, type HashName } from './hmac';
import { type Passphrase, pkcs12Key } from './passphrase';
import {
  checkedIterations,
  decryptPbe,
  type HashBudget,
  ownHashCost,
  PrivateKeyFileError,
} from './passphraseCipher';

const limits = { embedded: false, depth: 40, nodes: 20_000 } as const;

/** More of either is no file that anyone has. */
const mostSafes = 100;
const mostBags = 1000;
/** Bags in bags: nobody writes them, RFC 7292 allows them. */
const deepestBag = 4;

/** The outer shape of a file. */
export interface Pfx {
  readonly version: number | undefined;
  /** What the MAC is over. */
  readonly octets: Uint8Array;
  /** Where those octets are in the file; undefined where they are in pieces. */
  readonly base: number | undefined;
  readonly mac: Asn1Node | undefined;
  /** ContentInfo each. */
  readonly safes: readonly Asn1Node[];
  /** Overwrites what was put together from pieces, as BER allows: the safes are nothing after. The file is left. */
  wipe(): void;
}

/** Undefined where it is no PFX, or one that is signed with a certificate. Never throws. */
export function pfxOf(bytes: Uint8Array): Pfx | undefined {
  const root = readAsn1(bytes, limits).roots[0];
  const [version, authSafe, mac] = root?.children() ?? [];
  if (root?.is(Tag.sequence) !== true || authSafe?.is(Tag.sequence) !== true) return undefined;
  const content = authSafe.children()[1]?.children()[0];
  if (version?.is(Tag.integer) !== true || content?.is(Tag.octetString) !== true) return undefined;
  const octets = stringOctets(content);
  return {
    version: smallInteger(version),
    octets,
    base: content.constructed ? undefined : content.contentStart,
    mac: mac?.is(Tag.sequence) === true ? mac : undefined,
    safes: readAsn1(octets, limits).roots[0]?.children().slice(0, mostSafes) ?? [],
    wipe: () => wipeJoined(content, octets),
  };
}

/** Octets of a string are a copy where it is in pieces, and the bytes of the file where it is not. */
function wipeJoined(node: Asn1Node | undefined, octets: Uint8Array): void {
  if (node?.constructed === true) wipe(octets);
}

const macHashes: Readonly<Record<string, HashName>> = {
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** What the MAC is made with. */
export interface MacAlgorithm {
  /** "SHA-256"; the name in the file where it is not known here. */
  readonly name: string;
  readonly hash: HashName | undefined;
  readonly iterations: number | undefined;
}

/** Never throws. */
export function macAlgorithm(mac: Asn1Node): MacAlgorithm {
  const [info, , count] = mac.children();
  const oid = oidValue(info?.children()[0]?.children()[0]);
  const name = oidName(oid ?? '') ?? oid ?? 'none';
  const hash = Object.hasOwn(macHashes, name) ? macHashes[name] : undefined;
  return { name: hash ?? name, hash, iterations: count ? smallInteger(count) : 1 };
}

/**
 * Whether the MAC holds under a passphrase; undefined where it is of a kind that is not checked here, as PBMAC1
 * (RFC 9579). Throws PrivateKeyFileError for iterations beyond the bound.
 */
export function macHolds(
  mac: Asn1Node,
  octets: Uint8Array,
  passphrase: Passphrase,
  budget: HashBudget,
): boolean | undefined {
  const [info, salt, count] = mac.children();
  const digest = info?.children()[1];
  const { hash } = macAlgorithm(mac);
  if (!hash || !digest || salt?.is(Tag.octetString) !== true) return undefined;
  const iterations = count ? checkedIterations(count) : 1;
  const { output } = hashSizes(hash);
  // Its length is the file's to say, and must not say how long this takes.
  if (digest.content.length !== output) return false;
  budget.take(iterations, ownHashCost);
  const key = pkcs12Key(hash, passphrase, salt.content, iterations, 3, output);
  const holds = equalInConstantTime(hmac(hash, key, octets), digest.content);
  wipe(key);
  return holds;
}

/** What is in a safe. */
export interface SafeContent {
  readonly bags: readonly Asn1Node[];
  /** Where the octets of the bags begin in those of the safes; undefined where they were decrypted or in pieces. */
  readonly base: number | undefined;
  /** Overwrites what was decrypted, and what was put together from pieces: the bags are nothing after. */
  wipe(): void;
}

/** "data", "encryptedData". */
export function safeType(safe: Asn1Node): string {
  const oid = oidValue(safe.children()[0]);
  return oidName(oid ?? '') ?? oid ?? 'none';
}

/** The AlgorithmIdentifier that a safe is encrypted with. */
export function safeAlgorithm(safe: Asn1Node): Asn1Node | undefined {
  return encryptedContent(safe)[1];
}

function encryptedContent(safe: Asn1Node): readonly Asn1Node[] {
  return safe.children()[1]?.children()[0]?.children()[1]?.children() ?? [];
}

/** Opens a safe. Throws PrivateKeyFileError. */
export async function contentOf(
  safe: Asn1Node,
  passphrase: Passphrase | undefined,
  budget: HashBudget,
): Promise<SafeContent> {
  const type = safeType(safe);
  if (type === 'data') return clearContent(safe);
  const [, algorithm, encrypted] = encryptedContent(safe);
  if (type !== 'encryptedData') throw new PrivateKeyFileError('encryption_unknown', type);
  if (!algorithm || !encrypted) throw new PrivateKeyFileError('damaged', phrase('a safe has no content'));
  const { octets } = await decryptPbe(algorithm, stringOctets(encrypted, false), passphrase, budget);
  const root = readAsn1(octets, limits).roots[0];
  const clear = (): void => wipe(octets);
  if (root?.is(Tag.sequence) !== true || root.truncated || root.end !== octets.length) {
    // One in some ten thousand wrong passphrases gives padding and a first octet that look right.
    clear();
    throw new PrivateKeyFileError('passphrase_wrong', '');
  }
  return { bags: flat(root.children()), base: undefined, wipe: clear };
}

/** The bags of a safe that is not encrypted; nothing of any other. Never throws. */
export function clearContent(safe: Asn1Node): SafeContent {
  const value = safeType(safe) === 'data' ? safe.children()[1]?.children()[0] : undefined;
  const octets = value ? stringOctets(value) : new Uint8Array();
  return {
    bags: flat(readAsn1(octets, limits).roots[0]?.children() ?? []),
    base: value?.constructed === false ? value.contentStart : undefined,
    wipe: () => wipeJoined(value, octets),
  };
}

/** "keyBag", "certBag"; with the value in it. */
export function bagOf(bag: Asn1Node): { readonly type: string; readonly value: Asn1Node | undefined } {
  const [oid, explicit] = bag.children();
  const dotted = oidValue(oid);
  return { type: oidName(dotted ?? '') ?? dotted ?? 'none', value: explicit?.children()[0] };
}

/** DER of what a certBag or a crlBag has in it, copied; undefined where it is none. */
export function wrappedOctets(value: Asn1Node | undefined): Uint8Array | undefined {
  const inner = value?.children()[1]?.children()[0];
  return inner?.is(Tag.octetString) === true ? stringOctets(inner).slice() : undefined;
}

function flat(bags: readonly Asn1Node[], depth = 0): Asn1Node[] {
  const found: Asn1Node[] = [];
  for (const bag of bags) {
    if (found.length >= mostBags) break;
    const { type, value } = bagOf(bag);
    if (type !== 'safeContentsBag') found.push(bag);
    else if (depth < deepestBag) found.push(...flat(value?.children() ?? [], depth + 1));
  }
  return found.slice(0, mostBags);
}
