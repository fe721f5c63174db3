/** One account in one Region: what every operation works on. */
import { randomBytes } from 'node:crypto';
import type { Key, KeyAttributes } from '../operations';
import type { KeyOrigin, RequestedCheckValueAlgorithm } from '../model/enums';
import { modeNames } from '../rules/keyAttributes';
import { Authorities } from './authority';
import type { AccountStore, KeyRecord, Material, Store, TokenRecord } from './store';
import { invalid, notFound, ServiceError } from './serviceError';

export interface AccountOptions {
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly mostKeys: number;
  readonly mostAliases: number;
  /** Of import and export tokens. */
  readonly tokenDays: number;
}

const day = 86_400_000;

export class Account {
  readonly authorities: Authorities;

  /** The part of the store that belongs to this account. */
  readonly store: AccountStore;

  constructor(
    whole: Store,
    readonly options: AccountOptions,
  ) {
    this.store = whole.of(options.account);
    this.authorities = new Authorities(this.store, options.account, options.now);
  }

  get now(): number {
    return this.options.now();
  }

  arnOf(id: string): string {
    return `${this.prefix}key/${id}`;
  }

  /** Beginning of every ARN in this account and Region, up to `key/` or `alias/`. */
  get prefix(): string {
    return `arn:aws:payment-cryptography:${this.options.region}:${this.options.account}:`;
  }

  /** By ARN of key or alias, or by alias. Keys whose deletion is due are deleted on the way. */
  key(identifier: string): KeyRecord {
    const local = identifier.startsWith(this.prefix) ? identifier.slice(this.prefix.length) : identifier;
    const id = local.startsWith('key/')
      ? local.slice(4)
      : local.startsWith('alias/')
        ? this.store.aliases.get(local)?.keyId
        : undefined;
    const record = id === undefined ? undefined : this.store.keys.get(id);
    if (!record) throw notFound(identifier);
    return this.settle(record);
  }

  /** A key that may be used now; `role` names it in the error. */
  usableKey(identifier: string, role: string): KeyRecord {
    const record = this.key(identifier);
    if (record.state !== 'CREATE_COMPLETE')
      throw invalid(`the ${role} is in state ${record.state}, not in CREATE_COMPLETE state.`);
    if (!record.enabled) throw invalid(`the ${role} is disabled; call StartKeyUsage first.`);
    return record;
  }

  /** Carries out a deletion that has become due. */
  settle(record: KeyRecord): KeyRecord {
    const { deletePending } = record;
    if (record.state !== 'DELETE_PENDING' || deletePending === undefined || deletePending > this.now)
      return record;
    return this.put({
      ...without(record, 'deletePending'),
      state: 'DELETE_COMPLETE',
      deleted: deletePending,
      material: { kind: 'erased' },
    });
  }

  put(record: KeyRecord): KeyRecord {
    this.store.commit(['keys', record.id, record]);
    return record;
  }

  /** Makes a key's record; the quota counts all that are not deleted. */
  add(given: {
    readonly attributes: KeyAttributes;
    readonly exportable: boolean;
    readonly enabled: boolean;
    readonly origin: KeyOrigin;
    readonly checkValue: string;
    readonly checkValueAlgorithm: RequestedCheckValueAlgorithm;
    readonly material: Material;
    readonly tags: KeyRecord['tags'];
    readonly deriveKeyUsage?: KeyRecord['deriveKeyUsage'];
  }): KeyRecord {
    this.checkKeyQuota();
    const { deriveKeyUsage, ...rest } = given;
    return this.put({
      ...rest,
      id: keyId(),
      sequence: this.store.nextSequence(),
      state: 'CREATE_COMPLETE',
      created: this.now,
      ...(given.enabled ? { usageStart: this.now } : {}),
      ...(deriveKeyUsage === undefined ? {} : { deriveKeyUsage }),
    });
  }

  checkKeyQuota(): void {
    if (this.store.keys.size < this.options.mostKeys) return;
    let count = 0;
    for (const key of this.store.keys.values()) if (this.settle(key).state !== 'DELETE_COMPLETE') count++;
    if (count >= this.options.mostKeys)
      throw new ServiceError(
        'ServiceQuotaExceededException',
        `the account has ${count} keys, and may have ${this.options.mostKeys}.`,
      );
  }

  get tokenEnd(): number {
    return this.now + this.options.tokenDays * day;
  }

  /** A token of GetParameters…; said apart: unknown, of another kind, expired. */
  token(
    token: string,
    direction: TokenRecord['direction'],
    materialType: TokenRecord['materialType'],
  ): TokenRecord {
    const record = this.store.tokens.get(token);
    if (record?.direction !== direction)
      throw invalid(`this account and Region gave no such ${direction} token.`);
    if (record.materialType !== materialType)
      throw invalid(`the token was given for ${record.materialType}, not for ${materialType}.`);
    if (record.validUntil <= this.now)
      throw invalid(`the token expired at ${new Date(record.validUntil).toISOString()}; get new parameters.`);
    return record;
  }
}

/** A copy of a record without an optional member. */
export function without<Name extends 'deletePending' | 'usageStop'>(
  record: KeyRecord,
  name: Name,
): Omit<KeyRecord, Name> {
  const copy: { [Key in keyof KeyRecord]: KeyRecord[Key] } & Partial<Pick<KeyRecord, Name>> = { ...record };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- one of two names
  delete copy[name];
  return copy;
}

/** 16 small letters and digits, as in every example. */
function keyId(): string {
  return shortId(16);
}

export function shortId(length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from(randomBytes(length), (byte) => letters[byte & 31]!).join('');
}

/** What the service tells of a key; times as on the wire. */
export function keyAnswer(account: Account, record: KeyRecord): Wire<Key> {
  return {
    KeyArn: account.arnOf(record.id),
    KeyAttributes: { ...record.attributes, KeyModesOfUse: allModes(record.attributes) },
    KeyCheckValue: record.checkValue,
    KeyCheckValueAlgorithm: record.checkValueAlgorithm,
    Enabled: record.enabled,
    Exportable: record.exportable,
    KeyState: record.state,
    KeyOrigin: record.origin,
    CreateTimestamp: seconds(record.created),
    ...(record.usageStart === undefined ? {} : { UsageStartTimestamp: seconds(record.usageStart) }),
    ...(record.usageStop === undefined ? {} : { UsageStopTimestamp: seconds(record.usageStop) }),
    ...(record.deletePending === undefined ? {} : { DeletePendingTimestamp: seconds(record.deletePending) }),
    ...(record.deleted === undefined ? {} : { DeleteTimestamp: seconds(record.deleted) }),
    ...(record.deriveKeyUsage === undefined ? {} : { DeriveKeyUsage: record.deriveKeyUsage }),
  };
}

/** Dates as epoch seconds: AWS JSON 1.0. */
export type Wire<T> = { readonly [Name in keyof T]: T[Name] extends Date | undefined ? number : T[Name] };

export const seconds = (milliseconds: number): number => milliseconds / 1000;

/** The service answers with every mode, true or false. */
export function allModes({ KeyModesOfUse }: KeyAttributes): KeyAttributes['KeyModesOfUse'] {
  return Object.fromEntries(modeNames.map((name) => [name, KeyModesOfUse[name] === true]));
}
