/**
 * A process that imports a manifest, as the extension does: the port on the AWS SDK, the journal in its file. It is
 * killed from outside, and started again.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { appendLines, replacePrivate } from '../../../src/desktop/durable';
import * as files from '../../../src/desktop/files';
import { noteFolder } from '../../../src/desktop/noteFiles';
import { moment } from '../../../src/desktop/noteFolder';
import { JournalFolder } from '../../../src/extension/manifest/journalFolder';
import { connectAws } from '../../../src/keyservice/aws/service';
import { RateQueue } from '../../../src/keyservice/aws/rateQueue';
import { NoteStore } from '../../../src/keyservice/imports/noteStore';
import { isWanted, preflight, rowIdentities } from '../../../src/keyservice/manifest/preflight';
import { readManifest } from '../../../src/keyservice/manifest/read';
import { runManifest } from '../../../src/keyservice/manifest/run';
import type { KeyService, KeySummary, OutputOf } from '../../../src/keyservice/operations';

export interface ChildOptions {
  readonly url: string;
  readonly region: string;
  readonly account: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  readonly manifest: string;
  readonly folder: string;
  /** Milliseconds; every pause is a fiftieth of what it would be. */
  readonly patience?: number;
}

export interface ChildResult {
  readonly end: string;
  readonly wanted: number;
  readonly results: Readonly<Record<string, number>>;
  readonly found: number;
}

export async function readAccount(
  service: KeyService,
): Promise<{ keys: KeySummary[]; aliases: Map<string, string> }> {
  const keys: KeySummary[] = [];
  const aliases = new Map<string, string>();
  let token: string | undefined;
  do {
    const { output }: { output: OutputOf<'ListKeys'> } = await service.call('ListKeys', {
      MaxResults: 100,
      ...(token ? { NextToken: token } : {}),
    });
    keys.push(...output.Keys);
    token = output.NextToken;
  } while (token !== undefined);
  do {
    const { output }: { output: OutputOf<'ListAliases'> } = await service.call('ListAliases', {
      MaxResults: 100,
      ...(token ? { NextToken: token } : {}),
    });
    for (const { AliasName, KeyArn } of output.Aliases) aliases.set(AliasName, KeyArn ?? '');
    token = output.NextToken;
  } while (token !== undefined);
  return { keys, aliases };
}

export function serviceOf(options: Omit<ChildOptions, 'manifest' | 'folder'>, timeout = 30_000) {
  const { url, region, account, credentials } = options;
  return connectAws({
    target: { kind: 'simulator', profile: 'simulator', region, account, endpoint: url },
    credentials: () => Promise.resolve(credentials),
    queue: new RateQueue({ rate: 5000 }),
    timeout,
  });
}

export async function importAll(options: ChildOptions): Promise<ChildResult> {
  const service = serviceOf(options);
  const folder = new JournalFolder(
    {
      ...files,
      replacePrivate,
      appendLines,
      noteFolder,
      moment,
      open: files.openFile,
      latin1: () => '',
    },
    options.folder,
    () => readdir(options.folder).catch(() => []),
  );
  const store = new NoteStore(noteFolder(path.join(options.folder, 'imports')));
  const manifest = readManifest(await readFile(options.manifest, 'utf8'));
  const { keys, aliases } = await readAccount(service);
  const { target } = service;
  const notes = await store.lookUp(rowIdentities(manifest, target));
  const { rows } = preflight(manifest, { target, now: new Date(), keys, aliases, notes });
  const journal = await folder.open(options.manifest);
  const { outcomes, end } = await runManifest(
    { manifest: options.manifest, name: 'test', rows },
    {
      service,
      journal,
      store,
      newId: () => randomBytes(16).toString('hex'),
      clock: {
        now: Date.now,
        moment,
        pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / 50)),
        patience: options.patience ?? 1500,
      },
      progress: ({ done, outcome }) => {
        if (outcome) process.stdout.write(`${done}\n`);
      },
    },
  );
  await journal.close();
  service.close();
  const results: Record<string, number> = {};
  for (const { result } of outcomes) results[result] = (results[result] ?? 0) + 1;
  return {
    end: end.kind,
    wanted: rows.filter(isWanted).length,
    results,
    found: outcomes.filter(({ found }) => found).length,
  };
}
