/**
 * What the simulator remembers. Everything here is JSON; private keys and clear keys are test keys.
 *
 * The simulator's memory, one part for each account, and where asked its file.
 */
import type {
  DeriveKeyUsage,
  KeyReplicationState,
  KeyMaterialType,
  KeyOrigin,
  KeyState,
  MpaOperation,
  RequestedCheckValueAlgorithm,
  SessionStatus,
} from '../model/enums';
import type { KeyAttributes, Tag } from '../operations';
import type { KeyAlgorithm } from '../rules/keyAttributes';
import { randomBytes } from 'node:crypto';
import { Journal, JournalError } from './journal';

export type Material =
  /** The clear key in hexadecimal digits. */
  | { readonly kind: 'symmetric'; readonly key: string }
  /** An imported certificate, DER in base64; `parent` is the id of its issuer's key. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly parent?: string }
  /** PKCS#8 and SubjectPublicKeyInfo in base64; the certificate that was issued last. */
  | {
      readonly kind: 'pair';
      readonly pkcs8: string;
      readonly spki: string;
      readonly issued?: IssuedCertificate;
    }
  /** What is left of a deleted key. */
  | { readonly kind: 'erased' };

export interface IssuedCertificate {
  /** DER in base64. */
  readonly certificate: string;
  /** Epoch milliseconds. */
  readonly notAfter: number;
}

/** An approval that was asked of a team. */
export interface ApprovalRecord {
  /** ARN. */
  readonly session: string;
  readonly status: SessionStatus;
  readonly initiated: number;
  readonly comment?: string;
  /** While it is pending: how it ends, and from when on. Without it somebody decides. */
  readonly ends?: { readonly at: number; readonly as: Exclude<SessionStatus, 'PENDING'> };
  readonly message?: string;
}

/** A key in a Region besides its own. */
export interface ReplicaRecord {
  readonly status: KeyReplicationState;
  readonly message?: string;
  /** While it is on its way: from when on it is there, has failed or is gone. */
  readonly until?: number;
}

export interface KeyRecord {
  /** The last part of the ARN. */
  readonly id: string;
  /** Order of creation, for lists. */
  readonly sequence: number;
  readonly attributes: KeyAttributes;
  readonly checkValue: string;
  readonly checkValueAlgorithm: RequestedCheckValueAlgorithm;
  readonly enabled: boolean;
  readonly exportable: boolean;
  /** CREATE_FAILED is in no model; the page on multi-party approval shows it. */
  readonly state: KeyState | 'CREATE_FAILED';
  readonly origin: KeyOrigin;
  /** Epoch milliseconds, as all times here. */
  readonly created: number;
  readonly usageStart?: number;
  readonly usageStop?: number;
  readonly deletePending?: number;
  readonly deleted?: number;
  readonly deriveKeyUsage?: DeriveKeyUsage;
  readonly tags: readonly Tag[];
  readonly material: Material;
  /** By Region. */
  readonly replicas?: Readonly<Record<string, ReplicaRecord>>;
  /** Whether `replicas` are the account's defaults. */
  readonly usingDefaults?: boolean;
  readonly approval?: ApprovalRecord;
  /** JSON text. */
  readonly policy?: string;
  /** Of a replica as its Region sees it: never stored. */
  readonly primaryRegion?: string;
}

export interface AliasRecord {
  readonly name: string;
  readonly sequence: number;
  readonly keyId?: string;
}

/** Of GetParametersForImport and GetParametersForExport. */
export interface TokenRecord {
  readonly token: string;
  readonly direction: 'import' | 'export';
  readonly materialType: KeyMaterialType;
  readonly algorithm: KeyAlgorithm;
  readonly validUntil: number;
  readonly pkcs8: string;
  readonly certificate: string;
}

/** A certificate authority of the account, one for RSA and one for EC keys. */
export interface AuthorityRecord {
  readonly family: 'RSA' | 'ECC';
  readonly pkcs8: string;
  readonly certificate: string;
}

/** The team that approves an action; `approval` of a disassociation that waits. */
export interface TeamRecord {
  readonly action: MpaOperation;
  readonly arn: string;
  readonly approval?: ApprovalRecord;
}

/** The Regions to which new keys replicate, one row for the account. */
export interface DefaultsRecord {
  readonly regions: readonly string[];
}

export interface Tables {
  readonly keys: KeyRecord;
  readonly aliases: AliasRecord;
  readonly tokens: TokenRecord;
  readonly authorities: AuthorityRecord;
  readonly teams: TeamRecord;
  readonly defaults: DefaultsRecord;
}
export type TableName = keyof Tables;

/** One row written or, with null, taken away. Those of one call are one line of the journal. */
export type Change = {
  [Name in TableName]: readonly [table: Name, id: string, row: Tables[Name] | null];
}[TableName];

