/** The simulator's memory, and where asked its file. */
import type {
  AliasRecord,
  AuthorityRecord,
  Change,
  KeyRecord,
  TableName,
  Tables,
  TokenRecord,
} from './records';
import { Journal } from './journal';

export class Store {
  readonly keys = new Map<string, KeyRecord>();
  readonly aliases = new Map<string, AliasRecord>();
  readonly tokens = new Map<string, TokenRecord>();
  readonly authorities = new Map<string, AuthorityRecord>();
  #journal: Journal | undefined;
  #sequence = 0;

  /** In memory where no file is given. Throws JournalError where the file cannot be used. */
  static async open(file?: string, rewriteFrom?: number): Promise<Store> {
    const store = new Store();
    if (file !== undefined)
      store.#journal = await Journal.open(
        file,
        (entry) => store.#replay(entry),
        () => store.#snapshot(),
        rewriteFrom,
      );
    return store;
  }

  /** Number of the next key or alias in order of creation. */
  nextSequence(): number {
    return ++this.#sequence;
  }

  /** Applies all changes of one call at once. They are durable once `settled` resolves. */
  commit(...changes: readonly Change[]): void {
    for (const change of changes) this.#apply(change);
    this.#journal?.append(changes);
  }

  /** Everything that was ever read from or written to this store is durable. Rejects where it cannot be written. */
  async settled(): Promise<void> {
    await this.#journal?.settled();
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #table<Name extends TableName>(name: Name): Map<string, Tables[Name]> {
    return this[name] as unknown as Map<string, Tables[Name]>;
  }

  #apply([table, id, row]: Change): void {
    if (row === null) {
      this.#table(table).delete(id);
      return;
    }
    this.#table(table).set(id, row);
    if ('sequence' in row) this.#sequence = Math.max(this.#sequence, row.sequence);
  }

  #replay(entry: unknown): void {
    for (const change of entry as readonly Change[]) this.#apply(change);
  }

  *#snapshot(): Iterable<readonly Change[]> {
    for (const [id, row] of this.authorities) yield [['authorities', id, row]];
    for (const [id, row] of this.tokens) yield [['tokens', id, row]];
    for (const [id, row] of this.keys) yield [['keys', id, row]];
    for (const [id, row] of this.aliases) yield [['aliases', id, row]];
  }
}
