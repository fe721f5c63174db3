import * as vscode from 'vscode';
import { KeyServiceError } from '../../../keyservice/errors';
import type { CancelSignal, Key, KeyService, KeySummary } from '../../../keyservice/operations';
import type { KeyServiceConnection } from '../keyService/connection';

/** A key of the chosen service as far as it was read. */
export interface CatalogueKey {
  readonly summary: KeySummary;
  /** "alias/…", in order. */
  readonly aliases: readonly string[];
  /** From GetKey, once it was asked for: origin and dates. */
  readonly detail?: Key;
}

/**
 * The keys of the chosen profile and Region, read page by page when asked, and shared by all that shows or
 * picks keys. Emptied when another service is chosen; nothing is read by itself.
 */
export class KeyCatalogue implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly summaries = new Map<string, KeySummary>();
  private readonly details = new Map<string, Key>();
  private aliases: ReadonlyMap<string, string> = new Map();
  private nextToken: string | undefined;
  /** Grows with every choice and refresh: what comes late for an earlier one is dropped. */
  private generation = 0;
  private pending: Promise<void> | undefined;
  private readonly subscription: vscode.Disposable;
  private service = '';

  /** When the first page was read; undefined before. */
  readAt: Date | undefined;
  /** Why the last reading failed; what was read before stays. */
  failure: KeyServiceError | undefined;
  /** All pages are in. */
  complete = false;

  constructor(private readonly connection: KeyServiceConnection) {
    this.subscription = connection.onDidChange((chosen) => {
      const service = JSON.stringify(chosen?.choice);
      if (service === this.service) return;
      this.service = service;
      this.clear();
    });
    this.service = JSON.stringify(connection.chosen?.choice);
  }

  get loading(): boolean {
    return this.pending !== undefined;
  }

  get keys(): readonly CatalogueKey[] {
    const names = new Map<string, string[]>();
    for (const [name, arn] of this.aliases) names.set(arn, [...(names.get(arn) ?? []), name]);
    return [...this.summaries.values()].map((summary) => {
      const detail = this.details.get(summary.KeyArn);
      return {
        summary,
        aliases: (names.get(summary.KeyArn) ?? []).sort(),
        ...(detail ? { detail } : {}),
      };
    });
  }

  /** Names that exist, also those that point to nothing. */
  get aliasNames(): readonly string[] {
    return [...this.aliases.keys()];
  }

  find(identifier: string): CatalogueKey | undefined {
    const arn = this.aliases.get(identifier) ?? identifier;
    return this.keys.find(({ summary }) => summary.KeyArn === arn);
  }

  /** First page and all aliases anew. Asks for a service where none is chosen. */
  refresh(signal?: CancelSignal): Promise<void> {
    return this.read(async (service, current) => {
      const aliases = await readAliases(service, signal);
      const { output } = await service.call('ListKeys', { MaxResults: 100 }, signal && { signal });
      if (!current()) return;
      this.summaries.clear();
      this.details.clear();
      this.aliases = aliases;
      this.take(output.Keys, output.NextToken);
      this.readAt = new Date();
    }, true);
  }

  /** The next page of ListKeys. */
  loadMore(signal?: CancelSignal): Promise<void> {
    if (this.readAt === undefined) return this.refresh(signal);
    const token = this.nextToken;
    if (token === undefined) return Promise.resolve();
    return this.read(async (service, current) => {
      const { output } = await service.call(
        'ListKeys',
        { MaxResults: 100, NextToken: token },
        signal && { signal },
      );
      if (current()) this.take(output.Keys, output.NextToken);
    });
  }

  /** All pages that are not in yet. Stops where a reading fails. */
  async loadAll(signal?: CancelSignal): Promise<void> {
    if (this.readAt === undefined) await this.refresh(signal);
    while (!this.complete && this.failure === undefined && this.readAt && !signal?.aborted)
      await this.loadMore(signal);
  }

  /** Origin, dates and the rest of one key, asked once. Rejects with KeyServiceError. */
  async detail(arn: string, signal?: CancelSignal): Promise<Key | undefined> {
    const known = this.details.get(arn);
    if (known) return known;
    const { generation } = this;
    const service = await this.connection.connect();
    if (!service) return undefined;
    const { output } = await service.call('GetKey', { KeyIdentifier: arn }, signal && { signal });
    if (generation === this.generation) this.keyChanged(output.Key);
    return output.Key;
  }

  /** What a call answered of a key, new or changed: shown without another reading. */
  keyChanged(key: Key): void {
    this.details.set(key.KeyArn, key);
    // A key that was not read yet comes first: it is what the user has just made.
    const known = this.summaries.has(key.KeyArn);
    const summary = summaryOf(key);
    if (known) this.summaries.set(key.KeyArn, summary);
    else {
      const others = [...this.summaries];
      this.summaries.clear();
      this.summaries.set(key.KeyArn, summary);
      for (const [arn, other] of others) this.summaries.set(arn, other);
    }
    this.changes.fire();
  }

  /** @param arn undefined where the alias points to nothing now; null where it is gone */
  aliasChanged(name: string, arn: string | undefined | null): void {
    const aliases = new Map(this.aliases);
    if (arn === null) aliases.delete(name);
    else aliases.set(name, arn ?? '');
    this.aliases = aliases;
    this.changes.fire();
  }

  private take(keys: readonly KeySummary[], nextToken: string | undefined): void {
    for (const key of keys) this.summaries.set(key.KeyArn, key);
    this.nextToken = nextToken;
    this.complete = nextToken === undefined;
  }

  /** One reading at a time; a refresh takes the place of the one before. */
  private async read(
    body: (service: KeyService, current: () => boolean) => Promise<void>,
    anew = false,
  ): Promise<void> {
    if (this.pending && !anew) return this.pending;
    const generation = anew ? ++this.generation : this.generation;
    const current = (): boolean => generation === this.generation;
    const run = (async () => {
      try {
        const service = await this.connection.connect();
        if (!service || !current()) return;
        await body(service, current);
        if (current()) this.failure = undefined;
      } catch (error) {
        if (!(error instanceof KeyServiceError)) throw error;
        if (current()) this.failure = error;
      }
    })();
    this.pending = run;
    this.changes.fire();
    try {
      await run;
    } finally {
      if (this.pending === run) this.pending = undefined;
      this.changes.fire();
    }
  }

  private clear(): void {
    this.generation++;
    this.pending = undefined;
    this.summaries.clear();
    this.details.clear();
    this.aliases = new Map();
    this.nextToken = undefined;
    this.readAt = undefined;
    this.failure = undefined;
    this.complete = false;
    this.changes.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }
}

async function readAliases(
  service: KeyService,
  signal: CancelSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const aliases = new Map<string, string>();
  let token: string | undefined;
  do {
    const { output } = await service.call(
      'ListAliases',
      { MaxResults: 100, ...(token === undefined ? {} : { NextToken: token }) },
      signal && { signal },
    );
    for (const { AliasName, KeyArn } of output.Aliases) aliases.set(AliasName, KeyArn ?? '');
    token = output.NextToken;
  } while (token !== undefined);
  return aliases;
}

function summaryOf(key: Key): KeySummary {
  return {
    KeyArn: key.KeyArn,
    KeyState: key.KeyState,
    KeyAttributes: key.KeyAttributes,
    Enabled: key.Enabled,
    ...(key.KeyCheckValue === undefined ? {} : { KeyCheckValue: key.KeyCheckValue }),
    ...(key.Exportable === undefined ? {} : { Exportable: key.Exportable }),
  };
}
