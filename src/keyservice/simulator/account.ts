/** One account in one Region: what every operation works on. */
import { randomBytes } from 'node:crypto';
import type { MpaOperation } from '../model/enums';
import { Authorities } from './authority';
import { settledKey, settledTeam, usualApproval, type ApprovalRule, type Decision } from './lifecycle';
import type {
  AccountStore,
  ApprovalRecord,
  KeyRecord,
  ReplicaRecord,
  Store,
  TeamRecord,
  TokenRecord,
} from './store';
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
  /** How approvals end from now on; approved after two seconds where not given. */
  readonly approval?: () => ApprovalRule;
  /** At the next read, and none fails, where not given. */
  readonly replication?: Partial<ReplicationRule>;
  /** The same account in the other Regions that are served. */
  readonly elsewhere?: () => readonly Account[];
  /** The other accounts in the same Region. */
  readonly neighbours?: () => readonly Account[];
  /** Name of its part of the store; the number of the account where not given. */
  readonly part?: string;
}

export interface ReplicationRule {
  /** Until a replica is there or gone, at the first read from then on. */
  readonly milliseconds: number;
  /** Regions in which replication ends in FAILED. */
  readonly fails: readonly string[];
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
    this.store = whole.of(options.part ?? options.account);
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
    const record = id === undefined ? undefined : (this.#own(id) ?? this.#replica(id));
    if (!record) throw notFound(identifier);
    return record;
  }

