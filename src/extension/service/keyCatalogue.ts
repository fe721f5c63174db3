import * as vscode from 'vscode';
import { KeyServiceError } from '../../keyservice/errors';
import type { CancelSignal, Key, KeyService, KeySummary } from '../../keyservice/operations';
import type { Chosen, KeyServiceConnection } from './connection';

/** A key of the chosen service as far as it was read. */
export interface CatalogueKey {
  readonly summary: KeySummary;
  /** "alias/…", in order. */
  readonly aliases: readonly string[];
  /** From GetKey, once it was asked for: origin and dates. */
  readonly detail?: Key;
}

/** Milliseconds after which what was read counts as old. */
export const staleAfter = 10 * 60_000;

/**
 * The keys of the chosen profile and Region, read page by page when asked, and shared by all that shows or
 * picks keys. Emptied when another service is chosen; nothing is read by itself.
 */
export class KeyCatalogue implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly summaries = new Map<string, KeySummary>();
  private readonly details = new Map<string, Key>();
  private readonly attributes = new Map<string, KeySummary['KeyAttributes']>();
  private aliases: ReadonlyMap<string, string> = new Map();
  private nextToken: string | undefined;
  /** Grows with every choice and refresh: what comes late for an earlier one is dropped. */
  private generation = 0;
  private pending: Promise<void> | undefined;
  /** Made when asked for, dropped with every change. */
  private listed: readonly CatalogueKey[] | undefined;
  /** The same by ARN. */
  private places: ReadonlyMap<string, CatalogueKey> | undefined;
  private ageing: ReturnType<typeof setTimeout> | undefined;
  /** Keys whose details somebody would like to show, in order. */
  private readonly wanted = new Set<string>();
  private asking: AbortController | undefined;
  private readonly subscription: vscode.Disposable;
  private service = '';
  private account: string | undefined;

  /** When the first page was read; undefined before. */
  readAt: Date | undefined;
  /** Why the last reading failed; what was read before stays. */
  failure: KeyServiceError | undefined;
  /** All pages are in. */
  complete = false;

  constructor(private readonly connection: KeyServiceConnection) {
    this.subscription = connection.onDidChange((chosen) => {
      const service = JSON.stringify(chosen?.choice);
      const account = chosen?.account;
      const same = service === this.service;
      // Not known is not another: it is asked for when something is changed.
      if (same && (account === undefined || account === this.account)) return;
      const moved = same && this.account !== undefined;
      this.account = account;
      this.service = service;
      if (!same || moved) this.clear();
    });
    this.service = JSON.stringify(connection.chosen?.choice);
    this.account = connection.chosen?.account;
  }

  get loading(): boolean {
    return this.pending !== undefined;
  }

  /** Read long ago, or the last reading failed: what is shown may be outdated. */
  get stale(): boolean {
    const { readAt, failure } = this;
    return readAt !== undefined && (failure !== undefined || Date.now() - readAt.getTime() >= staleAfter);
  }

  /** How many were read. */
  get size(): number {
    return this.summaries.size;
  }

  get keys(): readonly CatalogueKey[] {
    return (this.listed ??= this.list());
  }

  private list(): readonly CatalogueKey[] {
    const names = new Map<string, string[]>();
    for (const [name, arn] of this.aliases) {
      const known = names.get(arn);
      if (known) known.push(name);
      else names.set(arn, [name]);
    }
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

  /** ARN that a name points to; undefined where it points to nothing, or is none. */
  aliasTarget(name: string): string | undefined {
    return this.aliases.get(name) || undefined;
  }

  find(identifier: string): CatalogueKey | undefined {
    const arn = this.aliases.get(identifier) ?? identifier;
    if (!this.summaries.has(arn)) return undefined;
    const { keys } = this;
    this.places ??= new Map(keys.map((key) => [key.summary.KeyArn, key]));
    return this.places.get(arn);
  }

  /** First page and all aliases anew. Asks for a service where none is chosen. */
  refresh(signal?: CancelSignal): Promise<void> {
    return this.read(async (service, current) => {
      const { output } = await service.call('ListKeys', { MaxResults: 100 }, signal && { signal });
      if (!current()) return;
      this.summaries.clear();
      this.details.clear();
      this.wanted.clear();
      this.take(output.Keys, output.NextToken);
      this.readAt = new Date();
      this.age();
      // Shown already: names come page by page, and there may be thousands of them.
      this.changed();
      const aliases = await readAliases(service, signal);
      if (current()) this.aliases = aliases;
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

  /**
   * Origin, dates and the rest of one key, asked once. Rejects with KeyServiceError.
   * @param quiet tells nobody where the list shows the key rightly already: a tooltip that made its row anew
   *   would close itself
   */
  async detail(arn: string, signal?: CancelSignal, quiet = false): Promise<Key | undefined> {
    const known = this.details.get(arn);
    if (known) return known;
    const { generation } = this;
    const service = await this.connection.connect();
    if (!service) return undefined;
    const { output } = await service.call('GetKey', { KeyIdentifier: arn }, signal && { signal });
    if (generation !== this.generation) return output.Key;
    const before = this.summaries.get(arn);
    const key = withKnown(output.Key, before);
    if (quiet && before && sameSummary(before, summaryOf(key))) {
      this.details.set(arn, key);
      this.listed = undefined;
      this.places = undefined;
    } else this.keyChanged(key);
    return key;
  }

  /**
   * Details that a view would show, asked for one after another, so that a call of the user waits for one at
   * most. A failure ends it: the list says enough without them.
   */
  wantDetails(arns: readonly string[]): void {
    for (const arn of arns) if (!this.details.has(arn)) this.wanted.add(arn);
    if (!this.asking && this.wanted.size > 0) void this.askWanted();
  }

  /** Nobody looks any more. */
  stopDetails(): void {
    this.wanted.clear();
    this.asking?.abort();
  }

  private async askWanted(): Promise<void> {
    const asking = (this.asking = new AbortController());
    try {
      for (const arn of this.wanted) {
        this.wanted.delete(arn);
        if (!this.details.has(arn)) await this.detail(arn, asking.signal);
        if (asking.signal.aborted) return;
      }
    } catch (error) {
      if (!(error instanceof KeyServiceError)) throw error;
      // What was wanted after it was stopped is asked for below.
      if (!asking.signal.aborted) this.wanted.clear();
    } finally {
      this.asking = undefined;
      this.wantDetails([]);
    }
  }

  /**
   * What a call answered of a key, new or changed: shown without another reading.
   * @param choice the service that was called: where another was chosen meanwhile, nothing is taken in
   */
  keyChanged(answered: Key, choice: Chosen['choice'] | undefined = this.connection.chosen?.choice): void {
    if (choice !== this.connection.chosen?.choice) return;
    const key = withKnown(answered, this.summaries.get(answered.KeyArn));
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
    this.changed();
  }

  /** The service says that there is no such key. */
  keyGone(arn: string): void {
    if (!this.summaries.delete(arn)) return;
    this.details.delete(arn);
    this.changed();
  }

  /** @param arn undefined where the alias points to nothing now; null where it is gone */
  aliasChanged(
    name: string,
    arn: string | undefined | null,
    choice: Chosen['choice'] | undefined = this.connection.chosen?.choice,
  ): void {
    if (choice !== this.connection.chosen?.choice) return;
    const aliases = new Map(this.aliases);
    if (arn === null) aliases.delete(name);
    else aliases.set(name, arn ?? '');
    this.aliases = aliases;
    this.changed();
  }

  private changed(): void {
    this.listed = undefined;
    this.places = undefined;
    this.changes.fire();
  }

  /** Tells once more when what was read has become old. */
  private age(): void {
    clearTimeout(this.ageing);
    this.ageing = setTimeout(() => this.changed(), staleAfter);
  }

  private take(keys: readonly KeySummary[], nextToken: string | undefined): void {
    for (const key of keys)
      this.summaries.set(key.KeyArn, { ...key, KeyAttributes: this.shared(key.KeyAttributes) });
    this.nextToken = nextToken;
    this.complete = nextToken === undefined;
  }

  /** Of a hundred thousand keys, few differ in their attributes: equal ones are kept once. */
  private shared(given: KeySummary['KeyAttributes']): KeySummary['KeyAttributes'] {
    const text = JSON.stringify(given);
    const known = this.attributes.get(text);
    if (known) return known;
    this.attributes.set(text, given);
    return given;
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
    this.changed();
    try {
      await run;
    } finally {
      if (this.pending === run) this.pending = undefined;
      this.changed();
    }
  }

  private clear(): void {
    this.generation++;
    this.pending = undefined;
    this.attributes.clear();
    this.summaries.clear();
    this.details.clear();
    this.aliases = new Map();
    this.nextToken = undefined;
    this.readAt = undefined;
    this.failure = undefined;
    this.complete = false;
    clearTimeout(this.ageing);
    this.stopDetails();
    this.changed();
  }

  dispose(): void {
    clearTimeout(this.ageing);
    this.stopDetails();
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

/** What never changes of a key stays known where a later answer leaves it out. */
function withKnown(key: Key, before: KeySummary | undefined): Key {
  if (!before) return key;
  const { KeyCheckValue, Exportable, KeyAttributes } = before;
  const { KeyModesOfUse } = KeyAttributes;
  return {
    ...(KeyCheckValue === undefined ? {} : { KeyCheckValue }),
    ...(Exportable === undefined ? {} : { Exportable }),
    ...key,
    KeyAttributes: { ...(KeyModesOfUse ? { KeyModesOfUse } : {}), ...key.KeyAttributes },
  };
}

function sameSummary(a: KeySummary, b: KeySummary): boolean {
  return (
    ['KeyState', 'Enabled', 'Exportable', 'KeyCheckValue', 'MultiRegionKeyType', 'PrimaryRegion'] as const
  ).every((name) => a[name] === b[name]);
}

function summaryOf(key: Key): KeySummary {
  return {
    KeyArn: key.KeyArn,
    KeyState: key.KeyState,
    KeyAttributes: key.KeyAttributes,
    ...(key.Enabled === undefined ? {} : { Enabled: key.Enabled }),
    ...(key.KeyCheckValue === undefined ? {} : { KeyCheckValue: key.KeyCheckValue }),
    ...(key.Exportable === undefined ? {} : { Exportable: key.Exportable }),
    ...(key.MultiRegionKeyType === undefined ? {} : { MultiRegionKeyType: key.MultiRegionKeyType }),
    ...(key.PrimaryRegion === undefined ? {} : { PrimaryRegion: key.PrimaryRegion }),
  };
}
