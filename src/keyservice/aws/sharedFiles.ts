/** The shared files of the AWS SDKs on the machine the extension runs on. */
import { existsSync, readlinkSync, watch, type FSWatcher } from 'node:fs';
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
 * Calls `changed` soon after either file changed, appeared or went, once for a burst of changes. Where a file, or a
 * folder on its way, is a link, each place on the way is watched: the link may be made to lead elsewhere, and what it
 * leads to may change.
 * @returns ends the watching
 */
export function watchSharedFiles(changed: () => void, environment: Environment = process.env): () => void {
  const files = Object.values(sharedFilePaths(environment));
  let timer: NodeJS.Timeout | undefined;
  let watchers: readonly FSWatcher[] = [];
  let watched = '';

  /** Watches what the files are by now; the old watchers end when the new ones are there. */
  function follow(): void {
    // Once more where something was moved between the look and the watch.
    for (let round = 0; round < 3; round++) {
      const places = placesOf(files);
      const key = JSON.stringify([...places].map(([folder, names]) => [folder, [...names]]));
      if (key === watched) return;
      watched = key;
      const before = watchers;
      watchers = [...places].flatMap(([folder, names]) => watchFolder(folder, names));
      for (const watcher of before) watcher.close();
    }
  }

  function watchFolder(folder: string, names: ReadonlySet<string>): FSWatcher[] {
    try {
      // The folder, as editors and the CLI replace the file by a new one of its name.
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        // A folder that goes is reported by its own name.
        const itself = name !== null && plain(name) === plain(path.basename(folder));
        if (name !== null && !names.has(plain(name)) && !itself) return;
        // Opened anew where the folder itself was replaced: the old watcher is that of what is gone.
        if (itself) watched = '';
        follow();
        clearTimeout(timer);
        timer = setTimeout(changed, 200);
      });
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      // It went since it was looked at, or may not be read.
      return [];
    }
  }

  follow();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Links that are followed on the way to a file, as the system itself has a limit. */
const mostLinks = 40;

/** Names whose change matters, by their folder: the files, every link on the way, and the first part that is missing. */
function placesOf(files: readonly string[]): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>();
  for (const file of files)
    for (const { folder, name } of wayTo(path.resolve(file)))
      places.set(folder, (places.get(folder) ?? new Set()).add(plain(name)));
  return places;
}

function wayTo(file: string): { folder: string; name: string }[] {
  const way: { folder: string; name: string }[] = [];
  let { root: folder } = path.parse(file);
  let parts = file.slice(folder.length).split(path.sep);
  let links = 0;
  while (parts.length > 0) {
    const [name = '', ...rest] = parts;
    parts = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      folder = path.dirname(folder);
      continue;
    }
    const here = path.join(folder, name);
    const target = targetOf(here);
    if (target === undefined) {
      if (rest.length === 0 || !existsSync(here)) return [...way, { folder, name }];
      folder = here;
      continue;
    }
    way.push({ folder, name });
    if (++links > mostLinks) return way;
    const { root } = path.parse(target);
    if (root !== '') folder = path.resolve(folder, root);
    parts = [...target.slice(root.length).split(path.sep === '/' ? '/' : /[\\/]/), ...rest];
  }
  return way;
}

/** Where a link leads, as it says; undefined where it is none, or nothing is there. */
function targetOf(at: string): string | undefined {
  try {
    return readlinkSync(at);
  } catch {
    return undefined;
  }
}

/** As names are compared: not by case where the usual file systems do not. */
function plain(name: string): string {
  return process.platform === 'linux' ? name : name.toLowerCase();
}