/** The account of a simulator for which none is asked. */
export const usualAccount = '111122223333';

/** A line of the file. Version 0.1.0 knew one account and wrote only the changes. */
type Line =
  | readonly Change[]
  /** Written once. The account is the one to which all lines before this one belong. */
  | { readonly store: { readonly id: string; readonly account: string } }
  | { readonly account: string; readonly changes: readonly Change[] };

/** The account of rows whose account is not known yet. */
const unnamed = '';

export class Store {
  readonly #accounts = new Map<string, AccountStore>();
  #journal: Journal | undefined;
  #id: string | undefined;

  /**
   * In memory where no file is given. Throws JournalError where the file cannot be used.
   *
   * @param owner the account to which a file of version 0.1.0 belongs
   */
  static async open(file?: string, rewriteFrom?: number, owner = usualAccount): Promise<Store> {
    const store = new Store();
    if (file !== undefined)
      store.#journal = await Journal.open(
        file,
        (line) => store.#replay(line as Line, file),
        () => store.#snapshot(),
        rewriteFrom,
      );
    if (store.#id === undefined) {
      store.#id = randomBytes(16).toString('hex');
      store.#adopt(owner);
      store.#append({ store: { id: store.#id, account: owner } });
      try {
        await store.settled();
      } catch (error) {
        await store.close().catch(() => undefined);
        throw error;
      }
    }
    return store;
  }

  /** 32 hexadecimal digits, made with the store: the same store under another port or in another process. */
  get id(): string {
    return this.#id!;
  }

  /** The part of an account; empty where the store has not seen it before. */
  of(account: string): AccountStore {
    let part = this.#accounts.get(account);
    if (!part) {
      part = new AccountStore((changes) => this.#append({ account, changes }));
      this.#accounts.set(account, part);
    }
    return part;
  }

  #append(line: Line): void {
    this.#journal?.append(line);
  }

  /** Everything that was ever read from or written to this store is durable. Rejects where it cannot be written. */
  async settled(): Promise<void> {
    await this.#journal?.settled();
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #replay(line: Line, file: string): void {
    if (isOld(line)) this.#apply(unnamed, line);
    else if ('store' in line) {
      this.#id = line.store.id;
      this.#adopt(line.store.account);
    } else if ('changes' in line) this.#apply(line.account, line.changes);
    else
      throw new JournalError(`${file} was written by a later version; specify another file for the store.`);
  }

  #apply(account: string, changes: Iterable<Change>): void {
    const part = this.of(account);
    for (const change of changes) part.apply(change);
  }

  /** Gives the rows of an old file to the account that they belong to. */
  #adopt(account: string): void {
    const rows = this.#accounts.get(unnamed)?.rows() ?? [];
    this.#accounts.delete(unnamed);
    this.#apply(account, rows);
  }

  /** Every line that a new file needs. */
  *#snapshot(): Iterable<Line> {
    // No line before it is without an account, so none depends on the account that is named here.
    yield { store: { id: this.id, account: usualAccount } };
    for (const [account, part] of this.#accounts)
      for (const change of part.rows()) yield { account, changes: [change] };
  }
}

function isOld(line: Line): line is readonly Change[] {
  return Array.isArray(line);
}

/** What one account holds. */
export class AccountStore {
  readonly keys = new Map<string, KeyRecord>();
  readonly aliases = new Map<string, AliasRecord>();
  readonly tokens = new Map<string, TokenRecord>();
  readonly authorities = new Map<string, AuthorityRecord>();
  readonly teams = new Map<string, TeamRecord>();
  readonly defaults = new Map<string, DefaultsRecord>();
  #sequence = 0;

  constructor(private readonly append: (changes: readonly Change[]) => void) {}

  /** Number of the next key or alias in order of creation. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  /** Applies all changes of one call at once. They are durable once `settled` of the store resolves. */
  commit(...changes: readonly Change[]): void {
    for (const change of changes) this.apply(change);
    this.append(changes);
  }

  /** Changes the memory only. */
  apply([table, id, row]: Change): void {
    if (row === null) {
      this.#table(table).delete(id);
      return;
    }
    this.#table(table).set(id, row);
    if ('sequence' in row) this.#sequence = Math.max(this.#sequence, row.sequence);
  }

  *rows(): Iterable<Change> {
    for (const [id, row] of this.authorities) yield ['authorities', id, row];
    for (const [id, row] of this.tokens) yield ['tokens', id, row];
    for (const [id, row] of this.teams) yield ['teams', id, row];
    for (const [id, row] of this.defaults) yield ['defaults', id, row];
    for (const [id, row] of this.keys) yield ['keys', id, row];
    for (const [id, row] of this.aliases) yield ['aliases', id, row];
  }

  #table<Name extends TableName>(name: Name): Map<string, Tables[Name]> {
    return this[name] as unknown as Map<string, Tables[Name]>;
  }
}
