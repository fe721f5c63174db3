/** What one import of a manifest works with, and how what it reads is judged. */
import * as vscode from 'vscode';
import type { Manifest } from '../../keyservice/manifest/format';
import { preflight, rowIdentities, type Preflight } from '../../keyservice/manifest/preflight';
import type { KeyService, ServiceTarget } from '../../keyservice/operations';
import { rangeAccess } from '../host/files';
import type { Ui } from '../flow/ui';
import { noteStoreOf } from '../service/importPorts';
import { testAccounts, type ServiceTools } from '../service/tools';
import { setting } from '../ui/settings';
import { JournalFolder } from './journalFolder';

export interface ManifestWork {
  readonly tools: ServiceTools;
  readonly ui: Ui;
  readonly uri: vscode.Uri;
  /** Of the file. */
  readonly name: string;
  /** With the account, so that the journal names it. */
  readonly service: KeyService;
  readonly target: ServiceTarget;
  readonly folder: JournalFolder;
}

/** Undefined where this host has no files on a disk. */
export function journalFolder({ context }: ServiceTools): JournalFolder | undefined {
  const uri = vscode.Uri.joinPath(context.globalStorageUri, 'manifest-runs');
  const files = rangeAccess(uri);
  if (!files) return undefined;
  return new JournalFolder(files, uri.fsPath, async () => {
    await vscode.workspace.fs.createDirectory(uri);
    return (await vscode.workspace.fs.readDirectory(uri)).map(([name]) => name);
  });
}

/** By the keys that were read last, and the notes on imports as they are now. */
export async function judgeManifest(
  { tools, target }: Pick<ManifestWork, 'tools' | 'target'>,
  manifest: Manifest,
): Promise<Preflight> {
  const { catalogue } = tools;
  return preflight(manifest, {
    target,
    now: new Date(),
    keys: catalogue.keys.map(({ summary }) => summary),
    aliases: new Map(catalogue.aliasNames.map((name) => [name, catalogue.aliasTarget(name) ?? ''])),
    notes: await noteStoreOf(tools).lookUp(rowIdentities(manifest, target)),
    testAccounts: testAccounts(),
    enableAfterMatch: setting('import.enableAfterMatch') ?? false,
  });
}
