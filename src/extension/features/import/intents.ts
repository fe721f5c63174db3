/** Imports that were begun, each a file of its own: what is found there after a crash was never answered. */
import type { ImportIntent, IntentStore } from '../../../keyservice/importOnce';

/** Files of one folder, by name. */
export interface PrivateFolder {
  names(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  /** Whole or not at all, mode 0600; on the disk when it resolves. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** A lock that other windows and processes see; undefined where another holds it. */
  lock(name: string): Promise<(() => Promise<void>) | undefined>;
}

const ending = '.intent.json';

export class FolderIntents implements IntentStore {
  constructor(private readonly folder: PrivateFolder) {}

  async list(): Promise<readonly ImportIntent[]> {
    const names = (await this.folder.names()).filter((name) => name.endsWith(ending));
    const intents = await Promise.all(names.map((name) => this.read(name)));
    return intents
      .filter((intent): intent is ImportIntent => intent !== undefined)
      .sort((a, b) => a.startedAt - b.startedAt);
  }

  async put(intent: ImportIntent): Promise<void> {
    await this.folder.put(intent.id + ending, new TextEncoder().encode(`${JSON.stringify(intent)}\n`));
  }

  async remove(id: string): Promise<void> {
    await this.folder.remove(id + ending);
  }

  /** Held while the import of this hash is under way; undefined where another window is at it. */
  lock(hash: string): Promise<(() => Promise<void>) | undefined> {
    return this.folder.lock(`${hash}.lock`);
  }

  /** Those that nobody is at: their window was closed, or the answer never came. */
  async left(): Promise<readonly ImportIntent[]> {
    const left: ImportIntent[] = [];
    for (const intent of await this.list()) {
      const free = await this.lock(intent.hash);
      if (!free) continue;
      await free();
      left.push(intent);
    }
    return left;
  }

  /** Another window may have settled it, or its file may be none of ours. */
  private async read(name: string): Promise<ImportIntent | undefined> {
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(await this.folder.read(name)));
      return isIntent(value) && name === value.id + ending ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

function isIntent(value: unknown): value is ImportIntent {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Record<string, unknown>;
  const texts = ['profile', 'region', 'endpoint'];
  const maybe = ['usage', 'headline', 'alias', 'keyCheckValue'];
  return (
    typeof one.id === 'string' &&
    /^[0-9a-f]{32}$/.test(one.id) &&
    typeof one.hash === 'string' &&
    /^[0-9a-f]{64}$/.test(one.hash) &&
    Number.isFinite(one.startedAt) &&
    texts.every((name) => typeof one[name] === 'string') &&
    maybe.every((name) => one[name] === undefined || typeof one[name] === 'string') &&
    (one.service === undefined || one.service === 'simulator' || one.service === 'aws') &&
    (one.knownArns === undefined ||
      (Array.isArray(one.knownArns) && one.knownArns.every((arn) => typeof arn === 'string')))
  );
}
