/** The shared files of the AWS SDKs on the machine the extension runs on. */
import { watch, type FSWatcher } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { Environment, SharedFiles } from '../profiles';

/** Where the files lie: as the environment says, else in ~/.aws. */
export function sharedFilePaths(environment: Environment = process.env): {
  config: string;
  credentials: string;
} {
  const home = homedir();
  const expand = (file: string): string => (/^~[/\\]/.test(file) ? path.join(home, file.slice(2)) : file);
  return {
    config: expand(environment.AWS_CONFIG_FILE ?? path.join(home, '.aws', 'config')),
    credentials: expand(environment.AWS_SHARED_CREDENTIALS_FILE ?? path.join(home, '.aws', 'credentials')),
  };
}

/** Reads them as they are now; a file that is missing or cannot be read is empty. */
export async function readSharedFiles(environment: Environment = process.env): Promise<SharedFiles> {
  const { config, credentials } = sharedFilePaths(environment);
  const files = await loadSharedConfigFiles({
    configFilepath: config,
    filepath: credentials,
    ignoreCache: true,
  });
  return { config: files.configFile, credentials: files.credentialsFile };
}

/**
 * Calls `changed` soon after either file changed, appeared or went, once for a burst of changes.
 * @returns ends the watching
 */
export function watchSharedFiles(changed: () => void, environment: Environment = process.env): () => void {
  const paths = sharedFilePaths(environment);
  let timer: NodeJS.Timeout | undefined;
  const names = new Map<string, Set<string>>();
  for (const file of Object.values(paths)) {
    const folder = path.dirname(file);
    names.set(folder, (names.get(folder) ?? new Set()).add(path.basename(file)));
  }
  const watchers: FSWatcher[] = [];
  for (const [folder, files] of names) {
    try {
      // The folder, as editors and the CLI replace the file by a new one of its name.
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        if (name !== null && !files.has(name)) return;
        clearTimeout(timer);
        timer = setTimeout(changed, 200);
      });
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch {
      // There is no such folder: no profiles, and nothing to watch until the window is loaded again.
    }
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