  #own(id: string): KeyRecord | undefined {
    const record = this.store.keys.get(id);
    return record && this.settle(record);
  }

  /** A replica is its primary key, seen from here: nothing of it is stored twice. */
  #replica(id: string): KeyRecord | undefined {
    for (const other of this.options.elsewhere?.() ?? []) {
      const primary = other.#own(id);
      if (primary?.replicas?.[this.options.region]?.status === 'SYNCHRONIZED')
        return { ...primary, primaryRegion: other.options.region };
    }
    return undefined;
  }

  /** Keys of this Region in order of creation, then replicas, Region by Region. */
  *keys(): Iterable<{ readonly key: KeyRecord; readonly place: number }> {
    for (const id of this.store.keys.keys()) {
      const key = this.#own(id)!;
      yield { key, place: key.sequence };
    }
    for (const [index, other] of (this.options.elsewhere?.() ?? []).entries())
      for (const id of other.store.keys.keys()) {
        const key = this.store.keys.has(id) ? undefined : this.#replica(id);
        if (key) yield { key, place: (index + 1) * 1e9 + key.sequence };
      }
  }

  /** A key that may be changed here. Throws ValidationException for a replica. */
  ownKey(identifier: string): KeyRecord {
    const record = this.key(identifier);
    if (record.primaryRegion !== undefined)
      throw invalid(`the key is a read-only replica; change it in ${record.primaryRegion}.`);
    return record;
  }

  /** A key that may be used now; `role` names it in the error. */
  usableKey(identifier: string, role: string): KeyRecord {
    const record = this.key(identifier);
    if (record.state !== 'CREATE_COMPLETE')
      throw invalid(`the ${role} is in state ${record.state}, not CREATE_COMPLETE.`);
    if (!record.enabled) throw invalid(`the ${role} is disabled; call StartKeyUsage first.`);
    return record;
  }

  /** Carries out what has become due: a deletion, a replica, an approval. */
  settle(record: KeyRecord): KeyRecord {
    const now = settledKey(record, this.now);
    return now === record ? record : this.put(now);
  }

  /** The team that approves an action; undefined where nobody has to. */
  team(action: MpaOperation): TeamRecord | undefined {
    const record = this.store.teams.get(action);
    const now = record && settledTeam(record, this.now);
    if (record && now !== record) this.store.commit(['teams', action, now ?? null]);
    return now;
  }

  putTeam(record: TeamRecord): TeamRecord {
    this.store.commit(['teams', record.action, record]);
    return record;
  }

  /** A new session of a team, which ends as the rule of now says. */
  askApproval(team: string, comment: string | undefined): ApprovalRecord {
    const { region, account } = this.options;
    const rule = this.options.approval?.() ?? usualApproval;
    const name = team.slice(team.lastIndexOf('/') + 1);
    return {
      session: `arn:aws:mpa:${region}:${account}:session/${name}/${shortId(16)}`,
      status: 'PENDING',
      initiated: this.now,
      ...(comment === undefined ? {} : { comment }),
      ...(rule === 'manual' ? {} : { ends: { at: this.now + rule.after, as: rule.as } }),
    };
  }

  /** Sessions that wait, with what is asked. */
  pendingApprovals(): readonly (ApprovalRecord & { readonly subject: string })[] {
    const keys = [...this.store.keys.keys()].map((id) => this.#own(id)!);
    const teams = [...this.store.teams.keys()].map((action) => this.team(action as MpaOperation));
    return [
      ...keys.map(({ id, approval }) => approval && { ...approval, subject: this.arnOf(id) }),
      ...teams.map((team) => team?.approval && { ...team.approval, subject: team.action }),
    ].filter((one) => one?.status === 'PENDING') as (ApprovalRecord & { subject: string })[];
  }

  /** Ends a session, or every one that waits, as a team would. @returns how many were ended */
  decide(as: Decision, session?: string): number {
    const ends = { at: this.now, as };
    const isMeant = (approval: ApprovalRecord | undefined): approval is ApprovalRecord =>
      approval?.status === 'PENDING' && (session === undefined || approval.session === session);
    let count = 0;
    for (const key of [...this.store.keys.values()])
      if (isMeant(key.approval)) {
        count++;
        this.settle(this.put({ ...key, approval: { ...key.approval, ends } }));
      }
    for (const team of [...this.store.teams.values()])
      if (isMeant(team.approval)) {
        count++;
        this.putTeam({ ...team, approval: { ...team.approval, ends } });
        this.team(team.action);
      }
    return count;
  }

  /** Regions to which new keys replicate. */
  get defaultRegions(): readonly string[] {
    return this.store.defaults.get('regions')?.regions ?? [];
  }

  replicaOnItsWay(region: string): ReplicaRecord {
    const { milliseconds = 0, fails = [] } = this.options.replication ?? {};
    return {
      status: 'IN_PROGRESS',
      until: this.now + milliseconds,
      ...(fails.includes(region) ? { message: 'Simulator: replication to this Region fails.' } : {}),
    };
  }

  replicaLeaving(): ReplicaRecord {
    return { status: 'DELETE_IN_PROGRESS', until: this.now + (this.options.replication?.milliseconds ?? 0) };
  }

  put(record: KeyRecord): KeyRecord {
    this.store.commit(['keys', record.id, record]);
    return record;
  }

  /** Makes a key's record; the quota counts all that are not deleted. */
  add(
    given: Pick<
      KeyRecord,
      | 'attributes'
      | 'exportable'
      | 'enabled'
      | 'origin'
      | 'checkValue'
      | 'checkValueAlgorithm'
      | 'material'
      | 'tags'
      | 'deriveKeyUsage'
      | 'replicas'
      | 'usingDefaults'
    > & {
      /** Where a team has to approve it first. */
      readonly approval?: ApprovalRecord | undefined;
    },
  ): KeyRecord {
    this.checkKeyQuota();
    const { approval, ...rest } = given;
    return this.put({
      ...rest,
      id: keyId(),
      sequence: this.store.nextSequence(),
      state: approval ? 'CREATE_IN_PROGRESS' : 'CREATE_COMPLETE',
      created: this.now,
      ...(given.enabled && !approval ? { usageStart: this.now } : {}),
      ...(approval ? { approval } : {}),
    });
  }

  checkKeyQuota(): void {
    if (this.store.keys.size < this.options.mostKeys) return;
    let count = 0;
    for (const key of [...this.store.keys.values()])
      if (this.settle(key).state !== 'DELETE_COMPLETE') count++;
    if (count >= this.options.mostKeys)
      throw new ServiceError(
        'ServiceQuotaExceededException',
        `the account has ${count} keys; the limit is ${this.options.mostKeys}.`,
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
      throw invalid(`no such ${direction} token was issued in this account and Region.`);
    if (record.materialType !== materialType)
      throw invalid(`the token was issued for ${record.materialType}, not for ${materialType}.`);
    if (record.validUntil <= this.now)
      throw invalid(`the token expired at ${new Date(record.validUntil).toISOString()}; get new parameters.`);
    return record;
  }
}

/** 16 small letters and digits, as in every example. */
function keyId(): string {
  return shortId(16);
}

export function shortId(length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return Array.from(randomBytes(length), (byte) => letters[byte & 31]!).join('');
}
