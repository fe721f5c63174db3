/**
 * A PKCS#12 file as plain data: what shows without its passphrase, and what shows with it. Private keys are named and
 * matched with certificates; they are never decrypted here, so nobody has to allow clear keys to look into a file.
 */
import { ofTable } from '../findings';
import type { Asn1Node } from '../asn1/node';
import { oidName } from '../asn1/oidNames';
import { Tag } from '../asn1/tags';
import { oidValue, textValue, toHex } from '../asn1/value';
import type { Span } from '../findings';
import { wipe } from './bytes';
import { type Passphrase, passphraseForms } from './passphrase';
import { type PrivateKeyInfo, readPrivateKey } from './privateKey';
import { encryptionOf, type Encryption, HashBudget, PrivateKeyFileError } from './passphraseCipher';
import {
  bagOf,
  clearContent,
  contentOf,
  macAlgorithm,
  macHolds,
  type MacAlgorithm,
  type Pfx,
  pfxOf,
  safeAlgorithm,
  type SafeContent,
  safeType,
  wrappedOctets,
} from './pkcs12';

export type BagKind = 'clearKey' | 'shroudedKey' | 'certificate' | 'crl' | 'other';

/** One thing in a safe. */
export interface StoredBag {
  readonly kind: BagKind;
  /** "pkcs8ShroudedKeyBag"; the OID where it is not known. */
  readonly type: string;
  /** DER of a certificate, a CRL or an encrypted key; empty for all else. */
  readonly bytes: Uint8Array;
  readonly friendlyName: string | undefined;
  /** Hex; a key and its certificate have the same. */
  readonly localKeyId: string | undefined;
  /** Of a key that is not encrypted by itself: its public part alone. */
  readonly key?: PrivateKeyInfo;
  /** Of a shrouded key. */
  readonly encryption?: Encryption;
  /** Where it is in the file; undefined where it was decrypted. */
  readonly span?: Span;
}

/** A part of the file that is encrypted as one, or not at all. */
export interface StoredSafe {
  /** Undefined where it is not encrypted. */
  readonly encryption: Encryption | undefined;
  /** Undefined where it was not opened. */
  readonly bags: readonly StoredBag[] | undefined;
  /** Why it did not open under the passphrase that opened the rest. */
  readonly problem?: PrivateKeyFileError;
  readonly span?: Span;
}

export interface Pkcs12Store {
  readonly version: number | undefined;
  readonly mac: (MacAlgorithm & { readonly span: Span }) | undefined;
  /** Undefined: the passphrase is needed, or there is no MAC, or it is of a kind that is not checked here. */
  readonly macHolds: boolean | undefined;
  /** Looked at with a passphrase. */
  readonly opened: boolean;
  readonly safes: readonly StoredSafe[];
}

/** What shows without a passphrase; undefined where it is no PKCS#12 file, or one without passphrase. Never throws. */
export function readPkcs12(bytes: Uint8Array): Pkcs12Store | undefined {
  const pfx = pfxOf(bytes);
  if (!pfx) return undefined;
  const store = { ...outside(pfx), safes: pfx.safes.map((safe) => closedSafe(pfx, safe)) };
  pfx.wipe();
  return store;
}

function outside({ version, mac }: Pfx): Omit<Pkcs12Store, 'safes'> {
  return {
    version,
    mac: mac && { ...macAlgorithm(mac), span: mac.span },
    macHolds: undefined,
    opened: false,
  };
}

/** Whether a passphrase would show more. */
export function needsPassphrase({ opened, mac, safes }: Pkcs12Store): boolean {
  return !opened && (mac !== undefined || safes.some(({ encryption }) => encryption !== undefined));
}

/** Private keys that anyone can read who has the file. */
export function clearKeys({ safes }: Pkcs12Store): readonly StoredBag[] {
  return safes.flatMap(({ encryption, bags = [] }) =>
    encryption ? [] : bags.filter(({ kind }) => kind === 'clearKey'),
  );
}

/**
 * Looks into a file with its passphrase; '' stands for none, too. Undefined where the passphrase is not the right one.
 * What was decrypted is wiped but for certificates, CRLs and keys that are still encrypted. Never throws but for
 * PrivateKeyFileError, where hashing would take too long.
 */
export async function openPkcs12(bytes: Uint8Array, passphrase: string): Promise<Pkcs12Store | undefined> {
  const pfx = pfxOf(bytes);
  if (!pfx) return undefined;
  const budget = new HashBudget();
  let changed: Pkcs12Store | undefined;
  try {
    for (const form of passphraseForms(passphrase)) {
      const store = await openedWith(pfx, form, budget);
      // PBES2 does not tell no passphrase from an empty one, the MAC does: one of the two may hold.
      if (store && store.macHolds !== false) return store;
      changed ??= store;
    }
    return changed;
  } finally {
    pfx.wipe();
  }
}

async function openedWith(
  pfx: Pfx,
  passphrase: Passphrase,
  budget: HashBudget,
): Promise<Pkcs12Store | undefined> {
  const holds = pfx.mac && macHolds(pfx.mac, pfx.octets, passphrase, budget);
  const safes: StoredSafe[] = [];
  for (const safe of pfx.safes) safes.push(await openedSafe(pfx, safe, passphrase, budget));
  const decrypted = safes.some(({ encryption, bags }) => encryption && bags);
  const refused = safes.some(({ problem }) => problem?.code === 'passphrase_wrong');
  // A MAC that fails beside content that decrypts is a changed file; without any, it is a wrong passphrase.
  const isWrong = !decrypted && (holds === false || (holds === undefined && refused));
  return isWrong ? undefined : { ...outside(pfx), macHolds: holds, opened: true, safes };
}

async function openedSafe(
  pfx: Pfx,
  safe: Asn1Node,
  passphrase: Passphrase,
  budget: HashBudget,
): Promise<StoredSafe> {
  const known = closedSafe(pfx, safe);
  if (known.bags || known.encryption?.problem) return known;
  let content: SafeContent;
  try {
    content = await contentOf(safe, passphrase, budget);
  } catch (error) {
    if (!(error instanceof PrivateKeyFileError) || error.code === 'too_many_iterations') throw error;
    return { ...known, problem: error };
  }
  try {
    return { ...known, bags: content.bags.map((bag) => storedBag(bag, undefined)) };
  } finally {
    content.wipe();
  }
}

function closedSafe(pfx: Pfx, safe: Asn1Node): StoredSafe {
  const { base } = pfx;
  const span = base === undefined ? {} : { span: { start: base + safe.start, end: base + safe.end } };
  const type = safeType(safe);
  if (type === 'data') {
    const content = clearContent(safe);
    const from = base === undefined || content.base === undefined ? undefined : base + content.base;
    const bags = content.bags.map((bag) => storedBag(bag, from));
    content.wipe();
    return { encryption: undefined, bags, ...span };
  }
  const encryption =
    type === 'encryptedData'
      ? encryptionOf(safeAlgorithm(safe))
      : { name: ofTable('{0}', type), problem: new PrivateKeyFileError('encryption_unknown', type) };
  return { encryption, bags: undefined, ...span };
}

const kinds: Readonly<Record<string, BagKind>> = {
  keyBag: 'clearKey',
  pkcs8ShroudedKeyBag: 'shroudedKey',
  certBag: 'certificate',
  crlBag: 'crl',
};

function storedBag(bag: Asn1Node, base: number | undefined): StoredBag {
  const { type, value } = bagOf(bag);
  const kind = (Object.hasOwn(kinds, type) ? kinds[type] : undefined) ?? 'other';
  const attributes = bag.children()[2]?.children().slice(0, 100) ?? [];
  const localKeyId = attribute(attributes, 'localKeyId');
  const named = {
    kind,
    type,
    friendlyName: textValue(attribute(attributes, 'friendlyName'), 1000),
    localKeyId:
      localKeyId?.is(Tag.octetString) === true ? toHex(localKeyId.content.subarray(0, 64)) : undefined,
    ...(base === undefined ? {} : { span: { start: base + bag.start, end: base + bag.end } }),
  };
  if (kind === 'shroudedKey')
    return {
      ...named,
      bytes: value?.raw.slice() ?? new Uint8Array(),
      encryption: encryptionOf(value?.children()[0]),
    };
  if (kind === 'clearKey' && value)
    return { ...named, bytes: new Uint8Array(), key: readPrivateKey(value.raw) };
  const wrapped = kind === 'certificate' || kind === 'crl' ? wrappedOctets(value) : undefined;
  return { ...named, bytes: wrapped ?? new Uint8Array() };
}

function attribute(attributes: readonly Asn1Node[], wanted: string): Asn1Node | undefined {
  const found = attributes.find((one) => oidName(oidValue(one.children()[0]) ?? '') === wanted);
  return found?.children()[1]?.children()[0];
}

/** Overwrites the private keys of a file that are not encrypted. Never throws. */
export function wipeClearKeys(bytes: Uint8Array): void {
  const store = readPkcs12(bytes);
  // Of a key in pieces the place is not known: all goes.
  for (const { span } of store ? clearKeys(store) : [])
    wipe(span ? bytes.subarray(span.start, span.end) : bytes);
}
